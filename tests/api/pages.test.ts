import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TABLES, type TableJson } from '../../src/modules/budget/index.ts'
import { API, type DemoApp, EDITION, openDemoApp } from '../support/demo-app.ts'

interface Link {
  readonly href: string
  readonly text: string
  readonly isFigure: boolean
}

interface Page {
  readonly path: string
  readonly bytes: number
  readonly text: string
  readonly links: readonly Link[]
  readonly ids: readonly string[]
  /** What a strict reader of HTML complains about. */
  readonly faults: readonly string[]
}

/** More than there are: a portal that grew beyond it would be crawled in part, and fail. */
const MOST_PAGES = 1_000

let demo: DemoApp
const pages = new Map<string, Page>()
/** Answers that are no pages: JSON, the style sheet. */
const others = new Map<string, number>()
const broken: string[] = []

beforeAll(async () => {
  demo = await openDemoApp()
  await crawl()
})
afterAll(() => demo.close())

/** Everything that a visitor can reach from the home page by following links. */
async function crawl(): Promise<void> {
  const waiting = [{ path: '/', from: 'home' }]
  const seen = new Set(['/'])
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (seen.size > MOST_PAGES) throw new Error(`more than ${MOST_PAGES} addresses`)
    const response = await demo.request(next.path)
    const text = await response.text()
    // the switch of the type size has no page: it leads back to the one it was pressed on
    const wanted = next.path.startsWith('/display/') ? 303 : 200
    if (response.status !== wanted)
      broken.push(`${next.path}: ${response.status}, from ${next.from}`)
    if (!response.headers.get('content-type')?.startsWith('text/html')) {
      others.set(next.path, response.status)
      continue
    }
    const page = readPage(next.path, text)
    pages.set(next.path, page)
    for (const { href } of page.links) {
      const target = resolve(href, next.path)
      if (target === undefined) broken.push(`${href} leaves the site, from ${next.path}`)
      else if (!seen.has(target)) {
        seen.add(target)
        waiting.push({ path: target, from: next.path })
      }
    }
  }
}

function resolve(href: string, base: string): string | undefined {
  const url = new URL(href, `http://localhost${base}`)
  return url.origin === 'http://localhost' ? url.pathname + url.search : undefined
}

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input', 'col', 'wbr'])
const TOKEN =
  /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>|[^<>]+/y

/** Every token is accounted for and every element closed by its own end tag. */
function readPage(path: string, text: string): Page {
  const faults: string[] = []
  const links: Link[] = []
  const ids: string[] = []
  const open: { name: string; attributes: string; from: number }[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)
    if (!token) {
      faults.push(`not HTML: ${text.slice(at, at + 60)}`)
      break
    }
    const [whole, slash, name, attributes = '', selfClosing] = token
    if (name === undefined) {
      const unescaped = /&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)/i.exec(whole)
      if (unescaped) faults.push(`a bare & in ${whole.slice(0, 60)}`)
    } else if (slash) {
      const last = open.pop()
      if (last?.name !== name) faults.push(`</${name}> closes <${last?.name}>`)
      if (last?.name === 'a') links.push(readLink(last.attributes, text.slice(last.from, at)))
    } else {
      const names = attributes
        .replace(/="[^"]*"/g, '')
        .trim()
        .split(/\s+/)
      if (new Set(names).size !== names.length) faults.push(`an attribute twice: ${whole}`)
      const id = /\sid="([^"]*)"/.exec(attributes)?.[1]
      if (id !== undefined) ids.push(id)
      if (!VOID.has(name) && !selfClosing) open.push({ name, attributes, from: TOKEN.lastIndex })
    }
  }
  if (open.length > 0) faults.push(`open at the end: ${open.map(({ name }) => name).join(' ')}`)
  return { path, bytes: Buffer.byteLength(text), text, links, ids, faults }
}

