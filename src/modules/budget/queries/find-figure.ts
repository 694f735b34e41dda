import { sql } from 'kysely'
import { type Fen, fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { type CellAddress, locateCell } from '../domain/locate-cell.ts'
import { all } from '../domain/predicate.ts'
import { findTable } from '../domain/tables.ts'
import { ledgerOf, toSql } from './ledger-sql.ts'
import { listIndicators } from './list-indicators.ts'
import { type FigureLine, listLines } from './list-lines.ts'
import { loadNames, type Names } from './load-names.ts'
import { rowLabel } from './row-texts.ts'

/** A cell of a table with the ledger lines that add up to it. */
export interface Figure {
  readonly cell: CellAddress
  readonly names: Names
  readonly rowLabel: string
  readonly columnLabel: string
  readonly fen: Fen
  readonly lineCount: number
  /** Largest first; one page of them. */
  readonly lines: readonly FigureLine[]
  /** Give it as `after` to get the next page; null: this is the last. */
  readonly next: string | null
  /** Where the figure is a stated difference: what it is the difference of, doors again. */
  readonly terms: readonly FigureTerm[]
}

export interface FigureTerm {
  readonly sign: '+' | '−'
  readonly label: string
  readonly rowKey: string
  readonly columnKey: string
  readonly fen: Fen
}

/**
 * Undefined where the address names no cell, or a cell that is blank: no line is in scope. Names
 * that are known already serve.
 */
export async function findFigure(
  tx: CountyDb,
  ref: LedgerRef,
  address: { readonly table: number; readonly rowKey: string; readonly columnKey: string },
  after?: string,
  known?: Names,
): Promise<Figure | undefined> {
  const table = findTable(address.table)
  const cell = table && locateCell(table, ref.department, address.rowKey, address.columnKey)
  if (!cell) return undefined
  const sum = await sumOfCell(tx, ref, cell)
  if (sum.value === null) return undefined
  if (!(await hasIndicator(tx, ref, cell))) return undefined
  const names = known ?? (await loadNames(tx, ref))
  const { lines, next } = await listLines(tx, ref, toSql(cell.when), names, after)
  return {
    cell,
    names,
    rowLabel: rowLabel(cell.row, names),
    columnLabel: labelOf(cell),
    fen: fen(sum.value),
    lineCount: sum.count,
    lines,
    next,
    terms: await termsOf(tx, ref, cell),
  }
}

/** The words of a cell, whether or not the ledger has anything in it. */
export function locateFigure(
  ref: LedgerRef,
  address: { readonly table: number; readonly rowKey: string; readonly columnKey: string },
  names: Names,
): { readonly rowLabel: string; readonly columnLabel: string } | undefined {
  const table = findTable(address.table)
  const cell = table && locateCell(table, ref.department, address.rowKey, address.columnKey)
  return cell && { rowLabel: rowLabel(cell.row, names), columnLabel: labelOf(cell) }
}

function labelOf({ column }: CellAddress): string {
  return [...column.under, column.label].join(' · ')
}

/** A row of table 13 is there only if its project has that indicator. */
async function hasIndicator(tx: CountyDb, ref: LedgerRef, cell: CellAddress): Promise<boolean> {
  if (cell.row.row !== 'group' || cell.row.indicator === undefined) return true
  const { indicator, values } = cell.row
  const known = await listIndicators(tx, ref)
  return known.some(({ project, number }) => project === values[0] && number === indicator)
}

/** The value exactly as the table states it: blank without a line, unless the item is stated. */
async function sumOfCell(
  tx: CountyDb,
  ref: LedgerRef,
  cell: CellAddress,
): Promise<{ value: number | null; count: number }> {
  const inColumn = toSql(all(cell.table.scope, cell.column.when))
  const { rows } = await sql<{ value: number | null; count: number; among: number }>`
    select (sum(fen) filter (where ${toSql(cell.rowWhen)}))::bigint as value,
      count(*) filter (where ${toSql(cell.rowWhen)})::int as count, count(*)::int as among
    from (${ledgerOf(ref)}) as ledger where ${inColumn}`.execute(tx)
  const row = rows[0]
  const stated = cell.row.row === 'item' && cell.row.item.stated === true && (row?.among ?? 0) > 0
  return { value: row?.value ?? (stated ? 0 : null), count: row?.count ?? 0 }
}

/** 年终结转 = 支出总计 − 本年支出: both stand in the same column of the same table. */
async function termsOf(tx: CountyDb, ref: LedgerRef, cell: CellAddress): Promise<FigureTerm[]> {
  if (cell.row.row !== 'item' || !cell.row.item.stated) return []
  const terms: FigureTerm[] = []
  for (const [sign, rowKey] of [
    ['+', 'expenditure.total'],
    ['−', 'expenditure.year'],
  ] as const) {
    const term = locateCell(cell.table, ref.department, rowKey, cell.column.key)
    const value = term && (await sumOfCell(tx, ref, term)).value
    if (!term || value === null || value === undefined || term.row.row !== 'item') continue
    terms.push({
      sign,
      label: term.row.item.label,
      rowKey,
      columnKey: cell.column.key,
      fen: fen(value),
    })
  }
  return terms
}
