import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TABLES, type TableJson } from '../../src/modules/budget/index.ts'
import { API, type DemoApp, EDITION, openDemoApp } from '../support/demo-app.ts'

interface Printed {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly printed: string
  readonly ledger: string
}

const printed: readonly Printed[] = parse(
  readFileSync('tests/fixtures/luanchuan-2023/printed-amounts.csv', 'utf8'),
  { columns: true },
)

const byFunction =
  'unit,function,name,total,basic,wages,families,goods,capital_spending,project,other_running,specific_target'
const byClass = 'dept_economic,dept_name,gov_economic,gov_name'
const columns: Readonly<Record<number, string>> = {
  1: 'side,item,code,amount',
  2: 'code,name,total,year_total,general,general_fiscal,fund,capital,special_account,business,operating,superior,subordinate,other,carry_total,carry_general,carry_fund,carry_capital,carry_special_account,carry_unit_funds',
  3: byFunction,
  4: 'side,item,code,total,general,general_fiscal,fund,capital',
  5: byFunction,
  6: `${byClass},total,personnel,public`,
  7: `${byClass},total,general,general_fiscal,fund,capital,carry,special_account,business,superior,subordinate,operating,other`,
  8: 'total,abroad,vehicles,vehicle_purchase,vehicle_running,reception',
  9: byFunction,
  10: byFunction,
  11: 'kind,project_code,project,unit,total,general,fund,capital,carry_general,carry_fund,carry_capital,special_account,unit_funds',
  12: 'level1,level2,level3,operator,target,unit,note',
  13: 'project_code,project,amount,group,name,operator,target,unit',
}
const numbers = Object.keys(columns).map(Number)

let demo: DemoApp
const tables = new Map<number, TableJson>()

beforeAll(async () => {
  demo = await openDemoApp()
  for (const number of numbers) {
    tables.set(number, await demo.json<TableJson>(`${API}${EDITION}/table-${number}`))
  }
})
afterAll(() => demo.close())

function tableOf(number: number): TableJson {
  const table = tables.get(number)
  if (!table) throw new Error(`no table ${number}`)
  return table
}

/** A cell by its address; undefined where the table has no such row or column. */
function cellOf(number: number, row: string, column: string): string | null | undefined {
  const table = tableOf(number)
  const cells = row === 'total' ? table.total : table.rows[table.row_keys.indexOf(row)]
  return cells?.[column]
}

/** Cells with an amount by their addresses, the total's among them. */
function amountsOf(number: number): Map<string, string> {
  const { rows, row_keys, total } = tableOf(number)
  const amountColumns = TABLES[number - 1]?.columns.filter(({ type }) => type === 'amount') ?? []
  const found = new Map<string, string>()
  for (const [at, cells] of [...rows, total].entries()) {
    for (const { key } of amountColumns) {
      const amount = cells[key] ?? null
      if (amount !== null) found.set(`${row_keys[at] ?? 'total'}/${key}`, amount)
    }
  }
  return found
}

test('the document prints 221 amounts', () => {
  expect(printed).toHaveLength(221)
  expect(printed.filter(({ ledger }) => ledger !== '')).toHaveLength(9)
})

test.each(printed)('table $table, $row, $column', ({ table, row, column, printed, ledger }) => {
  expect(cellOf(Number(table), row, column)).toBe(ledger || printed)
})

// tables 1 and 4 print their totals among the rows: `total` states them once more
test.each([1, 2, 3, 4, 5, 6, 7, 11])('table %i has no amount that is not printed', (number) => {
  const known = new Set(
    printed
      .filter(({ table }) => Number(table) === number)
      .map(({ row, column }) => `${row}/${column}`),
  )
  const own = [...amountsOf(number).keys()]
  const isTotalTwice = (address: string): boolean =>
    [1, 4].includes(number) && address.startsWith('total/')
  expect(own.filter((address) => !known.has(address) && !isTotalTwice(address))).toEqual([])
})

test.each([8, 9, 10])('table %i is empty and says so', (number) => {
  expect(amountsOf(number)).toEqual(new Map())
  expect(tableOf(number).note).toMatch(/^2023 年没有用.*，所以表中没有数字。$/)
})

test('only the empty tables have a note', () => {
  expect(numbers.filter((number) => tableOf(number).note !== null)).toEqual([8, 9, 10])
})

describe.each(numbers)('table %i', (number) => {
  test('has its columns in order', () => {
    expect(
      tableOf(number)
        .columns.map(({ key }) => key)
        .join(),
    ).toBe(columns[number])
  })

  test('has a cell for each column in every row and in the total, and no other', () => {
    const { rows, total } = tableOf(number)
    for (const cells of [...rows, total]) expect(Object.keys(cells).join()).toBe(columns[number])
  })

  test('names itself and each row once', () => {
    const table = tableOf(number)
    expect(table.table).toBe(number)
    expect(table.title).toBe(TABLES[number - 1]?.title)
    expect(table.unit).toBe('万元')
    expect(table.row_keys).toHaveLength(table.rows.length)
    expect(new Set(table.row_keys).size).toBe(table.rows.length)
  })
})

test('the head of table 12 states six amounts, in words and 万元', () => {
  expect(tableOf(12).head_amounts).toEqual([
    { key: 'budget', label: '部门预算总额', amount: '595.94' },
    { key: 'fiscal', label: '政府预算资金', amount: '595.94' },
    { key: 'special_account', label: '财政专户管理资金', amount: null },
    { key: 'unit_funds', label: '单位资金', amount: null },
    { key: 'basic', label: '基本支出', amount: '178.90' },
    { key: 'project', label: '项目支出', amount: '417.04' },
  ])
  const others = numbers.filter((number) => number !== 12)
  expect(others.filter((number) => 'head_amounts' in tableOf(number))).toEqual([])
})

test('tables 12 and 13 hold 28 and 109 indicators, four without a target', () => {
  expect(tableOf(12).rows).toHaveLength(28)
  expect(tableOf(13).rows.filter(({ name }) => name !== null)).toHaveLength(109)
  const blank = [...tableOf(12).rows, ...tableOf(13).rows].filter(({ target }) => target === null)
  expect(blank).toHaveLength(4)
  for (const { operator, unit } of blank) expect([operator, unit]).toEqual([null, null])
})

test('an edition that is not named leads to the current one', async () => {
  const response = await demo.request(`${API}/410324/budget/2023/130/table-3`)
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe(`${API}${EDITION}/table-3`)
})

test('the budget names its tables, their addresses and what it was loaded from', async () => {
  const budget = await demo.json<Record<string, unknown>>(`${API}${EDITION}`)
  expect(budget).toEqual({
    county: 410324,
    county_name: '栾川县',
    department: '130',
    department_name: '栾川县政务服务和大数据中心（栾川县110联动服务中心）',
    year: 2023,
    edition: 1,
    version: 'initial',
    current: true,
    published_on: null,
    document: '2023年栾川县政务服务和大数据中心部门预算说明',
    source: '转录自该部门公布的2023年部门预算，文中未写批复日期和公布日期。',
    content_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    paid: null,
    tables: numbers.map((number) => ({
      table: number,
      title: TABLES[number - 1]?.title,
      address: `${API}${EDITION}/table-${number}`,
    })),
  })
})

test('the county lists its one budget', async () => {
  expect(await demo.json(`${API}/410324/budget`)).toEqual({
    budgets: [
      {
        year: 2023,
        department: '130',
        department_name: '栾川县政务服务和大数据中心（栾川县110联动服务中心）',
        edition: 1,
        address: `${API}${EDITION}`,
      },
    ],
    next: null,
  })
})
