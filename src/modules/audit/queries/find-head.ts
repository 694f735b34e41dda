import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Head } from '../domain/head.ts'

/** Undefined while nothing has been written into the county's chain. The public may ask it, too. */
export async function findHead(tx: CountyDb, county: County): Promise<Head | undefined> {
  const head = await tx
    .selectFrom('audit.head')
    .select(['number', 'hash'])
    .where('county', '=', county)
    .executeTakeFirst()
  return head && head.number > 0 ? head : undefined
}
