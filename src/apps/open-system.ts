import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { AppError } from '../kernel/app-error.ts'
import type { County } from '../kernel/county.ts'
import {
  type BudgetReference,
  indexMissingEditions,
  type LedgerRef,
  loadBudget,
  type RecordResult,
  readBudgetFolder,
  readBudgetReference,
  readDocumentFolder,
  recordDocument,
} from '../modules/budget/index.ts'
import {
  hasCatalogue,
  importCatalogue,
  loadCatalogue,
  readCatalogueFolder,
} from '../modules/classification/index.ts'
import type { Settings } from '../platform/config/settings.ts'
import {
  assertMigrated,
  assertSafeRole,
  type Db,
  dbErrors,
  explainLoss,
  inCounty,
  migrate,
  openPool,
  ROLES,
  type RoleName,
  setUpDatabase,
} from '../platform/db/index.ts'
import { joinCluster } from '../platform/postgres/index.ts'

/** The database behind the server and the command line, ready to serve. */
export interface System {
  /** Commands and staff reads. */
  readonly app: Db
  /** What the public may see. */
  readonly reader: Db
  /** Catalogue imports and migrations; opened at the first call, closed with the system. */
  owner(): Db
  close(): Promise<void>
}

export interface OpenOptions {
  readonly onProgress: (text: string) => void
  readonly onError?: (error: Error) => void
  /** Milliseconds after which a statement of the portal is given up. */
  readonly statementTimeout?: number
}

const DATABASE = 'yimen'
const DATA = fileURLToPath(new URL('../../data/', import.meta.url))

/**
 * With the embedded database everything that is missing is made: cluster, roles, schema,
 * classification, demonstration. With one's own PostgreSQL nothing is made here (`yimen db setup`
 * does it), but a role that is too powerful or a schema that is too old is refused.
 */
export async function openSystem(settings: Settings, options: OpenOptions): Promise<System> {
  const system = settings.databases
    ? await connect(settings.databases, options)
    : await joinEmbedded(settings.dataDir, options)
  try {
    if (settings.demonstration) await loadDemonstration(system.app, options)
    if (!settings.databases) await indexEditions(system.app, settings.county, options.onProgress)
    return system
  } catch (error) {
    await system.close()
    throw error
  }
}

/** The administrator's way to the database, for what reaches across counties: backup and restore. */
export interface Administration {
  /** The superuser's connection; its database need not exist yet. */
  readonly admin: pg.ClientConfig
  /** The same in a database that exists, where others are made. */
  readonly maintenance: pg.ClientConfig
  readonly owner: pg.ClientConfig
  readonly database: string
  readonly passwords: Partial<Record<RoleName, string>>
  /** The pools must be closed before. */
  leave(): Promise<void>
}

/** Changes nothing but that the embedded server runs, which is made where there is none. */
export async function openAdministration(
  settings: Settings,
  onProgress: (text: string) => void,
): Promise<Administration> {
  if (!settings.databases) {
    const { dataDir } = settings
    const cluster = await joinCluster({ dataDir, onProgress })
    const { host, port, adminUser } = cluster
    const connection = (user: string): pg.ClientConfig => ({ host, port, user, database: DATABASE })
    return {
      admin: connection(adminUser),
      maintenance: { ...connection(adminUser), database: 'postgres' },
      owner: connection(ROLES.owner),
      database: DATABASE,
      passwords: {},
      leave: async () => {
        await cluster.leave()
      },
    }
  }
  const { admin, owner, database, passwords } = readOwnServer(settings.databases)
  const url = new URL(admin)
  url.pathname = `/${encodeURIComponent(database)}`
  return {
    admin: { connectionString: url.href },
    maintenance: { connectionString: admin },
    owner: { connectionString: owner },
    database,
    passwords,
    leave: async () => undefined,
  }
}

async function joinEmbedded(dataDir: string, options: OpenOptions): Promise<System> {
  const cluster = await joinCluster({ dataDir, onProgress: options.onProgress })
  const { host, port, adminUser } = cluster
  const connection = (user: string): pg.ClientConfig => ({ host, port, user, database: DATABASE })
  try {
    await setUpDatabase({
      admin: { host, port, user: adminUser, database: 'postgres' },
      database: DATABASE,
      passwords: {},
    })
    const owner = openPool(connection(ROLES.owner), { max: 1 })
    try {
      await prepareSchema(owner, options.onProgress)
    } finally {
      await owner.destroy()
    }
  } catch (error) {
    await cluster.leave()
    throw error
  }
  return openPools(connection, options, async () => {
    await cluster.leave()
  })
}

let reference: Promise<BudgetReference> | undefined

/** What budgets are read with, from the files beside the program; they change only with it. */
export function readReference(): Promise<BudgetReference> {
  reference ??= readBudgetReference(DATA)
  return reference
}

/** Migrations, and the classification where there is none yet. */
export async function prepareSchema(owner: Db, onProgress: (text: string) => void): Promise<void> {
  const applied = await migrate(owner)
  if (applied.length > 0) onProgress(`数据库结构已更新：${applied.join('、')}`)
  if (await hasCatalogue(owner)) return
  await importCatalogue(owner, await readCatalogueFolder(`${DATA}classification/2023`))
  onProgress('已装入 2023 年政府收支分类科目')
}

