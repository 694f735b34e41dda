import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { subjectOf } from '../domain/subject.ts'

/** An approval or a publication as its row tells it. */
export interface Act {
  readonly on: string | null
  readonly document: string | null
  /** Editions only. */
  readonly edition?: number
}

/** Approvals and editions of a county by what they were done to, `410324/budget/2023/130/initial`. */
export async function listActs(
  tx: CountyDb,
  county: County,
): Promise<Record<'budget.approval' | 'budget.edition', ReadonlyMap<string, Act>>> {
  const approvals = await tx
    .selectFrom('budget.approval')
    .select(['department', 'year', 'sequence', 'approved_on', 'document'])
    .where('county', '=', county)
    .execute()
  const editions = await tx
    .selectFrom('budget.edition')
    .select(['department', 'year', 'sequence', 'number', 'published_on', 'document'])
    .where('county', '=', county)
    .execute()
  return {
    'budget.approval': new Map(
      approvals.map(({ approved_on, document, ...ref }) => [
        subjectOf({ county, ...ref }),
        { on: approved_on?.toString() ?? null, document },
      ]),
    ),
    'budget.edition': new Map(
      editions.map(({ published_on, document, number, ...ref }) => [
        subjectOf({ county, ...ref }),
        { on: published_on?.toString() ?? null, document, edition: number },
      ]),
    ),
  }
}
