import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { HashedEntry } from '../domain/follow-chain.ts'

const PAGE = 1_000

/** The chain from its first entry on, a page at a time, so that its length costs no memory. */
export async function* listEntries(tx: CountyDb, county: County): AsyncGenerator<HashedEntry> {
  let after = 0
  for (;;) {
    const page = await tx
      .selectFrom('audit.entry')
      .select(['county', 'number', 'previous', 'hash', 'at', 'kind', 'subject', 'content'])
      .where('county', '=', county)
      .where('number', '>', after)
      .orderBy('number')
      .limit(PAGE)
      .execute()
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.number
  }
}
