import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractOf, createApp } from '../../src/apps/server/app.ts'
import {
  type BudgetFolder,
  composeTables,
  loadBudget,
  readBudgetFolder,
  TABLES,
  type TableJson,
  toTableCsv,
  toTableMarkdown,
} from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readCounty } from '../../src/platform/db/index.ts'
import { openLogger } from '../../src/platform/log/logger.ts'
import {
  API,
  changeFolder,
  DEMO_FOLDER,
  type DemoApp,
  demoCounty,
  EDITION,
  openDemoApp,
  smallBudget,
} from '../support/demo-app.ts'

const CONTRACT = 'src/contract/openapi.json'
const SEARCH = '/410324/search'
const FIGURE = `${EDITION}/table-3/total/total`
/** One of each kind. */
const PAGES = [
  '/',
  '/410324/budget',
  '/410399/budget',
  EDITION,
  ...TABLES.map(({ number }) => `${EDITION}/table-${number}`),
  `${EDITION}/tables`,
  `${EDITION}/table-4/printed`,
  FIGURE,
  `${EDITION}/table-1/expenditure.carry/amount`,
  `${EDITION}/lines/initial.1`,
  `${EDITION}/facts/share.basic`,
  `${EDITION}/stated/vehicles`,
  `${EDITION}/projects`,
  `${EDITION}/projects/410324230000000036730`,
  `${EDITION}/promises`,
  `${EDITION}/promises/410324230000000036730.2`,
  `${EDITION}/document`,
  '/410324/budget/words',
  SEARCH,
  `${SEARCH}?q=30299`,
  '/reference',
]

let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

async function textOf(path: string): Promise<string> {
  return await (await demo.request(path)).text()
}

async function styleSheetPath(): Promise<string> {
  return /<link rel="stylesheet" href="([^"]+)">/.exec(await textOf('/'))?.[1] ?? ''
}

describe('security headers', () => {
  interface Asked {
    readonly what: string
    readonly path: string
    readonly status: number
    readonly init?: RequestInit
  }
  const answers: readonly Asked[] = [
    { what: 'a page', path: '/', status: 200 },
    { what: 'the budget', path: EDITION, status: 200 },
    { what: 'a figure', path: FIGURE, status: 200 },
    { what: 'the icon', path: '/assets/icon.svg', status: 200 },
    { what: 'a table as JSON', path: `${API}${EDITION}/table-3`, status: 200 },
    { what: 'the contract', path: '/openapi.json', status: 200 },
    { what: 'the state', path: '/healthz', status: 200 },
    { what: 'a page that is not there', path: '/nothing', status: 404 },
    { what: 'a figure that is not there', path: `${EDITION}/table-3/x/y`, status: 404 },
    { what: 'a problem', path: `${API}${EDITION}/table-14`, status: 404 },
    { what: 'a wrong request', path: `${API}${FIGURE}?after=${'1'.repeat(61)}`, status: 400 },
    { what: 'a redirect', path: '/410324/budget/2023/130', status: 302 },
    { what: 'a method that is not allowed', path: '/', status: 405, init: { method: 'POST' } },
    { what: 'a long address', path: `/${'a'.repeat(2_000)}`, status: 414 },
    { what: 'a head', path: '/', status: 200, init: { method: 'HEAD' } },
    {
      what: 'what the browser has already',
      path: '/',
      status: 304,
      init: { headers: { 'if-none-match': '*' } },
    },
    {
      what: 'a compressed page',
      path: EDITION,
      status: 200,
      init: { headers: { 'accept-encoding': 'gzip' } },
    },
  ]

  test.each(answers)('$what has them', async ({ path, status, init }) => {
    assertSecure(await demo.request(path, init), status)
  })

  test('the style sheet has them', async () => {
    assertSecure(await demo.request(await styleSheetPath()), 200)
  })
})

function assertSecure(response: Response, status: number): void {
  expect(response.status).toBe(status)
  const { headers } = response
  expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual([
    "base-uri 'none'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "style-src 'self'",
  ])
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('referrer-policy')).toBe('same-origin')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('strict-transport-security')).toBe('max-age=15552000')
  expect(headers.get('permissions-policy')).toContain('geolocation=()')
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  expect(headers.get('x-powered-by')).toBeNull()
  expect(headers.get('server')).toBeNull()
}

