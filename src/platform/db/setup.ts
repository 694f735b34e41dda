import pg from 'pg'
import { AppError } from '../../kernel/app-error.ts'
import { dbErrors } from './errors.ts'

/** Roles by what they may do; migrations grant to them by these names. */
export const ROLES = {
  /** owns the schemas, runs migrations and catalogue imports */
  owner: 'yimen_owner',
  /** commands and staff reads; row-level security applies, owns nothing */
  app: 'yimen_app',
  /** the portal: published rows only */
  reader: 'yimen_reader',
} as const
export type RoleName = keyof typeof ROLES

export interface SetupOptions {
  /** connection of a superuser, or of a role with CREATEROLE and CREATEDB */
  readonly admin: pg.ClientConfig
  readonly database: string
  /** undefined: the role logs in without one (private socket of the embedded cluster) */
  readonly passwords: Partial<Record<RoleName, string>>
}

/** One at a time, whoever starts first; any fixed number will do. */
const SETUP_LOCK = 7_318_402

/** Makes roles and database if they are missing; running it again changes nothing. */
export async function setUpDatabase(options: SetupOptions): Promise<void> {
  await withClient(options.admin, async (client) => {
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK])
    const version = await client.query<{ number: number }>(
      "select current_setting('server_version_num')::int as number",
    )
    if ((version.rows[0]?.number ?? 0) < 150_000) {
      throw new AppError(dbErrors.tooOld, '需要 PostgreSQL 15 或更新的版本。')
    }
    for (const name of Object.keys(ROLES) as RoleName[]) {
      await makeRole(client, ROLES[name], options.passwords[name])
    }
    const found = await client.query('select 1 from pg_database where datname = $1', [
      options.database,
    ])
    if (found.rowCount === 0) {
      // an administrator who is no superuser must be a member of the role it gives the database to
      const admin = await client.query<{ super: boolean }>(
        'select rolsuper as super from pg_roles where rolname = current_user',
      )
      if (!admin.rows[0]?.super) await client.query(`grant ${ROLES.owner} to current_user`)
      await client.query(
        `create database ${pg.escapeIdentifier(options.database)} owner ${ROLES.owner} template template0 encoding 'UTF8'`,
      )
    }
  })
  await withClient({ ...options.admin, database: options.database }, async (client) => {
    // advisory locks are a database's own, and two grants at once would make one of them fail
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK])
    const database = pg.escapeIdentifier(options.database)
    await client.query(`revoke all on database ${database} from public`)
    await client.query(`grant connect on database ${database} to ${ROLES.app}, ${ROLES.reader}`)
    await client.query('revoke all on schema public from public')
  })
}

async function makeRole(client: pg.Client, role: string, password?: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role])
  const attributes = 'login nosuperuser nocreatedb nocreaterole nobypassrls noreplication'
  if (found.rowCount === 0) await client.query(`create role ${role} ${attributes}`)
  if (password !== undefined) {
    await client.query(`alter role ${role} password ${pg.escapeLiteral(password)}`)
  }
}

async function withClient(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ application_name: 'yimen setup', ...config })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end()
  }
}
