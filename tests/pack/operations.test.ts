import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import http from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import https from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinCluster } from '../../src/platform/postgres/index.ts'

/** The examples of the document, as somebody would copy them. */
async function exampleOf(language: string, beginning: string): Promise<string> {
  const text = await readFile('docs/operations.md', 'utf8')
  const blocks = text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  for (const [, name, block = ''] of blocks) {
    if (name === language && block.startsWith(beginning)) return block
  }
  throw new Error(`docs/operations.md has no example ${beginning}`)
}

const has = (program: string, word: string): boolean =>
  spawnSync(program, [word], { stdio: 'ignore' }).status === 0

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-operations-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.skipIf(!has('systemd-analyze', '--version'))(
  'the unit is one that systemd takes, closed off (skipped where systemd is not)',
  async () => {
    const unit = await readFile('packaging/yimen.service', 'utf8')
    const path = join(folder, 'yimen.service')
    await writeFile(path, unit.replace('/opt/yimen/current/bin/yimen', resolve('bin/yimen')))
    const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' })
    // what it says of other units of this machine is not ours
    const ours = (verified.stdout + verified.stderr)
      .split('\n')
      .filter((line) => /yimen/.test(line))
    expect(ours).toEqual([])
    // exposure in tenths, of 100
    const words = ['security', '--offline=true', '--threshold=25', path]
    const rated = spawnSync('systemd-analyze', words, { encoding: 'utf8' })
    expect(rated.status, rated.stdout.split('\n').at(-2)).toBe(0)
  },
)

test.skipIf(!has('logrotate', '--version'))(
  'rotating the log by the example: the database goes on writing (skipped where logrotate is not)',
  async () => {
    const dataDir = join(folder, 'data')
    const log = join(dataDir, 'postgres.log')
    const cluster = await joinCluster({ dataDir })
    const fail = async (): Promise<void> => {
      const { host, port, adminUser: user } = cluster
      const client = new pg.Client({ host, port, user, database: 'postgres' })
      await client.connect()
      await client.query('select 1/0').catch(() => undefined)
      await client.end()
    }
    try {
      await fail()
      const example = await exampleOf('', '/opt/yimen/var/postgres.log {')
      const file = join(folder, 'logrotate.conf')
      await writeFile(file, example.replace('/opt/yimen/var', dataDir), { mode: 0o644 })
      execFileSync('logrotate', ['--force', '--state', join(folder, 'state'), file])
      expect((await stat(log)).size).toBe(0)
      expect((await stat(`${log}.1.gz`)).size).toBeGreaterThan(0)
      await fail()
      // from the beginning of the emptied file, and not from where it had come to
      expect(await readFile(log, 'utf8')).toMatch(/^\d{4}-.*division by zero/)
    } finally {
      await cluster.leave()
    }
  },
)

