import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Listening, listen } from '../../src/platform/http/index.ts'
import { type DemoApp, EDITION, openDemoApp, smallBudget } from '../support/demo-app.ts'

/** The server behind a real port, and clients that mean it badly or are merely slow. */
let demo: DemoApp
let server: Listening
let origin: string
const sockets: Socket[] = []

beforeAll(async () => {
  demo = await openDemoApp()
  server = await listen((request) => demo.fetch(request), '127.0.0.1', 0)
  origin = `http://127.0.0.1:${server.port}`
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(async () => {
  await server.close()
  await demo.close()
})

interface Client {
  readonly socket: Socket
  readonly closed: Promise<void>
  heard(): string
}

async function open(): Promise<Client> {
  const socket = connect(server.port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) =>
    socket.once('connect', () => resolve()).once('close', resolve),
  )
  return { socket, closed, heard: () => text }
}

/** Sends bytes as they are and gives the status of the first answer; undefined: cut without one. */
async function statusOf(bytes: string | Buffer): Promise<number | undefined> {
  const { head } = await answerTo(bytes)
  return head === '' ? undefined : Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
}

async function answerTo(bytes: string | Buffer): Promise<{ head: string; body: string }> {
  const client = await open()
  client.socket.write(bytes)
  await client.closed
  const [head = '', ...rest] = client.heard().split('\r\n\r\n')
  return { head, body: rest.join('\r\n\r\n') }
}

const GET = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n')

/** The others, while somebody makes trouble. */
async function expectService(): Promise<void> {
  const responses = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${origin}${EDITION}/table-3`)),
  )
  for (const response of responses) {
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('595.94')
  }
}

describe('slow clients', () => {
  test('a thousand that never finish their request: others are answered, and they are cut', async () => {
    const slow = await Promise.all(Array.from({ length: 1_000 }, open))
    for (const { socket } of slow) socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write('x')
    }, 500)
    try {
      await expectService()
      // each is told why, when its time is over
      await Promise.all(slow.map(({ closed }) => closed))
      const told = slow.filter(({ heard }) => heard().startsWith('HTTP/1.1 408'))
      expect(told).toHaveLength(1_000)
    } finally {
      clearInterval(drip)
    }
    await expectService()
  })

  test('two hundred that send a body by the byte', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, open))
    for (const { socket } of slow) {
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx')
    }
    await expectService()
    for (const { socket } of slow) socket.destroy()
  })

  test('two hundred that ask and do not read', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, open))
    for (const { socket } of slow) {
      socket.pause()
      for (let time = 0; time < 10; time += 1) {
        socket.write(`GET ${EDITION}/table-12 HTTP/1.1\r\nHost: x\r\n\r\n`)
      }
    }
    await expectService()
  })

  test('more connections than are taken: those over the limit are closed, later ones served', async () => {
    const many: Client[] = []
    while (many.length < 2_100) many.push(...(await Promise.all(Array.from({ length: 100 }, open))))
    // 2,000 is the limit of `listen`
    const countClosed = (): number => many.filter(({ socket }) => socket.closed).length
    while (countClosed() < 100) await pause(10)
    // a few more, where kept connections of the tests before still count
    expect(countClosed()).toBeLessThan(200)
    for (const { socket } of many) socket.destroy()
    await Promise.all(many.map(({ closed }) => closed))
    await pause(50)
    await expectService()
  })
})

describe('floods', () => {
  test('of a head: too many bytes in one field, or in many', async () => {
    expect(await statusOf(GET('/', `X: ${'x'.repeat(17_000)}`))).toBe(431)
    const many = Array.from({ length: 2_000 }, (_, at) => `X-${at}: ${at}`)
    expect(await statusOf(GET('/', ...many))).toBe(431)
    expect(await statusOf(GET('/', `Cookie: ${'a=b; '.repeat(3_000)}`))).toBe(200)
    expect(await statusOf(GET(`/${'x'.repeat(3_000)}`))).toBe(414)
    expect(await statusOf(GET(`/${'x'.repeat(30_000)}`))).toBe(431)
  })

  test('of a body, announced or not: refused without taking it in', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    for (const how of ['Content-Length: 10000000000', 'Transfer-Encoding: chunked']) {
      const client = await open()
      const before = process.memoryUsage().arrayBuffers
      client.socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${how}\r\n\r\n`)
      for (let sent = 0; sent < 64 && client.socket.writable; sent += 1) {
        if (how.startsWith('Transfer')) client.socket.write(`${chunk.length.toString(16)}\r\n`)
        if (!client.socket.write(chunk)) await Promise.race([pause(20), client.closed])
        if (how.startsWith('Transfer')) client.socket.write('\r\n')
      }
      while (client.heard() === '') await pause(10)
      expect(client.heard()).toMatch(/^HTTP\/1\.1 (405|413) /)
      // what waits is in the sockets of this test, which are in the same process
      client.socket.destroy()
      await client.closed
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024)
    }
    await expectService()
  })

  test('of a body that would unpack to a thousand times its size', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(60_000)
    const head = `POST /api/v1${EDITION} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`
    expect(await statusOf(Buffer.concat([Buffer.from(head), bomb]))).toBe(405)
    await expectService()
  })

  test('of requests on one connection: each is answered', async () => {
    const client = await open()
    const one = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    client.socket.write(one.repeat(499) + GET('/healthz'))
    await client.closed
    expect(client.heard().match(/HTTP\/1\.1 200/g)).toHaveLength(500)
  })
})

