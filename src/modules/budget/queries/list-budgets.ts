import { type RawBuilder, sql } from 'kysely'
import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { findUnitNames } from '../../organisation/index.ts'

export interface ListedBudget {
  readonly year: number
  readonly department: string
  readonly departmentName: string
  readonly edition: number
}

export interface BudgetPage {
  readonly budgets: readonly ListedBudget[]
  /** Give it as `after` to get the next page; null: this is the last. */
  readonly next: string | null
}

const PAGE = 50

/** Current editions of one county, newest year first, then by department; 50 a page. */
export async function listBudgets(
  tx: CountyDb,
  county: County,
  after?: string,
): Promise<BudgetPage> {
  const { rows } = await budgetListSql(county, after).execute(tx)
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    budgets: await withNames(tx, county, page),
    next: rows.length > PAGE && last ? `${last.year}-${last.department}` : null,
  }
}

interface EditionRow {
  year: number
  department: string
  edition: number
}

export function budgetListSql(county: County, after?: string): RawBuilder<EditionRow> {
  const [, year, department] = /^(\d{4})-([0-9A-Z]{1,12})$/.exec(after ?? '') ?? []
  const beyond =
    year === undefined || department === undefined
      ? sql`true`
      : sql`year <= ${Number(year)} and (year < ${Number(year)} or department > ${department})`
  return sql<EditionRow>`
    select year, department, max(number) as edition
    from budget.edition
    where county = ${county} and ${beyond}
    group by year, department
    order by year desc, department
    limit ${PAGE + 1}`
}

async function withNames(
  tx: CountyDb,
  county: County,
  page: readonly { year: number; department: string; edition: number }[],
): Promise<ListedBudget[]> {
  const names = await findUnitNames(
    tx,
    county,
    page.map(({ year, department }) => ({
      code: department,
      day: new Temporal.PlainDate(year, 1, 1),
    })),
  )
  return page.map((budget, at) => ({ ...budget, departmentName: names[at] ?? budget.department }))
}
