import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../../kernel/app-error.ts'
import { findCounty } from '../../kernel/county.ts'
import { type Db, readCounty } from '../../platform/db/index.ts'
import { httpErrors } from '../../platform/http/index.ts'
import { findCountyName } from '../organisation/index.ts'
import { currentEditionRedirects } from './current-edition-redirects.ts'
import { budgetAddress, readTableNumber } from './domain/address.ts'
import { findTable, TABLES } from './domain/tables.ts'
import { nameOfVersion } from './domain/version-name.ts'
import { budgetErrors } from './errors.ts'
import { toFigureJson } from './presenters/figure-json.ts'
import { toTableJson } from './presenters/table-json.ts'
import { composeTables } from './queries/compose-tables.ts'
import { findFigure } from './queries/find-figure.ts'
import { readPublic } from './queries/find-public.ts'
import { listBudgets } from './queries/list-budgets.ts'
import { loadNames } from './queries/load-names.ts'

/** The published budgets as JSON: the addresses of the pages under `/api/v1`. */
const API = '/api/v1'

const county = z.string().openapi({
  param: { name: 'county', in: 'path' },
  example: '410324',
  description: '六位行政区划代码',
})
const year = z.string().openapi({ param: { name: 'year', in: 'path' }, example: '2023' })
const department = z.string().openapi({ param: { name: 'department', in: 'path' }, example: '130' })
const edition = z.string().openapi({
  param: { name: 'edition', in: 'path' },
  example: '1',
  description: '公开的版次，从 1 起',
})
const table = z.string().openapi({
  param: { name: 'table', in: 'path' },
  example: 'table-3',
  description: 'table-1 到 table-13',
})
const row = z.string().openapi({
  param: { name: 'row', in: 'path' },
  example: '130001.2010302',
  description: '行的代码用点连接，合计是 total',
})
const column = z.string().openapi({ param: { name: 'column', in: 'path' }, example: 'total' })
const after = z
  .string()
  .max(60, '最多 60 个字符')
  .optional()
  .openapi({ param: { name: 'after', in: 'query' }, description: '上一页给出的 next' })

const text = z.string().nullable()
const amount = z
  .string()
  .nullable()
  .openapi({ description: '万元，两位小数的文字；空白是 null', example: '595.94' })

const problem = z
  .object({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    request_id: z.string().optional(),
  })
  .openapi('Problem')
const problems = {
  400: {
    description: '请求写得不对',
    content: { 'application/problem+json': { schema: problem } },
  },
  404: {
    description: '没有，或没有公开',
    content: { 'application/problem+json': { schema: problem } },
  },
}

const budgetList = z
  .object({
    budgets: z.array(
      z.object({
        year: z.int(),
        department: z.string(),
        department_name: z.string(),
        edition: z.int(),
        address: z.string(),
      }),
    ),
    next: text,
  })
  .openapi('BudgetList')

const budgetSummary = z
  .object({
    county: z.int(),
    county_name: z.string(),
    department: z.string(),
    department_name: z.string(),
    year: z.int(),
    edition: z.int(),
    version: z.string(),
    current: z.boolean(),
    published_on: text,
    document: text,
    source: z.string(),
    content_hash: z.string(),
    paid: z.null().openapi({ description: '实际支出尚未公布' }),
    tables: z.array(z.object({ table: z.int(), title: z.string(), address: z.string() })),
  })
  .openapi('Budget')

const budgetTable = z
  .object({
    table: z.int(),
    title: z.string(),
    unit: z.literal('万元'),
    columns: z.array(z.object({ key: z.string(), label: z.string() })),
    rows: z.array(z.record(z.string(), text)),
    total: z.record(z.string(), text),
    row_keys: z.array(z.string()).openapi({ description: '各行在地址里的写法，次序与 rows 相同' }),
    note: text,
    aims: z.array(z.object({ number: z.int(), text: z.string() })).optional(),
    tasks: z.array(z.object({ number: z.int(), name: z.string(), content: z.string() })).optional(),
    head_amounts: z.array(z.object({ key: z.string(), label: z.string(), amount })).optional(),
  })
  .openapi('BudgetTable')

const figure = z
  .object({
    table: z.int(),
    title: z.string(),
    row: z.string(),
    row_label: z.string(),
    column: z.string(),
    column_label: z.string(),
    amount: z.string(),
    amount_yuan: z.string().openapi({ description: '元，精确' }),
    line_count: z.int(),
    lines: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    next: text,
    terms: z.array(z.record(z.string(), z.string())),
  })
  .openapi('Figure')

