import { type RawBuilder, sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { SEARCH_KINDS, type SearchEntry, type SearchKind } from '../domain/search-entry.ts'
import type { Reading } from '../domain/search-question.ts'
import { budgetErrors } from '../errors.ts'
import { publicEditions } from './public-editions.ts'

export interface SearchInput {
  readonly county: County
  readonly readings: readonly Reading[]
  /** Without it words are looked for in the newest year, amounts in all. */
  readonly year?: number
  /** One kind, page by page; without it the first of every kind. */
  readonly kind?: SearchKind
  readonly after?: string
}

export interface SearchResult {
  readonly reading: Reading
  /** Years with a public edition, newest first. */
  readonly years: readonly number[]
  /** The year that words were looked for in; null: all years. */
  readonly year: number | null
  /** Only kinds of which something was found. */
  readonly sections: readonly SearchSection[]
}

export interface SearchSection {
  readonly kind: SearchKind
  readonly hits: readonly SearchHit[]
  /** How many there are in all, as far as they are counted. */
  readonly count: number
  readonly isMore: boolean
  /** Give it as `after` to get the next page; null: this is the last. */
  readonly next: string | null
}

export interface SearchHit extends Omit<SearchEntry, 'words'> {
  readonly department: string
  readonly departmentName: string
  readonly year: number
  readonly edition: number
}

const FIRST = 20
const PAGE = 50
/** An amount such as 0.00 stands in thousands of cells: nobody needs to know in how many. */
const MOST_COUNTED = 1_000

/** Looks through the current editions of one county, as far as they are not withdrawn. */
export async function searchEntries(tx: CountyDb, input: SearchInput): Promise<SearchResult> {
  const years = await listYears(tx, input.county)
  let first: SearchResult | undefined
  for (const reading of input.readings) {
    const year = input.year ?? (reading.by === 'words' ? years[0] : undefined) ?? null
    const rows = await find(tx, input, reading, year)
    const sections = sectionsOf(await withNames(tx, input.county, rows), reading, input.kind)
    first ??= { reading, years, year, sections }
    if (sections.length > 0) return { reading, years, year, sections }
  }
  if (!first) throw new Error('a question without a reading')
  return first
}

async function find(
  tx: CountyDb,
  { county, kind, after }: SearchInput,
  reading: Reading,
  year: number | null,
): Promise<readonly HitRow[]> {
  const page = { kind: kind ?? null, after: after === undefined ? null : readKey(after) }
  if (reading.by === 'amount') {
    if (kind !== undefined && kind !== 'figure') return []
    return (await amountSearchSql(county, year, reading.amounts, page).execute(tx)).rows
  }
  return year === null ? [] : (await wordSearchSql(county, year, reading, page).execute(tx)).rows
}

interface Key {
  /** Of words the rank, of amounts the year. */
  readonly first: number
  readonly department: string
  readonly number: number
}

interface HitRow extends Omit<SearchHit, 'departmentName'> {
  readonly number: number
  readonly rank: number | null
  readonly among: number
}

interface SearchPage {
  readonly kind: SearchKind | null
  readonly after: Key | null
}

const sizeOf = (page: { readonly kind: SearchKind | null }): number =>
  page.kind === null ? FIRST : PAGE

/**
 * By words, in one year: its entries are looked through, since no index on text serves under row
 * security. A whole name or code comes first, then what begins with it, then what contains it.
 */
export function wordSearchSql(
  county: County,
  year: number,
  { whole, terms }: Extract<Reading, { by: 'words' }>,
  page: SearchPage,
): RawBuilder<HitRow> {
  // strpos and not like: what a person typed is never a pattern
  const holds = terms.map((term) => sql`strpos(entry.words, ${term}) > 0`)
  const ofKind = page.kind === null ? sql`true` : sql`entry.kind = ${page.kind}`
  const beyond = page.after
    ? sql`(rank, department, number) > (${page.after.first}::int, ${page.after.department}, ${page.after.number}::int)`
    : sql`true`
  return sql<HitRow>`
    with known as materialized (
      select department, max(number) as number
      from (${publicEditions(county)}) as edition
      where year = ${year}
      group by department
    ), found as (
      select entry.kind, entry.department, entry.year, entry.number, entry.edition, entry.address,
        entry.label, entry.detail, entry.amount,
        case when strpos(E'\\n' || entry.words || E'\\n', E'\\n' || ${whole} || E'\\n') > 0 then 0
          when strpos(E'\\n' || entry.words, E'\\n' || ${whole}) > 0 then 1 else 2 end as rank
      from budget.search_entry as entry
      join known on known.department = entry.department and known.number = entry.edition
      where entry.county = ${county} and entry.year = ${year} and ${ofKind}
        and ${sql.join(holds, sql` and `)}
    ), counted as (
      select found.*, count(*) over (partition by kind)::int as among
      from found
    ), placed as (
      select counted.*,
        row_number() over (partition by kind order by rank, department, number) as place
      from counted
      where ${beyond}
    )
    select kind, department, year, number, edition, address, label, detail, amount, rank, among
    from placed
    where place <= ${sizeOf(page) + 1}
    order by kind, place`
}

/** By printed amounts, newest year first, as far as they are counted. */
export function amountSearchSql(
  county: County,
  year: number | null,
  amounts: readonly string[],
  page: SearchPage,
): RawBuilder<HitRow> {
  // with one amount the index gives the order, too
  const same =
    amounts.length === 1 ? sql`amount = ${amounts[0]}` : sql`amount = any(${amounts}::text[])`
  const inYear = year === null ? sql`true` : sql`year = ${year}`
  const beyond = page.after
    ? sql`year <= ${page.after.first}::int and (year < ${page.after.first}::int
        or (department, number) > (${page.after.department}, ${page.after.number}::int))`
    : sql`true`
  return sql<HitRow>`
    with found as materialized (
      select kind, department, year, number, edition, address, label, detail, amount
      from budget.search_entry as entry
      where county = ${county} and ${same} and kind = 'figure' and ${inYear} and ${beyond}
        and edition = (
          select max(edition.number) from (${publicEditions(county)}) as edition
          where edition.department = entry.department and edition.year = entry.year)
      order by year desc, department, number
      limit ${MOST_COUNTED + 1}
    )
    select found.*, null::int as rank, (select count(*) from found)::int as among
    from found
    order by year desc, department, number
    limit ${sizeOf(page) + 1}`
}

function readKey(after: string): Key {
  const [, first, department, number] = /^(\d{1,4})\.([0-9A-Z]{3,12})\.(\d{1,7})$/.exec(after) ?? []
  if (first === undefined || department === undefined) {
    throw new AppError(budgetErrors.noSuchPage, '请从搜索的第一页往后翻。')
  }
  return { first: Number(first), department, number: Number(number) }
}

type NamedRow = HitRow & SearchHit

function sectionsOf(
  rows: readonly NamedRow[],
  reading: Reading,
  asked: SearchKind | undefined,
): SearchSection[] {
  const size = sizeOf({ kind: asked ?? null })
  return SEARCH_KINDS.flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind)
    const hits = own.slice(0, size)
    const last = hits.at(-1)
    if (!last) return []
    const first = reading.by === 'words' ? last.rank : last.year
    return {
      kind,
      hits,
      count: Math.min(last.among, MOST_COUNTED),
      isMore: last.among > MOST_COUNTED,
      next: own.length > size ? `${first}.${last.department}.${last.number}` : null,
    }
  })
}

