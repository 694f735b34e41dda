import { type RawBuilder, sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { budgetErrors } from '../errors.ts'
import { publicEditions } from './public-editions.ts'

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
  if (after !== undefined && year === undefined) {
    throw new AppError(budgetErrors.noSuchPage, '请从第一页往后翻。')
  }
  const beyond =
    year === undefined || department === undefined
      ? sql`true`
      : sql`year <= ${Number(year)} and (year < ${Number(year)} or department > ${department})`
  return sql<EditionRow>`
    select year, department, max(number) as edition
    from (${publicEditions(county)}) as edition
    where ${beyond}
    group by year, department
    order by year desc, department
    limit ${PAGE + 1}`
}

/** A department bears the name that the latest version before its edition gave it. */
async function withNames(
  tx: CountyDb,
  county: County,
  page: readonly EditionRow[],
): Promise<ListedBudget[]> {
  const { rows } = await sql<{ year: number; department: string; name: string }>`
    select distinct on (unit.year, unit.department) unit.year, unit.department, unit.name
    from unnest(${page.map(({ year }) => year)}::int[], ${page.map(({ department }) => department)}::text[])
      as asked (year, department)
    join budget.unit as unit
      on unit.county = ${county} and unit.department = asked.department and unit.year = asked.year
        and unit.code = asked.department
    order by unit.year, unit.department, unit.sequence desc`.execute(tx)
  const names = new Map(rows.map((row) => [`${row.year}-${row.department}`, row.name]))
  return page.map((budget) => ({
    ...budget,
    departmentName: names.get(`${budget.year}-${budget.department}`) ?? budget.department,
  }))
}
