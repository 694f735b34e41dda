import { intervalOf, percentFits, percentRange, readNumber, showPercent } from '../amount.ts'
import { readColumns } from '../columns.ts'
import { fold, isOrigin } from '../document.ts'
import { tableName } from '../read-disclosure.ts'
import type { ReadTable } from '../read-table.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'

/** 增减% of a row against the two years' amounts beside it. */
const percentColumn: Rule = {
  code: 'disclosure.percent_column',
  group: 'sums',
  severity: 'error',
  title: '表里的增减百分数等于两年之差除以上年数',
  source: '表内关系',
  tolerance: '按两个金额的四舍五入范围能得到的任何百分数都算对；多数行不符的不查',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    let checked = 0
    for (const read of disclosure.tables) {
      const rows = percentsOf(read)
      checked += rows.length
      const wrong = rows.filter(({ isRight }) => !isRight)
      // another definition of the percent, or other columns than these two
      if (wrong.length * 3 > rows.length) continue
      findings.push(...wrong.map(({ finding }) => finding))
    }
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

function percentsOf(read: ReadTable): { isRight: boolean; finding: DisclosureFinding }[] {
  const { table } = read
  const columns = readColumns(table).filter(
    ({ role, path }) => role === 'percent' && /增减|增长|增幅|变动/.test(path.join()),
  )
  const [percent] = columns
  if (columns.length !== 1 || !percent) return []
  return read.sides.flatMap((side) => {
    const delta = side.amounts.find(({ dims }) => dims.phase === 'delta')
    const totals = side.amounts.filter(
      ({ dims, path, index }) =>
        index < percent.index &&
        dims.phase !== undefined &&
        dims.phase !== 'delta' &&
        !dims.kind &&
        (path.length === 1 || /合计|小计|总计/.test(path.at(-1) ?? '')),
    )
    const [before, now] = totals
    if (!delta || totals.length !== 2 || !before || !now) return []
    return side.rows.flatMap((row) => {
      const prior = row.figures.get(before.index)
      const change = row.figures.get(delta.index)
      const cell = table.grid[row.row]?.[percent.index] ?? null
      if (!prior || !change || !isOrigin(cell, row.row, percent.index)) return []
      const number = readNumber(fold(cell.text).replace(/%$/, ''))
      if (!number || prior.printed.fen <= 0) return []
      const after = row.figures.get(now.index)
      const own = intervalOf(change.printed)
      const base = intervalOf(prior.printed)
      const current = after ? intervalOf(after.printed) : undefined
      // the difference of two rounded figures may be one off the rounded difference
      const moved = current
        ? {
            low: Math.min(own.low, current.low - base.high),
            high: Math.max(own.high, current.high - base.low),
          }
        : own
      const isNear = current && Math.abs(current.low - base.low - own.low) <= own.high - own.low + 1
      const range = percentRange(isNear ? moved : own, base)
      if (!range) return []
      const exact = (change.printed.fen / prior.printed.fen) * 100
      return [
        {
          isRight: percentFits(number.value, number.decimals, range),
          finding: {
            code: 'disclosure.percent_column',
            severity: 'error' as const,
            confidence: 0.9,
            message: `${tableName(table)}“${row.name}”的增减百分数写 ${cell.text.trim()}，${change.text} ÷ ${prior.text} = ${showPercent(exact, number.decimals)}。请改正百分数或金额。`,
            stated: cell.text.trim(),
            expected: showPercent(exact, number.decimals),
            places: [placeOfCell(table, cell), placeOfFigure(change), placeOfFigure(prior)],
          },
        },
      ]
    })
  })
}

/** 行次 and 序号 count on from row to row. */
const rowNumbers: Rule = {
  code: 'disclosure.row_number',
  group: 'text',
  severity: 'warning',
  title: '行次、序号连续',
  source: '公开表格格式',
  tolerance: '只报前后都连续、单独一个不连续的',
  check: (disclosure) => {
    const numbered = disclosure.tables.flatMap(({ table }) =>
      readColumns(table)
        .filter(({ path }) => /^(?:行次|序号)$/.test(path.at(-1) ?? ''))
        .map(({ path, index }) => ({ table, path, index })),
    )
    return judgeEach(numbered, ({ table, path, index }) => {
      const cells = table.body.flatMap((row) => {
        const cell = table.grid[row]?.[index] ?? null
        return isOrigin(cell, row, index) && /^\d{1,3}$/.test(fold(cell.text)) ? [cell] : []
      })
      if (cells.length < 4) return undefined
      const values = cells.map(({ text }) => Number(fold(text)))
      // a number is odd where those around it would count on without it
      const odd = cells.filter((_, at) => {
        const value = values[at] ?? 0
        const [left, right] = [values[at - 1], values[at + 1]]
        if (left !== undefined && right !== undefined)
          return right - left === 2 && value !== left + 1
        if (left === undefined && right !== undefined)
          return values[at + 2] === right + 1 && value !== right - 1
        return left !== undefined && values[at - 2] === left - 1 && value !== left + 1
      })
      if (odd.length !== 1) return RIGHT
      const [cell] = odd
      if (!cell) return RIGHT
      return {
        code: 'disclosure.row_number',
        severity: 'warning',
        confidence: 0.8,
        message: `${tableName(table)}的${path.at(-1)}写 ${cell.text.trim()}，与前后不连续。请核对。`,
        stated: cell.text.trim(),
        expected: null,
        places: [placeOfCell(table, cell)],
      }
    })
  },
}

/** A 款 without any 项, or a class without any 款, where all its neighbours have some. */
const leafMissing: Rule = {
  code: 'disclosure.leaf_missing',
  group: 'tables',
  severity: 'warning',
  title: '每个款都列出项，每个类都列出款',
  source: '预算法第四十六条：支出按功能分类编到项，按经济分类编到款',
  tolerance: '只报同一张表里别的都列、单独一个没列的',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    let seen = 0
    for (const { table, sides } of disclosure.tables) {
      const rows = sides
        .flatMap((side) => side.rows)
        .filter(({ kind, code }) => kind === 'item' && /^[23]\d{2}(?:\d{2}){0,2}$/.test(code))
      const codes = new Set(rows.map(({ code }) => code))
      for (const length of [3, 5]) {
        const parents = rows.filter(
          ({ code, figures }) =>
            code.length === length &&
            [...figures.values()].some(({ printed }) => printed.fen !== 0),
        )
        const hasChild = (code: string): boolean =>
          [...codes].some((other) => other.length === length + 2 && other.startsWith(code))
        const bare = parents.filter(({ code }) => !hasChild(code))
        if (parents.length < 3) continue
        seen += 1
        const [row] = bare
        if (bare.length !== 1 || !row) continue
        const figure = [...row.figures.values()].find(({ printed }) => printed.fen !== 0)
        if (!figure) continue
        findings.push({
          code: 'disclosure.leaf_missing',
          severity: 'warning',
          confidence: 0.8,
          message: `${tableName(table)}的 ${row.code} ${row.name} ${figure.text} 下面没有${length === 3 ? '款' : '项'}，别的都列了。请补上。`,
          stated: row.code,
          expected: null,
          places: [placeOfFigure(figure)],
        })
      }
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

export const COLUMN_RULES: readonly Rule[] = [percentColumn, rowNumbers, leafMissing]
