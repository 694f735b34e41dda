import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openSystem, type System } from '../../src/apps/open-system.ts'
import { type Fen, printWan } from '../../src/kernel/money.ts'
import { verifyChain } from '../../src/modules/audit/index.ts'
import { readSettings } from '../../src/platform/config/settings.ts'
import { type CountyDb, readCounty } from '../../src/platform/db/index.ts'
import { CRASH_COUNTY, crashBudget, crashKey, crashNumber } from './crash-budget.ts'
import { randomOf } from './generate-budget.ts'

const MODES = ['node', 'postgres', 'both'] as const
type Mode = (typeof MODES)[number]

export interface Faults {
  /** Acknowledged and not there. */
  readonly lost: number
  /** There more than once: editions, entries of the chain. */
  readonly doubled: number
  /** There in part: lines, amounts, approval, edition, entries. */
  readonly half: number
  readonly chainBroken: number
}

export interface CrashReport extends Faults {
  readonly rounds: Readonly<Record<Mode, number>>
  /** Loads that a client was told are done. */
  readonly acknowledged: number
  /** Loads that were under way at a kill and are there whole, though nobody was told. */
  readonly unacknowledged: number
  /** Settings of PostgreSQL that decide whether a power cut loses what was acknowledged. */
  readonly safety: Readonly<Record<string, string>>
  readonly reads: number
  /** Answers of 200 with another figure than was loaded, and answers that are neither 200 nor 503. */
  readonly wrongReads: number
}

const PATIENCE_MS = 60_000

/**
 * Loads and reads through separate processes, kills them, PostgreSQL or all with SIGKILL at a
 * random moment, starts again, and compares what is there with what the clients were told.
 */
