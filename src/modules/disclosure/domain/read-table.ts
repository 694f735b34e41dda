import type { MoneyUnit } from './amount.ts'
import {
  type AmountColumn,
  isSumWord,
  type Node,
  readColumns,
  readSides,
  type Side,
} from './columns.ts'
import { classOfName, conceptOf, type Dims, mergeDims, withoutOrdinal } from './concepts.ts'
import { fold, textAt } from './document.ts'
import { type Equation, holds, isRoundedChange } from './equation.ts'
import type { Table } from './frame-tables.ts'
import { resolveSpending } from './resolve-spending.ts'
import { type Figure, readRows, type SideRow } from './rows.ts'
import { threePublicRowSums, threePublicRows } from './three-public-rows.ts'

/** A figure, or a sum of figures, with its meaning. */
export interface Fact {
  readonly dims: Dims
  readonly figures: readonly Figure[]
  /** Chinese name of the line, for messages. */
  readonly name: string
}

export interface ReadSide extends Side {
  readonly rows: readonly SideRow[]
  /** Whether a heading names it 收入 or 支出. */
  readonly flow: 'in' | 'out' | undefined
}

export interface ReadTable {
  readonly table: Table
  readonly unit: MoneyUnit
  readonly sides: readonly ReadSide[]
  readonly facts: readonly Fact[]
  readonly equations: readonly Equation[]
  /** Incomes that the table lists and leaves empty. */
  readonly blanks: readonly Dims[]
  /** 其中 figures with the one that they are part of. */
  readonly partsOf: readonly { readonly part: Figure; readonly whole: Figure }[]
  /** The columns were put right by arithmetic, because the heading had shifted. */
  readonly isMended: boolean
}

const SPENDING = new Set(['spending', 'general_spending', 'fund_spending', 'capital_spending'])

export function readTable(table: Table, unit: MoneyUnit): ReadTable {
  let isMended = false
  const columns = readColumns(table)
  const sides = readSides(table, columns).map((side, at, all): ReadSide => {
    const rows = readRows(table, side, unit)
    const flow = flowOfSide(table, side, at, all.length)
    if (!SPENDING.has(table.kind)) return { ...side, rows, flow }
    const mended = resolveSpending(side, rows, (candidate) => acrossRows(table, candidate, rows))
    if (!mended) return { ...side, rows, flow }
    isMended = true
    return { ...mended, rows, flow }
  })
  const facts: Fact[] = []
  const equations: Equation[] = []
  const partsOf: { part: Figure; whole: Figure }[] = []
  for (const side of sides) equations.push(...acrossRows(table, side, side.rows))
  for (const [at, side] of joinRunOn(table, sides).entries()) {
    const isBalance = isBalanceSide(table, side)
    equations.push(...(isBalance ? downBalance(table, side, at) : downCodes(table, side, at)))
    facts.push(...(isBalance ? factsOfBalance(table, side) : factsOfCodes(table, side)))
    partsOf.push(...partsOfSide(side))
  }
  if (table.kind === 'three_public') {
    equations.push(...threePublicSums(table, sides, equations))
    equations.push(...sides.flatMap((side) => threePublicRowSums(table, side)))
  }
  if (table.kind === 'basic') {
    const groups = economicGroups(table, sides)
    equations.push(...groups.equations)
    facts.push(...groups.facts)
  }
  return {
    table,
    unit,
    sides,
    facts,
    equations,
    blanks: sides.flatMap((side) => blanksOf(table, side)),
    partsOf,
    isMended,
  }
}

function flowOfSide(table: Table, side: Side, at: number, sides: number): 'in' | 'out' | undefined {
  const words = [
    ...side.labels.flatMap(({ codes, names }) => [...codes, ...names]),
    ...side.amounts.map(({ index }) => index),
  ]
    .flatMap((column) => table.heading.map((row) => fold(table.grid[row]?.[column]?.text ?? '')))
    .join('|')
  if (table.kind !== 'balance' && table.kind !== 'fiscal_balance') return undefined
  const income = /收入/.test(words)
  const spending = /支出/.test(words)
  if (income !== spending) return income ? 'in' : 'out'
  return sides > 1 ? (at === 0 ? 'in' : 'out') : undefined
}

