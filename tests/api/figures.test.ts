import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FigureJson, TABLES, type TableJson } from '../../src/modules/budget/index.ts'
import { API, type DemoApp, EDITION, openDemoApp, smallBudget } from '../support/demo-app.ts'

interface Cell {
  /** Behind the edition's address: `table-3/total/project`. */
  readonly address: string
  /** 万元 as the table prints it; null: blank. */
  readonly amount: string | null
}

let demo: DemoApp
const cells = new Map<number, Cell[]>()

beforeAll(async () => {
  demo = await openDemoApp()
  for (const { number } of TABLES) cells.set(number, await readCells(EDITION, number))
})
afterAll(() => demo.close())

async function readCells(edition: string, number: number): Promise<Cell[]> {
  const table = await demo.json<TableJson>(`${API}${edition}/table-${number}`)
  const columns = (TABLES[number - 1]?.columns ?? []).filter(
    (column) => column.type === 'amount' && !column.aside,
  )
  const found: Cell[] = (table.head_amounts ?? []).map(({ key, amount }) => ({
    address: `table-${number}/${key}/amount`,
    amount,
  }))
  for (const [at, row] of [...table.rows, table.total].entries()) {
    for (const { key } of columns) {
      const rowKey = table.row_keys[at] ?? 'total'
      found.push({ address: `table-${number}/${rowKey}/${key}`, amount: row[key] ?? null })
    }
  }
  return found
}

/** A figure with the lines of all its pages. */
async function openFigure(path: string): Promise<{ figure: FigureJson; pages: number }> {
  const first = await demo.json<FigureJson>(path)
  const lines = [...first.lines]
  let pages = 1
  for (let { next } = first; next !== null; pages++) {
    const page = await demo.json<FigureJson>(`${path}?after=${encodeURIComponent(next)}`)
    expect(page.amount_yuan).toBe(first.amount_yuan)
    lines.push(...page.lines)
    next = page.next
  }
  return { figure: { ...first, lines }, pages }
}

function fenOf(yuan: unknown): bigint {
  const text = String(yuan)
  if (!/^-?\d+\.\d\d$/.test(text)) throw new Error(`not yuan with two places: ${text}`)
  return BigInt(text.replace('.', ''))
}

/** 万元 with two places, half away from zero: written here once more, in whole numbers only. */
function roundToWan(fen: bigint): string {
  const size = fen < 0n ? -fen : fen
  const hundreds = ((size + 5_000n) / 10_000n).toString().padStart(3, '0')
  const sign = fen < 0n && hundreds !== '000' ? '-' : ''
  return `${sign}${hundreds.slice(0, -2)}.${hundreds.slice(-2)}`
}

/** What is wrong with a cell of a table that is opened; nothing: it is right. */
async function checkCell(edition: string, cell: Cell): Promise<string | null> {
  const path = `${API}${edition}/${cell.address}`
  if (cell.amount === null) {
    const { status } = await demo.request(path)
    return status === 404 ? null : `${path}: blank, yet ${status}`
  }
  const { figure } = await openFigure(path)
  const sum = figure.lines.reduce((total, line) => total + fenOf(line.amount_yuan), 0n)
  const faults = [
    figure.amount === cell.amount ? '' : `table ${cell.amount}, figure ${figure.amount}`,
    sum === fenOf(figure.amount_yuan) ? '' : `lines ${sum} fen, figure ${figure.amount_yuan}`,
    roundToWan(sum) === cell.amount ? '' : `lines round to ${roundToWan(sum)}`,
    figure.line_count === figure.lines.length ? '' : `${figure.line_count} lines stated`,
    new Set(figure.lines.map(({ line }) => line)).size === figure.lines.length ? '' : 'line twice',
    `table-${figure.table}/${figure.row}/${figure.column}` === cell.address ? '' : 'other address',
  ].filter(Boolean)
  return faults.length > 0 ? `${path}: ${faults.join(', ')}` : null
}

async function checkCells(edition: string, all: readonly Cell[]): Promise<string[]> {
  const faults: string[] = []
  for (const cell of all) {
    const fault = await checkCell(edition, cell)
    if (fault) faults.push(fault)
  }
  return faults
}

describe.each(TABLES)('table $number', ({ number }) => {
  test('each amount opens the lines that add up to it, each blank cell nothing', async () => {
    const all = cells.get(number) ?? []
    expect(all.length).toBeGreaterThan(0)
    expect(await checkCells(EDITION, all)).toEqual([])
  })
})

