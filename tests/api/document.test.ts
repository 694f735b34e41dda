import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoApp, EDITION, openDemoApp, smallBudget } from '../support/demo-app.ts'
import { demoRows, readRows } from '../support/demo-data.ts'
import {
  bodyRows,
  byClass,
  byName,
  type ElementNode,
  findAll,
  hasClass,
  headingOf,
  type Page,
  readPage,
  sectionOf,
  textOf,
} from '../support/read-page.ts'

/** What was copied from the published document, never computed from the ledger. */
const AMOUNTS = readRows('tests/fixtures/luanchuan-2023/printed-amounts.csv')
const PRINTED = demoRows('document/printed.csv')
const PARTS = demoRows('document/parts.csv')

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

async function open(inside: string): Promise<Page> {
  const path = inside === '' ? EDITION : `${EDITION}/${inside}`
  const response = await demo.request(path)
  expect([path, response.status]).toEqual([path, 200])
  return readPage(path, await response.text())
}

/** What a table's page shows at an address, and which addresses it marks. */
function cellsOf(page: Page): { shown: Map<string, string>; marked: Map<string, string> } {
  const shown = new Map<string, string>()
  const marked = new Map<string, string>()
  for (const cell of byName(page.root, 'td', 'dd')) {
    const link = byName(cell, 'a')[0]
    const address = link?.attributes.get('href')?.slice(`${EDITION}/`.length) ?? ''
    const figures = byClass(cell, 'fig').map(textOf)
    if (figures.length > 0) shown.set(address, figures.join(' '))
    if (hasClass(cell, 'both')) marked.set(address, textOf(cell))
  }
  return { shown, marked }
}

describe('按账 and 原文', () => {
  const nine = AMOUNTS.filter(({ ledger }) => ledger !== '')

  test('the fixture holds 221 amounts, nine of which the ledger does not give', () => {
    expect([AMOUNTS.length, nine.length]).toEqual([221, 9])
    expect(new Set(nine.map(({ table }) => table))).toEqual(new Set(['4']))
  })

  test.each(['1', '2', '3', '4', '5', '6', '7', '11'])(
    'the printed side of table %s shows every printed amount, and marks those that differ',
    async (number) => {
      const { shown, marked } = cellsOf(await open(`table-${number}/printed`))
      const own = AMOUNTS.filter(({ table }) => table === number)
      expect(own.length).toBeGreaterThan(8)
      const wanted = own.map(({ row, column, printed }) => [
        `table-${number}/${row}/${column}`,
        printed,
      ])
      const found = wanted.map(([address]) => [address, shown.get(address ?? '')])
      expect(found).toEqual(wanted)
      const differing = own.filter(({ ledger }) => ledger !== '')
      expect([...marked.keys()].sort()).toEqual(
        differing.map(({ row, column }) => `table-${number}/${row}/${column}`).sort(),
      )
      for (const { row, column, printed, ledger } of differing) {
        const text = marked.get(`table-${number}/${row}/${column}`)
        expect(text).toBe(`${printed}账上 ${ledger}`)
      }
    },
  )

  test.each(['1', '2', '3', '4', '5', '6', '7', '11'])(
    'the ledger’s side of table %s shows what the ledger gives, and marks the same cells',
    async (number) => {
      const { shown, marked } = cellsOf(await open(`table-${number}`))
      const own = AMOUNTS.filter(({ table }) => table === number)
      const addressOf = (row: string, column: string): string => `table-${number}/${row}/${column}`
      const wanted = own.map(({ row = '', column = '', printed, ledger }) => [
        addressOf(row, column),
        ledger || printed,
      ])
      expect(wanted.map(([address]) => [address, shown.get(address ?? '')])).toEqual(wanted)
      const differing = own.filter(({ ledger }) => ledger !== '')
      expect(marked.size).toBe(differing.length)
      for (const { row = '', column = '', printed, ledger } of differing) {
        expect(marked.get(addressOf(row, column))).toBe(`${ledger}原文 ${printed}`)
      }
    },
  )

  test('exactly nine cells are marked among all tables but the last, on both sides', async () => {
    for (const side of ['', '/printed']) {
      const marked: string[] = []
      for (let number = 1; number <= 12; number++) {
        marked.push(...cellsOf(await open(`table-${number}${side}`)).marked.keys())
      }
      expect(marked.sort()).toEqual(
        nine.map(({ table, row, column }) => `table-${table}/${row}/${column}`).sort(),
      )
    }
  })

  test('each side leads to the other, and says how many cells differ', async () => {
    const [ledger, printed] = [await open('table-4'), await open('table-4/printed')]
    const ways = (page: Page): string[] =>
      byClass(page.root, 'sides').flatMap((side) =>
        byName(side, 'a', 'b').map(
          (way) => `${way.attributes.get('href') ?? 'here'} ${textOf(way)}`,
        ),
      )
    expect(ways(ledger)).toEqual(['here 按账', `${EDITION}/table-4/printed 原文`])
    expect(ways(printed)).toEqual([`${EDITION}/table-4 按账`, 'here 原文'])
    const leads = [ledger, printed].map((page) => textOf(byClass(page.root, 'lead')[0]))
    for (const lead of leads) expect(lead).toContain('9 处')
  })

  test.each(nine.map(({ row, column, printed, ledger }) => [row, column, printed, ledger]))(
    'the page of %s, %s shows both figures and why',
    async (row = '', column = '', printed = '', ledger = '') => {
      const page = await open(`table-4/${row}/${column}`)
      expect(headingOf(page)).toMatch(new RegExp(`^${RegExp.escape(ledger)} 万元`))
      const rows = printedRows(page).filter(({ place }) => place.startsWith('表4'))
      expect(rows).toEqual([
        {
          place: expect.stringContaining('表4'),
          printed,
          verdict: '不同',
          why: expect.any(String),
        },
      ])
      expect(rows[0]?.why).toMatch(/结转/)
      expect(rows[0]?.why).not.toContain('原因文件没有说')
    },
  )

  test('a table that the document leaves empty is empty on both sides, with its sentence', async () => {
    for (const number of [8, 9, 10]) {
      for (const side of ['', '/printed']) {
        const { shown } = cellsOf(await open(`table-${number}${side}`))
        expect([
          number,
          side,
          [...shown.values()].filter((text) => !/^(0|0\.00)$/.test(text)),
        ]).toEqual([number, side, []])
      }
    }
  })
})

