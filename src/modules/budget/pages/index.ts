import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { AppError } from '../../../kernel/app-error.ts'
import { type County, findCounty } from '../../../kernel/county.ts'
import type { Db } from '../../../platform/db/index.ts'
import { layout, type Site } from '../../../platform/page/index.ts'
import { currentEditionRedirects } from '../current-edition-redirects.ts'
import { readTableNumber } from '../domain/address.ts'
import { findTable, type TABLES } from '../domain/tables.ts'
import { findSequence } from '../domain/version-name.ts'
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
import { readEdition, readNamedEdition } from './edition-context.ts'
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

  pages.get(budget, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, async (_, edition) =>
      budgetPage(edition),
    )
    return c.html(layout(siteOf(c), page))
  })

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

  pages.get(`${budget}/:table{table-[^/]+}`, async (c) => {
    const table = tableOf(c.req.param('table'))
    const page = await readNamedEdition(reader, c.req.param(), (tx, edition) =>
      tablePage(tx, edition, table, 'ledger', originOf(c)),
    )
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/:table{table-[^/]+}/printed`, async (c) => {
    const table = tableOf(c.req.param('table'))
    const page = await readNamedEdition(reader, c.req.param(), (tx, edition) =>
      tablePage(tx, edition, table, 'printed', originOf(c)),
    )
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/:table{table-[^/]+}/:row/:column`, async (c) => {
    const { table, row: rowKey, column: columnKey } = c.req.param()
    const cell = { table: tableOf(table).number, rowKey, columnKey, ...askedOf(c) }
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      figurePage(tx, edition, cell),
    )
    return c.html(
      layout(
        siteOf(c),
        page ?? noFigure('这一格是空白，或表里没有这一行、这一列。空白表示没有安排这项钱。'),
      ),
    )
  })

  pages.get(`${budget}/facts/:key`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      factPage(tx, edition, c.req.param('key'), askedOf(c)),
    )
    return c.html(layout(siteOf(c), page ?? noFigure('这份预算没有这个数字。')))
  })

  pages.get(`${budget}/stated/:key`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, async (_, edition) =>
      statedPage(edition, c.req.param('key'), originOf(c)),
    )
    return c.html(layout(siteOf(c), page ?? noFigure('公开的文件没有写这个数字。')))
  })

  pages.get(`${budget}/lines/:line`, async (c) => {
    const [name = '', number = ''] = c.req.param('line').split('.')
    const sequence = findSequence(name)
    const page = await readEdition(reader, c.req.param(), reference, async (tx, edition) => {
      const line =
        sequence === undefined || !/^[1-9]\d{0,6}$/.test(number)
          ? undefined
          : await findLine(tx, edition.found.ledger, { sequence, number: Number(number) })
      return line && linePage(edition, line.line, await listPrinted(tx, edition.found.ledger))
    })
    return c.html(layout(siteOf(c), page ?? noFigure('账目里没有这一行。')))
  })

  pages.get(`${budget}/projects`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, async (_, edition) =>
      projectsPage(edition),
    )
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/projects/:code`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      projectPage(tx, edition, c.req.param('code'), askedOf(c)),
    )
    return c.html(layout(siteOf(c), page ?? noFigure('这份预算没有这个项目。')))
  })

  pages.get(`${budget}/promises`, async (c) => {
    const filter = readPromiseFilter(c.req.query())
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      promisesPage(tx, edition, filter),
    )
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/promises/:key`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      promisePage(tx, edition, c.req.param('key'), originOf(c)),
    )
    return c.html(layout(siteOf(c), page ?? noFigure('这份预算没有这项目标。')))
  })

  pages.get(`${budget}/document`, async (c) => {
    const page = await readEdition(reader, c.req.param(), reference, documentPage)
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/differences`, async (c) => {
    const asked = c.req.query('table')
    const table = asked === undefined ? undefined : tableOf(`table-${asked}`).number
    const page = await readEdition(reader, c.req.param(), reference, (tx, edition) =>
      differencesPage(tx, edition, { table, origin: originOf(c) }),
    )
    return c.html(layout(siteOf(c), page))
  })

  pages.route('/', searchRoutes({ reader, siteOf }))
  pages.route('/', currentEditionRedirects(reader, ''))
  return pages
}

function countyOf(text: string): County {
  const county = findCounty(text)
  if (!county) throw new AppError(budgetErrors.notFound, '地址里的县代码应是六位数字。')
  return county
}

function noFigure(detail: string): never {
  throw new AppError(budgetErrors.noSuchFigure, detail)
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
