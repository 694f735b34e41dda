/**
 * `npm run bench [-- tables|portal]`: ratios to a limit measured in the same run, in turn, medians.
 * Absolute times depend on the machine and are printed only beside them.
 */
import { benchPortal } from './bench/portal.ts'
import { benchTables } from './bench/tables.ts'
import { openBench } from './bench/workbench.ts'

const SUITES = { tables: benchTables, portal: benchPortal } as const

const asked = process.argv.slice(2)
const names = (Object.keys(SUITES) as (keyof typeof SUITES)[]).filter(
  (name) => asked.length === 0 || asked.includes(name),
)
if (names.length === 0) {
  console.error(`no such bench; there are: ${Object.keys(SUITES).join(', ')}`)
  process.exitCode = 2
}
for (const name of names) {
  const bench = await openBench()
  try {
    await SUITES[name](bench)
  } finally {
    await bench.close()
  }
}
