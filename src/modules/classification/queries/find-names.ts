import { sql } from 'kysely'
import type { Db } from '../../../platform/db/index.ts'
import type { ListName } from '../domain/catalogue.ts'

export type CodesByList = Readonly<Partial<Record<ListName, readonly string[]>>>

/**
 * The names in force on a day, by list and code, in one statement. A code is missing when it was
 * not in force, or when the day lies beyond what is known of the list: the old name is never given
 * for a later year.
 */
export async function findNames<Wanted extends CodesByList>(
  db: Db,
  wanted: Wanted,
  day: Temporal.PlainDate,
): Promise<Record<keyof Wanted, Map<string, string>>> {
  const lists = Object.keys(wanted) as (keyof Wanted & ListName)[]
  const pairs = lists.flatMap((list) => [...new Set(wanted[list])].map((code) => [list, code]))
  const names = Object.fromEntries(lists.map((list) => [list, new Map()])) as Record<
    keyof Wanted,
    Map<string, string>
  >
  if (pairs.length === 0) return names
  const { rows } = await sql<{ list: keyof Wanted; code: string; name: string }>`
    select code.list, code.code, code.name
    from unnest(${pairs.map(([list]) => list)}::text[], ${pairs.map(([, code]) => code)}::text[])
      as asked (list, code)
    join classification.code as code on code.list = asked.list and code.code = asked.code
    join classification.list as known on known.list = code.list
    where code.valid_from <= ${day} and (code.valid_to is null or code.valid_to > ${day})
      -- in years known in part, only rows written for them: see isAnswer in domain/look-up.ts
      and (${day} <= known.known_through or (${day} <= known.known_partly_through
        and (code.valid_from > known.known_through or code.valid_to > known.known_through)))`.execute(
    db,
  )
  for (const { list, code, name } of rows) names[list].set(code, name)
  return names
}
