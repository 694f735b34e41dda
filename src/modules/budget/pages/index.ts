import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { AppError } from '../../../kernel/app-error.ts'
import { type County, findCounty } from '../../../kernel/county.ts'
import { printWan } from '../../../kernel/money.ts'
import { type Db, readCounty } from '../../../platform/db/index.ts'
import { figureLink, type Html, layout, type Site } from '../../../platform/page/index.ts'
import { currentEditionRedirects } from '../current-edition-redirects.ts'
import { budgetAddress, figureAddress, readTableNumber, tableAddress } from '../domain/address.ts'
import { findTable, TABLES } from '../domain/tables.ts'
import { findSequence, labelOfVersion } from '../domain/version-name.ts'
import { budgetErrors } from '../errors.ts'
import type { BudgetTable } from '../queries/budget-table.ts'
import { composeTables } from '../queries/compose-tables.ts'
import { findFigure } from '../queries/find-figure.ts'
import { findLine } from '../queries/find-line.ts'
import { type PublicBudget, readPublic } from '../queries/find-public.ts'
import { type BudgetPage, listBudgets } from '../queries/list-budgets.ts'
import type { Intents } from '../queries/list-intents.ts'
import { loadNames } from '../queries/load-names.ts'
import { figurePage } from './figure-page.ts'
import { indicatorView } from './indicator-view.ts'
import { linePage } from './line-page.ts'
import { tableView } from './table-view.ts'

export interface BudgetPagesOptions {
  readonly reader: Db
  readonly siteOf: (c: Context) => Site
}

