/**
 * `npm run bench [-- tables|pages|check|check-speed]`: ratios to a limit measured in the same run, in turn, medians.
 * Absolute times depend on the machine and are printed only beside them.
 */
import { benchCheck } from './bench/check.ts'
import { benchCheckSpeed } from './bench/check-speed.ts'
import { benchPages } from './bench/pages.ts'
import { benchTables } from './bench/tables.ts'
import { openBench } from './bench/workbench.ts'

const SUITES = { tables: benchTables, pages: benchPages } as const
/** These need no database. */
const ALONE = { check: benchCheck, 'check-speed': benchCheckSpeed } as const

const asked = process.argv.slice(2)
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name)
const names = (Object.keys(SUITES) as (keyof typeof SUITES)[]).filter(isAsked)
const alone = (Object.keys(ALONE) as (keyof typeof ALONE)[]).filter(isAsked)
if (names.length + alone.length === 0) {
  const known = [...Object.keys(SUITES), ...Object.keys(ALONE)].join(', ')
  console.error(`no such bench; there are: ${known}`)
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
for (const name of alone) await ALONE[name]()
