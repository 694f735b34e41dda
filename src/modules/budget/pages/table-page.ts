import { html } from 'hono/html'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import type { TableDescription } from '../domain/table-description.ts'
import { TABLES } from '../domain/tables.ts'
import type { BudgetTable } from '../queries/budget-table.ts'
import { composeTables } from '../queries/compose-tables.ts'
import type { Intents } from '../queries/list-intents.ts'
import { listPrinted } from '../queries/load-overview.ts'
import { tablesNav } from './budget-page.ts'
import {
  type HrefOf,
  ledgerCells,
  marksOf,
  type PrintedCells,
  printedCells,
  printedCellsOf,
} from './cell-view.ts'
import { door, editionPage, type NamedEdition } from './edition-context.ts'
import { citeView } from './figure-parts.ts'
import { indicatorView } from './indicator-view.ts'
import { differencesIn } from './table-differences.ts'
import { type TableViewOptions, tableView } from './table-view.ts'

export type Side = 'ledger' | 'printed'

/** One table by the ledger (按账) or as the document prints it (原文), with the files to take away. */
export async function tablePage(
  tx: CountyDb,
  edition: NamedEdition,
  description: TableDescription,
  side: Side,
  origin: string,
): Promise<Page> {
  const { found, names, base } = edition
  const { ref } = found
  const [table] = await composeTables(tx, found.ledger, [description], names)
  if (!table) throw new Error('composeTables gave no table')
  const all = await listPrinted(tx, found.ledger)
  const printed = printedCellsOf(all, table.number)
  const address = `${base}/table-${table.number}`
  const hrefOf: HrefOf = (row, column) => `${address}/${row}/${column}`
  const differences = differencesIn(table, all)
  const marks = marksOf(differences)
  const title = `${ref.year} 年${table.title}`
  return editionPage(edition, {
    title: `${title}${side === 'printed' ? '（原文）' : ''} ${names.department}`,
    crumbs: [{ href: `${base}/tables`, label: '十三张表' }, { label: `表${table.number}` }],
    body: html`<h1>${title}</h1><p class="lead">${names.department}。${printed ? comparison(edition, table.number, differences.length, side) : '公开的文件还没有录入，暂时不能对照。'}实际支出尚未公布。</p>
${sheets(table, {
  viewCell: side === 'printed' ? printedCells(hrefOf, marks, printed) : ledgerCells(hrefOf, marks),
  promiseHref: (rowKey) => `${base}/promises/${promiseOf(table, ref.department, rowKey)}`,
  switch: sides(address, side, printed),
})}
<nav class="files" aria-label="带走这张表"><a href="${address}.csv" download>下载 CSV<small>表格软件打开</small></a><a href="${address}.txt">复制用的纯文字<small>全选、复制</small></a><a href="/api/v1${address}">JSON</a></nav>
${citeView(edition, { what: `表${table.number} ${table.title}`, address, origin })}
${tablesNav(edition, table.number)}`,
  })
}

function comparison(
  edition: NamedEdition,
  table: number,
  count: number,
  side: Side,
): Html | string {
  if (count === 0) return '公开的文件印的与账相同。'
  const opened = door(edition, `differences?table=${table}`, String(count))
  return side === 'printed'
    ? html`这里照公开的文件印的；有 ${opened} 处与账不同，用底色标出。`
    : html`这里按账目算；公开的文件有 ${opened} 处印得不同，用底色标出。`
}

/** Both views of one table; the one that is looked at is no link. */
function sides(address: string, side: Side, printed: PrintedCells): Html | string {
  if (!printed) return ''
  const entry = (of: Side, href: string, label: string): Html =>
    of === side ? html`<b aria-current="true">${label}</b>` : html`<a href="${href}">${label}</a>`
  return html`<span class="sides">${entry('ledger', address, '按账')} / ${entry('printed', `${address}/printed`, '原文')}</span>`
}

function promiseOf(table: BudgetTable, department: string, rowKey: string): string {
  return table.number === 12 ? `${department}.${rowKey}` : rowKey
}

/** All thirteen tables on one page, in brief: classes without money and indicators are left out. */
export async function tablesPage(tx: CountyDb, edition: NamedEdition): Promise<Page> {
  const { found, names, base } = edition
  const { ref } = found
  const tables = await composeTables(tx, found.ledger, TABLES, names)
  const printed = await listPrinted(tx, found.ledger)
  return editionPage(edition, {
    title: `${ref.year} 年十三张表 ${names.department}`,
    crumbs: [{ label: '十三张表' }],
    body: html`<h1>${ref.year} 年部门预算的十三张表</h1>
<p class="lead">${names.department}。带点线的数字都可以点开，看它由哪几笔账相加得到。实际支出尚未公布。</p>
<nav aria-label="十三张表"><ol class="toc">${tables.map(
      ({ number, title }) => html`<li><a href="#table-${number}">${number}　${title}</a></li>`,
    )}</ol></nav>
${tables.map((table) => {
  // hundreds of relative links keep the page small
  const hrefOf: HrefOf = (row, column) => `table-${table.number}/${row}/${column}`
  return html`<section id="table-${table.number}" aria-label="表${table.number}">${sheets(table, {
    viewCell: ledgerCells(hrefOf, marksOf(differencesIn(table, printed))),
    brief: true,
    titleHref: `${base}/table-${table.number}`,
    countHref: `${base}/facts/count.promises.projects`,
  })}</section>`
})}`,
  })
}

/**
 * Table 12 states amounts beside its indicators; they are doors like all others. Aims and tasks are
 * restated, since a document's sentences are not free to copy.
 */
function sheets(table: BudgetTable, options: TableViewOptions): Html {
  return html`${table.intents ? intentsView(table.intents) : ''}${asideView(table, options)}${
    table.number >= 12 ? indicatorView(table, options) : tableView(table, options)
  }`
}

function asideView(table: BudgetTable, { viewCell }: TableViewOptions): Html | string {
  if (table.aside.length === 0) return ''
  return html`<div class="sheet"><dl>${table.aside.map((item) => {
    const { words, differs } = viewCell(item.key, 'amount', item.fen)
    return html`<dt>${item.label}（万元）</dt><dd${differs ? html` class="both"` : ''}>${words || '没有安排'}</dd>`
  })}</dl></div>`
}

function intentsView({ aims, tasks }: Intents): Html | string {
  if (aims.length + tasks.length === 0) return ''
  return html`<div class="sheet"><dl>${aims.map(
    (aim) => html`<dt>年度目标 ${aim.number}</dt><dd>${aim.text}</dd>`,
  )}${tasks.map((task) => html`<dt>任务：${task.name}</dt><dd>${task.content}</dd>`)}</dl></div>`
}
