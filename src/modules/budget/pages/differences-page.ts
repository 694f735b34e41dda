import { html } from 'hono/html'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { type Difference, listDifferences } from '../domain/list-differences.ts'
import { TABLES } from '../domain/tables.ts'
import { composeTables } from '../queries/compose-tables.ts'
import { listPrinted } from '../queries/load-overview.ts'
import { door, type EditionContext, editionPage } from './edition-context.ts'
import { citeView } from './figure-parts.ts'
import { cellsOf } from './table-differences.ts'

/** Where the published document says otherwise than the ledger, figure by figure. */
export async function differencesPage(
  tx: CountyDb,
  context: EditionContext,
  options: { readonly table: number | undefined; readonly origin: string },
): Promise<Page> {
  const { found, names, facts, base } = context
  const printed = await listPrinted(tx, found.ledger)
  const tables = await composeTables(tx, found.ledger, TABLES, names)
  const all = listDifferences(tables.flatMap(cellsOf), facts, printed)
  const shown =
    options.table === undefined ? all : all.filter(({ table }) => table === options.table)
  const inside = options.table === undefined ? 'differences' : `differences?table=${options.table}`
  const what = options.table === undefined ? '公开的文件' : `公开的文件表${options.table}`
  return editionPage(context, {
    title: `${what}与账不同的地方 ${names.department}`,
    crumbs: [{ href: `${base}/document`, label: '原件对照' }, { label: '与账不同' }],
    body: html`<h1>${headline(context, printed.length > 0, inside, what, shown.length)}</h1>
<p class="lead">账目按一笔一笔相加；${printed.length > 0 ? '公开的文件印的数字，逐个对过。' : '公开的文件还没有录入，暂时不能对照。'}${options.table === undefined ? '' : html`<a href="${base}/differences">看全部不同</a>`}</p>
${
  shown.length === 0
    ? ''
    : html`<section aria-labelledby="list"><h2 id="list">相加</h2><div class="sheet" role="region" tabindex="0" aria-label="与账不同的地方，可左右滚动"><table><caption>一行算一处</caption>
<thead><tr><th scope="col">数字</th><th scope="col" class="num">原文</th><th scope="col" class="num">按账</th><th scope="col">为什么</th></tr></thead>
<tbody>${shown.map((difference) => rowOf(context, difference))}</tbody></table></div></section>`
}
${citeView(context, { what: `${what}与账不同的地方，${shown.length} 处`, address: `${base}/${inside}`, origin: options.origin })}`,
  })
}

function headline(
  context: EditionContext,
  isRead: boolean,
  inside: string,
  what: string,
  count: number,
): Html | string {
  if (!isRead) return '公开的文件还没有录入'
  if (count === 0) return `${what}印的都与账相同`
  return html`${door(context, inside, String(count))} 处：${what}与账不同`
}

function rowOf(
  context: EditionContext,
  { figure, label, printed, ledger, places, note }: Difference,
): Html {
  return html`<tr><th scope="row"><a href="${context.base}/${figure}">${label}</a>${places.map((place) => html`<span class="sub">${place}</span>`)}</th><td class="num">${door(context, figure, printed)}</td><td class="num">${door(context, figure, ledger)}</td><td>${note ?? '文件没有说'}</td></tr>
`
}
