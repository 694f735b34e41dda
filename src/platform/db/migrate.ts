import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { AppError } from '../../kernel/app-error.ts'
import type { Db } from './database.ts'
import { dbErrors } from './errors.ts'

const FOLDER = fileURLToPath(new URL('../../../migrations/', import.meta.url))
const SCHEMA = 'migration'

export interface MigrationState {
  /** `0001_organisation.sql`. */
  readonly file: string
  readonly appliedAt: Temporal.Instant | null
}

/** Brings the schema to this code's state: all pending files in one transaction, as the owner. */
export async function migrate(owner: Db, folder: string = FOLDER): Promise<readonly string[]> {
  return await migrateWith(owner, await readMigrations(folder))
}

/**
 * Brings an empty database to the schema of a backup, which may be older than this code.
 *
 * @param names `0001_organisation.sql#0123456789abcdef`, as `listApplied` gives them
 * @throws AppError db.newer_than_code, db.migration_edited
 */
export async function migrateTo(owner: Db, names: readonly string[]): Promise<void> {
  const ours = await readMigrations(FOLDER)
  refuseNames(names, Object.keys(ours))
  const chosen = Object.fromEntries(Object.entries(ours).filter(([name]) => names.includes(name)))
  await migrateWith(owner, chosen)
}

/** Refuses a file whose schema this code cannot make. */
export async function assertKnownSchema(names: readonly string[]): Promise<void> {
  refuseNames(names, Object.keys(await readMigrations(FOLDER)))
}

async function migrateWith(
  owner: Db,
  migrations: Record<string, Migration>,
): Promise<readonly string[]> {
  await refuseUnknown(owner, Object.keys(migrations))
  const { error, results } = await migratorOf(owner, migrations).migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
  return (results ?? []).map((result) => fileOf(result.migrationName))
}

export async function listMigrations(
  owner: Db,
  folder: string = FOLDER,
): Promise<MigrationState[]> {
  const migrations = await readMigrations(folder)
  await refuseUnknown(owner, Object.keys(migrations))
  const applied = await appliedMigrations(owner)
  return Object.keys(migrations).map((name) => ({
    file: fileOf(name),
    appliedAt: applied.get(name) ?? null,
  }))
}

/** Refuses a schema that this code does not fit; asked by the application's role, at start. */
export async function assertMigrated(db: Db): Promise<void> {
  const pending = (await listMigrations(db)).filter((migration) => migration.appliedAt === null)
  if (pending.length === 0) return
  const files = pending.map((migration) => migration.file).join('、')
  throw new AppError(dbErrors.notMigrated, `还差 ${files}。请先执行 yimen db migrate。`)
}

/**
 * A migration is known by `file#hash`: Kysely's own comparison of names then also finds a file
 * that was edited after it ran.
 */
async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const file of files) {
    const text = await readFile(`${folder}/${file}`, 'utf8')
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    migrations[`${file}#${hash}`] = {
      up: async (tx: Kysely<unknown>) => {
        await sql.raw(text).execute(tx)
      },
    }
  }
  return migrations
}

function migratorOf(owner: Db, migrations: Record<string, Migration>): Migrator {
  return new Migrator({
    db: owner,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: SCHEMA,
    migrationTableName: 'applied',
    migrationLockTableName: 'lock',
    // two branches may each have added one: whoever ran the later number first still gets the other
    allowUnorderedMigrations: true,
  })
}

/** Tells apart the two ways in which code and database can disagree, each with its way out. */
async function refuseUnknown(owner: Db, known: readonly string[]): Promise<void> {
  refuseNames([...(await appliedMigrations(owner)).keys()], known)
}

function refuseNames(names: readonly string[], known: readonly string[]): void {
  const files = new Set(known.map(fileOf))
  for (const name of names) {
    if (known.includes(name)) continue
    throw files.has(fileOf(name))
      ? new AppError(
          dbErrors.migrationEdited,
          `文件 migrations/${fileOf(name)} 在执行后被改过。请恢复原文件，改动写进新的迁移文件。`,
        )
      : new AppError(
          dbErrors.newerThanCode,
          `数据库里已有 ${fileOf(name)}，本程序没有。请换用较新的程序，或把 YIMEN_DATA 指向另一个文件夹。`,
        )
  }
}

async function appliedMigrations(owner: Db): Promise<Map<string, Temporal.Instant>> {
  const exists = await sql<{ found: boolean }>`
    select to_regclass(${`${SCHEMA}.applied`}) is not null as found`.execute(owner)
  if (!exists.rows[0]?.found) return new Map()
  const applied = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from ${sql.table(`${SCHEMA}.applied`)} order by name`.execute(owner)
  return new Map(applied.rows.map((row) => [row.name, Temporal.Instant.from(row.timestamp)]))
}

function fileOf(name: string): string {
  return name.split('#')[0] ?? name
}
