import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { sql } from 'kysely'
import { AppError } from '../kernel/app-error.ts'
import { listHeads } from '../modules/audit/index.ts'
import {
  type Archive,
  archiveErrors,
  type Manifest,
  openArchive,
  writeArchive,
} from '../platform/archive/index.ts'
import type { Settings } from '../platform/config/settings.ts'
import {
  assertKnownSchema,
  type Db,
  explainLoss,
  exportLines,
  importLines,
  listApplied,
  listTables,
  migrate,
  migrateTo,
  openPool,
  setUpDatabase,
  type TableInfo,
} from '../platform/db/index.ts'
import { syncToDisk } from '../platform/files/index.ts'
import { type Administration, openAdministration } from './open-system.ts'

/** Beside the database: documents, and keys without which they could not be read or signed. */
const FOLDERS = ['files', 'keys'] as const

/** When each migration ran belongs to the database's history, too. */
const MIGRATIONS: TableInfo = {
  name: 'migration.applied',
  columns: ['name', 'timestamp'],
  key: [{ column: 'name', isText: true }],
  kind: 'local',
  pointsAtItself: false,
}

/** Writes database, files and keys into one file, as of one moment, while others work on. */
export async function backUp(
  settings: Settings,
  path: string,
  onProgress: (text: string) => void,
): Promise<Manifest> {
  await assertDatabase(settings)
  return await administer(settings, onProgress, async (server) =>
    withAdmin(server, async (db) => {
      await db.begin('begin isolation level repeatable read read only')
      return await writeArchive(path, 'yimen-backup', async (archive) => {
        for (const table of [...(await listTables(db.db)), MIGRATIONS]) {
          await archive.addLines(partOf(table), exportLines(db.db, table))
        }
        for (const folder of FOLDERS) {
          for (const file of await listFiles(join(settings.dataDir, folder))) {
            await archive.addFile(`files/${relative(settings.dataDir, file)}`, file)
          }
        }
        return {
          county: null,
          schema: await listApplied(db.db),
          heads: await listHeads(db.db),
        }
      })
    }),
  )
}

/** The embedded database would be made where none is. */
export async function assertDatabase(settings: Settings): Promise<void> {
  if (!settings.databases && !(await exists(join(settings.dataDir, 'postgres')))) {
    throw new AppError(
      archiveErrors.notWritten,
      `${settings.dataDir} 里没有数据库，请核对 YIMEN_DATA。`,
    )
  }
}

/**
 * Puts a backup into an empty place, in one transaction, and then brings the schema to this
 * program's state. The file is read and checked whole before anything is made.
 *
 * @throws AppError archive.*, db.newer_than_code, db.migration_edited
 */
export async function restore(
  settings: Settings,
  path: string,
  onProgress: (text: string) => void,
): Promise<Manifest> {
  const archive = await openArchive(path, 'yimen-backup')
  try {
    await assertKnownSchema(archive.manifest.schema)
    await assertFilesFit(archive, settings.dataDir)
    return await administer(settings, onProgress, async (server) => {
      await restoreDatabase(server, archive, () => writeFiles(archive, settings.dataDir))
      const owner = openPool(server.owner, { max: 1 })
      try {
        await migrate(owner)
      } finally {
        await owner.destroy()
      }
      return archive.manifest
    })
  } finally {
    archive.close()
  }
}

/** The database alone, to the state and schema of the backup. */
export async function restoreDatabase(
  server: Administration,
  archive: Archive,
  beforeCommit: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { schema, parts } = archive.manifest
  await setUpDatabase({
    admin: server.maintenance,
    database: server.database,
    passwords: server.passwords,
  })
  await assertEmpty(server)
  const owner = openPool(server.owner, { max: 1 })
  try {
    await migrateTo(owner, schema)
  } finally {
    await owner.destroy()
  }
  await withAdmin(server, async (db) => {
    await db.begin('begin')
    const tables = await listTables(db.db)
    const known = new Set([...tables, MIGRATIONS].map(partOf))
    const unknown = parts.find(({ name }) => name.startsWith('tables/') && !known.has(name))
    if (unknown) throw new AppError(archiveErrors.damaged, `里面有不认识的 ${unknown.name}。`)
    for (const table of tables) await importLines(db.db, table, archive.lines(partOf(table)))
    await sql`delete from ${sql.table(MIGRATIONS.name)}`.execute(db.db)
    await importLines(db.db, MIGRATIONS, archive.lines(partOf(MIGRATIONS)))
    await beforeCommit()
    await db.commit()
  }).catch((error: unknown) => {
    throw refusedRow(error) ?? error
  })
}

