import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts'
import { readCounty } from '../../platform/db/index.ts'
import { type Catalogue, loadCatalogue } from '../classification/index.ts'
import type { LedgerRef } from './budget-ref.ts'
import { loadBudget } from './commands/load-budget.ts'
import { TABLES } from './domain/tables.ts'
import type { BudgetTable } from './queries/budget-table.ts'
import { composeTables } from './queries/compose-tables.ts'
import { findFigure } from './queries/find-figure.ts'
import { buildFolder, type LineToBuild } from './testing.ts'

const NOW = Temporal.Instant.from('2023-03-01T00:00:00Z')
let database: TestDatabase
let catalogue: Catalogue

beforeAll(async () => {
  database = await openTestDatabase()
  catalogue = await loadCatalogue(database.app)
})
afterAll(() => database.close())

/** Four units of two natures, eight projects in them, all funds, all kinds, money down to the fen. */
const UNITS = [
  { code: '900', parent: '', name: '示例部门', nature: '' },
  ...['900001', '900002', '900003', '900004'].map((code, at) => ({
    code,
    parent: '900',
    name: `示例单位${at + 1}`,
    nature: at % 2 === 0 ? '事业单位' : '行政单位',
  })),
]
const PROJECTS = UNITS.slice(1).flatMap((unit, at) =>
  ['其他运转类', '特定目标类'].map((kind, which) => ({
    code: `99000123000000000${String(at * 2 + which).padStart(4, '0')}`,
    name: `示例项目${at}${which}`,
    unit: unit.code,
    kind,
  })),
)

interface OracleLine {
  unit: string
  kind: string
  project: string
  function: string
  dept: string
  gov: string
  fund: string
  carried: boolean
  fen: number
}

const line: fc.Arbitrary<OracleLine> = fc
  .record({
    unit: fc.constantFrom(...UNITS.slice(1).map((unit) => unit.code)),
    kind: fc.constantFrom('人员经费', '公用经费', '其他运转类', '特定目标类', '年终结转'),
    function: fc.constantFrom('2010301', '2010302', '2080505', '2210201', '2120801'),
    personnel: fc.constantFrom('30101', '30113', '30305', '30399'),
    other: fc.constantFrom('30201', '30212', '30217', '30231', '30299', '31002', '31013', '30902'),
    gov: fc.constantFrom('50501', '50502', '50101', '50299', '50601'),
    fund: fc.constantFrom(
      '0101',
      '010101',
      '010102',
      '0102',
      '0103',
      '02',
      '0301',
      '0302',
      '0303',
      '0304',
      '0305',
      '04',
    ),
    carried: fc.boolean(),
    fen: fc.oneof(
      fc.integer({ min: -3_000_000, max: 90_000_000 }),
      fc.constant(0),
      fc.constant(5_000),
    ),
  })
  .map(({ personnel, other, ...rest }) => {
    const isProject = rest.kind.endsWith('类')
    const none = rest.kind === '年终结转'
    const project = PROJECTS.find(({ unit, kind }) => unit === rest.unit && kind === rest.kind)
    return {
      ...rest,
      project: isProject ? (project?.code ?? '') : '',
      function: none ? '' : rest.function,
      dept: none ? '' : rest.kind === '人员经费' ? personnel : other,
      gov: none ? '' : rest.gov,
      carried: rest.carried || rest.fund === '04',
    }
  })