function isBalanceSide(table: Table, side: ReadSide): boolean {
  if (table.kind === 'balance' || table.kind === 'fiscal_balance') return true
  // two-sided fund tables of some provinces
  return side.rows.some(({ name }) =>
    /^(?:收入|支出)总计$|^本年(?:收入|支出)合计$/.test(fold(name)),
  )
}

/**
 * Columns side by side of which one goes on with the class that the one before began: read as one
 * long column. The figures keep their own places.
 */
function joinRunOn(table: Table, sides: readonly ReadSide[]): ReadSide[] {
  if (table.kind !== 'basic' && table.kind !== 'economic') return [...sides]
  const out: ReadSide[] = []
  for (const side of sides) {
    const before = out.at(-1)
    const first = side.rows.find(({ code }) => code !== '')
    const isRunOn =
      before !== undefined &&
      before.amounts.length === side.amounts.length &&
      first !== undefined &&
      /^3\d{4}$/.test(first.code) &&
      before.rows.some(({ code }) => code === first.code.slice(0, 3))
    if (!isRunOn) {
      out.push(side)
      continue
    }
    const indexes = new Map(side.amounts.map(({ index }, at) => [index, before.amounts[at]?.index]))
    const moved = side.rows.map(
      (row): SideRow => ({
        ...row,
        figures: new Map(
          [...row.figures].flatMap(([index, figure]) => {
            const to = indexes.get(index)
            return to === undefined ? [] : [[to, figure] as const]
          }),
        ),
      }),
    )
    out[out.length - 1] = { ...before, rows: [...before.rows, ...moved] }
  }
  return out
}

// ---- across a row

function leavesOf(node: Node): number[] {
  if (node.column !== null) return [node.column]
  const total = sumChild(node.children)
  if (total?.column !== undefined && total.column !== null) return [total.column]
  return node.children.filter(({ label }) => !isPart(label)).flatMap(leavesOf)
}

function sumChild(nodes: readonly Node[]): Node | undefined {
  const sums = nodes.filter(({ label, column }) => column !== null && isSumWord(label))
  if (sums.length > 0) return sums.length === 1 ? sums[0] : undefined
  // 本年支出 | 基本支出 | 项目支出: a total that does not call itself so
  const [first, ...others] = nodes
  const isWhole =
    first !== undefined &&
    first.column !== null &&
    /^(?:本年|当年)支出$|^(?:决算|预算)数$|^支出$/.test(first.label) &&
    [/^基本支出/, /^项目支出/].every((pattern) => others.some(({ label }) => pattern.test(label)))
  return isWhole ? first : undefined
}

function isPart(label: string): boolean {
  return /^其中/.test(label)
}

function acrossRows(
  table: Table,
  side: Pick<Side, 'tree' | 'amounts'>,
  rows: readonly SideRow[],
): Equation[] {
  const equations: Equation[] = []
  const phases = new Map(side.amounts.map((column) => [column.index, column.dims.phase]))
  const visit = (nodes: readonly Node[], path: string): void => {
    const total = sumChild(nodes)
    if (total?.column !== null && total !== undefined) {
      const others = nodes.filter((node) => node !== total && !isPart(node.label))
      const kept =
        /三公/.test(total.label) || table.kind === 'three_public'
          ? others.filter(({ label }) => !/会议|培训|机关运行/.test(label))
          : others
      const columns = kept
        .flatMap(leavesOf)
        // last year's figures and differences are not parts of this year's
        .filter((column) => phases.get(column) === phases.get(total.column ?? -1))
      if (
        columns.length > 1 ||
        (columns.length === 1 && kept.some((node) => node.column === null))
      ) {
        for (const row of rows) {
          const left = row.figures.get(total.column ?? -1)
          if (!left) continue
          const right = columns.flatMap((column) => row.figures.get(column) ?? [])
          equations.push({
            rule: 'disclosure.row_sum',
            left: [left],
            right,
            leftName: columnName(path, total.label),
            rightName: right.length > 0 ? '同一行各项之和' : '同一行各项（都是空的）',
            group: `${table.number} row ${path} ${total.column}`,
            trust: 0.97,
          })
        }
      }
    }
    for (const node of nodes)
      if (node.children.length > 0) visit(node.children, `${path}${node.label}`)
  }
  visit(side.tree, '')
  return equations
}

