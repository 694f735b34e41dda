import { sql } from 'kysely'
import { type Fen, fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { FUNDS, LINE_KINDS, type LineKind } from '../domain/labels.ts'
import { type CellAddress, locateCell } from '../domain/locate-cell.ts'
import { all } from '../domain/predicate.ts'
import { findTable } from '../domain/tables.ts'
import { ledgerOf, toSql } from './ledger-sql.ts'
import { loadNames, NAME_UNKNOWN, type Names } from './load-names.ts'
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

export interface FigureLine {
  /** `version.number`: the line's address within the budget. */
  readonly sequence: number
  readonly number: number
  readonly fen: Fen
  readonly kind: LineKind
  readonly kindLabel: string
  readonly unit: string
  readonly unitName: string
  readonly project: string | null
  readonly projectName: string | null
  readonly function: string | null
  readonly functionName: string | null
  readonly deptEconomic: string | null
  readonly deptEconomicName: string | null
  readonly govEconomic: string | null
  readonly govEconomicName: string | null
  readonly fund: string
  readonly fundName: string
  readonly originYear: number
  readonly carried: boolean
}

export interface FigureTerm {
  readonly sign: '+' | '−'
  readonly label: string
  readonly rowKey: string
  readonly columnKey: string
  readonly fen: Fen
}

const PAGE = 200

/** Undefined where the address names no cell, or a cell that is blank: no line is in scope. */
export async function findFigure(
  tx: CountyDb,
  ref: LedgerRef,
  address: { readonly table: number; readonly rowKey: string; readonly columnKey: string },
  after?: string,
): Promise<Figure | undefined> {
  const table = findTable(address.table)
  const cell = table && locateCell(table, ref.department, address.rowKey, address.columnKey)
  if (!cell) return undefined
  const sum = await sumOf(tx, ref, cell)
  if (sum.value === null) return undefined
  const names = await loadNames(tx, ref)
  const { lines, next } = await listLines(tx, ref, cell, names, after)
  return {
    cell,
    names,
    rowLabel: rowLabel(cell.row, names),
    columnLabel: [...cell.column.under, cell.column.label].join(' · '),
    fen: fen(sum.value),
    lineCount: sum.count,
    lines,
    next,
    terms: await termsOf(tx, ref, cell),
  }
}

/** The value exactly as the table states it: blank without a line, unless the item is stated. */
async function sumOf(
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

interface LineRow {
  sequence: number
  number: number
  unit: string
  kind: LineKind
  project: string | null
  function: string | null
  dept_economic: string | null
  gov_economic: string | null
  fund: string
  origin_year: number
  carried: boolean
  fen: number
}

async function listLines(
  tx: CountyDb,
  ref: LedgerRef,
  cell: CellAddress,
  names: Names,
  after?: string,
): Promise<{ lines: FigureLine[]; next: string | null }> {
  const [, amount, sequence, number] = /^(-?\d{1,16})_(\d{1,3})_(\d{1,7})$/.exec(after ?? '') ?? []
  const beyond =
    amount === undefined
      ? sql`true`
      : sql`(-fen, sequence, number) > (${-Number(amount)}::bigint, ${Number(sequence)}::int, ${Number(number)}::int)`
  const { rows } = await sql<LineRow>`
    select sequence, number, unit, kind, project, function, dept_economic, gov_economic, fund,
      origin_year, carried, fen
    from (${ledgerOf(ref)}) as ledger
    where ${toSql(cell.when)} and ${beyond}
    order by -fen, sequence, number
    limit ${PAGE + 1}`.execute(tx)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    lines: page.map((row) => describeLine(row, names)),
    next: rows.length > PAGE && last ? `${last.fen}_${last.sequence}_${last.number}` : null,
  }
}

function describeLine(row: LineRow, names: Names): FigureLine {
  const named = (of: ReadonlyMap<string, string>, code: string | null): string | null =>
    code === null ? null : (of.get(code) ?? NAME_UNKNOWN)
  return {
    sequence: row.sequence,
    number: row.number,
    fen: fen(row.fen),
    kind: row.kind,
    kindLabel: LINE_KINDS[row.kind],
    unit: row.unit,
    unitName: names.units.get(row.unit)?.name ?? NAME_UNKNOWN,
    project: row.project,
    projectName:
      row.project === null ? null : (names.projects.get(row.project)?.name ?? NAME_UNKNOWN),
    function: row.function,
    functionName: named(names.functions, row.function),
    deptEconomic: row.dept_economic,
    deptEconomicName: named(names.departmentEconomic, row.dept_economic),
    govEconomic: row.gov_economic,
    govEconomicName: named(names.governmentEconomic, row.gov_economic),
    fund: row.fund,
    fundName: FUNDS[row.fund] ?? NAME_UNKNOWN,
    originYear: row.origin_year,
    carried: row.carried,
  }
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
    const value = term && (await sumOf(tx, ref, term)).value
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
