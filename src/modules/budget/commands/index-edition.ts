import { type CountyDb, insertRows } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { SearchEntry } from '../domain/search-entry.ts'
import { composeSearchEntries } from '../queries/compose-search-entries.ts'
import { exactly } from '../queries/ledger-sql.ts'

/**
 * Makes an edition findable: its search entries, in place of any that it has.
 *
 * @param edition the edition's number
 * @param extra what is found beside projects, cells, codes and indicators
 */
export async function indexEdition(
  tx: CountyDb,
  ledger: LedgerRef,
  edition: number,
  extra: readonly SearchEntry[] = [],
): Promise<void> {
  const { county, department, year, sequence } = ledger
  const entries = [...(await composeSearchEntries(tx, ledger)), ...extra]
  await tx.deleteFrom('budget.search_entry').where(exactly(ledger)).execute()
  await insertRows(
    tx,
    'budget.search_entry',
    entries.map((entry, at) => ({
      county,
      department,
      year,
      sequence,
      number: at + 1,
      frozen: true,
      published: true,
      edition,
      ...entry,
    })),
  )
}
