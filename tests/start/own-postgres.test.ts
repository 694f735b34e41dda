import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findOtherPostgres } from '../../scripts/find-other-postgres.ts'
import { backUp, restore } from '../../src/apps/backup.ts'
import { openSystem } from '../../src/apps/open-system.ts'
import { verifyChain } from '../../src/modules/audit/index.ts'
import { loadBudget } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readSettings, type Settings } from '../../src/platform/config/settings.ts'
import { explainLoss, listTables, openPool, readCounty } from '../../src/platform/db/index.ts'
import { type Cluster, joinCluster } from '../../src/platform/postgres/index.ts'
import { API, demoCounty, EDITION, smallBudget } from '../support/demo-app.ts'

const other = findOtherPostgres()
const COUNTY = demoCounty()
const quiet = (): void => undefined
const PATIENCE = 60_000

// the server that comes along, and the system's own: both as somebody else's, by address
const servers: { name: string; binaries: string | undefined }[] = [
  { name: 'the newest', binaries: undefined },
  ...(other ? [{ name: `PostgreSQL ${other.major}`, binaries: other.binaries }] : []),
]
describe.each(servers)('a PostgreSQL of one’s own: $name', ({ binaries }) => {
  let folder: string
  let cluster: Cluster
  let env: Record<string, string>
  let settings: Settings
  const children: ChildProcess[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yimen-own-'))
    cluster = await joinCluster({ dataDir: folder, ...(binaries ? { binaries } : {}) })
    env = {
      DATABASE_URL: address('yimen_app'),
      DATABASE_READER_URL: address('yimen_reader'),
      DATABASE_OWNER_URL: address('yimen_owner'),
      DATABASE_ADMIN_URL: address('postgres', 'postgres'),
      YIMEN_DATA: join(folder, 'files'),
      YIMEN_DEMO: 'on',
      YIMEN_LOG: 'silent',
      PORT: '0',
    }
    settings = readSettings(env)
    const { code, output } = await yimen(env, 'db', 'setup')
    expect([code, output]).toEqual([0, expect.stringContaining('都已就绪')])
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(async () => {
    await cluster.leave()
    await rm(folder, { recursive: true, force: true })
  })

  function address(user: string, database = 'yimen'): string {
    return `postgresql://${user}:secret@localhost/${database}?host=${encodeURIComponent(cluster.host)}`
  }

  function serve(settings: Record<string, string>): {
    origin: Promise<string | undefined>
    output: () => string
  } {
    const { PATH, HOME } = process.env
    const child = spawn(process.execPath, ['src/apps/server/main.ts'], {
      env: { PATH, HOME, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    let output = ''
    const origin = new Promise<string | undefined>((resolve) => {
      const collect = (text: string): void => {
        output += text
        const found = /一门已启动：(http:\S+)\/\n/.exec(output)?.[1]
        if (found) resolve(found)
      }
      child.stdout.setEncoding('utf8').on('data', collect)
      child.stderr.setEncoding('utf8').on('data', collect)
      child.on('close', () => resolve(undefined))
    })
    return { origin, output: () => output }
  }

  test('serves the demonstration', async () => {
    const origin = await serve(env).origin
    const response = await fetch(`${origin}${API}${EDITION}/table-3/total/total`)
    expect(await response.json()).toMatchObject({ amount: '595.94', line_count: 29 })
  })

  test('is no cluster, and says so when it should be spread', async () => {
    const { code, output } = await yimen(env, 'db', 'distribute')
    expect([code, output]).toEqual([2, expect.stringContaining('没有 Citus 扩展')])
    expect(output.trim().split('\n')).toHaveLength(1)
  })

  test.each([
    ['postgres', '拒绝以权限过大的数据库角色提供服务。'],
    ['yimen_owner', '拒绝以权限过大的数据库角色提供服务。'],
    ['yimen_reader', '数据库地址里的用户名不对。'],
  ])('does not serve as %s', async (user, sentence) => {
    for (const name of ['DATABASE_URL', 'DATABASE_READER_URL']) {
      if (user === 'yimen_reader' && name === 'DATABASE_READER_URL') continue
      const server = serve({ ...env, [name]: address(user) })
      expect(await server.origin).toBeUndefined()
      expect(server.output()).toContain(sentence)
      expect(server.output()).not.toContain('    at ')
    }
  })

  test('does not serve as a role that bypasses row security', async () => {
    await asAdmin('create role sly login bypassrls; grant yimen_app to sly')
    const server = serve({ ...env, DATABASE_URL: address('sly') })
    expect(await server.origin).toBeUndefined()
    expect(server.output()).toContain('可绕过行级安全')
    await asAdmin('drop role sly')
  })

  /** Reads on while `trouble` happens; every answer is the right one or says that it cannot answer. */
  async function readThrough(trouble: () => Promise<void>): Promise<Map<number, number>> {
    const origin = await serve(env).origin
    const counts = new Map<number, number>()
    let ending = false
    const read = async (): Promise<void> => {
      while (!ending) {
        const response = await fetch(`${origin}${API}${EDITION}/table-3/total/total`)
        const body = (await response.json()) as { amount?: string; line_count?: number }
        counts.set(response.status, (counts.get(response.status) ?? 0) + 1)
        if (response.status === 200)
          expect(body).toMatchObject({ amount: '595.94', line_count: 29 })
        else expect(response.status).toBe(503)
      }
    }
    const readers = Array.from({ length: 8 }, read)
    await untilCount(counts, 200, 20)
    await trouble()
    // it is back by itself
    await untilCount(counts, 200, (counts.get(200) ?? 0) + 50)
    ending = true
    await Promise.all(readers)
    return counts
  }

  async function untilCount(
    counts: ReadonlyMap<number, number>,
    status: number,
    enough: number,
  ): Promise<void> {
    const deadline = Date.now() + PATIENCE
    while ((counts.get(status) ?? 0) < enough) {
      if (Date.now() > deadline) throw new Error(`never again ${status}: ${[...counts]}`)
      await pause(10)
    }
  }

  test('all sessions cut, again and again: right answers or none', async () => {
    await readThrough(async () => {
      for (let time = 0; time < 10; time += 1) {
        await asAdmin(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'yimen' and pid <> pg_backend_pid()",
        )
        await pause(20)
      }
    })
  })

  test.each(['SIGINT', 'SIGQUIT', 'SIGKILL'] as const)(
    'restarted by %s while being read: right answers or none, and back again',
    async (signal) => {
      const counts = await readThrough(async () => {
        process.kill(await postmaster(), signal)
        await whenBack()
      })
      // it was away, so the test has tried what it says
      expect(counts.get(503) ?? 0).toBeGreaterThanOrEqual(signal === 'SIGKILL' ? 0 : 1)
    },
  )

  test('restarted while budgets are loaded: each is there once', async () => {
    const system = await openSystem(settings, { onProgress: quiet })
    const catalogue = await loadCatalogue(system.app)
    const departments = Array.from({ length: 100 }, (_, at) => String(700 + at))
    let failures = 0
    const loading = (async () => {
      for (const department of departments) {
        const folder = smallBudget({ department })
        for (;;) {
          try {
            await loadBudget(system.app, folder, { catalogue, now: Temporal.Now.instant() })
            break
          } catch (error) {
            // in words, never a bug
            expect(explainLoss(error)?.code).toBe('db.unreachable')
            failures += 1
            await pause(20)
          }
        }
      }
    })()
    while (failures < 3) {
      await pause(30)
      process.kill(await postmaster(), 'SIGINT')
      await whenBack()
      if (await Promise.race([loading.then(() => true), pause(0)])) break
    }
    await loading
    const rows = await asAdmin(
      `select subject from audit.entry where kind = 'budget.loaded' and subject like '410324/budget/2023/7%'`,
      'yimen',
    )
    expect(failures).toBeGreaterThan(0)
    expect(rows).toHaveLength(departments.length)
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(departments.length)
    const chain = await readCounty(system.app, COUNTY, (tx) => verifyChain(tx, COUNTY, []))
    expect(chain.broken).toBeUndefined()
    await system.close()
  })

  test('backed up into a file and restored into another database', async () => {
    const file = join(folder, 'own.zip')
    await backUp(settings, file, quiet)
    const moved = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value.replace('/yimen?', '/yimen_two?')]),
    )
    const target = readSettings({ ...moved, YIMEN_DATA: join(folder, 'files-two') })
    await restore(target, file, quiet)
    expect(await rowsOf('yimen_two')).toEqual(await rowsOf('yimen'))
    await expect(restore(target, file, quiet)).rejects.toMatchObject({ code: 'archive.not_empty' })
  })

  test('a backup as a role that row security binds is refused, not short of rows', async () => {
    const bound = readSettings({ ...env, DATABASE_ADMIN_URL: address('yimen_owner') })
    const file = join(folder, 'bound.zip')
    await expect(backUp(bound, file, quiet)).rejects.toMatchObject({ code: 'db.role_too_weak' })
  })

  async function rowsOf(database: string): Promise<Record<string, unknown[]>> {
    const db = openPool(address('postgres', database), { max: 1 })
    const tables = (await listTables(db)).map(({ name }) => name)
    await db.destroy()
    const rows: Record<string, unknown[]> = {}
    for (const name of [...tables, 'migration.applied']) {
      rows[name] = await asAdmin(`select t::text as row from ${name} t order by 1`, database)
    }
    return rows
  }

  async function postmaster(): Promise<number> {
    return Number.parseInt(await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8'), 10)
  }

  async function asAdmin(
    statement: string,
    database = 'postgres',
  ): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(address('postgres', database))
    client.on('error', quiet)
    await client.connect()
    try {
      const { rows } = await client.query(statement)
      return rows
    } finally {
      await client.end()
    }
  }

  async function whenBack(): Promise<void> {
    const deadline = Date.now() + PATIENCE
    for (;;) {
      try {
        await asAdmin('select 1')
        return
      } catch (error) {
        if (Date.now() > deadline) throw error
        await pause(50)
      }
    }
  }
})

function yimen(
  env: Record<string, string>,
  ...words: string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      join('bin', 'yimen'),
      words,
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : 0,
          output: stdout + stderr,
        })
      },
    )
  })
}
