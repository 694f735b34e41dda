import { createHash } from 'node:crypto'

/** What was done, as it is hashed. */
export interface Entry {
  readonly county: number
  /** 1, 2 … without a gap. */
  readonly number: number
  /** Hash of the entry before. */
  readonly previous: string
  /** RFC 3339, UTC: `2023-03-01T00:00:00Z`. */
  readonly at: string
  /** Module and deed: `budget.approved`. */
  readonly kind: string
  /** What it was done to: `410324/budget/2023/130/initial`. */
  readonly subject: string
  /** One line of JSON. */
  readonly content: string
}

/** Names the way of hashing, so that another one could never be taken for this one. */
const WAY = 'yimen-audit-1'

/**
 * sha256 over the fields, a line each. Only the content, which comes last, could hold a line
 * break, so no two entries have the same text. tools/verify.py does the same.
 */
export function hashEntry(entry: Entry): string {
  const { county, number, previous, at, kind, subject, content } = entry
  const text = [WAY, county, number, previous, at, kind, subject, content].join('\n')
  return createHash('sha256').update(text).digest('hex')
}
