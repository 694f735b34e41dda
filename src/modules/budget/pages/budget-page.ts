import { html } from 'hono/html'
import { printWan } from '../../../kernel/money.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { budgetAddress, tableAddress } from '../domain/address.ts'
import { basic, expenditure, project } from '../domain/measures.ts'
import { KINDS, PLAIN_KINDS } from '../domain/money-facts.ts'
import { sumOf } from '../domain/overview.ts'
import { everyLine } from '../domain/predicate.ts'
import { TABLES } from '../domain/tables.ts'
import { labelOfVersion } from '../domain/version-name.ts'
import { barTable, hundredStrip } from './charts/bars.ts'
import { sourcesOf, usesOf } from './charts/plain-uses.ts'
import { COLOR_OF_KIND, sankeyChart } from './charts/sankey-chart.ts'
import { treemapChart } from './charts/treemap-chart.ts'
import { door, type EditionContext, editionPage, factDoor } from './edition-context.ts'

/** The budget in plain words: one sentence first, then pictures whose figures are doors. */
export function budgetPage(context: EditionContext): Page {
  const { found, names } = context
  const { ref, edition } = found
  return editionPage(context, {
    title: `${ref.year} 年部门预算 ${names.department}`,
    crumbs: [],
    body: html`<h1>${ref.year} 年${headline(context)}</h1>
<p class="lead">${comparedWithLastYear(context)}${promised(context)}实际花了多少：尚未公布。</p>
${edition.current ? '' : html`<p class="lead"><a href="${budgetAddress(ref)}">这一版已有更新的版本，看现在的一版</a></p>`}
${waysIn(context)}
${ofHundred(context)}
${flows(context)}
${areas(context)}
${lastYear(context)}
${unknown(context)}
${tablesNav(context)}
<section aria-labelledby="edition"><h2 id="edition">这一版</h2><div class="sheet"><dl><dt>部门</dt><dd>${names.department}</dd><dt>版次</dt><dd>${labelOfVersion(edition.sequence)}，公开第 ${edition.number} 版</dd><dt>公布</dt><dd>${
      edition.publishedOn ? edition.publishedOn.toString() : '原文没有写公布日期'
    }</dd><dt>来源</dt><dd>${edition.source}</dd><dt>定版校验码</dt><dd><code>${edition.contentHash}</code></dd></dl></div></section>`,
  })
}

function headline(context: EditionContext): Html | string {
  const { overview } = context
  const total = sumOf(overview, everyLine)
  if (total === null) return '没有安排收支'
  const spent = sumOf(overview, expenditure)
  const income = door(context, 'table-1/income.total/amount', printWan(total))
  if (spent === total) return html`打算收 ${income} 万元，也打算花这么多`
  const cost =
    spent === null ? '0.00' : door(context, 'table-1/expenditure.year/amount', printWan(spent))
  return html`打算收 ${income} 万元，打算花 ${cost} 万元`
}

function comparedWithLastYear(context: EditionContext): Html | string {
  const { overview, facts } = context
  const prior = overview.priors.find(({ measure }) => measure === 'total')
  const total = sumOf(overview, everyLine)
  if (!prior || total === null) return '上年的预算还没有录入，没法比。'
  if (total === prior.fen) return `与 ${prior.year} 年持平。`
  const growth = facts.has('growth.total') ? html`（${factDoor(context, 'growth.total')}）` : ''
  return html`比上年${total > prior.fen ? '多' : '少'} ${factDoor(context, 'change.total')}${growth}。`
}

function promised(context: EditionContext): Html | string {
  const { overview } = context
  const ofProjects =
    overview.projects.length > 0
      ? html`${factDoor(context, 'share.project')} 用在 ${factDoor(context, 'count.projects')}项目上；`
      : ''
  if (overview.indicators.length === 0) return html`${ofProjects}没有公布绩效目标。`
  const blank = Number(context.facts.get('findings.blank_target')?.text ?? '0')
  return html`${ofProjects}定了 ${factDoor(context, 'count.promises')}目标${
    blank > 0 ? html`，其中 ${factDoor(context, 'findings.blank_target')}没写目标值` : ''
  }。`
}

function waysIn({ base, overview, facts }: EditionContext): Html {
  const entries: readonly (readonly [string, string, string])[] = [
    ['tables', '十三张表', '全部数字'],
    ['projects', '项目', `${facts.get('count.projects')?.text ?? '0'} 个`],
    ['promises', '目标', `${facts.get('count.promises')?.text ?? '0'} 项`],
    ['document', '原件对照', '逐段'],
    ['differences', '与账不同', '逐个数字'],
  ]
  const shown = entries.filter(
    ([key]) =>
      !(key === 'projects' && overview.projects.length === 0) &&
      !(key === 'promises' && overview.indicators.length === 0),
  )
  return html`<nav class="files" aria-label="这份预算">${shown.map(
    ([key, label, detail]) => html`<a href="${base}/${key}">${label}<small>${detail}</small></a>`,
  )}</nav>`
}

function ofHundred(context: EditionContext): Html | string {
  const { overview, facts } = context
  const kinds = KINDS.filter((kind) => facts.has(`of-100.${kind}`))
  const uses = usesOf(overview)
  const total = uses.reduce((sum, { fen }) => sum + fen, 0)
  if (kinds.length === 0 || total <= 0) return ''
  const strip = uses.map(({ kind, label, fen }) => ({
    label,
    percent: (fen / total) * 100,
    color: COLOR_OF_KIND[kind],
  }))
  return html`<section aria-labelledby="hundred"><h2 id="hundred">每 100 元打算怎么用</h2>
${hundredStrip(strip)}
<dl class="hkey">${kinds.map((kind) => {
    const largest = uses.find((use) => use.kind === kind)?.parts[0]
    return html`<div><dt><i class="${COLOR_OF_KIND[kind]}"></i>${PLAIN_KINDS[kind]}</dt><dd>${factDoor(context, `of-100.${kind}`)}</dd>${largest ? html`<dd class="sub">最大一项：${largest.label}</dd>` : ''}</div>`
  })}</dl></section>`
}

