import { createHash } from 'node:crypto'
import { createApp } from '../../src/apps/server/app.ts'
import { type County, findCounty } from '../../src/kernel/county.ts'
import {
  type BudgetFolder,
  type BudgetReference,
  loadBudget,
  readBudgetFolder,
  readBudgetReference,
  readDocumentFolder,
  recordDocument,
} from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { type Db, inCounty } from '../../src/platform/db/index.ts'
import { type Logger, openLogger } from '../../src/platform/log/logger.ts'
import { openTestDatabase, type TestDatabase } from './test-database.ts'

/** The server as it is on a fresh machine, asked without a port. */
export interface DemoApp {
  readonly database: TestDatabase
  readonly reference: BudgetReference
  request(path: string, init?: RequestInit): Promise<Response>
  /** What a listener calls. */
  fetch(request: Request): Promise<Response>
  /** As `request`, of JSON; the caller knows what the address gives. */
  json<Body>(path: string): Promise<Body>
  /** Loads another budget, which the checks must let pass. */
  load(folder: BudgetFolder): Promise<void>
  close(): Promise<void>
}

/** Where the budget of 2023 stands, for pages; the API's addresses have `/api/v1` before it. */
export const EDITION = '/410324/budget/2023/130/1'
export const API = '/api/v1'
export const DEMO_FOLDER = 'data/budgets/410324-130-2023'

export async function openDemoApp(log: Logger = openLogger('silent')): Promise<DemoApp> {
  const database = await openTestDatabase()
  const reference = await readBudgetReference('data')
  const app = createApp({
    reader: database.reader,
    county: demoCounty(),
    countyName: '栾川县',
    demonstration: true,
    reference,
    log,
  })
  const request = async (path: string, init?: RequestInit): Promise<Response> =>
    await app.request(path, init)
  const load = async (folder: BudgetFolder): Promise<void> => {
    const result = await loadBudget(database.app, folder, {
      catalogue: await loadCatalogue(database.app),
      now: Temporal.Now.instant(),
    })
    if (result.outcome !== 'loaded') throw new Error(JSON.stringify(result))
  }
  await load(await readBudgetFolder(DEMO_FOLDER))
  await recordDemoDocument(database.app, reference)
  return {
    database,
    reference,
    request,
    fetch: async (request) => await app.fetch(request),
    json: async <Body>(path: string): Promise<Body> => {
      const response = await request(path)
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
      return (await response.json()) as Body
    },
    load,
    close: () => database.close(),
  }
}

/** What the published document prints, as the server records it at its start. */
async function recordDemoDocument(app: Db, reference: BudgetReference): Promise<void> {
  const folder = await readDocumentFolder(DEMO_FOLDER)
  if (!folder) throw new Error(`${DEMO_FOLDER}/document is missing`)
  const county = demoCounty()
  const ref = { county, department: '130', year: 2023, sequence: 0 }
  const options = { reference, now: Temporal.Now.instant() }
  const result = await inCounty(app, county, (tx) => recordDocument(tx, ref, folder, options))
  if (result.outcome !== 'recorded') throw new Error(JSON.stringify(result))
}

export function demoCounty(): County {
  const county = findCounty('410324')
  if (!county) throw new Error('410324 is a county')
  return county
}

export interface SmallBudget {
  readonly county?: number
  readonly department: string
  readonly year?: number
  readonly name?: string
  readonly unitName?: string
  readonly project?: string
  /** Yuan; the lines are alternately basic expenditure and the project's. */
  readonly amounts?: readonly string[]
  /** Which adjustment the version is, its amounts being differences. (Default: it is the first.) */
  readonly adjustment?: number
  /** How far the version has come. (Default: published.) */
  readonly state?: 'draft' | 'approved' | 'published'
}

/** The folder of an invented department with one unit and one project, ready to be loaded. */
export function smallBudget(budget: SmallBudget): BudgetFolder {
  const { county = 410324, department, year = 2023, adjustment = 0, state = 'published' } = budget
  const { amounts = ['100.00', '250.50'], name = `示例部门${department}` } = budget
  const unit = `${department}001`
  const project = '410324230000000099001'
  const fen = amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
  const dated = { on: null, document: null }
  const manifest = {
    county,
    county_name: county === 410324 ? '栾川县' : '示例县',
    department,
    year,
    version: adjustment === 0 ? 'initial' : `adjustment-${adjustment}`,
    total_yuan: (fen / 100).toFixed(2),
    reason: adjustment === 0 ? null : '测试用的调整',
    paper: adjustment === 0 ? null : `示例〔${year}〕${adjustment}号`,
    approved: state === 'draft' ? null : dated,
    published: state === 'published' ? dated : null,
    source: '测试用的虚构预算。',
  }
  const lines = amounts.map((amount, at) =>
    at % 2 === 0
      ? [unit, '公用经费', '', '2010301', '30201', '50502', '010101', year, amount]
      : [unit, '其他运转类', project, '2010302', '30299', '50299', '010101', year, amount],
  )
  const projects = [[project, budget.project ?? '示例项目', unit, '其他运转类']]
  return folderOf({
    'budget.json': JSON.stringify(manifest),
    'units.csv': csv('code,parent,name,nature', [
      [department, '', name, ''],
      [unit, department, budget.unitName ?? `${name}本级`, '事业单位'],
    ]),
    'projects.csv': csv('code,name,unit,kind', amounts.length > 1 ? projects : []),
    'lines.csv': csv(
      'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan',
      lines,
    ),
  })
}

/** The folder with some of its files written anew; a name without text leaves the file out. */
export function changeFolder(
  folder: BudgetFolder,
  files: Readonly<Record<string, string | undefined>>,
): BudgetFolder {
  const texts: Record<string, string> = Object.fromEntries(folder.texts)
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) delete texts[file]
    else texts[file] = text
  }
  return folderOf(texts)
}

function folderOf(texts: Readonly<Record<string, string>>): BudgetFolder {
  const contentHash = createHash('sha256').update(JSON.stringify(texts)).digest('hex')
  return { texts: new Map(Object.entries(texts)), contentHash }
}

function csv(head: string, rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`
  return [head, ...rows.map((row) => row.map(cell).join(',')), ''].join('\n')
}
