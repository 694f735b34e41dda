import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  agreementOf,
  percentOf,
  printPartition,
  printRatio,
  type Ratio,
  ratio,
  readPrinted,
} from './ratio.ts'

test('a ratio without a denominator is no ratio', () => {
  expect(() => ratio(1, 0)).toThrow(RangeError)
  expect(() => percentOf(1, 0)).toThrow(RangeError)
})

describe('printing', () => {
  test.each([
    [ratio(1, 3), 0, '0'],
    [ratio(1, 2), 0, '1'],
    [ratio(-1, 2), 0, '-1'],
    [ratio(1, -2), 0, '-1'],
    [ratio(-1, -2), 1, '0.5'],
    [ratio(-4, 1000), 2, '0.00'],
    [ratio(-5, 1000), 2, '-0.01'],
    [ratio(0, 7), 2, '0.00'],
    [ratio(2, 3), 2, '0.67'],
    [ratio(12345, 100), 1, '123.5'],
    [ratio(5), 2, '5.00'],
    [ratio(10n ** 20n + 1n, 10n), 1, '10000000000000000000.1'],
  ] as const)('$0.numerator ÷ $0.denominator with $1 decimals is $2', (value, decimals, text) => {
    expect(printRatio(value, decimals)).toBe(text)
  })

  const amounts = fc.integer({ min: -(10 ** 12), max: 10 ** 12 })
  const wholes = fc.integer({ min: 1, max: 10 ** 12 })

  test('is never more than half a last place away', () => {
    fc.assert(
      fc.property(amounts, wholes, fc.integer({ min: 0, max: 4 }), (top, bottom, decimals) => {
        const printed = BigInt(printRatio(ratio(top, bottom), decimals).replace('.', ''))
        const gap = printed * BigInt(bottom) - BigInt(top) * 10n ** BigInt(decimals)
        expect((gap < 0n ? -gap : gap) * 2n <= BigInt(bottom)).toBe(true)
      }),
    )
  })

  test('is the same but for the sign of the opposite', () => {
    fc.assert(
      fc.property(amounts, wholes, (top, bottom) => {
        const [a, b] = [ratio(top, bottom), ratio(-top, bottom)].map((of) => printRatio(of, 2))
        expect(a?.replace('-', '')).toBe(b?.replace('-', ''))
      }),
    )
  })
})

describe('the shares of one whole', () => {
  const shares = (...parts: readonly number[]): Ratio[] => {
    const whole = parts.reduce((sum, part) => sum + part, 0)
    return parts.map((part) => percentOf(part, whole))
  }

  test.each([
    [shares(1, 1), ['50', '50']],
    [shares(30, 70), ['30', '70']],
    // 33 + 33 + 33 is 99, and so are 33.3 thrice: two decimals, though they do not make 100 either
    [shares(1, 1, 1), ['33.33', '33.33', '33.33']],
    [shares(1, 2), ['33', '67']],
    // 17 + 17 + 67 is 101, 16.7 + 16.7 + 66.7 is 100.1
    [shares(1, 1, 4), ['16.67', '16.67', '66.67']],
    [shares(1, 7), ['12.5', '87.5']],
    [shares(5), ['100']],
    [[], []],
    // a part that takes back
    [shares(150, -50), ['150', '-50']],
  ] as const)('case %#: %o', (parts, texts) => {
    expect(printPartition(parts)).toEqual(texts)
  })

  test('have as few decimals as let them add up, and none is bent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10 ** 9 }), { minLength: 1, maxLength: 6 }),
        (parts) => {
          const exact = shares(...parts)
          const texts = printPartition(exact)
          const [decimals = 0] = texts.map((text) => text.split('.')[1]?.length ?? 0)
          expect(texts).toEqual(exact.map((part) => printRatio(part, decimals)))
          const sumAt = (of: number): bigint =>
            exact.reduce((sum, part) => sum + BigInt(printRatio(part, of).replace('.', '')), 0n)
          for (let fewer = 0; fewer < decimals; fewer++) {
            expect(sumAt(fewer)).not.toBe(100n * 10n ** BigInt(fewer))
          }
          if (decimals < 2) expect(sumAt(decimals)).toBe(100n * 10n ** BigInt(decimals))
        },
      ),
    )
  })
})

describe('what is printed', () => {
  test.each([
    ['206.7', 2067n, 1],
    ['53%', 53n, 0],
    ['1,234.50', 123450n, 2],
    ['无', 0n, 0],
    ['-3.00', -300n, 2],
    ['−3.00', -300n, 2],
    [' ５９５．９４ ', 59594n, 2],
    ['90.5 %', 905n, 1],
  ])('%s is read', (printed, scaled, decimals) => {
    expect(readPrinted(printed)).toEqual({ scaled, decimals })
  })

  test.each(['', '—', '约3', '3万', '1.2.3', '3.', '.5', '1e3', '%'])(
    '%j is no figure',
    (printed) => {
      expect(readPrinted(printed)).toBeUndefined()
    },
  )

  test.each([
    ['595.94', ratio(5959400, 10000), 2, 'same'],
    ['595.9', ratio(5959400, 10000), 2, 'coarser'],
    ['178.9', ratio(1789000, 10000), 2, 'same'],
    ['595.95', ratio(5959400, 10000), 2, 'different'],
    ['596', ratio(5959400, 10000), 2, 'coarser'],
    ['90%', percentOf(16197, 17890), 0, 'different'],
    ['91%', percentOf(16197, 17890), 0, 'same'],
    ['91', percentOf(16197, 17890), 2, 'coarser'],
    // a blank ledger is nothing
    ['0', null, 2, 'same'],
    ['无', null, 2, 'same'],
    ['0.00', ratio(0), 2, 'same'],
    ['0.01', null, 2, 'different'],
    ['0', ratio(4, 1000), 2, 'same'],
    ['0', ratio(4, 10), 2, 'coarser'],
    ['不详', ratio(5), 2, 'different'],
    ['-5.00', ratio(-5), 2, 'same'],
    ['5.00', ratio(-5), 2, 'different'],
  ] as const)('$0 is $3, case %#', (printed, value, decimals, agreement) => {
    expect(agreementOf(printed, value, decimals)).toBe(agreement)
  })
})
