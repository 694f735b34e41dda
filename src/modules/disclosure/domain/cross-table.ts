import { type Dims, keyOf } from './concepts.ts'
import type { Equation } from './equation.ts'
import type { Disclosure, TableFact } from './read-disclosure.ts'
import { tableName } from './read-disclosure.ts'

/** Money beside the fiscal appropriation; where there is none, 全部 and 财政拨款 are the same. */
const OTHER_MONEY = [
  'special',
  'business',
  'operating',
  'upper',
  'affiliated',
  'own',
  'other',
  'saved',
] as const

/** Tables that some places fill with this year's appropriation alone and others with carry-over. */
const MAY_LEAVE_CARRY_OUT = new Set([
  'general_spending',
  'basic',
  'fund_spending',
  'capital_spending',
  'projects',
  'economic',
])

export interface Index {
  /** Facts by key, after funds that are the same money here were made one. */
  readonly facts: ReadonlyMap<string, readonly TableFact[]>
  readonly unify: (dims: Dims) => Dims
  /** No income but fiscal appropriation: every table speaks of the same money. */
  readonly isFiscalOnly: boolean
  readonly carries: readonly number[]
}

export function buildIndex(disclosure: Disclosure): Index {
  const all = [...disclosure.facts.values()].flat()
  const has = (fund: string, flow?: string): boolean =>
    all.some(
      (fact) => fact.dims.fund === fund && fact.value !== 0 && (!flow || fact.dims.flow === flow),
    )
  const incomes = all.filter(({ dims }) => dims.flow === 'in')
  const carryAll = valuesOf(all, { flow: 'in', source: 'carry' })
  const carryFiscal = [
    ...valuesOf(all, { flow: 'in', source: 'carry', fund: 'fiscal' }),
    ...valuesOf(all, { flow: 'in', source: 'carry', fund: 'general' }),
  ]
  const isCarryFiscal = carryAll.every((value) => value === 0 || carryFiscal.includes(value))
  const isFiscalOnly =
    incomes.length > 0 &&
    !OTHER_MONEY.some((fund) => has(fund)) &&
    isCarryFiscal &&
    totalsAgree(all)
  const hasFunds = has('govfund') || has('statecap')
  const unify = (dims: Dims): Dims => {
    const { fund, ...rest } = dims
    let kept = fund
    if (isFiscalOnly && kept === undefined) kept = 'fiscal'
    if (!hasFunds && kept === 'general') kept = 'fiscal'
    return kept === undefined ? rest : { ...rest, fund: kept }
  }
  const facts = new Map<string, TableFact[]>()
  for (const fact of [...all, ...sumsOfIncome(all)]) {
    const key = keyOf(unify(fact.dims))
    const list = facts.get(key)
    if (list) list.push(fact)
    else facts.set(key, [fact])
  }
  const carries = [
    ...new Set(
      all
        .filter(({ dims }) => dims.source === 'carry' && !dims.line)
        .map(({ value }) => Math.abs(value)),
    ),
  ].filter((value) => value > 0)
  return { facts, unify, isFiscalOnly, carries }
}

/** All income must be the fiscal income, else other money came in unnamed. */
function totalsAgree(all: readonly TableFact[]): boolean {
  const year = valuesOf(all, { flow: 'in', source: 'year' })
  const fiscal = [
    ...valuesOf(all, { flow: 'in', source: 'year', fund: 'fiscal' }),
    ...valuesOf(all, { flow: 'in', source: 'year', fund: 'general' }),
  ]
  return year.length === 0 || fiscal.length === 0 || year.some((value) => fiscal.includes(value))
}

function valuesOf(facts: readonly TableFact[], dims: Dims): number[] {
  const key = keyOf(dims)
  return facts.filter((fact) => fact.key === key).map(({ value }) => value)
}