const base = `${API}/{county}/budget/{year}/{department}`
const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problems,
})

const listRoute = createRoute({
  method: 'get',
  path: `${API}/{county}/budget`,
  summary: '一个县已公开的部门预算',
  tags: ['预算'],
  request: { params: z.object({ county }), query: z.object({ after }) },
  responses: json('按年份从新到旧，每页 50 份', budgetList),
})
const budgetRoute = createRoute({
  method: 'get',
  path: `${base}/{edition}`,
  summary: '一份预算的一个版次',
  tags: ['预算'],
  request: { params: z.object({ county, year, department, edition }) },
  responses: json('这一版的说明和十三张表的地址', budgetSummary),
})
const tableRoute = createRoute({
  method: 'get',
  path: `${base}/{edition}/{table}`,
  summary: '一张表',
  tags: ['预算'],
  request: { params: z.object({ county, year, department, edition, table }) },
  responses: json('表的各行和合计', budgetTable),
})
const figureRoute = createRoute({
  method: 'get',
  path: `${base}/{edition}/{table}/{row}/{column}`,
  summary: '一个数字和相加得到它的账目行',
  tags: ['预算'],
  request: {
    params: z.object({ county, year, department, edition, table, row, column }),
    query: z.object({ after }),
  },
  responses: json('数字和账目行，从大到小，每页 80 行', figure),
})

export function budgetRoutes(reader: Db): OpenAPIHono {
  const routes = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return
      const words = result.error.issues.map((issue) => `${issue.path.join('.')}：${issue.message}`)
      throw new AppError(httpErrors.badRequest, words.join('；'))
    },
  })

  routes.openapi(listRoute, async (c) => {
    const asked = findCounty(c.req.valid('param').county)
    if (!asked) throw new AppError(budgetErrors.notFound, '县的代码应是六位数字。')
    const page = await readCounty(reader, asked, (tx) =>
      listBudgets(tx, asked, c.req.valid('query').after),
    )
    return c.json(
      {
        budgets: page.budgets.map((budget) => ({
          year: budget.year,
          department: budget.department,
          department_name: budget.departmentName,
          edition: budget.edition,
          address: `${API}${budgetAddress({ county: asked, year: budget.year, department: budget.department }, budget.edition)}`,
        })),
        next: page.next,
      },
      200,
    )
  })

  routes.route('/', currentEditionRedirects(reader, API))

  routes.openapi(budgetRoute, async (c) => {
    const summary = await readPublic(
      reader,
      c.req.valid('param'),
      async (tx, { ref, ledger, edition: own }) => {
        const names = await loadNames(tx, ledger)
        return {
          county: ref.county,
          county_name: (await findCountyName(tx, ref.county)) ?? String(ref.county),
          department: ref.department,
          department_name: names.department,
          year: ref.year,
          edition: own.number,
          version: nameOfVersion(own.sequence),
          current: own.current,
          published_on: own.publishedOn?.toString() ?? null,
          document: own.document,
          source: own.source,
          content_hash: own.contentHash,
          paid: null,
          tables: TABLES.map(({ number, title }) => ({
            table: number,
            title,
            address: `${API}${budgetAddress(ref, own.number)}/table-${number}`,
          })),
        }
      },
    )
    return c.json(summary, 200)
  })

  routes.openapi(tableRoute, async (c) => {
    const description = tableOf(c.req.valid('param').table)
    const [composed] = await readPublic(reader, c.req.valid('param'), (tx, { ledger }) =>
      composeTables(tx, ledger, [description]),
    )
    if (!composed) throw new Error('composeTables gave no table')
    return c.json(toTableJson(composed), 200)
  })

  routes.openapi(figureRoute, async (c) => {
    const params = c.req.valid('param')
    const address = {
      table: tableOf(params.table).number,
      rowKey: params.row,
      columnKey: params.column,
    }
    const found = await readPublic(reader, params, (tx, { ledger }) =>
      findFigure(tx, ledger, address, c.req.valid('query').after),
    )
    if (!found)
      throw new AppError(budgetErrors.noSuchFigure, '这一格是空白，或表里没有这一行、这一列。')
    return c.json(toFigureJson(found), 200)
  })

  return routes
}

function tableOf(name: string): (typeof TABLES)[number] {
  const found = findTable(readTableNumber(name) ?? 0)
  if (!found)
    throw new AppError(budgetErrors.noSuchTable, '部门预算有十三张表：table-1 到 table-13。')
  return found
}