function columnName(path: string, label: string): string {
  return path ? `${path}${label}` : label
}

// ---- down a column

interface Family {
  readonly parent: SideRow
  readonly children: readonly SideRow[]
  readonly trust: number
  readonly name: string
}

function toEquations(
  table: Table,
  side: ReadSide,
  at: number,
  families: readonly Family[],
): Equation[] {
  // a difference of two rounded figures is off by more than its last place: it is held against
  // the two years of its own row
  const years = new Set(side.amounts.flatMap(({ dims }) => dims.phase ?? []))
  const columns = side.amounts.filter(({ dims }) => dims.phase !== 'delta' || years.size < 3)
  return families.flatMap((family) =>
    columns.flatMap(({ index, dims }): Equation[] => {
      const left = family.parent.figures.get(index)
      // a form that asks for no parts has dashes there
      const isAsked = family.children.some(
        ({ row, figures }) => figures.has(index) || fold(textAt(table.grid, row, index)) === '',
      )
      if (!isAsked) return []
      const right = family.children.flatMap((child) => child.figures.get(index) ?? [])
      if (
        !left ||
        (dims.phase === 'delta' && isRoundedChange([left], right, family.children.length))
      )
        return []
      return [
        {
          rule: 'disclosure.column_sum',
          left: [left],
          right,
          leftName: family.name,
          rightName: '下面各行之和',
          group: `${table.number} down ${at} ${family.parent.row}`,
          trust: family.trust,
        },
      ]
    }),
  )
}

function downCodes(table: Table, side: ReadSide, at: number): Equation[] {
  if (['three_public', 'department_aims', 'project_aims'].includes(table.kind)) return []
  return toEquations(table, side, at, familiesOfCodes(side.rows))
}

/** Which rows add up to which, by codes, by units and their rows, else all rows to the total. */
function familiesOfCodes(rows: readonly SideRow[]): Family[] {
  const families: Family[] = []
  const children = new Map<SideRow, SideRow[]>()
  const roots: SideRow[] = []
  const units: SideRow[] = []
  let block: SideRow | undefined
  let stack: SideRow[] = []
  const totals = rows.filter(({ kind }) => kind === 'total')
  const add = (parent: SideRow | undefined, child: SideRow): void => {
    const list = parent ? children.get(parent) : roots
    if (list) list.push(child)
    else if (parent) children.set(parent, [child])
  }
  for (const row of rows) {
    if (row.kind === 'total' || row.kind === 'part' || row.kind === 'group') continue
    if (row.kind === 'unit') {
      const above = units.findLast(
        (unit) => unit.code !== '' && row.code !== unit.code && row.code.startsWith(unit.code),
      )
      add(above, row)
      units.push(row)
      block = row
      stack = []
      continue
    }
    if (row.code === '') {
      // a table without codes: numbers of the list say what is under what
      while (stack.length > 0 && row.level !== 0 && (stack.at(-1)?.level ?? 0) >= row.level)
        stack.pop()
      const above = row.level > 1 ? stack.at(-1) : undefined
      add(above ?? block, row)
      if (row.level > 0) stack.push(row)
      continue
    }
    const above = stack.findLast(
      ({ code }) => code !== '' && code.length < row.code.length && row.code.startsWith(code),
    )
    add(above ?? block, row)
    stack = [...stack.filter(({ code }) => code === '' || row.code.startsWith(code)), row]
  }
  for (const [parent, under] of children) {
    const subunits = under.filter(({ kind }) => kind === 'unit')
    const kept = subunits.length > 0 ? subunits : under
    families.push({ parent, children: kept, trust: 0.95, name: labelOf(parent) })
  }
  const tops = roots.filter(({ kind }) => kind === 'unit')
  const under = tops.length > 0 ? tops : roots
  if (under.length > 0) {
    for (const parent of totals) {
      families.push({ parent, children: under, trust: 0.95, name: '合计' })
    }
  }
  return families
}

