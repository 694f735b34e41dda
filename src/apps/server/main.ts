import { AppError } from '../../kernel/app-error.ts'
import type { County } from '../../kernel/county.ts'
import { findCountyName } from '../../modules/organisation/index.ts'
import { readSettings } from '../../platform/config/settings.ts'
import { type Db, readCounty } from '../../platform/db/index.ts'
import { listen } from '../../platform/http/index.ts'
import { openLogger } from '../../platform/log/logger.ts'
import { openSystem, readReference } from '../open-system.ts'
import { settleUpgrade } from '../settle-upgrade.ts'
import { PROOF_SETTING } from '../upgrade-mark.ts'
import { createApp } from './app.ts'

const STATEMENT_TIMEOUT = 15_000

try {
  await serve()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  console.error(`\n${error.title}${error.detail}\n`)
  process.exitCode = 1
}

async function serve(): Promise<void> {
  const settings = readSettings(process.env)
  const log = openLogger(settings.logLevel)
  const stopping = new AbortController()
  // a signal during the start is remembered and obeyed as soon as there is something to stop
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort())
  // a server for an upgrade's proof must not outlive the upgrade
  if (process.env[PROOF_SETTING]) process.stdin.once('end', () => stopping.abort()).resume()

  console.log('正在准备数据库……')
  const onProgress = (text: string): void => console.log(text)
  await settleUpgrade(settings, onProgress)
  const system = await openSystem(settings, {
    onProgress,
    onError: (error) => log.warn({ err: error }, 'idle database connection lost'),
    statementTimeout: STATEMENT_TIMEOUT,
  })
  try {
    const { county, demonstration, sponsor, telephone } = settings
    const app = createApp({
      reader: system.reader,
      county,
      demonstration,
      telephone,
      ...(sponsor === undefined ? {} : { sponsor }),
      reference: await readReference(),
      ...(await nameOf(system.reader, county)),
      log,
    })
    const server = await listen((request) => app.fetch(request), settings.host, settings.port)
    console.log(`\n一门已启动：${addressOf(settings.host, server.port)}\n按 Ctrl-C 停止。\n`)
    await aborted(stopping.signal)
    console.log('正在停止……')
    await server.close()
  } finally {
    await system.close()
  }
}

function addressOf(host: string, port: number): string {
  if (host.startsWith('/')) return host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The county bears a name once something of it is loaded. */
async function nameOf(reader: Db, county: County): Promise<{ countyName?: string }> {
  const countyName = await readCounty(reader, county, (tx) => findCountyName(tx, county))
  return countyName === undefined ? {} : { countyName }
}
