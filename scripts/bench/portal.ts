import { existsSync } from 'node:fs'
import autocannon from 'autocannon'
import { type CDPSession, chromium } from 'playwright-core'
import { readReference } from '../../src/apps/open-system.ts'
import { createApp } from '../../src/apps/server/app.ts'
import { findCounty } from '../../src/kernel/county.ts'
import { listen } from '../../src/platform/http/index.ts'
import { openLogger } from '../../src/platform/log/logger.ts'
import { type Bench, median } from './workbench.ts'

const SECONDS = 3
const ROUNDS = 3
const CLIENTS = 32
const EDITION = '/410324/budget/2023/130/1'

/**
 * The portal's figures: requests per second and p99 of the budget page against a bare answer of the
 * same server in the same run, bytes a page, and the largest contentful paint on a slow phone.
 */
export async function benchPortal({ reader }: Bench): Promise<void> {
  const county = findCounty('410324')
  if (!county) throw new Error('not a county')
  const options = {
    reader,
    county,
    countyName: '栾川县',
    demonstration: true,
    reference: await readReference(),
    log: openLogger('silent'),
  }
  const remembering = createApp(options)
  const forgetting = createApp({ ...options, remembersPages: false })
  const servers = {
    memory: await listen((request) => remembering.fetch(request), '127.0.0.1', 0),
    database: await listen((request) => forgetting.fetch(request), '127.0.0.1', 0),
  }
  const base = (name: keyof typeof servers): string => `http://127.0.0.1:${servers[name].port}`
  await benchRates(base('memory'), base('database'))
  await printBytes(base('memory'))
  await benchPaint(base('memory'))
  await Promise.all(Object.values(servers).map((server) => server.close()))
}

async function benchRates(memory: string, database: string): Promise<void> {
  const page = await fetch(memory + EDITION, { headers: { 'accept-encoding': 'gzip' } })
  const etag = page.headers.get('etag') ?? ''
  await page.arrayBuffer()
  const gzip = { 'accept-encoding': 'gzip' }
  const works = {
    hello: { url: `${memory}/healthz`, headers: gzip },
    'budget page from the database': { url: database + EDITION, headers: gzip },
    'budget page from memory': { url: memory + EDITION, headers: gzip },
    'budget page not modified (304)': {
      url: memory + EDITION,
      headers: { ...gzip, 'if-none-match': etag },
    },
  } as const
  const rates: Record<string, number[]> = {}
  const tails: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { url, headers }] of Object.entries(works)) {
      // a worker of its own, so that the client does not take the server's time
      const result = await autocannon({
        url,
        headers,
        connections: CLIENTS,
        duration: SECONDS,
        workers: 1,
      })
      if (result.errors > 0 || result.non2xx > (name.includes('304') ? Infinity : 0)) {
        throw new Error(`${name}: ${result.errors} errors, ${result.non2xx} other answers`)
      }
      rates[name] = [...(rates[name] ?? []), result.requests.average]
      tails[name] = [...(tails[name] ?? []), result.latency.p99]
    }
  }
  const hello = median(rates.hello ?? [])
  console.log(`\n${CLIENTS} connections, ${SECONDS} s a round, medians of ${ROUNDS} rounds in turn`)
  for (const name of Object.keys(works)) {
    const rate = median(rates[name] ?? [])
    console.log(
      `${name}: ${rate.toFixed(0)} requests/s, p99 ${median(tails[name] ?? [])} ms, ${((rate / hello) * 100).toFixed(0)} % of hello`,
    )
  }
}

const PAGES = [
  ['home', '/'],
  ['budget in plain words', EDITION],
  ['thirteen tables', `${EDITION}/tables`],
  ['widest table', `${EDITION}/table-2`],
  ['figure', `${EDITION}/table-3/total/other_running`],
  ['projects', `${EDITION}/projects`],
  ['promises', `${EDITION}/promises`],
  ['document', `${EDITION}/document`],
  ['search', `/410324/search?q=${encodeURIComponent('午餐')}`],
] as const

async function printBytes(base: string): Promise<void> {
  console.log('\nbytes a page: as read, as sent')
  for (const [name, path] of PAGES) {
    const plain = await fetch(base + path, { headers: { 'accept-encoding': 'identity' } })
    const packed = await fetch(base + path, { headers: { 'accept-encoding': 'gzip' } })
    const sent = Number(packed.headers.get('content-length') ?? 0)
    const read = (await plain.arrayBuffer()).byteLength
    await packed.arrayBuffer()
    console.log(`${name}: ${read}, ${sent > 0 ? sent : 'chunked'}`)
  }
}

/** As Lighthouse's mobile form: 4 × processor, 1.6 Mbit/s down, 150 ms there and back. */
async function benchPaint(base: string): Promise<void> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)
  if (!executablePath) {
    console.log('\nlargest contentful paint: not measured, there is no Chromium')
    return
  }
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  console.log('\nlargest contentful paint on a slow phone, median of 5, ms')
  for (const [name, path] of PAGES) {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const context = await browser.newContext({
        viewport: { width: 390, height: 800 },
        isMobile: true,
        hasTouch: true,
      })
      const page = await context.newPage()
      const session: CDPSession = await context.newCDPSession(page)
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
      await session.send('Network.enable')
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 150,
        downloadThroughput: (1_600_000 / 8) * 0.9,
        uploadThroughput: (750_000 / 8) * 0.9,
      })
      await page.goto(base + path, { waitUntil: 'load' })
      times.push(await page.evaluate(lastPaint))
      await context.close()
    }
    console.log(`${name}: ${median(times).toFixed(0)}`)
  }
  await browser.close()
}

/** Runs inside the browser. */
function lastPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)
    }).observe({ type: 'largest-contentful-paint' as 'measure', buffered: true })
  })
}