function labelOf(row: SideRow): string {
  return row.name || row.code || '合计'
}

const GRAND = /总计$/
const SUBTOTAL = /^本年(?:收入|支出).{0,2}合计$|^(?:收入|支出)合计$|^本年(?:收入|支出)小计$|^合计$/
const SPECIAL =
  /^(?:上年|年初|年末|年终|以前年度|动用|使用|用|结余分配|结转下年|上缴|单位上年|财政拨款.{0,3}结转|转入|其中)|结转|弥补收支/

function downBalance(table: Table, side: ReadSide, at: number): Equation[] {
  const families: Family[] = []
  let addends: SideRow[] = []
  const under = new Map<SideRow, SideRow[]>()
  let parent: SideRow | undefined
  // 本年支出合计 above the classes that it is the sum of
  let ahead: { row: SideRow; children: SideRow[] } | undefined
  const hasLevelOne = side.rows.some(({ level }) => level === 1)
  for (const row of side.rows) {
    const name = withoutOrdinal(row.name)
    if (row.kind === 'part' || name === '') continue
    if (GRAND.test(name) || SUBTOTAL.test(name)) {
      const isGrand = GRAND.test(name)
      if (!isGrand && addends.length === 0 && families.length === 0) {
        ahead = { row, children: [] }
        addends = [row]
        parent = undefined
        continue
      }
      if (addends.length > 0 && (addends.length > 1 || addends[0]?.figures.size)) {
        families.push({ parent: row, children: addends, trust: 0.96, name })
      }
      addends = isGrand ? [] : [row]
      parent = undefined
      continue
    }
    const isTop = row.level === 1 || (row.level === 0 && (!hasLevelOne || SPECIAL.test(name)))
    if (isTop && !isUnderSpecial(parent, row, name)) {
      if (ahead && !SPECIAL.test(name)) ahead.children.push(row)
      else addends.push(row)
      parent = row
    } else if (parent) {
      under.set(parent, [...(under.get(parent) ?? []), row])
    } else addends.push(row)
  }
  if (ahead && ahead.children.length > 0) {
    families.push({
      parent: ahead.row,
      children: ahead.children,
      trust: 0.96,
      name: labelOf(ahead.row),
    })
  }
  for (const [top, rows] of under) {
    const inner = rows.filter(({ level }) => level === Math.min(...rows.map((row) => row.level)))
    families.push({ parent: top, children: inner, trust: 0.93, name: labelOf(top) })
  }
  const deeper = [...under.values()].flatMap(familiesOfLevels)
  return [
    ...toEquations(table, side, at, families),
    // one row under another may be only a part of it
    ...toEquations(table, side, at, deeper).filter(({ right }) => right.length > 1),
  ].filter(
    // 上年结转 may stand without its parts
    ({ left, right }) => right.length > 0 || left[0]?.printed.fen === 0 || !isDetail(left, side),
  )
}

/** （1）（2） under 1、 where 1、 stands itself under 一、 */
function familiesOfLevels(rows: readonly SideRow[]): Family[] {
  return rows.flatMap((parent, at): Family[] => {
    if (parent.level === 0) return []
    const end = rows.findIndex(({ level }, other) => other > at && level <= parent.level)
    const inner = rows.slice(at + 1, end < 0 ? undefined : end)
    const level = Math.min(...inner.map((row) => row.level))
    const children = inner.filter((row) => row.level === level)
    return children.length > 1 ? [{ parent, children, trust: 0.9, name: labelOf(parent) }] : []
  })
}

function isDetail(left: readonly Figure[], side: ReadSide): boolean {
  const row = side.rows.find((candidate) => candidate.row === left[0]?.row)
  return row !== undefined && SPECIAL.test(withoutOrdinal(row.name))
}