async function compose(
  lines: readonly LineToBuild[],
  year: number,
): Promise<{ ref: LedgerRef; tables: BudgetTable[] }> {
  const folder = buildFolder({ manifest: { year }, lines, units: UNITS, projects: PROJECTS })
  const result = await loadBudget(database.app, folder, { catalogue, now: NOW })
  expect(result.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  if (!result.ref) throw new Error('refused')
  const { ref } = result
  return {
    ref,
    tables: await readCounty(database.reader, ref.county, (tx) => composeTables(tx, ref)),
  }
}

const GENERAL = ['0101', '010101', '010102']
const starts =
  (...classes: string[]) =>
  (l: OracleLine) =>
    classes.includes(l.dept.slice(0, 3))

/** What each column counts, written a second time by hand: no predicate of the product is used. */
const ORACLE: Record<string, (l: OracleLine) => boolean> = {
  total: () => true,
  amount: () => true,
  year_total: (l) => !l.carried,
  general: (l) => GENERAL.includes(l.fund) && !l.carried,
  general_fiscal: (l) => l.fund === '010101' && !l.carried,
  fund: (l) => l.fund === '0102' && !l.carried,
  capital: (l) => l.fund === '0103' && !l.carried,
  special_account: (l) => l.fund === '02' && !l.carried,
  business: (l) => l.fund === '0301' && !l.carried,
  operating: (l) => l.fund === '0302' && !l.carried,
  superior: (l) => l.fund === '0303' && !l.carried,
  subordinate: (l) => l.fund === '0304' && !l.carried,
  other: (l) => l.fund === '0305' && !l.carried,
  carry_total: (l) => l.carried,
  carry: (l) => l.carried,
  carry_general: (l) => GENERAL.includes(l.fund) && l.carried,
  carry_fund: (l) => l.fund === '0102' && l.carried,
  carry_capital: (l) => l.fund === '0103' && l.carried,
  carry_special_account: (l) => l.fund === '02' && l.carried,
  carry_unit_funds: (l) => (l.fund.startsWith('03') || l.fund === '04') && l.carried,
  unit_funds: (l) => l.fund.startsWith('03') || l.fund === '04',
  basic: (l) => l.kind === '人员经费' || l.kind === '公用经费',
  wages: (l) => l.kind === '人员经费' && starts('301')(l),
  families: (l) => l.kind === '人员经费' && starts('303')(l),
  goods: (l) => l.kind === '公用经费' && starts('302')(l),
  capital_spending: (l) => l.kind === '公用经费' && starts('309', '310')(l),
  project: (l) => l.kind.endsWith('类'),
  other_running: (l) => l.kind === '其他运转类',
  specific_target: (l) => l.kind === '特定目标类',
  personnel: (l) => l.kind === '人员经费',
  public: (l) => l.kind === '公用经费',
  abroad: (l) => l.dept === '30212',
  vehicles: (l) => l.dept === '31013' || l.dept === '30231',
  vehicle_purchase: (l) => l.dept === '31013',
  vehicle_running: (l) => l.dept === '30231',
  reception: (l) => l.dept === '30217',
}
const spent = (l: OracleLine): boolean => l.kind !== '年终结转'
const general = (l: OracleLine): boolean => GENERAL.includes(l.fund)
const SCOPES: Record<number, (l: OracleLine) => boolean> = {
  2: () => true,
  3: spent,
  5: (l) => spent(l) && general(l),
  6: (l) => general(l) && (l.kind === '人员经费' || l.kind === '公用经费'),
  7: spent,
  8: (l) => spent(l) && general(l) && ['30212', '30217', '30231', '31013'].includes(l.dept),
  9: (l) => spent(l) && l.fund === '0102',
  10: (l) => spent(l) && l.fund === '0103',
  11: (l) => l.kind.endsWith('类'),
  13: (l) => l.kind.endsWith('类'),
}
// in table 11 these two hold this year's and carried-over money alike
const TABLE_11: Record<string, (l: OracleLine) => boolean> = {
  special_account: (l) => l.fund === '02',
}
const ROW: Record<number, (l: OracleLine) => string> = {
  2: (l) => l.unit,
  3: (l) => `${l.unit}.${l.function}`,
  5: (l) => `${l.unit}.${l.function}`,
  6: (l) => `${l.dept}.${l.gov}`,
  7: (l) => `${l.dept}.${l.gov}`,
  8: () => 'total',
  9: (l) => `${l.unit}.${l.function}`,
  10: (l) => `${l.unit}.${l.function}`,
  11: (l) => l.project,
  13: (l) => l.project,
}

function sumOf(lines: readonly OracleLine[]): number | null {
  return lines.length === 0 ? null : lines.reduce((sum, { fen }) => sum + fen, 0)
}

let year = 1950
describe('tables over random ledgers of four units, all kinds and all funds', () => {
  test('each cell is the exact sum of its lines, blank only where there is none; tables agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 0, maxLength: 60 }), async (lines) => {
        year += 1
        const { tables } = await compose(
          lines.map((own) => toBuild(own, year)),
          year,
        )
        for (const table of tables.filter(({ number }) => SCOPES[number])) checkCells(table, lines)
        checkSides(tables, lines)
        checkPartitions(tables)
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })

  test('every figure opens, and its lines add up to it in yuan', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 5, maxLength: 25 }), async (lines) => {
        year += 1
        const { ref, tables } = await compose(
          lines.map((own) => toBuild(own, year)),
          year,
        )
        await readCounty(database.reader, ref.county, async (tx) => {
          for (const table of tables) {
            for (const row of [...table.rows, table.total]) {
              for (const [columnKey, amount] of Object.entries(row.amounts)) {
                const address = { table: table.number, rowKey: row.key, columnKey }
                const figure = await findFigure(tx, ref, address)
                // a row of table 12 is an indicator, which has no amount
                if (amount === null) {
                  expect(figure?.fen, JSON.stringify(address)).toBeUndefined()
                  continue
                }
                expect(figure?.fen, JSON.stringify(address)).toBe(amount)
                const added = figure?.lines.reduce((sum, { fen }) => sum + fen, 0)
                expect(added, JSON.stringify(address)).toBe(amount)
                expect(figure?.lines.length).toBe(figure?.lineCount)
              }
            }
          }
        })
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })

  test('a department without money has thirteen tables, blanks and sentences', async () => {
    year += 1
    const { tables } = await compose([], year)
    expect(tables.map(({ number }) => number)).toEqual(TABLES.map(({ number }) => number))
    for (const table of tables) {
      expect(Object.values(table.total.amounts).every((amount) => amount === null)).toBe(true)
    }
    expect(tables.filter(({ note }) => note !== null).map(({ number }) => number)).toEqual([
      8, 9, 10, 11, 13,
    ])
  })

  test('lines that cancel out print 0.00, a cell without lines stays blank', async () => {
    year += 1
    const { ref, tables } = await compose(
      [{ amount_yuan: '100.00' }, { amount_yuan: '-100.00' }],
      year,
    )
    const row = tables
      .find(({ number }) => number === 3)
      ?.rows.find(({ key }) => key === '900001.2010301')
    expect(row?.amounts).toMatchObject({ total: 0, goods: 0, wages: null, project: null })
    const figure = await readCounty(database.reader, ref.county, (tx) =>
      findFigure(tx, ref, { table: 3, rowKey: 'total', columnKey: 'goods' }),
    )
    expect(figure?.lines.map(({ fen }) => fen)).toEqual([10_000, -10_000])
  })
})