test('the tables state hundreds of amounts and leave hundreds of cells blank', () => {
  const all = [...cells.values()].flat()
  const stated = all.filter(({ amount }) => amount !== null)
  // 221 printed ones, the totals of tables 1 and 4 once more, 4 in the head of table 12, and
  // those of table 13: an amount an indicator and the total
  expect(stated.length).toBeGreaterThan(221 + 4 + 109)
  expect(all.length - stated.length).toBeGreaterThan(221)
})

test('the whole budget opens its 29 lines', async () => {
  const { figure } = await openFigure(`${API}${EDITION}/table-3/total/total`)
  expect(figure.amount_yuan).toBe('5959400.00')
  expect(figure.lines).toHaveLength(29)
  const amounts = figure.lines.map((line) => Number(line.amount_yuan))
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
  expect(figure.lines[0]).toEqual({
    line: 'initial.22',
    amount_yuan: '1200000.00',
    kind: '其他运转类',
    unit: '130001',
    unit_name: '栾川县政务服务中心（栾川县110联动服务中心）',
    project_code: '410324230000000036729',
    project: '2023年工作经费',
    function: '2010302',
    function_name: '一般行政管理事务',
    dept_economic: '30299',
    dept_name: '其他商品和服务支出',
    gov_economic: '50299',
    gov_name: '其他商品和服务支出',
    fund: '010101',
    fund_name: '财政拨款',
    origin_year: 2023,
    carried: false,
  })
})

test('carried-over money opens exactly the lines of an earlier year', async () => {
  const { figure } = await openFigure(`${API}${EDITION}/table-1/income.05/amount`)
  // 100.00 + 279000.00 + 160000.00 + 25000.00 + 26100.00
  expect(figure.amount_yuan).toBe('490200.00')
  expect(figure.lines.map(({ origin_year, carried }) => [origin_year, carried])).toEqual(
    Array.from({ length: 5 }, () => [2022, true]),
  )
})

// 年终结转 is stated as 0.00 though no line is behind it
test.each([
  ['table-1', 'amount', '5959400.00'],
  ['table-4', 'total', '5959400.00'],
  ['table-4', 'general', '5959400.00'],
  ['table-4', 'general_fiscal', '5959400.00'],
])('the stated zero of %s, %s is the difference of its terms', async (table, column, whole) => {
  const path = `${API}${EDITION}/${table}`
  const { figure } = await openFigure(`${path}/expenditure.carry/${column}`)
  expect([figure.amount, figure.amount_yuan, figure.line_count]).toEqual(['0.00', '0.00', 0])
  expect(figure.terms.map(({ sign, row }) => [sign, row])).toEqual([
    ['+', 'expenditure.total'],
    ['−', 'expenditure.year'],
  ])
  const [all, spent] = figure.terms
  expect(fenOf(all?.amount_yuan) - fenOf(spent?.amount_yuan)).toBe(0n)
  for (const term of figure.terms) {
    expect([term.column, term.amount_yuan]).toEqual([column, whole])
    const opened = await openFigure(`${path}/${term.row}/${term.column}`)
    expect(opened.figure.amount_yuan).toBe(term.amount_yuan)
  }
})

test('the 0.00 of table 4 is stated for no budget that has no money', async () => {
  for (const column of ['fund', 'capital']) {
    const response = await demo.request(`${API}${EDITION}/table-4/expenditure.carry/${column}`)
    expect([column, response.status]).toEqual([column, 404])
  }
})

