/** What the figures of a table mean: facts by the table's title, its columns and its rows. */

import { BESIDE_YEAR, GRAND_TOTAL, YEAR_TOTAL } from './balance-rows.ts'
import type { AmountColumn } from './columns.ts'
import { classOfName, conceptOf, type Dims, mergeDims, withoutOrdinal } from './concepts.ts'
import { fold } from './document.ts'
import type { Table } from './frame-tables.ts'
import type { ReadSide } from './read-sides.ts'
import { type Figure, labelOf, type SideRow } from './rows.ts'
import { threePublicRows } from './three-public.ts'

/** A figure, or a sum of figures, with its meaning. */
export interface Fact {
  readonly dims: Dims
  readonly figures: readonly Figure[]
  /** Chinese name of the line, for messages. */
  readonly name: string
}

export function dimsOfTable(table: Table): Dims {
  const title = fold(table.title)
  const isGeneral = /一般公共预算|一般公共/.test(title)
  switch (table.kind) {
    case 'income':
      return { flow: 'in' }
    case 'spending':
    case 'economic':
      return {
        flow: 'out',
        ...fundOfTitle(title),
        ...(/项目支出/.test(title) ? { kind: 'project' as const } : {}),
      }
    case 'fiscal_balance':
      return { fund: 'fiscal' }
    case 'general_spending':
      return { flow: 'out', fund: isGeneral || title === '' ? 'general' : 'fiscal' }
    case 'basic':
      return {
        flow: 'out',
        fund: isGeneral ? 'general' : /财政拨款/.test(title) ? 'fiscal' : 'general',
        kind: /[-—]人员经费/.test(title)
          ? 'personnel'
          : /[-—]公用经费/.test(title)
            ? 'public'
            : 'basic',
      }
    case 'fund_spending':
      return { flow: 'out', fund: 'govfund' }
    case 'capital_spending':
      return { flow: 'out', fund: 'statecap' }
    case 'projects':
      // 项目支出及其他支出 is more than any other table gives
      return {
        flow: 'out',
        kind: /及其他/.test(title) ? 'class:项目及其他' : 'project',
        ...fundOfTitle(title),
      }
    case 'three_public':
      return { flow: 'out' }
    default:
      return {}
  }
}

/** The one fund that a title names; 一般公共预算和政府性基金 is more than one. */
function fundOfTitle(title: string): Pick<Dims, 'fund'> {
  const funds = [/一般公共/, /政府性基金/, /国有资本/].filter((pattern) => pattern.test(title))
  if (funds.length > 1) return {}
  const { fund } = conceptOf(title)
  return fund && ['general', 'govfund', 'statecap', 'fiscal'].includes(fund) ? { fund } : {}
}

function columnDims(base: Dims, column: AmountColumn, side: ReadSide): Dims {
  const { dims } = column
  const words = column.path.join('|')
  let out = mergeDims(base, dims)
  if (/^本年收入/.test(words)) out = { ...out, flow: 'in' }
  if (/^(?:年初|上年).{0,4}结转/.test(words) && base.flow === 'out' && hasMovement(side)) {
    out = { ...out, flow: 'opening' }
  }
  if (/^本年支出/.test(words)) out = { ...out, flow: 'out' }
  if (out.source === undefined && dims.fund !== undefined && hasCarry(side) && out.flow === 'out') {
    out = { ...out, source: 'year' }
  }
  if (
    out.source === undefined &&
    dims.fund !== undefined &&
    base.flow === 'in' &&
    (hasCarry(side) || side.amounts.some((other) => other.dims.source === 'year'))
  ) {
    out = { ...out, source: 'year' }
  }
  return out
}

function hasCarry(side: ReadSide): boolean {
  return side.amounts.some(({ dims }) => dims.source === 'carry')
}

/** Opening, income, spending and closing stand side by side. */
function hasMovement(side: ReadSide): boolean {
  return side.amounts.some(({ path }) => /本年收入/.test(path.join('|')))
}

