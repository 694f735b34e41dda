import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { TABLES } from '../../src/modules/budget/index.ts'
import { hasBrowser, openBrowser, type ServedDemo, serveDemo } from '../support/browser.ts'
import { EDITION } from '../support/demo-app.ts'
import { contentWidth, focusOf, styleOf, unseenCells, visibleWords } from './probes.ts'

const LUNCH = '410324230000000036730'
/** One of each kind that holds words of its own. */
const PAGES = [
  '/',
  EDITION,
  `${EDITION}/table-4`,
  `${EDITION}/table-3/total/total`,
  `${EDITION}/facts/share.basic`,
  `${EDITION}/projects`,
  `${EDITION}/projects/${LUNCH}`,
  `${EDITION}/promises`,
  `${EDITION}/document`,
  '/410324/search?q=30299',
] as const

describe.skipIf(!hasBrowser)('without eyes, without a mouse, without styles, on paper', () => {
  let served: ServedDemo
  let browser: Browser
  const contexts: BrowserContext[] = []
  beforeAll(async () => {
    served = await serveDemo()
    browser = await openBrowser()
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  async function visit(
    path: string,
    options: Parameters<Browser['newContext']>[0] = {},
    without: readonly string[] = [],
  ): Promise<Page> {
    const context = await browser.newContext({
      baseURL: served.origin,
      viewport: { width: 1440, height: 800 },
      ...options,
    })
    contexts.push(context)
    const page = await context.newPage()
    await page.route('**/*', (route) =>
      without.includes(route.request().resourceType()) ? route.abort() : route.continue(),
    )
    await page.goto(path)
    return page
  }

  describe('with keys only', () => {
    /** Presses Tab until a link of these words has the focus, and opens it. */
    async function openByKeys(page: Page, words: RegExp): Promise<void> {
      for (let step = 0; step < 300; step++) {
        await page.keyboard.press('Tab')
        const focus = await focusOf(page)
        if (!words.test(focus.text)) continue
        expect([focus.text, focus.isSeen, focus.hasOutline]).toEqual([focus.text, true, true])
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
        return
      }
      throw new Error(`no ${words} within 300 stops of ${page.url()}`)
    }

    test('from the home page to a line', async () => {
      const page = await visit('/')
      await openByKeys(page, /^栾川县政务服务和大数据中心.*2023年部门预算|^预算栾川县/)
      expect(new URL(page.url()).pathname).toBe(EDITION)
      await openByKeys(page, /^项目17个$/)
      await openByKeys(page, /^120\.00$/)
      await openByKeys(page, /^1,200,000\.00$/)
      expect(new URL(page.url()).pathname).toBe(`${EDITION}/lines/initial.22`)
    })

    test('a search is typed and sent, and its first answer opened', async () => {
      const page = await visit(EDITION)
      for (let step = 0; step < 10; step++) {
        await page.keyboard.press('Tab')
        if (await page.getByRole('searchbox').evaluate((it) => it.matches(':focus'))) break
      }
      await page.keyboard.type('午餐')
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      await openByKeys(page, /^2023年进驻中心工作人员午餐补助$/)
      expect(new URL(page.url()).pathname).toBe(`${EDITION}/projects/${LUNCH}`)
    })

    test('filters open and close, and a filter is chosen', async () => {
      const page = await visit(`${EDITION}/promises`)
      for (let step = 0; step < 60; step++) {
        await page.keyboard.press('Tab')
        if ((await focusOf(page)).text === '筛选') break
      }
      await page.keyboard.press('Space')
      await openByKeys(page, /^分母为零，算不出比例$/)
      expect(new URL(page.url()).search).toBe('?fault=zero_basis')
      expect(await page.locator('table.promises caption').textContent()).toContain('共 3 项')
    })
  })

  describe('as a screen reader comes to it', () => {
    test('a chart is a named group whose links say label and amount, its table comes after', async () => {
      const page = await visit(EDITION)
      for (const [chart, first] of [
        ['资金从来源到用途的图，同样的数字见下表', '本年一般公共预算 546.92'],
        ['钱花在哪些事上的图，同样的数字见下表', '2023年工作经费 120.00 万元'],
      ] as const) {
        const group = page.getByRole('group', { name: chart })
        const links = await group.getByRole('link').all()
        const snapshot = await group.ariaSnapshot()
        const named = [...snapshot.matchAll(/link "([^"]+)"/g)].map(([, name]) => name)
        expect(named).toHaveLength(links.length)
        expect(named).toContain(first)
        expect(named.filter((name) => !/^.+ -?\d+\.\d\d( 万元)?$/.test(name ?? ''))).toEqual([])
        // what comes next in the page holds the same figures, as a table
        const table = group.locator('xpath=following::table[1]')
        const cells = new Set(await table.getByRole('link').allTextContents())
        const amounts = named.map((name) => /(-?\d+\.\d\d)/.exec(name ?? '')?.[1] ?? '')
        expect(amounts.filter((amount) => !cells.has(amount))).toEqual([])
        expect(amounts.length).toBeGreaterThan(5)
      }
    })

    test('a page begins with its sentence; sections and tables have names, rows their headers', async () => {
      const page = await visit(`${EDITION}/table-3`)
      const snapshot = await page.locator('main').ariaSnapshot()
      const at = (words: string): number => snapshot.indexOf(words)
      expect(at('heading "2023 年部门支出预算表" [level=1]')).toBeGreaterThan(0)
      expect(at('heading "2023 年部门支出预算表"')).toBeLessThan(at('table "表3'))
      expect(snapshot).toMatch(/table "表3 部门支出预算表.*万元/)
      expect(snapshot).toMatch(/columnheader "基本支出"/)
      expect(snapshot).toMatch(/rowheader "一般行政管理事务.*2010302/)
      const order = [
        'rowheader "一般行政管理事务',
        'cell "302.03"',
        '/table-3/130001.2010302/total',
      ]
      const places = order.map(at)
      expect(places).toEqual([...places].sort((a, b) => a - b))
    })

    test('every table of the budget has a caption, a head and row headers', async () => {
      for (const path of [
        EDITION,
        `${EDITION}/tables`,
        `${EDITION}/promises`,
        `${EDITION}/projects`,
      ]) {
        const page = await visit(path)
        for (const table of await page.getByRole('table').all()) {
          const snapshot = await table.ariaSnapshot()
          expect(snapshot).toMatch(/^- table ".+"/)
          expect(snapshot).toContain('columnheader')
          expect(snapshot).toContain('rowheader')
        }
      }
    })

    test('a cell that is printed otherwise says so in words', async () => {
      const page = await visit(`${EDITION}/table-4`)
      const snapshot = await page.getByRole('row', { name: /本年支出/ }).ariaSnapshot()
      expect(snapshot.match(/原文 546\.92/g)?.length).toBeGreaterThanOrEqual(3)
    })

    test('headings follow one another without a gap', async () => {
      for (const path of PAGES) {
        const page = await visit(path)
        const levels = [
          ...(await page.locator('body').ariaSnapshot()).matchAll(/heading .*\[level=(\d)\]/g),
        ].map(([, level]) => Number(level))
        expect([path, levels[0]]).toEqual([path, 1])
        const jumps = levels.filter((level, i) => i > 0 && level > (levels[i - 1] ?? 1) + 1)
        expect([path, jumps]).toEqual([path, []])
      }
    })
  })

  describe.each(PAGES)('%s without styles, pictures and scripts', (path) => {
    test('still reads, every link in its place', async () => {
      const styled = await visit(path)
      const links = (page: Page): Promise<string[]> => page.getByRole('link').allTextContents()
      const main = styled.locator('main')
      const [words, wanted] = [await main.textContent(), await links(styled)]
      const plain = await visit(path, { javaScriptEnabled: false }, ['stylesheet', 'image', 'font'])
      expect(await plain.locator('main').textContent()).toBe(words)
      expect(await styleOf(plain, 'body')).toMatchObject({ paper: 'rgba(0, 0, 0, 0)' })
      // closed filters keep their links to themselves, with styles or without
      expect(await links(plain)).toEqual(wanted)
      const seen = await visibleWords(plain)
      const heading = (await plain.getByRole('heading', { level: 1 }).textContent()) ?? ''
      expect(seen).toContain(heading.replace(/\s+/g, ''))
      const figures = await plain.locator('main a.fig:visible').allTextContents()
      expect(figures.filter((figure) => !seen.includes(figure.replace(/\s+/g, '')))).toEqual([])
      expect(figures.length).toBeGreaterThanOrEqual(path === '/410324/search?q=30299' ? 1 : 2)
    })
  })

  describe('on paper', () => {
    // A4 with the margins of a browser
    const paper = { viewport: { width: 718, height: 1000 } }

    test.each([
      EDITION,
      ...TABLES.map(({ number }) => `${EDITION}/table-${number}`),
      `${EDITION}/promises`,
      `${EDITION}/projects`,
      `${EDITION}/table-3/total/total`,
    ])('%s shows its tables whole, their heads on every sheet', async (path) => {
      const page = await visit(path, paper)
      await page.emulateMedia({ media: 'print' })
      expect(await unseenCells(page)).toEqual([])
      // Chromium makes what is wider than the sheet smaller, by a third at most, and cuts the rest
      expect(await contentWidth(page)).toBeLessThanOrEqual(1.5 * paper.viewport.width)
      const heads = await page
        .locator('thead')
        .evaluateAll((all) =>
          all.map((it) => it.ownerDocument.defaultView?.getComputedStyle(it).display),
        )
      expect(heads.filter((display) => display !== 'table-header-group')).toEqual([])
    })

    test('is black on white at night, too', async () => {
      const page = await visit(`${EDITION}/table-4`, { ...paper, colorScheme: 'dark' })
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      const colors = await page
        .locator('body, .sheet, .sheet td, .sheet th[scope=row], .sheet .sub')
        .evaluateAll((all) =>
          all.map((it) => {
            const style = it.ownerDocument.defaultView?.getComputedStyle(it)
            return `${style?.color} on ${style?.backgroundColor}`
          }),
        )
      const dark =
        /^rgb\((\d+), (\d+), (\d+)\) on (?:rgba\(0, 0, 0, 0\)|rgb\((\d+), (\d+), (\d+)\))$/
      const wrong = colors.filter((color) => {
        const [, red = 255, , , ground = 255] = (dark.exec(color) ?? []).map(Number)
        return red > 100 || (Number.isFinite(ground) && ground < 200)
      })
      expect([...new Set(wrong)]).toEqual([])
    })

    test('a citation shows its address, and nothing that is only to be pressed is printed', async () => {
      const page = await visit(`${EDITION}/promises`, paper)
      await page.emulateMedia({ media: 'print' })
      for (const hidden of ['header.top', '.filters', 'footer']) {
        expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false])
      }
      expect(await page.getByRole('searchbox').isVisible()).toBe(false)
      await page.goto(`${EDITION}/table-3/total/total`)
      const address = await page.locator('.cite a').first().textContent()
      expect(address).toBe(`${served.origin}${EDITION}/table-3/total/total`)
    })
  })
})