/** 年初财政拨款结转和结余, then without numbers the funds that it consists of. */
function isUnderSpecial(parent: SideRow | undefined, row: SideRow, name: string): boolean {
  return (
    parent !== undefined &&
    // numbered as 一、 again under a row that has no number
    (row.level === 0 || parent.level === 0) &&
    SPECIAL.test(withoutOrdinal(parent.name)) &&
    /^(?:一般公共预算|政府性基金|国有资本)/.test(name)
  )
}

function partsOfSide(side: ReadSide): { part: Figure; whole: Figure }[] {
  const pairs: { part: Figure; whole: Figure }[] = []
  for (const [at, column] of side.amounts.entries()) {
    const before = side.amounts[at - 1]
    if (!column.isPart || !before || before.isPart) continue
    for (const row of side.rows) {
      const part = row.figures.get(column.index)
      const whole = row.figures.get(before.index)
      if (part && whole) pairs.push({ part, whole })
    }
  }
  let before: SideRow | undefined
  for (const row of side.rows) {
    if (row.kind !== 'part') {
      before = row
      continue
    }
    if (!before) continue
    for (const { index } of side.amounts) {
      const part = row.figures.get(index)
      const whole = before.figures.get(index)
      if (part && whole) pairs.push({ part, whole })
    }
  }
  return pairs
}

/** 合计 and its parts by what the columns say, where budget and actual stand in turns under them. */
function threePublicSums(
  table: Table,
  sides: readonly ReadSide[],
  known: readonly Equation[],
): Equation[] {
  const out: Equation[] = []
  for (const side of sides) {
    const phases = new Set(side.amounts.map(({ dims }) => dims.phase ?? ''))
    for (const phase of phases) {
      const columnOf = (line: string): number | undefined => {
        const mine = side.amounts.filter(
          ({ dims }) => (dims.phase ?? '') === phase && dims.line === `three:${line}`,
        )
        return mine.length === 1 ? mine[0]?.index : undefined
      }
      for (const [whole, parts, name] of [
        ['total', ['abroad', 'vehicle', 'reception'], '“三公”经费合计'],
        ['vehicle', ['buy', 'run'], '公务用车小计'],
      ] as const) {
        const total = columnOf(whole)
        const columns = parts.map(columnOf)
        if (total === undefined || columns.some((column) => column === undefined)) continue
        for (const row of side.rows) {
          const left = row.figures.get(total)
          const right = columns.flatMap((column) => row.figures.get(column ?? -1) ?? [])
          if (!left || right.length === 0) continue
          if (known.some((equation) => equation.left.length === 1 && equation.left[0] === left))
            continue
          out.push({
            rule: 'disclosure.row_sum',
            left: [left],
            right,
            leftName: name,
            rightName: '同一行各项之和',
            group: `${table.number} three ${whole} ${phase}`,
            trust: 0.95,
          })
        }
      }
    }
  }
  return out
}

/** Economic classes of personnel; all others of basic spending are running costs. */
const PERSONNEL_CLASSES = ['301', '303']

/**
 * 人员经费合计 and 公用经费合计 under columns that stand side by side: each is the sum of its classes
 * wherever in the table they stand, and both together are the basic spending.
 */
function economicGroups(
  table: Table,
  sides: readonly ReadSide[],
): { equations: Equation[]; facts: Fact[] } {
  const equations: Equation[] = []
  const facts: Fact[] = []
  const depth = Math.max(0, ...sides.map(({ amounts }) => amounts.length))
  for (let at = 0; at < depth; at++) {
    const figuresOf = (where: (row: SideRow) => boolean): Figure[] =>
      sides.flatMap(({ rows, amounts }) =>
        rows.filter(where).flatMap((row) => row.figures.get(amounts[at]?.index ?? -1) ?? []),
      )
    const totals: Figure[] = []
    for (const [kind, pattern, isMine] of [
      ['personnel', /^人员/, (code: string) => PERSONNEL_CLASSES.includes(code)],
      ['public', /公用/, (code: string) => !PERSONNEL_CLASSES.includes(code)],
    ] as const) {
      const own = figuresOf((row) => row.kind === 'group' && pattern.test(fold(row.name)))
      const [left] = own
      if (own.length !== 1 || !left) continue
      totals.push(left)
      const name = kind === 'personnel' ? '人员经费合计' : '公用经费合计'
      const right = figuresOf((row) => /^3\d{2}$/.test(row.code) && isMine(row.code))
      if (right.length > 0) {
        equations.push({
          rule: 'disclosure.column_sum',
          left: [left],
          right,
          leftName: name,
          rightName: '各类之和',
          group: `${table.number} groups ${kind} ${at}`,
          trust: 0.95,
        })
      }
      facts.push({ dims: mergeDims(dimsOfTable(table), { kind }), figures: [left], name })
    }
    if (totals.length === 2)
      facts.push({ dims: dimsOfTable(table), figures: totals, name: '基本支出' })
  }
  return { equations, facts }
}