/** Totals of the columns, and each code of the rows under them. */
export function factsOfCodes(table: Table, side: ReadSide): Fact[] {
  if (['other', 'procurement', 'department_aims', 'project_aims'].includes(table.kind)) return []
  if (table.kind === 'three_public') return factsOfThreePublic(table, side)
  const base = dimsOfTable(table)
  const prefix = table.kind === 'basic' || table.kind === 'economic' ? 'econ' : 'func'
  const facts: Fact[] = []
  const columns = side.amounts.filter(({ isPart: part }) => !part)
  for (const column of columns) {
    const dims = columnDims(base, column, side)
    const total = side.rows.find(({ kind }) => kind === 'total')
    const whole = total?.figures.get(column.index)
    if (whole) facts.push({ dims, figures: [whole], name: '合计' })
    for (const [line, rows] of linesOf(side.rows, prefix)) {
      const figures = rows.flatMap((row) => row.figures.get(column.index) ?? [])
      if (figures.length > 0) {
        facts.push({ dims: { ...dims, line }, figures, name: labelOf(rows[0] as SideRow) })
      }
    }
  }
  return facts
}

/** By the rows where the items stand as rows, else by the columns. */
function factsOfThreePublic(table: Table, side: ReadSide): Fact[] {
  const base = dimsOfTable(table)
  const facts: Fact[] = []
  const columns = side.amounts.filter(({ isPart: part }) => !part)
  const dimsOf = (column: AmountColumn): Dims => {
    const { source, ...dims } = columnDims(base, column, side)
    // 本年预算数 is all that is planned, where no column tells of earlier money
    return source === 'year' && !hasCarry(side) ? dims : columnDims(base, column, side)
  }
  for (const [line, row] of threePublicRows(side)) {
    const name = withoutOrdinal(fold(row.name).replace(/^其中[:：]?/, ''))
    for (const column of columns) {
      const figure = row.figures.get(column.index)
      const dims = { ...dimsOf(column), line: `three:${line}` }
      if (figure) facts.push({ dims, figures: [figure], name })
    }
  }
  if (facts.length > 0) return facts
  const row =
    side.rows.find(({ kind }) => kind === 'total') ??
    side.rows.find(({ figures }) => figures.size > 0)
  for (const column of row ? columns : []) {
    const figure = row?.figures.get(column.index)
    if (figure && column.dims.line) {
      facts.push({
        dims: dimsOf(column),
        figures: [figure],
        name: column.path.at(-1) ?? '',
      })
    }
  }
  return facts
}

/**
 * Rows of each code over all units. A class that has no row of its own is the sum of what stands
 * under it, if that is complete.
 */
function linesOf(rows: readonly SideRow[], prefix: 'func' | 'econ'): Map<string, SideRow[]> {
  const lines = new Map<string, SideRow[]>()
  const items = rows.filter(({ kind, code }) => kind === 'item' && isCode(code, prefix))
  for (const row of items) {
    const key = `${prefix}:${row.code}`
    const list = lines.get(key)
    if (list) list.push(row)
    else lines.set(key, [row])
  }
  const codes = new Set(items.map(({ code }) => code))
  const byClass = new Map<string, SideRow[]>()
  for (const row of items) {
    const key = row.code.slice(0, 3)
    const list = byClass.get(key)
    if (list) list.push(row)
    else byClass.set(key, [row])
  }
  for (const code of codes) {
    for (let length = 3; length < code.length; length += 2) {
      const above = code.slice(0, length)
      if (codes.has(above) || lines.has(`${prefix}:${above}`)) continue
      const under = (byClass.get(above.slice(0, 3)) ?? []).filter(
        (row) => row.code.startsWith(above) && row.code !== above,
      )
      const shorter = new Set(under.map((row) => row.code))
      const leaves = under.filter((row) => {
        for (let cut = above.length + 2; cut < row.code.length; cut += 2) {
          if (shorter.has(row.code.slice(0, cut))) return false
        }
        return true
      })
      lines.set(`${prefix}:${above}`, leaves)
    }
  }
  return lines
}

function isCode(code: string, prefix: 'func' | 'econ'): boolean {
  return prefix === 'func' ? /^2\d{2}(?:\d{2}){0,2}$/.test(code) : /^3\d{2}(?:\d{2})?$/.test(code)
}