describe('a budget of 450 lines', () => {
  const edition = '/410324/budget/2023/777/1'
  // 0.01 + 0.02 + … + 4.50 = 0.01 × 450 × 451 / 2 = 1014.75
  const amounts = Array.from({ length: 450 }, (_, at) => ((at + 1) / 100).toFixed(2))

  beforeAll(async () => {
    await demo.load(smallBudget({ department: '777', amounts }))
  })

  test('gives them page by page, none twice', async () => {
    const { figure, pages } = await openFigure(`${API}${edition}/table-3/total/total`)
    expect([pages, figure.lines.length, figure.amount_yuan]).toEqual([6, 450, '1014.75'])
    expect(new Set(figure.lines.map(({ line }) => line)).size).toBe(450)
  })

  test('adds up in every cell of every table', async () => {
    for (const { number } of TABLES) {
      expect(await checkCells(edition, await readCells(edition, number))).toEqual([])
    }
  })

  test('leads from page to page in the portal', async () => {
    const path = `${edition}/table-3/total/total`
    const links: number[] = []
    for (let next: string | undefined = path; next; ) {
      const text: string = await (await demo.request(next)).text()
      links.push([...text.matchAll(/class="fig" href="[^"]*\/lines\//g)].length)
      expect(text).toContain('450 笔')
      expect(text).toContain('1,014.75')
      next = /href="([^"]*\?after=[^"]*)"/.exec(text)?.[1]
    }
    expect(links).toEqual([80, 80, 80, 80, 80, 50])
  })
})

test('equal amounts at the edge of a page are given once each', async () => {
  const amounts = Array.from({ length: 401 }, () => '7.00')
  await demo.load(smallBudget({ department: '778', amounts }))
  const { figure, pages } = await openFigure(
    `${API}/410324/budget/2023/778/1/table-1/income.total/amount`,
  )
  expect([pages, figure.lines.length, figure.amount_yuan]).toEqual([6, 401, '2807.00'])
  expect(new Set(figure.lines.map(({ line }) => line)).size).toBe(401)
})

test('amounts that cancel out are 0.00 and open, not blank', async () => {
  await demo.load(smallBudget({ department: '779', amounts: ['5.00', '9.00', '-5.00'] }))
  const { figure } = await openFigure(
    `${API}/410324/budget/2023/779/1/table-3/779001.2010301/basic`,
  )
  expect([figure.amount, figure.amount_yuan, figure.line_count]).toEqual(['0.00', '0.00', 2])
  expect(figure.lines.map(({ amount_yuan }) => amount_yuan)).toEqual(['5.00', '-5.00'])
})

describe('an adjusted budget', () => {
  const budget = '/410324/budget/2023/780'

  beforeAll(async () => {
    await demo.load(smallBudget({ department: '780', amounts: ['100.00', '40.00'] }))
    // signed differences
    await demo.load(smallBudget({ department: '780', amounts: ['-30.00', '5.00'], adjustment: 1 }))
  })

  test('adds its differences to the lines before it, and leaves the first edition as it was', async () => {
    const editionOf = async (number: number): Promise<unknown[]> => {
      const { figure } = await openFigure(`${API}${budget}/${number}/table-3/total/total`)
      return [
        figure.amount_yuan,
        ...figure.lines.map(({ line, amount_yuan }) => [line, amount_yuan]),
      ]
    }
    const initial = [
      ['initial.1', '100.00'],
      ['initial.2', '40.00'],
    ]
    expect(await editionOf(1)).toEqual(['140.00', ...initial])
    expect(await editionOf(2)).toEqual([
      '115.00',
      ...initial,
      ['adjustment-1.2', '5.00'],
      ['adjustment-1.1', '-30.00'],
    ])
  })

  test('is the one to which addresses without an edition lead', async () => {
    const response = await demo.request(`${budget}/table-3/total/total`)
    expect(response.headers.get('location')).toBe(`${budget}/2/table-3/total/total`)
    const listed = await demo.json<{ budgets: { department: string; edition: number }[] }>(
      `${API}/410324/budget`,
    )
    const own = listed.budgets.filter(({ department }) => department === '780')
    expect(own.map(({ edition }) => edition)).toEqual([2])
    const old = await (await demo.request(`${budget}/1`)).text()
    expect(old).toContain(`href="${budget}"`)
    expect(await (await demo.request(`${budget}/2`)).text()).not.toContain(`href="${budget}"`)
  })
})

test('a county with more than fifty budgets lists each once', async () => {
  const years = Array.from({ length: 60 }, (_, at) => 2023 + (at % 3))
  for (const [at, year] of years.entries()) {
    await demo.load(
      smallBudget({ county: 410399, department: `5${String(at).padStart(2, '0')}`, year }),
    )
  }
  const listed: { year: number; department: string }[] = []
  let pages = 0
  for (let after: string | null = ''; after !== null; pages++) {
    const page: { budgets: typeof listed; next: string | null } = await demo.json(
      `${API}/410399/budget${after && `?after=${after}`}`,
    )
    listed.push(...page.budgets)
    after = page.next
  }
  expect([pages, listed.length]).toEqual([2, 60])
  const order = listed.map(({ year, department }) => `${3000 - year} ${department}`)
  expect(order).toEqual([...new Set(order)].sort())
})
