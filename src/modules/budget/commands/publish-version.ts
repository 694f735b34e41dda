import { AppError } from '../../../kernel/app-error.ts'
import { listInTurns } from '../../../kernel/list-in-turns.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { appendEntry } from '../../audit/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { DatedAct } from '../domain/budget-draft.ts'
import { subjectOf } from '../domain/subject.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import { budgetErrors } from '../errors.ts'
import { composeSearchEntries } from '../queries/compose-search-entries.ts'
import { exactly, upTo } from '../queries/ledger-sql.ts'
import { changeState } from './change-state.ts'
import { indexEdition } from './index-edition.ts'

/**
 * Publication (预算法 14): the version becomes visible to the public as the next edition of its
 * department and year. Every version before it must be public already, since an adjustment's
 * tables add up the lines of all of them.
 *
 * @returns the edition's number
 * @throws AppError budget.not_found, budget.not_frozen, budget.already_published,
 *   budget.version_missing, budget.published_before_approved
 */
export async function publishVersion(
  tx: CountyDb,
  ref: LedgerRef,
  publication: DatedAct,
  now: Temporal.Instant,
): Promise<number> {
  const key = {
    county: ref.county,
    department: ref.department,
    year: ref.year,
    sequence: ref.sequence,
  }
  const versions = await tx
    .selectFrom('budget.version')
    .select(['sequence', 'frozen', 'published'])
    .where(upTo(ref))
    .orderBy('sequence')
    .execute()
  const own = versions.find((version) => version.sequence === ref.sequence)
  if (!own) {
    throw new AppError(
      budgetErrors.notFound,
      `${ref.year} 年 ${ref.department} 没有 ${nameOfVersion(ref.sequence)}。`,
    )
  }
  if (!own.frozen) {
    throw new AppError(budgetErrors.notFrozen, `先批复 ${nameOfVersion(ref.sequence)}，再公布。`)
  }
  if (versions.some((version) => version.sequence < ref.sequence && !version.published)) {
    throw new AppError(budgetErrors.versionMissing, '前面的版本还没有公布，请按次序公布。')
  }
  await assertAfterApproval(tx, ref, publication)
  // read before every row is written anew: the old ones lie in the way of a scan until the end
  const findable = await composeSearchEntries(tx, ref)
  const [isPublished, entries] = await Promise.all([
    changeState(tx, ref, 'published'),
    listInTurns(findable),
  ])
  if (!isPublished) {
    throw new AppError(budgetErrors.alreadyPublished, `${nameOfVersion(ref.sequence)} 只公布一次。`)
  }
  const last = await tx
    .selectFrom('budget.edition')
    .select((edition) => edition.fn.max('number').as('number'))
    .where('county', '=', ref.county)
    .where('department', '=', ref.department)
    .where('year', '=', ref.year)
    .executeTakeFirst()
  const number = (last?.number ?? 0) + 1
  await tx
    .insertInto('budget.edition')
    .values({
      ...key,
      number,
      frozen: true,
      published: true,
      published_on: publication.on,
      document: publication.document,
      recorded_at: now,
    })
    .execute()
  await indexEdition(tx, ref, number, entries)
  const content = {
    edition: number,
    on: publication.on?.toString() ?? null,
    document: publication.document,
  }
  await appendEntry(
    tx,
    ref.county,
    { kind: 'budget.published', subject: subjectOf(ref), content },
    now,
  )
  return number
}

async function assertAfterApproval(
  tx: CountyDb,
  ref: LedgerRef,
  publication: DatedAct,
): Promise<void> {
  const approval = await tx
    .selectFrom('budget.approval')
    .select('approved_on')
    .where(exactly(ref))
    .executeTakeFirst()
  const approvedOn = approval?.approved_on
  if (!approvedOn || !publication.on) return
  if (Temporal.PlainDate.compare(publication.on, approvedOn) >= 0) return
  throw new AppError(
    budgetErrors.publishedBeforeApproved,
    `批复是 ${approvedOn}，公布写成 ${publication.on}。请核对日期。`,
  )
}
