import { AppError } from '../../../kernel/app-error.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { appendEntry } from '../../audit/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { DatedAct } from '../domain/budget-draft.ts'
import { subjectOf } from '../domain/subject.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import { budgetErrors } from '../errors.ts'
import { digestVersion } from '../queries/digest-version.ts'
import { findVersion } from '../queries/find-version.ts'
import { changeState } from './change-state.ts'

/**
 * Finance's approval (批复, 预算法 52): freezes the version and all its children for good.
 * Afterwards no policy and no foreign key lets the application add or change.
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
  // two approvals at once: the second waits for the first one's row and then changes nothing
  if (!(await changeState(tx, ref, 'frozen'))) {
    const name = nameOfVersion(ref.sequence)
    throw (await findVersion(tx, ref, ref.sequence))
      ? new AppError(budgetErrors.versionFrozen, `${name} 早已批复。`)
      : new AppError(budgetErrors.notFound, `${ref.year} 年 ${ref.department} 没有 ${name}。`)
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
  const content = {
    on: approval.on?.toString() ?? null,
    document: approval.document,
    rows: await digestVersion(tx, ref),
  }
  await appendEntry(
    tx,
    ref.county,
    { kind: 'budget.approved', subject: subjectOf(ref), content },
    now,
  )
}
