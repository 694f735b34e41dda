/**
 * `npm run bench [-- tables|pages]`: ratios to a limit measured in the same run, in turn, medians.
 * Absolute times depend on the machine and are printed only beside them. `-- crash --rounds 200`
 * and `-- ledger` take minutes and run only when asked.
 */
import { parseArgs } from 'node:util'
import { benchCrash } from './bench/crash.ts'
import { benchPages } from './bench/pages.ts'
import { benchTables } from './bench/tables.ts'
import { type Bench, openBench } from './bench/workbench.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '30' } },
})

const USUAL = ['tables', 'pages']
const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  tables: () => withBench(benchTables),
  pages: () => withBench(benchPages),
  crash: () => benchCrash(Number(values.rounds)),
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
