import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Db, openPool, ROLES } from '../../src/platform/db/index.ts'

/** One migrated database of one test file, cloned from the template, with a pool a role. */
export interface TestDatabase {
  readonly app: Db
  readonly owner: Db
  readonly reader: Db
  /** For what only a superuser may do: planting faults, reading everything. */
  readonly admin: pg.ClientConfig
  close(): Promise<void>
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const { host, port, adminUser, template } = inject('cluster')
  const database = `yimen_${randomBytes(6).toString('hex')}`
  const admin = { host, port, user: adminUser, database: 'postgres' }
  await runAs(admin, `create database ${database} template ${template} strategy file_copy`)
  const poolOf = (user: string): Db => openPool({ host, port, user, database }, { max: 4 })
  const app = poolOf(ROLES.app)
  const owner = poolOf(ROLES.owner)
  const reader = poolOf(ROLES.reader)
  return {
    app,
    owner,
    reader,
    admin: { ...admin, database },
    close: async () => {
      await Promise.all([app.destroy(), owner.destroy(), reader.destroy()])
      await runAs(admin, `drop database ${database} with (force)`)
    },
  }
}

async function runAs(connection: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
