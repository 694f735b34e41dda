import { AppError } from '../../../kernel/app-error.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { appendEntry } from '../../audit/index.ts'
import type { BudgetRef } from '../budget-ref.ts'
import { subjectOf } from '../domain/subject.ts'
import { budgetErrors } from '../errors.ts'
import { findEdition } from '../queries/find-edition.ts'

/**
 * Takes a published edition back (撤回), for instance because it tells a secret: its address says
 * 410 and the reason from then on, and the one before it is the current one again. Nothing is
 * deleted: what was published stays in the ledger for those who must answer for it.
 *
 * @throws AppError budget.not_found, budget.already_withdrawn
 */
export async function withdrawEdition(
  tx: CountyDb,
  ref: BudgetRef,
  number: number,
  withdrawal: { readonly on: Temporal.PlainDate; readonly reason: string },
  now: Temporal.Instant,
): Promise<void> {
  const edition = await findEdition(tx, ref, number)
  if (!edition) {
    throw new AppError(
      budgetErrors.notFound,
      `${ref.year} 年 ${ref.department} 没有公开过第 ${number} 版。`,
    )
  }
  const recorded = await tx
    .insertInto('budget.withdrawal')
    .values({
      county: ref.county,
      department: ref.department,
      year: ref.year,
      number,
      sequence: edition.sequence,
      frozen: true,
      published: true,
      withdrawn_on: withdrawal.on,
      reason: withdrawal.reason,
      recorded_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('number')
    .execute()
  if (recorded.length === 0) {
    throw new AppError(budgetErrors.alreadyWithdrawn, `第 ${number} 版只能撤回一次。`)
  }
  await appendEntry(
    tx,
    ref.county,
    {
      kind: 'budget.withdrawn',
      subject: subjectOf({ ...ref, sequence: edition.sequence }),
      content: { edition: number, on: withdrawal.on.toString(), reason: withdrawal.reason },
    },
    now,
  )
}