describe('an adjustment', () => {
  test('adds signed differences to the version before, which stays what it was', async () => {
    year += 1
    const project = PROJECTS[0]?.code ?? ''
    const inProject = { kind: '其他运转类', project, dept_economic: '30299' }
    const { ref } = await compose(
      [{ amount_yuan: '1000.00' }, { ...inProject, amount_yuan: '500.00' }],
      year,
    )
    const adjustment = buildFolder({
      manifest: { year, version: 'adjustment-1', reason: '压减一般性支出', paper: '示财预〔1〕号' },
      units: UNITS,
      projects: PROJECTS.map((known) => ({ ...known, name: `${known.name}（调整）` })),
      lines: [{ ...inProject, amount_yuan: '-500.00' }, { amount_yuan: '20.01' }],
    })
    const result = await loadBudget(database.app, adjustment, { catalogue, now: NOW })
    expect(result.outcome).toBe('loaded')
    const read = (sequence: number): Promise<BudgetTable[]> =>
      readCounty(database.reader, ref.county, (tx) => composeTables(tx, { ...ref, sequence }))
    const [before, after] = [await read(0), await read(1)]
    const total = (
      tables: BudgetTable[],
      table: number,
      column: string,
    ): number | null | undefined =>
      tables.find(({ number }) => number === table)?.total.amounts[column]
    expect(total(before, 3, 'total')).toBe(150_000)
    expect(total(after, 3, 'total')).toBe(102_001)
    expect(total(after, 3, 'project')).toBe(0)
    expect(before.find(({ number }) => number === 11)?.rows.at(-1)?.texts.project).not.toContain(
      '调整',
    )
    expect(after.find(({ number }) => number === 11)?.rows.at(-1)?.texts.project).toContain('调整')
  })
})

function toBuild(own: OracleLine, budgetYear: number): LineToBuild {
  return {
    unit: own.unit,
    kind: own.kind,
    project: own.project,
    function: own.function,
    dept_economic: own.dept,
    gov_economic: own.gov,
    fund: own.fund,
    origin_year: own.carried ? budgetYear - 1 : budgetYear,
    amount_yuan: (own.fen / 100).toFixed(2).replace('-0.00', '0.00'),
  }
}

