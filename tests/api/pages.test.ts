import { HtmlValidate } from 'html-validate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TABLES, type TableJson } from '../../src/modules/budget/index.ts'
import { type Crawl, crawl, oneFilter, resolve } from '../support/crawl.ts'
import { API, type DemoApp, EDITION, openDemoApp } from '../support/demo-app.ts'
import { kindOf, PAGE_KINDS } from '../support/kinds.ts'
import {
  byName,
  type ElementNode,
  findAll,
  headingOf,
  isInside,
  type Page,
  readPage,
  textOf,
  titleOf,
} from '../support/read-page.ts'

const LARGEST_PAGE = 60_000
const SEARCH = '/410324/search'
/** A search has no end of addresses: these stand for them. */
const QUESTIONS = ['午餐', '装修', '30299', '595.94', 'wc', '没有的东西', '', 'a'.repeat(41)]

let demo: DemoApp
let found: Crawl
let pages: Crawl['pages']

beforeAll(async () => {
  demo = await openDemoApp()
  found = await crawl(demo, '/', oneFilter)
  const searched = new Map<string, Page>()
  for (const q of QUESTIONS) {
    const path = `${SEARCH}?${new URLSearchParams({ q })}`
    const response = await demo.request(path)
    searched.set(path, readPage(path, await response.text()))
  }
  pages = new Map([...found.pages, ...searched])
})
afterAll(() => demo.close())

function countOf(kind: (typeof PAGE_KINDS)[number]): number {
  return [...pages.keys()].filter((path) => kindOf(path) === kind).length
}

test('every link of every page leads somewhere, inside the site', () => {
  expect(found.broken).toEqual([])
  expect([...pages.keys()].filter((path) => kindOf(path) === undefined)).toEqual([])
  expect(PAGE_KINDS.filter((kind) => countOf(kind) === 0)).toEqual([])
  expect(countOf('table')).toBe(13)
  expect(countOf('printed table')).toBe(13)
  expect(countOf('line')).toBe(29)
  expect(countOf('project')).toBe(17)
  expect(countOf('promise')).toBe(137)
  // the 221 printed amounts, four in the head of table 12, seventeen projects of table 13
  expect(countOf('figure')).toBeGreaterThan(221 + 4 + 17)
  // each figure's page names its address in the API, each table's its files
  const others = [...found.others.keys()]
  expect(others.filter((path) => path.startsWith(API)).length).toBeGreaterThan(221)
  expect(others.filter((path) => path.endsWith('.csv')).length).toBe(13)
  expect(others.filter((path) => path.endsWith('.txt')).length).toBe(13)
})

test('the links of what a search finds lead somewhere, too', async () => {
  const broken: string[] = []
  let followed = 0
  for (const page of pages.values()) {
    if (kindOf(page.path) !== 'search') continue
    for (const { href } of page.links) {
      const target = resolve(href, page.path)
      if (target === undefined) broken.push(`${href} leaves the site, from ${page.path}`)
      else if (!target.startsWith('/display/') && !found.others.has(target)) {
        followed++
        const { status } = found.pages.has(target) ? { status: 200 } : await demo.request(target)
        if (status !== 200) broken.push(`${target}: ${status}, from ${page.path}`)
      }
    }
  }
  expect(broken).toEqual([])
  expect(followed).toBeGreaterThan(QUESTIONS.length * 4)
})

test('a link inside a page leads to a place that is there', () => {
  const missing: string[] = []
  let followed = 0
  for (const page of pages.values()) {
    for (const { href } of page.links) {
      const [, hash] = href.split('#')
      if (!hash) continue
      followed++
      const target = pages.get(resolve(href, page.path) ?? '')
      if (!target?.ids.includes(hash)) missing.push(`${href}, from ${page.path}`)
    }
  }
  expect(missing).toEqual([])
  expect(followed).toBeGreaterThan(pages.size)
})

