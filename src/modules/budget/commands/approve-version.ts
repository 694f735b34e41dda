import { AppError } from '../../../kernel/app-error.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { DatedAct } from '../domain/budget-draft.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import { budgetErrors } from '../errors.ts'

/**
 * Finance's approval (批复, 预算法 52): freezes the version and all its children for good. The
 * cascade of the foreign keys does it; afterwards no policy lets the application add or change.
 *
 * @throws AppError budget.not_found, budget.version_frozen
 */
export async function approveVersion(
  tx: CountyDb,
  ref: LedgerRef,
  approval: DatedAct,
  now: Temporal.Instant,
): Promise<void> {
  const key = {
    county: ref.county,
    department: ref.department,
    year: ref.year,
    sequence: ref.sequence,
  }
  const version = await tx
    .selectFrom('budget.version')
    .select('frozen')
    .where('county', '=', ref.county)
    .where('department', '=', ref.department)
    .where('year', '=', ref.year)
    .where('sequence', '=', ref.sequence)
    .executeTakeFirst()
  if (!version) {
    throw new AppError(
      budgetErrors.notFound,
      `${ref.year} 年 ${ref.department} 没有 ${nameOfVersion(ref.sequence)}。`,
    )
  }
  // two approvals at once: the second waits for the first one's row and then changes nothing
  const frozen = await tx
    .updateTable('budget.version')
    .set({ frozen: true })
    .where('county', '=', ref.county)
    .where('department', '=', ref.department)
    .where('year', '=', ref.year)
    .where('sequence', '=', ref.sequence)
    .where('frozen', '=', false)
    .returning('sequence')
    .execute()
  if (frozen.length === 0) {
    throw new AppError(budgetErrors.versionFrozen, `${nameOfVersion(ref.sequence)} 早已批复。`)
  }
  await tx
    .insertInto('budget.approval')
    .values({
      ...key,
      frozen: true,
      published: false,
      approved_on: approval.on,
      document: approval.document,
      recorded_at: now,
    })
    .execute()
}
