/**
 * `npm run bench [-- tables|portal|check|check-speed]`: ratios to a limit measured in the same run, in turn, medians.
 * Absolute times depend on the machine and are printed only beside them. `-- crash --rounds 200`,
 * `-- power` (as root) and `-- ledger` take minutes and run only when asked.
 */
import { parseArgs } from 'node:util'
import { benchCheck } from './bench/check.ts'
import { benchCheckOwn } from './bench/check-own.ts'
import { benchCheckSpeed } from './bench/check-speed.ts'
import { benchCrash } from './bench/crash.ts'
import { benchLedger } from './bench/ledger.ts'
import { benchPortal } from './bench/portal.ts'
import { benchPower } from './bench/power-cut.ts'
import { benchTables } from './bench/tables.ts'
import { type Bench, openBench } from './bench/workbench.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '30' },
    counties: { type: 'string', default: '160' },
    departments: { type: 'string', default: '3000' },
    lines: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '20231124' },
  },
})

const USUAL = ['tables', 'portal']
const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  tables: () => withBench(benchTables),
  portal: () => withBench(benchPortal),
  // these two need no database
  check: () => benchCheck(),
  'check-own': () => withBench(benchCheckOwn),
  'check-speed': () => benchCheckSpeed(),
  crash: () => benchCrash(Number(values.rounds), Number(values.seed)),
  power: () => benchPower(Number(values.rounds), Number(values.seed)),
  ledger: () =>
    withBench((bench) =>
      benchLedger(bench, {
        counties: Number(values.counties),
        departments: Number(values.departments),
        lines: Number(values.lines),
        seed: Number(values.seed),
      }),
    ),
}

const names = positionals.length === 0 ? USUAL : positionals
const unknown = names.filter((name) => !(name in SUITES))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown}; there are: ${Object.keys(SUITES).join(', ')}`)
  process.exitCode = 2
} else {
  for (const name of names) await SUITES[name]?.()
}

async function withBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await openBench()
  try {
    await work(bench)
  } finally {
    await bench.close()
  }
}
