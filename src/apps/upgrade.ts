import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
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
import { administer, assertDatabase, backUp, restore, restoreDatabase } from './backup.ts'
import { type Administration, openSystem } from './open-system.ts'
import {
  PROOF_SETTING,
  readUpgradeMark,
  removeUpgradeMark,
  setUpgradeMark,
  THIS_RELEASE,
} from './upgrade-mark.ts'

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

const UNDER_WAY = {
  code: 'upgrade.under_way',
  status: 409,
  title: '正在更新。',
} as const

/** Held by whoever upgrades, as long as he lives; any number that nobody else uses. */
const UPGRADE_LOCK = 4_211_803

/**
 * Brings a database to this release: backup, trial on a copy, migration, proof that the new release
 * serves it; else back to where it was. Run by the new release, with the settings of the old one.
 *
 * @throws AppError upgrade.*, archive.*, db.*
 */
export async function upgrade(settings: Settings, options: UpgradeOptions): Promise<UpgradeReport> {
  await assertDatabase(settings)
  return await administer(settings, options.onProgress, (server) =>
    asOnlyOne(server, () => upgradeAlone(settings, server, options)),
  )
}

async function upgradeAlone(
  settings: Settings,
  server: Administration,
  { trialOnly, onProgress }: UpgradeOptions,
): Promise<UpgradeReport> {
  const folder = join(settings.dataDir, 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeLeftovers(settings)
  await endEarlier(settings, server, onProgress)
  const stamp = Temporal.Now.instant().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
  const backup = join(folder, `before-upgrade-${stamp}.zip`)
  if (!trialOnly) {
    await assertSingle(server)
    await assertNotServed(server)
  }
  onProgress('正在备份……')
  const manifest = await backUp(settings, backup, onProgress)
  try {
    onProgress('正在用备份试更新……')
    const applied = await tryOnCopy(settings, backup, manifest)
    if (trialOnly) return { applied, backup: undefined }
    onProgress('正在更新数据库结构……')
    await migrateAndProve(settings, server, backup, manifest, onProgress)
    return { applied, backup }
  } finally {
    if (trialOnly) await rm(backup, { force: true })
  }
}

/** The way back is one database restored under another's name: a cluster has one on each node. */
async function assertSingle({ admin }: Administration): Promise<void> {
  if (!(await withDb(admin, hasCitus))) return
  throw new AppError(
    IS_CLUSTER,
    '可以先用 --dry-run 试；然后停止服务、备份，依次执行 yimen db migrate 和 yimen db distribute（见 docs/operations.md）。',
  )
}

/** The end of an upgrade that was cut off: what it had changed is taken back. */
export async function takeBack(
  settings: Settings,
  onProgress: (text: string) => void,
): Promise<void> {
  await administer(settings, onProgress, (server) =>
    asOnlyOne(server, () => endEarlier(settings, server, onProgress)),
  )
}

/** Read again behind the lock: another process may have been quicker. */
async function endEarlier(
  settings: Settings,
  server: Administration,
  onProgress: (text: string) => void,
): Promise<void> {
  const mark = await readUpgradeMark(settings)
  if (mark === undefined) return
  if (mark.provenBy === THIS_RELEASE) await removeUpgradeMark(settings)
  else await goBack(settings, server, mark.backup, onProgress)
}

/** A session of its own holds the lock, so that it ends with the process, however that ends. */
async function asOnlyOne<Result>(
  server: Administration,
  work: () => Promise<Result>,
): Promise<Result> {
  return await withDb(server.maintenance, (db) =>
    db.connection().execute(async (session) => {
      const { rows } = await sql<{ got: boolean }>`
        select pg_try_advisory_lock(${UPGRADE_LOCK}) as got`.execute(session)
      if (!rows[0]?.got) throw new AppError(UNDER_WAY, '请等它结束再试。')
      return await work()
    }),
  )
}

/** Of trials that were killed: folders, and the servers of their databases. */
async function removeLeftovers(settings: Settings): Promise<void> {
  const names = await readdir(settings.dataDir)
  for (const name of names.filter((one) => one.startsWith(TRIAL))) {
    const dataDir = join(settings.dataDir, name)
    const left: Settings = { ...settings, dataDir, databases: undefined }
    // who joins and leaves as the last one stops the server; nothing to join is as good
    await administer(
      left,
      () => undefined,
      async () => undefined,
    ).catch(() => undefined)
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function assertNotServed({ admin }: Administration): Promise<void> {
  const sessions = await withDb(admin, async (db) => {
    // an idle server may have no session in the pool, but keeps its presence on the embedded one;
    // one presence is ours
    const { rows } = await sql<{ sessions: number }>`
      select (count(*) filter (where application_name = 'yimen' and datname = current_database()
                                 and pid <> pg_backend_pid())
        + greatest(count(*) filter (where application_name = 'yimen presence') - 1, 0))::int as sessions
      from pg_stat_activity`.execute(db)
    return rows[0]?.sessions ?? 0
  })
  if (sessions === 0) return
  throw new AppError(STILL_SERVED, `还有 ${sessions} 个连接。请先停止服务，再更新。`)
}

const TRIAL = 'trial-'

/** The backup restored beside, by this release's own PostgreSQL, migrated and served. */
async function tryOnCopy(
  settings: Settings,
  backup: string,
  manifest: Manifest,
): Promise<readonly string[]> {
  const copy = await mkdtemp(join(settings.dataDir, TRIAL))
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
  server: Administration,
  backup: string,
  manifest: Manifest,
  onProgress: (text: string) => void,
): Promise<void> {
  // from here on only the backup leads back
  await setUpgradeMark(settings, { backup, provenBy: '' })
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
    const aside = await goBack(settings, server, backup, onProgress)
    const kept = `备份在 ${backup}，没有成功的数据库改名为 ${aside}。原因：${wordsOf(error)}`
    throw new AppError(NOT_READY, kept, { cause: error })
  }
  // over only when this release starts in earnest: until then the old one may start, and goes back
  await setUpgradeMark(settings, { backup, provenBy: THIS_RELEASE })
}

/** The database of before, with its own schema, under its own name; tells the other's new name. */
async function goBack(
  settings: Settings,
  server: Administration,
  backup: string,
  onProgress: (text: string) => void,
): Promise<string> {
  onProgress('正在回到更新以前……')
  const aside = `${server.database}_failed_${Date.now()}`
  await withDb(server.maintenance, async (db) => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${server.database}`.execute(
      db,
    )
    const { rows } = await sql`
      select 1 from pg_database where datname = ${server.database}`.execute(db)
    // none is left when a return was cut off, too
    if (rows.length === 0) return
    await sql`alter database ${sql.ref(server.database)} rename to ${sql.ref(aside)}`.execute(db)
  })
  const archive = await openArchive(backup, 'yimen-backup')
  try {
    await restoreDatabase(server, archive)
  } finally {
    archive.close()
  }
  await removeUpgradeMark(settings)
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

/**
 * Starts the server of this release and asks whether it is ready: through a socket in a folder, so
 * that no port is needed, and no network, not even a machine's own loopback.
 */
async function assertServes(environment: Readonly<Record<string, string>>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'yimen-proof-'))
  const socket = join(folder, 'http')
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...process.env,
      YIMEN_LOG: 'error',
      ...environment,
      HOST: socket,
      [PROOF_SETTING]: 'on',
    },
    // its end tells the server that we are gone
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<boolean>((resolve) => {
    child.on('close', () => resolve(false)).on('error', () => resolve(false))
  })
  const started = new Promise<boolean>((resolve) => {
    const collect = (text: string): void => {
      output += text
      if (output.includes(socket)) resolve(true)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  try {
    const last = (): string => output.trim().split('\n').at(-1) ?? ''
    if (!(await Promise.race([started, ended]))) throw new Error(`新版本启动不了：${last()}`)
    for (const path of ['/readyz', '/']) {
      const status = await askStatus(socket, path)
      if (status !== 200) throw new Error(`新版本没有就绪：${path} 回答 ${status}`)
    }
  } finally {
    child.stdin.end()
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
    await rm(folder, { recursive: true, force: true })
  }
}

function askStatus(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path, headers: { host: 'localhost' } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asking.on('error', reject).end()
  })
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
