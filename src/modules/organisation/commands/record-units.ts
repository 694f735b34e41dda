import type { County } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

export interface UnitToRecord {
  readonly code: string
  /** The department's code; null for a department. */
  readonly parent: string | null
  /** Where the caller's file names it, for a finding. */
  readonly row: number
}

export interface UnitsToRecord {
  readonly county: County
  readonly file: string
  /** Departments before their units. */
  readonly units: readonly UnitToRecord[]
}

/** Makes units known; one that is known under another department is a finding. */
export async function recordUnits(tx: CountyDb, input: UnitsToRecord): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { code, parent, row } of input.units) {
    await tx
      .insertInto('organisation.unit')
      .values({ county: input.county, code, parent })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const known = await tx
      .selectFrom('organisation.unit')
      .select('parent')
      .where('county', '=', input.county)
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
    if (known.parent === parent) continue
    const message = `单位 ${code} 已记录在${known.parent ? `部门 ${known.parent} 下` : '册，是一个部门'}。一个代码只能有一个上级：请改上级，或换一个代码。`
    const place = { file: input.file, row, column: 'parent' }
    findings.push(faultAt('organisation.unit_contradicts', message, place, parent, known.parent))
  }
  return findings
}
