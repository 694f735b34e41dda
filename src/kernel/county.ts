/**
 * A county's six-digit division code (GB/T 2260): `410324` is 栾川县. The province's and a
 * prefecture's own offices are counted as counties too (410000, 410300). It leads every key.
 */
declare const countyBrand: unique symbol
export type County = number & { readonly [countyBrand]: 'county' }

export function isCounty(value: unknown): value is County {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 110_000 && value <= 999_999
  )
}

export function findCounty(text: string): County | undefined {
  const value = /^\d{6}$/.test(text) ? Number(text) : Number.NaN
  return isCounty(value) ? value : undefined
}
