import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Insertable, type QueryResult, type RawBuilder, sql } from 'kysely'
import type { CountyDb, Database } from './database.ts'

/** The first statement is small, so that PostgreSQL need not wait long for it; the next ones double. */
const FIRST_ROWS = 600
const MOST_ROWS = 5_000

type Row = Readonly<Record<string, unknown>>

/**
 * Inserts any number of rows, all with the same columns, which may be made on the way: while
 * PostgreSQL writes one statement's rows, the next ones are made. A column travels as one array, or
 * as one value where all rows have the same: a third of the time of as many parameters, three
 * quarters of that of JSON. `returning` is for a cluster: it would send the rows to the worker by
 * COPY without it, which row security forbids.
 */
export async function insertRows<Table extends keyof Database & string>(
  tx: CountyDb,
  table: Table,
  rows: Iterable<Insertable<Database[Table]>>,
): Promise<void> {
  let written: Promise<QueryResult<unknown>> | undefined
  for (const chunk of chunksOf(rows as Iterable<Row>)) {
    const insert = insertSql(table, chunk, await typesOf(tx, table))
    await written
    written = insert.execute(tx)
    // said where it is waited for, also if making the next rows fails first
    written.catch(() => undefined)
    // sent before the next rows are made
    await nextTurn()
  }
  await written
}

function* chunksOf<Item>(items: Iterable<Item>): Iterable<readonly Item[]> {
  let size = FIRST_ROWS
  let chunk: Item[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
    size = Math.min(2 * size, MOST_ROWS)
  }
  if (chunk.length > 0) yield chunk
}

function insertSql(
  table: string,
  rows: readonly Row[],
  types: ReadonlyMap<string, string>,
): RawBuilder<unknown> {
  const names = Object.keys(rows[0] ?? {})
  const columns = names.map((name, at) => {
    const values = rows.map((row) => textOf(row[name]))
    const type = sql.raw(types.get(name) ?? 'text')
    // one column at least must say how many rows there are
    const isSame = at > 0 && values.every((value) => value === values[0])
    return isSame
      ? { name, value: sql`${values[0]}::${type}` }
      : { name, value: sql.ref(name), array: sql`${arrayOf(values)}::${type}[]` }
  })
  const arrays = columns.filter((column) => column.array !== undefined)
  return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    select ${sql.join(columns.map(({ value }) => value))}
    from unnest(${sql.join(arrays.map(({ array }) => array))})
      as made (${sql.join(arrays.map(({ name }) => sql.ref(name)))})
    returning true`
}

/** Numbers, dates and moments as PostgreSQL reads them; the column's type says what they are. */
function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** As PostgreSQL writes an array; the driver's own way takes four times as long. */
function arrayOf(values: readonly (string | null)[]): string {
  const items = values.map((value) => {
    if (value === null) return 'NULL'
    return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
  })
  return `{${items.join(',')}}`
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** The types of a table's columns, asked for once. */
async function typesOf(tx: CountyDb, table: string): Promise<ReadonlyMap<string, string>> {
  const own = known.get(table)
  if (own) return own
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(tx)
  const types = new Map(rows.map(({ name, type }) => [name, type]))
  known.set(table, types)
  return types
}
