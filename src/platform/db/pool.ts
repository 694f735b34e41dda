import { Kysely, type LogEvent, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './database.ts'

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184

/** What PostgreSQL sends becomes what the generated types say: exact or an error, never nearly. */
function parserOf(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === INT8) return readInteger
  if (oid === DATE) return (text) => Temporal.PlainDate.from(text)
  if (oid === TIMESTAMPTZ) return (text) => Temporal.Instant.from(text.replace(' ', 'T'))
  return pg.types.getTypeParser(oid, format as 'text')
}

function readInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${text}`)
  return value
}

export interface PoolOptions {
  readonly max?: number
  /** Milliseconds after which PostgreSQL gives a statement up; unset: no limit (migrations). */
  readonly statementTimeout?: number
  readonly onError?: (error: Error) => void
  /** Hears of every statement when it has ended; for tests and benches. */
  readonly onStatement?: (text: string, parameters: readonly unknown[]) => void
}

/**
 * @param connection a `postgresql://` address, or host (a socket folder), port, user, database
 */
export function openPool(connection: string | pg.ClientConfig, options: PoolOptions = {}): Db {
  const config = typeof connection === 'string' ? { connectionString: connection } : connection
  const pool = new pg.Pool({
    ...config,
    max: options.max ?? 10,
    application_name: 'yimen',
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
    ...(options.statementTimeout === undefined
      ? {}
      : {
          statement_timeout: options.statementTimeout,
          idle_in_transaction_session_timeout: options.statementTimeout * 2,
        }),
  })
  // the pool listens to idle connections only; one that dies between two statements of a
  // transaction would end the process, though its next statement fails by itself
  pool.on('connect', (client) => client.on('error', () => undefined))
  // an idle connection that dies is replaced at the next use; without a listener it ends the process
  pool.on('error', options.onError ?? (() => undefined))
  const { onStatement } = options
  return new Kysely({
    dialect: new PostgresDialect({ pool }),
    ...(onStatement
      ? { log: ({ query }: LogEvent) => onStatement(query.sql, query.parameters) }
      : {}),
  })
}