function flows(context: EditionContext): Html | string {
  const { overview, base } = context
  const hrefOf = (figure: string): string => `${base}/${figure}`
  const uses = usesOf(overview)
  if (uses.length === 0) return ''
  const middle = [
    {
      label: '基本支出',
      figure: 'table-3/total/basic',
      fen: sumOf(overview, basic),
    },
    {
      label: '项目支出',
      figure: 'table-3/total/project',
      fen: sumOf(overview, project),
    },
  ].flatMap((row) => (row.fen !== null && row.fen > 0 ? [{ ...row, fen: row.fen }] : []))
  return html`<section aria-labelledby="flows"><h2 id="flows">从来源到用途</h2>
${sankeyChart(overview, hrefOf) ?? ''}
${barTable(
  '从来源到用途',
  [
    { label: '来源', rows: sourcesOf(overview), color: 'c1' },
    { label: '分成', rows: middle, color: 'c2' },
    { label: '用途', rows: uses, color: 'c3' },
  ],
  hrefOf,
)}</section>`
}

function areas(context: EditionContext): Html | string {
  const { overview, base } = context
  const hrefOf = (figure: string): string => `${base}/${figure}`
  const uses = usesOf(overview)
  const count = uses.reduce((sum, { parts }) => sum + parts.length, 0)
  if (count === 0) return ''
  const shown =
    count > MOST_BARS
      ? uses.map((use) => ({ ...use, parts: use.parts.slice(0, BARS_A_KIND) }))
      : uses
  return html`<section aria-labelledby="areas"><h2 id="areas">钱花在哪些事上</h2>
${count > MOST_BARS ? '' : (treemapChart(overview, hrefOf) ?? '')}
${barTable(
  count > MOST_BARS ? `钱花在哪些事上，每类最大的 ${BARS_A_KIND} 项` : '钱花在哪些事上',
  shown.map(({ kind, label, parts }) => ({ label, rows: parts, color: COLOR_OF_KIND[kind] })),
  hrefOf,
)}</section>`
}

/** A budget of many units has hundreds of uses: a page shows the largest, the tables all. */
const MOST_BARS = 60
const BARS_A_KIND = 12

function lastYear(context: EditionContext): Html | string {
  const { overview, facts, found } = context
  const compared = overview.priors.filter(({ measure }) => facts.has(`change.${measure}`))
  if (compared.length === 0) return ''
  return html`<section aria-labelledby="before"><h2 id="before">和上年比</h2>
<div class="sheet" role="region" tabindex="0" aria-label="和上年比，可左右滚动"><table><caption>和上年比<small>单位：万元</small></caption>
<thead><tr><th scope="col">项目</th><th scope="col" class="num">${compared[0]?.year} 年</th><th scope="col" class="num">${found.ref.year} 年</th><th scope="col" class="num">相差</th><th scope="col" class="num">增减</th></tr></thead>
<tbody>${compared.map(({ measure }) => {
    const change = facts.get(`change.${measure}`)
    const growth = facts.get(`growth.${measure}`)
    const now = change?.terms.find(({ figure }) => figure?.startsWith('table-'))
    return html`<tr><th scope="row">${change?.title.replace(/比 \d+ 年.*$/, '') ?? ''}</th><td class="num">${factDoor(context, `prior.${measure}`, '')}</td><td class="num">${now?.figure ? door(context, now.figure, now.text) : ''}</td><td class="num">${change ? door(context, `facts/${change.key}`, `${change.title.endsWith('减少') ? '−' : ''}${change.text}`) : ''}</td><td class="num">${growth ? door(context, `facts/${growth.key}`, `${growth.title.endsWith('下降') ? '−' : ''}${growth.text}%`) : '—'}</td></tr>
`
  })}</tbody></table></div>
<p class="note">上年的数字由今年的说明推算；上年的预算本身还没有录入，所以只有这些能比。</p></section>`
}

/** What is not yet known is said, not left out. */
function unknown(context: EditionContext): Html {
  const { found, overview } = context
  const { edition } = found
  const rows: (Html | string)[] = ['实际花了多少：决算还没有公布。']
  if (overview.indicators.length > 0) {
    rows.push(html`目标做到了没有：${factDoor(context, 'state.no_record')}目标还没有记录可算。`)
  }
  if (!edition.publishedOn) rows.push('哪天批复、哪天公布：公开的文件没有写。')
  rows.push(
    overview.priors.length === 0
      ? '上年安排了多少：还没有录入。'
      : '上年每个项目安排了多少：还没有录入。',
  )
  if (overview.printed.length === 0) rows.push('公开的文件原来怎样写：还没有录入，暂时不能对照。')
  return html`<section aria-labelledby="unknown"><h2 id="unknown">现在还不知道的</h2><ul class="points">${rows.map((row) => html`<li>${row}</li>`)}</ul></section>`
}

export function tablesNav({ found }: Pick<EditionContext, 'found'>, current?: number): Html {
  const { ref, edition } = found
  return html`<section aria-labelledby="tables"><h2 id="tables">十三张表</h2><nav aria-label="十三张表"><ol class="toc">${TABLES.map(
    ({ number, title }) =>
      html`<li><a href="${tableAddress(ref, edition.number, number)}"${number === current ? html` aria-current="page"` : ''}>${number}　${title}</a></li>`,
  )}</ol></nav></section>`
}
