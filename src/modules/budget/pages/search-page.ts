import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { AppError } from '../../../kernel/app-error.ts'
import { type County, findCounty } from '../../../kernel/county.ts'
import { type Db, readCounty } from '../../../platform/db/index.ts'
import {
  figureLink,
  type Html,
  layout,
  type Page,
  type Site,
} from '../../../platform/page/index.ts'
import { budgetAddress, figureAddress } from '../domain/address.ts'
import { SEARCH_KINDS, type SearchKind } from '../domain/search-entry.ts'
import { readQuestion } from '../domain/search-question.ts'
import { budgetErrors } from '../errors.ts'
import {
  type SearchHit,
  type SearchResult,
  type SearchSection,
  searchEntries,
} from '../queries/search-entries.ts'

export interface SearchRoutesOptions {
  readonly reader: Db
  readonly siteOf: (c: Context) => Site
}

interface Asked {
  readonly county: County
  /** As it was typed. */
  readonly text: string
  readonly year: number | undefined
  readonly kind: SearchKind | undefined
}

/** One box for everything that is published of a county's budgets. */
export function searchRoutes({ reader, siteOf }: SearchRoutesOptions): Hono {
  const routes = new Hono()
  routes.get('/:county/search', async (c) => {
    const county = findCounty(c.req.param('county'))
    if (!county) throw new AppError(budgetErrors.notFound, '地址里的县代码应是六位数字。')
    const text = c.req.query('q') ?? ''
    const asked: Asked = {
      county,
      text: text.trim(),
      year: readYear(c.req.query('year')),
      kind: readKind(c.req.query('kind')),
    }
    const after = c.req.query('after')
    const question = readQuestion(text)
    // there is no end of answers, and each is also at an address of its own
    c.header('x-robots-tag', 'noindex')
    if (question.state !== 'asked') {
      const fault = question.state === 'refused' ? question.sentence : undefined
      return c.html(layout(siteOf(c), emptyPage(asked, fault)))
    }
    const result = await readCounty(reader, county, (tx) =>
      searchEntries(tx, {
        county,
        readings: question.readings,
        ...(asked.year === undefined ? {} : { year: asked.year }),
        ...(asked.kind === undefined ? {} : { kind: asked.kind }),
        ...(after === undefined ? {} : { after }),
      }),
    )
    return c.html(layout(siteOf(c), resultPage(asked, result)))
  })
  return routes
}

interface SearchBoxOptions {
  readonly year?: number | undefined
  /** What is wrong with what was typed. */
  readonly fault?: string | undefined
}

/** The form, with what was typed. */
function searchBox(county: County, q = '', { year, fault }: SearchBoxOptions = {}): Html {
  return html`<form class="search-box" role="search" aria-label="搜索预算" action="/${county}/search" method="get"><label><span>搜项目、金额、代码、目标</span><input type="search" name="q" value="${q}" autocomplete="off"${fault ? html` aria-invalid="true" aria-describedby="search-fault"` : ''}></label>${
    year === undefined ? '' : html`<input type="hidden" name="year" value="${year}">`
  }<button class="btn">搜索</button></form>${fault ? html`<p class="search-fault" id="search-fault">${fault}</p>` : ''}`
}

const KINDS: Readonly<Record<SearchKind, { readonly label: string; readonly unit: string }>> = {
  project: { label: '项目', unit: '个' },
  figure: { label: '数字', unit: '个' },
  code: { label: '代码', unit: '个' },
  indicator: { label: '目标', unit: '项' },
}

/** Every department has these. */
const EXAMPLES = ['办公费', '三公经费', '30201', 'bgf'] as const

function emptyPage(asked: Asked, fault?: string): Page {
  return pageOf(asked, {
    title: '搜索',
    body: html`<h1>搜索预算</h1>
${searchBox(asked.county, asked.text, { year: asked.year, fault })}
${help(asked.county)}`,
  })
}

function resultPage(asked: Asked, result: SearchResult): Page {
  const { county, text, year } = asked
  const nothing = result.sections.length === 0
  return pageOf(asked, {
    title: `搜索“${text}”`,
    body: html`<h1>${headline(asked, result)}</h1>
${searchBox(county, text, { year })}
${scope(asked, result)}
${result.sections.map((section) => sectionView(asked, result, section))}
${nothing ? help(county) : ''}`,
  })
}

function pageOf({ county }: Asked, page: { readonly title: string; readonly body: Html }): Page {
  return {
    ...page,
    section: `/${county}/budget`,
    crumbs: [
      { href: '/', label: '首页' },
      { href: `/${county}/budget`, label: '看预算' },
      { label: '搜索' },
    ],
  }
}

