import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BudgetFolder } from '../../src/modules/budget/index.ts'
import { readBudgetFolder } from '../../src/modules/budget/index.ts'
import { type Crawl, crawl, oneFilter, resolve } from '../support/crawl.ts'
import { combine, fenOf, overlap, rangeOf, roundToWan, type Sign } from '../support/decimals.ts'
import {
  DEMO_FOLDER,
  type DemoApp,
  EDITION,
  openDemoApp,
  smallBudget,
} from '../support/demo-app.ts'
import { largeBudget } from '../support/invented-budgets.ts'
import { kindOf } from '../support/kinds.ts'
import { type KnownTexts, nakedNumbers } from '../support/naked-numbers.ts'
import {
  bodyRows,
  byClass,
  byName,
  type ElementNode,
  hasClass,
  headingOf,
  type Page,
  sectionOf,
  textOf,
} from '../support/read-page.ts'

/** Each door names itself on the page that it opens (mechanism 4). */
const DOORS = ['相加', '计算', '原文'] as const

interface Budget {
  readonly what: string
  readonly edition: string
  /** Folders whose texts stand on the pages. */
  readonly folders: () => Promise<readonly BudgetFolder[]>
  readonly leastFigures: number
  /** Counts of records that open them. */
  readonly leastCounts: number
}

const adjusted = smallBudget({ department: '791', amounts: ['100000.00', '40000.00'] })
const adjustment = smallBudget({
  department: '791',
  amounts: ['-30000.00', '5000.00', '-1200.34', '-40000.00'],
  adjustment: 1,
})
const basicOnly = smallBudget({ department: '792', amounts: ['12345.67'] })
const large = largeBudget('793')

const budgets: readonly Budget[] = [
  {
    what: 'the published budget of 2023',
    edition: EDITION,
    folders: async () => [await readBudgetFolder(DEMO_FOLDER)],
    leastFigures: 2_000,
    leastCounts: 40,
  },
  {
    what: 'a budget before its adjustment',
    edition: '/410324/budget/2023/791/1',
    folders: async () => [adjusted],
    leastFigures: 100,
    leastCounts: 1,
  },
  {
    what: 'a budget with an adjustment of negative lines',
    edition: '/410324/budget/2023/791/2',
    folders: async () => [adjusted, adjustment],
    leastFigures: 100,
    leastCounts: 1,
  },
  {
    what: 'a budget with nothing but basic expenditure, and no document',
    edition: '/410324/budget/2023/792/1',
    folders: async () => [basicOnly],
    leastFigures: 60,
    leastCounts: 0,
  },
  {
    what: 'a budget of four units and 45 projects',
    edition: '/410324/budget/2023/793/1',
    folders: async () => [large],
    leastFigures: 3_000,
    leastCounts: 40,
  },
]

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
  for (const folder of [adjusted, adjustment, basicOnly, large]) await demo.load(folder)
})
afterAll(() => demo.close())

