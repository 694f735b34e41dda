import { sql } from 'kysely'
import type { County } from '../../kernel/county.ts'
import { isCounty } from '../../kernel/county.ts'
import type { CountyDb, Db } from './database.ts'

/** Runs one command: a read-write transaction of one county, committed when `work` returns. */
export function inCounty<Result>(
  db: Db,
  county: County,
  work: (tx: CountyDb) => Promise<Result>,
): Promise<Result> {
  return transact(db, county, 'begin', work)
}

/** Runs reads that must agree with each other: one snapshot of one county. */
export function readCounty<Result>(
  db: Db,
  county: County,
  work: (tx: CountyDb) => Promise<Result>,
): Promise<Result> {
  return transact(db, county, 'begin isolation level repeatable read read only', work)
}

/**
 * `set local` and not `set_config`: on a Citus cluster only the former reaches the workers, and the
 * whole text with it, so it stands alone. It takes no parameter, hence the literal, made from a
 * checked integer.
 */
async function transact<Result>(
  db: Db,
  county: County,
  begin: string,
  work: (tx: CountyDb) => Promise<Result>,
): Promise<Result> {
  if (!isCounty(county)) throw new RangeError(`not a county: ${String(county)}`)
  return await db.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection)
    try {
      await sql.raw(`set local yimen.county = '${county}'`).execute(connection)
      const result = await work(connection as CountyDb)
      await sql`commit`.execute(connection)
      return result
    } catch (error) {
      // a lost connection cannot roll back; the server has done it, and the first error tells more
      await sql`rollback`.execute(connection).catch(() => undefined)
      throw error
    }
  })
}
