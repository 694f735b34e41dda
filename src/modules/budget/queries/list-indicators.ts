import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'

export interface Indicator {
  /** null: the whole department (table 12). */
  readonly project: string | null
  readonly number: number
  readonly level1: string
  readonly level2: string | null
  readonly level3: string
  readonly operator: string | null
  readonly target: string | null
  readonly unit: string | null
  readonly note: string | null
}

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
      where county = ${ref.county} and department = ${ref.department} and year = ${ref.year}
        and sequence <= ${ref.sequence}
    ) as known
    where sequence = latest
    order by owner, number`.execute(tx)
  return rows
}
