import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { ADMIN_USER } from './initialise.ts'
import { PORT } from './socket-folder.ts'

/** The lock all presences share; any number that no other advisory lock of this cluster uses. */
const PRESENCE_LOCK = 7_318_401
const PRESENCE_NAME = 'yimen presence'

/** The idle session by which others see that this process uses the cluster. */
export interface Presence {
  /** The cluster has gone away under us. Never rejects. */
  readonly lost: Promise<void>
  /**
   * `alone`: nobody else is here, and newcomers wait until this session ends. `gone`: another
   * one that left at the same time has stopped the server.
   */
  claimAlone(): Promise<'alone' | 'others' | 'gone'>
  end(): Promise<void>
}

/** Why there is no presence yet: no server, one that recovers from a crash, one that stops. */
export type Absence = 'absent' | 'recovering' | 'stopping'

export async function enter(host: string): Promise<Presence | Absence> {
  const client = new pg.Client({
    host,
    port: PORT,
    user: ADMIN_USER,
    database: 'postgres',
    application_name: PRESENCE_NAME,
    // PGSSLMODE of the caller's environment must not count
    ssl: false,
    connectionTimeoutMillis: 5_000,
  })
  let ended = false
  const lost = new Promise<void>((resolve) => {
    // without a listener the loss of an idle session would end the whole process
    client.on('error', () => resolve())
    client.on('end', () => {
      ended = true
      resolve()
    })
  })
  try {
    await client.connect()
    // waits while somebody is leaving, and fails when that one stops the server
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK])
  } catch (error) {
    await client.end().catch(() => undefined)
    return explainAbsence(error)
  }
  return {
    lost,
    claimAlone: async () => {
      try {
        return (await claimAlone(client)) ? 'alone' : 'others'
      } catch (error) {
        explainAbsence(error)
        return 'gone'
      }
    },
    end: async () => {
      if (!ended) await client.end().catch(() => undefined)
    },
  }
}

/** Throws what does not mean that the server is away. */
function explainAbsence(error: unknown): Absence {
  const { code = '', message } = error as Error & { code?: string }
  if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)) return 'absent'
  if (code === '57P03') return /shutting down/.test(message) ? 'stopping' : 'recovering'
  // 57014: told to stop in the middle of signing in
  if (
    code.startsWith('57P') ||
    code === '57014' ||
    /^Connection terminated|not queryable/.test(message)
  )
    return 'stopping'
  if (message === 'timeout expired') return 'absent'
  throw error
}

/** How long sessions that were just closed may take to vanish. */
const VANISHING_MS = 1_000

/**
 * The exclusive lock rules out every other presence. Presences in the list then belong to
 * processes that are leaving too, or that wait for the lock and will start again from the top.
 */
async function claimAlone(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [PRESENCE_LOCK])
  const lock = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [
    PRESENCE_LOCK,
  ])
  if (!lock.rows[0]?.got) return false
  const deadline = Date.now() + VANISHING_MS
  for (;;) {
    const others = await client.query(
      `select 1 from pg_stat_activity
       where backend_type = 'client backend' and application_name <> $1
         and pid <> pg_backend_pid() limit 1`,
      [PRESENCE_NAME],
    )
    if (others.rowCount === 0) return true
    if (Date.now() > deadline) return false
    await pause(20)
  }
}
