import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { AppError } from '../../../kernel/app-error.ts'
import { type County, findCounty } from '../../../kernel/county.ts'
import type { CountyDb, Db } from '../../../platform/db/index.ts'
import { layout, type Page, type Site } from '../../../platform/page/index.ts'
import { currentEditionRedirects } from '../current-edition-redirects.ts'
import { type AddressParts, readTableNumber } from '../domain/address.ts'
import { findTable, type TABLES } from '../domain/tables.ts'
import { budgetErrors } from '../errors.ts'
import { toTableCsv, toTableTabs } from '../presenters/table-text.ts'
import { composeTables } from '../queries/compose-tables.ts'
import { findLine } from '../queries/find-line.ts'
import { listPrinted } from '../queries/load-overview.ts'
import type { BudgetReference } from '../reference.ts'
import { budgetDoors, readBudgets } from './budget-doors.ts'
import { budgetPage } from './budget-page.ts'
import { differencesPage } from './differences-page.ts'
import { documentPage } from './document-page.ts'
import { type EditionContext, readEdition, readNamedEdition } from './edition-context.ts'
import { factPage, statedPage } from './fact-page.ts'
import { figurePage } from './figure-page.ts'
import { linePage } from './line-page.ts'
import { projectPage, projectsPage } from './projects-page.ts'
import { promisePage, promisesPage, readPromiseFilter } from './promises-page.ts'
import { searchRoutes } from './search-page.ts'
import { tablePage, tablesPage } from './table-page.ts'
import { wordsPage } from './words-page.ts'

export { homePage } from './home-page.ts'
export { rememberedEditions } from './remembered-editions.ts'

export interface BudgetPagesOptions {
  readonly reader: Db
  readonly siteOf: (c: Context) => Site
  readonly reference: BudgetReference
}

