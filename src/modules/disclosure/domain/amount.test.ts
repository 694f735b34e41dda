import { describe, expect, test } from 'vitest'
import {
  canBeSame,
  percentFits,
  percentRange,
  readNumber,
  roundingAllowance,
  showPercent,
  toPrinted,
} from './amount.ts'

describe('readNumber', () => {
  test.each([
    ['595.94', 595.94, 2],
    ['1,234.50', 1234.5, 2],
    ['－0.01', -0.01, 2],
    ['１２．５', 12.5, 1],
    ['12.30万元', 12.3, 2],
    ['1 234.5', 1234.5, 1],
  ])('%s', (text, value, decimals) => {
    expect(readNumber(text)).toMatchObject({ value, decimals })
  })

  test.each(['', '—', '1,23.4', '12万件', '2010301行政运行', '≥95%'])('%s is no number', (text) => {
    expect(readNumber(text)).toBeUndefined()
  })
})

test('an amount in yuan and one in 万元 are the same where rounding allows it', () => {
  const exact = toPrinted({ value: 5_959_432.1, decimals: 2, unit: null }, '元')
  expect(canBeSame(exact, toPrinted({ value: 595.94, decimals: 2, unit: null }, '万元'))).toBe(true)
  expect(canBeSame(exact, toPrinted({ value: 595.95, decimals: 2, unit: null }, '万元'))).toBe(
    false,
  )
})

test('the allowance grows with the addends: ⌊(n + 1) / 2⌋ places', () => {
  expect([1, 2, 3, 4, 5].map((addends) => roundingAllowance(addends, 0.5))).toEqual([1, 1, 2, 2, 3])
})

test('a percent is right when any rounding of its figures gives it', () => {
  // 161.97 ÷ 178.90 = 90.54 %
  const range = percentRange({ low: 161.965, high: 161.975 }, { low: 178.895, high: 178.905 })
  expect(range && percentFits(91, 0, range)).toBe(true)
  expect(range && percentFits(90, 0, range)).toBe(false)
  expect(range && percentFits(90.5, 1, range)).toBe(true)
  expect(percentRange({ low: 1, high: 1 }, { low: -1, high: 1 })).toBeUndefined()
  expect(showPercent(112.4216, 0)).toBe('112%')
  expect(showPercent(-0.005, 2)).toBe('-0.01%')
})
