import { createApp } from '../../src/apps/server/app.ts'
import { findCounty } from '../../src/kernel/county.ts'
import { listen } from '../../src/platform/http/index.ts'
import { openLogger } from '../../src/platform/log/logger.ts'
import { type Bench, median, printRatio } from './workbench.ts'

const SECONDS = 2
const ROUNDS = 3
const CLIENTS = 8

/** Requests per second of pages against a bare answer of the same server, over loopback. */
export async function benchPages({ reader }: Bench): Promise<void> {
  const county = findCounty('410324')
  if (!county) throw new Error('not a county')
  const app = createApp({ reader, county, demonstration: true, log: openLogger('silent') })
  const server = await listen((request) => app.fetch(request), '127.0.0.1', 0)
  const base = `http://127.0.0.1:${server.port}`
  const paths = {
    hello: '/healthz',
    figure: '/410324/budget/2023/130/1/table-3/total/other_running',
    table: '/410324/budget/2023/130/1/table-3',
    budget: '/410324/budget/2023/130/1',
  }
  const rates: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, path] of Object.entries(paths)) {
      rates[name] = [...(rates[name] ?? []), await rateOf(base + path)]
    }
  }
  await server.close()
  const hello = median(rates.hello ?? [])
  console.log(`\npages from the database, ${CLIENTS} clients in the same process`)
  for (const name of ['figure', 'table', 'budget']) {
    printRatio(`${name} page to a bare answer`, median(rates[name] ?? []), hello, 'requests/s')
  }
}

async function rateOf(url: string): Promise<number> {
  const end = performance.now() + SECONDS * 1000
  let answered = 0
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const response = await fetch(url)
      if (response.status !== 200) throw new Error(`${response.status} ${url}`)
      await response.arrayBuffer()
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return answered / SECONDS
}
