import { sql } from 'kysely'
import { fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { figureOfAddress } from '../domain/address.ts'
import type { PrintedFigure } from '../domain/document-draft.ts'
import { locateCell } from '../domain/locate-cell.ts'
import type { IndicatorMeasure, LineGroup, Overview, PriorFigure } from '../domain/overview.ts'
import { agreementOf } from '../domain/ratio.ts'
import { findTable } from '../domain/tables.ts'
import type { BudgetReference } from '../reference.ts'
import { sumOfCell } from './find-figure.ts'
import { exactly, ledgerOf, upTo } from './ledger-sql.ts'
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
  const printed = await listPrinted(tx, ledger)
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
  const nothing = new Set<string>()
  const bases = new Set([...measures.values()].map(({ basisFigure }) => basisFigure))
  for (const address of bases) {
    if (address === null) continue
    const at = figureOfAddress(address)
    const table = at && findTable(at.table)
    if (at && table) {
      const cell = locateCell(table, ledger.department, at.rowKey, at.columnKey)
      if (cell && !(await sumOfCell(tx, ledger, cell)).value) nothing.add(address)
    } else {
      const stated = printed.filter(({ figure }) => figure === address)
      const isZero = stated.every(({ printed: text }) => agreementOf(text, null, 0) === 'same')
      if (stated.length > 0 && isZero) nothing.add(address)
    }
  }
  return nothing
}