function readLink(attributes: string, content: string): Link {
  return {
    href: plainText(/\shref="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    text: plainText(content.replace(/<[^>]*>/g, '')),
    isFigure: /\sclass="fig"/.test(attributes),
  }
}

function plainText(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }
  return text.replace(/&(\w+|#\d+);/g, (whole, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (named[name] ?? whole),
  )
}

function headingOf(page: Page | undefined): string {
  return plainText((/<h1>(.*?)<\/h1>/s.exec(page?.text ?? '')?.[1] ?? '').replace(/<[^>]*>/g, ''))
}

test('every link of every page leads somewhere, inside the site', () => {
  expect(broken).toEqual([])
  for (const path of ['/', '/410324/budget', EDITION, `${EDITION}/table-13`, '/reference']) {
    expect([...pages.keys()]).toContain(path)
  }
  const kinds = (pattern: RegExp): number =>
    [...pages.keys()].filter((path) => pattern.test(path)).length
  expect(kinds(/\/table-\d+$/)).toBe(13)
  expect(kinds(/\/lines\/initial\.\d+$/)).toBe(29)
  // the 221 printed amounts, four in the head of table 12, seventeen projects of table 13
  expect(kinds(/\/table-\d+\/[^/]+\/[^/]+$/)).toBeGreaterThan(221)
  // each figure's page names its address in the API
  expect([...others.keys()].filter((path) => path.startsWith(API)).length).toBeGreaterThan(221)
})

test('a link inside a page leads to a place that is there', () => {
  const missing: string[] = []
  for (const page of pages.values()) {
    for (const { href } of page.links) {
      const [, hash] = href.split('#')
      const target = pages.get(resolve(href, page.path) ?? '')
      if (hash && !target?.ids.includes(hash)) missing.push(`${href}, from ${page.path}`)
    }
  }
  expect(missing).toEqual([])
})

test('every page is balanced HTML with one heading, one title and no id twice', () => {
  const faults = [...pages.values()].flatMap((page) => {
    const own = [...page.faults]
    if (new Set(page.ids).size !== page.ids.length) own.push('an id twice')
    if (page.text.match(/<h1>/g)?.length !== 1) own.push('not one h1')
    if (!/<title>[^<]+ - 一门<\/title>/.test(page.text)) own.push('no title')
    if (page.links.some(({ text }) => text.trim() === '')) own.push('a link without words')
    if (/undefined|NaN|\[object|null/.test(page.text.replace('是 null。', ''))) own.push('a bug')
    return own.map((fault) => `${page.path}: ${fault}`)
  })
  expect(faults).toEqual([])
})

test('pages tell themselves apart by their titles', () => {
  const titles = new Map<string, string[]>()
  for (const { path, text } of pages.values()) {
    const title = /<title>(.*?)<\/title>/.exec(text)?.[1] ?? ''
    titles.set(title, [...(titles.get(title) ?? []), path])
  }
  // the same words over the same amount may stand in two tables; never on pages of two kinds
  const alike = [...titles.values()].filter(
    (paths) => new Set(paths.map((path) => path.split('/').length)).size > 1,
  )
  expect(alike).toEqual([])
})

test('every figure states on its page what the link to it said', () => {
  const wrong: string[] = []
  let opened = 0
  for (const page of pages.values()) {
    for (const { href, text } of page.links.filter(({ isFigure }) => isFigure)) {
      opened++
      const target = resolve(href, page.path) ?? ''
      const unit = target.includes('/lines/') ? ' 元' : ' 万元'
      if (!headingOf(pages.get(target)).startsWith(text + unit)) {
        wrong.push(`${page.path}: ${text} leads to ${headingOf(pages.get(target))}`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(opened).toBeGreaterThan(1_000)
})

test('the lines on the page of a figure add up to it', () => {
  let added = 0
  for (const page of pages.values()) {
    const lines = page.links.filter(({ href }) => href.includes('/lines/'))
    if (lines.length === 0) continue
    const cents = lines.reduce((sum, { text }) => sum + Number(text.replace(/[,.]/g, '')), 0)
    const total = /<tr class="sum"><th scope="row">合计<\/th><td class="num">([-\d,.]+)<\/td>/.exec(
      page.text,
    )?.[1]
    expect([page.path, cents]).toEqual([page.path, Number(total?.replace(/[,.]/g, ''))])
    added++
  }
  expect(added).toBeGreaterThan(221)
})

describe.each(TABLES)('table $number', ({ number, columns }) => {
  test('shows on its page and on the budget’s the amounts that the API gives', async () => {
    const stated = statedAmounts(
      await demo.json<TableJson>(`${API}${EDITION}/table-${number}`),
      columns.flatMap((column) => (column.type === 'amount' ? [column.key] : [])),
    )
    for (const path of [`${EDITION}/table-${number}`, EDITION]) {
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
})

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

test('no page is larger than 100 kB, the budget’s not larger than 60 kB', () => {
  const large = [...pages.values()].filter(({ bytes }) => bytes > 100_000)
  expect(large.map(({ path, bytes }) => [path, bytes])).toEqual([])
  expect(pages.get(EDITION)?.bytes).toBeLessThanOrEqual(60_000)
})
