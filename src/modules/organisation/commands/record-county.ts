import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

export interface CountyToRecord {
  readonly county: County
  readonly name: string
  readonly invented: boolean
}

/** Makes the county known; one that is known keeps its name. */
export async function recordCounty(tx: CountyDb, input: CountyToRecord): Promise<void> {
  await tx
    .insertInto('organisation.county')
    .values({ county: input.county, name: input.name, invented: input.invented })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
