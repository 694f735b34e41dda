/**
 * The client of the crash test, in a process of its own that may be killed: loads one generated
 * budget after the other, says `begin N` before and `done N outcome` when the load is acknowledged,
 * and tries again what failed for want of the database, as a person would.
 */
import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../src/kernel/app-error.ts'
import { loadBudget } from '../../src/modules/budget/index.ts'
import { type Catalogue, loadCatalogue } from '../../src/modules/classification/index.ts'
import { type Db, openPool, ROLES } from '../../src/platform/db/index.ts'
import { joinCluster } from '../../src/platform/postgres/index.ts'
import { crashBudget } from './crash-budget.ts'

const [dataDir = '', from = '1'] = process.argv.slice(2)
const STREAMS = 2
const cluster = await joinCluster({ dataDir })
const { host, port } = cluster
const app = openPool({ host, port, user: ROLES.app, database: 'yimen' }, { max: STREAMS })
const catalogue = await untilDone(() => loadCatalogue(app))
await Promise.all(
  Array.from({ length: STREAMS }, (_, at) => load(app, catalogue, Number(from) + at)),
)

async function load(db: Db, codes: Catalogue, first: number): Promise<never> {
  for (let number = first; ; number += STREAMS) {
    const { folder } = crashBudget(number)
    say(`begin ${number}`)
    const { outcome } = await untilDone(() =>
      loadBudget(db, folder, { catalogue: codes, now: Temporal.Now.instant() }),
    )
    say(`done ${number} ${outcome}`)
  }
}

async function untilDone<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      // what the database refuses on purpose is no crash
      if (error instanceof AppError) {
        say(`refused ${error.code}`)
        process.exit(1)
      }
      say(`again ${(error as { code?: string }).code ?? ''}`)
      await pause(20)
    }
  }
}

/** At once, so that what was said before a kill has been said. */
function say(text: string): void {
  writeSync(1, `${text}\n`)
}
