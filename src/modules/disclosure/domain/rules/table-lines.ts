/** Lines of one table that another table must have too. */

import type { Dims } from '../concepts.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import type { ReadTable } from '../read-table.ts'
import type { SideRow } from '../rows.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfTable,
  RIGHT,
  type Rule,
  resultOf,
  show,
  UNREADABLE,
} from '../rule.ts'

const threePublicEconomic: Rule = {
  code: 'disclosure.three_public_economic',
  group: 'tables',
  severity: 'error',
  title: '基本支出里的出国、接待、用车不大于“三公”经费表',
  source: '30212、30217、30231、31013 与“三公”经费表',
  tolerance: '一个末位',
  check: (disclosure) => {
    const three = disclosure.tables.find(({ table }) => table.kind === 'three_public')
    const basic = disclosure.tables.find(({ table }) => table.kind === 'basic')
    if (!three || !basic) return NOT_APPLICABLE
    const lines = [
      ['abroad', '30212'],
      ['reception', '30217'],
      ['run', '30231'],
      ['buy', '31013'],
    ] as const
    // a table in which figures stand that were not understood says nothing
    const isEmpty = three.sides.every(({ rows }) => rows.every(({ figures }) => figures.size === 0))
    if (!isEmpty && three.facts.length === 0) return UNREADABLE
    const facts = [...disclosure.facts.values()].flat()
    return judgeEach(lines, ([line, code]) => {
      const stated = facts.find(
        ({ dims, table }) => dims.line === `three:${line}` && !dims.phase && table === three.table,
      )
      const spent = facts.find(
        ({ dims, table }) =>
          dims.line === `econ:${code}` &&
          dims.kind === 'basic' &&
          !dims.phase &&
          table === basic.table,
      )
      if (!spent) return undefined
      // nothing is printed in an empty table: that is nothing
      const value = stated?.value ?? (isEmpty ? 0 : undefined)
      if (value === undefined) return undefined
      if (spent.value <= value + spent.half + (stated?.half ?? 0) + 1) return RIGHT
      return {
        code: 'disclosure.three_public_economic',
        severity: 'error',
        confidence: 0.88,
        message: `${tableName(basic.table)} ${code} 有 ${show(disclosure, spent.value)}，“三公”经费表里是 ${show(disclosure, value)}。基本支出里的不能多于“三公”经费，请核对。`,
        stated: show(disclosure, value),
        expected: `不小于 ${show(disclosure, spent.value)}`,
        places: [...(stated?.figures ?? []), ...spent.figures].map(placeOfFigure),
      }
    })
  },
}

const lineMissing: Rule = {
  code: 'disclosure.line_missing',
  group: 'tables',
  severity: 'error',
  title: '一张表里有的科目，包含它的表里也有',
  source: '表间关系：部分在全部之中',
  tolerance: '只比较同一级的科目',
  check: (disclosure) => {
    const pairs = [
      ['spending', 'general_spending', 7],
      ['spending', 'fund_spending', 7],
      ['economic', 'basic', 5],
    ] as const
    const findings: DisclosureFinding[] = []
    let compared = 0
    for (const [outer, inner, length] of pairs) {
      const whole = disclosure.tables.find(({ table }) => table.kind === outer)
      const part = disclosure.tables.find(({ table }) => table.kind === inner)
      if (!whole || !part) continue
      const rowsOf = (read: ReadTable): SideRow[] =>
        read.sides.flatMap(({ rows }) =>
          rows.filter(({ kind, code }) => kind === 'item' && code.length === length),
        )
      const codes = new Set(rowsOf(whole).map(({ code }) => code))
      if (codes.size === 0) continue
      compared += 1
      // last year's line may be gone this year
      const own = new Set(
        part.sides.flatMap(({ amounts }) =>
          amounts.flatMap(({ index, dims }) => (isOfThisYear(disclosure, dims) ? [index] : [])),
        ),
      )
      const missing = rowsOf(part).filter(
        ({ code, figures }) =>
          !codes.has(code) &&
          [...figures].some(([column, { printed }]) => own.has(column) && printed.fen !== 0),
      )
      // where most are missing the two tables list other things
      if (missing.length > codes.size / 2) continue
      for (const row of missing) {
        const figure = [...row.figures.values()][0]
        if (!figure) continue
        findings.push({
          code: 'disclosure.line_missing',
          severity: 'error',
          confidence: 0.88,
          message: `${tableName(part.table)}有 ${row.code} ${row.name} ${figure.text}，${tableName(whole.table)}没有这一行。请补上这一行，或核对编码。`,
          stated: null,
          expected: `${row.code} ${row.name}`,
          places: [placeOfTable(whole.table), placeOfFigure(figure)],
        })
      }
    }
    for (const kind of ['general_spending', 'fund_spending', 'income'] as const)
      findings.push(...leftOutOfPart(disclosure, kind))
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

function isOfThisYear(disclosure: Disclosure, { phase }: Dims): boolean {
  if (!phase) return true
  if (phase === 'delta' || phase.startsWith('prior')) return false
  const year = /^y(\d{4})/.exec(phase)?.[1]
  return year === undefined || disclosure.year === undefined || Number(year) === disclosure.year
}

/** A class that is the same in both tables, with an item that only one of them lists. */
function leftOutOfPart(
  disclosure: Disclosure,
  kind: 'general_spending' | 'fund_spending' | 'income',
): DisclosureFinding[] {
  const whole = disclosure.tables.find(({ table }) => table.kind === 'spending')
  const part = disclosure.tables.find(({ table }) => table.kind === kind)
  if (!whole || !part) return []
  const valuesOf = (read: ReadTable): Map<string, number> => {
    const values = new Map<string, number>()
    for (const side of read.sides) {
      const column =
        side.amounts.find(({ dims }) => !dims.kind && !dims.phase)?.index ??
        side.amounts.find(({ dims }) => !dims.kind && dims.phase?.startsWith(`y${disclosure.year}`))
          ?.index
      for (const row of side.rows) {
        const figure = row.figures.get(column ?? -1)
        if (row.kind !== 'item' || row.code === '' || !figure) continue
        values.set(row.code, (values.get(row.code) ?? 0) + figure.printed.fen)
      }
    }
    return values
  }
  const own = valuesOf(part)
  const all = valuesOf(whole)
  return [...all].flatMap(([code, value]): DisclosureFinding[] => {
    const above = code.slice(0, 5)
    if (code.length !== 7 || value === 0 || own.has(code) || !own.has(above)) return []
    if (own.get(above) !== all.get(above)) return []
    return [
      {
        code: 'disclosure.line_missing',
        severity: 'error',
        confidence: 0.88,
        message: `${tableName(whole.table)}有 ${code} ${show(disclosure, value)}，${tableName(part.table)}的 ${above} 是同一个数，却没有 ${code} 这一行。请补上。`,
        stated: null,
        expected: code,
        places: [placeOfTable(part.table), placeOfTable(whole.table)],
      },
    ]
  })
}

export const TABLE_LINE_RULES: readonly Rule[] = [threePublicEconomic, lineMissing]
