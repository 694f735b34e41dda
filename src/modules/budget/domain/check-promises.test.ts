import { describe, expect, test } from 'vitest'
import {
  checkPromises,
  limitOf,
  PROMISE_FAULTS,
  type PromiseFinding,
  promiseKey,
  workingDaysOf,
} from './check-promises.ts'
import type { Indicator } from './indicator.ts'
import type { IndicatorMeasure, Overview } from './overview.ts'
import { moneyOfProject } from './overview.ts'
import { groupOf, overviewOf, PROJECT, promiseOf } from './testing.ts'

const money = [groupOf(400_000, { kind: 'other_running' })]

function faultsOf(indicator: Indicator, given: Partial<Overview> = {}): string[] {
  const found = checkPromises(overviewOf({ indicators: [indicator], groups: money, ...given }))
  return found.map(({ code }) => code)
}

/** The sentence, whose figures are doors. */
function wordsOf(finding: PromiseFinding | undefined): string {
  return (finding?.message ?? [])
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('')
}

test('money of a project is all its lines’, of one without lines nothing, not 0', () => {
  const overview = overviewOf({
    groups: [
      groupOf(10, { kind: 'other_running' }),
      groupOf(-4, { kind: 'other_running', carried: true }),
      groupOf(7),
    ],
  })
  expect([moneyOfProject(overview, PROJECT), moneyOfProject(overview, 'x')]).toEqual([600, null])
})

test('a promise of the whole department is under its code', () => {
  const overview = overviewOf()
  expect(promiseKey(overview, promiseOf('x'))).toBe(`${PROJECT}.1`)
  expect(promiseKey(overview, promiseOf('x', { project: null, number: 5 }))).toBe('900.5')
})

test('working days are those of all months, or not known', () => {
  expect(workingDaysOf(overviewOf())).toBeNull()
  expect(workingDaysOf(overviewOf({ workingMonths: [] }))).toBe(0)
  const workingMonths = [
    { month: 1, days: 18 },
    { month: 2, days: 20 },
  ]
  expect(workingDaysOf(overviewOf({ workingMonths }))).toBe(38)
})

describe('a promise', () => {
  test.each<[string, Indicator, readonly string[]]>([
    ['with nothing wrong', promiseOf('办结件数', { target: '100', unit: '件' }), []],
    ['without a target', promiseOf('办结件数', { target: null }), ['blank_target']],
    ['of the right money', promiseOf('成本', { target: '40', unit: '万元' }), []],
    ['of the right money in yuan', promiseOf('成本', { target: '400000', unit: '元' }), []],
    ['of other money', promiseOf('成本', { target: '0.5', unit: '万' }), ['money_differs']],
    ['of a number without a unit', promiseOf('成本', { target: '0.5' }), []],
    [
      'of other money in its name',
      promiseOf('支付11.56万元', { target: '11.56' }),
      ['money_differs', 'money_as_output'],
    ],
    [
      'in percent that is no rate',
      promiseOf('降低成本', { target: '95', unit: '%' }),
      ['not_a_rate'],
    ],
    ['in percent that is one', promiseOf('办结率', { target: '95', unit: '%' }), []],
    [
      'of satisfaction among outputs',
      promiseOf('用餐满意度', { target: '95', unit: '%' }),
      ['satisfaction_as_output'],
    ],
    [
      'of payment as satisfaction',
      promiseOf('按时支付', { level1: '满意度指标', target: '95', unit: '%' }),
      ['not_a_rate', 'payment_as_satisfaction'],
    ],
  ])('%s', (_, indicator, faults) => {
    expect(faultsOf(indicator)).toEqual(faults)
  })

  test('of the whole department is not judged as an output, nor by a project’s money', () => {
    const indicator = promiseOf('用餐满意度40万元', { project: null, target: '0.5', unit: '万元' })
    expect(faultsOf(indicator)).toEqual([])
  })

  test('of money of a project that has none is not compared', () => {
    expect(faultsOf(promiseOf('成本', { target: '40', unit: '万元' }), { groups: [] })).toEqual([])
  })

  test('that could be a price names how many times it goes into the budget', () => {
    const indicator = promiseOf('成本', { target: '8', unit: '万元' })
    const [finding] = checkPromises(overviewOf({ indicators: [indicator], groups: money }))
    expect(finding).toMatchObject({
      code: 'money_differs',
      severity: 'warning',
      working: `facts/gap.${PROJECT}.1`,
    })
    expect(wordsOf(finding)).toContain('（5）')
    const odd = promiseOf('成本', { target: '7', unit: '万元' })
    const [other] = checkPromises(overviewOf({ indicators: [odd], groups: money }))
    expect(wordsOf(other)).toContain('写的是 7万元，项目预算是 40.00 万元')
    expect(wordsOf(other)).not.toContain('单价')
    const zero = promiseOf('成本', { target: '0', unit: '万元' })
    expect(faultsOf(zero)).toEqual(['money_differs'])
  })
})

