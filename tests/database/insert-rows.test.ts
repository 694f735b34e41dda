import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCounty } from '../../src/kernel/county.ts'
import { type CountyDb, inCounty, insertRows } from '../../src/platform/db/index.ts'
import { type DemoApp, openDemoApp } from '../support/demo-app.ts'

const county = findCounty('410324') as NonNullable<ReturnType<typeof findCounty>>
const KEY = { county, department: '130', year: 2023, sequence: 0 }
const ROWS = 12_001
let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

const TEXTS = [
  '平常的字',
  '',
  ' ',
  'NULL',
  'null',
  '{a,b}',
  '逗号,和"双引号"',
  '反斜杠\\和\\"',
  "单引号'",
  '两\n行\t格',
  '🀄',
]

function entryAt(at: number) {
  return {
    ...KEY,
    number: at + 1,
    frozen: true,
    published: true,
    edition: 1,
    kind: 'figure',
    address: 'table-1/total/amount',
    label: TEXTS[at % TEXTS.length] ?? '',
    detail: '同一个',
    amount: at % 3 === 0 ? null : `${at}.00`,
    words: at < 5_000 ? '前五千行一样' : `${at}`,
  }
}

async function stored(tx: CountyDb): Promise<unknown[]> {
  return await tx
    .selectFrom('budget.search_entry')
    .selectAll()
    .where('county', '=', county)
    .where('department', '=', '130')
    .orderBy('number')
    .execute()
}

/** Nothing of it stays. */
async function tried<Result>(work: (tx: CountyDb) => Promise<Result>): Promise<Result> {
  let result: Result | undefined
  const back = new Error('back')
  await inCounty(demo.database.app, county, async (tx) => {
    await tx.deleteFrom('budget.search_entry').where('county', '=', county).execute()
    result = await work(tx)
    throw back
  }).catch((error: unknown) => {
    if (error !== back) throw error
  })
  return result as Result
}

test('rows that are made on the way arrive whole, whatever stands in them', async () => {
  const rows = Array.from({ length: ROWS }, (_, at) => entryAt(at))
  const found = await tried(async (tx) => {
    await insertRows(
      tx,
      'budget.search_entry',
      (function* () {
        yield* rows
      })(),
    )
    return await stored(tx)
  })
  expect(found).toEqual(rows)
})

test('no row and one row', async () => {
  const found = await tried(async (tx) => {
    await insertRows(tx, 'budget.search_entry', [])
    await insertRows(tx, 'budget.search_entry', [entryAt(0)])
    return await stored(tx)
  })
  expect(found).toEqual([entryAt(0)])
})

test('a row that cannot be made or written ends the whole, as an error of the caller', async () => {
  const broken = new Error('no more')
  function* half() {
    for (let at = 0; at < 7_000; at++) yield entryAt(at)
    throw broken
  }
  await expect(tried((tx) => insertRows(tx, 'budget.search_entry', half()))).rejects.toBe(broken)
  const twice = [entryAt(0), entryAt(0)]
  await expect(tried((tx) => insertRows(tx, 'budget.search_entry', twice))).rejects.toThrow(
    'duplicate key',
  )
  // both at once: the statement before was refused while the next rows could not be made
  function* both() {
    for (let at = 0; at < 5_000; at++) yield entryAt(at % 2)
    throw broken
  }
  await expect(tried((tx) => insertRows(tx, 'budget.search_entry', both()))).rejects.toThrow()
  const none = await tried(async (tx) => (await sql`select 1`.execute(tx)).rows.length)
  expect(none).toBe(1)
})
