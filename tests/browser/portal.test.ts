import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser, press, type ServedDemo, serveDemo } from '../support/browser.ts'
import { EDITION, smallBudget } from '../support/demo-app.ts'
import { largeBudget } from '../support/invented-budgets.ts'
import {
  accessibilityFaults,
  elementNames,
  focusOf,
  hasScrolled,
  leftEdges,
  overflowOf,
  scrollingRegions,
  smallTargets,
  smallTexts,
  styleOf,
} from './probes.ts'

const BUDGET = '410324/budget/2023/130/1'
/** One of each kind; the widest, the longest and the emptiest tables among them. */
const KINDS = [
  ['home', '/'],
  ['list of budgets', '/410324/budget'],
  ['list without budgets', '/410399/budget'],
  ['budget', EDITION],
  ['budget of many units and projects', '/410324/budget/2023/793/1'],
  ['thirteen tables', `${EDITION}/tables`],
  ['table as it is printed', `${EDITION}/table-4/printed`],
  ['budget that is not the current one', '/410324/budget/2023/780/1'],
  ['two-sided table', `${EDITION}/table-4`],
  ['widest table', `${EDITION}/table-2`],
  ['table of long names', '/410324/budget/2023/781/1/table-2'],
  ['table by codes', `${EDITION}/table-7`],
  ['empty table', `${EDITION}/table-8`],
  ['table of projects', `${EDITION}/table-11`],
  ['indicators', `${EDITION}/table-12`],
  ['indicators by project', `${EDITION}/table-13`],
  ['figure', `${EDITION}/table-3/total/total`],
  ['figure of a difference', `${EDITION}/table-4/expenditure.carry/general_fiscal`],
  ['figure of long names', '/410324/budget/2023/781/1/table-3/total/total'],
  ['line', `${EDITION}/lines/initial.22`],
  ['line of long names', '/410324/budget/2023/781/1/lines/initial.2'],
  ['sum in plain words', `${EDITION}/facts/sum.personnel`],
  ['share', `${EDITION}/facts/share.personnel`],
  ['count', `${EDITION}/facts/findings.money_differs`],
  ['limit', `${EDITION}/facts/limit.410324230000000036730.2`],
  ['what only the document says', `${EDITION}/stated/equipment_500k`],
  ['projects', `${EDITION}/projects`],
  ['projects of long names', '/410324/budget/2023/781/1/projects'],
  ['project', `${EDITION}/projects/410324230000000036730`],
  ['project of a long name', '/410324/budget/2023/781/1/projects/410324230000000099001'],
  ['promises', `${EDITION}/promises`],
  ['promises that are filtered', `${EDITION}/promises?fault=not_a_rate`],
  ['promise', `${EDITION}/promises/410324230000000036730.2`],
  ['document', `${EDITION}/document`],
  ['differences', `${EDITION}/differences`],
  ['words', '/410324/budget/words'],
  ['search', '/410324/search?q=%E7%BB%8F%E8%B4%B9'],
  ['search that finds nothing', '/410324/search?q=zzzz'],
  ['search that asks too much', `/410324/search?q=${'a'.repeat(61)}`],
  ['reference', '/reference'],
  ['page that is not there', '/nothing'],
] as const
/** Not what stands inside a sentence: there the line is the target (WCAG 2.5.8). */
const TOUCHED =
  'header a, header button, header input, main button, main input, .files a, .toc a, .doors a, .rows a, .filters a, summary, td.num a, .hits a'