test('every page is balanced HTML with one heading, one title and no id twice', () => {
  const faults = [...pages.values()].flatMap((page) => {
    const own = [...page.faults]
    if (new Set(page.ids).size !== page.ids.length) own.push('an id twice')
    if (byName(page.root, 'h1').length !== 1) own.push('not one h1')
    if (!/^.+ - 栾川县一门$/s.test(titleOf(page))) own.push('no title')
    // a chart's link may have its words in a label
    const wordless = page.links.filter(
      ({ text, element }) => text.trim() === '' && !element.attributes.get('aria-label'),
    )
    if (wordless.length > 0) own.push('a link without words')
    if (/undefined|NaN|\[object|null/.test(page.text.replace('是 null。', ''))) own.push('a bug')
    return own.map((fault) => `${page.path}: ${fault}`)
  })
  expect(faults).toEqual([])
})

test('pages tell themselves apart by their titles', () => {
  const titles = new Map<string, string[]>()
  for (const page of pages.values()) {
    titles.set(titleOf(page), [...(titles.get(titleOf(page)) ?? []), page.path])
  }
  // the same words over the same amount may stand in two tables, and each filter shows the same
  // list; but no page has the title of another kind
  const alone = new Set(['table', 'printed table', 'project', 'line', 'stated', 'fact'])
  const alike = [...titles.values()].filter(
    (paths) =>
      new Set(paths.map(kindOf)).size > 1 ||
      (paths.length > 1 && alone.has(kindOf(paths[0] ?? '') ?? '')),
  )
  expect(alike).toEqual([])
})

test('a page says where it is: crumbs back to its budget, and its place in the menu', () => {
  const lost: string[] = []
  for (const page of pages.values()) {
    if (!page.path.startsWith(EDITION)) continue
    const menu = page.links.filter(({ element }) => element.attributes.has('aria-current'))
    const crumbs = byName(page.root, 'nav').filter(
      ({ attributes }) => attributes.get('aria-label') === '所在位置',
    )
    const back = page.links.filter(({ element }) => isInside(element, (it) => it === crumbs[0]))
    const wanted = page.path === EDITION ? '/410324/budget' : EDITION
    if (!menu.some(({ href }) => href === '/410324/budget')) lost.push(`${page.path}: menu`)
    if (!back.some(({ href }) => href === wanted)) lost.push(`${page.path}: crumbs`)
  }
  expect(lost).toEqual([])
})

/** What is about the markup being right and its meaning being told; what is about taste is off. */
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // a button in a form submits, which is what the only one does
    'no-implicit-button-type': 'off',
    // what scrolls is a div with the role of a region: WCAG asks for the role, not for the element
    'prefer-native-element': 'off',
  },
})

/** Its complaints of one page of each kind are told in full, of the rest only how many. */
test('a validator of HTML and of accessibility finds nothing on any page', async () => {
  const complaints = new Map<string, string[]>()
  for (const page of pages.values()) {
    const { results } = await validator.validateString(page.text)
    for (const { ruleId, message, selector } of results.flatMap(({ messages }) => messages)) {
      const what = `${ruleId}: ${message}`
      complaints.set(what, [...(complaints.get(what) ?? []), `${page.path} ${selector}`])
    }
  }
  const told = [...complaints].map(([what, where]) => [what, where.length, where.slice(0, 5)])
  expect(told).toEqual([])
})

test('the validator complains where something is wrong', async () => {
  const text = pages.get(EDITION)?.text ?? ''
  const faults = [
    ['<ul class="points">', '<ul class="points"><p>no item</p>'],
    ['<th scope="col">', '<th scope="colum">'],
    ['<main id="main"', '<main id="flows"'],
    ['</h1>', '</h1><img src="/assets/icon.svg">'],
  ] as const
  for (const [from, to] of faults) {
    expect(text).toContain(from)
    const report = await validator.validateString(text.replace(from, to))
    expect([to, report.valid]).toEqual([to, false])
  }
})

