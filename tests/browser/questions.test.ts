import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser, press, type ServedDemo, serveDemo } from '../support/browser.ts'
import { visibleWords } from './probes.ts'

interface Tap {
  readonly on: string
  readonly at: (page: Page) => Locator
}

interface Question {
  readonly asked: string
  readonly taps: readonly Tap[]
  /** What must stand on the page that the last tap opens, spaces aside. */
  readonly answers: readonly string[]
}

const LUNCH = '2023年进驻中心工作人员午餐补助'
const theBudget: Tap = {
  on: '近来公开：2023 年部门预算',
  at: (page) => page.getByRole('link', { name: /2023 年部门预算（13 张表）/ }),
}
const link = (on: string): Tap => ({
  on,
  at: (page) => page.getByRole('main').getByRole('link', { name: on, exact: true }).first(),
})
const way = (on: string): Tap => ({
  on,
  at: (page) => page.getByRole('link', { name: new RegExp(`^${on}`) }).first(),
})

/** What a resident comes for, on a cheap phone that runs no scripts. */
const QUESTIONS: readonly Question[] = [
  {
    asked: 'how much will the centre spend in 2023, and how much more than last year?',
    taps: [theBudget],
    answers: ['2023年打算收595.94万元，也打算花这么多', '比上年多206.67万元（53%）'],
  },
  {
    asked: 'what is the largest project, and how much is it?',
    taps: [theBudget, way('项目')],
    answers: ['最大的是2023年工作经费', '2023年工作经费410324230000000036729120.00'],
  },
  {
    asked: 'what was promised for the lunch subsidy?',
    taps: [way('看目标'), link(LUNCH)],
    answers: [
      `${LUNCH}：75.51万元`,
      '220名工作人员22个工作日每人每天补贴13220人',
      '按年初预算每年75.51万元',
    ],
  },
  {
    asked: '... and is it possible?',
    taps: [way('看目标'), link('712,140.00')],
    answers: [
      '712,140.00元：全员全年出满勤最多能花',
      '人数220人',
      '乘：每人每天13.00元',
      '工作日249天',
    ],
  },
  {
    asked: 'where does the published document contradict the ledger?',
    taps: [
      way('对照原件'),
      {
        on: '看全部不同',
        at: (page) => page.locator('main a[href$="/differences"]').first(),
      },
    ],
    answers: ['15处：公开的文件与账不同', '546.92595.94', '90%91%', '73.9175.51'],
  },
  {
    asked: '... and what does it print instead, and why?',
    taps: [
      way('对照原件'),
      {
        on: '表4：按账',
        at: (page) =>
          page
            .getByRole('listitem')
            .filter({ hasText: /^表4/ })
            .getByRole('link', { name: '按账', exact: true }),
      },
      {
        on: '595.94, 本年支出',
        at: (page) =>
          page
            .getByRole('row', { name: /本年支出/ })
            .getByRole('link', { name: '595.94' })
            .first(),
      },
    ],
    answers: ['595.94万元由', '公开的文件有的地方写得与账不同', '546.92不同', '结转'],
  },
  {
    asked: 'how much goes to wages?',
    taps: [
      theBudget,
      {
        on: '工资和保险 161.97',
        at: (page) => page.getByRole('link', { name: '161.97', exact: true }).first(),
      },
    ],
    answers: ['161.97万元：人员经费（工资和保险）', '基本工资', '660,300.00'],
  },
]

describe.skipIf(!hasBrowser)('a resident asks', () => {
  let served: ServedDemo
  let browser: Browser
  beforeAll(async () => {
    served = await serveDemo()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  test.each(QUESTIONS)('$asked', async ({ taps, answers }) => {
    expect(taps.length).toBeLessThanOrEqual(3)
    const context = await browser.newContext({
      baseURL: served.origin,
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
      javaScriptEnabled: false,
    })
    try {
      const page = await context.newPage()
      await page.goto('/')
      // the answer is not there before it is asked for, but for the sum that the home page states
      const before = await visibleWords(page)
      expect(answers.filter((answer) => before.includes(answer))).toEqual([])
      for (const { at } of taps) await press(at(page), 'tap')
      const words = await visibleWords(page)
      expect(
        answers.filter((answer) => !words.includes(answer)),
        words,
      ).toEqual([])
    } finally {
      await context.close()
    }
  })
})