describe.skipIf(!hasBrowser)('the portal in a browser', () => {
  let served: ServedDemo
  let browser: Browser
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    served = await serveDemo()
    browser = await openBrowser()
    await loadAwkward(served)
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  interface Visitor {
    readonly width?: number
    readonly dark?: boolean
    readonly large?: boolean
    readonly scripts?: boolean
  }

  /** A page whose every complaint ends up in `complaints`. */
  async function visit(
    path: string,
    { width = 1440, dark = false, large = false, scripts = true }: Visitor = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({
      baseURL: served.origin,
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: scripts,
      hasTouch: width < 500,
      isMobile: width < 500,
    })
    contexts.push(context)
    if (large) await context.addCookies([{ name: 'display', value: 'large', url: served.origin }])
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText
      // whoever goes on to the next page before this one's icon came has given it up himself
      const isGivenUp = why === 'net::ERR_ABORTED' && request.url().endsWith('/icon.svg')
      if (!isGivenUp) complaints.push(`failed: ${request.url()}: ${why}`)
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(`${served.origin}/`)) complaints.push(`asks ${request.url()}`)
    })
    await page.goto(path)
    return { page, complaints }
  }

  test.each([
    { what: 'with scripts', scripts: true, width: 1440 },
    { what: 'without scripts', scripts: false, width: 1440 },
    { what: 'without scripts on a phone', scripts: false, width: 390 },
  ])('a resident clicks from the home page to a line, $what', async ({ scripts, width }) => {
    const { page, complaints } = await visit('/', { scripts, width })
    const heading = (): Promise<string | null> =>
      page.getByRole('heading', { level: 1 }).textContent()
    expect(await heading()).toMatch(/打算花 595\.94 万元，每一笔都能点开看$/)
    const link = (name: string | RegExp): Locator =>
      page.getByRole('link', { name, exact: typeof name === 'string' }).first()
    await press(link(/栾川县政务服务和大数据中心.*2023 年部门预算/))
    expect(new URL(page.url()).pathname).toBe(EDITION)
    expect(await heading()).toBe('2023 年打算收 595.94 万元，也打算花这么多')

    await press(link('3　部门支出预算表'))
    expect(new URL(page.url()).pathname).toBe(`${EDITION}/table-3`)
    expect(await heading()).toBe('2023 年部门支出预算表')

    const row = page.getByRole('row', { name: /一般行政管理事务/ })
    await press(row.getByRole('link', { name: '302.03' }).first())
    expect(new URL(page.url()).pathname).toBe(`${EDITION}/table-3/130001.2010302/total`)
    expect(await heading()).toBe('302.03 万元由 9 笔组成')

    await press(link('1,200,000.00'))
    expect(new URL(page.url()).pathname).toBe(`${EDITION}/lines/initial.22`)
    expect(await heading()).toBe('1,200,000.00 元')
    expect(await page.getByText('2023年工作经费').first().isVisible()).toBe(true)

    await press(link('这个项目的金额、目标和疑问'))
    expect(await heading()).toBe('2023年工作经费：120.00 万元')
    await press(page.getByRole('heading', { level: 1 }).getByRole('link', { name: '120.00' }))
    expect(await heading()).toBe('120.00 万元由 1 笔组成')
    await press(link('表11'))
    await press(link('2023 年部门预算'))
    await press(page.getByRole('navigation', { name: '主菜单' }).getByText('首页'))
    expect(await heading()).toMatch(/每一笔都能点开看$/)
    expect(complaints).toEqual([])
  })

  test('the box of the search finds from any page, without scripts', async () => {
    const { page, complaints } = await visit(`${EDITION}/table-3`, { scripts: false, width: 390 })
    await page.getByRole('searchbox').fill('装修')
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL('**/410324/search?q=*')
    await page.getByRole('link', { name: '栾川县新行政服务中心装修工程' }).first().click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      '栾川县新行政服务中心装修工程：65.00 万元',
    )
    expect(complaints).toEqual([])
  })

  test('the list of tables leads down the page', async () => {
    const { page } = await visit(`${EDITION}/tables`)
    await page.getByRole('link', { name: '11　项目支出预算表', exact: true }).click()
    expect(new URL(page.url()).hash).toBe('#table-11')
    const top = await page.locator('#table-11').evaluate((it) => it.getBoundingClientRect().top)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(200)
  })

  test('an address from a citation opens the figure, one without an edition too', async () => {
    const { page } = await visit('/410324/budget/2023/130/table-3/total/project')
    expect(new URL(page.url()).pathname).toBe(`${EDITION}/table-3/total/project`)
    const cited = await page.locator('.cite a').textContent()
    expect(cited).toBe(page.url())
  })

  // a window is made narrower rather than opened anew: the same page must follow it
  describe.each(KINDS)('%s', (kind, path) => {
    const nothingCut = { sideways: 0, cut: [], unreachable: [] }

    test('fits a wide window, is read as it was written, and axe finds nothing', async () => {
      const { page, complaints } = await visit(path)
      expect(await overflowOf(page)).toEqual(nothingCut)
      expect(await accessibilityFaults(page)).toEqual([])
      const source = await (await fetch(served.origin + path)).text()
      const written = new Map<string, number>()
      for (const [, name = ''] of source.matchAll(/<([a-z][a-z0-9]*)/g)) {
        written.set(name, (written.get(name) ?? 0) + 1)
      }
      const read = new Map<string, number>()
      for (const name of await elementNames(page)) read.set(name, (read.get(name) ?? 0) + 1)
      const inOrder = (map: Map<string, number>): unknown[] => [...map].sort()
      expect(inOrder(read)).toEqual(inOrder(written))
      // words in pictures are only shown in a wide window
      if (kind.startsWith('budget')) {
        await page.emulateMedia({ colorScheme: 'dark' })
        expect(await accessibilityFaults(page)).toEqual([])
      }
      const missing = path === '/nothing' ? [expect.stringContaining('404')] : []
      expect(complaints).toEqual(missing)
    })

    test('fits phones, by day and by night, and axe finds nothing', async () => {
      const { page } = await visit(path, { width: 390 })
      expect(await overflowOf(page)).toEqual(nothingCut)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await smallTexts(page)).toEqual([])
      expect(await smallTargets(page, TOUCHED)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await styleOf(page, 'body')).toMatchObject({ paper: 'rgb(20, 24, 27)' })
      expect(await accessibilityFaults(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'light' })
      await page.setViewportSize({ width: 320, height: 800 })
      expect(await overflowOf(page)).toEqual(nothingCut)
      expect(await accessibilityFaults(page)).toEqual([])
    })

    // 320 pixels are 400 % of a window of 1280
    test('fits in large type, by day and by night, and axe finds nothing', async () => {
      const { page } = await visit(path, { width: 320, large: true })
      expect(await page.locator('html').getAttribute('data-size')).toBe('large')
      expect(await overflowOf(page)).toEqual(nothingCut)
      expect(await accessibilityFaults(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize({ width: 390, height: 800 })
      expect(await overflowOf(page)).toEqual(nothingCut)
      expect(await accessibilityFaults(page)).toEqual([])
    })
  })

  test('Tab reaches the skip link, the menu and the first figure, each seen', async () => {
    const { page } = await visit(EDITION)
    const stops: string[] = []
    for (let step = 0; step < 40 && !stops.at(-1)?.startsWith('595.94'); step++) {
      await page.keyboard.press('Tab')
      const focus = await focusOf(page)
      expect([focus.text, focus.isSeen, focus.hasOutline]).toEqual([focus.text, true, true])
      stops.push(focus.text)
    }
    // the box to write in has no words of its own
    expect(stops).toEqual([
      '跳到正文',
      '栾川县一门政务服务和大数据中心',
      '大字版',
      '首页',
      '看预算',
      '',
      '搜索',
      '看预算',
      '595.94',
    ])
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/${BUDGET}/table-1/income.total/amount`)
  })

  test('the skip link leaves out the menu', async () => {
    const { page } = await visit(EDITION)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect((await focusOf(page)).id).toBe('main')
    await page.keyboard.press('Tab')
    expect((await focusOf(page)).isIn).toBe('main')
  })

  test.each([
    `${EDITION}/tables`,
    `${EDITION}/table-2`,
    `${EDITION}/table-3/total/total`,
    `${EDITION}/projects`,
    '/reference',
  ])('on a phone every table of %s is reached and scrolled with keys', async (path) => {
    const { page } = await visit(path, { width: 320 })
    const scrolling = await scrollingRegions(page)
    expect(scrolling.length).toBeGreaterThan(0)
    const reached = new Set<string>()
    for (let step = 0; step < 1_500 && reached.size < scrolling.length; step++) {
      await page.keyboard.press('Tab')
      const { label } = await focusOf(page)
      if (label !== null && scrolling.includes(label) && !reached.has(label)) {
        reached.add(label)
        await page.keyboard.press('ArrowRight')
        await hasScrolled(page)
      }
    }
    expect([...reached].sort()).toEqual(scrolling.sort())
  })

  test('on a phone the name of a row stays while the amounts scroll', async () => {
    const { page } = await visit(`${EDITION}/table-2`, { width: 390 })
    const [name = 0, last = 0] = await leftEdges(page, 'tbody th[scope=row], tbody td:last-child')
    await page.locator('.sheet').evaluate((it) => it.scrollBy(600, 0))
    const [nameAfter = 0, lastAfter = 0] = await leftEdges(
      page,
      'tbody th[scope=row], tbody td:last-child',
    )
    expect(nameAfter).toBe(name)
    expect(lastAfter).toBeLessThan(last - 500)
  })

  test('paper shows the tables whole, black on white, without the menu', async () => {
    const { page } = await visit(`${EDITION}/table-3`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('header.top').isVisible()).toBe(false)
    expect(await page.locator('.toc').isVisible()).toBe(false)
    expect(await page.locator('table').isVisible()).toBe(true)
    expect(await styleOf(page, 'body')).toMatchObject({
      paper: 'rgb(255, 255, 255)',
      ink: 'rgb(0, 0, 0)',
    })
    expect(await styleOf(page, '.sheet')).toMatchObject({ overflow: 'visible' })
  })

  test('large type is one press away, comes back to the page, fits a phone and keeps its contrast', async () => {
    const { page } = await visit(`${EDITION}/table-3`, { width: 390 })
    await page.getByRole('link', { name: '大字版' }).click()
    await page.waitForURL(`**${EDITION}/table-3`)
    expect(await page.locator('html').getAttribute('data-size')).toBe('large')
    expect(await overflowOf(page)).toEqual({ sideways: 0, cut: [], unreachable: [] })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await accessibilityFaults(page)).toEqual([])
    }
    await page.getByRole('link', { name: '标准字号' }).click()
    await page.waitForURL(`**${EDITION}/table-3`)
    expect(await page.locator('html').getAttribute('data-size')).toBeNull()
  })

  test('nothing is kept on the visitor’s side who asked for nothing', async () => {
    const { page } = await visit(EDITION)
    expect(await page.context().cookies()).toEqual([])
    const { origins } = await page.context().storageState()
    expect(origins).toEqual([])
  })
})

/** A budget of many units, one with an adjustment, and one whose names have no place to break. */
async function loadAwkward({ demo }: ServedDemo): Promise<void> {
  await demo.load(largeBudget('793'))
  await demo.load(smallBudget({ department: '780' }))
  await demo.load(
    smallBudget({
      department: '780',
      amounts: ['-30.00', '5.00'],
      adjustment: 1,
    }),
  )
  await demo.load(
    smallBudget({
      department: '781',
      name: 'Unbreakable'.repeat(20),
      unitName: '很长的名称'.repeat(40),
      project: 'A'.repeat(400),
      amounts: ['4999999999999.99', '4999999999999.99'],
    }),
  )
}
