import { sql } from 'kysely'
import type { CountyDb, Db } from './database.ts'

/** A table as the catalogue knows it. */
export interface TableInfo {
  /** `budget.line` */
  readonly name: string
  /** In their order in the table, without generated ones. */
  readonly columns: readonly string[]
  /** Of the primary key; text is told apart, since its order depends on its collation. */
  readonly key: readonly { readonly column: string; readonly isText: boolean }[]
  /** `county`: rows of counties; `reference`: the same for all; `local`: a library's own. */
  readonly kind: 'county' | 'reference' | 'local'
  readonly pointsAtItself: boolean
}

/** All tables of the modules, each after those that its foreign keys point at. */
export async function listTables(db: Db | CountyDb): Promise<TableInfo[]> {
  const { rows } = await sql<{
    name: string
    columns: string[]
    key: { column: string; isText: boolean }[]
    kind: TableInfo['kind']
    targets: string[]
  }>`
    select n.nspname || '.' || c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select json_agg(json_build_object('column', a.attname, 'isText', a.attcollation <> 0) order by k.at)
       from pg_index i, unnest(i.indkey) with ordinality k (attnum, at), pg_attribute a
       where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key,
      coalesce(substring(obj_description(c.oid, 'pg_class') from '@(reference|local)\\M'), 'county') as kind,
      array(select tn.nspname || '.' || t.relname from pg_constraint f
            join pg_class t on t.oid = f.confrelid join pg_namespace tn on tn.oid = t.relnamespace
            where f.conrelid = c.oid and f.contype = 'f')::text[] as targets
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('information_schema', 'migration', 'public') and n.nspname not like 'pg\\_%'
    order by name`.execute(db)
  const waiting = new Map(rows.map((row) => [row.name, row]))
  const sorted: TableInfo[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((row) =>
      row.targets.every((target) => target === row.name || !waiting.has(target)),
    )
    if (ready.length === 0) throw new Error(`circular foreign keys: ${[...waiting.keys()]}`)
    for (const { targets, ...table } of ready) {
      sorted.push({ ...table, key: table.key ?? [], pointsAtItself: targets.includes(table.name) })
      waiting.delete(table.name)
    }
  }
  return sorted
}

/** The migrations that made the schema, in their order: `0001_organisation.sql#0123456789abcdef`. */
export async function listApplied(db: Db | CountyDb): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table('migration.applied')} order by name collate "C"`.execute(db)
  return rows.map(({ name }) => name)
}
