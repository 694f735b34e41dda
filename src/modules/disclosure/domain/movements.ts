import type { Equation } from './equation.ts'
import type { Disclosure } from './read-disclosure.ts'
import type { ReadSide } from './read-sides.ts'
import type { Figure } from './rows.ts'

/** Two years and their difference side by side; opening, income, spending and closing of a fund. */
export function seriesEquations(disclosure: Disclosure): Equation[] {
  return disclosure.tables.flatMap(({ table, sides }) =>
    sides.flatMap((side, at) => [
      ...differences(table.number, side, at),
      ...movements(table.number, side, at),
    ]),
  )
}

function differences(table: number, side: ReadSide, at: number): Equation[] {
  const deltas = side.amounts.filter(
    ({ dims, path }) => dims.phase === 'delta' && !/%|比例|幅|率/.test(path.join()),
  )
  const delta = deltas[0]
  if (deltas.length !== 1 || !delta) return []
  const totals = side.amounts.filter(
    ({ index, dims, path }) =>
      index < delta.index &&
      dims.phase !== undefined &&
      dims.phase !== 'delta' &&
      !dims.kind &&
      (path.length === 1 || /合计|小计|总计/.test(path.at(-1) ?? '')),
  )
  const [before, now] = totals
  if (totals.length !== 2 || !before || !now) return []
  return side.rows.flatMap((row): Equation[] => {
    const left = row.figures.get(delta.index)
    const current = row.figures.get(now.index)
    const prior = row.figures.get(before.index)
    if (!left || (!current && !prior)) return []
    return [
      {
        rule: 'disclosure.difference',
        left: [left, ...(prior ? [prior] : [])],
        right: current ? [current] : [],
        leftName: '上年数加增减额',
        rightName: '本年数',
        group: `${table} delta ${at}`,
        trust: 0.95,
      },
    ]
  })
}

function movements(table: number, side: ReadSide, at: number): Equation[] {
  const find = (pattern: RegExp): number[] => {
    const mine = side.amounts.filter(({ path }) => pattern.test(path[0] ?? ''))
    const total = mine.find(({ path }) => path.length === 1 || /合计|小计/.test(path.at(-1) ?? ''))
    return total ? [total.index] : []
  }
  const opening = find(/^(?:年初|上年).{0,4}结转/)
  const income = find(/^本年收入/)
  const spending = find(/^本年支出/)
  const closing = find(/^(?:年末|年终).{0,4}结转/)
  if (income.length === 0 || spending.length === 0 || closing.length === 0) return []
  const of = (row: ReadSide['rows'][number], columns: readonly number[]): Figure[] =>
    columns.flatMap((column) => row.figures.get(column) ?? [])
  return side.rows.flatMap((row): Equation[] => {
    const left = [...of(row, opening), ...of(row, income)]
    const right = [...of(row, spending), ...of(row, closing)]
    if (left.length === 0 && right.length === 0) return []
    return [
      {
        rule: 'disclosure.balance',
        left,
        right,
        leftName: '年初结转加本年收入',
        rightName: '本年支出加年末结转',
        group: `${table} movement ${at}`,
        trust: 0.93,
      },
    ]
  })
}