interface PrintedRow {
  readonly place: string
  readonly printed: string
  /** 相同, 相同，少写了小数, 不同. */
  readonly verdict: string
  readonly why: string
}

function printedRows(page: Page): PrintedRow[] {
  const section = sectionOf(page, '原文')
  if (!section) return []
  return bodyRows(section).map(([place, printed, verdict]) => ({
    place: textOf(place),
    printed: textOf(printed),
    verdict: verdict ? textOf(byClass(verdict, 'tag')[0]) : '',
    why: verdict ? byClass(verdict, 'sub').map(textOf).join(' ') : '',
  }))
}

/** Where the statement, or a second row of a table, says otherwise than the ledger; in its order. */
const DIFFERENT = [
  ['table-1/income.0101/amount', '595.94', '第二部分 二（一般公共预算）'],
  ['table-1/income.05/amount', '0', '第二部分 二（财政性结转资金）'],
  ['facts/share.personnel', '90%', '第二部分 六（人员经费占比）'],
  ['facts/share.public', '10%', '第二部分 六（公用经费占比）'],
  ['facts/growth.operating_costs', '113%', '第二部分 十（一）（比上年增长）'],
  [
    'table-13/410324230000000036730/amount',
    '73.91',
    '表13 2023年进驻中心工作人员午餐补助（第二行，资金总额列）',
  ],
] as const

