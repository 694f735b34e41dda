import { Kysely, type LogEvent, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './database.ts'

const INT8 = 20
const INT8_ARRAY = 1016
const TEXT_ARRAY = 1009
const DATE = 1082
const TIMESTAMPTZ = 1184

/** What PostgreSQL sends becomes what the generated types say: exact or an error, never nearly. */
function parserOf(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === INT8) return readInteger
  if (oid === INT8_ARRAY) return readIntegers
  if (oid === DATE) return (text) => Temporal.PlainDate.from(text)
  if (oid === TIMESTAMPTZ) return (text) => Temporal.Instant.from(text.replace(' ', 'T'))
  return pg.types.getTypeParser(oid, format as 'text')
}

function readInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact integer: ${text}`)
  return value
}

function readIntegers(text: string): (number | null)[] {
  const readTexts = pg.types.getTypeParser(TEXT_ARRAY as number) as (
    text: string,
  ) => (string | null)[]
  return readTexts(text).map((item) => (item === null ? null : readInteger(item)))
}

/** More different texts than these are no pages: they stay unnamed, so a session's memory is bounded. */
const MOST_NAMES = 500
const names = new Map<string, string>()

/**
 * PostgreSQL parses and plans a named statement once a session. Kysely names none; the texts of
 * reads are few, since what a visitor asks goes into parameters.
 */
function nameReads(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const named = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    if (typeof text !== 'string' || !Array.isArray(values) || !/^\s*(select|with)\b/i.test(text)) {
      return query(text, values, ...rest)
    }
    const known = names.get(text)
    const name = known ?? (names.size < MOST_NAMES ? `read_${names.size}` : undefined)
    if (name === undefined) return query(text, values, ...rest)
    names.set(text, name)
    return query({ name, text, values }, ...rest)
  }
  client.query = named as typeof client.query
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
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    nameReads(client)
  })
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
