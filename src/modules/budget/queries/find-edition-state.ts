import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import { findCatalogueState } from '../../classification/index.ts'
import type { BudgetRef } from '../budget-ref.ts'

/**
 * Text that changes whenever a page of one budget's editions could: another edition, a withdrawal,
 * another reading of the document, another catalogue. The figures themselves never change.
 */
export async function findEditionState(tx: CountyDb, ref: BudgetRef): Promise<string> {
  const { county, department, year } = ref
  const { rows } = await sql<{ state: string }>`
    select concat_ws('|',
      (select max(number) from budget.edition
        where county = ${county} and department = ${department} and year = ${year}),
      (select string_agg(number::text, ',') from budget.withdrawal
        where county = ${county} and department = ${department} and year = ${year}),
      (select string_agg(content_hash, ',' order by sequence) from budget.document
        where county = ${county} and department = ${department} and year = ${year})
    ) as state`.execute(tx)
  return `${rows[0]?.state ?? ''} ${await findCatalogueState(tx)}`
}
