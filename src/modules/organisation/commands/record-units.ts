import type { County } from '../../../kernel/county.ts'
import { type Finding, faultAt } from '../../../kernel/finding.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { UnitTerm } from '../queries/find-units.ts'

export interface UnitToRecord extends UnitTerm {
  /** Where the caller's file names it, for a finding. */
  readonly row: number
}

export interface UnitsToRecord {
  readonly county: County
  /** From this day they bear these names. */
  readonly from: Temporal.PlainDate
  readonly source: string
  readonly file: string
  /** Nothing approved rests on these names yet: a term of the same day is corrected, not refused. */
  readonly mayCorrect: boolean
  /** Departments before their units. */
  readonly units: readonly UnitToRecord[]
}

/**
 * Makes units known from a day. A new name ends the term before it; a name that contradicts what
 * is already recorded for the same day is a finding, because a published page may rest on it.
 */
export async function recordUnits(tx: CountyDb, input: UnitsToRecord): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const unit of input.units) {
    await tx
      .insertInto('organisation.unit')
      .values({ county: input.county, code: unit.code, parent: unit.parent })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const known = await tx
      .selectFrom('organisation.unit')
      .select('parent')
      .where('county', '=', input.county)
      .where('code', '=', unit.code)
      .executeTakeFirstOrThrow()
    if (known.parent !== unit.parent) {
      findings.push(
        contradiction(
          input.file,
          unit.row,
          'parent',
          `单位 ${unit.code} 的上级与已记录的不同`,
          unit.parent,
          known.parent,
        ),
      )
      continue
    }
    findings.push(...(await recordTerm(tx, input, unit)))
  }
  return findings
}

async function recordTerm(
  tx: CountyDb,
  input: UnitsToRecord,
  unit: UnitToRecord,
): Promise<Finding[]> {
  const terms = await tx
    .selectFrom('organisation.unit_term')
    .select(['valid_from', 'valid_to', 'name', 'nature'])
    .where('county', '=', input.county)
    .where('code', '=', unit.code)
    .orderBy('valid_from')
    .execute()
  const before = terms.findLast((term) => compare(term.valid_from, input.from) <= 0)
  const inForce =
    before && (before.valid_to === null || compare(before.valid_to, input.from) > 0)
      ? before
      : undefined
  if (inForce && inForce.name === unit.name && inForce.nature === unit.nature) return []
  if (inForce && compare(inForce.valid_from, input.from) === 0 && input.mayCorrect) {
    await tx
      .updateTable('organisation.unit_term')
      .set({ name: unit.name, nature: unit.nature })
      .where('county', '=', input.county)
      .where('code', '=', unit.code)
      .where('valid_from', '=', input.from)
      .execute()
    return []
  }
  if (inForce && compare(inForce.valid_from, input.from) === 0) {
    return [
      contradiction(
        input.file,
        unit.row,
        'name',
        `单位 ${unit.code} 的名称或性质与 ${input.from} 起已记录的不同`,
        `${unit.name} ${unit.nature ?? ''}`.trim(),
        `${inForce.name} ${inForce.nature ?? ''}`.trim(),
      ),
    ]
  }
  if (inForce) {
    await tx
      .updateTable('organisation.unit_term')
      .set({ valid_to: input.from })
      .where('county', '=', input.county)
      .where('code', '=', unit.code)
      .where('valid_from', '=', inForce.valid_from)
      .execute()
  }
  const next = terms.find((term) => compare(term.valid_from, input.from) > 0)
  await tx
    .insertInto('organisation.unit_term')
    .values({
      county: input.county,
      code: unit.code,
      valid_from: input.from,
      valid_to: inForce ? inForce.valid_to : (next?.valid_from ?? null),
      name: unit.name,
      nature: unit.nature,
      source: input.source,
    })
    .execute()
  return []
}

const compare = Temporal.PlainDate.compare

function contradiction(
  file: string,
  row: number,
  column: string,
  what: string,
  stated: string | null,
  expected: string | null,
): Finding {
  const words = `${what}。同一天起不能有两种说法：请改文件，或从改名之年起装载。`
  const place = { file, row, column }
  return faultAt('organisation.unit_contradicts', words, place, stated, expected)
}