/** Incomes, spending and their totals by the words of the rows. */
export function factsOfBalance(table: Table, side: ReadSide): Fact[] {
  const base = dimsOfTable(table)
  const flow = side.flow ?? base.flow
  if (!flow) return []
  const facts: Fact[] = []
  const hasGrand = side.rows.some(({ name }) => GRAND_TOTAL.test(withoutOrdinal(name)))
  const hasYearRow = side.rows.some(
    ({ name, level }) => level === 1 && /^本年(?:收入|支出)$/.test(withoutOrdinal(name)),
  )
  const isGovernment = side.rows.some(({ name }) => /^机关(?:工资|商品)/.test(withoutOrdinal(name)))
  let top: Dims = {}
  let project: SideRow | undefined
  for (const row of side.rows) {
    const name = withoutOrdinal(row.name)
    if (row.kind === 'part' || name === '') continue
    let dims: Dims | undefined
    if (project && row.level <= project.level) project = undefined
    if (GRAND_TOTAL.test(name)) dims = { flow: flow === 'in' ? 'in' : 'out', line: 'grand' }
    else if (YEAR_TOTAL.test(name)) {
      dims = hasGrand ? dimsOfYearTotal(flow) : hasYearRow ? { flow, line: 'grand' } : undefined
      if (!hasGrand && !hasYearRow) {
        facts.push(...rowFacts(table, side, row, mergeDims(base, { flow, line: 'grand' })))
        dims = dimsOfYearTotal(flow)
      }
    } else if (/^本年(?:收入|支出)$/.test(name)) {
      dims = dimsOfYearTotal(flow)
      top = flow === 'in' ? { source: 'year' } : {}
    } else if (BESIDE_YEAR.test(name)) {
      const concept = conceptOf(name)
      if (concept.fund === 'saved' && flow === 'in') dims = { flow, fund: 'saved', source: 'year' }
      else if (/使用非财政|弥补|动用|结余分配|转入/.test(name)) dims = undefined
      else if (flow === 'in') {
        dims = { flow: 'in', source: 'carry', ...(concept.fund ? { fund: concept.fund } : {}) }
        top = { source: 'carry' }
      } else {
        dims = {
          flow: 'closing',
          ...(concept.fund && concept.fund !== 'fiscal' ? { fund: concept.fund } : {}),
        }
        top = { flow: 'closing' }
      }
    } else if (flow === 'in') {
      const { fund } = conceptOf(name)
      if (fund) dims = { flow: 'in', fund, source: top.source ?? 'year' }
    } else {
      const code = row.code !== '' ? row.code : classOfName(name)
      const { kind } = conceptOf(name)
      if (code && isCode(code, 'func') && top.flow !== 'closing')
        dims = { flow: 'out', line: `func:${code}` }
      else if (kind && row.code === '' && !project)
        dims = { flow: 'out', kind: isGovernment ? `class:${name}` : kind }
      else if (/^3\d{2}/.test(row.code)) dims = { flow: 'out', line: `econ:${row.code}` }
    }
    if (dims) facts.push(...rowFacts(table, side, row, mergeDims(base, dims)))
    // 商品和服务 under it is that of the projects alone
    if (dims?.kind === 'project') project = row
  }
  return facts
}

/** 政府性基金预算拨款收入 without an amount, in a table that gives amounts for others. */
export function blanksOf(table: Table, side: ReadSide): Dims[] {
  if (table.kind !== 'balance' || (side.flow ?? dimsOfTable(table).flow) !== 'in') return []
  if (side.rows.every(({ figures }) => figures.size === 0)) return []
  return side.rows.flatMap((row): Dims[] => {
    const name = withoutOrdinal(row.name)
    const { fund } = conceptOf(name)
    const isListed = row.level === 1 && row.kind === 'item' && !BESIDE_YEAR.test(name)
    return isListed && fund && row.figures.size === 0 ? [{ flow: 'in', fund, source: 'year' }] : []
  })
}

function dimsOfYearTotal(flow: 'in' | 'out' | 'closing' | 'opening'): Dims {
  return flow === 'in' ? { flow: 'in', source: 'year' } : { flow: 'out' }
}

function rowFacts(table: Table, side: ReadSide, row: SideRow, dims: Dims): Fact[] {
  const funded = side.amounts.filter(
    ({ isPart: part, dims: own }) => !part && own.phase !== 'delta',
  )
  return funded.flatMap((column): Fact[] => {
    const figure = row.figures.get(column.index)
    if (!figure) return []
    const { fund, phase } = column.dims
    // in the row 一般公共预算 the column repeats what the row says; 财政拨款 over all says less
    const own =
      fund && fund !== 'fiscal' && dims.fund !== fund && table.kind === 'fiscal_balance'
        ? { fund }
        : {}
    const { kind } = column.dims
    // 支出总计 of 人员经费 is what the spending tables call the total of that kind
    const { line, ...rest } = dims
    const named = kind && dims.flow === 'out' && !dims.kind ? { ...rest, kind } : undefined
    const kept = named ? (line && line !== 'grand' ? { ...named, line } : named) : dims
    return [
      {
        dims: mergeDims(kept, own, phase ? { phase } : {}),
        figures: [figure],
        name: labelOf(row),
      },
    ]
  })
}
