import { sql } from 'kysely'
import { fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { figureOfAddress } from '../domain/address.ts'
import type { PrintedFigure } from '../domain/document-draft.ts'
import { locateCell } from '../domain/locate-cell.ts'
import { COMPARED_FIGURES } from '../domain/money-facts.ts'
import type { IndicatorMeasure, LineGroup, Overview, PriorFigure } from '../domain/overview.ts'
import { agreementOf } from '../domain/ratio.ts'
import { findTable } from '../domain/tables.ts'
import type { BudgetReference } from '../reference.ts'
import { exactly, ledgerOf, toSql, upTo } from './ledger-sql.ts'
import { listIndicators } from './list-indicators.ts'
import type { Names } from './load-names.ts'

export async function loadOverview(
  tx: CountyDb,
  ledger: LedgerRef,
  names: Names,
  reference: BudgetReference,
): Promise<Overview> {
  const groups = await sql<LineGroup & { fen: number }>`
    select kind, project, case when project is null then dept_economic end as "deptEconomic", fund,
      carried, sum(fen)::bigint as fen, count(*)::int as lines
    from (${ledgerOf(ledger)}) as ledger
    group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5`.execute(tx)
  const priors = await sql<PriorFigure & { fen: number }>`
    select distinct on (measure) prior_year as year, measure, fen, basis
    from budget.prior_figure
    where ${upTo(ledger)}
    order by measure, prior_year desc, sequence desc`.execute(tx)
  const measures = await loadMeasures(tx, ledger, reference)
  const printed = await listPrintedBesideTables(tx, ledger)
  return {
    year: ledger.year,
    department: ledger.department,
    departmentName: names.department,
    projects: [...names.projects.values()],
    economicNames: names.departmentEconomic,
    groups: groups.rows.map((row) => ({ ...row, fen: fen(row.fen) })),
    priors: priors.rows.map((row) => ({ ...row, fen: fen(row.fen) })),
    indicators: await listIndicators(tx, ledger),
    printed,
    measures,
    nothing: await findNothing(tx, ledger, measures, printed),
    workingMonths: reference.calendar.workingMonths(ledger.year) ?? null,
  }
}

/** What the document prints of figures that no table holds, and of those that are compared. */
async function listPrintedBesideTables(tx: CountyDb, ledger: LedgerRef): Promise<PrintedFigure[]> {
  return await tx
    .selectFrom('budget.printed_figure')
    .select(['figure', 'printed', 'place', 'note'])
    .where(exactly(ledger))
    .where((figure) =>
      figure.or([
        figure('figure', 'like', 'facts/%'),
        figure('figure', 'like', 'stated/%'),
        figure('figure', 'in', COMPARED_FIGURES),
      ]),
    )
    .orderBy('number')
    .execute()
}

/** What the published document prints, in its order; of one figure when its address is given. */
export async function listPrinted(
  tx: CountyDb,
  ledger: LedgerRef,
  figure?: string,
): Promise<PrintedFigure[]> {
  const rows = tx
    .selectFrom('budget.printed_figure')
    .select(['figure', 'printed', 'place', 'note'])
    .where(exactly(ledger))
    .orderBy('number')
  return await (figure === undefined ? rows : rows.where('figure', '=', figure)).execute()
}

async function loadMeasures(
  tx: CountyDb,
  ledger: LedgerRef,
  { measures }: BudgetReference,
): Promise<Map<string, IndicatorMeasure>> {
  const rows = await tx
    .selectFrom('budget.indicator_measure')
    .select(['owner', 'number', 'measure'])
    .where(exactly(ledger))
    .execute()
  return new Map(
    rows.flatMap(({ owner, number, measure }) => {
      const known = measures.get(measure)
      return known ? [[`${owner}.${number}`, known] as const] : []
    }),
  )
}

/** Which denominators are nothing: cells by the ledger, what it does not hold by the document. */
async function findNothing(
  tx: CountyDb,
  ledger: LedgerRef,
  measures: ReadonlyMap<string, IndicatorMeasure>,
  printed: readonly PrintedFigure[],
): Promise<Set<string>> {
  const bases = [...new Set([...measures.values()].flatMap(({ basisFigure }) => basisFigure ?? []))]
  const cells = bases.flatMap((address) => {
    const at = figureOfAddress(address)
    const table = at && findTable(at.table)
    const cell = table && locateCell(table, ledger.department, at.rowKey, at.columnKey)
    return cell ? [{ address, cell }] : []
  })
  const nothing = new Set(
    bases.filter((address) => {
      const stated = printed.filter(({ figure }) => figure === address)
      return (
        !figureOfAddress(address) &&
        stated.length > 0 &&
        stated.every(({ printed: text }) => agreementOf(text, null, 0) === 'same')
      )
    }),
  )
  if (cells.length === 0) return nothing
  const sums = cells.map(
    ({ cell }) => sql<number | null>`(sum(fen) filter (where ${toSql(cell.when)}))::bigint`,
  )
  const { rows } = await sql<{ sums: (string | null)[] }>`
    select array[${sql.join(sums)}]::text[] as sums from (${ledgerOf(ledger)}) as ledger`.execute(
    tx,
  )
  for (const [at, { address }] of cells.entries()) {
    if (Number(rows[0]?.sums[at] ?? 0) === 0) nothing.add(address)
  }
  return nothing
}
