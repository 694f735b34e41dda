import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backUp, restore } from '../../src/apps/backup.ts'
import { openSystem, type System } from '../../src/apps/open-system.ts'
import { settleUpgrade } from '../../src/apps/settle-upgrade.ts'
import { upgrade } from '../../src/apps/upgrade.ts'
import { readUpgradeMark, setUpgradeMark, THIS_RELEASE } from '../../src/apps/upgrade-mark.ts'
import { findHeadIn, type Head, verifyChain } from '../../src/modules/audit/index.ts'
import { compareWithChain, loadBudget } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readSettings, type Settings } from '../../src/platform/config/settings.ts'
import { listTables, readCounty } from '../../src/platform/db/index.ts'
import { joinCluster } from '../../src/platform/postgres/index.ts'
import { demoCounty, smallBudget } from '../support/demo-app.ts'
import { changeManifest, type Parts, rewriteZip } from '../support/rewrite-zip.ts'

const COUNTY = demoCounty()
const quiet = (): void => undefined
let folder: string
let data: string
let file: string
let system: System

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-backup-'))
  data = join(folder, 'data')
  file = join(folder, 'backup.zip')
  system = await openSystem(settingsOf(data), { onProgress: quiet })
  await mkdir(join(data, 'files/2023'), { recursive: true })
  await mkdir(join(data, 'keys'))
  await writeFile(join(data, 'files/2023/批复.txt'), '批复\n')
  await writeFile(join(data, 'keys/seal'), Buffer.from([0, 255, 10, 13]))
})
afterAll(async () => {
  await system.close()
  await rm(folder, { recursive: true, force: true })
})

function settingsOf(dataDir: string): Settings {
  return readSettings({ YIMEN_DATA: dataDir })
}

async function load(department: number, amounts?: string[]): Promise<void> {
  const budget = smallBudget({ department: String(department), ...(amounts ? { amounts } : {}) })
  const now = Temporal.Now.instant()
  const { outcome } = await loadBudget(system.app, budget, {
    catalogue: await loadCatalogue(system.app),
    now,
  })
  expect(outcome).toBe('loaded')
}

/** As the superuser; in the application's database unless that itself is renamed. */
async function inPostgres(dataDir: string, text: string): Promise<void> {
  const cluster = await joinCluster({ dataDir })
  const { host, port, adminUser: user } = cluster
  const database = text.startsWith('alter database') ? 'postgres' : 'yimen'
  const client = new pg.Client({ host, port, user, database })
  await client.connect()
  await client.query(text)
  await client.end()
  await cluster.leave()
}

/** All rows of all tables, and of the migrator's, as the superuser of that folder sees them. */
async function rowsIn(dataDir: string): Promise<Record<string, string[]>> {
  const cluster = await joinCluster({ dataDir })
  const client = new pg.Client({
    host: cluster.host,
    port: cluster.port,
    user: cluster.adminUser,
    database: 'yimen',
  })
  try {
    await client.connect()
    const rows: Record<string, string[]> = {}
    const tables = [...(await listTables(system.app)).map(({ name }) => name), 'migration.applied']
    expect(tables.length).toBeGreaterThan(15)
    for (const name of tables) {
      const found = await client.query<{ row: string }>(
        `select t::text as row from ${name} t order by 1`,
      )
      rows[name] = found.rows.map(({ row }) => row)
    }
    return rows
  } finally {
    await client.end()
    await cluster.leave()
  }
}

test('a backup comes back into an empty folder: every row, every file', async () => {
  await load(640)
  await backUp(settingsOf(data), file, quiet)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const empty = join(folder, 'empty')
  const { heads } = await restore(settingsOf(empty), file, quiet)
  expect(await rowsIn(empty)).toEqual(await rowsIn(data))
  for (const name of ['files/2023/批复.txt', 'keys/seal']) {
    expect(await readFile(join(empty, name))).toEqual(await readFile(join(data, name)))
    expect((await stat(join(empty, name))).mode & 0o777).toBe(0o600)
  }
  // it serves like the first, and its chain passes through the head that the backup named
  const restored = await openSystem(settingsOf(empty), { onProgress: quiet })
  const head = findHeadIn(heads[COUNTY] ?? '') as Head
  const report = await readCounty(restored.app, COUNTY, (tx) => verifyChain(tx, COUNTY, [head]))
  expect(report).toEqual({ reached: head, broken: undefined, confirmed: [head] })
  await restored.close()
})

