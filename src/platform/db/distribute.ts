import { sql } from 'kysely'
import { AppError } from '../../kernel/app-error.ts'
import type { Db } from './database.ts'
import { dbErrors } from './errors.ts'
import { listTables, type TableInfo } from './list-tables.ts'
import { ROLES } from './setup.ts'

/**
 * Spreads the tables over the workers of a Citus cluster: the rows of a county lie together on one
 * of them, reference tables on all. What is spread already stays as it is.
 *
 * @param admin one session of a superuser in Yimen's own database
 * @returns the tables that were spread by this call
 * @throws AppError db.no_cluster
 */
export async function distribute(admin: Db): Promise<readonly string[]> {
  await assertCluster(admin)
  await sql`begin`.execute(admin)
  // policies apply to the owner, too: under them the rows that are here would not be copied
  await sql`set local row_security = off`.execute(admin)
  // foreign keys to reference tables need one connection a worker
  await sql`set local citus.multi_shard_modify_mode = 'sequential'`.execute(admin)
  // a table that points at a reference table would be made anew, without its comment, before its turn
  await sql`set local citus.enable_local_reference_table_foreign_keys = off`.execute(admin)
  const spread = await listSpread(admin)
  const tables = (await listTables(admin)).filter(({ kind }) => kind !== 'local')
  const waiting = tables.filter(({ name }) => !spread.has(name))
  const beside = tables.find(({ name, kind }) => kind === 'county' && spread.has(name))?.name
  await spreadAll(admin, waiting, beside)
  // the rows were copied; what the coordinator held of them is no longer seen and only takes room
  for (const { name } of waiting) {
    await sql`select truncate_local_data_after_distributing_table(${name})`.execute(admin)
  }
  for (const role of [ROLES.app, ROLES.reader]) {
    // the policies on the workers read yimen.county there
    await sql`alter role ${sql.ref(role)} set citus.propagate_set_commands = 'local'`.execute(admin)
  }
  await sql`commit`.execute(admin)
  return waiting.map(({ name }) => name)
}

async function spreadAll(
  admin: Db,
  tables: readonly TableInfo[],
  neighbour: string | undefined,
): Promise<void> {
  let beside = neighbour
  for (const { name, kind } of tables) {
    if (kind === 'reference') {
      await sql`select create_reference_table(${name})`.execute(admin)
    } else {
      await sql`select create_distributed_table(${name}, 'county', colocate_with => ${beside ?? 'none'})`.execute(
        admin,
      )
      beside ??= name
    }
  }
}

/** Whether a database has the extension with which its tables can be spread. */
export async function hasCitus(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_extension where extname = 'citus'`.execute(db)
  return rows.length > 0
}

async function assertCluster(admin: Db): Promise<void> {
  if (!(await hasCitus(admin))) {
    throw new AppError(
      dbErrors.noCluster,
      '这个数据库里没有 Citus 扩展：请先在各台服务器上装好它，再执行 create extension citus 并加入工作节点（见 docs/operations.md）。',
    )
  }
  const workers = await sql`
    select 1 from pg_dist_node where noderole = 'primary' and isactive and shouldhaveshards`.execute(
    admin,
  )
  if (workers.rows.length === 0) {
    throw new AppError(
      dbErrors.noCluster,
      '集群里还没有工作节点：请先用 citus_add_node 加入（见 docs/operations.md）。',
    )
  }
}

async function listSpread(admin: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name
    from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
    join pg_namespace n on n.oid = c.relnamespace
    where p.partmethod = 'h' or p.repmodel = 't'`.execute(admin)
  return new Set(rows.map(({ name }) => name))
}
