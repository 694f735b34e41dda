import { type Insertable, sql } from 'kysely'
import type { CountyDb, Database } from './database.ts'

const ROWS = 5_000

/**
 * Inserts any number of rows. They travel as one JSON text a statement, whose values PostgreSQL
 * reads by the types of the columns: about half the time of as many parameters. `returning` is for
 * a cluster: it would send the rows to the worker by COPY without it, which row security forbids.
 */
export async function insertRows<Table extends keyof Database & string>(
  tx: CountyDb,
  table: Table,
  rows: readonly Insertable<Database[Table]>[],
): Promise<void> {
  const columns = sql.join(Object.keys(rows[0] ?? {}).map((column) => sql.ref(column)))
  for (let from = 0; from < rows.length; from += ROWS) {
    const text = JSON.stringify(rows.slice(from, from + ROWS))
    await sql`insert into ${sql.table(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)
      returning true`.execute(tx)
  }
}
