import { html } from 'hono/html'
import { AppError } from '../../../kernel/app-error.ts'
import { printWan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { figureOfAddress } from '../domain/address.ts'
import {
  PROMISE_FAULTS,
  type PromiseFault,
  type PromiseFinding,
  promiseKey,
} from '../domain/check-promises.ts'
import type { Indicator } from '../domain/indicator.ts'
import { locateCell } from '../domain/locate-cell.ts'
import { moneyOfProject } from '../domain/overview.ts'
import {
  byPromise,
  mostCommonTarget,
  PROMISE_STATES,
  type PromiseState,
  stateOf,
} from '../domain/promise-facts.ts'
import { targetOf } from '../domain/read-promise.ts'
import { findTable } from '../domain/tables.ts'
import { budgetErrors } from '../errors.ts'
import { listProjectsOf } from '../queries/list-lines.ts'
import { loadPurposes } from '../queries/load-purposes.ts'
import { door, type EditionContext, editionPage, factDoor, messageView } from './edition-context.ts'
import { citeView, evidenceView, pathView } from './figure-parts.ts'

export interface PromiseFilter {
  readonly state?: PromiseState
  readonly fault?: PromiseFault
  /** A project, or the department's own. */
  readonly owner?: string
  /** Address inside the edition of a figure: the projects behind it. */
  readonly of?: string
  readonly after?: string
}

const PAGE = 150

/** Reads the filters of an address; what is no filter is refused rather than passed over. */
export function readPromiseFilter(query: Readonly<Record<string, string>>): PromiseFilter {
  const { state, fault, owner, of, after, ...other } = query
  const wrong =
    Object.keys(other)[0] ??
    (state !== undefined && !Object.hasOwn(PROMISE_STATES, state) ? 'state' : undefined) ??
    (fault !== undefined && !Object.hasOwn(PROMISE_FAULTS, fault) ? 'fault' : undefined) ??
    (of !== undefined && !figureOfAddress(of) ? 'of' : undefined)
  if (wrong !== undefined) {
    throw new AppError(
      budgetErrors.noSuchPage,
      `筛选条件 ${wrong.slice(0, 40)} 不对，请从“目标”一页点选。`,
    )
  }
  return {
    ...(state === undefined ? {} : { state: state as PromiseState }),
    ...(fault === undefined ? {} : { fault: fault as PromiseFault }),
    ...(owner === undefined ? {} : { owner }),
    ...(of === undefined ? {} : { of }),
    ...(after === undefined ? {} : { after }),
  }
}

interface Judged {
  readonly indicator: Indicator
  readonly key: string
  readonly owner: string
  readonly state: PromiseState
  readonly findings: readonly PromiseFinding[]
}

/** Every promise made with the budget, on one page: what was promised, how it would be measured. */
export async function promisesPage(
  tx: CountyDb,
  context: EditionContext,
  filter: PromiseFilter,
): Promise<Page> {
  const { found, names } = context
  const all = judge(context)
  const projects =
    filter.of === undefined ? undefined : await projectsBehind(tx, context, filter.of)
  const kept = all.filter(
    ({ state, findings, owner, indicator }) =>
      (filter.state === undefined || state === filter.state) &&
      (filter.fault === undefined || findings.some(({ code }) => code === filter.fault)) &&
      (filter.owner === undefined || owner === filter.owner) &&
      (projects === undefined || (indicator.project !== null && projects.has(indicator.project))),
  )
  const from =
    filter.after === undefined ? 0 : kept.findIndex(({ key }) => key === filter.after) + 1
  if (filter.after !== undefined && from === 0) {
    throw new AppError(budgetErrors.noSuchPage, '请从目标的第一页往后翻。')
  }
  const shown = kept.slice(from, from + PAGE)
  const next = kept.length > from + PAGE ? shown.at(-1)?.key : undefined
  const isFiltered = Object.keys(filter).some((key) => key !== 'after')
  return editionPage(context, {
    title: `${all.length} 项目标 ${names.department} ${found.ref.year} 年`,
    crumbs: [{ label: '目标' }],
    body: html`<h1>${isFiltered ? html`${selfDoor(context, filter, kept.length)} 项目标` : headline(context, all)}</h1>
<p class="lead">${isFiltered ? html`这里是筛出来的。<a href="${context.base}/promises">看全部目标</a>` : firstDay(context)}</p>
${stateStrip(context, all)}
${filters(context, filter)}
${
  shown.length === 0
    ? html`<p class="lead">没有这样的目标。<a href="${context.base}/promises">看全部目标</a></p>`
    : html`<section aria-labelledby="list"><h2 id="list">相加</h2><div class="sheet" role="region" tabindex="0" aria-label="目标，可左右滚动"><table class="promises"><caption>${isFiltered ? '筛出的目标' : '全部目标'}，一行算一项<small>共 ${kept.length} 项</small></caption>
<thead><tr><th scope="col">目标</th><th scope="col">指标值</th><th scope="col" class="wide">怎样算</th><th scope="col">现在</th></tr></thead>
<tbody>${rows(context, shown)}</tbody></table></div>${next ? html`<p class="lead"><a href="${context.base}/promises?${queryOf({ ...filter, after: next })}">看后面的</a></p>` : ''}</section>`
}`,
  })
}

function judge({ overview, findings }: EditionContext): Judged[] {
  const known = byPromise(findings)
  return overview.indicators.map((indicator) => {
    const key = promiseKey(overview, indicator)
    const own = known.get(key) ?? []
    const owner = indicator.project ?? overview.department
    return { indicator, owner, key, state: stateOf(own), findings: own }
  })
}

async function projectsBehind(
  tx: CountyDb,
  { found }: EditionContext,
  address: string,
): Promise<ReadonlySet<string>> {
  const at = figureOfAddress(address)
  const table = at && findTable(at.table)
  const cell = at && table && locateCell(table, found.ref.department, at.rowKey, at.columnKey)
  if (!cell) throw new AppError(budgetErrors.noSuchFigure, '表里没有这一格，请从“目标”一页点选。')
  return await listProjectsOf(tx, found.ledger, cell)
}

function headline(context: EditionContext, all: readonly Judged[]): Html | string {
  if (all.length === 0) return '没有公布绩效目标'
  const isFaulty = all.some(({ findings }) => findings.length > 0)
  return html`${factDoor(context, 'count.promises')}目标${isFaulty ? '，公布的第一天就知道哪些没法兑现' : '，还没有记录可算'}`
}

/** What the first day already tells: each statement is a rule's, and opens its working. */
function firstDay(context: EditionContext): Html {
  const { overview, facts, findings } = context
  const has = (key: string): boolean => Number(facts.get(key)?.text ?? '0') > 0
  const common = mostCommonTarget(overview.indicators.filter(({ project }) => project !== null))
  const parts: Html[] = []
  if (has('findings.blank_target'))
    parts.push(html`${factDoor(context, 'findings.blank_target')}没写指标值`)
  if (has('findings.zero_basis'))
    parts.push(html`${factDoor(context, 'findings.zero_basis')}分母为零`)
  if (common !== undefined)
    parts.push(html`${factDoor(context, 'count.same-target')}都写“${common}”`)
  if (has('findings.money_differs')) {
    parts.push(html`${factDoor(context, 'findings.money_differs')}写的钱与预算不符`)
  }
  return html`${parts.map((part, at) => html`${at === 0 ? '' : '，'}${part}`)}${parts.length > 0 ? '。' : ''}${findings
    .filter(({ code }) => code === 'over_capacity')
    .map((finding) => limitSentence(context, finding))}`
}

function limitSentence(context: EditionContext, { owner, promise }: PromiseFinding): Html {
  const { overview, facts, base } = context
  const name = overview.projects.find(({ code }) => code === owner)?.name ?? owner
  // the larger and the smaller: what is budgeted, and the most that can be spent
  const [budget, most] = (facts.get(`limit-gap.${promise}`)?.terms ?? []).map(({ figure, text }) =>
    figure === null ? text : door(context, figure, text),
  )
  return html`<a href="${base}/projects/${owner}">${name}</a>即使全员全年出满勤也只能花 ${most ?? ''} 元，预算是 ${budget ?? ''} 元。`
}

/** The page is the door of its own count: the rows beneath add up to it. */
function selfDoor(context: EditionContext, filter: PromiseFilter, count: number): Html {
  const { after: _, ...kept } = filter
  return door(context, `promises?${queryOf(kept)}`, String(count))
}

function stateStrip(context: EditionContext, all: readonly Judged[]): Html | string {
  if (all.length === 0) return ''
  const states = Object.keys(PROMISE_STATES) as PromiseState[]
  let from = 0
  return html`<svg class="states" viewBox="0 0 ${all.length} 10" preserveAspectRatio="none" aria-hidden="true">${states.map(
    (state) => {
      const count = all.filter((judged) => judged.state === state).length
      const x = from
      from += count
      return count === 0 ? '' : html`<rect class="${state}" x="${x}" width="${count}" height="10"/>`
    },
  )}</svg>
<ul class="key">${states.map((state) => html`<li><i class="${state}"></i>${PROMISE_STATES[state]} ${factDoor(context, `state.${state}`, '')}</li>`)}</ul>`
}

function filters(context: EditionContext, filter: PromiseFilter): Html {
  const { facts, overview, base } = context
  const { after: _, ...kept } = filter
  const link = (next: PromiseFilter, label: string, isOn: boolean): Html => {
    const query = queryOf(next)
    return html`<a href="${base}/promises${query === '' ? '' : `?${query}`}" rel="nofollow"${isOn ? html` aria-current="true"` : ''}>${label}</a>`
  }
  const without = (name: keyof PromiseFilter): PromiseFilter =>
    Object.fromEntries(Object.entries(kept).filter(([key]) => key !== name))
  const some = (key: string): boolean => Number(facts.get(key)?.text ?? '0') > 0
  const states = (Object.keys(PROMISE_STATES) as PromiseState[]).filter((state) =>
    some(`state.${state}`),
  )
  const faults = (Object.keys(PROMISE_FAULTS) as PromiseFault[]).filter((fault) =>
    some(`findings.${fault}`),
  )
  const owners = [
    { code: overview.department, name: '整个部门' },
    ...overview.projects.filter(({ code }) => some(`count.promises.${code}`)),
  ]
  return html`<nav class="filters" aria-label="筛选"><details${isOpen(filter) ? html` open` : ''}><summary>筛选</summary>
<p><b>现在</b>${link(without('state'), '全部', filter.state === undefined)}${states.map((state) => link({ ...kept, state }, PROMISE_STATES[state], filter.state === state))}</p>
<p><b>疑问</b>${link(without('fault'), '全部', filter.fault === undefined)}${faults.map((fault) => link({ ...kept, fault }, PROMISE_FAULTS[fault], filter.fault === fault))}</p>
<p><b>项目</b>${link(without('owner'), '全部', filter.owner === undefined)}${owners.slice(0, MOST_OWNERS).map(({ code, name }) => link({ ...kept, owner: code }, name, filter.owner === code))}</p>
</details></nav>`
}

/** More projects than these are found through their own pages. */
const MOST_OWNERS = 40

function isOpen({ state, fault, owner }: PromiseFilter): boolean {
  return state !== undefined || fault !== undefined || owner !== undefined
}

function queryOf(filter: PromiseFilter): string {
  return new URLSearchParams(Object.entries(filter) as [string, string][]).toString()
}

/** Grouped by whose promise it is, so that a name stands once. */
function rows(context: EditionContext, shown: readonly Judged[]): Html[] {
  const { overview, base } = context
  let owner: string | undefined
  return shown.map((judged) => {
    const { indicator } = judged
    const isNew = judged.owner !== owner
    owner = judged.owner
    const name = overview.projects.find(({ code }) => code === indicator.project)?.name
    const head = isNew
      ? html`<tr class="side"><th scope="rowgroup" colspan="4">${name ? html`<a href="${base}/projects/${judged.owner}">${name}</a>` : '整个部门'}</th></tr>
`
      : ''
    return html`${head}<tr><th scope="row"><a href="promises/${judged.key}">${indicator.level3}</a></th><td>${targetOf(indicator) ?? '没有写'}</td><td class="wide">${formulaOf(context, indicator)}</td><td>${nowOf(judged)}</td></tr>
`
  })
}

function measureOf({ overview }: EditionContext, indicator: Indicator) {
  return overview.measures.get(`${indicator.project ?? ''}.${indicator.number}`)
}

/** Numerator ÷ denominator in words; a measure that is no rate has only the former. */
function formulaOf(context: EditionContext, indicator: Indicator): string {
  const measure = measureOf(context, indicator)
  if (!measure) return '还没有定'
  return measure.denominator ? `${measure.numerator} ÷ ${measure.denominator}` : measure.numerator
}

function nowOf({ state, findings }: Judged): Html {
  const [first] = findings
  if (state === 'unmeasurable' && first) {
    return html`<span class="tag late">${PROMISE_STATES[state]}：${PROMISE_FAULTS[first.code]}</span>`
  }
  const warning = findings.find(({ severity }) => severity === 'warning')
  if (warning) return html`<span class="tag soon">${PROMISE_FAULTS[warning.code]}</span>`
  return html`<span class="tag plain">${PROMISE_STATES[state]}</span>`
}

/** One promise, under its own address. */
export async function promisePage(
  tx: CountyDb,
  context: EditionContext,
  key: string,
  origin: string,
): Promise<Page | undefined> {
  const { found, overview, base, reference, names } = context
  const judged = judge(context).find((candidate) => candidate.key === key)
  if (!judged) return undefined
  const { indicator, state, findings } = judged
  const measure = measureOf(context, indicator)
  const system = measure && reference.systems.get(measure.system)
  const project = overview.projects.find(({ code }) => code === indicator.project)
  const target = targetOf(indicator)
  const address = `${base}/promises/${key}`
  const table = project ? 13 : 12
  const printed: readonly (readonly [string, Html | string])[] = [
    ['出处', html`<a href="${base}/table-${table}">表${table}</a>`],
    ['三级指标', indicator.level3],
    ['指标值', target ?? html`<span class="tag late">没有写</span>`],
    ['类别', [indicator.level1, indicator.level2].filter(Boolean).join(' › ')],
    [
      '谁的目标',
      project
        ? html`<a href="${base}/projects/${project.code}">${project.name}</a>`
        : `整个部门（${names.department}）`,
    ],
    ...(indicator.note ? ([['指标值说明', indicator.note]] as const) : []),
  ]
  const how: readonly (readonly [string, string])[] = [
    ['怎样算', formulaOf(context, indicator)],
    ...(measure
      ? ([
          [
            '口径',
            `${measure.name}${measure.unit ? `（${measure.unit}）` : ''}，${measure.source}`,
          ],
          [
            '记录由谁给',
            system
              ? `${system.name}（${system.state === 'designed' || system.state === 'not begun' ? '尚未建' : '部分可用'}）`
              : '还没有定',
          ],
        ] as const)
      : []),
  ]
  const listView = (rows: typeof printed): Html =>
    html`<div class="sheet"><dl>${rows.map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl></div>`
  return editionPage(context, {
    title: `${indicator.level3} ${project?.name ?? names.department}`,
    crumbs: [
      { href: `${base}/promises`, label: '目标' },
      { label: `${project ? '项目' : '部门'}目标 ${indicator.number}` },
    ],
    body: html`<h1>${indicator.level3}${target === null ? '：没有写指标值' : `：${target}`}</h1>
${project ? pathView(context, await loadPurposes(tx, found.ledger), { projects: new Set([project.code]), money: moneyDoor(context, project.code), figure: `table-11/${project.code}/total` }) : ''}
<p class="lead">现在：${PROMISE_STATES[state]}${state === 'no_record' ? '，完成了多少还不知道。' : '。'}</p>
${
  findings.length === 0
    ? ''
    : html`<section aria-labelledby="doubts"><h2 id="doubts">疑问</h2><ul class="points">${findings.map(
        (finding) =>
          html`<li><a href="${base}/facts/findings.${finding.code}">${PROMISE_FAULTS[finding.code]}</a>：${messageView(context, finding.message)}${finding.working ? html`　<a href="${base}/${finding.working}">看怎样算的</a>` : ''}</li>`,
      )}</ul></section>`
}
<section aria-labelledby="printed"><h2 id="printed">原文</h2>${listView(printed)}</section>
<section aria-labelledby="how"><h2 id="how">怎样衡量</h2>${listView(how)}</section>
${evidenceView()}
${citeView(context, { what: `目标 ${key}：${indicator.level3}，指标值${target ?? '没有写'}`, address, origin })}`,
  })
}

function moneyDoor(context: EditionContext, code: string): Html | string {
  const amount = moneyOfProject(context.overview, code)
  return amount === null
    ? '没有'
    : html`${door(context, `table-11/${code}/total`, printWan(amount))} 万元`
}
