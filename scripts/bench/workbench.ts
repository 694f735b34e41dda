import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordReading } from '../../src/apps/open-system.ts'
import { loadBudget, readBudgetFolder } from '../../src/modules/budget/index.ts'
import {
  importCatalogue,
  loadCatalogue,
  readCatalogueFolder,
} from '../../src/modules/classification/index.ts'
import { type Db, migrate, openPool, ROLES, setUpDatabase } from '../../src/platform/db/index.ts'
import { joinCluster } from '../../src/platform/postgres/index.ts'

const FOLDER = 'data/budgets/410324-130-2023'

/** A database of its own with the 2023 budget, thrown away afterwards; durable as in real use. */
export interface Bench {
  readonly app: Db
  readonly reader: Db
  /** The superuser, to whom row-level security does not apply. */
  readonly admin: Db
  close(): Promise<void>
}

export async function openBench(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yimen-bench-'))
  const cluster = await joinCluster({ dataDir })
  const { host, port, adminUser } = cluster
  const database = 'yimen'
  await setUpDatabase({
    admin: { host, port, user: adminUser, database: 'postgres' },
    database,
    passwords: {},
  })
  const owner = openPool({ host, port, user: ROLES.owner, database }, { max: 1 })
  await migrate(owner)
  await importCatalogue(owner, await readCatalogueFolder('data/classification/2023'))
  await owner.destroy()
  const app = openPool({ host, port, user: ROLES.app, database })
  const reader = openPool({ host, port, user: ROLES.reader, database })
  const admin = openPool({ host, port, user: adminUser, database }, { max: 2 })
  const { ref } = await loadBudget(app, await readBudgetFolder(FOLDER), {
    catalogue: await loadCatalogue(app),
    now: Temporal.Now.instant(),
  })
  if (ref) await recordReading(app, FOLDER, ref)
  return {
    app,
    reader,
    admin,
    close: async () => {
      await Promise.all([app.destroy(), reader.destroy(), admin.destroy()])
      await cluster.leave()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs the given works in turn, so that a drifting machine meets all alike; medians, ms. */
export async function inTurn<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  for (let round = -3; round < rounds; round++) {
    for (const name of names) {
      const started = performance.now()
      await works[name]()
      if (round >= 0) times[name].push(performance.now() - started)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<
    Name,
    number
  >
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function printRatio(what: string, value: number, limit: number, unit: string): void {
  console.log(
    `${what}: ${value.toFixed(2)} ${unit} against ${limit.toFixed(2)} ${unit}, ratio ${(value / limit).toFixed(2)}`,
  )
}
