import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fen, printWan, printYuan, readYuan } from './money.ts'

describe('printWan', () => {
  test.each([
    [0, '0.00'],
    [100, '0.00'],
    [4_999, '0.00'],
    [5_000, '0.01'],
    [-4_999, '0.00'],
    [-5_000, '-0.01'],
    [595_940_000, '595.94'],
    [75_504_000, '75.50'],
    [75_505_000, '75.51'],
    [-1_005_000, '-1.01'],
  ])('%i fen is %s 万元', (amount, printed) => {
    expect(printWan(fen(amount))).toBe(printed)
  })

  test('is the nearest hundredth, and the printed text of -x is that of x with a sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 14 }), (amount) => {
        const printed = printWan(fen(amount))
        const asFen = BigInt(printed.replace('.', '')) * 10_000n
        const gap = asFen - BigInt(amount)
        expect(gap > -5_000n && gap <= 5_000n).toBe(true)
        expect(printWan(fen(-amount)).replace('-', '')).toBe(printed)
      }),
    )
  })
})

describe('readYuan', () => {
  test.each([
    ['5959400.00', 595_940_000],
    ['5,959,400', 595_940_000],
    ['０.０１', 1],
    ['-20.5', -2_050],
    [' 7 ', 700],
    ['0', 0],
  ])('reads %s', (text, amount) => {
    expect(readYuan(text)).toEqual({ ok: true, fen: amount })
  })

  test.each([
    ['', 'empty'],
    ['1e309', 'not_decimal'],
    ['NaN', 'not_decimal'],
    ['12,34.5', 'not_decimal'],
    ['+5', 'not_decimal'],
    ['1.234', 'below_fen'],
    ['-0.00', 'negative_zero'],
    ['99999999999999', 'too_large'],
    ['9'.repeat(400), 'too_large'],
  ])('refuses %s', (text, why) => {
    expect(readYuan(text)).toEqual({ ok: false, why })
  })

  test('reads what printYuan prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), (amount) => {
        expect(readYuan(printYuan(fen(amount)))).toEqual({ ok: true, fen: fen(amount) })
      }),
    )
  })
})
