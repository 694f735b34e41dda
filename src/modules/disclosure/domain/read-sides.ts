import type { Side } from './columns.ts'
import { fold } from './document.ts'
import type { Table } from './frame-tables.ts'
import type { SideRow } from './rows.ts'

/** A side of a table, the left or right of a balance, with its rows. */
export interface ReadSide extends Side {
  readonly rows: readonly SideRow[]
  /** Whether a heading names it 收入 or 支出. */
  readonly flow: 'in' | 'out' | undefined
}

/** By the words of its heading; of two that do not say, the left is the income. */
export function flowOfSide(
  table: Table,
  side: Side,
  at: number,
  sides: number,
): 'in' | 'out' | undefined {
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

/**
 * Columns side by side of which one goes on with the class that the one before began: read as one
 * long column. The figures keep their own places.
 */
export function joinRunOn(table: Table, sides: readonly ReadSide[]): ReadSide[] {
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
