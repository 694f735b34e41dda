import type { Db } from '../../../platform/db/index.ts'
import type { ListName } from '../domain/catalogue.ts'

export interface ClassName {
  readonly code: string
  readonly name: string
}

/** The 类 in force on a day, by code; none when the list is not known in whole for that day. */
export async function listClasses(
  db: Db,
  list: ListName,
  day: Temporal.PlainDate,
): Promise<readonly ClassName[]> {
  return await db
    .selectFrom('classification.code as code')
    .innerJoin('classification.list as known', 'known.list', 'code.list')
    .where('code.list', '=', list)
    .where('code.level', '=', 1)
    .where('code.valid_from', '<=', day)
    .where((code) => code.or([code('code.valid_to', 'is', null), code('code.valid_to', '>', day)]))
    .where('known.known_through', '>=', day)
    .select(['code.code', 'code.name'])
    .orderBy('code.code')
    .execute()
}
