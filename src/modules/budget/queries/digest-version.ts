import { type RawBuilder, sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { FREEZING_TABLES } from '../domain/freezing-tables.ts'
import { exactly } from './ledger-sql.ts'

/** What one table holds of a version: which columns were hashed, how many rows, sha256. */
export interface RowsDigest {
  readonly columns: readonly string[]
  readonly count: number
  readonly sha256: string
}

/** By table, `budget.line`. */
export type VersionDigest = Readonly<Record<string, RowsDigest>>

/** All that freezes with a version; approvals and editions are added later and told by their own entries. */
const TABLES = ['budget.version', ...FREEZING_TABLES]

/**
 * Hashes the rows of a version: each row as JSON of its columns in the given order, the rows in
 * the order of their bytes, a line each. Key and states are left out, since they are the entry's
 * subject and still change; moments too, since their text depends on the session's zone.
 *
 * @param stated the columns that an earlier digest hashed: columns added since do not count
 */
export async function digestVersion(
  tx: CountyDb,
  ref: LedgerRef,
  stated?: VersionDigest,
): Promise<VersionDigest> {
  const columns = stated ? columnsOf(stated) : await listColumns(tx)
  const parts = [...columns].map(([table, names]) => digestSql(table, names, ref))
  if (parts.length === 0) return {}
  const { rows } = await sql<{ name: string; count: number; sha256: string }>`
    ${sql.join(parts, sql` union all `)}`.execute(tx)
  return Object.fromEntries(
    rows.map(({ name, count, sha256 }) => [
      name,
      { columns: columns.get(name) ?? [], count, sha256 },
    ]),
  )
}

function digestSql(
  table: string,
  columns: readonly string[],
  ref: LedgerRef,
): RawBuilder<{ name: string; count: number; sha256: string }> {
  const chosen = sql.join(columns.map((column) => sql.ref(column)))
  return sql`
    select ${table}::text as name, count(*)::integer as count,
      encode(sha256(convert_to(coalesce(string_agg(line, E'\n' order by line collate "C"), ''), 'UTF8')), 'hex') as sha256
    from (select row_to_json(chosen)::text as line
          from (select ${chosen} from ${sql.table(table)} where ${exactly(ref)}) as chosen) as lines`
}

function columnsOf(stated: VersionDigest): Map<string, readonly string[]> {
  const known = new Set(TABLES)
  return new Map(
    Object.entries(stated)
      .filter(([table]) => known.has(table))
      .map(([table, { columns }]) => [table, columns]),
  )
}

async function listColumns(tx: CountyDb): Promise<Map<string, readonly string[]>> {
  const left = ['county', 'department', 'year', 'sequence', 'frozen', 'published']
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select 'budget.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'budget'::regnamespace and 'budget.' || c.relname in (${sql.join(TABLES)})
      and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'timestamptz'::regtype
      and a.attname not in (${sql.join(left)})
    group by c.relname`.execute(tx)
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}