const SVG_ELEMENTS = new Set(['svg', 'a', 'title', 'text', 'tspan', 'rect', 'path', 'circle'])
const LENGTHS = ['x', 'y', 'width', 'height', 'r', 'cx', 'cy', 'stroke-width'] as const

test('every picture is drawn inside its frame, in whole numbers, and told or hidden', () => {
  const faults: string[] = []
  let drawn = 0
  for (const page of pages.values()) {
    for (const svg of byName(page.root, 'svg')) {
      drawn++
      for (const fault of faultsOfPicture(svg)) faults.push(`${page.path}: ${fault}`)
    }
  }
  expect(faults).toEqual([])
  expect(drawn).toBeGreaterThan(pages.size)
})

function faultsOfPicture(svg: ElementNode): string[] {
  const faults: string[] = []
  const { attributes } = svg
  const [left = NaN, top = NaN, width = NaN, height = NaN] = (attributes.get('viewBox') ?? '')
    .split(' ')
    .map(Number)
  if (![left, top, width, height].every(Number.isFinite)) faults.push('no frame')
  const isHidden = attributes.get('aria-hidden') === 'true'
  const isTold = attributes.get('role') === 'group' && Boolean(attributes.get('aria-label'))
  if (isHidden === isTold) faults.push('neither hidden nor told')
  const inside = findAll(svg, (it) => it !== svg)
  if (isHidden && inside.some(({ name }) => name === 'a' || name === 'text')) {
    faults.push('something to read in a hidden picture')
  }
  for (const { name, attributes: own } of inside) {
    if (!SVG_ELEMENTS.has(name)) faults.push(`<${name}>`)
    const [x = 0, y = 0, w = 0, h = 0] = LENGTHS.map((key) => Number(own.get(key) ?? 0))
    if (!LENGTHS.every((key) => Number.isFinite(Number(own.get(key) ?? 0)))) {
      faults.push(`<${name}> without measure`)
    }
    const fits = x >= left && y >= top && x + w <= left + width + 0.1 && y + h <= top + height + 0.1
    if (!fits || w < 0 || h < 0) faults.push(`<${name}> at ${x},${y} ${w}×${h} leaves the frame`)
    if (name === 'path' && !/^M[-\d.,MLCHVv hlczZ\s]+$/.test(own.get('d') ?? '')) {
      faults.push(`a path ${own.get('d')}`)
    }
  }
  return faults
}

test('the icon is well-formed XML with a name space', async () => {
  const icon = await (await demo.request('/assets/icon.svg')).text()
  expect(icon).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 32 32">/)
  expect(readPage('/assets/icon.svg', icon).faults).toEqual([])
})

describe.each(TABLES)('table $number', ({ number, columns }) => {
  test('shows on its page and among the thirteen the amounts that the API gives', async () => {
    const stated = statedAmounts(
      await demo.json<TableJson>(`${API}${EDITION}/table-${number}`),
      columns.flatMap((column) => (column.type === 'amount' ? [column.key] : [])),
    )
    for (const path of [`${EDITION}/table-${number}`, `${EDITION}/tables`]) {
      const shown = new Map<string, string>()
      for (const { href, text, isFigure } of pages.get(path)?.links ?? []) {
        const address = resolve(href, path)?.slice(`${EDITION}/`.length) ?? ''
        if (!isFigure || !address.startsWith(`table-${number}/`)) continue
        expect([address, text]).toEqual([address, shown.get(address) ?? text])
        shown.set(address, text)
      }
      expect([path, sorted(shown)]).toEqual([path, sorted(stated)])
    }
  })

  test('is taken away as the same amounts, for a spreadsheet and for a letter', async () => {
    const path = `${EDITION}/table-${number}`
    const [csv, text] = [await demo.request(`${path}.csv`), await demo.request(`${path}.txt`)]
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const bytes = new Uint8Array(await csv.arrayBuffer())
    // a spreadsheet takes it for UTF-8 only so
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const amountsIn = (content: string): string[] =>
      content.match(/(?<![\d.])-?\d+\.\d\d(?![\d.])/g)?.sort() ?? []
    const table = await demo.json<TableJson>(`${API}${path}`)
    const rows = [...table.rows, table.total].map((row) => Object.values(row).join('\t'))
    const wanted = new Set(amountsIn(rows.join('\n')))
    const [asSheet, asText] = [new TextDecoder().decode(bytes), await text.text()]
    expect(new Set(amountsIn(asSheet))).toEqual(wanted)
    expect(amountsIn(asText)).toEqual(amountsIn(asSheet))
    // a tab between two cells, and the same rows in both
    const widest = Math.max(...asText.split('\n').map((line) => line.split('\t').length))
    expect(widest).toBeGreaterThan(2)
  })
})