describe('what the document prints', () => {
  const comparable = PRINTED.filter(({ figure = '' }) => !figure.startsWith('stated/'))

  test.each(DIFFERENT)('%s: %s is said to be different', async (figure, printed, place) => {
    const rows = printedRows(await open(figure))
    const row = rows.find((known) => known.place === place)
    expect(row).toMatchObject({ printed, verdict: '不同' })
    expect(row?.why).not.toBe('')
  })

  test('everything printed stands on the page of its figure, the same but for those', async () => {
    const wanted: unknown[] = []
    const found: unknown[] = []
    const different: string[] = []
    for (const figure of new Set(comparable.map((row) => row.figure ?? ''))) {
      const rows = printedRows(await open(figure))
      const own = comparable.filter((row) => row.figure === figure)
      wanted.push([figure, own.map(({ place, printed }) => `${place}: ${printed}`).sort()])
      found.push([figure, rows.map(({ place, printed }) => `${place}: ${printed}`).sort()])
      for (const { place, printed, verdict } of rows) {
        if (verdict === '不同') different.push(`${figure} ${printed} ${place}`)
        else expect(verdict).toMatch(/^相同(，少写了小数)?$/)
      }
    }
    expect(found).toEqual(wanted)
    const known = [
      ...DIFFERENT.map((row) => [row[0], row[1]]),
      // the second column of the same second row
      ['table-13/410324230000000036730/amount', '73.91'],
      ...AMOUNTS.filter(({ ledger }) => ledger !== '').map(({ row, column, printed }) => [
        `table-4/${row}/${column}`,
        printed,
      ]),
    ].map(([figure, printed]) => `${figure} ${printed}`)
    expect(different.map((text) => text.split(' ').slice(0, 2).join(' ')).sort()).toEqual(
      known.sort(),
    )
    expect(comparable.length).toBeGreaterThan(221)
  })

  test('a figure of fewer decimals is the same, and said to be shorter', async () => {
    const rows = printedRows(await open('facts/change.total'))
    expect(rows.map(({ printed, verdict }) => [printed, verdict])).toEqual([
      ['206.67', '相同'],
      ['206.7', '相同，少写了小数'],
    ])
    const basic = printedRows(await open('table-3/total/basic'))
    expect(basic.find(({ place }) => place.startsWith('第二部分 三'))).toMatchObject({
      printed: '178.9',
      // 178.90 was only written without its nought
      verdict: '相同',
    })
  })

  test('what only the document says has a page with its place', async () => {
    const stated = PRINTED.filter(({ figure = '' }) => figure.startsWith('stated/'))
    for (const { figure = '', printed, place } of stated) {
      const page = await open(figure)
      const said = printed === '无' ? '原文说没有' : `原文写的是 ${printed}`
      expect(headingOf(page).startsWith(said)).toBe(true)
      expect(printedRows(page)).toContainEqual(expect.objectContaining({ place, printed }))
    }
    expect(stated.length).toBeGreaterThan(10)
  })
})

describe('与账不同', () => {
  const figuresOf = (page: Page): string[] =>
    bodyRows(page.root).map(([name, printed, ledger]) => {
      const address = byName(name as ElementNode, 'a')[0]?.attributes.get('href') ?? ''
      return `${address.slice(EDITION.length + 1)} ${textOf(printed)} ${textOf(ledger)}`
    })
  const ofTable4 = AMOUNTS.filter(({ ledger }) => ledger !== '').map(
    ({ row, column, printed, ledger }) => `table-4/${row}/${column} ${printed} ${ledger}`,
  )

  test('every figure that the document prints otherwise stands on one page, with both and why', async () => {
    const page = await open('differences')
    const wanted = [
      ...ofTable4,
      'table-1/income.0101/amount 595.94 546.92',
      'table-1/income.05/amount 0 49.02',
      'facts/share.personnel 90% 91%',
      'facts/share.public 10% 9%',
      'facts/growth.operating_costs 113% 112%',
      'table-13/410324230000000036730/amount 73.91 75.51',
    ]
    expect(figuresOf(page).sort()).toEqual(wanted.sort())
    expect(headingOf(page)).toBe(`${wanted.length} 处：公开的文件与账不同`)
    const why = bodyRows(page.root).map((row) => textOf(row[3]))
    expect(why.filter((words) => !/[\u4e00-\u9fff]{4}/.test(words))).toEqual([])
  })

  test.each([
    ['4', ofTable4.length],
    ['13', 1],
    ['3', 0],
  ])('of table %s there are %i', async (table, count) => {
    const page = await open(`differences?table=${table}`)
    expect(figuresOf(page)).toHaveLength(count)
    expect(figuresOf(page).every((figure) => figure.startsWith(`table-${table}/`))).toBe(true)
  })

  test('the home page’s door to the document leads on to them', async () => {
    const leads = (await open('document')).links.map(({ href }) => href)
    expect(leads).toContain(`${EDITION}/differences`)
    expect((await open('table-4')).links.map(({ href }) => href)).toContain(
      `${EDITION}/differences?table=4`,
    )
  })

  test.each(['table=14', 'table=0', 'table=x', 'table='])('?%s is refused', async (query) => {
    const response = await demo.request(`${EDITION}/differences?${query}`)
    expect([query, response.status]).toEqual([query, 404])
  })
})

