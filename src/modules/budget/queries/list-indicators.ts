import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { Indicator } from '../domain/indicator.ts'
import { upTo } from './ledger-sql.ts'

/**
 * The indicators in force after a version. A later version that names indicators of an owner (the
 * department or a project) replaces all of that owner's.
 */
export async function listIndicators(tx: CountyDb, ref: LedgerRef): Promise<Indicator[]> {
  const { rows } = await sql<Indicator>`
    select project, number, level1, level2, level3, operator, target, unit, note
    from (
      select i.*, max(sequence) over (partition by owner) as latest
      from budget.indicator as i
      where ${upTo(ref)}
    ) as known
    where sequence = latest
    order by owner, number`.execute(tx)
  return rows
}
