import { get, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/apps/server/app.ts'
import { openPool, readCounty } from '../../src/platform/db/index.ts'
import { listen } from '../../src/platform/http/index.ts'
import {
  API,
  type DemoApp,
  demoCounty,
  EDITION,
  openDemoApp,
  smallBudget,
} from '../support/demo-app.ts'

const PROBLEM = 'application/problem+json; charset=utf-8'
const PAGE = 'text/html; charset=UTF-8'
const BUDGET = '/410324/budget/2023/130'
/** Words and codes of what must not be seen. */
const SECRETS = ['草稿中的秘密', '批复后的秘密', '别县的部门']

let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
  await demo.load(
    smallBudget({
      department: '931',
      state: 'draft',
      name: '草稿中的秘密',
      project: '草稿中的秘密',
    }),
  )
  await demo.load(
    smallBudget({
      department: '932',
      state: 'approved',
      name: '批复后的秘密',
      project: '批复后的秘密',
    }),
  )
  await demo.load(smallBudget({ county: 410398, department: '933', name: '别县的部门' }))
})
afterAll(() => demo.close())

interface Answer {
  readonly status: number
  readonly media: string
  readonly body: string
}

async function ask(path: string, init?: RequestInit): Promise<Answer> {
  const response = await demo.request(path, init)
  const media = response.headers.get('content-type') ?? ''
  return { status: response.status, media, body: await response.text() }
}

