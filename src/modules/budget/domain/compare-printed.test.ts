import { describe, expect, test } from 'vitest'
import { comparePrinted, explainGap, inWan } from './compare-printed.ts'
import { fenOfYuan, groupOf, overviewOf } from './testing.ts'

function printedAs(printed: string): Parameters<typeof comparePrinted>[0][number] {
  return { figure: 'table-1/income.total/amount', printed, place: '表1', note: null }
}

test('money is compared in the unit of the tables; a blank is no amount', () => {
  expect(inWan(null)).toBeNull()
  expect(inWan(fenOfYuan(5_959_400))).toEqual({ numerator: 595_940_000n, denominator: 1_000_000n })
})

test('each printed figure keeps its words and is told the same, coarser or different', () => {
  const printed = ['595.94', '595.9', '546.92', '无'].map(printedAs)
  const compared = comparePrinted(printed, inWan(fenOfYuan(5_959_400)), 2)
  expect(compared.map(({ agreement }) => agreement)).toEqual([
    'same',
    'coarser',
    'different',
    'different',
  ])
  expect(compared.map(({ agreement: _, ...rest }) => rest)).toEqual(printed)
  expect(comparePrinted([], null, 2)).toEqual([])
})

describe('why a printed amount may differ', () => {
  const overview = overviewOf({
    groups: [
      groupOf(5_469_200),
      groupOf(490_200, { carried: true }),
      groupOf(100_000, { kind: 'other_running' }),
    ],
  })

  test.each([
    // the ledger has 595.94, the document leaves out what was carried over
    ['546.92', 5_959_400, '49.02', 'table-1/income.05/amount'],
    // ... or has it where the ledger has nothing
    ['49.02', null, '49.02', 'table-1/income.05/amount'],
    ['10', null, '10.00', 'table-3/total/project'],
    ['0', 100_000, '10.00', 'table-3/total/project'],
    ['0.00', 5_569_200, '556.92', 'table-1/income.year/amount'],
  ])('%s for %s is off by %s', (printed, yuan, text, figure) => {
    const amount = yuan === null ? null : fenOfYuan(yuan)
    expect(explainGap(overview, printed, amount)).toMatchObject({ text, figure })
  })

  test.each([
    ['546.93', 5_959_400],
    ['不详', 5_959_400],
    ['546.920', 5_959_400],
    ['595.94', 5_959_400],
  ])('%s for %i is not explained', (printed, yuan) => {
    expect(explainGap(overview, printed, fenOfYuan(yuan))).toBeUndefined()
  })

  test('a gap of nothing is explained by no money that is not there', () => {
    expect(explainGap(overviewOf(), '0', null)).toBeUndefined()
    const nothing = overviewOf({ groups: [groupOf(0, { carried: true })] })
    expect(explainGap(nothing, '0', null)).toBeUndefined()
  })
})
