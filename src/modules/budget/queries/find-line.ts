import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { findSequence } from '../domain/version-name.ts'
import { type FigureLine, listLines } from './list-lines.ts'
import type { Names } from './load-names.ts'

/** One line by its address inside the edition, `initial.22`; undefined where the ledger has none. */
export async function findLine(
  tx: CountyDb,
  ref: LedgerRef,
  names: Names,
  address: string,
): Promise<FigureLine | undefined> {
  const [name = '', number = '', ...more] = address.split('.')
  const sequence = findSequence(name)
  if (sequence === undefined || !/^[1-9]\d{0,6}$/.test(number) || more.length > 0) return undefined
  const when = sql<boolean>`sequence = ${sequence} and number = ${Number(number)}`
  return (await listLines(tx, ref, when, names)).lines[0]
}