test.each(['table-14.csv', 'table-0.txt', 'table-3.pdf', 'table-3.csv.csv'])(
  'there is no %s to take away',
  async (file) => {
    const { status, headers } = await demo.request(`${EDITION}/${file}`)
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
  },
)

function statedAmounts(table: TableJson, columns: readonly string[]): Map<string, string> {
  const stated = new Map<string, string>()
  const state = (row: string, column: string, amount: string | null | undefined): void => {
    if (amount) stated.set(`table-${table.table}/${row}/${column}`, amount)
  }
  for (const { key, amount } of table.head_amounts ?? []) state(key, 'amount', amount)
  // tables 1, 4 and 8 print their totals as rows, table 13 prints none; a row of table 13 is an
  // indicator, and its page states a project's amount once
  const hasTotal = ![1, 4, 8, 12, 13].includes(table.table)
  const rows = [...table.rows, ...(hasTotal ? [table.total] : [])]
  for (const [at, cells] of rows.entries()) {
    const key = table.table === 13 ? (cells.project_code ?? '') : (table.row_keys[at] ?? 'total')
    for (const column of columns) state(key, column, cells[column])
  }
  return stated
}

function sorted(map: ReadonlyMap<string, string>): unknown[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

test('no page is larger than 60 kB', () => {
  const large = [...pages.values()].filter(({ bytes }) => bytes > LARGEST_PAGE)
  expect(large.map(({ path, bytes }) => [path, bytes])).toEqual([])
})

test('every page can be searched from, and has no other form than the search page’s', () => {
  const wrong: string[] = []
  for (const page of pages.values()) {
    const forms = byName(page.root, 'form')
    const wanted = kindOf(page.path) === 'search' ? 2 : 1
    const [inHead] = forms
    const isRight =
      forms.length === wanted &&
      isInside(inHead ?? null, ({ name }) => name === 'header') &&
      forms.every(
        ({ attributes }) =>
          attributes.get('action') === SEARCH && (attributes.get('method') ?? 'get') === 'get',
      )
    if (!isRight) wrong.push(`${page.path}: ${forms.length} forms`)
  }
  expect(wrong).toEqual([])
})

test('the home page and the budget begin with the sentence that answers', () => {
  expect(headingOf(pages.get('/'))).toBe(
    '栾川县政务服务和大数据中心 2023 年打算花 595.94 万元，每一笔都能点开看',
  )
  expect(headingOf(pages.get(EDITION))).toBe('2023 年打算收 595.94 万元，也打算花这么多')
  const [lead] = byName(pages.get(EDITION)?.root as ElementNode, 'p').filter(
    ({ attributes }) => attributes.get('class') === 'lead',
  )
  expect(textOf(lead)).toBe(
    '比上年多 206.67 万元（53%）。70% 用在 17 个项目上；定了 137 项目标，其中 4 项没写目标值。实际花了多少：尚未公布。',
  )
})