describe.each(budgets)('$what', ({ edition, folders, leastFigures, leastCounts }) => {
  let found: Crawl
  let pages: Crawl['pages']
  let known: KnownTexts
  beforeAll(async () => {
    const follows = (path: string): boolean =>
      oneFilter(path) && (path === edition || path.startsWith(`${edition}/`))
    // the home page speaks of the first of the newest budgets
    found = await crawl(demo, edition === EDITION ? '/' : edition, follows)
    pages = found.pages
    known = {
      ...knownTexts(await folders()),
      states: (link, page, number) => states(at(link, page), number),
    }
  })

  const at = (link: ElementNode, page: Page): Page | undefined =>
    pages.get(resolve(link.attributes.get('href') ?? '', page.path) ?? '')

  test('answers everywhere', () => {
    expect(found.broken).toEqual([])
  })

  test('every figure opens a page that states the same', () => {
    const wrong = new Set<string>()
    let opened = 0
    for (const page of pages.values()) {
      for (const { href, text, isFigure, element } of page.links) {
        if (!isFigure) continue
        opened++
        const target = at(element, page)
        if (!states(target, text)) {
          wrong.add(`“${text}” leads to ${href} “${headingOf(target)}”, from ${kindOf(page.path)}`)
        }
      }
    }
    expect([...wrong]).toEqual([])
    expect(opened).toBeGreaterThan(leastFigures)
  })

  test('every page behind a figure names its door', () => {
    const nameless = new Set<string>()
    for (const page of pages.values()) {
      for (const { href, isFigure, element } of page.links) {
        const target = isFigure ? at(element, page) : undefined
        if (target && !DOORS.some((door) => sectionOf(target, door))) {
          nameless.add(`${resolve(href, page.path)} “${headingOf(target)}”`)
        }
      }
    }
    expect([...nameless]).toEqual([])
  })

  test('相加: lines add up to the figure, records are as many as it says', async () => {
    const wrong: string[] = []
    let [sums, counts] = [0, 0]
    for (const page of pages.values()) {
      if (page.path.includes('?after=')) continue
      const section = sectionOf(page, '相加')
      if (!section) continue
      if (section.attributes.get('aria-labelledby') !== 'lines') {
        counts++
        const stated = recordsOf(page, section)
        const count = bodyRows(section).length
        if (stated !== count) wrong.push(`${page.path}: ${count} records, stated ${stated}`)
        continue
      }
      sums++
      const { sum, total, count, stated } = await addUp(page)
      if (sum !== fenOf(total)) wrong.push(`${page.path}: lines ${sum} fen, total ${total}`)
      if (count !== stated) wrong.push(`${page.path}: ${count} lines, stated ${stated}`)
      if (!headingOf(page).includes(`${roundToWan(sum)} 万元`)) {
        wrong.push(`${page.path}: lines ${sum} fen under “${headingOf(page)}”`)
      }
    }
    expect(wrong).toEqual([])
    expect(sums).toBeGreaterThan(20)
    expect(counts).toBeGreaterThanOrEqual(leastCounts)
  })

  /** All lines behind a figure, from every page of them. */
  async function addUp(
    first: Page,
  ): Promise<{ sum: bigint; total: string; count: number; stated: number }> {
    let [sum, count, total] = [0n, 0, '']
    const stated = Number(/共 (\d+) 笔/.exec(textOf(sectionOf(first, '相加')))?.[1])
    for (let page: Page | undefined = first; page; ) {
      const section: ElementNode | undefined = sectionOf(page, '相加')
      for (const row of section ? bodyRows(section) : []) {
        const [name, amount] = row.map(textOf)
        if (name === '合计') total = amount ?? ''
        else {
          sum += fenOf(amount ?? '')
          count++
        }
      }
      const next: ElementNode | undefined = section
        ? byName(section, 'a').find(({ attributes }) => attributes.get('href')?.includes('?after='))
        : undefined
      page = next && at(next, page)
      if (next && !page) throw new Error(`${first.path} ends before its last page`)
    }
    return { sum, total, count, stated }
  }

  test('计算: the terms give the figure, within its rounding', () => {
    const wrong: string[] = []
    let computed = 0
    for (const page of pages.values()) {
      const section = sectionOf(page, '计算')
      if (!section) continue
      computed++
      const fault = computeAgain(page, bodyRows(section))
      if (fault) wrong.push(`${page.path}: ${fault}`)
    }
    expect(wrong).toEqual([])
    expect(computed).toBeGreaterThan(4)
  })

  test('no page is larger than 60 kB', () => {
    const large = [...pages.values()].filter(({ bytes }) => bytes > 60_000)
    expect(large.map(({ path, bytes }) => [path, bytes])).toEqual([])
  })

  test('no number stands naked', () => {
    const naked = [...pages.values()].flatMap((page) =>
      nakedNumbers(page, known).map((number) => `${page.path}: ${number}`),
    )
    expect(naked).toEqual([])
  })
})

/** How many records a page says that it lists: over its table, or in its heading. */
function recordsOf(page: Page, section: ElementNode): number {
  const [caption] = byName(section, 'caption')
  const counted = /共 (\d+) /.exec(textOf(caption))?.[1]
  const [stated] = headingOf(page).match(NUMBERS) ?? []
  // a fact says it twice
  if (kindOf(page.path) === 'fact' && (counted ?? '0') !== stated) return Number.NaN
  return Number(counted ?? stated)
}

const NUMBERS = /[-−]?\d[\d,]*(?:\.\d+)?%?/g

/**
 * Whether a page states a number where its reader looks first: in its heading, in the row of a
 * total, among what the document prints, in the caption that counts its rows. `−5.00` opens the
 * page of 5.00 that says 减少; of a promise money may stand in 万元, the pay of a day without zeros.
 */
function states(page: Page | undefined, text: string): boolean {
  if (!page) return false
  const [wanted] = text.match(NUMBERS) ?? []
  if (wanted === undefined) return false
  const heading = headingOf(page)
  const printed = sectionOf(page, '原文')
  const places = [
    heading,
    ...byClass(page.root, 'sum').flatMap((row) => byClass(row, 'num').map(textOf)),
    ...(printed ? byClass(printed, 'num').map(textOf) : []),
    ...byName(page.root, 'caption').map(textOf),
    ...byClass(page.root, 'lead')
      .filter((it) => /笔合计/.test(textOf(it)))
      .map(textOf),
  ]
  const stated = new Set(places.flatMap((place) => place.match(NUMBERS) ?? []))
  if (stated.has(wanted)) return true
  if (/^[-−]/.test(wanted) && /减少|下降/.test(heading)) return stated.has(wanted.slice(1))
  if (kindOf(page.path) !== 'promise') return false
  const value = Number(wanted.replaceAll(',', ''))
  return [...stated].map(Number).some((number) => number === value || number * 10_000 === value)
}