/** Income of a fund with what was carried over, where a table gives both. */
function sumsOfIncome(all: readonly TableFact[]): TableFact[] {
  const out: TableFact[] = []
  const years = all.filter(
    ({ dims }) =>
      dims.flow === 'in' &&
      dims.source === 'year' &&
      !dims.line &&
      dims.fund &&
      dims.fund !== 'fiscal',
  )
  for (const year of years) {
    const carry = all.find(
      (fact) =>
        fact.table === year.table &&
        // what stood at the beginning of the year is a column of its own in some tables
        (['in', 'opening'] as const).some(
          (flow) => fact.key === keyOf({ ...year.dims, flow, source: 'carry' }),
        ),
    )
    const hasCarryRow = all.some(
      ({ table, dims }) =>
        table === year.table &&
        dims.source === 'carry' &&
        dims.fund !== undefined &&
        dims.fund !== 'fiscal',
    )
    if (!hasCarryRow) continue
    const { source: _, ...dims } = year.dims
    out.push({
      ...year,
      dims,
      key: keyOf(dims),
      figures: [...year.figures, ...(carry?.figures ?? [])],
      value: year.value + (carry?.value ?? 0),
      half: year.half + (carry?.half ?? 0),
    })
  }
  return out
}

/** Where two tables stand against one another, the more general one is believed. */
const RANK = ['balance', 'spending', 'income', 'fiscal_balance', 'general_spending', 'basic']

/** The value that most tables give for a key. */
export function consensusOf(facts: readonly TableFact[]): TableFact | undefined {
  const votes = new Map<number, { fact: TableFact; tables: Set<number>; weight: number }>()
  for (const fact of facts) {
    const seen = votes.get(fact.value) ?? { fact, tables: new Set<number>(), weight: 0 }
    if (!seen.tables.has(fact.table.number)) {
      const rank = RANK.indexOf(fact.table.kind)
      // a printed figure is worth more than a sum of rows
      seen.weight += (fact.figures.length === 1 ? 1 : 0.9) + (rank < 0 ? 0 : 0.01 * (9 - rank))
    }
    seen.tables.add(fact.table.number)
    if (fact.figures.length === 1 && seen.fact.figures.length > 1) seen.fact = fact
    votes.set(fact.value, seen)
  }
  return [...votes.values()].sort((a, b) => b.weight - a.weight)[0]?.fact
}

/** One figure printed in two tables is one figure. */
export function equationsAcrossTables(index: Index): Equation[] {
  const modes = yearOnlyTables(index)
  const equations: Equation[] = []
  for (const [key, facts] of index.facts) {
    const tables = new Set(facts.map(({ table }) => table.number))
    if ((tables.size < 2 && facts.length < 2) || key.includes('/delta/')) continue
    const common = consensusOf(facts)
    if (!common) continue
    for (const fact of facts) {
      if (fact === common) continue
      if (sameFigures(fact, common)) continue
      if (isDefinition(fact, common, index, modes)) continue
      const isFunded = fact.dims.fund !== common.dims.fund
      equations.push({
        rule: isFunded ? 'disclosure.fiscal_equals_all' : 'disclosure.same_figure',
        left: fact.figures,
        right: common.figures,
        leftName: `${tableName(fact.table)}“${fact.name}”${describe(fact.dims)}`,
        rightName: `${tableName(common.table)}“${common.name}”${describe(common.dims)}`,
        group: `same ${key} ${fact.table.number}`,
        trust: isFunded ? 0.93 : 0.97,
      })
    }
  }
  return equations
}

function sameFigures(left: TableFact, right: TableFact): boolean {
  return (
    left.figures.length === right.figures.length &&
    left.figures.every((figure, at) => figure === right.figures[at])
  )
}