async function connect(
  databases: NonNullable<Settings['databases']>,
  options: OpenOptions,
): Promise<System> {
  const urls: Record<string, string | undefined> = {
    [ROLES.app]: databases.app,
    [ROLES.reader]: databases.reader,
    [ROLES.owner]: databases.owner,
  }
  if (!databases.reader) {
    throw new AppError(
      dbErrors.settingMissing,
      '设置了 DATABASE_URL，还要设置 DATABASE_READER_URL（角色 yimen_reader）。',
    )
  }
  const system = openPools(
    (user) => {
      const url = urls[user]
      if (url) return { connectionString: url }
      throw new AppError(
        dbErrors.settingMissing,
        '这一步要用 DATABASE_OWNER_URL（角色 yimen_owner）。',
      )
    },
    options,
    async () => undefined,
  )
  try {
    await Promise.all([assertSafeRole(system.app, 'app'), assertSafeRole(system.reader, 'reader')])
    await assertMigrated(system.app)
    return system
  } catch (error) {
    await system.close()
    throw explainLoss(error) ?? error
  }
}

/** What an older release of the program published could not be searched for yet. */
async function indexEditions(
  app: Db,
  county: County,
  onProgress: (text: string) => void,
): Promise<void> {
  const count = await indexMissingEditions(app, county)
  if (count > 0) onProgress(`已为 ${count} 个公开版次编好搜索`)
}

/** The administrator's part for one's own PostgreSQL: roles, database, schema, classification. */
export async function setUpOwnServer(
  databases: NonNullable<Settings['databases']>,
  onProgress: (text: string) => void,
): Promise<void> {
  const { admin, owner: ownerUrl, database, passwords } = readOwnServer(databases)
  try {
    await setUpDatabase({ admin: { connectionString: admin }, database, passwords })
    const owner = openPool(ownerUrl, { max: 1 })
    try {
      await prepareSchema(owner, onProgress)
    } finally {
      await owner.destroy()
    }
  } catch (error) {
    throw explainLoss(error) ?? error
  }
}

interface OwnServer {
  readonly admin: string
  readonly owner: string
  readonly database: string
  readonly passwords: Partial<Record<RoleName, string>>
}

/** All four addresses, each with the role that it is for. */
function readOwnServer(databases: NonNullable<Settings['databases']>): OwnServer {
  if (!databases.admin || !databases.owner || !databases.reader) {
    throw new AppError(
      dbErrors.settingMissing,
      '请设置 DATABASE_ADMIN_URL（管理员）、DATABASE_OWNER_URL、DATABASE_URL 和 DATABASE_READER_URL。',
    )
  }
  const passwords: Partial<Record<RoleName, string>> = {}
  for (const [role, url] of [
    ['owner', databases.owner],
    ['app', databases.app],
    ['reader', databases.reader],
  ] as const) {
    const { username, password } = new URL(url)
    if (decodeURIComponent(username) !== ROLES[role]) {
      throw new AppError(
        dbErrors.wrongRole,
        `${role === 'app' ? 'DATABASE_URL' : `DATABASE_${role.toUpperCase()}_URL`} 的用户名应为 ${ROLES[role]}。`,
      )
    }
    if (password) passwords[role] = decodeURIComponent(password)
  }
  const database = decodeURIComponent(new URL(databases.owner).pathname.slice(1)) || DATABASE
  return { admin: databases.admin, owner: databases.owner, database, passwords }
}

function openPools(
  connection: (user: string) => pg.ClientConfig,
  options: OpenOptions,
  afterwards: () => Promise<void>,
): System {
  const limits = {
    ...(options.statementTimeout === undefined
      ? {}
      : { statementTimeout: options.statementTimeout }),
    ...(options.onError ? { onError: options.onError } : {}),
  }
  const app = openPool(connection(ROLES.app), limits)
  const reader = openPool(connection(ROLES.reader), limits)
  let owner: Db | undefined
  return {
    app,
    reader,
    owner: () => {
      owner ??= openPool(connection(ROLES.owner), { max: 2 })
      return owner
    },
    close: async () => {
      await Promise.all([app.destroy(), reader.destroy(), owner?.destroy()])
      await afterwards()
    },
  }
}

/**
 * The budgets in data/budgets go the same way as anybody's: through `loadBudget`. One that another
 * release of the program brought in other words stays what it was: a frozen version is for good.
 */
async function loadDemonstration(app: Db, options: OpenOptions): Promise<void> {
  const folders = (await readdir(`${DATA}budgets`)).sort()
  const catalogue = await loadCatalogue(app)
  for (const folder of folders) {
    try {
      const result = await loadBudget(app, await readBudgetFolder(`${DATA}budgets/${folder}`), {
        catalogue,
        now: Temporal.Now.instant(),
      })
      if (result.outcome === 'refused') {
        throw new Error(`data/budgets/${folder}: ${JSON.stringify(result.findings)}`)
      }
      if (result.outcome === 'loaded') {
        options.onProgress(`已装入示范预算 ${folder}（${result.lineCount} 行账目）`)
      }
      const reading =
        result.ref && (await recordReading(app, `${DATA}budgets/${folder}`, result.ref))
      if (reading?.outcome === 'refused') {
        throw new Error(`${folder}/document: ${JSON.stringify(reading.findings[0])}`)
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 409) throw error
      options.onProgress(`示范预算 ${folder} 已有另一个内容，保留原来的。`)
    }
  }
}

/** The reading of the published document that lies beside a budget's files; undefined: none lies. */
export async function recordReading(
  app: Db,
  dir: string,
  ref: LedgerRef,
): Promise<RecordResult | undefined> {
  const folder = await readDocumentFolder(dir)
  if (!folder) return undefined
  const options = { reference: await readReference(), now: Temporal.Now.instant() }
  return await inCounty(app, ref.county, (tx) => recordDocument(tx, ref, folder, options))
}
