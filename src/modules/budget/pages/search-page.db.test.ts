import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type DemoApp,
  EDITION,
  openDemoApp,
  smallBudget,
} from '../../../../tests/support/demo-app.ts'

let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

async function page(
  query: Readonly<Record<string, string>>,
  county = '410324',
): Promise<{ readonly text: string; readonly h1: string; readonly main: string }> {
  const response = await demo.request(`/${county}/search?${new URLSearchParams(query)}`)
  expect(response.status).toBe(200)
  const text = await response.text()
  expect(Buffer.byteLength(text)).toBeLessThan(60_000)
  const main = /<main.*<\/main>/s.exec(text)?.[0] ?? ''
  return { text, main, h1: plain(/<h1>(.*?)<\/h1>/s.exec(main)?.[1] ?? '') }
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const links = (text: string): { href: string; words: string; isFigure: boolean }[] =>
  [...text.matchAll(/<a (class="fig" )?href="([^"]*)">(.*?)<\/a>/gs)].map(
    ([, fig, href = '', words = '']) => ({ href: plain(href), words, isFigure: fig !== undefined }),
  )

test('the heading answers, the sections lead there', async () => {
  const { h1, main } = await page({ q: '午餐' })
  expect(h1).toBe('“午餐”找到 1 个项目、2 个数字、6 项目标')
  const project = '410324230000000036730'
  expect(links(main)).toEqual(
    expect.arrayContaining([
      { href: `${EDITION}/projects/${project}`, words: expect.any(String), isFigure: false },
      { href: `${EDITION}/table-11/${project}/total`, words: '75.51', isFigure: true },
      { href: `${EDITION}/promises/${project}.2`, words: expect.any(String), isFigure: false },
    ]),
  )
  expect(main).toContain('查的是 2023 年现行的预算')
})

test('every amount is a door that says the same', async () => {
  for (const q of ['午餐', '30299', '595.94', '商品和服务']) {
    const { main } = await page({ q })
    const figures = links(main).filter(({ isFigure }) => isFigure)
    expect(figures.length).toBeGreaterThan(0)
    const cells = figures.filter(({ href }) => href.includes('/table-'))
    // one amount beside each door and no other
    expect(main.match(/ 万元<\/p>/g)).toHaveLength(cells.length)
    for (const { href, words } of cells.slice(0, 8)) {
      const opened = await demo.request(href)
      expect(opened.status).toBe(200)
      expect(await opened.text()).toContain(`<h1>${words} 万元`)
    }
  }
})

test('an amount says how it was read', async () => {
  expect((await page({ q: '5,959,400' })).main).toContain('按元算，合 595.94 万元。')
  expect((await page({ q: '595.9' })).main).toContain('四舍五入')
  expect((await page({ q: '595.94' })).main).toContain('查的是所有年份现行的预算')
})

test('what was typed stays in the form, escaped everywhere', async () => {
  const typed = `<script>alert("1")</script>'&`
  const { text, main, h1 } = await page({ q: typed })
  expect(h1).toBe(`没有找到“${typed}”`)
  expect(text).not.toContain('<script')
  expect(/ name="q" value="([^"]*)"/.exec(main)?.map(plain)[1]).toBe(typed)
  expect(main).toContain('可以搜：')
})

test.each([
  ['a', '太短'],
  ['%', '太短'],
  ['_', '太短'],
  ["'", '太短'],
  ['\0', '太短'],
  ['政'.repeat(41), '太长'],
])('%j is answered beside the field', async (q, word) => {
  const { main, h1 } = await page({ q })
  expect(h1).toBe('搜索预算')
  expect(main).toMatch(/aria-invalid="true" aria-describedby="search-fault"/)
  expect(/id="search-fault">(.*?)</.exec(main)?.[1]).toContain(word)
})

test('without a question the page shows what can be asked, and its examples find something', async () => {
  for (const query of [{}, { q: '' }, { q: ' ' }]) {
    expect((await page(query as Record<string, string>)).h1).toBe('搜索预算')
  }
  const { main } = await page({ q: '' })
  const examples = links(main).filter(({ href }) => href.includes('/search?'))
  expect(examples).toHaveLength(4)
  for (const { href } of examples) {
    expect(await (await demo.request(href)).text()).toMatch(/<h1>“[^”]+”找到/)
  }
})

test('more of a kind, page by page, and the way back', async () => {
  const first = await page({ q: '130' })
  const more = links(first.main).find(({ words }) => words === '更多数字')
  expect(more?.href).toMatch(/^\/410324\/search\?q=130&kind=figure&after=/)
  const second = await (await demo.request(more?.href ?? '')).text()
  expect(second).toContain('<h1>“130”的数字</h1>')
  expect(links(second)).toContainEqual({
    href: '/410324/search?q=130',
    words: '“130”的全部结果',
    isFigure: false,
  })
})

test('other years are a link away, other departments are named', async () => {
  const county = '990001'
  for (const [department, year] of [
    ['720', 2022],
    ['720', 2023],
    ['721', 2023],
  ] as const) {
    await demo.load(smallBudget({ county: 990001, department, year, project: '修桥' }))
  }
  const newest = await page({ q: '修桥' }, county)
  expect(newest.main).toContain('示例部门720 · ')
  expect(newest.main).toContain('示例部门721 · ')
  const older = links(newest.main).find(({ words }) => words === '2022 年')
  expect(older?.href).toBe(`/${county}/search?${new URLSearchParams({ q: '修桥', year: '2022' })}`)
  const { main, h1 } = await page({ q: '修桥', year: '2022' }, county)
  expect(h1).toMatch(/^“修桥”找到 1 个项目/)
  expect(main).toContain(`/${county}/budget/2022/720/1/projects/`)
  // the form asks on in the year that was chosen
  expect(main).toContain('<input type="hidden" name="year" value="2022">')
})

test('a county without a budget says so', async () => {
  expect((await page({ q: '午餐' }, '990009')).main).toContain('还没有公开的预算')
})

test.each([
  '/abc/search?q=x',
  '/410324/search?q=午餐&year=去年',
  '/410324/search?q=午餐&kind=line',
  '/410324/search?q=午餐&kind=project&after=1',
])('%s is no page', async (path) => {
  expect((await demo.request(encodeURI(path))).status).toBe(404)
})

test('a search is not for other search engines', async () => {
  const response = await demo.request('/410324/search?q=30299')
  expect(response.headers.get('x-robots-tag')).toBe('noindex')
  expect(response.headers.get('etag')).toBeTruthy()
})