test('a page states a number only where its reader looks first', async () => {
  const follows = (path: string): boolean => path.startsWith(`${EDITION}/facts/`)
  const { pages } = await crawl(demo, `${EDITION}/facts/share.basic`, follows)
  const page = pages.get(`${EDITION}/facts/share.basic`)
  expect(['30%', '30'].map((text) => states(page, text))).toEqual([true, true])
  expect(['3', '178.91', '0', '2023', '', '70%'].map((text) => states(page, text))).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
  ])
})

const SIGNS: Readonly<Record<string, Sign>> = { 加: '+', 减: '−', 乘: '×', 除以: '÷' }
/** Yuan are exact to the fen; persons, days and a hundred are whole. */
const EXACT = new Set(['元', '人', '天'])

/** What is wrong with a table of terms whose last row is the result; '' where nothing is. */
function computeAgain(page: Page, rows: readonly (readonly ElementNode[])[]): string {
  const terms = rows.map((row) => {
    const [label = '', text = '', unit = ''] = row.map(textOf)
    const sign = SIGNS[/^(加|减|乘|除以)：/.exec(label)?.[1] ?? '']
    return { sign, text, unit, isSum: hasClass(row[0]?.parent as ElementNode, 'sum') }
  })
  const result = terms.pop()
  const [first, ...rest] = terms
  if (!result?.isSum || !first || first.sign || rest.length === 0) return 'no terms and result'
  let value = rangeOf(first.text, EXACT.has(first.unit))
  for (const { sign, text, unit } of rest) {
    if (!sign) return `${text} without a sign`
    value = combine(sign, value, rangeOf(text, EXACT.has(unit)))
  }
  if (result.unit === '%') value = combine('×', value, rangeOf('100', true))
  // of every 100 yuan: a share, rounded to the fen
  const isExact = EXACT.has(result.unit) && !page.path.includes('/of-100.')
  if (!overlap(value, rangeOf(result.text, isExact))) return `${result.text} is not what they give`
  const [stated = ''] = headingOf(page).match(NUMBERS) ?? []
  const isSame =
    stated.replace('%', '') === result.text ||
    (result.unit === '元' && stated === roundToWan(fenOf(result.text)))
  return isSame ? '' : `${result.text} under “${headingOf(page)}”`
}

test('terms that give something else are told', () => {
  expect(overlap(combine('÷', rangeOf('178.90'), rangeOf('595.94')), rangeOf('0.3'))).toBe(true)
  expect(overlap(combine('÷', rangeOf('178.90'), rangeOf('595.94')), rangeOf('0.4'))).toBe(false)
  expect(
    overlap(combine('−', rangeOf('5.00', true), rangeOf('3.00', true)), rangeOf('2.00', true)),
  ).toBe(true)
  expect(
    overlap(combine('−', rangeOf('5.00', true), rangeOf('3.00', true)), rangeOf('2.01', true)),
  ).toBe(false)
  expect(() => combine('÷', rangeOf('1'), rangeOf('0'))).toThrow('nothing')
})

type Row = Readonly<Record<string, string>>

/** Names and sentences of the folders and of the reading of the document. */
function knownTexts(folders: readonly BudgetFolder[]): Omit<KnownTexts, 'states'> {
  const rows = (file: string): Row[] =>
    folders.flatMap(({ texts }) => {
      const text = texts.get(file)
      return text === undefined ? [] : (parse(text, { columns: true }) as Row[])
    })
  const texts = (file: string, ...columns: readonly string[]): string[] =>
    rows(file).flatMap((row) => columns.flatMap((column) => row[column] || []))
  const [department = ''] = rows('units.csv').flatMap(({ code, parent }) => (parent ? [] : [code]))
  return {
    words: [
      ...texts('units.csv', 'name'),
      ...texts('projects.csv', 'name'),
      ...texts('indicators.csv', 'level3', 'note'),
      // in own words of what the document says
      ...texts('duties.csv', 'text'),
      ...texts('tasks.csv', 'name', 'content'),
      ...texts('aims.csv', 'text'),
      ...texts('prior-figures.csv', 'basis'),
      ...texts('document/parts.csv', 'title', 'summary', 'place'),
      ...texts('document/printed.csv', 'place', 'note'),
    ],
    targets: new Map(
      rows('indicators.csv')
        .filter(({ target }) => target)
        .map(({ project, number, operator, target, unit }) => [
          `${project || department}.${number}`,
          [`${operator}${target}${unit}`, `${target}${unit}`],
        ]),
    ),
  }
}
