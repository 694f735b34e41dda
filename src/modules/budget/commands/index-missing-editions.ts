import { sql } from 'kysely'
import type { County } from '../../../kernel/county.ts'
import { type CountyDb, type Db, inCounty, readCounty } from '../../../platform/db/index.ts'
import { composeSearchEntries } from '../queries/compose-search-entries.ts'
import { indexEdition } from './index-edition.ts'

interface MissingEdition {
  readonly department: string
  readonly year: number
  readonly sequence: number
  readonly number: number
}

/** Any fixed number will do; the second is the county. */
const INDEX_LOCK = 7_318_403

/**
 * Makes findable what was published before there was a search, an edition a transaction; does
 * nothing where nothing is missing.
 *
 * @returns how many editions were indexed
 */
export async function indexMissingEditions(app: Db, county: County): Promise<number> {
  let done = 0
  for (const { department, year } of await readCounty(app, county, (tx) =>
    listMissing(tx, county),
  )) {
    done += await inCounty(app, county, async (tx) => {
      // two programs may start at once: whoever comes second finds nothing missing
      await sql`select pg_advisory_xact_lock(${INDEX_LOCK}, ${county})`.execute(tx)
      const missing = await listMissing(tx, county, { department, year })
      for (const { sequence, number } of missing) {
        const ledger = { county, department, year, sequence }
        await indexEdition(tx, ledger, number, await composeSearchEntries(tx, ledger))
      }
      return missing.length
    })
  }
  return done
}

async function listMissing(
  tx: CountyDb,
  county: County,
  only?: { readonly department: string; readonly year: number },
): Promise<MissingEdition[]> {
  const within = only ? sql`department = ${only.department} and year = ${only.year}` : sql`true`
  const { rows } = await sql<MissingEdition>`
    select department, year, sequence, number
    from budget.edition as edition
    where county = ${county} and ${within} and not exists (
      select from budget.search_entry as entry
      where entry.county = ${county} and entry.department = edition.department
        and entry.year = edition.year and entry.sequence = edition.sequence)
    order by year desc, department, number`.execute(tx)
  return rows
}