export async function runCrashRounds(
  rounds: number,
  seed: number,
  onRound: (text: string) => void = () => undefined,
): Promise<CrashReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yimen-crash-'))
  const settings = readSettings({ YIMEN_DATA: dataDir, YIMEN_DEMO: 'off' })
  const system = await openSystem(settings, { onProgress: () => undefined })
  const trial = new Map<Mode, number>(MODES.map((mode) => [mode, 0]))
  const random = randomOf(seed)
  const told = { done: new Set<number>(), begun: 0, refused: [] as string[] }
  const faults = countFaults()
  const safety = await readSafety(system)
  const reader = startReader(dataDir, told.done, random)
  let loader: ChildProcess | undefined
  try {
    let checkedTo = 0
    for (let round = 0; round < rounds; round += 1) {
      const mode = MODES[round % MODES.length] ?? 'both'
      trial.set(mode, (trial.get(mode) ?? 0) + 1)
      loader ??= startLoader(dataDir, told)
      const before = told.done.size
      await until(() => told.done.size > before || told.refused.length > 0)
      await pause(random() * 500)
      if (mode !== 'node') killPostgres(dataDir, round % 2 === 0)
      if (mode !== 'postgres') {
        await Promise.all([kill(loader), reader.kill()])
        loader = undefined
      }
      if (told.refused.length > 0) throw new Error(told.refused.join())
      const acknowledged = [...told.done].filter((number) => number >= checkedTo)
      const whole = round === rounds - 1 || round % 25 === 24
      const found = await check(
        system,
        whole ? 0 : checkedTo,
        whole ? [...told.done] : acknowledged,
      )
      faults.add(found)
      checkedTo = Math.max(0, told.begun - 20)
      onRound(
        `${round + 1} ${mode}: ${told.done.size} acknowledged, ${faults.counts().lost} lost, ${faults.counts().doubled} doubled, ${faults.counts().half} half`,
      )
    }
    if (loader) await kill(loader)
    loader = undefined
    const present = await listPresent(system)
    return {
      rounds: Object.fromEntries(trial) as Record<Mode, number>,
      acknowledged: told.done.size,
      unacknowledged: present.filter((number) => !told.done.has(number)).length,
      safety,
      ...faults.counts(),
      ...reader.counts,
    }
  } finally {
    if (loader) await kill(loader)
    await reader.stop()
    await system.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

export interface Told {
  readonly done: Set<number>
  begun: number
  readonly refused: string[]
}

export function startLoader(dataDir: string, told: Told): ChildProcess {
  const script = fileURLToPath(new URL('crash-loader.ts', import.meta.url))
  const from = told.begun + 1
  const child = spawn(process.execPath, [script, dataDir, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const [word, number, outcome] = line.split(' ')
    if (word === 'begin') told.begun = Math.max(told.begun, Number(number))
    else if (word === 'done' && outcome !== 'refused') told.done.add(Number(number))
    else if (word !== 'again') told.refused.push(line)
  })
  return child
}

/** Resolves when the process is gone and all that it said has been read. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  if (child.stdout?.readableEnded) return
  await new Promise((resolve) => child.once('close', resolve))
}

/** The postmaster alone, whose children then end by themselves, or all at once, as in a power cut. */
function killPostgres(dataDir: string, all: boolean): void {
  const pid = Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
  for (const victim of [pid, ...(all ? childrenOf(pid) : [])]) {
    try {
      process.kill(victim, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')
        return Number(fields?.[1]) === parent
      } catch {
        return false
      }
    })
    .map(Number)
}

interface Reader {
  readonly counts: { reads: number; wrongReads: number }
  kill(): Promise<void>
  stop(): Promise<void>
}

/** The server, and one who asks it for budgets that are said to be there. */
function startReader(dataDir: string, done: ReadonlySet<number>, random: () => number): Reader {
  const counts = { reads: 0, wrongReads: 0 }
  let ending = false
  let server = startServer(dataDir)
  const reading = (async () => {
    while (!ending) {
      const origin = await Promise.race([server.origin, pause(200)])
      const numbers = [...done]
      const number = numbers[Math.floor(random() * numbers.length)]
      if (typeof origin !== 'string' || number === undefined) {
        await pause(10)
        continue
      }
      const answer = await ask(origin, number).catch(() => undefined)
      // a server that is killed does not answer
      if (answer === undefined || answer === 'unavailable') await pause(5)
      else counts.reads += 1
      if (answer === 'wrong') counts.wrongReads += 1
    }
  })()
  return {
    counts,
    kill: async () => {
      await kill(server.child)
      if (!ending) server = startServer(dataDir)
    },
    stop: async () => {
      ending = true
      await kill(server.child)
      await reading
    },
  }
}

async function ask(origin: string, number: number): Promise<'right' | 'wrong' | 'unavailable'> {
  const { department, year } = crashKey(number)
  const path = `/api/v1/${CRASH_COUNTY}/budget/${year}/${department}/1/table-3/total/total`
  const response = await fetch(origin + path, { signal: AbortSignal.timeout(20_000) })
  const text = await response.text()
  if (response.status === 503) return 'unavailable'
  if (response.status !== 200) return 'wrong'
  const figure = JSON.parse(text) as { amount: string; line_count: number }
  const { totalFen, lines } = crashBudget(number)
  return figure.amount === printWan(totalFen as Fen) && figure.line_count === lines
    ? 'right'
    : 'wrong'
}

interface Server {
  readonly child: ChildProcess
  readonly origin: Promise<string | undefined>
}

function startServer(dataDir: string): Server {
  const script = fileURLToPath(new URL('../../src/apps/server/main.ts', import.meta.url))
  const settings = { YIMEN_DATA: dataDir, YIMEN_DEMO: 'off', YIMEN_LOG: 'silent', PORT: '0' }
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [script], {
    env: { ...env, ...settings, YIMEN_COUNTY: String(CRASH_COUNTY) },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const origin = new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream })
      .on('line', (line) => {
        const address = /一门已启动：(http:\S+)\/$/.exec(line)?.[1]
        if (address) resolve(address)
      })
      .on('close', () => resolve(undefined))
  })
  return { child, origin }
}

/** Killing a process does not try them: its writes stay with the kernel. */
const SAFETY = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'] as const

