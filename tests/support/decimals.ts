/** An exact fraction, and the range of what a printed number may have been rounded from. */
interface Fraction {
  readonly top: bigint
  readonly bottom: bigint
}
export interface Range {
  readonly low: Fraction
  readonly high: Fraction
}

function fraction(top: bigint, bottom: bigint): Fraction {
  return bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom }
}

function less(a: Fraction, b: Fraction): boolean {
  return a.top * b.bottom < b.top * a.bottom
}

/**
 * `1,234.50` and everything that is rounded to it, in exact decimals; an exact number is only
 * itself.
 */
export function rangeOf(printed: string, isExact = false): Range {
  const match = /^([-−]?)(\d[\d,]*)(?:\.(\d+))?%?$/.exec(printed.trim())
  if (!match) throw new Error(`no number: ${printed}`)
  const [, sign, whole = '', decimals = ''] = match
  const digits = BigInt(whole.replaceAll(',', '') + decimals) * (sign ? -1n : 1n)
  const bottom = 2n * 10n ** BigInt(decimals.length)
  const half = isExact ? 0n : 1n
  return {
    low: fraction(2n * digits - half, bottom),
    high: fraction(2n * digits + half, bottom),
  }
}

const OPERATIONS = {
  '+': (a: Fraction, b: Fraction) =>
    fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom),
  '−': (a: Fraction, b: Fraction) =>
    fraction(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom),
  '×': (a: Fraction, b: Fraction) => fraction(a.top * b.top, a.bottom * b.bottom),
  '÷': (a: Fraction, b: Fraction) => fraction(a.top * b.bottom, a.bottom * b.top),
} as const
export type Sign = keyof typeof OPERATIONS

export function combine(sign: Sign, a: Range, b: Range): Range {
  if (sign === '÷' && b.low.top <= 0n && b.high.top >= 0n) throw new Error('divided by nothing')
  const ends = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => OPERATIONS[sign](x, y)))
  return {
    low: ends.reduce((least, end) => (less(end, least) ? end : least)),
    high: ends.reduce((most, end) => (less(most, end) ? end : most)),
  }
}

export function overlap(a: Range, b: Range): boolean {
  return !less(a.high, b.low) && !less(b.high, a.low)
}

/** Fen of `1,234.50` yuan. */
export function fenOf(yuan: string): bigint {
  if (!/^-?\d[\d,]*\.\d\d$/.test(yuan)) throw new Error(`not yuan with two places: ${yuan}`)
  return BigInt(yuan.replace(/[,.]/g, ''))
}

/** 万元 with two places, half away from zero: written here once more, in whole numbers only. */
export function roundToWan(fen: bigint): string {
  const size = fen < 0n ? -fen : fen
  const hundreds = ((size + 5_000n) / 10_000n).toString().padStart(3, '0')
  const sign = fen < 0n && hundreds !== '000' ? '-' : ''
  return `${sign}${hundreds.slice(0, -2)}.${hundreds.slice(-2)}`
}