function headline({ text, kind }: Asked, { sections }: SearchResult): string {
  if (sections.length === 0) return `没有找到“${text}”`
  if (kind !== undefined) return `“${text}”的${KINDS[kind].label}`
  const counts = sections.map(
    ({ kind: of, count, isMore }) =>
      `${count} ${isMore ? '多' : ''}${KINDS[of].unit}${KINDS[of].label}`,
  )
  return `“${text}”找到 ${counts.join('、')}`
}

/** Where was looked, how a number was read, and the way to other years. */
function scope(asked: Asked, { reading, year, years, sections }: SearchResult): Html {
  if (years.length === 0) {
    return html`<p class="lead">还没有公开的预算。部门公布以后，可以在这里查找。</p>`
  }
  const sentence = reading.by === 'amount' && sections.length > 0 ? reading.sentence : null
  const others = years.filter((other) => other !== year)
  return html`<p class="note">${sentence ?? ''}${
    year === null ? '查的是所有年份现行的预算。' : `查的是 ${year} 年现行的预算。`
  }${
    others.length > 0 && year !== null
      ? html`也可以查${others.map((other) => html` <a href="${addressOf({ ...asked, year: other })}">${other} 年</a>`)}`
      : ''
  }</p>${asked.kind === undefined ? '' : html`<p class="note"><a href="${addressOf({ ...asked, kind: undefined })}">“${asked.text}”的全部结果</a></p>`}`
}

function sectionView(asked: Asked, result: SearchResult, section: SearchSection): Html {
  const { label } = KINDS[section.kind]
  const departments = new Set(section.hits.map(({ department }) => department)).size
  const view = { withDepartment: departments > 1, withYear: result.year === null }
  return html`<section aria-labelledby="${section.kind}"><h2 id="${section.kind}">${label}</h2>
<ol class="hits">${section.hits.map((hit) => hitView(asked.county, hit, view))}</ol>
${
  section.next === null
    ? ''
    : html`<p class="more"><a href="${addressOf({ ...asked, kind: section.kind }, section.next)}">更多${label}</a></p>`
}</section>`
}

function hitView(
  county: County,
  hit: SearchHit,
  view: { readonly withDepartment: boolean; readonly withYear: boolean },
): Html {
  const ref = { county, department: hit.department, year: hit.year }
  const address = `${budgetAddress(ref, hit.edition)}/${hit.address}`
  const small = [
    ...(view.withYear ? [`${hit.year} 年`] : []),
    ...(view.withDepartment ? [hit.departmentName] : []),
    hit.detail,
  ]
  return html`<li><div><a href="${address}">${hit.label}</a><small>${small.join(' · ')}</small></div>${
    hit.amount === null
      ? ''
      : html`<p>${figureLink(
          hit.kind === 'project'
            ? figureAddress(ref, hit.edition, {
                table: 11,
                rowKey: hit.address.replace('projects/', ''),
                columnKey: 'total',
              })
            : address,
          hit.amount,
        )}${/^-?\d+\.\d\d$/.test(hit.amount) ? ' 万元' : ''}</p>`
  }</li>
`
}

function help(county: County): Html {
  const link = (q: string): Html =>
    html`<a href="/${county}/search?${new URLSearchParams({ q })}">${q}</a>`
  return html`<div class="search-help"><p>可以搜：</p><ul>
<li>项目、科目、单位或目标的名称，写其中几个字就行，例如 ${link(EXAMPLES[0])}、${link(EXAMPLES[1])}</li>
<li>科目、项目或单位的代码，例如 ${link(EXAMPLES[2])}</li>
<li>名称的拼音或拼音首字母，例如 ${link(EXAMPLES[3])}</li>
<li>金额，按万元写成 12.50，或按元写成 125,000</li></ul></div>`
}

function addressOf({ county, text, year, kind }: Asked, after?: string): string {
  const query = new URLSearchParams({ q: text })
  if (year !== undefined) query.set('year', String(year))
  if (kind !== undefined) query.set('kind', kind)
  if (after !== undefined) query.set('after', after)
  return `/${county}/search?${query}`
}

function readYear(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{4}$/.test(text)) return Number(text)
  throw new AppError(budgetErrors.noSuchPage, '地址里的年份应是四位数字。')
}

function readKind(text: string | undefined): SearchKind | undefined {
  if (text === undefined) return undefined
  const kind = SEARCH_KINDS.find((known) => known === text)
  if (kind) return kind
  throw new AppError(budgetErrors.noSuchPage, '请从搜索的第一页往后翻。')
}
