import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { upTo } from './ledger-sql.ts'

/** What the department set out to do in the year: the upper part of table 12. */
export interface Intents {
  readonly aims: readonly { readonly number: number; readonly text: string }[]
  readonly tasks: readonly {
    readonly number: number
    readonly name: string
    readonly content: string
  }[]
}

/** Those of the latest version that names any. */
export async function listIntents(tx: CountyDb, ref: LedgerRef): Promise<Intents> {
  const aims = await sql<Intents['aims'][number]>`
    select number, text from (
      select number, text, sequence, max(sequence) over () as latest
      from budget.aim
      where ${upTo(ref)} and project is null
    ) as known
    where sequence = latest
    order by number`.execute(tx)
  const tasks = await sql<Intents['tasks'][number]>`
    select number, name, content from (
      select number, name, content, sequence, max(sequence) over () as latest
      from budget.task
      where ${upTo(ref)}
    ) as known
    where sequence = latest
    order by number`.execute(tx)
  return { aims: aims.rows, tasks: tasks.rows }
}
