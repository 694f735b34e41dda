import type { Insertable } from 'kysely'
import type { CountyDb, Database } from './database.ts'

/** PostgreSQL takes 65,535 parameters a statement. */
const PARAMETERS = 60_000

/** Inserts any number of rows, in as few statements as the protocol allows. */
export async function insertRows<Table extends keyof Database & string>(
  tx: CountyDb,
  table: Table,
  rows: readonly Insertable<Database[Table]>[],
): Promise<void> {
  const width = Object.keys(rows[0] ?? {}).length
  if (width === 0) return
  const size = Math.floor(PARAMETERS / width)
  for (let from = 0; from < rows.length; from += size) {
    await tx
      .insertInto(table)
      .values(rows.slice(from, from + size))
      .execute()
  }
}
