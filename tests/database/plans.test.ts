import { readFileSync, writeFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../src/apps/server/app.ts'
import { readBudgetReference } from '../../src/modules/budget/index.ts'
import { type Db, openPool, ROLES } from '../../src/platform/db/index.ts'
import { openLogger } from '../../src/platform/log/logger.ts'
import { API, type DemoApp, demoCounty, EDITION, openDemoApp } from '../support/demo-app.ts'

/**
 * How PostgreSQL reaches the rows of what people wait for, over 300 departments: checked in, so
 * that a change of a query or an index shows what it does. After a change that is meant:
 * UPDATE_PLANS=1 npm test -- plans, and read the difference.
 */
const FILE = 'tests/database/plans.txt'
const PATHS = [
  '/410324/budget',
  EDITION,
  `${EDITION}/table-1`,
  `${EDITION}/table-3`,
  `${EDITION}/table-11`,
  `${EDITION}/table-12`,
  `${EDITION}/table-3/total/project`,
  `${EDITION}/facts/change.total`,
  `${EDITION}/projects/410324230000000036730`,
  `${EDITION}/promises`,
  `${EDITION}/document`,
  `${EDITION}/table-4/printed`,
  '/410324/search?q=%E5%8D%88%E9%A4%90',
  '/410324/search?q=595.94',
  `${API}${EDITION}/table-6/30201.50502/total`,
]

interface Sent {
  readonly text: string
  readonly parameters: readonly unknown[]
}

let demo: DemoApp
let reader: Db
let asReader: pg.Client
let sent: Sent[] = []

beforeAll(async () => {
  demo = await openDemoApp()
  const { admin } = demo.database
  await fill(admin)
  const connection = { ...admin, user: ROLES.reader }
  asReader = new pg.Client(connection)
  await asReader.connect()
  reader = openPool(connection, {
    onStatement: (text, parameters) => sent.push({ text, parameters }),
  })
})
afterAll(async () => {
  await reader.destroy()
  await asReader.end()
  await demo.close()
})

async function fill(admin: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(admin)
  await client.connect()
  await client.query(`
    insert into organisation.unit select 410324, d::text, null from generate_series(200, 499) d;
    insert into organisation.unit select 410324, d || '001', d::text from generate_series(200, 499) d;
    insert into budget.version
      select 410324, d::text, y, 0, true, true, 0, null, null, '', '', now()
      from generate_series(200, 499) d, generate_series(2004, 2023) y;
    insert into budget.approval
      select county, department, year, 0, true, true, null, null, now()
      from budget.version where department <> '130';
    insert into budget.edition
      select county, department, year, 1, 0, true, true, null, null, now()
      from budget.version where department <> '130';
    insert into budget.unit
      select 410324, d::text, 2023, 0, d || suffix, true, true, parent, '单位', nature
      from generate_series(200, 499) d,
        lateral (values ('', null, null), ('001', d::text, 'institution')) u (suffix, parent, nature);
    insert into budget.project
      select 410324, d::text, 2023, 0, '4103242300000' || d || lpad(n::text, 5, '0'), true, true,
        d || '001', 'specific_target', '项目'
      from generate_series(200, 499) d, generate_series(1, 20) n;
    insert into budget.line
      select 410324, d::text, 2023, 0, n, true, true, 'planned', d || '001', 'public', null,
        '2010301', '30201', '50502', '010101', 2023, n
      from generate_series(200, 499) d, generate_series(1, 100) n;
    insert into budget.duty
      select 410324, d::text, 2023, 0, n, true, true, '职责', null
      from generate_series(200, 499) d, generate_series(1, 10) n;
    insert into budget.task
      select 410324, d::text, 2023, 0, n, true, true, '任务', '内容'
      from generate_series(200, 499) d, generate_series(1, 10) n;
    insert into budget.aim
      select 410324, d::text, 2023, 0, n, true, true, null, '目标'
      from generate_series(200, 499) d, generate_series(1, 10) n;
    insert into budget.indicator
      select 410324, d::text, 2023, 0, '', n, true, true, null, '产出', null, '指标', null, null, null, null
      from generate_series(200, 499) d, generate_series(1, 50) n;
    insert into budget.document
      select 410324, d::text, 2023, 0, true, true, d::text, now() from generate_series(200, 499) d;
    insert into budget.document_part
      select 410324, d::text, 2023, 0, n, true, true, 'statement.' || n, '说明', '标题', '内容', 'table-1'
      from generate_series(200, 499) d, generate_series(1, 20) n;
    insert into budget.printed_figure
      select 410324, d::text, 2023, 0, n, true, true, 'table-3/total/total', '1.00', '表3', null
      from generate_series(200, 499) d, generate_series(1, 100) n;
    insert into budget.answer
      select 410324, d::text, 2023, 0, 'duty:' || n, 1, true, true, '依据'
      from generate_series(200, 499) d, generate_series(1, 10) n;
    insert into budget.indicator_measure
      select 410324, d::text, 2023, 0, '', n, true, true, 'goal_relevance'
      from generate_series(200, 499) d, generate_series(1, 50) n;
    insert into budget.contact
      select 410324, d::text, 2023, 0, d || '001', true, true, '综合股', null, '示例'
      from generate_series(200, 499) d;
    insert into budget.search_entry
      select 410324, d::text, y, 0, n, true, true, 1, 'figure', 'table-1/income.total/amount', n::text,
        '', n || '.00', n::text
      from generate_series(200, 499) d, generate_series(2014, 2023) y, generate_series(1, 20) n;
    insert into budget.link
      select 410324, d::text, 2023, 0, 'duty', n::text, 'task', n::text, true, true, false, ''
      from generate_series(200, 499) d, generate_series(1, 10) n;
    insert into budget.prior_figure
      select 410324, d::text, 2023, 0, 2022, n::text, true, true, 0, ''
      from generate_series(200, 499) d, generate_series(1, 5) n;`)
  await client.query('analyze')
  await client.end()
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/** Every way in which the plan comes at rows: an index by its name, or all rows of a table. */
function accesses(node: PlanNode): string[] {
  const own = node['Index Name']
    ? [`index ${node['Index Name']}`]
    : node['Node Type'].endsWith('Seq Scan')
      ? [`all of ${node['Relation Name']}`]
      : []
  return [...own, ...(node.Plans ?? []).flatMap(accesses)]
}

async function planOf({ text, parameters }: Sent): Promise<string[]> {
  await asReader.query("begin; set local yimen.county = '410324'")
  try {
    const { rows } = await asReader.query(`explain (costs off, format json) ${text}`, [
      ...parameters,
    ])
    return accesses((rows[0] as { 'QUERY PLAN': [{ Plan: PlanNode }] })['QUERY PLAN'][0].Plan)
  } finally {
    await asReader.query('rollback')
  }
}

test('pages reach their rows in the ways that are checked in', async () => {
  const county = demoCounty()
  const app = createApp({
    reader,
    county,
    demonstration: true,
    reference: await readBudgetReference('data'),
    remembersPages: false,
    log: openLogger('silent'),
  })
  const found: string[] = []
  for (const path of PATHS) {
    sent = []
    expect((await app.request(path)).status, path).toBe(200)
    const queries = sent.filter(({ text }) => /^\s*(select|with)\b/i.test(text))
    expect(queries.length, path).toBeGreaterThan(0)
    const ways = new Set<string>()
    for (const query of queries) for (const way of await planOf(query)) ways.add(way)
    found.push(path, ...[...ways].sort().map((way) => `  ${way}`))
  }
  const text = `${found.join('\n')}\n`
  if (process.env.UPDATE_PLANS === '1') writeFileSync(FILE, text)
  expect(text).toBe(readFileSync(FILE, 'utf8'))
  // no page of one department walks through the rows of all
  expect(text).not.toMatch(/all of (line|indicator|project|edition|version)\b/)
})