function checkCells(table: BudgetTable, lines: readonly OracleLine[]): void {
  const inScope = lines.filter(SCOPES[table.number] ?? (() => false))
  const keyOf = ROW[table.number] ?? (() => '')
  const keys = new Set(inScope.map(keyOf))
  const known = table.rows.filter(({ key }) => keys.has(key))
  expect(new Set(known.map(({ key }) => key))).toEqual(
    table.number === 8 && keys.size === 0 ? new Set() : keys,
  )
  for (const row of [...known, table.total, ...table.rows.filter(({ key }) => key === '900')]) {
    const own =
      row.key === 'total' || row.key === '900'
        ? inScope
        : inScope.filter((l) => keyOf(l) === row.key)
    for (const [column, amount] of Object.entries(row.amounts)) {
      const test = (table.number === 11 ? TABLE_11[column] : undefined) ?? ORACLE[column]
      if (!test) throw new Error(`no oracle for ${column}`)
      expect(amount, `table ${table.number} ${row.key} ${column}`).toBe(sumOf(own.filter(test)))
    }
  }
}

/** Tables 1 and 4: income and expenditure, and the carry that is the difference of the two. */
function checkSides(tables: readonly BudgetTable[], lines: readonly OracleLine[]): void {
  const isFiscal = (l: OracleLine): boolean =>
    GENERAL.includes(l.fund) || l.fund === '0102' || l.fund === '0103'
  for (const [number, scope] of [
    [1, () => true],
    [4, isFiscal],
  ] as const) {
    const table = tables.find((candidate) => candidate.number === number)
    const column = number === 1 ? 'amount' : 'total'
    const own = lines.filter(scope)
    const at = (key: string): number | null | undefined =>
      table?.rows.find((row) => row.key === key)?.amounts[column]
    expect(at('income.total')).toBe(sumOf(own))
    expect(at('income.year')).toBe(sumOf(own.filter((l) => !l.carried)))
    expect(at('income.05')).toBe(sumOf(own.filter((l) => l.carried)))
    expect(at('income.0101')).toBe(sumOf(own.filter((l) => general(l) && !l.carried)))
    expect(at('expenditure.year')).toBe(sumOf(own.filter(spent)))
    expect(at('expenditure.total')).toBe(sumOf(own))
    const carry = own.length === 0 ? null : (sumOf(own) ?? 0) - (sumOf(own.filter(spent)) ?? 0)
    expect(at('expenditure.carry')).toBe(carry)
    for (const functionClass of ['201', '208', '212', '221', '229']) {
      const expected = sumOf(own.filter((l) => spent(l) && l.function.startsWith(functionClass)))
      expect(at(`expenditure.${functionClass}`) ?? null).toBe(expected)
    }
  }
}

/** Where a row's columns are parts of another column they add up to it, to the fen. */
function checkPartitions(tables: readonly BudgetTable[]): void {
  const parts: Record<number, Record<string, string[]>> = {
    2: {
      total: ['year_total', 'carry_total'],
      year_total: [
        'general',
        'fund',
        'capital',
        'special_account',
        'business',
        'operating',
        'superior',
        'subordinate',
        'other',
      ],
      carry_total: [
        'carry_general',
        'carry_fund',
        'carry_capital',
        'carry_special_account',
        'carry_unit_funds',
      ],
    },
    3: {
      total: ['basic', 'project'],
      basic: ['wages', 'families', 'goods', 'capital_spending'],
      project: ['other_running', 'specific_target'],
    },
    4: { total: ['general', 'fund', 'capital'] },
    6: { total: ['personnel', 'public'] },
    7: {
      total: [
        'general',
        'fund',
        'capital',
        'carry',
        'special_account',
        'business',
        'superior',
        'subordinate',
        'operating',
        'other',
      ],
    },
    8: {
      total: ['abroad', 'vehicles', 'reception'],
      vehicles: ['vehicle_purchase', 'vehicle_running'],
    },
    11: {
      total: [
        'general',
        'fund',
        'capital',
        'carry_general',
        'carry_fund',
        'carry_capital',
        'special_account',
        'unit_funds',
      ],
    },
  }
  for (const table of tables) {
    const sums =
      parts[table.number] ??
      (table.number === 5 || table.number === 9 || table.number === 10 ? parts[3] : undefined)
    for (const [whole, columns] of Object.entries(sums ?? {})) {
      for (const row of [...table.rows, table.total]) {
        if (row.key.startsWith('income.')) continue
        const added = columns.reduce((sum, column) => sum + (row.amounts[column] ?? 0), 0)
        expect(row.amounts[whole] ?? 0, `table ${table.number} ${row.key} ${whole}`).toBe(added)
      }
    }
  }
}
