import type { Insertable } from 'kysely'
import { type CountyDb, type Database, insertRows } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { SearchEntry } from '../domain/search-entry.ts'
import { exactly } from '../queries/ledger-sql.ts'

/**
 * Makes an edition findable: its search entries, in place of any that it has.
 *
 * @param edition the edition's number
 * @param entries as composeSearchEntries gives them
 */
export async function indexEdition(
  tx: CountyDb,
  ledger: LedgerRef,
  edition: number,
  entries: Iterable<SearchEntry>,
): Promise<void> {
  await tx.deleteFrom('budget.search_entry').where(exactly(ledger)).execute()
  await insertRows(tx, 'budget.search_entry', rowsOf(ledger, edition, entries))
}

function* rowsOf(
  { county, department, year, sequence }: LedgerRef,
  edition: number,
  entries: Iterable<SearchEntry>,
): Iterable<Insertable<Database['budget.search_entry']>> {
  let number = 0
  for (const entry of entries) {
    number += 1
    const key = { county, department, year, sequence, number }
    yield { ...key, frozen: true, published: true, edition, ...entry }
  }
}