// ---- meaning

function dimsOfTable(table: Table): Dims {
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

function factsOfCodes(table: Table, side: ReadSide): Fact[] {
  const base = dimsOfTable(table)
  if (['other', 'procurement', 'department_aims', 'project_aims'].includes(table.kind)) return []
  const prefix = table.kind === 'basic' || table.kind === 'economic' ? 'econ' : 'func'
  const facts: Fact[] = []
  const columns = side.amounts.filter(({ isPart: part }) => !part)
  if (table.kind === 'three_public') {
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

function factsOfBalance(table: Table, side: ReadSide): Fact[] {
  const base = dimsOfTable(table)
  const flow = side.flow ?? base.flow
  if (!flow) return []
  const facts: Fact[] = []
  const hasGrand = side.rows.some(({ name }) => GRAND.test(withoutOrdinal(name)))
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
    if (GRAND.test(name)) dims = { flow: flow === 'in' ? 'in' : 'out', line: 'grand' }
    else if (SUBTOTAL.test(name)) {
      dims = hasGrand ? yearTotal(flow) : hasYearRow ? { flow, line: 'grand' } : undefined
      if (!hasGrand && !hasYearRow) {
        facts.push(...rowFacts(table, side, row, mergeDims(base, { flow, line: 'grand' })))
        dims = yearTotal(flow)
      }
    } else if (/^本年(?:收入|支出)$/.test(name)) {
      dims = yearTotal(flow)
      top = flow === 'in' ? { source: 'year' } : {}
    } else if (SPECIAL.test(name)) {
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
function blanksOf(table: Table, side: ReadSide): Dims[] {
  if (table.kind !== 'balance' || (side.flow ?? dimsOfTable(table).flow) !== 'in') return []
  if (side.rows.every(({ figures }) => figures.size === 0)) return []
  return side.rows.flatMap((row): Dims[] => {
    const name = withoutOrdinal(row.name)
    const { fund } = conceptOf(name)
    const isListed = row.level === 1 && row.kind === 'item' && !SPECIAL.test(name)
    return isListed && fund && row.figures.size === 0 ? [{ flow: 'in', fund, source: 'year' }] : []
  })
}

function yearTotal(flow: 'in' | 'out' | 'closing' | 'opening'): Dims {
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

/** Equations of a group of which most fail: the table was misread there. */
export function misreadGroups(equations: readonly Equation[]): Set<string> {
  const groups = new Map<string, Equation[]>()
  for (const equation of equations) {
    const group = groups.get(equation.group)
    if (group) group.push(equation)
    else groups.set(equation.group, [equation])
  }
  const misread = new Set<string>()
  for (const [name, group] of groups) {
    const failing = group.filter((equation) => !holds(equation))
    const distinct = new Set(failing.map(signature))
    const passing = new Set(group.filter(holds).filter(isTelling).map(signature))
    if (distinct.size >= 2 && distinct.size > passing.size) misread.add(name)
  }
  return misread
}

function isTelling({ left, right }: Equation): boolean {
  return left.some(({ printed }) => printed.fen !== 0) && right.length > 0
}

function signature({ left, right }: Equation): string {
  return [...left, ...right].map(({ printed }) => printed.fen).join()
}
