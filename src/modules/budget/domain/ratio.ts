/** An exact value: money, a share or a count, in the unit in which it is printed. */
export interface Ratio {
  readonly numerator: bigint
  /** Never 0. */
  readonly denominator: bigint
}

export function ratio(numerator: number | bigint, denominator: number | bigint = 1): Ratio {
  if (BigInt(denominator) === 0n) throw new RangeError('a ratio has a denominator')
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) }
}

/** Percent as it is printed: 30 for 0.3. */
export function percentOf(part: number, whole: number): Ratio {
  return ratio(BigInt(part) * 100n, whole)
}

/** Half away from zero, from the exact value, once. A negative that rounds to nothing prints 0. */
export function printRatio(value: Ratio, decimals: number): string {
  const scaled = scale(value, decimals)
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return scaled < 0n ? `-${text}` : text
}

/**
 * The shares of one whole, with as few decimals as let them add up to 100: none, one, then two.
 * No share is bent to make 100.
 */
export function printPartition(parts: readonly Ratio[]): string[] {
  const exact = parts.map((part) => [0, 1, 2].map((decimals) => scale(part, decimals)))
  for (const decimals of [0, 1]) {
    const sum = exact.reduce((total, scaled) => total + (scaled[decimals] ?? 0n), 0n)
    if (sum === 100n * 10n ** BigInt(decimals))
      return parts.map((part) => printRatio(part, decimals))
  }
  return parts.map((part) => printRatio(part, 2))
}

export type Agreement = 'same' | 'coarser' | 'different'

/**
 * Whether a printed figure says the exact value: rounded to its own decimals it must be equal. One
 * with fewer decimals than the tables print is coarser. A blank ledger is nothing, as 0 is.
 */
export function agreementOf(printed: string, value: Ratio | null, decimals: number): Agreement {
  const stated = readPrinted(printed)
  if (!stated) return 'different'
  if (scale(value ?? ratio(0), stated.decimals) !== stated.scaled) return 'different'
  const isWhole =
    value === null ||
    scale(value, decimals) ===
      stated.scaled * 10n ** BigInt(Math.max(0, decimals - stated.decimals))
  return isWhole ? 'same' : 'coarser'
}

/** `206.7`, `53%`, `1,234.50`, `无`; undefined where it is no figure. */
export function readPrinted(
  printed: string,
): { readonly scaled: bigint; readonly decimals: number } | undefined {
  if (printed.trim() === '无') return { scaled: 0n, decimals: 0 }
  const match = /^([-−]?)(\d[\d,]*)(?:\.(\d+))?\s*%?$/.exec(printed.normalize('NFKC').trim())
  if (!match) return undefined
  const [, sign, whole = '', decimals = ''] = match
  const digits = BigInt(whole.replaceAll(',', '') + decimals)
  return { scaled: sign ? -digits : digits, decimals: decimals.length }
}

function scale({ numerator, denominator }: Ratio, decimals: number): bigint {
  const [top, bottom] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator]
  const size = (top < 0n ? -top : top) * 10n ** BigInt(decimals)
  const rounded = (size * 2n + bottom) / (bottom * 2n)
  return top < 0n ? -rounded : rounded
}