describe('ranges and encodings', () => {
  test.each([
    'bytes=0-0',
    'bytes=0-',
    'bytes=-1',
    `bytes=${'0-,'.repeat(500)}0-`,
    'bytes=5-1',
    'bytes=99999999999999999999-',
    'lines=1-2',
    'bytes=a-b',
  ])('Range: %s gives the whole page, once', async (range) => {
    const url = `${origin}${EDITION}/table-3`
    const whole = await (await fetch(url)).text()
    const response = await fetch(url, { headers: { range } })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(whole)
  })

  test.each([
    'gzip',
    'br',
    'gzip;q=0, deflate',
    'zstd, br;q=1.0, *;q=0.5',
    '*',
    'identity;q=0',
    'gzip;q=nonsense',
    'x'.repeat(8_000),
    `${'gzip, '.repeat(1_000)}gzip`,
  ])('Accept-Encoding: %.40s', async (accepted) => {
    const response = await fetch(`${origin}${EDITION}/table-3`, {
      headers: { 'accept-encoding': accepted },
    })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('595.94')
  })
})

describe('paths', () => {
  test.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/....//etc/passwd',
    '/.git/config',
    '/package.json',
    '/%00',
    '/%00.css',
    '//evil.example/',
    '/\\evil.example',
    '/%5cevil.example',
    '/%ff',
    '/%E0%A4%A',
    '/%',
    '/410324/budget/2023/130/1/table-3/%2F',
    '/410324/budget/2023/130/1/table-3/..',
    '/410324//budget',
    '/410324/budget/2023/130/1/table-99999999999999999999',
    '/999999999999/budget',
    '/410324/budget/2023/130%27%20or%201=1/1',
    '/410324/budget?after=%27%3b%20drop%20table%20x',
    '/410324/budget/;/..',
    '/?%00=%00',
    'http://evil.example/',
    '*',
    '/__proto__/constructor',
  ])('GET %s', async (path) => {
    const { head, body } = await answerTo(GET(path))
    expect(head).toMatch(/^HTTP\/1\.1 (200|30[128]|400|404) /)
    // nowhere but here
    const location = /^location: (.*)$/im.exec(head)?.[1]
    if (location) expect(location).toMatch(/^\/(?![\\/])/)
    expect(head + body).not.toMatch(/root:|"dependencies"|\[core\]| {4}at /)
  })
})

describe('what is no honest HTTP', () => {
  test.each([
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n',
    'GET / HTTP/1.1\r\nX: a\r\n b\r\nBad Header: 1\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET /\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'A'.repeat(100),
  ])('%j is refused or cut', async (bytes) => {
    const client = await open()
    client.socket.write(bytes, 'latin1')
    client.socket.end()
    await client.closed
    expect(client.heard()).toMatch(/^(HTTP\/1\.1 400 |$)/)
    await expectService()
  })
})

test('a thousand reads at once, while budgets are loaded: all are answered, and all right', async () => {
  const loading = (async () => {
    for (let department = 800; department < 820; department += 1) {
      await demo.load(smallBudget({ department: String(department) }))
    }
  })()
  const reads = Array.from({ length: 1_000 }, async (_, at) => {
    const path = `/api/v1${EDITION}/table-3/total/${at % 2 ? 'project' : 'total'}`
    const response = await fetch(origin + path)
    return { status: response.status, body: (await response.json()) as { amount?: string } }
  })
  const answers = await Promise.all(reads)
  await loading
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  // 178.90 basic and 417.04 project make 595.94
  expect(new Set(answers.map(({ body }) => body.amount))).toEqual(new Set(['595.94', '417.04']))
})
