import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Db, listTables, openPool, ROLES } from '../../src/platform/db/index.ts'
import { dropCitusDatabase, makeCitusDatabase } from './citus-database.ts'
import { assertTied } from './statement-faults.ts'

/** One migrated database of one test file, cloned from the template (on a cluster: made anew), with a pool a role. */
export interface TestDatabase {
  readonly app: Db
  readonly owner: Db
  readonly reader: Db
  /** Every text that the application and the portal sent; checked when the database is closed. */
  readonly statements: ReadonlySet<string>
  /** For what only a superuser may do: planting faults, reading everything. */
  readonly admin: pg.ClientConfig
  close(): Promise<void>
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const { host, port, adminUser, template, citus } = inject('cluster')
  const database = `yimen_${randomBytes(6).toString('hex')}`
  const admin = { host, port, user: adminUser, database: 'postgres' }
  if (citus) await makeCitusDatabase(citus, database)
  else await runAs(admin, `create database ${database} template ${template} strategy file_copy`)
  const statements = new Set<string>()
  const onStatement = (text: string): void => {
    statements.add(text)
  }
  const connection = (user: string): pg.ClientConfig => ({ host, port, user, database })
  const app = openPool(connection(ROLES.app), { max: 4, onStatement })
  const owner = openPool(connection(ROLES.owner), { max: 4 })
  const reader = openPool(connection(ROLES.reader), { max: 4, onStatement })
  return {
    app,
    owner,
    reader,
    statements,
    admin: { ...admin, database },
    close: async () => {
      const tables = await listTables(owner)
      await Promise.all([app.destroy(), owner.destroy(), reader.destroy()])
      if (citus) await dropCitusDatabase(citus, database)
      else await runAs(admin, `drop database ${database} with (force)`)
      assertTied(statements, tables)
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
