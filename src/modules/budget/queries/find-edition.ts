import type { CountyDb } from '../../../platform/db/index.ts'
import type { BudgetRef } from '../budget-ref.ts'

/** What the public sees under one number: a version, frozen and published. */
export interface Edition {
  readonly number: number
  readonly sequence: number
  readonly publishedOn: Temporal.PlainDate | null
  readonly document: string | null
  readonly current: boolean
  /** Taken back: its content is shown to nobody. */
  readonly withdrawn: { readonly on: Temporal.PlainDate; readonly reason: string } | null
  /** Short text of the hash over all that the version was loaded from. */
  readonly contentHash: string
  readonly source: string
}

/** Without a number: the current one; where all are withdrawn, the last. */
export async function findEdition(
  tx: CountyDb,
  ref: BudgetRef,
  number?: number,
): Promise<Edition | undefined> {
  const editions = await tx
    .selectFrom('budget.edition as edition')
    .innerJoin('budget.version as version', (join) =>
      join
        .onRef('version.county', '=', 'edition.county')
        .onRef('version.department', '=', 'edition.department')
        .onRef('version.year', '=', 'edition.year')
        .onRef('version.sequence', '=', 'edition.sequence'),
    )
    .leftJoin('budget.withdrawal as withdrawal', (join) =>
      join
        .onRef('withdrawal.county', '=', 'edition.county')
        .onRef('withdrawal.department', '=', 'edition.department')
        .onRef('withdrawal.year', '=', 'edition.year')
        .onRef('withdrawal.number', '=', 'edition.number'),
    )
    .select(['withdrawal.withdrawn_on', 'withdrawal.reason'])
    .select(['edition.number', 'edition.sequence', 'edition.document', 'version.source'])
    .select(['edition.published_on as publishedOn', 'version.content_hash as contentHash'])
    .where('edition.county', '=', ref.county)
    .where('version.county', '=', ref.county)
    .where('edition.department', '=', ref.department)
    .where('edition.year', '=', ref.year)
    .orderBy('edition.number', 'desc')
    .execute()
  const current = editions.find((row) => row.withdrawn_on === null)
  const found =
    number === undefined ? (current ?? editions[0]) : editions.find((row) => row.number === number)
  if (!found) return undefined
  const { withdrawn_on: on, reason, ...edition } = found
  return {
    ...edition,
    current: edition.number === current?.number,
    withdrawn: on === null ? null : { on, reason: reason ?? '' },
  }
}