describe('a rate whose denominator is nothing', () => {
  const measure: IndicatorMeasure = {
    key: 'three_public_control',
    name: '“三公”经费控制率',
    unit: '%',
    numerator: '实际支出',
    denominator: '预算',
    system: 4,
    basisFigure: 'table-8/total/amount',
    source: '本系统建议',
  }
  const indicator = promiseOf('控制率', { target: '100', unit: '%' })
  const measures = new Map([[`${PROJECT}.1`, measure]])

  test('is told, with the figure that is nothing', () => {
    const nothing = new Set(['table-8/total/amount'])
    const [finding] = checkPromises(
      overviewOf({ indicators: [indicator], groups: money, measures, nothing }),
    )
    expect(finding).toMatchObject({ code: 'zero_basis', working: 'table-8/total/amount' })
  })

  test('is not told while it is something, or unknown', () => {
    expect(faultsOf(indicator, { measures })).toEqual([])
    const unknown = new Map([[`${PROJECT}.1`, { ...measure, basisFigure: null }]])
    expect(
      faultsOf(indicator, { measures: unknown, nothing: new Set(['table-8/total/amount']) }),
    ).toEqual([])
  })
})

describe('what a daily allowance can come to', () => {
  const indicator = promiseOf('10名人员每人每天补贴13', { target: '10', unit: '人' })
  const workingMonths = [{ month: 1, days: 20 }]

  test('more than it is told, as much or less is not', () => {
    for (const [yuan, faults] of [
      [2_600.01, ['over_capacity']],
      [2_600, []],
      [1, []],
    ] as const) {
      const groups = [groupOf(yuan, { kind: 'other_running' })]
      expect([yuan, faultsOf(indicator, { groups, workingMonths })]).toEqual([yuan, faults])
    }
  })

  test('is not known in a year without a calendar', () => {
    expect(limitOf(overviewOf({ groups: money }), indicator)).toBeUndefined()
    expect(faultsOf(indicator)).toEqual([])
  })

  test('is exact to the fen', () => {
    const rate = promiseOf('3名人员每人每天补贴12.55元', { target: '3', unit: '人' })
    expect(limitOf(overviewOf({ groups: money, workingMonths }), rate)).toMatchObject({
      persons: 3,
      rate: 1_255,
      days: 20,
      most: 75_300,
      budget: 40_000_000,
    })
  })
})

test('findings come in the order of the promises, each naming its own', () => {
  const indicators = [
    promiseOf('a', { project: null, target: null, number: 3 }),
    promiseOf('b', { target: null, number: 1 }),
  ]
  const found = checkPromises(overviewOf({ indicators }))
  expect(found.map(({ owner, promise }) => [owner, promise])).toEqual([
    ['900', '900.3'],
    [PROJECT, `${PROJECT}.1`],
  ])
  for (const finding of found) {
    expect(PROMISE_FAULTS[finding.code]).toMatch(/^[^a-z]+$/)
    expect(wordsOf(finding)).toMatch(/。$/)
  }
})