describe('原件', () => {
  const items = (page: Page, kind: string): ElementNode[] =>
    findAll(page.root, ({ attributes }) => attributes.get('data-item') === kind)
  const partsOf = (kind: string): number =>
    PARTS.filter(({ key }) => key?.startsWith(`${kind}.`)).length

  test.each([
    ['duty', 9, demoRows('duties.csv').length],
    ['table', 13, 13],
    ['project', 17, demoRows('projects.csv').length],
    ['promise', 137, demoRows('indicators.csv').length],
    ['aim', 3, demoRows('aims.csv').length],
    ['task', 2, demoRows('tasks.csv').length],
    ['overview', 2, partsOf('overview')],
    ['statement', 14, partsOf('statement')],
    ['glossary', 8, partsOf('glossary')],
    ['annex', 1, PARTS.filter(({ key }) => key === 'annex').length],
  ])('lists each %s: %i', async (kind, count, inData) => {
    const page = await open('document')
    expect([items(page, kind).length, inData]).toEqual([count, count])
  })

  test('every item leads somewhere or says that nothing is built yet', async () => {
    const page = await open('document')
    const all = findAll(page.root, ({ attributes }) => attributes.has('data-item'))
    expect(all.length).toBe(9 + 13 + 17 + 137 + 3 + 2 + 2 + 14 + 8 + 1)
    const silent = all.filter((item) => {
      const leads = byName(item, 'a').some((link) => !link.attributes.get('href')?.startsWith('#'))
      return !leads && !/尚未建|尚未录入/.test(textOf(item))
    })
    expect(silent.map(textOf)).toEqual([])
  })

  test('every part shows its summary, its place and as many answers as the data names', async () => {
    const page = await open('document')
    for (const { key = '', place = '', summary = '', answers = '' } of PARTS) {
      const item = findAll(page.root, ({ attributes }) => attributes.get('id') === key)[0]
      const text = textOf(item)
      expect([key, text.includes(summary), text.includes(place)]).toEqual([key, true, true])
      const shown = byClass(item as ElementNode, 'answers').flatMap(({ children }) =>
        children.filter((child) => typeof child !== 'string' && ['a', 'span'].includes(child.name)),
      )
      const named = answers.split(' ').filter(Boolean)
      expect([key, shown.length]).toEqual([key, named.length])
    }
  })

  test('a link that the reader drew is said to be inferred, one that is written is not', async () => {
    const page = await open('document')
    const links = demoRows('links.csv')
    expect(links.length).toBeGreaterThan(20)
    for (const { from = '', to = '', inferred } of links.filter(
      (row) => !row.from?.startsWith('project'),
    )) {
      const [kind, key] = from.split(':')
      const item = findAll(
        page.root,
        ({ attributes }) => attributes.get('id') === `${kind}-${key}`,
      )[0]
      const target = to.startsWith('task:')
        ? `#task-${to.slice('task:'.length)}`
        : `${EDITION}/projects/${to.slice('project:'.length)}`
      const answers = item ? byClass(item, 'answers').flatMap(({ children }) => children) : []
      const at = answers.findIndex(
        (child) => typeof child !== 'string' && child.attributes.get('href') === target,
      )
      const after = answers[at + 1]
      const isMarked = typeof after === 'object' && textOf(after) === '推定'
      expect([from, to, at >= 0, isMarked]).toEqual([from, to, true, inferred === '是'])
    }
  })

  test('of a budget without a reading of its document it says so', async () => {
    await demo.load(smallBudget({ department: '795' }))
    const path = '/410324/budget/2023/795/1'
    for (const rest of ['', '/document', '/table-3', '/table-3/total/total']) {
      const response = await demo.request(path + rest)
      expect([rest, response.status]).toEqual([rest, 200])
      expect([rest, /还没有录入|尚未录入/.test(await response.text())]).toEqual([rest, true])
    }
  })
})
