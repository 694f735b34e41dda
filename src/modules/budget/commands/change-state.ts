import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { FREEZING_TABLES } from '../domain/freezing-tables.ts'
import { exactly } from '../queries/ledger-sql.ts'

/** What is there when the state of a version changes, and changes with it. */
const FOLLOWING = {
  frozen: FREEZING_TABLES,
  published: [...FREEZING_TABLES, 'budget.approval'],
} as const

/**
 * Freezes or publishes a version with all its rows, by one statement: the foreign keys of the rows
 * are checked at its end and refuse whatever would leave a row in another state than its version.
 *
 * @returns false: the version is not there or was in this state before
 */
export async function changeState(
  tx: CountyDb,
  ref: LedgerRef,
  state: 'frozen' | 'published',
): Promise<boolean> {
  // a statement sees what was committed before it began: wait here for rows that others are adding
  await sql`
    select sequence from budget.version where ${exactly(ref)} for update`.execute(tx)
  const following = FOLLOWING[state].map((table, at) => {
    const name = sql.ref(`following_${at}`)
    return sql`${name} as (
      update ${sql.table(table)} set ${sql.ref(state)} = true
      where ${exactly(ref)} and not ${sql.ref(state)})`
  })
  const { rows } = await sql`
    with ${sql.join(following)}
    update budget.version set ${sql.ref(state)} = true
    where ${exactly(ref)} and not ${sql.ref(state)}
    returning sequence`.execute(tx)
  return rows.length > 0
}