/** Rows of anybody are never mixed with restored ones. */
async function assertEmpty(server: Administration): Promise<void> {
  await withAdmin(server, async (db) => {
    await db.begin('begin')
    for (const { name } of await listTables(db.db)) {
      const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db.db)
      if (rows.length === 0) continue
      throw new AppError(
        archiveErrors.notEmpty,
        '请恢复到空的数据库：用 YIMEN_DATA 指定一个空文件夹，自备 PostgreSQL 时换一个新的数据库名。',
      )
    }
  })
}

interface AdminSession {
  readonly db: Db
  begin(text: string): Promise<void>
  commit(): Promise<void>
}

/** One session; a transaction that it does not commit is given up with it. */
async function withAdmin<Result>(
  server: Administration,
  work: (session: AdminSession) => Promise<Result>,
): Promise<Result> {
  const db = openPool(server.admin, { max: 1 })
  try {
    return await work({
      db,
      // with row_security off a role to which policies apply gets an error, not fewer rows
      begin: async (text) => {
        await sql.raw(`${text}; set local row_security = off`).execute(db)
      },
      commit: async () => {
        await sql`commit`.execute(db)
      },
    })
  } catch (error) {
    throw explainLoss(error) ?? error
  } finally {
    await db.destroy()
  }
}

export async function administer<Result>(
  settings: Settings,
  onProgress: (text: string) => void,
  work: (server: Administration) => Promise<Result>,
): Promise<Result> {
  const server = await openAdministration(settings, onProgress)
  try {
    return await work(server)
  } finally {
    await server.leave()
  }
}

function partOf(table: TableInfo): string {
  return `tables/${table.name}.jsonl`
}

function filesOf(archive: Archive): string[] {
  return archive.manifest.parts.map(({ name }) => name).filter((name) => name.startsWith('files/'))
}

/** A file that is there already must be the one that would be written. */
async function assertFilesFit(archive: Archive, dataDir: string): Promise<void> {
  for (const name of filesOf(archive)) {
    const path = pathOf(dataDir, name)
    if (!(await exists(path))) continue
    if ((await readFile(path)).equals(await bytesOf(archive, name))) continue
    throw new AppError(archiveErrors.notEmpty, `${path} 已经存在，内容不同。`)
  }
}

async function writeFiles(archive: Archive, dataDir: string): Promise<void> {
  for (const name of filesOf(archive)) {
    const path = pathOf(dataDir, name)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, await bytesOf(archive, name), { mode: 0o600, flush: true })
    await syncFoldersOf(path, dataDir)
  }
}

/** A file is found after a power cut only when its folder's entry is on the disk, too. */
async function syncFoldersOf(path: string, dataDir: string): Promise<void> {
  for (let folder = dirname(path); folder.length >= dataDir.length; folder = dirname(folder)) {
    await syncToDisk(folder)
  }
}

function pathOf(dataDir: string, name: string): string {
  const path = name.slice('files/'.length)
  if (!FOLDERS.some((folder) => path.startsWith(`${folder}/`))) {
    throw new AppError(archiveErrors.damaged, `里面有不该有的 ${name}。`)
  }
  return join(dataDir, path)
}

async function bytesOf(archive: Archive, name: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await archive.stream(name)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function listFiles(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}

function refusedRow(error: unknown): AppError | undefined {
  const { code = '', message } = error as { code?: string; message?: string }
  if (error instanceof AppError || !/^(22|23)/.test(code)) return undefined
  return new AppError(archiveErrors.damaged, `数据库不接受其中的一行：${message}`, { cause: error })
}