/** The portal's pages of published budgets, under their permanent addresses. */
export function budgetPages({ reader, siteOf }: BudgetPagesOptions): Hono {
  const pages = new Hono()
  const budget = '/:county/budget/:year/:department/:edition{[1-9][0-9]*}'

  pages.get('/:county/budget', async (c) => {
    const county = findCounty(c.req.param('county'))
    if (!county) throw new AppError(budgetErrors.notFound, '地址里的县代码应是六位数字。')
    const page = await readBudgets(reader, county, c.req.query('after'))
    return c.html(
      layout(siteOf(c), {
        title: '看预算',
        section: `/${county}/budget`,
        crumbs: [{ href: '/', label: '首页' }, { label: '看预算' }],
        body: html`<h1>看预算</h1><p class="lead">每个部门一年打算收多少、花多少，每个数字都能点开看是怎么来的。</p>${budgetDoors(county, page)}`,
      }),
    )
  })

  pages.get(budget, async (c) => {
    const body = await readPublic(reader, c.req.param(), async (tx, found) => {
      const names = await loadNames(tx, found.ledger)
      return budgetBody(
        found,
        names.department,
        await composeTables(tx, found.ledger, TABLES, names),
      )
    })
    return c.html(layout(siteOf(c), body))
  })

  pages.get(`${budget}/:table{table-[^/]+}`, async (c) => {
    const description = tableOf(c.req.param('table'))
    const page = await readPublic(reader, c.req.param(), async (tx, found) => {
      const names = await loadNames(tx, found.ledger)
      const [table] = await composeTables(tx, found.ledger, [description], names)
      if (!table) throw new Error('composeTables gave no table')
      return tableBody(found, names.department, table)
    })
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/:table{table-[^/]+}/:row/:column`, async (c) => {
    const { table, row, column } = c.req.param()
    const address = { table: tableOf(table).number, rowKey: row, columnKey: column }
    const page = await readPublic(reader, c.req.param(), async (tx, found) => {
      const figure = await findFigure(tx, found.ledger, address, c.req.query('after'))
      if (!figure) {
        throw new AppError(
          budgetErrors.noSuchFigure,
          '这一格是空白，或表里没有这一行、这一列。空白表示没有安排这项钱。',
        )
      }
      return figurePage(found, figure, originOf(c.req.header('host'), c.req.url))
    })
    return c.html(layout(siteOf(c), page))
  })

  pages.get(`${budget}/lines/:line`, async (c) => {
    const [name = '', number = ''] = c.req.param('line').split('.')
    const sequence = findSequence(name)
    const page = await readPublic(reader, c.req.param(), async (tx, found) => {
      const line =
        sequence === undefined || !/^[1-9]\d{0,6}$/.test(number)
          ? undefined
          : await findLine(tx, found.ledger, { sequence, number: Number(number) })
      if (!line) throw new AppError(budgetErrors.noSuchFigure, '账目里没有这一行。')
      return linePage(found, line)
    })
    return c.html(layout(siteOf(c), page))
  })

  pages.route('/', currentEditionRedirects(reader, ''))
  return pages
}

/** The budgets of one county as doors; used by the home page too. */
export async function readBudgets(reader: Db, county: County, after?: string): Promise<BudgetPage> {
  return await readCounty(reader, county, (tx) => listBudgets(tx, county, after))
}

export function budgetDoors(county: County, page: BudgetPage): Html {
  if (page.budgets.length === 0) {
    return html`<p class="lead">还没有公开的预算。部门公布以后，会出现在这里。</p>`
  }
  return html`<ul class="doors">${page.budgets.map(
    ({ year, department, departmentName, edition }) =>
      html`<li><a href="${budgetAddress({ county, year, department }, edition)}"><b>${year} 年部门预算</b><span>${departmentName}</span></a></li>`,
  )}</ul>${page.next ? html`<p class="lead"><a href="/${county}/budget?after=${page.next}">更早的预算</a></p>` : ''}`
}

function budgetBody(found: PublicBudget, department: string, tables: readonly BudgetTable[]) {
  const { ref, edition } = found
  const income = tables[0]?.rows.find((row) => row.key === 'income.total')?.amounts.amount ?? null
  const spent =
    tables[0]?.rows.find((row) => row.key === 'expenditure.year')?.amounts.amount ?? null
  const door = (rowKey: string, amount: typeof income): Html =>
    amount === null
      ? html`0.00`
      : figureLink(
          figureAddress(ref, edition.number, { table: 1, rowKey, columnKey: 'amount' }),
          printWan(amount),
        )
  return {
    title: `${ref.year} 年部门预算 ${department}`,
    section: `/${ref.county}/budget`,
    crumbs: [
      { href: '/', label: '首页' },
      { href: `/${ref.county}/budget`, label: '看预算' },
      { label: `${department} ${ref.year} 年` },
    ],
    body: html`<h1>${ref.year} 年打算收 ${door('income.total', income)} 万元，${
      income === spent ? html`也打算花这么多` : html`打算花 ${door('expenditure.year', spent)} 万元`
    }</h1>
<p class="lead">${department}。${labelOfVersion(edition.sequence)}，公开第 ${edition.number} 版${
      edition.publishedOn ? html`，${edition.publishedOn.toString()} 公布` : '；原文没有写公布日期'
    }。实际支出尚未公布。</p>
${edition.current ? '' : html`<p class="lead"><a href="${budgetAddress(ref)}">这一版已有更新的版本，看现在的一版</a></p>`}
<p class="note">带点线的数字都可以点开，看它由哪几笔账相加得到。</p>
<nav aria-label="十三张表"><ol class="toc">${tables.map(
      (table) =>
        html`<li><a href="#table-${table.number}">${table.number}　${table.title}</a></li>`,
    )}</ol></nav>
${tables.map(
  (table) =>
    html`<section id="table-${table.number}" aria-label="表${table.number}">${tableWithAside(table, `${edition.number}/`, true)}</section>`,
)}`,
  }
}

function tableBody(found: PublicBudget, department: string, table: BudgetTable) {
  const { ref, edition } = found
  return {
    title: `${ref.year} 年${table.title} ${department}`,
    section: `/${ref.county}/budget`,
    crumbs: [
      { href: '/', label: '首页' },
      { href: budgetAddress(ref, edition.number), label: `${ref.year} 年部门预算` },
      { label: `表${table.number}` },
    ],
    body: html`<h1>${ref.year} 年${table.title}</h1><p class="lead">${department}。实际支出尚未公布。</p>
${tableWithAside(table, '', false)}
<nav aria-label="十三张表"><ol class="toc">${TABLES.map(
      ({ number, title }) =>
        html`<li><a href="${tableAddress(ref, edition.number, number)}"${number === table.number ? html` aria-current="page"` : ''}>${number}　${title}</a></li>`,
    )}</ol></nav>`,
  }
}

/**
 * Table 12 states amounts beside its indicators; they are doors like all others.
 *
 * @param base what leads from the page's address to the edition's: hundreds of relative links keep
 *   the page small
 */
function tableWithAside(table: BudgetTable, base: string, brief: boolean): Html {
  const hrefOf = (rowKey: string, columnKey: string): string =>
    `${base}table-${table.number}/${rowKey}/${columnKey}`
  const options = {
    hrefOf,
    brief,
    ...(brief ? { titleHref: `${base}table-${table.number}` } : {}),
  }
  const aside =
    table.aside.length === 0
      ? ''
      : html`<div class="sheet"><dl>${table.aside.map(
          (item) =>
            html`<dt>${item.label}（万元）</dt><dd>${item.fen === null ? '没有安排' : figureLink(hrefOf(item.key, 'amount'), printWan(item.fen))}</dd>`,
        )}</dl></div>`
  return html`${table.intents ? intentsView(table.intents) : ''}${aside}${table.number >= 12 ? indicatorView(table, options) : tableView(table, options)}`
}

/** Aims and tasks are restated, since a document's sentences are not free to copy. */
function intentsView({ aims, tasks }: Intents): Html {
  if (aims.length + tasks.length === 0) return html``
  return html`<div class="sheet"><dl>${aims.map(
    (aim) => html`<dt>年度目标 ${aim.number}</dt><dd>${aim.text}</dd>`,
  )}${tasks.map((task) => html`<dt>任务：${task.name}</dt><dd>${task.content}</dd>`)}</dl></div>`
}

function tableOf(name: string): (typeof TABLES)[number] {
  const found = findTable(readTableNumber(name) ?? 0)
  if (!found) throw new AppError(budgetErrors.noSuchTable, '部门预算有十三张表，编号从 1 到 13。')
  return found
}

/** What people copy into a citation; a host that is none is not echoed. */
function originOf(host: string | undefined, url: string): string {
  const { protocol } = new URL(url)
  return host && /^[\w.-]{1,200}(:\d{1,5})?$/.test(host) ? `${protocol}//${host}` : ''
}
