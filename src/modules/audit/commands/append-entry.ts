import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { type Entry, hashEntry } from '../domain/hash-entry.ts'
import { type Head, NO_HEAD } from '../domain/head.ts'

export interface Deed {
  /** Module and deed: `budget.approved`. */
  readonly kind: string
  readonly subject: string
  /** Written as JSON; must not hold what may have to be erased, such as personal data. */
  readonly content: Readonly<Record<string, unknown>>
}

/**
 * Writes what the caller's transaction does into the county's chain: together they are committed,
 * or neither. The head's row is locked until then, so callers append last and their transactions
 * stand in line.
 */
export async function appendEntry(
  tx: CountyDb,
  county: County,
  deed: Deed,
  now: Temporal.Instant,
): Promise<Head> {
  const before = await lockHead(tx, county)
  const entry: Entry = {
    county,
    number: before.number + 1,
    previous: before.hash,
    at: now.toString(),
    kind: deed.kind,
    subject: deed.subject,
    content: JSON.stringify(deed.content),
  }
  const head = { number: entry.number, hash: hashEntry(entry) }
  await tx
    .insertInto('audit.entry')
    .values({ ...entry, hash: head.hash })
    .execute()
  await tx.updateTable('audit.head').set(head).where('county', '=', county).execute()
  return head
}

async function lockHead(tx: CountyDb, county: County): Promise<Head> {
  const lock = (): Promise<Head | undefined> =>
    tx
      .selectFrom('audit.head')
      .select(['number', 'hash'])
      .where('county', '=', county)
      .forUpdate()
      .executeTakeFirst()
  const head = await lock()
  if (head) return head
  // of two first entries at once one waits here for the other's end
  await tx
    .insertInto('audit.head')
    .values({ county, ...NO_HEAD })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await lock()) ?? NO_HEAD
}