/** The portal's pages of published budgets, under their permanent addresses. */
export function budgetPages({ reader, siteOf, reference }: BudgetPagesOptions): Hono {
  const pages = new Hono()
  const budget = '/:county/budget/:year/:department/:edition{[1-9][0-9]*}'

  pages.get('/:county/budget', async (c) => {
    const county = countyOf(c.req.param('county'))
    const page = await readBudgets(reader, county, c.req.query('after'))
    return c.html(
      layout(siteOf(c), {
        title: '看预算',
        section: `/${county}/budget`,
        crumbs: [{ href: '/', label: '首页' }, { label: '看预算' }],
        body: html`<h1>看预算</h1><p class="lead">每个部门一年打算收多少、花多少，每个数字都能点开看是怎么来的。</p>${budgetDoors(county, page)}<p class="lead"><a href="/${county}/budget/words">预算里的名词，用平常话说</a></p>`,
      }),
    )
  })

  pages.get('/:county/budget/words', (c) => {
    const county = countyOf(c.req.param('county'))
    return c.html(layout(siteOf(c), wordsPage(county, reference)))
  })

  /** A page that speaks of derived figures, too; `missing` is said where there is none. */
  const show = (
    path: string,
    make: (tx: CountyDb, edition: EditionContext, c: Context) => Shown | Promise<Shown>,
    missing = '没有这一页。',
  ): void => {
    pages.get(`${budget}${path}`, async (c) => {
      const page = await readEdition(reader, partsOf(c), reference, async (tx, edition) =>
        make(tx, edition, c),
      )
      if (!page) throw new AppError(budgetErrors.noSuchFigure, missing)
      return c.html(layout(siteOf(c), page))
    })
  }
  const param = (c: Context, name: string): string => c.req.param(name) ?? ''

  show('', (_, edition) => budgetPage(edition))
  show('/projects', (_, edition) => projectsPage(edition))
  show(
    '/projects/:code',
    (tx, edition, c) => projectPage(tx, edition, param(c, 'code'), askedOf(c)),
    '这份预算没有这个项目。',
  )
  show('/promises', (tx, edition, c) => promisesPage(tx, edition, readPromiseFilter(c.req.query())))
  show(
    '/promises/:key',
    (tx, edition, c) => promisePage(tx, edition, param(c, 'key'), originOf(c)),
    '这份预算没有这项目标。',
  )
  show('/document', documentPage)
  show('/differences', (tx, edition, c) => {
    const asked = c.req.query('table')
    const table = asked === undefined ? undefined : tableOf(`table-${asked}`).number
    return differencesPage(tx, edition, { table, origin: originOf(c) })
  })
  show(
    '/facts/:key',
    (tx, edition, c) => factPage(tx, edition, param(c, 'key'), askedOf(c)),
    '这份预算没有这个数字。',
  )
  show(
    '/stated/:key',
    (_, edition, c) => statedPage(edition, param(c, 'key'), originOf(c)),
    '公开的文件没有写这个数字。',
  )
  show(
    '/lines/:line',
    async (tx, edition, c) => {
      const { ledger } = edition.found
      const line = await findLine(tx, ledger, edition.names, param(c, 'line'))
      return line && linePage(edition, line, await listPrinted(tx, ledger))
    },
    '账目里没有这一行。',
  )
  show(
    '/:table{table-[^/]+}/:row/:column',
    (tx, edition, c) =>
      figurePage(tx, edition, {
        table: tableOf(param(c, 'table')).number,
        rowKey: param(c, 'row'),
        columnKey: param(c, 'column'),
        ...askedOf(c),
      }),
    '这一格是空白，或表里没有这一行、这一列。空白表示没有安排这项钱。',
  )

  // the tables themselves ask for no derived figure
  pages.get(`${budget}/tables`, async (c) => {
    const page = await readNamedEdition(reader, c.req.param(), tablesPage)
    return c.html(layout(siteOf(c), page))
  })
  // before the table's page, which would take `table-3.csv` for the name of a table
  pages.get(`${budget}/:file{table-[0-9]+\\.(?:csv|txt)}`, async (c) => {
    const [name = '', format = ''] = c.req.param('file').split('.')
    const table = tableOf(name)
    const text = await readNamedEdition(reader, c.req.param(), async (tx, { found, names }) => {
      const [composed] = await composeTables(tx, found.ledger, [table], names)
      if (!composed) throw new Error('composeTables gave no table')
      return format === 'csv' ? toTableCsv(composed) : toTableTabs(composed)
    })
    return sendText(c, format, text)
  })
  for (const [path, side] of [
    ['', 'ledger'],
    ['/printed', 'printed'],
  ] as const) {
    pages.get(`${budget}/:table{table-[^/]+}${path}`, async (c) => {
      const table = tableOf(param(c, 'table'))
      const page = await readNamedEdition(reader, partsOf(c), (tx, edition) =>
        tablePage(tx, edition, table, side, originOf(c)),
      )
      return c.html(layout(siteOf(c), page))
    })
  }

  pages.route('/', searchRoutes({ reader, siteOf }))
  pages.route('/', currentEditionRedirects(reader, ''))
  return pages
}

function countyOf(text: string): County {
  const county = findCounty(text)
  if (!county) throw new AppError(budgetErrors.notFound, '地址里的县代码应是六位数字。')
  return county
}

/** Undefined: there is no such page. */
type Shown = Page | undefined

/** The parts of an edition's address, whichever page of it is asked for. */
function partsOf(c: Context): AddressParts & { readonly edition: string } {
  const { county = '', year = '', department = '', edition = '' } = c.req.param()
  return { county, year, department, edition }
}

/** Which page of a long list is asked for, and how the asker knows this server. */
function askedOf(c: Context): { readonly after: string | undefined; readonly origin: string } {
  return { after: c.req.query('after'), origin: originOf(c) }
}

/** A spreadsheet program takes UTF-8 for what it is only behind a byte order mark. */
function sendText(c: Context, format: string, text: string): Response {
  return format === 'csv'
    ? c.body(`\uFEFF${text}`, 200, { 'content-type': 'text/csv; charset=utf-8' })
    : c.body(text, 200, { 'content-type': 'text/plain; charset=utf-8' })
}

function tableOf(name: string): (typeof TABLES)[number] {
  const found = findTable(readTableNumber(name) ?? 0)
  if (!found) throw new AppError(budgetErrors.noSuchTable, '部门预算有十三张表，编号从 1 到 13。')
  return found
}

/** What people copy into a citation; a host that is none is not echoed. */
function originOf(c: Context): string {
  const host = c.req.header('host')
  const { protocol } = new URL(c.req.url)
  return host && /^[\w.-]{1,200}(:\d{1,5})?$/.test(host) ? `${protocol}//${host}` : ''
}