/** Nobody else takes it in the moment until nginx does. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  readonly reused: boolean
}

describe.skipIf(!has('nginx', '-v') || !has('openssl', 'version'))(
  'behind nginx with TLS, set up by the example (skipped where nginx or openssl is not)',
  () => {
    const NAME = 'yimen.example.gov.cn'
    const running: { kill(): Promise<void> }[] = []
    let certificate: string
    let own: number
    let tls: number
    let plain: number

    beforeAll(async () => {
      own = await startServer()
      ;[tls, plain] = [await freePort(), await freePort()]
      const [key, cert] = [join(folder, 'yimen.key'), join(folder, 'yimen.pem')]
      const words =
        `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${NAME} -addext subjectAltName=DNS:${NAME}`.split(
          ' ',
        )
      execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'ignore' })
      certificate = await readFile(cert, 'utf8')
      const example = (await exampleOf('nginx', 'limit_req_zone'))
        .replace('listen 443', `listen 127.0.0.1:${tls}`)
        .replace('listen 80', `listen 127.0.0.1:${plain}`)
        .replace('/etc/ssl/yimen.pem', cert)
        .replace('/etc/ssl/private/yimen.key', key)
        .replace('127.0.0.1:8080', `127.0.0.1:${own}`)
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
        .join('\n')
      const main = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
        ${process.getuid?.() === 0 ? 'user root;' : ''} events {}
        http { access_log off; gzip on; gzip_proxied any; gzip_types *; ${temporary}
        ${example} }`
      await writeFile(join(folder, 'nginx.conf'), main)
      const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')])
      running.push(stopper(nginx))
      await until(async () => (await ask('/healthz').catch(() => undefined))?.status === 200, nginx)
    }, 120_000)
    afterAll(async () => {
      for (const process of running.reverse()) await process.kill()
    })

    async function startServer(): Promise<number> {
      const env = { PATH: process.env.PATH, YIMEN_DATA: join(folder, 'served'), PORT: '0' }
      const server = spawn(process.execPath, ['src/apps/server/main.ts'], { env })
      running.push(stopper(server))
      for await (const line of createInterface({ input: server.stdout })) {
        const port = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1]
        if (port) {
          server.stdout.resume()
          return Number(port)
        }
      }
      throw new Error('the server did not start')
    }

    async function until(isSo: () => Promise<boolean>, nginx: ReturnType<typeof spawn>) {
      while (!(await isSo())) {
        if (nginx.exitCode !== null)
          throw new Error(await readFile(join(folder, 'nginx.log'), 'utf8'))
        await pause(50)
      }
    }

    function stopper(child: ReturnType<typeof spawn>): { kill(): Promise<void> } {
      const closed = new Promise<void>((done) => child.once('close', () => done()))
      return {
        kill: async () => {
          child.kill('SIGTERM')
          await closed
        },
      }
    }

    /** Through nginx, or directly with `port: own`. */
    function ask(path: string, options: https.RequestOptions = {}, body?: Buffer): Promise<Answer> {
      const headers = { host: NAME, ...options.headers }
      const common = { host: '127.0.0.1', path, ...options, headers }
      return new Promise((done, failed) => {
        const take = (response: IncomingMessage): void => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', failed)
          response.on('end', () =>
            done({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
              reused: request.reusedSocket,
            }),
          )
        }
        const request =
          options.port === undefined
            ? https.request({ ...common, port: tls, ca: certificate, servername: NAME }, take)
            : http.request(common, take)
        request.on('error', failed).end(body)
      })
    }

    test('pages are as without it, also compressed: once, and not twice', async () => {
      // a page names its request, which differs
      const steady = (body: Buffer): string => body.toString().replaceAll(/[0-9a-f-]{36}/g, '')
      const { headers } = await ask('/')
      expect(headers['content-type']).toContain('text/html')
      for (const path of ['/', '/openapi.json', '/410324/budget/2023/130/1/table-3']) {
        const direct = await ask(path, { port: own })
        const through = await ask(path)
        expect([path, direct.status, through.status]).toEqual([path, 200, 200])
        expect(steady(through.body)).toBe(steady(direct.body))
        const packed = await ask(path, { headers: { 'accept-encoding': 'gzip' } })
        if (direct.body.length > 2000) expect(packed.headers['content-encoding']).toBe('gzip')
        if (packed.headers['content-encoding']) {
          expect(steady(gunzipSync(packed.body))).toBe(steady(direct.body))
        }
      }
    })

    test('a page that a visitor has is not sent again', async () => {
      const first = await ask('/')
      const etag = first.headers.etag ?? ''
      expect(etag).not.toBe('')
      const again = await ask('/', { headers: { 'if-none-match': etag } })
      expect([again.status, again.body.length]).toEqual([304, 0])
    })

    test('no address of the server behind comes to light', async () => {
      for (const path of [
        '/',
        '/410324/budget/2023/130',
        '/410324/budget/2023/130/1',
        '/nothing',
      ]) {
        const { headers, body } = await ask(path)
        const told = JSON.stringify(headers) + body.toString()
        expect(told).not.toMatch(new RegExp(`127\\.0\\.0\\.1|:${own}|http://${NAME}`))
      }
    })

    test('plain HTTP leads to HTTPS', async () => {
      const { status, headers } = await ask('/410324/budget/2023/130?q=1', { port: plain })
      expect(status).toBe(301)
      expect(headers.location).toBe(`https://${NAME}/410324/budget/2023/130?q=1`)
    })

    test('one connection serves many requests, in HTTP/1.1 and in HTTP/2', async () => {
      const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
      const answers = [await ask('/healthz', { agent }), await ask('/healthz', { agent })]
      expect(answers.map(({ reused }) => reused)).toEqual([false, true])
      agent.destroy()

      const session = connectHttp2(`https://127.0.0.1:${tls}`, {
        ca: certificate,
        servername: NAME,
      })
      const statuses = await Promise.all(
        Array.from(
          { length: 5 },
          () =>
            new Promise((done, failed) => {
              const stream = session.request({ ':path': '/', ':authority': NAME })
              stream.on('response', (headers) => done(headers[':status'])).on('error', failed)
              stream.resume().end()
            }),
        ),
      )
      session.close()
      expect(statuses).toEqual([200, 200, 200, 200, 200])
    })

    test('a body that is too large is refused at the door', async () => {
      const { status } = await ask('/', { method: 'POST' }, Buffer.alloc(200_000))
      expect(status).toBe(413)
      expect((await ask('/', { method: 'POST' }, Buffer.alloc(1_000))).status).toBe(405)
    })

    test('who asks too much at once is told so; the server is spared', async () => {
      const answers = await Promise.all(Array.from({ length: 150 }, () => ask('/healthz')))
      const statuses = new Set(answers.map(({ status }) => status))
      expect([...statuses].sort()).toEqual([200, 429])
    })
  },
)
