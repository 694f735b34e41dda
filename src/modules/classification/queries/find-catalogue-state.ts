import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'

/** Text that changes with every import: names that were unknown may be known after it. */
export async function findCatalogueState(tx: CountyDb): Promise<string> {
  const { rows } = await sql<{ state: string | null }>`
    select string_agg(list || known_through || known_partly_through || source, ';' order by list)
      as state
    from classification.list`.execute(tx)
  return rows[0]?.state ?? ''
}
