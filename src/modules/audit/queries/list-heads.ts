import { sql } from 'kysely'
import type { Db } from '../../../platform/db/index.ts'
import { type Head, printHead } from '../domain/head.ts'

/**
 * The heads of all counties, `12-9f86d0…`, for whoever may read across counties: a backup. None
 * where the schema is older than the chain.
 */
export async function listHeads(tx: Db): Promise<Record<string, string>> {
  const exists = await sql<{ found: boolean }>`
    select to_regclass('audit.head') is not null as found`.execute(tx)
  if (!exists.rows[0]?.found) return {}
  const { rows } = await sql<Head & { county: number }>`
    select county, number, hash from audit.head order by county`.execute(tx)
  return Object.fromEntries(rows.map(({ county, ...head }) => [county, printHead(head)]))
}
