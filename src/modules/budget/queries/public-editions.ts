import { type RawBuilder, sql } from 'kysely'
import type { County } from '../../../kernel/county.ts'

/** The editions of one county that the public may see: those that nobody has taken back (撤回). */
export function publicEditions(county: County): RawBuilder<unknown> {
  return sql`
    select edition.department, edition.year, edition.number
    from budget.edition as edition
    where edition.county = ${county} and not exists (
      select from budget.withdrawal as withdrawal
      where withdrawal.county = ${county} and withdrawal.department = edition.department
        and withdrawal.year = edition.year and withdrawal.number = edition.number)`
}
