import { AppError } from '../../../kernel/app-error.ts'
import { type CountyDb, type Db, readCounty } from '../../../platform/db/index.ts'
import type { BudgetRef, LedgerRef } from '../budget-ref.ts'
import { type AddressParts, readBudgetRef, readEditionNumber } from '../domain/address.ts'
import { budgetErrors } from '../errors.ts'
import { type Edition, findEdition } from './find-edition.ts'

/** A published budget that an address named. */
export interface PublicBudget {
  readonly ref: BudgetRef
  readonly ledger: LedgerRef
  readonly edition: Edition
}

/**
 * Runs reads of one published edition in one snapshot, as the reader. Unknown, another county's and
 * unpublished all end in the same budget.not_found: the answer tells nothing of what is not public.
 * What was public and was taken back says so: budget.withdrawn.
 */
export async function readPublic<Result>(
  reader: Db,
  parts: AddressParts & { readonly edition?: string },
  work: (tx: CountyDb, budget: PublicBudget) => Promise<Result>,
): Promise<Result> {
  const ref = readBudgetRef(parts)
  const number = parts.edition === undefined ? undefined : readEditionNumber(parts.edition)
  if (!ref || (parts.edition !== undefined && number === undefined)) throw notFound()
  return await readCounty(reader, ref.county, async (tx) => {
    const edition = await findEdition(tx, ref, number)
    if (!edition) throw notFound()
    if (edition.withdrawn) throw gone(edition.withdrawn)
    return await work(tx, { ref, ledger: { ...ref, sequence: edition.sequence }, edition })
  })
}

function gone({ on, reason }: NonNullable<Edition['withdrawn']>): AppError {
  return new AppError(
    budgetErrors.withdrawn,
    `${on} 撤回，理由：${reason}。别的版次和别的预算，请从“看预算”找。`,
  )
}

function notFound(): AppError {
  return new AppError(budgetErrors.notFound, '请核对地址里的县、年份、部门和版次，或从首页查找。')
}
