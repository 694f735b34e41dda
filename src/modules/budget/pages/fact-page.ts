import { html } from 'hono/html'
import { fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { figureLink, type Html, type Page } from '../../../platform/page/index.ts'
import { comparePrinted } from '../domain/compare-printed.ts'
import type { Fact } from '../domain/fact.ts'
import { toSql } from '../queries/ledger-sql.ts'
import { countLines, listLines } from '../queries/list-lines.ts'
import { type EditionContext, editionPage } from './edition-context.ts'
import { citeView, linesView, printedView, recordsView, termsView } from './figure-parts.ts'

/** A derived figure opened: its terms, its lines or its records, and what the document prints. */
export async function factPage(
  tx: CountyDb,
  context: EditionContext,
  key: string,
  options: { readonly after: string | undefined; readonly origin: string },
): Promise<Page | undefined> {
  const fact = context.facts.get(key)
  if (!fact) return undefined
  const { found, overview } = context
  const printed = overview.printed.filter(({ figure }) => figure === `facts/${key}`)
  const address = `${context.base}/facts/${key}`
  const said = fact.unit === '%' ? `${fact.text}%` : `${fact.text} ${fact.unit}`
  const decimals = fact.text.split('.')[1]?.length ?? 0
  return editionPage(context, {
    title: `${said} ${fact.title}`,
    crumbs: [{ label: fact.title }],
    body: html`<h1>${said}：${fact.title}</h1>
<p class="lead">${context.names.department} ${found.ref.year} 年部门预算。${fact.door === 'terms' && fact.terms.length > 0 ? '' : fact.definition}</p>
${await doorOf(tx, context, fact, address, options.after)}
${isMeasured(fact) ? printedView(context, comparePrinted(printed, fact.value, decimals), undefined) : ''}
${citeView(context, { what: `${fact.title}，${said}`, address, origin: options.origin })}`,
  })
}

/** Counts and limits are ours, and last year's figures are inferred from the document itself; of money and shares a reader asks what the document says. */
function isMeasured({ door, key, unit }: Fact): boolean {
  return door !== 'records' && !key.startsWith('prior.') && (unit === '万元' || unit === '%')
}

async function doorOf(
  tx: CountyDb,
  context: EditionContext,
  fact: Fact,
  address: string,
  after: string | undefined,
): Promise<Html> {
  const { found, names } = context
  if (fact.door === 'records') return recordsView(context, fact.records)
  if (fact.door === 'terms') {
    return fact.terms.length === 0
      ? html`<section aria-labelledby="printed"><h2 id="printed">原文</h2><p class="lead">${fact.definition}</p></section>`
      : termsView(context, {
          definition: fact.definition,
          terms: fact.terms,
          result: html`<tr class="sum"><th scope="row">${fact.title}</th><td class="num">${figureLink(address, fact.text)}</td><td>${fact.unit}</td></tr>`,
        })
  }
  const when = toSql(fact.when ?? { test: 'all', of: [] })
  const { lines, next } = await listLines(tx, found.ledger, when, names, after)
  const sum = await countLines(tx, found.ledger, when)
  return linesView(context, {
    lines,
    next,
    lineCount: sum.count,
    fen: fen(sum.fen),
    address,
  })
}

/** A figure that only the document states, such as its number of vehicles: 原文 is its only door. */
export function statedPage(context: EditionContext, key: string, origin: string): Page | undefined {
  const { overview } = context
  const address = `stated/${key}`
  const stated = overview.printed.filter(({ figure }) => figure === address)
  const [first] = stated
  if (!first) return undefined
  const what = first.place
  return editionPage(context, {
    title: `${first.printed} ${what}`,
    crumbs: [{ href: `${context.base}/document`, label: '原件对照' }, { label: what }],
    body: html`<h1>${first.printed === '无' ? '原文说没有' : `原文写的是 ${first.printed}`}<span class="sub">${what}</span></h1>
<p class="lead">账目里没有这个数字，本系统只能转述公开的文件。</p>
<section aria-labelledby="printed"><h2 id="printed">原文</h2><div class="sheet" role="region" tabindex="0" aria-label="原文，可左右滚动"><table><caption>原文</caption>
<thead><tr><th scope="col">出处</th><th scope="col" class="num">印的</th></tr></thead>
<tbody>${stated.map(({ place, printed, note }) => html`<tr><th scope="row"><a href="${context.base}/document">${place}</a></th><td class="num">${printed}${note ? html`<span class="sub">${note}</span>` : ''}</td></tr>`)}</tbody></table></div></section>
${citeView(context, { what: `${what}，原文写“${first.printed}”`, address: `${context.base}/${address}`, origin })}`,
  })
}