test('while budgets are loaded, it holds whole ones only, as of one moment', async () => {
  let stop = false
  let loaded = 0
  const loading = (async () => {
    // some hundred lines each, so that a load takes its time
    const amounts = Array.from({ length: 300 }, (_, at) => `${at + 1}.00`)
    for (let department = 700; !stop; department += 1) {
      await load(department, amounts)
      loaded += 1
    }
  })()
  const busy = join(folder, 'busy.zip')
  while (loaded < 3) await new Promise((resolve) => setTimeout(resolve, 5))
  await backUp(settingsOf(data), busy, quiet)
  const after = loaded
  while (loaded < after + 2) await new Promise((resolve) => setTimeout(resolve, 5))
  stop = true
  await loading
  const empty = join(folder, 'moment')
  await restore(settingsOf(empty), busy, quiet)
  const restored = await openSystem(settingsOf(empty), { onProgress: quiet })
  const [chain, records] = await readCounty(restored.app, COUNTY, async (tx) => [
    await verifyChain(tx, COUNTY, []),
    await compareWithChain(tx, COUNTY),
  ])
  await restored.close()
  expect(chain.broken).toBeUndefined()
  expect(records.findings).toEqual([])
  // those loaded before it began are in it, and not those after its end
  expect(records.sound).toBeGreaterThanOrEqual(2 + 3)
  expect(records.sound).toBeLessThan(2 + loaded)
})

describe('an upgrade', () => {
  test('is tried on a copy while the server works, and leaves nothing', async () => {
    const before = await rowsIn(data)
    const report = await upgrade(settingsOf(data), { trialOnly: true, onProgress: quiet })
    expect(report).toEqual({ applied: [], backup: undefined })
    expect(await rowsIn(data)).toEqual(before)
    expect(await readdir(join(data, 'backups'))).toEqual([])
    expect((await readdir(data)).filter((name) => name.startsWith('trial-'))).toEqual([])
  })

  test('is not made while somebody works on the data', async () => {
    await expect(
      upgrade(settingsOf(data), { trialOnly: false, onProgress: quiet }),
    ).rejects.toMatchObject({ code: 'upgrade.still_served' })
    expect(await readdir(join(data, 'backups'))).toEqual([])
  })
})

describe('an upgrade that was cut off', () => {
  test('while it changed the database, and while it went back: whoever starts next goes back', async () => {
    const other = settingsOf(join(folder, 'cut-off'))
    const backup = join(folder, 'before.zip')
    await mkdir(other.dataDir)
    await backUp(settingsOf(data), backup, quiet)
    await restore(other, backup, quiet)
    const before = await rowsIn(other.dataDir)
    for (const damage of ['delete from migration.applied', 'alter database yimen rename to gone']) {
      await setUpgradeMark(other, { backup, provenBy: '' })
      await inPostgres(other.dataDir, damage)
      await settleUpgrade(other, quiet)
      expect(await rowsIn(other.dataDir)).toEqual(before)
      expect(await readUpgradeMark(other)).toBeUndefined()
    }
  })

  test('after its proof: over when its own release starts, gone back from by any other', async () => {
    const other = settingsOf(join(folder, 'cut-off'))
    const backup = join(folder, 'before.zip')
    const before = await rowsIn(other.dataDir)
    await inPostgres(other.dataDir, "insert into organisation.county values (110101, '后来', true)")
    const after = await rowsIn(other.dataDir)
    expect(after).not.toEqual(before)

    await setUpgradeMark(other, { backup, provenBy: THIS_RELEASE })
    await settleUpgrade(other, quiet)
    expect(await rowsIn(other.dataDir)).toEqual(after)

    await setUpgradeMark(other, { backup, provenBy: '/opt/yimen/releases/9.9.9' })
    await settleUpgrade(other, quiet)
    expect(await rowsIn(other.dataDir)).toEqual(before)
    expect(await readUpgradeMark(other)).toBeUndefined()
  })
})

