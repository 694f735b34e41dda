import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { verifyChain } from '../../src/modules/audit/index.ts'
import { type Comparison, compareWithChain, loadBudget } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readCounty } from '../../src/platform/db/index.ts'
import { demoCounty, type SmallBudget, smallBudget } from '../support/demo-app.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/** What was approved stays what the chain says, or the table that differs is named. */
let database: TestDatabase
let admin: pg.Client
const COUNTY = demoCounty()

beforeAll(async () => {
  database = await openTestDatabase()
  admin = new pg.Client(database.admin)
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await database.close()
})
let department = 600
beforeEach(() => {
  department += 1
})

async function load(budget: Partial<SmallBudget> = {}): Promise<void> {
  const folder = smallBudget({ department: String(department), ...budget })
  const catalogue = await loadCatalogue(database.app)
  const now = Temporal.Instant.from('2023-03-01T00:00:00Z')
  const { outcome } = await loadBudget(database.app, folder, { catalogue, now })
  expect(outcome).toBe('loaded')
}

function compare(): Promise<Comparison> {
  return readCounty(database.app, COUNTY, (tx) => compareWithChain(tx, COUNTY))
}

async function entriesOf(): Promise<{ kind: string; content: Record<string, unknown> }[]> {
  const { rows } = await admin.query(
    'select kind, content from audit.entry where county = $1 and subject like $2 order by number',
    [COUNTY, `410324/budget/2023/${department}/%`],
  )
  return rows.map(({ kind, content }) => ({ kind, content: JSON.parse(content) }))
}

test('a load writes what it did: loaded, approved, published', async () => {
  await load()
  const entries = await entriesOf()
  expect(entries.map(({ kind }) => kind)).toEqual([
    'budget.loaded',
    'budget.approved',
    'budget.published',
  ])
  // 100.00 + 250.50
  expect(entries[0]?.content).toMatchObject({ lines: 2, total_fen: 35050 })
  expect(entries[1]?.content).toMatchObject({
    rows: {
      'budget.line': { count: 2 },
      'budget.unit': { count: 2 },
      'budget.project': { count: 1 },
    },
  })
  expect(entries[2]?.content).toMatchObject({ edition: 1 })
  const chain = await readCounty(database.app, COUNTY, (tx) => verifyChain(tx, COUNTY, []))
  expect(chain.broken).toBeUndefined()
})

test('a draft is loaded and no more; one that is refused leaves no entry', async () => {
  await load({ state: 'draft' })
  expect((await entriesOf()).map(({ kind }) => kind)).toEqual(['budget.loaded'])
  const other = smallBudget({ department: String(department), state: 'draft', amounts: ['1.00'] })
  const catalogue = await loadCatalogue(database.app)
  const now = Temporal.Now.instant()
  await expect(loadBudget(database.app, other, { catalogue, now })).rejects.toMatchObject({
    code: 'budget.version_exists',
  })
  expect(await entriesOf()).toHaveLength(1)
})

test.each([
  ['update budget.line set fen = fen + 1 where number = 1', 'budget.line'],
  ['update budget.unit set name = $$别名$$', 'budget.unit'],
  ['update budget.project set name = $$别的项目$$', 'budget.project'],
  ['update budget.version set expected_fen = 0', 'budget.version'],
  ['delete from budget.line where number = 2', 'budget.line'],
  ["update budget.approval set document = '别的文号'", 'budget.approval'],
  ["update budget.approval set approved_on = '2023-02-01'", 'budget.approval'],
  ["update budget.edition set published_on = '2023-02-01'", 'budget.edition'],
  ['delete from budget.edition', 'budget.edition'],
])('as owner: %s', async (statement, table) => {
  await load()
  const before = await compare()
  expect(before.findings).toEqual([])
  const where = statement.includes('where') ? 'and' : 'where'
  await admin.query('begin')
  await admin.query(`${statement} ${where} department = '${department}'`)
  await admin.query('commit')
  const after = await compare()
  expect(after.sound).toBe(before.sound - 1)
  expect(after.findings.map(({ places }) => places)).toEqual([
    [{ file: `410324/budget/2023/${department}/initial`, row: null, column: table }],
  ])
  // back to what it was, for the tests that follow
  await admin.query(`delete from budget.version where department = '${department}'`)
  await admin.query(
    `delete from audit.entry where subject like '%/${department}/%' and kind <> 'budget.loaded'`,
  )
})

test('every table that freezes with a version is hashed', async () => {
  await load()
  const { rows } = await admin.query<{ name: string }>(
    // what may be added only before a version freezes: readings of its document come later
    `select schemaname || '.' || tablename as name from pg_policies
     where schemaname = 'budget' and policyname = 'app_adds' and with_check like '%NOT frozen%'
     order by 1`,
  )
  const hashed = (await entriesOf())[1]?.content.rows as Record<string, unknown>
  expect(Object.keys(hashed).sort()).toEqual(rows.map(({ name }) => name))
})

test('what was frozen before there was a chain is counted, not called sound', async () => {
  const before = await compare()
  await load()
  await admin.query(`delete from audit.entry where subject like '%/${department}/%'`)
  expect(await compare()).toEqual({ ...before, untold: before.untold + 1 })
})
