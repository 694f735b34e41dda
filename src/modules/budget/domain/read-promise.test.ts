import { describe, expect, test } from 'vitest'
import type { Indicator } from './indicator.ts'
import { dailyRateOf, isRate, moneyOf, targetOf } from './read-promise.ts'

function promise(
  level3: string,
  target: string | null = null,
  unit: string | null = null,
): Indicator {
  return {
    project: 'p',
    number: 1,
    level1: '产出指标',
    level2: null,
    level3,
    operator: target === null ? null : '≥',
    target,
    unit,
    note: null,
  }
}

test('a target is what was printed, or nothing', () => {
  expect(targetOf(promise('x', '95', '%'))).toBe('≥95%')
  expect(targetOf({ ...promise('x', '好'), operator: null })).toBe('好')
  expect(targetOf(promise('x'))).toBeNull()
})

describe('money', () => {
  test.each([
    ['成本', '40', '万元', [['40万元', 40_000_000]]],
    ['成本', '0.5', '万', [['0.5万', 500_000]]],
    ['成本', '1200', '元', [['1200元', 120_000]]],
    // no unit: money only where the name says so
    ['支付11.56万元', '11.56', null, [['11.56万元', 11_560_000]]],
    ['成本', '40', null, []],
    ['成本', '40', '人', []],
    ['成本', '约40', '万元', []],
    ['成本', null, null, []],
    ['支付0.5万', null, null, [['0.5万', 500_000]]],
    // the same amount said twice is one
    ['支付40万元', '40', '万元', [['40万元', 40_000_000]]],
    ['支付400000元', '40', '万元', [['40万元', 40_000_000]]],
    [
      '先付10万元，再付 20 万元',
      null,
      null,
      [
        ['10万元', 10_000_000],
        ['20 万元', 20_000_000],
      ],
    ],
    // a rate a head or a day is no amount
    ['每人每天13元', '13', null, []],
    ['每人每月补贴30元', null, null, []],
    // three decimals of 万元 are whole fen, more digits of 元 are rounded to the fen
    ['成本', '0.005', '万元', [['0.005万元', 5_000]]],
    ['成本', '1', '%', []],
  ] as const)('%s, %s %s', (name, target, unit, amounts) => {
    expect(moneyOf(promise(name, target, unit)).map(({ text, fen }) => [text, fen])).toEqual(
      amounts,
    )
  })

  test('more than can be counted is no money', () => {
    expect(moneyOf(promise('成本', '9'.repeat(20), '万元'))).toEqual([])
  })
})

describe('a daily rate', () => {
  test.each([
    [
      '220名工作人员22个工作日每人每天补贴13',
      '220',
      '人',
      { persons: 220, daysAMonth: 22, rate: 1_300 },
    ],
    ['30名人员每人每天补贴12.5元', null, null, { persons: 30, daysAMonth: null, rate: 1_250 }],
    ['5人每人每日8', '6', '人', { persons: 6, daysAMonth: null, rate: 800 }],
    ['每人每天补贴13', null, null, undefined],
    ['220名工作人员', '220', '人', undefined],
    // how many percent of them says nothing of how many
    ['每人每天补贴13', '95', '%', undefined],
    ['每人每天补贴13', '很多', '人', undefined],
    ['每人每天补贴13', '1234567', '人', undefined],
  ] as const)('%s, %s %s', (name, target, unit, rate) => {
    expect(dailyRateOf(promise(name, target, unit))).toEqual(rate)
  })
})

test.each([
  ['办结率', true],
  ['占比', true],
  ['群众满意度', true],
  ['降低成本', false],
  ['保障员工安全用餐', false],
])('%s is a rate: %s', (name, is) => {
  expect(isRate(promise(name))).toBe(is)
})
