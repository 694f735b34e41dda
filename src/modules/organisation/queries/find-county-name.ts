import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

export async function findCountyName(tx: CountyDb, county: County): Promise<string | undefined> {
  const row = await tx
    .selectFrom('organisation.county')
    .select('name')
    .where('county', '=', county)
    .executeTakeFirst()
  return row?.name
}
