import type { CountyDb } from '../../../platform/db/index.ts'
import type { BudgetRef } from '../budget-ref.ts'

/** What the public sees under one number: a version, frozen and published. */
export interface Edition {
  readonly number: number
  readonly sequence: number
  readonly publishedOn: Temporal.PlainDate | null
  readonly document: string | null
  readonly current: boolean
  /** Short text of the hash over all that the version was loaded from. */
  readonly contentHash: string
  readonly source: string
}

/** Without a number: the current one. */
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
    .select(['edition.number', 'edition.sequence', 'edition.document', 'version.source'])
    .select(['edition.published_on as publishedOn', 'version.content_hash as contentHash'])
    .where('edition.county', '=', ref.county)
    .where('version.county', '=', ref.county)
    .where('edition.department', '=', ref.department)
    .where('edition.year', '=', ref.year)
    .orderBy('edition.number', 'desc')
    .execute()
  const current = editions[0]
  const found = number === undefined ? current : editions.find((row) => row.number === number)
  return found && { ...found, current: found.number === current?.number }
}