/** One step of the index a year, however many editions a county has collected. */
async function listYears(tx: CountyDb, county: County): Promise<number[]> {
  const { rows } = await sql<{ year: number }>`
    with recursive known as (
      select max(year) as year from budget.edition where county = ${county}
      union all
      select (select max(edition.year) from budget.edition as edition
        where edition.county = ${county} and edition.year < known.year)
      from known where known.year is not null
    )
    select year from known where year is not null`.execute(tx)
  return rows.map(({ year }) => year)
}

/** A department bears the name that its latest public version gave it. */
async function withNames(
  tx: CountyDb,
  county: County,
  rows: readonly HitRow[],
): Promise<NamedRow[]> {
  if (rows.length === 0) return []
  const departments = [...new Set(rows.map(({ department }) => department))]
  const years = [...new Set(rows.map(({ year }) => year))]
  const units = await tx
    .selectFrom('budget.unit')
    .distinctOn(['department', 'year'])
    .select(['department', 'year', 'name'])
    .where('county', '=', county)
    .where('published', '=', true)
    .where('department', 'in', departments)
    .where('year', 'in', years)
    .whereRef('code', '=', 'department')
    .orderBy('department')
    .orderBy('year')
    .orderBy('sequence', 'desc')
    .execute()
  const names = new Map(units.map(({ department, year, name }) => [`${year}-${department}`, name]))
  return rows.map((row) => ({
    ...row,
    departmentName: names.get(`${row.year}-${row.department}`) ?? row.department,
  }))
}
