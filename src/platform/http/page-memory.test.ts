import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { expect, test } from 'vitest'
import { pageMemory } from './page-memory.ts'

/** A server of one page, whose text and state a test changes; what it made is counted. */
function serve() {
  const world = { state: 'a', text: 'first'.repeat(500), made: 0, asked: 0, delay: 0 }
  const memory = pageMemory<string>({
    subjectOf: (c) => (c.req.path.startsWith('/page') ? 'subject' : undefined),
    variantOf: (c) => c.req.header('x-large') ?? '',
    stateOf: async () => {
      world.asked += 1
      const { state } = world
      if (world.delay > 0) await new Promise((resolve) => setTimeout(resolve, world.delay))
      return state
    },
    nameOf: (subject) => subject,
  })
  const app = new Hono()
  app.use(memory.middleware, compress(), etag())
  app.get('/page/:rest{.*}', (c) => {
    world.made += 1
    return c.req.query('fail')
      ? c.text('no', 404)
      : c.html(`${c.req.header('x-large') ?? ''}${world.text}`)
  })
  app.get('/other', (c) => {
    world.made += 1
    return c.text('other')
  })
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    Promise.resolve(app.request(path, { headers }))
  return { world, memory, get }
}

test('gives the same answer again without making it, whatever was packed', async () => {
  const { world, memory, get } = serve()
  const first = await get('/page/1', { 'accept-encoding': 'gzip' })
  const second = await get('/page/1', { 'accept-encoding': 'gzip' })
  expect(world.made).toBe(1)
  expect(memory.counts.hits).toBe(1)
  expect(second.status).toBe(200)
  expect([...second.headers].sort()).toEqual([...first.headers].sort())
  expect(new Uint8Array(await second.arrayBuffer())).toEqual(
    new Uint8Array(await first.arrayBuffer()),
  )
  // who takes no packed answer gets a plain one
  const plain = await get('/page/1')
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.text()).toBe(world.text)
})

test('makes the page anew when the state has changed, and forgets the old one', async () => {
  const { world, memory, get } = serve()
  await (await get('/page/1')).text()
  const held = memory.counts.bytes
  world.state = 'b'
  world.text = 'later'.repeat(500)
  expect(await (await get('/page/1')).text()).toBe(world.text)
  expect(world.made).toBe(2)
  expect(memory.counts.bytes).toBe(held)
})

test('tells addresses, queries and variants apart', async () => {
  const { world, get } = serve()
  for (const [path, large] of [
    ['/page/1', ''],
    ['/page/2', ''],
    ['/page/1?after=2', ''],
    ['/page/1', 'large'],
  ] as const) {
    const response = await get(path, large ? { 'x-large': large } : {})
    expect(await response.text()).toBe(large + world.text)
  }
  expect(world.made).toBe(4)
})

test('keeps neither errors nor what belongs to no subject', async () => {
  const { world, get } = serve()
  for (let turn = 0; turn < 2; turn++) {
    expect((await get('/page/1?fail=1')).status).toBe(404)
    expect((await get('/other')).status).toBe(200)
  }
  expect(world.made).toBe(4)
})

test('answers 304 to a browser that has the page', async () => {
  const { get } = serve()
  const tag = (await get('/page/1')).headers.get('etag') ?? ''
  for (const asked of [tag, `"x", ${tag}`, `W/${tag.replace(/^W\//, '')}`, '*']) {
    const response = await get('/page/1', { 'if-none-match': asked })
    expect([asked, response.status, await response.text()]).toEqual([asked, 304, ''])
    expect(response.headers.get('etag')).toBe(tag)
    expect(response.headers.get('content-type')).toBeNull()
  }
  expect((await get('/page/1', { 'if-none-match': '"another"' })).status).toBe(200)
})

test('requests at the same time share a question, but never one asked before they came', async () => {
  const { world, get } = serve()
  await get('/page/1')
  world.asked = 0
  world.delay = 20
  const early = get('/page/1')
  // the question of `early` has been answered inside, though not yet outside
  world.state = 'b'
  world.text = 'later'.repeat(500)
  const late = Array.from({ length: 10 }, () => get('/page/1'))
  await (await early).text()
  for (const response of await Promise.all(late)) expect(await response.text()).toBe(world.text)
  expect(world.asked).toBeLessThanOrEqual(3)
})

test('a state that cannot be asked is an error of that request alone', async () => {
  const { world, get } = serve()
  await get('/page/1')
  const fail = Object.getOwnPropertyDescriptor(world, 'state')
  Object.defineProperty(world, 'state', {
    configurable: true,
    get: () => {
      throw new Error('database lost')
    },
  })
  expect((await get('/page/1')).status).toBe(500)
  Object.defineProperty(world, 'state', fail ?? {})
  expect((await get('/page/1')).status).toBe(200)
})
