import { sql } from 'kysely'
import type { County } from '../../kernel/county.ts'
import type { CountyDb, Db } from './database.ts'
import type { TableInfo } from './list-tables.ts'

const FETCH = 2_000

/**
 * A table's rows as PostgreSQL writes them as JSON, in the order of their key, a batch at a time.
 * Needs a transaction. Moments are written in UTC, text is ordered by its bytes: the same rows give
 * the same lines on every server.
 */
export async function* exportLines(
  tx: Db | CountyDb,
  table: TableInfo,
  county?: County,
): AsyncGenerator<string[]> {
  const columns = sql.join(table.columns.map((column) => sql.ref(column)))
  const order = sql.join(
    table.key.map(({ column, isText }) =>
      isText ? sql`${sql.ref(column)} collate "C"` : sql.ref(column),
    ),
  )
  // a cursor's query takes no parameter; `county` is a checked integer
  const where = county === undefined ? sql`` : sql`where county = ${sql.lit(county)}`
  const sorted = table.key.length === 0 ? sql`` : sql`order by ${order}`
  await sql`set local timezone = 'UTC'`.execute(tx)
  await sql`declare exported no scroll cursor for
    select row_to_json(row)::text as line
    from (select ${columns} from ${sql.table(table.name)} ${where} ${sorted}) as row`.execute(tx)
  for (;;) {
    const { rows } = await sql<{ line: string }>`
      fetch ${sql.lit(FETCH)} from exported`.execute(tx)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await sql`close exported`.execute(tx)
}

/**
 * Puts such lines back. PostgreSQL reads the JSON, so that no value passes through a number or a
 * date of ours.
 *
 * @param insteadOf columns that get another value than the line's
 */
export async function importLines(
  tx: Db | CountyDb,
  table: TableInfo,
  batches: AsyncIterable<readonly string[]>,
  insteadOf: Readonly<Record<string, boolean>> = {},
): Promise<number> {
  const columns = sql.join(table.columns.map((column) => sql.ref(column)))
  const values = sql.join(
    table.columns.map((column) => {
      const other = insteadOf[column]
      return other === undefined ? sql.ref(column) : sql`${sql.lit(other)}`
    }),
  )
  const insert = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return
    // `returning`: see insertRows
    await sql`insert into ${sql.table(table.name)} (${columns})
      select ${values} from json_populate_recordset(null::${sql.table(table.name)}, ${`[${lines.join(',')}]`}::json)
      returning true`.execute(tx)
  }
  let rows = 0
  // rows that point at other rows of their table go in by one statement, whose end checks them all
  const together: string[] = []
  for await (const lines of batches) {
    rows += lines.length
    if (table.pointsAtItself) together.push(...lines)
    else await insert(lines)
  }
  await insert(together)
  return rows
}