describe('refused with one sentence, and nothing is made', () => {
  const changes: Readonly<Record<string, [(parts: Parts) => void, string]>> = {
    'another kind of file': [
      (parts) => changeManifest(parts, (manifest) => (manifest.kind = 'yimen-county')),
      'archive.wrong_kind',
    ],
    'a later format': [
      (parts) => changeManifest(parts, (manifest) => (manifest.version = 2)),
      'archive.newer',
    ],
    'a later schema': [
      (parts) =>
        changeManifest(parts, (manifest) =>
          (manifest.schema as string[]).push('9999_future.sql#0'),
        ),
      'db.newer_than_code',
    ],
    'a migration that was edited': [
      (parts) =>
        changeManifest(parts, (manifest) => {
          manifest.schema = (manifest.schema as string[]).map((name) => name.replace(/.$/, 'x'))
        }),
      'db.migration_edited',
    ],
    'a row changed': [
      (parts) => {
        const name = 'tables/budget.line.jsonl'
        parts.set(name, (parts.get(name) ?? '').replace(/"fen":\d/, '"fen":7'))
      },
      'archive.damaged',
    ],
    'a file that climbs out': [
      (parts) => {
        // renamed below: no zip program writes such a name
        parts.set('files/keys/UP/UP/UP/climbed', 'x')
        changeManifest(parts, (manifest) => {
          const part = { rows: null, bytes: 1, sha256: 'a'.repeat(64) }
          manifest.parts.push({ name: 'files/keys/../../../climbed', ...part })
        })
      },
      'archive.damaged',
    ],
  }

  async function refusal(path: string): Promise<{ code?: string; detail?: string }> {
    const empty = join(folder, 'never')
    const error = await restore(settingsOf(empty), path, quiet).then(
      () => ({ code: 'taken' }),
      (reason: { code?: string; detail?: string }) => reason,
    )
    await expect(stat(empty)).rejects.toMatchObject({ code: 'ENOENT' })
    return error
  }

  test.each(Object.entries(changes))('%s', async (name, [change, code]) => {
    const changed = join(folder, `${Object.keys(changes).indexOf(name)}.zip`)
    await rewriteZip(file, changed, change)
    const bytes = (await readFile(changed)).toString('latin1').replaceAll('/UP', '/..')
    await writeFile(changed, bytes, 'latin1')
    expect(await refusal(changed)).toMatchObject({ code })
  })

  test.each([0, 30, 99, 100])('cut to a byte less than %d per cent', async (share) => {
    const cut = join(folder, `cut-${share}.zip`)
    await copyFile(file, cut)
    await truncate(cut, Math.max(0, Math.floor(((await stat(file)).size * share) / 100) - 1))
    expect(await refusal(cut)).toMatchObject({ code: 'archive.damaged' })
  })

  test('no file, a folder, a file that is no zip', async () => {
    expect(await refusal(join(folder, 'none'))).toMatchObject({ code: 'archive.unreadable' })
    expect(await refusal(folder)).toMatchObject({ code: 'archive.unreadable' })
    expect(await refusal('package.json')).toMatchObject({ code: 'archive.damaged' })
  })

  test('a place where data are: they stay', async () => {
    const before = await rowsIn(data)
    await expect(restore(settingsOf(data), file, quiet)).rejects.toMatchObject({
      code: 'archive.not_empty',
    })
    expect(await rowsIn(data)).toEqual(before)
  })

  test('a file that is there with another content', async () => {
    const other = join(folder, 'other')
    await mkdir(join(other, 'keys'), { recursive: true })
    await writeFile(join(other, 'keys/seal'), 'another')
    await expect(restore(settingsOf(other), file, quiet)).rejects.toMatchObject({
      code: 'archive.not_empty',
    })
    expect(await readFile(join(other, 'keys/seal'), 'utf8')).toBe('another')
    await expect(stat(join(other, 'postgres'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a backup onto a file that exists, of a folder without data', async () => {
    const before = await readFile(file)
    await expect(backUp(settingsOf(data), file, quiet)).rejects.toMatchObject({
      code: 'archive.not_written',
    })
    expect(await readFile(file)).toEqual(before)
    const none = settingsOf(join(folder, 'none'))
    await expect(backUp(none, join(folder, 'none.zip'), quiet)).rejects.toMatchObject({
      code: 'archive.not_written',
    })
    await expect(stat(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
