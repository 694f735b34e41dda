import { type RawBuilder, sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import { type Fen, fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { FUNDS, LINE_KINDS, type LineKind } from '../domain/labels.ts'
import type { CellAddress } from '../domain/locate-cell.ts'
import { budgetErrors } from '../errors.ts'
import { ledgerOf, toSql } from './ledger-sql.ts'
import { NAME_UNKNOWN, type Names } from './load-names.ts'

/** A ledger line with the words of its codes. */
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

/** A page of them stays below 60 kB, with long names, too. */
const PAGE = 80

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

/** Largest first, by key, a page at a time. */
export async function listLines(
  tx: CountyDb,
  ref: LedgerRef,
  when: RawBuilder<boolean>,
  names: Names,
  after?: string,
): Promise<{ lines: FigureLine[]; next: string | null }> {
  const [, amount, sequence, number] = /^(-?\d{1,16})_(\d{1,3})_(\d{1,7})$/.exec(after ?? '') ?? []
  if (after !== undefined && amount === undefined) {
    throw new AppError(budgetErrors.noSuchPage, '请从这个数字的第一页往后翻。')
  }
  const beyond =
    amount === undefined
      ? sql`true`
      : sql`(-fen, sequence, number) > (${-Number(amount)}::bigint, ${Number(sequence)}::int, ${Number(number)}::int)`
  const { rows } = await sql<LineRow>`
    select sequence, number, unit, kind, project, function, dept_economic, gov_economic, fund,
      origin_year, carried, fen
    from (${ledgerOf(ref)}) as ledger
    where ${when} and ${beyond}
    order by -fen, sequence, number
    limit ${PAGE + 1}`.execute(tx)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    lines: page.map((row) => describeLine(row, names)),
    next: rows.length > PAGE && last ? `${last.fen}_${last.sequence}_${last.number}` : null,
  }
}

/** How many lines there are, and what they add up to. */
export async function countLines(
  tx: CountyDb,
  ref: LedgerRef,
  when: RawBuilder<boolean>,
): Promise<{ readonly count: number; readonly fen: number }> {
  const { rows } = await sql<{ count: number; fen: number }>`
    select count(*)::int as count, coalesce(sum(fen), 0)::bigint as fen
    from (${ledgerOf(ref)}) as ledger where ${when}`.execute(tx)
  return rows[0] ?? { count: 0, fen: 0 }
}

/** The projects whose lines add up to a cell. */
export async function listProjectsOf(
  tx: CountyDb,
  ref: LedgerRef,
  cell: CellAddress,
): Promise<Set<string>> {
  const { rows } = await sql<{ project: string }>`
    select distinct project from (${ledgerOf(ref)}) as ledger
    where project is not null and ${toSql(cell.when)}`.execute(tx)
  return new Set(rows.map(({ project }) => project))
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
