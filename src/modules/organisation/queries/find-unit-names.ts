import { sql } from 'kysely'
import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

/** Names of units, each as of its own day, in the order asked; undefined where there is none. */
export async function findUnitNames(
  tx: CountyDb,
  county: County,
  asked: readonly { readonly code: string; readonly day: Temporal.PlainDate }[],
): Promise<(string | undefined)[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<{ code: string; day: Temporal.PlainDate; name: string }>`
    select asked.code, asked.day, term.name
    from unnest(${asked.map(({ code }) => code)}::text[], ${asked.map(({ day }) => day.toString())}::date[])
      as asked (code, day)
    join organisation.unit_term as term
      on term.county = ${county} and term.code = asked.code and term.valid_from <= asked.day
        and (term.valid_to is null or term.valid_to > asked.day)`.execute(tx)
  const names = new Map(rows.map((row) => [`${row.code} ${row.day}`, row.name]))
  return asked.map(({ code, day }) => names.get(`${code} ${day}`))
}