describe.each([...PAGES, '/nothing', `/${'a'.repeat(2_000)}`])('the page %.60s', (path) => {
  test('has no script, no style of its own, and nothing from elsewhere', async () => {
    const text = await textOf(path)
    expect(text).toMatch(/^<!doctype html>\n<html lang="zh-CN">/)
    expect(text).not.toMatch(/<script|<style|<iframe|<object|<embed|<base|<meta http-equiv/i)
    const tags = text.match(/<[a-z][^>]*>/gi) ?? []
    // the box of the search is on every page, and nothing else may be sent
    const forms = tags.filter((tag) => /^<form\b/i.test(tag))
    expect(forms.length).toBe(path.startsWith(SEARCH) ? 2 : 1)
    for (const form of forms) {
      expect(form).toContain(` action="${SEARCH}"`)
      expect(form).not.toMatch(/method="(?!get)/)
    }
    expect(tags.filter((tag) => /\sform(action|method)\s*=/i.test(tag))).toEqual([])
    expect(tags.filter((tag) => /\s(style|on\w+|srcdoc)\s*=/i.test(tag))).toEqual([])
    expect(tags.filter((tag) => /=\s*"?\s*(javascript|data|vbscript):/i.test(tag))).toEqual([])
    const loaded = tags.filter((tag) => /^<(link|img|source|use|image)\b/.test(tag))
    expect(loaded.length).toBeGreaterThan(0)
    for (const tag of loaded) expect(tag).toMatch(/(href|src)="\/assets\//)
  })

  test('says that it is a demonstration', async () => {
    expect(await textOf(path)).toContain('演示系统，不是政府网站')
  })
})

test('a portal that is no demonstration does not say that it is one', async () => {
  const app = createApp({
    reader: demo.database.reader,
    county: demoCounty(),
    reference: demo.reference,
    demonstration: false,
    log: openLogger('silent'),
  })
  for (const path of ['/', EDITION, '/nothing']) {
    expect(await (await app.request(path)).text()).not.toContain('演示系统')
  }
})

describe('what the browser keeps', () => {
  const paths = ['/', EDITION, FIGURE, `${API}${EDITION}/table-7`, '/openapi.json']

  test.each(paths)('%s is not sent again while it is the same', async (path) => {
    const first = await demo.request(path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w+/=-]{20,}"$/)
    const body = await first.text()
    expect((await demo.request(path)).headers.get('etag')).toBe(etag)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await demo.request(path, { headers: { 'if-none-match': known } })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    }
    const other = await demo.request(path, { headers: { 'if-none-match': '"other"' } })
    expect([other.status, await other.text()]).toEqual([200, body])
  })

  test('pages differ in their tags', async () => {
    const tags = await Promise.all(
      paths.map(async (path) => (await demo.request(path)).headers.get('etag')),
    )
    expect(new Set(tags).size).toBe(paths.length)
  })

  test.each(paths)('%s is compressed for whoever takes it', async (path) => {
    const plain = await demo.request(path)
    const text = await plain.text()
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(plain.headers.get('vary')).toMatch(/accept-encoding/i)
    const packed = await demo.request(path, { headers: { 'accept-encoding': 'br;q=1, gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('vary')).toMatch(/accept-encoding/i)
    const bytes = Buffer.from(await packed.arrayBuffer())
    expect(gunzipSync(bytes).toString('utf8')).toBe(text)
    expect(bytes.length).toBeLessThan(Buffer.byteLength(text))
    // the same tag, weak, so that a cache may compare
    const etag = packed.headers.get('etag') ?? ''
    expect(etag).toBe(`W/${plain.headers.get('etag')}`)
    const again = await demo.request(path, {
      headers: { 'accept-encoding': 'gzip', 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
  })

  test('errors are not kept', async () => {
    for (const path of ['/nothing', `${API}${EDITION}/table-14`]) {
      const { headers } = await demo.request(path)
      expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, null])
    }
  })

  test('the style sheet stays for good under an address made from its content', async () => {
    const path = await styleSheetPath()
    const response = await demo.request(path)
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const css = await response.text()
    const hash = createHash('sha256').update(css).digest('hex').slice(0, 12)
    expect(path).toBe(`/assets/${hash}.css`)
    expect(css).not.toMatch(/@import|url\(/)
    expect((await demo.request('/assets/000000000000.css')).status).toBe(404)
  })
})

interface Contract {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
interface Operation {
  readonly summary: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, { readonly content?: object }>>
}

describe('the contract', () => {
  test('is what the repository says', async () => {
    expect(existsSync(CONTRACT)).toBe(true)
    expect(await demo.json('/openapi.json')).toEqual(JSON.parse(readFileSync(CONTRACT, 'utf8')))
  })

  test('is OpenAPI 3.1 and names every route of the API', async () => {
    const app = createApp({
      reader: demo.database.reader,
      county: demoCounty(),
      reference: demo.reference,
      demonstration: true,
      log: openLogger('silent'),
    })
    const contract = contractOf(app) as Contract
    expect(contract.openapi).toBe('3.1.0')
    const routes = app.routes
      .filter(({ method, path }) => method === 'GET' && path.startsWith(API))
      .map(({ path }) => path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}'))
    // addresses without an edition only lead to those with one
    const redirects = ['', '/{rest}'].map(
      (rest) => `${API}/{county}/budget/{year}/{department}${rest}`,
    )
    const own = [...new Set(routes)].filter((path) => !redirects.includes(path))
    expect(own.sort()).toEqual(Object.keys(contract.paths).sort())
    expect(own.length).toBeGreaterThanOrEqual(4)
    const methods = Object.values(contract.paths).flatMap((path) => Object.keys(path))
    expect([...new Set(methods)]).toEqual(['get'])
  })

  test('is true of what the routes answer', async () => {
    const contract = await demo.json<Contract>('/openapi.json')
    for (const [path, { get }] of Object.entries(contract.paths)) {
      const named = (get?.parameters ?? []).filter((one) => one.in === 'path')
      expect(named.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g))
      expect(Object.keys(get?.responses ?? {})).toEqual(['200', '400', '404'])
    }
  })

  test('stands on the reference page, each operation with its address and parameters', async () => {
    const contract = await demo.json<Contract>('/openapi.json')
    const text = await textOf('/reference')
    for (const [path, { get }] of Object.entries(contract.paths)) {
      expect(text).toContain(`<code>GET ${path}</code>`)
      expect(text).toContain(`>${get?.summary}</h2>`)
      for (const { name } of get?.parameters ?? []) expect(text).toContain(`<code>${name}</code>`)
    }
    expect([...text.matchAll(/<code>GET /g)]).toHaveLength(Object.keys(contract.paths).length)
  })
})

test('the server says that it lives and that it is ready', async () => {
  expect(await demo.json('/healthz')).toEqual({ status: 'ok' })
  expect(await demo.json('/readyz')).toEqual({ status: 'ready' })
})

describe('a department whose names are markup', () => {
  const name = `<script>alert("1")</script>&amp; 'x'`
  const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp; &#39;x&#39;'
  const unitName = '=HYPERLINK("http://evil.example","看")'
  const project = '<img src=x onerror=alert(1)> | `code` *[a](b)*'
  const edition = '/410324/budget/2023/666/1'

  beforeAll(async () => {
    await demo.load(smallBudget({ department: '666', name, unitName, project }))
  })

  test.each([
    '/',
    '/410324/budget',
    edition,
    `${edition}/tables`,
    `${edition}/projects`,
    `${edition}/projects/410324230000000099001`,
    `${edition}/promises`,
    `${edition}/document`,
    `${edition}/facts/share.project.410324230000000099001`,
    `${edition}/facts/count.projects`,
    `${edition}/table-2/printed`,
    `${edition}/table-2`,
    `${edition}/table-11`,
    `${edition}/table-13`,
    `${edition}/table-3/total/total`,
    `${edition}/table-2/666001/total`,
    `${edition}/table-11/410324230000000099001/total`,
    `${edition}/lines/initial.1`,
    `${edition}/lines/initial.2`,
  ])('is words on the page %s', async (path) => {
    const text = await textOf(path)
    expect(text).toContain(escaped)
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
    expect(text.replaceAll(escaped, '')).not.toContain('alert("1")')
  })

  test('is the name itself in JSON, which no browser takes for a page', async () => {
    const response = await demo.request(`${API}${edition}/table-2`)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const table = (await response.json()) as TableJson
    expect(table.rows.map((row) => row.name)).toEqual([name, unitName])
  })

  test('is no formula in a spreadsheet', async () => {
    const [csv = ''] = await texts(toTableCsv, 2)
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""看"")"`)
    expect(csv).toContain(`"<script>alert(""1"")</script>&amp; 'x'"`)
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)'])('the cell %s is no formula either', async (cell) => {
    const department = `67${'=+-@'.indexOf(cell.charAt(0))}`
    await demo.load(smallBudget({ department, name: cell, project: cell }))
    for (const csv of await textsOf(department, toTableCsv, 2, 11, 13)) {
      expect(csv).toMatch(new RegExp(`(^|,)"?'${RegExp.escape(cell)}`, 'm'))
      expect(csv).not.toMatch(new RegExp(`(^|,)"?${RegExp.escape(cell)}`, 'm'))
    }
  })

  test('is no markup in a Markdown table', async () => {
    const [units = '', projects = ''] = await texts(toTableMarkdown, 2, 11)
    expect(units).not.toMatch(/(?<!\\)<script/)
    expect(units).toContain(String.raw`\<script\>`)
    expect(projects).toContain(String.raw`\<img src=x onerror=alert(1)\> \| \`code\` \*\[a\](b)\*`)
    const cells = projects.split('\n').filter((line) => line.startsWith('|'))
    const width = cells.map((line) => line.replaceAll('\\|', '').split('|').length)
    expect(new Set(width).size).toBe(1)
  })

  async function texts(
    write: typeof toTableCsv,
    ...numbers: readonly number[]
  ): Promise<readonly string[]> {
    return await textsOf('666', write, ...numbers)
  }

  async function textsOf(
    department: string,
    write: typeof toTableCsv,
    ...numbers: readonly number[]
  ): Promise<readonly string[]> {
    const county = demoCounty()
    const asked = TABLES.filter(({ number }) => numbers.includes(number))
    const composed = await readCounty(demo.database.reader, county, (tx) =>
      composeTables(tx, { county, department, year: 2023, sequence: 0 }, asked),
    )
    return composed.map(write)
  }
})

describe('characters that nobody sees', () => {
  const marks = [
    ['right-to-left override', '\u202e'],
    ['right-to-left mark', '\u200f'],
    ['right-to-left isolate', '\u2067'],
    ['zero-width space', '\u200b'],
    ['byte order mark', '\ufeff'],
    ['soft hyphen', '\u00ad'],
    ['escape', '\u001b'],
    ['null', '\u0000'],
  ] as const
  const small = smallBudget({ department: '660' })

  test.each(marks)('a %s in a name is refused, and nothing is loaded', async (_, mark) => {
    const places = {
      'units.csv': [small, '示例部门660本级'],
      'projects.csv': [small, '示例项目'],
      'indicators.csv': [await readBudgetFolder(DEMO_FOLDER), '预算执行率'],
    } as const
    for (const [file, [folder, word]] of Object.entries(places)) {
      const text = folder.texts.get(file) ?? ''
      expect(text).toContain(word)
      const changed = { [file]: text.replace(word, `${word.slice(0, 2)}${mark}${word.slice(2)}`) }
      const found = await refusal(changeFolder(folder, changed))
      expect(found).toEqual(['budget.hidden_character'])
    }
    expect((await demo.request(`${API}/410324/budget/2023/660`)).status).toBe(404)
  })

  test.each(marks)('a %s in budget.json is refused', async (_, mark) => {
    const text = small.texts.get('budget.json') ?? ''
    for (const word of ['测试用的', '栾川县']) {
      const json = JSON.stringify(`a${mark}b`).slice(2, -2)
      const changed = text.replace(word, `${word.slice(0, 2)}${json}${word.slice(2)}`)
      expect(changed).not.toBe(text)
      expect(await refusal(changeFolder(small, { 'budget.json': changed }))).toEqual([
        'budget.bad_manifest',
      ])
    }
  })

  test('without them the same folder is loaded', async () => {
    expect(await refusal(small)).toEqual([])
  })

  async function refusal(folder: BudgetFolder): Promise<string[]> {
    const result = await loadBudget(demo.database.app, folder, {
      catalogue: await loadCatalogue(demo.database.app),
      now: Temporal.Now.instant(),
    })
    const errors = result.findings.filter(({ severity }) => severity === 'error')
    expect(result.outcome).toBe(errors.length > 0 ? 'refused' : 'loaded')
    return errors.map(({ code }) => code)
  }
})
