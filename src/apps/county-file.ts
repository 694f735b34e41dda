import { sql } from 'kysely'
import { AppError } from '../kernel/app-error.ts'
import type { County } from '../kernel/county.ts'
import { isCounty } from '../kernel/county.ts'
import { auditTables, findHead, printHead } from '../modules/audit/index.ts'
import { budgetTables } from '../modules/budget/index.ts'
import { findCountyName, organisationTables } from '../modules/organisation/index.ts'
import {
  archiveErrors,
  type Manifest,
  openArchive,
  writeArchive,
} from '../platform/archive/index.ts'
import {
  type CountyTable,
  type Db,
  exportLines,
  importLines,
  inCounty,
  listApplied,
  listTables,
  readCounty,
  type TableInfo,
} from '../platform/db/index.ts'

/** All that is a county's, module by module, in the order in which it comes in. */
export const COUNTY_TABLES: readonly CountyTable[] = [
  ...organisationTables,
  ...budgetTables,
  ...auditTables,
]

/** Writes all rows of a county into one file, as of one moment, while others work on. */
export async function exportCounty(app: Db, county: County, path: string): Promise<Manifest> {
  return await readCounty(app, county, async (tx) => {
    const infos = new Map((await listTables(tx)).map((info) => [info.name, info]))
    if ((await findCountyName(tx, county)) === undefined) {
      throw new AppError(archiveErrors.notWritten, `这里没有 ${county} 的数据。`)
    }
    return await writeArchive(path, 'yimen-county', async (archive) => {
      for (const { name } of COUNTY_TABLES) {
        await archive.addLines(partOf(name), exportLines(tx, infoOf(infos, name), county))
      }
      const head = await findHead(tx, county)
      return {
        county,
        schema: await listApplied(tx),
        heads: head ? { [county]: printHead(head) } : {},
      }
    })
  })
}

/**
 * Takes a county in from such a file, in one transaction and under the policies of daily work. The
 * file is read and checked whole before; a county that is here already is not touched.
 *
 * @throws AppError archive.*
 */
export async function importCounty(app: Db, path: string): Promise<Manifest> {
  const archive = await openArchive(path, 'yimen-county')
  try {
    const { county, schema, parts } = archive.manifest
    if (!isCounty(county)) throw new AppError(archiveErrors.damaged, '清单里的县代码不对。')
    const unknown = parts.find(
      ({ name }) => !COUNTY_TABLES.some((table) => partOf(table.name) === name),
    )
    if (unknown) throw new AppError(archiveErrors.damaged, `里面有不认识的 ${unknown.name}。`)
    await inCounty(app, county, async (tx) => {
      assertSameSchema(schema, await listApplied(tx))
      const infos = new Map((await listTables(tx)).map((info) => [info.name, info]))
      for (const { name } of COUNTY_TABLES) {
        const found =
          await sql`select 1 from ${sql.table(name)} where county = ${county} limit 1`.execute(tx)
        if (found.rows.length === 0) continue
        throw new AppError(
          archiveErrors.notEmpty,
          `这里已经有 ${county} 的数据，一个县只装入一次。`,
        )
      }
      for (const { name, insertedAs, settle } of COUNTY_TABLES) {
        await importLines(tx, infoOf(infos, name), archive.lines(partOf(name)), insertedAs)
        await settle?.(tx, county, (table) => archive.lines(partOf(table)))
      }
    }).catch((error: unknown) => {
      throw refusedRow(error) ?? error
    })
    return archive.manifest
  } finally {
    archive.close()
  }
}

function partOf(table: string): string {
  return `tables/${table}.jsonl`
}

function infoOf(infos: ReadonlyMap<string, TableInfo>, name: string): TableInfo {
  const info = infos.get(name)
  if (!info) throw new Error(`no table ${name}`)
  return info
}

/** The rows say no more than their columns: only the same schema reads them rightly. */
function assertSameSchema(theirs: readonly string[], ours: readonly string[]): void {
  const newer = theirs.filter((name) => !ours.includes(name))
  const older = ours.filter((name) => !theirs.includes(name))
  if (newer.length > 0) {
    throw new AppError(
      archiveErrors.newer,
      `它的结构里有 ${newer.join('、')}，这里没有。请先把本系统更新到同一版本。`,
    )
  }
  if (older.length > 0) {
    throw new AppError(
      archiveErrors.older,
      `它的结构还没有 ${older.join('、')}。请先更新导出它的系统，再导出一次。`,
    )
  }
}

/** Hashes that match do not make a row right: whoever wrote the file may have written wrong ones. */
function refusedRow(error: unknown): AppError | undefined {
  const { code = '', message } = error as { code?: string; message?: string }
  if (error instanceof AppError || !/^(22|23|42501)/.test(code)) return undefined
  return new AppError(archiveErrors.damaged, `数据库不接受其中的一行：${message}`, { cause: error })
}
