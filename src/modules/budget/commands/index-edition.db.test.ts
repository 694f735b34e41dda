import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoApp, openDemoApp, smallBudget } from '../../../../tests/support/demo-app.ts'
import type { County } from '../../../kernel/county.ts'
import { inCounty, readCounty } from '../../../platform/db/index.ts'
import type { SearchEntry } from '../domain/search-entry.ts'
import { composeSearchEntries } from '../queries/compose-search-entries.ts'
import { indexEdition } from './index-edition.ts'
import { indexMissingEditions } from './index-missing-editions.ts'

const COUNTY = 410324 as County
const DEMO = { county: COUNTY, department: '130', year: 2023, sequence: 0 }
let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

function stored(): Promise<{ kind: string; address: string; words: string }[]> {
  return readCounty(demo.database.reader, COUNTY, (tx) =>
    tx
      .selectFrom('budget.search_entry')
      .select(['kind', 'address', 'label', 'detail', 'amount', 'words'])
      .where('county', '=', COUNTY)
      .where('department', '=', '130')
      .orderBy('number')
      .execute(),
  )
}

/** As an edition is that was published before there was a search. */
async function forget(): Promise<void> {
  await inCounty(demo.database.app, COUNTY, (tx) =>
    sql`delete from budget.search_entry where county = ${COUNTY}`.execute(tx),
  )
}

async function composed(): Promise<SearchEntry[]> {
  return await readCounty(demo.database.app, COUNTY, async (tx) => [
    ...(await composeSearchEntries(tx, DEMO)),
  ])
}

async function countEntries(): Promise<number> {
  const { rows } = await readCounty(demo.database.reader, COUNTY, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from budget.search_entry where county = ${COUNTY}`.execute(tx),
  )
  return rows[0]?.n ?? 0
}

test('publication makes the entries that the edition gives when it is read again', async () => {
  const entries = await stored()
  const again = await composed()
  expect(again.filter(({ kind }) => kind === 'project')).toHaveLength(17)
  expect(again.filter(({ kind }) => kind === 'indicator')).toHaveLength(137)
  const known = new Set(again.map(({ kind, address, words }) => `${kind} ${address} ${words}`))
  expect(known.size).toBe(again.length)
  expect(entries).toEqual(again)
})

test('indexing again replaces all', async () => {
  const before = await stored()
  const extra = {
    kind: 'figure' as const,
    address: 'facts/share.basic',
    label: '基本支出占比',
    detail: '算出来的数',
    amount: '30.02%',
    words: '基本支出占比',
  }
  await inCounty(demo.database.app, COUNTY, (tx) => indexEdition(tx, DEMO, 1, [extra]))
  expect(await stored()).toEqual([extra])
  const plain = await composed()
  await inCounty(demo.database.app, COUNTY, (tx) => indexEdition(tx, DEMO, 1, plain))
  expect(await stored()).toEqual(before)
})

test('editions without entries get them, once, whoever else is at it', async () => {
  await demo.load(smallBudget({ department: '710' }))
  await demo.load(smallBudget({ department: '710', adjustment: 1 }))
  await demo.load(smallBudget({ department: '711', state: 'approved' }))
  const before = await countEntries()
  expect(await indexMissingEditions(demo.database.app, COUNTY)).toBe(0)
  await forget()
  const counts = await Promise.all(
    [1, 2, 3].map(() => indexMissingEditions(demo.database.app, COUNTY)),
  )
  // the demonstration and two of 710; what is only approved has no edition
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3)
  expect(await countEntries()).toBe(before)
  expect(await indexMissingEditions(demo.database.app, COUNTY)).toBe(0)
  expect(await indexMissingEditions(demo.database.app, 990001 as County)).toBe(0)
})
