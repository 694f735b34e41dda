import type { MoneyUnit } from './amount.ts'
import { isBalanceSide } from './balance-rows.ts'
import { downBalance, downCodes } from './column-sums.ts'
import { type AmountColumn, readColumns, readSides } from './columns.ts'
import type { Dims } from './concepts.ts'
import { economicGroups } from './economic-groups.ts'
import type { Equation } from './equation.ts'
import type { Table } from './frame-tables.ts'
import { flowOfSide, joinRunOn, type ReadSide } from './read-sides.ts'
import { resolveSpending } from './resolve-spending.ts'
import { acrossRows } from './row-sums.ts'
import { type Figure, readRows, type SideRow } from './rows.ts'
import { blanksOf, type Fact, factsOfBalance, factsOfCodes } from './table-facts.ts'
import { threePublicColumnSums, threePublicRowSums } from './three-public.ts'

/** A table as understood: its figures, what they mean, and the sums that they must keep. */
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

/** Tables whose shifted headings arithmetic can put right. */
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
    equations.push(...threePublicColumnSums(table, sides, equations))
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

function isChange({ dims }: AmountColumn): boolean {
  return dims.phase === 'delta'
}

/** 其中 columns with the column before them, 其中 rows with the row above them. */
function partsOfSide(side: ReadSide): { part: Figure; whole: Figure }[] {
  const pairs: { part: Figure; whole: Figure }[] = []
  for (const [at, column] of side.amounts.entries()) {
    const before = side.amounts[at - 1]
    if (!column.isPart || !before || before.isPart || isChange(column)) continue
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
    for (const column of side.amounts) {
      const { index } = column
      // a part may grow by more than the whole
      if (isChange(column)) continue
      const part = row.figures.get(index)
      const whole = before.figures.get(index)
      if (part && whole) pairs.push({ part, whole })
    }
  }
  return pairs
}
