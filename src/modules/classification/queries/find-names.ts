import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../../platform/db/index.ts'
import type { ListName } from '../domain/catalogue.ts'

/**
 * The names in force on a day, by code. A code is missing when it was not in force, or when the
 * day lies beyond what is known of the list: the old name is never given for a later year.
 */
export async function findNames(
  db: Db,
  list: ListName,
  codes: readonly string[],
  day: Temporal.PlainDate,
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map()
  const rows = await db
    .selectFrom('classification.code as code')
    .innerJoin('classification.list as known', 'known.list', 'code.list')
    .where('code.list', '=', list)
    .where(sql<SqlBool>`code.code = any(${[...new Set(codes)]})`)
    .where('code.valid_from', '<=', day)
    .where((code) => code.or([code('code.valid_to', 'is', null), code('code.valid_to', '>', day)]))
    // in years known in part, only rows written for them: see isAnswer in domain/look-up.ts
    .where(sql<SqlBool>`(${day} <= known.known_through or (${day} <= known.known_partly_through
      and (code.valid_from > known.known_through or code.valid_to > known.known_through)))`)
    .select(['code.code', 'code.name'])
    .execute()
  return new Map(rows.map((row) => [row.code, row.name]))
}
