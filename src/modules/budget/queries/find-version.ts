import type { CountyDb } from '../../../platform/db/index.ts'
import type { BudgetRef } from '../budget-ref.ts'

export interface Version {
  readonly sequence: number
  readonly frozen: boolean
  readonly published: boolean
  readonly contentHash: string
  readonly reason: string | null
  readonly paper: string | null
  readonly source: string
}

export async function listVersions(tx: CountyDb, ref: BudgetRef): Promise<Version[]> {
  return await tx
    .selectFrom('budget.version')
    .select(['sequence', 'frozen', 'published', 'reason', 'paper', 'source'])
    .select('content_hash as contentHash')
    .where('county', '=', ref.county)
    .where('department', '=', ref.department)
    .where('year', '=', ref.year)
    .orderBy('sequence')
    .execute()
}

export async function findVersion(
  tx: CountyDb,
  ref: BudgetRef,
  sequence: number,
): Promise<Version | undefined> {
  return (await listVersions(tx, ref)).find((version) => version.sequence === sequence)
}
