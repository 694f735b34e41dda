import type { County } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

export interface CountyToRecord {
  readonly county: County
  readonly name: string
  readonly invented: boolean
  /** Where the name stands, for a finding. */
  readonly file: string
}

/** Makes the county known; another name for one that is known is a finding. */
export async function recordCounty(tx: CountyDb, input: CountyToRecord): Promise<Finding[]> {
  await tx
    .insertInto('organisation.county')
    .values({ county: input.county, name: input.name, invented: input.invented })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const known = await tx
    .selectFrom('organisation.county')
    .select('name')
    .where('county', '=', input.county)
    .executeTakeFirstOrThrow()
  if (known.name === input.name) return []
  const message = `${input.county} 已记录的名称是${known.name}，这里是${input.name}。请改成一致。`
  const place = { file: input.file, row: null, column: 'county_name' }
  return [faultAt('organisation.county_contradicts', message, place, input.name, known.name)]
}
