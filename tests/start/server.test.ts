import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { API, EDITION, smallBudget } from '../support/demo-app.ts'

/** Milliseconds; a busy machine may be slow. */
const PATIENCE = 30_000

let folder: string
const servers: Server[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-server-'))
})
afterEach(async () => {
  for (const { child } of servers) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.ended
})
afterAll(async () => {
  for (const name of ['first', 'second']) await killDatabase(join(folder, name))
  await rm(folder, { recursive: true, force: true })
})

interface Server {
  readonly child: ChildProcess
  /** Resolves with the address that it printed, undefined when it ended before. */
  readonly origin: Promise<string | undefined>
  readonly ended: Promise<number | NodeJS.Signals | null>
  output(): string
}

/** The server as `npm start` runs it. */
function start(settings: Readonly<Record<string, string>>): Server {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['src/apps/server/main.ts'], {
    env: { PATH, HOME, YIMEN_LOG: 'warn', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  const origin = new Promise<string | undefined>((resolve) => {
    const collect = (text: string): void => {
      output += text
      const address = /一门已启动：(http:\S+)\/\n/.exec(output)?.[1]
      if (address) resolve(address)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('close', () => resolve(undefined))
  })
  const server = { child, origin, ended, output: () => output }
  servers.push(server)
  return server
}

async function startAndWait(
  settings: Readonly<Record<string, string>>,
): Promise<{ server: Server; origin: string }> {
  const server = start(settings)
  const origin = await server.origin
  if (origin === undefined) throw new Error(`it ended:\n${server.output()}`)
  return { server, origin }
}

async function stop(server: Server, signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
  server.child.kill(signal)
  return await server.ended
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`)
  return text
}

interface Lock {
  readonly pid: number
  readonly socketFolder: string
}

/** What PostgreSQL notes of itself while it runs. */
async function readLock(dataDir: string): Promise<Lock | undefined> {
  const path = join(dataDir, 'postgres', 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = (await readFile(path, 'utf8')).split('\n')
  return { pid: Number(lines[0]), socketFolder: lines[4] ?? '' }
}

/** As the superuser, through the socket. */
async function openAdmin(dataDir: string): Promise<pg.Client> {
  const lock = await readLock(dataDir)
  if (!lock) throw new Error('no database runs')
  const client = new pg.Client({ host: lock.socketFolder, user: 'postgres', database: 'yimen' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function isDatabaseRunning(dataDir: string): Promise<boolean> {
  const client = await openAdmin(dataDir).catch(() => undefined)
  await client?.end()
  return client !== undefined
}

/** After a test that failed: the database outlives a server that was killed. */
async function killDatabase(dataDir: string): Promise<void> {
  const lock = await readLock(dataDir)
  if (!lock || !(await isDatabaseRunning(dataDir))) return
  // a fast shutdown, whoever is connected
  process.kill(lock.pid, 'SIGINT')
  await until(async () => (await readLock(dataDir)) === undefined)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to be')
    await pause(50)
  }
}

function portOf(origin: string): string {
  return new URL(origin).port
}

describe('on one data folder', () => {
  let data: string
  let settings: Readonly<Record<string, string>>
  beforeAll(() => {
    data = join(folder, 'first')
    settings = { YIMEN_DATA: data }
  })

  test('the first start makes everything, says where it serves, and serves it', async () => {
    const { server, origin } = await startAndWait(settings)
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    for (const words of ['正在建立数据库', '数据库结构已更新', '已装入 2023 年政府收支分类科目']) {
      expect(server.output()).toContain(words)
    }
    expect(server.output()).toContain('已装入示范预算 410324-130-2023（29 行账目）')
    expect(server.output()).toContain('按 Ctrl-C 停止。')
    expect(await textOf(`${origin}/`)).toContain('每一笔都能点开看')
    expect(await textOf(`${origin}/readyz`)).toBe('{"status":"ready"}')
    const figure = JSON.parse(await textOf(`${origin}${API}${EDITION}/table-3/total/total`))
    expect([figure.amount, figure.line_count]).toEqual(['595.94', 29])
    expect(await stop(server)).toBe(0)
    expect(server.output()).toContain('正在停止……')
    expect(await isDatabaseRunning(data)).toBe(false)
    expect(await readLock(data)).toBeUndefined()
  })

  test('the second start makes nothing again', async () => {
    const { server } = await startAndWait(settings)
    expect(server.output()).not.toMatch(/正在建立|已更新|已装入/)
    expect(await stop(server)).toBe(0)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s lets a running request end', async (signal) => {
    const { server, origin } = await startAndWait(settings)
    const admin = await openAdmin(data)
    await admin.query('begin; lock table budget.edition in access exclusive mode')
    const answer = fetch(`${origin}${EDITION}`)
    await until(async () => {
      const { rows } = await admin.query('select 1 from pg_locks where not granted limit 1')
      return rows.length > 0
    })
    server.child.kill(signal)
    await until(async () => server.output().includes('正在停止'))
    // nobody new comes in meanwhile
    await until(() => isRefused(Number(portOf(origin))))
    expect(server.child.exitCode).toBeNull()
    await admin.query('commit')
    await admin.end()
    const released = Date.now()
    const response = await answer
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('</html>'),
    ])
    expect(await server.ended).toBe(0)
    // the kept connection of the client above is not waited for, 5 seconds
    expect(Date.now() - released).toBeLessThan(3_000)
    expect(await isDatabaseRunning(data)).toBe(false)
  })

  test('a connection that only waits does not hold the server up', async () => {
    const { server, origin } = await startAndWait(settings)
    const idle = connect(Number(portOf(origin)), '127.0.0.1')
    idle.on('error', () => undefined)
    await new Promise((resolve) => idle.once('connect', resolve))
    const signalled = Date.now()
    expect(await stop(server)).toBe(0)
    expect(Date.now() - signalled).toBeLessThan(9_000)
    idle.destroy()
  })

  test('a signal in the middle of the start is obeyed', async () => {
    const server = start(settings)
    await until(async () => server.output().includes('正在准备数据库'))
    expect(await stop(server)).toBe(0)
    expect(server.output()).not.toContain('    at ')
    expect(await isDatabaseRunning(data)).toBe(false)
  })

  test('a busy port is named in one sentence, with another one', async () => {
    const { server, origin } = await startAndWait(settings)
    const port = portOf(origin)
    const second = start({ ...settings, PORT: port })
    expect(await second.ended).toBe(1)
    expect(second.output().trim().split('\n').at(-1)).toBe(
      `端口被占用。127.0.0.1 的 ${port} 端口已有程序在用。请停掉它，或换一个：PORT=${Number(port) + 1} npm start`,
    )
    expect(second.output()).not.toContain('    at ')
    // the first one goes on, with its database
    expect(await textOf(`${origin}/readyz`)).toBe('{"status":"ready"}')
    expect(await stop(server)).toBe(0)
  })

  test('the command line works beside a running server and leaves it running', async () => {
    const { server, origin } = await startAndWait(settings)
    const tables = JSON.parse(
      await yimen(
        'budget',
        'tables',
        '--county',
        '410324',
        '--year',
        '2023',
        '--department',
        '130',
      ),
    ) as unknown[]
    expect(tables).toHaveLength(13)
    const own = join(folder, 'loaded')
    await writeFolder(own)
    expect(await yimen('budget', 'load', own)).toContain('已装载 2023 年 640 的 initial')
    expect(await textOf(`${origin}/410324/budget`)).toContain('示例部门640')
    expect(server.child.exitCode).toBeNull()
    expect(await stop(server)).toBe(0)
  })

  test('after kill -9 the same data are there', async () => {
    const paths = [`${API}/410324/budget`, `${API}${EDITION}`, `${API}${EDITION}/table-11`]
    const read = (origin: string): Promise<string[]> =>
      Promise.all(paths.map((path) => textOf(origin + path)))
    const { server, origin } = await startAndWait(settings)
    const before = await read(origin)
    expect(before[0]).toContain('示例部门640')
    expect(await stop(server, 'SIGKILL')).toBe('SIGKILL')
    const again = await startAndWait(settings)
    expect(await read(again.origin)).toEqual(before)
    expect(again.server.output()).not.toMatch(/正在建立|已更新|已装入/)
    expect(await stop(again.server)).toBe(0)
    expect(await isDatabaseRunning(data)).toBe(false)
  })

  test('a database that is killed comes back under the running server', async () => {
    const { server, origin } = await startAndWait(settings)
    const before = await textOf(`${origin}${API}${EDITION}/table-3`)
    const lock = await readLock(data)
    process.kill(lock?.pid ?? Number.NaN, 'SIGKILL')
    const states = new Set<number>()
    await until(async () => {
      const { status } = await fetch(`${origin}${API}${EDITION}/table-3`)
      states.add(status)
      // a session of the dying server may still answer for a moment
      const now = await readLock(data)
      return status === 200 && now !== undefined && now.pid !== lock?.pid
    })
    // away for a moment is told as such, never as a bug
    expect([...states].filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(await textOf(`${origin}${API}${EDITION}/table-3`)).toBe(before)
    expect(await textOf(`${origin}/readyz`)).toBe('{"status":"ready"}')
    expect(await stop(server)).toBe(0)
    expect(await isDatabaseRunning(data)).toBe(false)
  })

  // the last one: it leaves a mark in the database
  test('a database newer than the program is refused', async () => {
    const { server } = await startAndWait(settings)
    const admin = await openAdmin(data)
    await admin.query(
      "insert into migration.applied (name, timestamp) values ('9999_future.sql#0', '2030-01-01T00:00:00Z')",
    )
    await admin.end()
    expect(await stop(server)).toBe(0)
    const old = start(settings)
    expect(await old.ended).toBe(1)
    expect(old.output().trim().split('\n').at(-1)).toBe(
      '数据库比程序新。数据库里已有 9999_future.sql，本程序没有。请换用较新的程序，或把 YIMEN_DATA 指向另一个文件夹。',
    )
    expect(old.output()).not.toContain('    at ')
    expect(await isDatabaseRunning(data)).toBe(false)
  })

  async function yimen(...words: string[]): Promise<string> {
    return await new Promise((resolve, reject) => {
      const env = { ...process.env, ...settings, DATABASE_URL: '' }
      execFile(join('bin', 'yimen'), words, { env, maxBuffer: 10_000_000 }, (error, stdout) => {
        if (error) reject(error)
        else resolve(stdout)
      })
    })
  }
})

async function writeFolder(path: string): Promise<void> {
  await mkdir(path)
  for (const [file, text] of smallBudget({ department: '640' }).texts) {
    await writeFile(join(path, file), text)
  }
}

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

test('two first starts at once in one folder both serve', async () => {
  const data = join(folder, 'second')
  const both = [start({ YIMEN_DATA: data }), start({ YIMEN_DATA: data })]
  const origins = await Promise.all(both.map((server) => server.origin))
  for (const [at, origin] of origins.entries()) {
    expect([both[at]?.output(), origin]).toEqual([
      expect.any(String),
      expect.stringMatching(/^http:/),
    ])
  }
  const lists = await Promise.all(origins.map((origin) => textOf(`${origin}${API}/410324/budget`)))
  expect(lists[0]).toBe(lists[1])
  expect(JSON.parse(lists[0] ?? '').budgets).toHaveLength(1)
  const told = both.map((server) => server.output()).join('')
  expect(told.match(/已装入示范预算/g)).toHaveLength(1)

  // the first to leave does not take the database along
  const [first, second] = both as [Server, Server]
  expect(await stop(first)).toBe(0)
  expect(await textOf(`${origins[1]}${API}${EDITION}/table-1`)).toContain('595.94')
  expect(await stop(second)).toBe(0)
  expect(await isDatabaseRunning(data)).toBe(false)
})

describe('what the server cannot start with is said in one sentence', () => {
  test('a data folder that is a file', async () => {
    const path = join(folder, 'file')
    await writeFile(path, '')
    const said = await refusal({ YIMEN_DATA: path })
    expect(said).toContain(path)
    expect(said).toMatch(/^不能写入数据库的数据目录。.*YIMEN_DATA/)
  })

  test('a data folder that nobody can make', async () => {
    expect(await refusal({ YIMEN_DATA: '/proc/yimen/data' })).toMatch(
      /^不能写入数据库的数据目录。.*\/proc\/yimen.*YIMEN_DATA/,
    )
  })

  test.each([
    ['PORT', 'abc', 'PORT 应为 0 到 65535 的整数，实为 abc。'],
    ['PORT', '65536', 'PORT 应为 0 到 65535 的整数，实为 65536。'],
    ['PORT', '-1', 'PORT 应为 0 到 65535 的整数，实为 -1。'],
    ['PORT', '80.5', 'PORT 应为 0 到 65535 的整数，实为 80.5。'],
    ['PORT', '1e3', 'PORT 应为 0 到 65535 的整数，实为 1e3。'],
    ['PORT', '0x50', 'PORT 应为 0 到 65535 的整数，实为 0x50。'],
    ['YIMEN_COUNTY', '栾川', 'YIMEN_COUNTY 应为六位行政区划代码，例如 410324。'],
    ['YIMEN_DEMO', 'maybe', 'YIMEN_DEMO 应为 on 或 off，实为 maybe。'],
    ['YIMEN_LOG', 'loud', 'YIMEN_LOG 应为 info、warn、error、debug 或 silent，实为 loud。'],
  ])('%s=%s', async (name, value, sentence) => {
    const data = join(folder, 'never')
    expect(await refusal({ YIMEN_DATA: data, [name]: value })).toBe(`设置有误。${sentence}`)
    expect(existsSync(data)).toBe(false)
  })

  // 203.0.113.7 is nobody's (RFC 5737), .invalid never has an address (RFC 2606)
  test.each(['203.0.113.7', 'no-such-host.invalid', '256.1.1.1'])('HOST=%s', async (host) => {
    const said = await refusal({ YIMEN_DATA: join(folder, 'second'), HOST: host })
    expect(said).toContain(host)
    expect(said).toMatch(/HOST=127\.0\.0\.1/)
    expect(await isDatabaseRunning(join(folder, 'second'))).toBe(false)
  })

  test('a database of one’s own that nobody serves', async () => {
    const url = 'postgresql://yimen_app@127.0.0.1:1/yimen'
    const settings = { DATABASE_URL: url, DATABASE_READER_URL: url.replace('app', 'reader') }
    expect(await refusal(settings)).toBe('连不上数据库。地址上没有数据库在听，请核对主机和端口。')
  })

  test('a database of one’s own without the reader’s address', async () => {
    const said = await refusal({ DATABASE_URL: 'postgresql://yimen_app@127.0.0.1:1/yimen' })
    expect(said).toMatch(/^缺少数据库地址。.*DATABASE_READER_URL/)
  })
})

/** The last line of a start that fails, which must end at once, with 1, and without a stack. */
async function refusal(settings: Readonly<Record<string, string>>): Promise<string> {
  const server = start(settings)
  expect([await server.ended, server.output()]).toEqual([1, expect.not.stringContaining('    at ')])
  return server.output().trim().split('\n').at(-1) ?? ''
}
