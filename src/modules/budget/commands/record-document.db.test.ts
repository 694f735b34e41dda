import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  DEMO_FOLDER,
  type DemoApp,
  demoCounty,
  EDITION,
  openDemoApp,
  smallBudget,
} from '../../../../tests/support/demo-app.ts'
import { inCounty, readCounty } from '../../../platform/db/index.ts'
import { listPrinted } from '../queries/load-overview.ts'
import { type BudgetFolder, readDocumentFolder } from '../read-budget-folder.ts'
import { type RecordResult, recordDocument } from './record-document.ts'

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

const REF = { county: demoCounty(), department: '130', year: 2023, sequence: 0 }

function folderOf(files: Readonly<Record<string, string>>): BudgetFolder {
  return {
    texts: new Map(Object.entries(files)),
    contentHash: createHash('sha256').update(JSON.stringify(files)).digest('hex'),
  }
}

const record = (folder: BudgetFolder, ref = REF): Promise<RecordResult> =>
  inCounty(demo.database.app, ref.county, (tx) =>
    recordDocument(tx, ref, folder, {
      reference: demo.reference,
      now: Temporal.Instant.from('2026-01-02T03:04:05Z'),
    }),
  )
const countPrinted = async (): Promise<number> =>
  (await readCounty(demo.database.reader, REF.county, (tx) => listPrinted(tx, REF))).length

const PRINTED = 'figure,printed,place,note\n'

test.each([
  [
    'a cell that no table has',
    { 'printed.csv': `${PRINTED}table-3/total/nothing,1.00,表3,\n` },
    /没有 table-3\/total\/nothing 这一格/,
  ],
  [
    'an address of no kind',
    { 'printed.csv': `${PRINTED}table-3,1.00,表3,\n` },
    /应是一个数字的地址/,
  ],
  ['no place', { 'printed.csv': `${PRINTED}table-3/total/total,1.00,,\n` }, /空/],
  [
    'a measure that the catalogue does not know',
    { 'measures.csv': 'owner,number,measure\n,1,unheard_of\n' },
    /没有 unheard_of/,
  ],
  [
    'an indicator that the budget does not have',
    { 'measures.csv': 'owner,number,measure\n,99,goal_relevance\n' },
    /部门没有第 99 项指标/,
  ],
  ['a system that there is not', { 'answers.csv': 'item,system,basis\nduty:1,77,无\n' }, /没有 77/],
  [
    'an answer twice',
    { 'answers.csv': 'item,system,basis\nduty:1,7,甲\nduty:1,7,乙\n' },
    /写了两次/,
  ],
  [
    'an answer that leads nowhere',
    { 'parts.csv': 'key,place,title,summary,answers\nstatement.1,二,标题,内容,nowhere\n' },
    /不是本系统的地址/,
  ],
  [
    'a telephone that is none',
    { 'contacts.csv': 'unit,office,telephone,source\n130001,综合股,call me,网站\n' },
    /电话号码/,
  ],
  [
    'a unit of another department',
    { 'contacts.csv': 'unit,office,telephone,source\n140001,综合股,,网站\n' },
    /没有单位 140001/,
  ],
  [
    'a derived figure that the budget does not have',
    { 'printed.csv': `${PRINTED}facts/share.basik,1%,第二部分,\n` },
    /facts\/share.basik 在这份预算里找不到/,
  ],
  [
    'a project that the budget does not have',
    { 'printed.csv': `${PRINTED}table-11/990001230000000000001/total,1.00,表11,\n` },
    /在这份预算里找不到/,
  ],
  [
    'a duty that the budget does not have',
    { 'answers.csv': 'item,system,basis\nduty:99,7,无\n' },
    /duty:99 在这份预算里找不到/,
  ],
  [
    'an answer by a system that there is not',
    { 'parts.csv': 'key,place,title,summary,answers\nstatement.1,二,标题,内容,system:99\n' },
    /system:99 在这份预算里找不到/,
  ],
  ['a file of another name', { 'pritned.csv': PRINTED }, /不认识 pritned.csv/],
])('refuses %s and keeps the reading that is there', async (_, files, message) => {
  const before = await countPrinted()
  const result = await record(folderOf(files))
  expect(result.outcome).toBe('refused')
  expect(result.findings.map((finding) => finding.message).join('\n')).toMatch(message)
  expect(await countPrinted()).toBe(before)
})

test('recording the same reading again changes nothing; a better one replaces it whole', async () => {
  const folder = await readDocumentFolder(DEMO_FOLDER)
  if (!folder) throw new Error(`${DEMO_FOLDER}/document is missing`)
  expect(await record(folder)).toEqual({ outcome: 'already_recorded', findings: [] })

  const page = async (): Promise<string> =>
    (await demo.request(`${EDITION}/table-3/total/total`)).text()
  expect(await page()).toContain('表3 合计行')
  const better = folderOf({
    'printed.csv': `${PRINTED}table-3/total/total,595.93,表3 合计,看错了\n`,
  })
  expect((await record(better)).outcome).toBe('recorded')
  // the page was in memory, and still nothing stale is given
  expect(await page()).toMatch(/595\.93.*不同.*看错了/s)
  expect(await page()).not.toContain('表3 合计行')
  expect(await countPrinted()).toBe(1)

  expect((await record(folder)).outcome).toBe('recorded')
  expect(await page()).toContain('表3 合计行')
})

test('only of a budget that is published', async () => {
  await demo.load(smallBudget({ department: '791', state: 'approved' }))
  const ref = { ...REF, department: '791' }
  await expect(record(folderOf({}), ref)).rejects.toMatchObject({ code: 'budget.not_published' })
})

test('two at once end as one', async () => {
  const folder = folderOf({ 'printed.csv': `${PRINTED}table-3/total/total,1.00,表3,\n` })
  const outcomes = (await Promise.all([record(folder), record(folder)])).map(
    ({ outcome }) => outcome,
  )
  expect(outcomes.sort()).toEqual(['already_recorded', 'recorded'])
})

test('a contact is shown on the pages of the unit’s projects', async () => {
  const contacts = 'unit,office,telephone,source\n130001,综合股,0379-0000000,测试\n'
  expect((await record(folderOf({ 'contacts.csv': contacts }))).outcome).toBe('recorded')
  const text = await (await demo.request(`${EDITION}/projects/410324230000000036730`)).text()
  expect(text).toContain('<a href="tel:0379-0000000">0379-0000000</a>')
  expect(text).toContain('综合股')
})