/** Tables whose total is smaller than the others' by exactly what was carried over. */
function yearOnlyTables(index: Index): Map<number, Set<number>> {
  const modes = new Map<number, Set<number>>()
  for (const facts of index.facts.values()) {
    const total = facts[0]
    // any line will do: the total itself may be what is misprinted
    if (total?.dims.flow !== 'out' || total.dims.phase) continue
    const common = consensusOf(facts)
    if (!common) continue
    for (const fact of facts) {
      const gap = Math.abs(common.value - fact.value)
      const slack = common.half + fact.half + Math.max(common.half, fact.half) + 1
      if (index.carries.some((carry) => Math.abs(carry - gap) <= slack)) {
        const one = modes.get(fact.table.number) ?? new Set<number>()
        one.add(common.table.number)
        modes.set(fact.table.number, one)
        const other = modes.get(common.table.number) ?? new Set<number>()
        other.add(fact.table.number)
        modes.set(common.table.number, other)
      }
    }
  }
  return modes
}

function isDefinition(
  left: TableFact,
  right: TableFact,
  index: Index,
  modes: ReadonlyMap<number, ReadonlySet<number>>,
): boolean {
  const gap = Math.abs(left.value - right.value)
  if (gap < 1) return false
  // three figures, each rounded once
  const slack = left.half + right.half + Math.max(left.half, right.half) + 1
  if (left.dims.flow === 'in' && isCarryless(left, right, index)) {
    return index.carries.some((carry) => Math.abs(carry - gap) <= slack)
  }
  const isLoose = [left, right].some(
    ({ table }) =>
      MAY_LEAVE_CARRY_OUT.has(table.kind) ||
      (table.kind === 'fiscal_balance' && !mentionsCarry(table.number, index)),
  )
  if (!isLoose || left.dims.flow !== 'out') return false
  const largest = Math.max(0, ...index.carries)
  if (!left.dims.line && !left.dims.kind)
    return index.carries.some((carry) => Math.abs(carry - gap) <= slack)
  return modes.get(left.table.number)?.has(right.table.number) === true && gap <= largest + slack
}

/** A table of income that says nothing of carry-over may give this year's income alone. */
function isCarryless(left: TableFact, right: TableFact, index: Index): boolean {
  return [left, right].some(
    ({ table }) => table.kind === 'income' && !mentionsCarry(table.number, index),
  )
}

function mentionsCarry(table: number, index: Index): boolean {
  for (const facts of index.facts.values()) {
    for (const fact of facts) {
      if (
        fact.table.number === table &&
        (fact.dims.source === 'carry' || fact.dims.flow === 'closing')
      )
        return true
    }
  }
  return false
}

const FUND_NAMES: Readonly<Record<string, string>> = {
  fiscal: '财政拨款',
  general: '一般公共预算',
  govfund: '政府性基金',
  statecap: '国有资本经营预算',
}

function describe(dims: Dims): string {
  const fund = dims.fund ? FUND_NAMES[dims.fund] : undefined
  return fund ? `的${fund}` : ''
}

/** 收入总计 = 支出总计, in one table; opening and income = spending and closing, across a row. */
export function equationsOfBalance(disclosure: Disclosure): Equation[] {
  const equations: Equation[] = []
  for (const read of disclosure.tables) {
    const facts = [...disclosure.facts.values()]
      .flat()
      .filter(({ table }) => table.number === read.table.number)
    const grand = (flow: 'in' | 'out'): TableFact | undefined =>
      facts.find(
        ({ dims }) =>
          dims.flow === flow &&
          !dims.phase &&
          !dims.kind &&
          (flow === 'out'
            ? dims.line === 'grand' && (dims.fund === undefined || dims.fund === 'fiscal')
            : !dims.line && !dims.source && (dims.fund === undefined || dims.fund === 'fiscal')),
      )
    const income = grand('in')
    const spending = grand('out')
    if (read.table.kind !== 'balance' && read.table.kind !== 'fiscal_balance') continue
    if (!income || !spending) continue
    equations.push({
      rule: 'disclosure.balance',
      left: spending.figures,
      right: income.figures,
      leftName: `“${spending.name}”`,
      rightName: `“${income.name}”`,
      group: `balance ${read.table.number}`,
      trust: 0.98,
    })
  }
  return equations
}
