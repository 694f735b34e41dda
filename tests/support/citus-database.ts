import pg from 'pg'
import type { CitusNode } from '../../scripts/find-citus.ts'
import { importCatalogue, readCatalogueFolder } from '../../src/modules/classification/index.ts'
import { distribute, migrate, openPool, ROLES, setUpDatabase } from '../../src/platform/db/index.ts'

/** Few shards: what a statement may do does not depend on their number, making them takes time. */
const SHARDS = '-c citus.shard_count=4'

export const CITUS_ADMIN = 'postgres'

/** A database on all nodes, as docs/operations.md says it: set up, joined, spread. */
export async function makeCitusDatabase(
  nodes: readonly CitusNode[],
  database: string,
): Promise<void> {
  const [coordinator, ...workers] = nodes
  if (!coordinator) throw new Error('no coordinator')
  await setUpDatabase({
    admin: { ...coordinator, user: CITUS_ADMIN, database: 'postgres' },
    database,
    passwords: {},
  })
  const owner = openPool({ ...coordinator, user: ROLES.owner, database }, { max: 1 })
  await migrate(owner)
  await importCatalogue(owner, await readCatalogueFolder('data/classification/2023'))
  await owner.destroy()
  await joinWorkers(coordinator, workers, database)
  await spread(coordinator, database)
}

/** Joining and spreading write the roles of all nodes: one database at a time, or they collide. */
const ONE_AT_A_TIME = 7_318_405

async function alone<Result>(node: CitusNode, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ ...node, user: CITUS_ADMIN, database: 'postgres' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [ONE_AT_A_TIME])
    return await work()
  } finally {
    await client.end()
  }
}

export async function joinWorkers(
  coordinator: CitusNode,
  workers: readonly CitusNode[],
  database: string,
): Promise<void> {
  for (const worker of workers) {
    await runOn(
      worker,
      'postgres',
      `create database ${database} template template0 encoding 'UTF8'`,
    )
    await runOn(worker, database, 'create extension citus')
  }
  const join = workers.map(({ host, port }) => `select citus_add_node('${host}', ${port})`)
  const own = `select citus_set_coordinator_host('${coordinator.host}', ${coordinator.port})`
  await alone(coordinator, () =>
    runOn(coordinator, database, 'create extension citus', own, ...join),
  )
}

export async function spread(coordinator: CitusNode, database: string): Promise<readonly string[]> {
  const options = { user: CITUS_ADMIN, database, options: SHARDS }
  const admin = openPool({ ...coordinator, ...options }, { max: 1 })
  try {
    return await alone(coordinator, () => distribute(admin))
  } finally {
    await admin.destroy()
  }
}

export async function dropCitusDatabase(
  nodes: readonly CitusNode[],
  database: string,
): Promise<void> {
  for (const node of nodes) {
    const drop = (): Promise<unknown> =>
      runOn(node, 'postgres', `drop database if exists ${database} with (force)`)
    // Citus's own daemon may open a session again between the end of the others and the drop
    await drop().catch(drop)
  }
}

/** As superuser, a statement after the other. */
export async function runOn(
  node: CitusNode,
  database: string,
  ...statements: readonly string[]
): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ ...node, user: CITUS_ADMIN, database })
  await client.connect()
  try {
    const results: pg.QueryResult[] = []
    for (const statement of statements) results.push(await client.query(statement))
    return results
  } finally {
    await client.end()
  }
}
