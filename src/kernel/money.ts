/**
 * Money is a whole number of fen (分, a hundredth of a yuan). 万元 exists only where text is read
 * or printed, and is rounded here and nowhere else.
 */
declare const fenBrand: unique symbol
export type Fen = number & { readonly [fenBrand]: 'fen' }

const FEN_PER_HUNDRED_YUAN = 10_000

export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen: ${value}`)
  return (Object.is(value, -0) ? 0 : value) as Fen
}

export function addFen(amounts: Iterable<Fen>): Fen {
  let sum = 0
  for (const amount of amounts) sum += amount
  return fen(sum)
}

/**
 * The printed amount in 万元 with two places, half away from zero, from exact fen, once:
 * sign × ⌊(|fen| + 5,000) / 10,000⌋ / 100. A negative amount that rounds to nothing prints 0.00.
 */
export function printWan(amount: Fen): string {
  const hundreds = Math.floor((Math.abs(amount) + FEN_PER_HUNDRED_YUAN / 2) / FEN_PER_HUNDRED_YUAN)
  const text = `${Math.floor(hundreds / 100)}.${String(hundreds % 100).padStart(2, '0')}`
  return amount < 0 && hundreds > 0 ? `-${text}` : text
}

/** The exact amount in yuan with two places and thousands separators: `5,959,400.00`. */
export function printYuan(amount: Fen): string {
  const whole = String(Math.floor(Math.abs(amount) / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount < 0 ? '-' : ''}${whole}.${String(Math.abs(amount) % 100).padStart(2, '0')}`
}

/** Amounts up to 10 trillion yuan are read; above it sums could leave the exact integers. */
const LARGEST_FEN = 1_000_000_000_000_000

export type ReadAmount =
  | { readonly ok: true; readonly fen: Fen }
  | {
      readonly ok: false
      readonly why: 'empty' | 'not_decimal' | 'below_fen' | 'negative_zero' | 'too_large'
    }

/**
 * Reads yuan as a person writes it: optional sign, digits with or without correct thousands
 * separators, at most two decimals. Scientific notation and a third decimal are refused, because
 * guessing would change money.
 */
export function readYuan(text: string): ReadAmount {
  const trimmed = text.normalize('NFKC').trim().replace(/^[−–]/, '-')
  if (trimmed === '') return { ok: false, why: 'empty' }
  const match = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(trimmed)
  if (!match) return { ok: false, why: 'not_decimal' }
  const [, sign, whole = '', decimals = ''] = match
  if (decimals.length > 2) return { ok: false, why: 'below_fen' }
  const digits = whole.replaceAll(',', '') + decimals.padEnd(2, '0')
  const value = Number(digits)
  if (value > LARGEST_FEN) return { ok: false, why: 'too_large' }
  if (sign === '-' && value === 0) return { ok: false, why: 'negative_zero' }
  return { ok: true, fen: fen(sign === '-' ? -value : value) }
}
