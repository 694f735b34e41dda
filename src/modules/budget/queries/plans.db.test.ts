import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts'
import type { County } from '../../../kernel/county.ts'
import { type CountyDb, openPool, readCounty } from '../../../platform/db/index.ts'
import { findTable } from '../domain/tables.ts'
import { budgetListSql } from './list-budgets.ts'
import { amountSearchSql, wordSearchSql } from './search-entries.ts'
import { tablesSql } from './tables-sql.ts'

// the queries that every page waits for, over 300 departments of 100 lines and 20 years of editions
const COUNTY = 990001 as County
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
  const admin = openPool(database.admin, { max: 1 })
  await sql
    .raw(`
insert into organisation.county values (${COUNTY}, '示例县', true);
insert into organisation.unit select ${COUNTY}, d::text, null from generate_series(100, 399) d;
insert into budget.version
  select ${COUNTY}, d::text, y, 0, true, true, 0, null, null, '', '', now()
  from generate_series(100, 399) d, generate_series(2004, 2023) y;
insert into budget.approval
  select county, department, year, 0, true, true, null, null, now() from budget.version;
insert into budget.edition
  select county, department, year, 1, 0, true, true, null, null, now() from budget.version;
insert into budget.line
  select ${COUNTY}, d::text, 2023, 0, n, true, true, 'planned', d::text, 'public', null,
    '2010301', '30201', '50502', '010101', 2023, n
  from generate_series(100, 399) d, generate_series(1, 100) n;
insert into budget.search_entry
  select ${COUNTY}, d::text, y, 0, n, true, true, 1, (array['project', 'figure', 'code'])[1 + n % 3],
    'table-1/total/amount', n::text, '', case when n % 3 = 1 then (d * n)::text || '.00' end, n::text
  from generate_series(100, 399) d, generate_series(2014, 2023) y, generate_series(1, 20) n;
analyze`)
    .execute(admin)
  await admin.destroy()
})
afterAll(() => database.close())

async function planOf(tx: CountyDb, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${query}`.execute(tx)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('a table reads the lines of its department by the primary key, once', async () => {
  const ref = { county: COUNTY, department: '250', year: 2023, sequence: 0 }
  for (const number of [1, 3, 11]) {
    const table = findTable(number)
    if (!table) throw new Error(`no table ${number}`)
    const plan = await readCounty(database.reader, COUNTY, (tx) =>
      planOf(tx, tablesSql([table], ref)),
    )
    expect(plan.match(/on line/g)).toHaveLength(1)
    expect(plan).toMatch(/(Index Scan using|Bitmap Index Scan on) line_pkey/)
    expect(plan).not.toContain('Seq Scan')
  }
})

test('the public list stops after a page, whatever the years', async () => {
  for (const after of [undefined, '2015-200']) {
    const plan = await readCounty(database.reader, COUNTY, (tx) =>
      planOf(tx, budgetListSql(COUNTY, after)),
    )
    expect(plan).toMatch(/Index (Only )?Scan using edition_county_year_department_number_idx/)
    // the few withdrawals may be sorted; the editions are not
    expect(plan).not.toMatch(/Sort Key: edition/)
  }
})

test('words are looked for in one year, and in one kind where it is known', async () => {
  const reading = { by: 'words', whole: '午餐', terms: ['午餐'] } as const
  for (const kind of [null, 'code'] as const) {
    const plan = await readCounty(database.reader, COUNTY, (tx) =>
      planOf(tx, wordSearchSql(COUNTY, 2023, reading, { kind, after: null })),
    )
    const [, condition = ''] =
      /search_entry_county_year_kind_department_number_idx.*\n\s*Index Cond: (.*)/.exec(plan) ?? []
    expect(condition).toContain('(year = 2023)')
    if (kind) expect(condition).toContain("(kind = 'code'::text)")
    expect(plan).not.toContain('Seq Scan on search_entry')
    expect(plan).not.toContain('Seq Scan on edition')
  }
})

test('an amount is found by its index, and alone also in its order', async () => {
  for (const amounts of [['595.94'], ['595.93', '595.94']]) {
    const plan = await readCounty(database.reader, COUNTY, (tx) =>
      planOf(tx, amountSearchSql(COUNTY, null, amounts, { kind: null, after: null })),
    )
    const [, condition = ''] =
      /search_entry_county_amount_year_department_number_idx.*\n\s*Index Cond: (.*)/.exec(plan) ??
      []
    expect(condition).toContain('(amount = ')
    expect(plan).not.toContain('Seq Scan on search_entry')
    // what was found, a page at most, may be sorted once more; the entries are not
    expect(plan.includes('Sort Key: entry')).toBe(amounts.length > 1)
  }
})
