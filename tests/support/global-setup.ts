import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type CitusNode, findCitus } from '../../scripts/find-citus.ts'
import { findOtherPostgres } from '../../scripts/find-other-postgres.ts'
import { importCatalogue, readCatalogueFolder } from '../../src/modules/classification/index.ts'
import { migrate, openPool, ROLES, setUpDatabase } from '../../src/platform/db/index.ts'
import { joinCluster } from '../../src/platform/postgres/index.ts'
import { CITUS_ADMIN } from './citus-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster
  }
}

/** A superuser's connection to the cluster on which the test databases are cloned. */
export interface TestCluster {
  readonly host: string
  readonly port: number
  readonly adminUser: string
  readonly template: string
  /** The nodes of a Citus cluster, coordinator first: each test file makes its database there. */
  readonly citus?: readonly CitusNode[]
}

/**
 * One cluster a run, with one migrated template that holds the classification and no county.
 * YIMEN_TEST_BINARIES names a folder with another PostgreSQL's initdb and postgres (15 or newer);
 * the projects named after a version run on the system's own, the project `citus` on a cluster.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const citus = project.name === 'citus' ? findCitus() : undefined
  if (citus?.[0]) {
    project.provide('cluster', { ...citus[0], adminUser: CITUS_ADMIN, template: '', citus })
    return async () => undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'yimen-test-'))
  const binaries = project.name.startsWith('postgres-')
    ? findOtherPostgres()?.binaries
    : process.env.YIMEN_TEST_BINARIES
  const cluster = await joinCluster({ dataDir, durable: false, ...(binaries ? { binaries } : {}) })
  const { host, port, adminUser } = cluster
  const template = 'yimen_template'
  await setUpDatabase({
    admin: { host, port, user: adminUser, database: 'postgres' },
    database: template,
    passwords: {},
  })
  const owner = openPool({ host, port, user: ROLES.owner, database: template }, { max: 1 })
  await migrate(owner)
  await importCatalogue(owner, await readCatalogueFolder('data/classification/2023'))
  await owner.destroy()
  project.provide('cluster', { host, port, adminUser, template })
  return async () => {
    await dropLeftovers({ host, port, user: adminUser, database: 'postgres' })
    await cluster.leave()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A test that failed may have left sessions open, which would keep the cluster running. */
async function dropLeftovers(admin: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(admin)
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'yimen_%' and pid <> pg_backend_pid()",
  )
  await client.end()
}