/** The answer without what differs from request to request. */
function faceOf({ status, media, body }: Answer): unknown {
  if (!media.includes('json')) {
    return { status, media, body: body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID') }
  }
  const { request_id, instance, ...rest } = JSON.parse(body) as Record<string, unknown>
  expect(request_id).toMatch(/^[\w-]{36}$/)
  expect(instance).toMatch(/^\//)
  return { media, ...rest, status }
}

// the fourth and fifth exist but are not public, the last is public in county 410398
const hidden = [
  ['an unknown department', '410324/budget/2023/999'],
  ['a year without budgets', '410324/budget/1899/130'],
  ['a year that is none', '410324/budget/abc/130'],
  ['a draft', '410324/budget/2023/931'],
  ['an approved version that is not published', '410324/budget/2023/932'],
  ['a department of another county', '410324/budget/2023/933'],
  ['another county', '410398/budget/2023/130'],
  ['a county that is none', '41032/budget/2023/130'],
  ['a department in small letters', '410324/budget/2023/13a'],
] as const

describe('what is not public', () => {
  const notFound = {
    status: 404,
    media: PROBLEM,
    type: 'urn:yimen:problem:budget.not_found',
    code: 'budget.not_found',
    title: '没有这份预算。',
    detail: '请核对地址里的县、年份、部门和版次，或从首页查找。',
  }
  // what an address may have behind the budget's
  const below = [
    '',
    '/1',
    '/1/table-3',
    '/1/table-3/total/total',
    '/table-3',
    '/table-3/total/total',
  ]

  const pagesBelow = [
    '/1/lines/initial.1',
    '/1/tables',
    '/1/table-3/printed',
    '/1/table-3.csv',
    '/1/facts/share.basic',
    '/1/stated/vehicles',
    '/1/projects',
    '/1/projects/410324230000000099001',
    '/1/promises',
    '/1/promises/931.1',
    '/1/document',
    '/tables',
    '/promises',
  ]

  test.each(hidden)('%s answers the API as if there were nothing', async (_, budget) => {
    for (const rest of below) {
      expect(faceOf(await ask(`${API}/${budget}${rest}`))).toEqual(notFound)
    }
  })

  test.each(hidden)('%s shows people the same page', async (_, budget) => {
    const nothing = faceOf(await ask('/410324/budget/2023/999/1'))
    for (const rest of [...below, ...pagesBelow]) {
      const answer = await ask(`/${budget}${rest}`)
      expect(answer.status).toBe(404)
      expect(faceOf(answer)).toEqual(nothing)
    }
  })

  test.each(['2', '99999', '999999999999'])(
    'edition %s of a public budget is not found either',
    async (edition) => {
      const nothing = faceOf(await ask(`${API}/410324/budget/2023/999/1`))
      expect(faceOf(await ask(`${API}${BUDGET}/${edition}`))).toEqual(nothing)
      expect(faceOf(await ask(`${API}${BUDGET}/${edition}/table-1`))).toEqual(nothing)
    },
  )

  test.each(['0', '01', '-1', '1.0', 'initial', '１'])('“%s” is no edition', async (edition) => {
    const nothing = faceOf(await ask(`${API}/410324/budget/2023/999/1`))
    expect(faceOf(await ask(`${API}${BUDGET}/${encodeURIComponent(edition)}`))).toEqual(nothing)
    expect((await ask(`${BUDGET}/${encodeURIComponent(edition)}`)).status).toBe(404)
  })

  test('appears in no list, no page and no document', async () => {
    const public_ = ['/', '/410324/budget', `${API}/410324/budget`, '/reference', '/openapi.json']
    for (const path of [...public_, EDITION, `${API}${EDITION}`]) {
      const { status, body } = await ask(path)
      expect([path, status]).toEqual([path, 200])
      // the head of the chain is a hash, in which any three digits may stand
      const words = body.replaceAll(/\b[0-9a-f]{64}\b/g, '')
      for (const secret of [...SECRETS, '931', '932', '933']) expect(words).not.toContain(secret)
    }
    // it is there for those who may see it
    expect((await ask('/410398/budget')).body).toContain('别县的部门')
  })

  test('is no budget of the county next door', async () => {
    expect((await ask(`${API}/410398/budget/2023/933/1`)).status).toBe(200)
    const other = await ask(`${API}/410398/budget`)
    expect(other.body).not.toContain('栾川')
  })
})

describe('an address that is not quite right', () => {
  test.each(['table-14', 'table-0', 'table-99', 'table-03', 'table-1e1', 'tables', '%00'])(
    'there is no %s, whether the budget is public, hidden or unknown',
    async (table) => {
      const asked = ['130', '931', '932', '999'].map((department) =>
        ask(`${API}/410324/budget/2023/${department}/1/${table}`),
      )
      const faces = (await Promise.all(asked)).map(faceOf)
      expect(faces[0]).toMatchObject({ status: 404, code: 'budget.no_such_table' })
      for (const face of faces) expect(face).toEqual(faces[0])
    },
  )

  test.each([
    'table-3/130001.2010309/total',
    'table-3/130001/total',
    'table-3/130001.2010301.1/total',
    'table-3/TOTAL/total',
    'table-3/total/Total',
    'table-3/total/name',
    'table-3/total/amount',
    'table-3/total/constructor',
    'table-3/__proto__/total',
    'table-3/130001.%27%20or%20true--/total',
    'table-3/130001.2010301%00/total',
    'table-1/income.0102/amount',
    'table-1/expenditure/amount',
    'table-4/income.year/general',
    'table-11/410324230000000099999/total',
    'table-12/unit_funds/amount',
    'table-13/410324230000000036729.x/amount',
  ])('%s opens nothing', async (address) => {
    const answer = await ask(`${API}${EDITION}/${address}`)
    expect(JSON.parse(answer.body)).toMatchObject({ status: 404, code: 'budget.no_such_figure' })
    expect((await ask(`${EDITION}/${address}`)).status).toBe(404)
  })

  test.each([
    'initial.30',
    'initial.0',
    'initial.01',
    'initial',
    'adjustment-1.1',
    'adjustment-0.1',
    'initial.99999999',
    'initial.1%00',
  ])('there is no line %s', async (line) => {
    expect((await ask(`${EDITION}/lines/${line}`)).status).toBe(404)
  })

  test.each([
    'facts/nothing',
    'facts/constructor',
    'facts/share.basic%00',
    'stated/nothing',
    'stated/%00',
    'projects/%00',
    'promises/130.1%00',
    'table-3/%00',
    'table-14/printed',
    'table-3/ledger',
    'table-3.json',
    'nothing',
  ])('there is no page %s', async (page) => {
    const { status, media, body } = await ask(`${EDITION}/${page}`)
    expect([page, status, media]).toEqual([page, 404, PAGE])
    expect(body).toMatch(/<p class="lead">[^<]*[\u4e00-\u9fff]{4}[^<]*。<\/p>/)
  })

  test.each(['facts/sum.public', 'projects/410324230000000036730'])(
    'the mark of a next page that is none is refused by %s, too',
    async (page) => {
      for (const after of ['x', '%00', '1_2', '9'.repeat(300)]) {
        expect([after, (await ask(`${EDITION}/${page}?after=${after}`)).status]).toEqual([
          after,
          404,
        ])
      }
    },
  )

  test('the line before the last one is there', async () => {
    expect((await ask(`${EDITION}/lines/initial.29`)).status).toBe(200)
  })

  test('a mark of the next page that is too long is refused, with the reason', async () => {
    for (const path of [`${API}/410324/budget`, `${API}${EDITION}/table-3/total/total`]) {
      expect((await ask(`${path}?after=${'1'.repeat(60)}`)).status).toBe(404)
      const { status, body } = await ask(`${path}?after=${'1'.repeat(61)}`)
      expect(status).toBe(400)
      expect(JSON.parse(body)).toMatchObject({
        code: 'http.bad_request',
        detail: 'after：最多 60 个字符',
      })
    }
  })

  test.each([
    '9999999999999999_999_9999999',
    '-9999999999999999_999_9999999',
    '0_0_0',
    '1_2',
    "1' or 1=1",
    '%00',
    '2023-ZZZZZZZZZZZZ',
  ])('the mark “%s” leads on in its own list, and nowhere in another', async (after) => {
    const ofLines = /^-?\d+_\d+_\d+$/.test(after)
    const ofBudgets = /^\d{4}-\w+$/.test(after)
    for (const [path, isMark] of [
      [`${API}/410324/budget`, ofBudgets],
      [`${API}${EDITION}/table-3/total/total`, ofLines],
      ['/410324/budget', ofBudgets],
      [`${EDITION}/table-3/total/total`, ofLines],
    ] as const) {
      const { status } = await ask(`${path}?after=${after.replace("' ", '%27%20')}`)
      expect([path, status]).toEqual([path, isMark ? 200 : 404])
    }
  })

  test('an unknown address of the API is a problem, of the portal a page', async () => {
    const api = await ask('/api/v2/nothing')
    expect([api.status, api.media]).toEqual([404, PROBLEM])
    expect(JSON.parse(api.body)).toMatchObject({
      type: 'urn:yimen:problem:http.not_found',
      code: 'http.not_found',
      title: '没有这个页面。',
      status: 404,
      instance: '/api/v2/nothing',
    })
    const page = await demo.request('/nothing', { headers: { 'x-request-id': 'given-by-proxy-1' } })
    expect(page.status).toBe(404)
    expect(page.headers.get('content-type')).toBe(PAGE)
    const text = await page.text()
    expect(text).toContain('演示系统，不是政府网站')
    expect(text).toContain('<h1>没有这个页面。</h1>')
    expect(text).toContain('<code>given-by-proxy-1</code>')
    expect(page.headers.get('x-request-id')).toBe('given-by-proxy-1')
  })

  test('a request id is never a way into the page or the log', async () => {
    const response = await demo.request('/nothing', {
      headers: { 'x-request-id': '<script>alert(1)</script>' },
    })
    expect(await response.text()).not.toContain('<script')
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('what is echoed of an address is short and no markup', async () => {
    const long = await ask(`/api/${'a'.repeat(1_500)}`)
    expect(long.status).toBe(404)
    expect(JSON.parse(long.body).instance).toHaveLength(200)
    expect((await ask('/%3Cscript%3Ealert(1)%3C/script%3E')).body).not.toContain('<script')
  })
})

describe('a request that no page takes', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s is not allowed, and what is is said',
    async (method) => {
      for (const path of [
        '/',
        EDITION,
        `${API}${EDITION}`,
        `${API}${EDITION}/table-3`,
        '/nothing',
      ]) {
        const response = await demo.request(path, { method })
        expect([path, response.status, response.headers.get('allow')]).toEqual([
          path,
          405,
          'GET, HEAD',
        ])
      }
      const { media, body } = await ask(`${API}${EDITION}`, { method })
      expect(media).toBe(PROBLEM)
      expect(JSON.parse(body)).toMatchObject({ code: 'http.method_not_allowed', status: 405 })
    },
  )

  test('an allowed request is told nothing about methods', async () => {
    expect((await demo.request('/')).headers.get('allow')).toBeNull()
  })

  test('an address of more than 2,000 characters is refused', async () => {
    const origin = 'http://localhost'.length
    const longest = `/api/${'a'.repeat(2_000 - origin - 5)}`
    expect((await ask(longest)).status).toBe(404)
    for (const path of [`${longest}a`, `/api/v1?${'b'.repeat(2_000)}`]) {
      const { status, media, body } = await ask(path)
      expect([status, media]).toEqual([414, PROBLEM])
      expect(JSON.parse(body)).toMatchObject({ code: 'http.address_too_long', status: 414 })
    }
    expect(await ask(`/${'a'.repeat(2_000)}`)).toMatchObject({
      status: 414,
      media: PAGE,
      body: expect.stringContaining('<h1>地址太长。</h1>'),
    })
  })

  test.each(['/', EDITION, `${API}${EDITION}/table-3`, '/openapi.json', '/healthz', '/nothing'])(
    'HEAD %s gives the head of GET and no body',
    async (path) => {
      const [head, full] = [await demo.request(path, { method: 'HEAD' }), await demo.request(path)]
      expect(head.status).toBe(full.status)
      expect(await head.text()).toBe('')
      for (const name of ['content-type', 'etag', 'content-security-policy']) {
        expect([name, head.headers.get(name)]).toEqual([name, full.headers.get(name)])
      }
    },
  )
})

describe('an address without an edition', () => {
  test.each([
    [BUDGET, EDITION],
    [`${BUDGET}/table-3`, `${EDITION}/table-3`],
    [`${BUDGET}/table-3/130001.2010302/project`, `${EDITION}/table-3/130001.2010302/project`],
    [`${BUDGET}/table-14`, `${EDITION}/table-14`],
  ])('%s keeps table, row and column', async (path, target) => {
    for (const prefix of ['', API]) {
      const response = await demo.request(prefix + path)
      expect([response.status, response.headers.get('location')]).toEqual([302, prefix + target])
    }
  })

  test.each([
    'tables',
    'table-3/printed',
    'lines/initial.1',
    'projects',
    'projects/410324230000000036730',
    'promises',
    'promises/130.1',
    'document',
    'facts/share.basic',
    'stated/vehicles',
  ])('of the portal’s %s leads to the current one, and is there', async (page) => {
    const response = await demo.request(`${BUDGET}/${page}`)
    expect([response.status, response.headers.get('location')]).toEqual([302, `${EDITION}/${page}`])
    expect((await demo.request(`${EDITION}/${page}`)).status).toBe(200)
  })

  test.each([
    'facts/%0d%0aset-cookie:a=b',
    'facts/%0d%0alocation:%20http:%2f%2fevil.example',
    'table-3/%0d%0aset-cookie:a=b/total',
    'table-3/total/%0d%0alocation:%20http:%2f%2fevil.example',
  ])('a line break in %s is no part of an address', async (rest) => {
    for (const prefix of ['', API]) {
      const { status, headers } = await demo.request(`${prefix}${BUDGET}/${rest}`)
      expect([status, headers.get('location'), headers.get('set-cookie')]).toEqual([
        404,
        null,
        null,
      ])
    }
  })

  test.each([
    'projects/%2f%2fevil.example',
    'projects//evil.example',
    'promises/..%2f..%2fevil',
    'facts/%5c%5cevil.example',
    'document/..%2f..%2f..%2fevil',
  ])('of the portal’s %s stays inside the edition', async (page) => {
    const response = await demo.request(`${BUDGET}/${page}`)
    const location = response.headers.get('location') ?? ''
    expect([response.status, response.headers.get('set-cookie')]).toEqual([302, null])
    expect(location).toMatch(/^[\x21-\x7e]+$/)
    expect(new URL(location, 'http://localhost').pathname.startsWith(`${EDITION}/`)).toBe(true)
    expect((await demo.request(location)).status).toBe(404)
  })

  test('keeps what is asked behind the question mark', async () => {
    const query = '?fault=zero_basis&state=unmeasurable'
    const response = await demo.request(`${BUDGET}/promises${query}`)
    expect(response.headers.get('location')).toBe(`${EDITION}/promises${query}`)
  })

  test.each([
    'table-3/%2f%2fevil.example/total',
    'table-3/total/%5c%5cevil.example',
    'table-..%2f..%2f..%2f..%2f..%2fevil',
    'table-3/..%2f..%2f..%2f..%2f..%2f..%2fevil/total',
    'table-3/%252e%252e/total',
    'table-3/total/%3Fafter=1%23x',
    'table-3/%E6%9D%A1/total',
    'table-3/%/total',
    'table-3/%ff/total',
    'table-3/total/javascript:alert(1)',
  ])('%s stays inside the edition', async (rest) => {
    for (const prefix of ['', API]) {
      const response = await demo.request(`${prefix}${BUDGET}/${rest}`)
      expect(response.status).toBe(302)
      expect(response.headers.get('set-cookie')).toBeNull()
      const location = response.headers.get('location') ?? ''
      expect(location).toMatch(/^[\x21-\x7e]+$/)
      const target = new URL(location, 'http://localhost')
      expect(target.origin).toBe('http://localhost')
      expect(target.pathname.startsWith(`${prefix}${EDITION}/table-`)).toBe(true)
      expect([target.search, target.hash]).toEqual(['', ''])
      expect((await demo.request(location)).status).toBe(404)
    }
  })

  // a client that sends what no browser sends: nothing normalises the path before the server
  test('leads nowhere else over a real connection either', async () => {
    const server = await listen((request) => demo.fetch(request), '127.0.0.1', 0)
    try {
      for (const path of [
        `${BUDGET}/table-3/../total`,
        `${BUDGET}/table-3/%2e%2e/total`,
        `${BUDGET}/table-3/../../../../../evil/total`,
        `//evil.example${BUDGET}`,
        `http://evil.example${BUDGET}`,
        `/\\evil.example${BUDGET}`,
        `${BUDGET}//`,
      ]) {
        const { status, headers } = await askRaw(server.port, path)
        expect([path, status]).toEqual([path, expect.toBeOneOf([302, 400, 404])])
        const location = headers.location ?? EDITION
        expect([path, location]).toEqual([path, expect.stringMatching(/^\/(api\/v1\/)?410324\//)])
      }
    } finally {
      await server.close()
    }
  })
})

function askRaw(
  port: number,
  path: string,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      resolve({ status: response.statusCode, headers: response.headers })
    }).on('error', reject)
  })
}

describe('what goes wrong behind the page', () => {
  const paths = ['/', EDITION, `${EDITION}/table-3/total/total`, `${API}${EDITION}/table-3`]

  test('a bug is logged under the number that is shown, and nothing else of it', async () => {
    const log: string[] = []
    const own = await openDemoApp(pino({ level: 'error' }, { write: (line) => log.push(line) }))
    try {
      await runAs(own.database.admin, 'alter table budget.line rename column fen to cent')
      for (const path of [EDITION, `${EDITION}/table-3/total/total`, `${API}${EDITION}/table-3`]) {
        log.length = 0
        const response = await own.request(path)
        const body = await response.text()
        expect([path, response.status]).toEqual([path, 500])
        expect(body).not.toMatch(/column|fen|cent|select|budget\.line|node_modules|\.ts/)
        const id = response.headers.get('x-request-id') ?? ''
        expect(body).toContain(id)
        expect(log.map((line) => JSON.parse(line))).toMatchObject([
          { id, msg: 'bug', err: { message: expect.stringContaining('fen') } },
        ])
      }
      expect(await own.json('/healthz')).toEqual({ status: 'ok' })
    } finally {
      await own.close()
    }
  })

  test.each([
    ['nobody listens', { host: '127.0.0.1', port: 1 }],
    ['its socket is gone', { host: '/nonexistent/yimen', port: 5432 }],
  ])('a database of which %s is said to be away', async (_, connection) => {
    const log: string[] = []
    const reader = openPool({ ...connection, user: 'yimen_reader', database: 'yimen' }, { max: 1 })
    const app = createApp({
      reader,
      county: demoCounty(),
      reference: demo.reference,
      demonstration: true,
      log: pino({ level: 'error' }, { write: (line) => log.push(line) }),
    })
    for (const path of [...paths, '/readyz']) {
      log.length = 0
      const response = await app.request(path)
      const body = await response.text()
      expect(log.map((line) => JSON.parse(line).msg)).toEqual(['unavailable'])
      expect([path, response.status]).toEqual([path, 503])
      expect(body).toContain('暂时连不上数据库。')
      expect(body).not.toMatch(/ECONN|ENOENT|nonexistent|127\.0\.0\.1/)
    }
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/reference')).status).toBe(200)
    await reader.destroy()
  })

  // with nobody listening to the connection at that moment its loss would end the process
  test('a connection lost between two statements fails its reads and nothing else', async () => {
    const { reader, admin } = demo.database
    const reads = readCounty(reader, demoCounty(), async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await runAs(admin, `select pg_terminate_backend(${rows[0]?.pid}, 5000)`)
      // what the server said last is read in the next turns of the loop
      await pause(50)
      await sql`select 1`.execute(tx)
    })
    await expect(reads).rejects.toThrow()
    for (const path of paths) expect((await demo.request(path)).status).toBe(200)
  })

  test('a database that is taken away under the server is said to be away', async () => {
    const own = await openDemoApp()
    try {
      expect((await own.request('/readyz')).status).toBe(200)
      const { database = '', ...admin } = own.database.admin
      await runAs(
        { ...admin, database: 'postgres' },
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
        `alter database ${database} rename to ${database}_gone`,
      )
      const away: unknown[] = []
      for (const path of [...paths, '/readyz']) away.push((await own.request(path)).status)
      await runAs(
        { ...admin, database: 'postgres' },
        `alter database ${database}_gone rename to ${database}`,
      )
      expect(away).toEqual([503, 503, 503, 503, 503])
      for (const path of [...paths, '/readyz']) {
        expect([path, (await own.request(path)).status]).toEqual([path, 200])
      }
    } finally {
      await own.close()
    }
  })
})

async function runAs(connection: pg.ClientConfig, ...statements: string[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
