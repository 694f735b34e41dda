import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { type FigureLine, listLines } from './list-lines.ts'
import { loadNames, type Names } from './load-names.ts'

/** One line by its version and number; undefined where the ledger has none. */
export async function findLine(
  tx: CountyDb,
  ref: LedgerRef,
  address: { readonly sequence: number; readonly number: number },
): Promise<{ readonly line: FigureLine; readonly names: Names } | undefined> {
  const names = await loadNames(tx, ref)
  const when = sql<boolean>`sequence = ${address.sequence} and number = ${address.number}`
  const line = (await listLines(tx, ref, when, names)).lines[0]
  return line && { line, names }
}
