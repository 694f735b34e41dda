/**
 * Run by disk-full.test.ts in a mount namespace of its own: makes a small file system, fills it by
 * loading, gives room again, and tells as JSON what was acknowledged and what is there.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { CRASH_COUNTY, crashBudget, crashKey } from '../../scripts/bench/crash-budget.ts'
import { backUp } from '../../src/apps/backup.ts'
import { openSystem } from '../../src/apps/open-system.ts'
import { verifyChain } from '../../src/modules/audit/index.ts'
import { compareWithChain, loadBudget } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readSettings } from '../../src/platform/config/settings.ts'
import { explainLoss, readCounty } from '../../src/platform/db/index.ts'

const [folder = ''] = process.argv.slice(2)
const data = join(folder, 'data')
const tiny = join(folder, 'tiny')
await mkdir(data)
await mkdir(tiny)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=190m', 'none', data])
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', tiny])
const ballast = join(data, 'ballast')
await writeFile(ballast, Buffer.alloc(60 * 1024 * 1024))

const settings = readSettings({ YIMEN_DATA: data, YIMEN_DEMO: 'off' })
const system = await openSystem(settings, { onProgress: () => undefined })
const catalogue = await loadCatalogue(system.app)

async function load(number: number): Promise<string> {
  const { folder: budget } = crashBudget(number)
  return (await loadBudget(system.app, budget, { catalogue, now: Temporal.Now.instant() })).outcome
}

const acknowledged: number[] = []
const errors = new Set<string>()
// more than the file system could ever hold
for (let number = 1; number < 20_000; number += 1) {
  try {
    await load(number)
    acknowledged.push(number)
  } catch (error) {
    // 'bug': not one that a person would be told in words
    errors.add(explainLoss(error)?.code ?? `bug: ${String(error)}`)
    break
  }
}
await rm(ballast)

const deadline = Date.now() + 60_000
for (;;) {
  try {
    await load(acknowledged.length + 1)
    break
  } catch (error) {
    errors.add(explainLoss(error)?.code ?? `bug: ${String(error)}`)
    if (Date.now() > deadline) throw error
    await pause(100)
  }
}
acknowledged.push(acknowledged.length + 1)

const found = await readCounty(system.app, CRASH_COUNTY, async (tx) => {
  const { rows } = await sql<{ department: string; year: number; lines: number; fen: number }>`
    select v.department, v.year, count(l.number)::int as lines, sum(l.fen)::bigint as fen
    from budget.version v left join budget.line l
      on l.county = v.county and l.department = v.department and l.year = v.year
    where v.county = ${CRASH_COUNTY} group by v.department, v.year`.execute(tx)
  const { broken, reached } = await verifyChain(tx, CRASH_COUNTY, [])
  const { findings } = await compareWithChain(tx, CRASH_COUNTY)
  return { rows, broken, entries: reached.number, differing: findings.length }
})
const whole = acknowledged.filter((number) => {
  const { department, year } = crashKey(number)
  const { lines, totalFen } = crashBudget(number)
  const row = found.rows.find((one) => one.department === department && one.year === year)
  return row?.lines === lines && row.fen === totalFen
})

const refusal = await backUp(settings, join(tiny, 'b.zip'), () => undefined).then(
  () => 'written',
  (error: { code?: string }) => error.code,
)
const leftovers = await readdir(tiny)
await system.close()
console.log(
  JSON.stringify({
    acknowledged: acknowledged.length,
    whole: whole.length,
    versions: found.rows.length,
    entries: found.entries,
    broken: found.broken ?? null,
    differing: found.differing,
    errors: [...errors],
    refusal,
    leftovers,
  }),
)
