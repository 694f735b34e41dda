import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { AppError } from '../kernel/app-error.ts'
import type { County } from '../kernel/county.ts'
import { findHeadIn, type Head, verifyChain } from '../modules/audit/index.ts'
import { compareWithChain } from '../modules/budget/index.ts'
import { type Manifest, openArchive } from '../platform/archive/index.ts'
import type { Settings } from '../platform/config/settings.ts'
import { type Db, hasCitus, migrate, openPool, readCounty } from '../platform/db/index.ts'
import { administer, backUp, restore, restoreDatabase } from './backup.ts'
import { type Administration, openSystem } from './open-system.ts'

export interface UpgradeReport {
  /** Migrations that were, or would be, applied. */
  readonly applied: readonly string[]
  /** Undefined for a trial. */
  readonly backup: string | undefined
}

export interface UpgradeOptions {
  /** Tries all of it on a copy, and changes nothing. */
  readonly trialOnly: boolean
  readonly onProgress: (text: string) => void
}

const STILL_SERVED = {
  code: 'upgrade.still_served',
  status: 409,
  title: '服务还在运行，没有更新。',
} as const
const IS_CLUSTER = {
  code: 'upgrade.cluster',
  status: 409,
  title: '集群不能这样更新，什么都没有改。',
} as const
const NOT_READY = {
  code: 'upgrade.not_ready',
  status: 503,
  title: '更新没有成功，已回到更新以前。',
} as const
const TRIAL_FAILED = {
  code: 'upgrade.trial_failed',
  status: 503,
  title: '试更新没有成功，什么都没有改。',
} as const

/**
 * Brings a database to this release: backup, trial on a copy, migration, proof that the new release
 * serves it; else back to where it was. Run by the new release, with the settings of the old one.
 *
 * @throws AppError upgrade.*, archive.*, db.*
 */