async function readSafety(system: System): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join(SAFETY)})`.execute(system.app)
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

/** By number: what is found again in a later round is one fault. */
export function countFaults(): { add(found: Found): void; counts(): Faults } {
  const sets = new Map(FAULTS.map((name) => [name, new Set<number>()]))
  return {
    add: (found) => {
      for (const name of FAULTS) for (const number of found[name]) sets.get(name)?.add(number)
    },
    counts: () =>
      Object.fromEntries(
        FAULTS.map((name) => [name, sets.get(name)?.size ?? 0]),
      ) as unknown as Faults,
  }
}

const FAULTS = ['lost', 'doubled', 'half', 'chainBroken'] as const
export type Found = Readonly<Record<(typeof FAULTS)[number], readonly number[]>>

/** Compares all from number `from` on; the database may still be coming back. */
export async function check(system: System, from: number, acknowledged: number[]): Promise<Found> {
  return await whenBack(system, async (tx) => {
    const versions = await listVersions(tx, from)
    const present = new Map(versions.map((row) => [numberOf(row), row]))
    const chain = await verifyChain(tx, CRASH_COUNTY, [])
    const isWhole = (row: VersionFound): boolean => {
      const { totalFen, lines } = crashBudget(numberOf(row))
      const once = [row.loaded, row.approved, row.published, row.editions]
      return row.lines === lines && row.fen === totalFen && once.every((count) => count >= 1)
    }
    return {
      lost: acknowledged.filter((number) => !present.has(number)),
      doubled: versions
        .filter((row) =>
          [row.loaded, row.approved, row.published, row.editions].some((count) => count > 1),
        )
        .map(numberOf),
      half: versions.filter((row) => !isWhole(row)).map(numberOf),
      chainBroken: chain.broken ? [chain.broken.number] : [],
    }
  })
}

interface VersionFound {
  readonly department: string
  readonly year: number
  readonly lines: number
  readonly fen: number
  readonly editions: number
  readonly loaded: number
  readonly approved: number
  readonly published: number
}

function numberOf(row: VersionFound): number {
  return crashNumber(row.department, row.year)
}

async function listVersions(tx: CountyDb, from: number): Promise<VersionFound[]> {
  const { rows } = await sql<VersionFound>`
    with version as (
      select department, year, county || '/budget/' || year || '/' || department || '/initial' as subject
      from budget.version
      where county = ${CRASH_COUNTY} and (year - 2000) * 900 + department::int - 100 >= ${from}),
    line as (
      select department, year, count(*)::int as lines, sum(fen)::bigint as fen from budget.line
      where county = ${CRASH_COUNTY} and (year - 2000) * 900 + department::int - 100 >= ${from}
      group by department, year),
    edition as (
      select department, year, count(*)::int as editions from budget.edition
      where county = ${CRASH_COUNTY} group by department, year),
    entry as (
      select subject, count(*) filter (where kind = 'budget.loaded')::int as loaded,
        count(*) filter (where kind = 'budget.approved')::int as approved,
        count(*) filter (where kind = 'budget.published')::int as published
      from audit.entry where county = ${CRASH_COUNTY} group by subject)
    select version.department, version.year, coalesce(lines, 0) as lines, coalesce(fen, 0)::bigint as fen,
      coalesce(editions, 0) as editions, coalesce(loaded, 0) as loaded,
      coalesce(approved, 0) as approved, coalesce(published, 0) as published
    from version left join line using (department, year) left join edition using (department, year)
      left join entry using (subject)`.execute(tx)
  return rows
}

async function listPresent(system: System): Promise<number[]> {
  const versions = await whenBack(system, (tx) => listVersions(tx, 0))
  return versions.map(numberOf)
}

async function whenBack<Result>(
  system: System,
  work: (tx: CountyDb) => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await readCounty(system.app, CRASH_COUNTY, work)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(50)
    }
  }
}

export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('nothing was acknowledged for a minute')
    await pause(5)
  }
}

/** `npm run bench -- crash --rounds 200` */
export async function benchCrash(rounds: number, seed: number): Promise<void> {
  const report = await runCrashRounds(rounds, seed, (text) => console.log(text))
  const { node, postgres, both } = report.rounds
  console.log(`\ncrash (seed ${seed}): kill -9 in the middle of loads and reads`)
  console.log(`rounds ${rounds}: node ${node}, postgres ${postgres}, both ${both}`)
  console.log(
    `acknowledged ${report.acknowledged}, lost ${report.lost}, doubled ${report.doubled}, half ${report.half}`,
  )
  console.log(
    `unacknowledged but whole ${report.unacknowledged}, chains broken ${report.chainBroken}, reads ${report.reads}, wrong reads ${report.wrongReads}`,
  )
  const settings = Object.entries(report.safety)
  console.log(settings.map(([name, setting]) => `${name} ${setting}`).join(', '))
  const faults = FAULTS.reduce((sum, name) => sum + report[name], report.wrongReads)
  const unsafe = settings.some(([, setting]) => setting !== 'on')
  if (faults > 0 || unsafe) process.exitCode = 1
}