export async function upgrade(settings: Settings, options: UpgradeOptions): Promise<UpgradeReport> {
  const { trialOnly, onProgress } = options
  const folder = join(settings.dataDir, 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stamp = Temporal.Now.instant().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
  const backup = join(folder, `before-upgrade-${stamp}.zip`)
  if (!trialOnly) {
    await assertSingle(settings, onProgress)
    await assertNotServed(settings, onProgress)
  }
  onProgress('正在备份……')
  const manifest = await backUp(settings, backup, onProgress)
  try {
    onProgress('正在用备份试更新……')
    const applied = await tryOnCopy(settings, backup, manifest)
    if (trialOnly) return { applied, backup: undefined }
    onProgress('正在更新数据库结构……')
    await migrateAndProve(settings, backup, manifest, onProgress)
    return { applied, backup }
  } finally {
    if (trialOnly) await rm(backup, { force: true })
  }
}

/** The way back is one database restored under another's name: a cluster has one on each node. */
async function assertSingle(settings: Settings, onProgress: (text: string) => void): Promise<void> {
  if (!settings.databases) return
  const isCluster = await administer(settings, onProgress, ({ admin }) => withDb(admin, hasCitus))
  if (!isCluster) return
  throw new AppError(
    IS_CLUSTER,
    '可以先用 --dry-run 试；然后停止服务、备份，依次执行 yimen db migrate 和 yimen db distribute（见 docs/operations.md）。',
  )
}

async function assertNotServed(
  settings: Settings,
  onProgress: (text: string) => void,
): Promise<void> {
  const sessions = await administer(settings, onProgress, async ({ admin }) =>
    withDb(admin, async (db) => {
      // an idle server may have no session in the pool, but keeps its presence on the embedded one;
      // one presence is ours
      const { rows } = await sql<{ sessions: number }>`
        select (count(*) filter (where application_name = 'yimen' and datname = current_database()
                                   and pid <> pg_backend_pid())
          + greatest(count(*) filter (where application_name = 'yimen presence') - 1, 0))::int as sessions
        from pg_stat_activity`.execute(db)
      return rows[0]?.sessions ?? 0
    }),
  )
  if (sessions === 0) return
  throw new AppError(STILL_SERVED, `还有 ${sessions} 个连接。请先停止服务，再更新。`)
}

/** The backup restored beside, by this release's own PostgreSQL, migrated and served. */
async function tryOnCopy(
  settings: Settings,
  backup: string,
  manifest: Manifest,
): Promise<readonly string[]> {
  const copy = await mkdtemp(join(settings.dataDir, 'trial-'))
  const quiet = (): void => undefined
  try {
    const trial: Settings = { ...settings, dataDir: copy, databases: undefined }
    await restore(trial, backup, quiet)
    await prove(trial, manifest, { YIMEN_DATA: copy, DATABASE_URL: '' })
    return await administer(trial, quiet, async ({ admin }) =>
      withDb(admin, async (db) => {
        const { rows } = await sql<{ name: string }>`
          select name from ${sql.table('migration.applied')} order by name`.execute(db)
        const before = new Set(manifest.schema)
        return rows
          .filter(({ name }) => !before.has(name))
          .map(({ name }) => name.split('#')[0] ?? name)
      }),
    )
  } catch (error) {
    throw new AppError(TRIAL_FAILED, wordsOf(error), { cause: error })
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

async function migrateAndProve(
  settings: Settings,
  backup: string,
  manifest: Manifest,
  onProgress: (text: string) => void,
): Promise<void> {
  await administer(settings, onProgress, async (server) => {
    try {
      const owner = openPool(server.owner, { max: 1 })
      try {
        // all or nothing: one transaction
        await migrate(owner)
      } finally {
        await owner.destroy()
      }
      await prove(settings, manifest, {})
    } catch (error) {
      onProgress('没有成功，正在回到更新以前……')
      const aside = await goBack(server, backup)
      const kept = `备份在 ${backup}，没有成功的数据库改名为 ${aside}。原因：${wordsOf(error)}`
      throw new AppError(NOT_READY, kept, { cause: error })
    }
  })
}

/** The database of before, with its own schema, under its own name. */
async function goBack(server: Administration, backup: string): Promise<string> {
  const aside = `${server.database}_failed_${Date.now()}`
  await withDb(server.maintenance, async (db) => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${server.database}`.execute(
      db,
    )
    await sql`alter database ${sql.ref(server.database)} rename to ${sql.ref(aside)}`.execute(db)
  })
  const archive = await openArchive(backup, 'yimen-backup')
  try {
    await restoreDatabase(server, archive)
  } finally {
    archive.close()
  }
  return aside
}

/** The chains pass through the heads of the backup, the approved rows are as approved, and it serves. */
async function prove(
  settings: Settings,
  manifest: Manifest,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const system = await openSystem(
    { ...settings, demonstration: false },
    { onProgress: () => undefined },
  )
  try {
    for (const [code, text] of Object.entries(manifest.heads)) {
      const county = Number(code) as County
      const head = findHeadIn(text) as Head
      const { chain, records } = await readCounty(system.app, county, async (tx) => ({
        chain: await verifyChain(tx, county, [head]),
        records: await compareWithChain(tx, county),
      }))
      if (chain.broken) throw new Error(`${code}: 存证链断在第 ${chain.broken.number} 条`)
      if (records.findings.length > 0) throw new Error(records.findings[0]?.message)
    }
  } finally {
    await system.close()
  }
  await assertServes(environment)
}

const SERVER = fileURLToPath(new URL('server/main.ts', import.meta.url))
const PATIENCE_MS = 120_000

/** Starts the server of this release on a free port and asks whether it is ready. */
async function assertServes(environment: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, [SERVER], {
    env: { ...process.env, YIMEN_LOG: 'error', ...environment, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<undefined>((resolve) => {
    child.on('close', () => resolve(undefined)).on('error', () => resolve(undefined))
  })
  const origin = new Promise<string>((resolve) => {
    const collect = (text: string): void => {
      output += text
      const address = /(http:\S+)\/\n/.exec(output)?.[1]
      if (address) resolve(address)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  try {
    const address = await Promise.race([origin, ended])
    const last = output.trim().split('\n').at(-1) ?? ''
    if (!address) throw new Error(`新版本启动不了：${last}`)
    for (const path of ['/readyz', '/']) {
      const { status } = await fetch(address + path)
      if (status !== 200) throw new Error(`新版本没有就绪：${path} 回答 ${status}`)
    }
  } finally {
    clearTimeout(timer)
    child.kill('SIGTERM')
    await ended
  }
}

async function withDb<Result>(
  connection: Parameters<typeof openPool>[0],
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  const db = openPool(connection, { max: 1 })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof AppError) return `${error.title}${error.detail}`
  return error instanceof Error ? error.message : String(error)
}
