import type { County } from '../../../kernel/county.ts'
import type { CountyDb } from '../../../platform/db/index.ts'

export type UnitNature = 'organ' | 'managed_as_organ' | 'institution'

export interface UnitTerm {
  readonly code: string
  /** The department's code; null for a department. */
  readonly parent: string | null
  readonly name: string
  readonly nature: UnitNature | null
}

/** A department and its units by code, with the names they bore on that day. */
export async function findUnits(
  tx: CountyDb,
  input: { readonly county: County; readonly department: string; readonly day: Temporal.PlainDate },
): Promise<Map<string, UnitTerm>> {
  const rows = await tx
    .selectFrom('organisation.unit as unit')
    .innerJoin('organisation.unit_term as term', (join) =>
      join.onRef('term.county', '=', 'unit.county').onRef('term.code', '=', 'unit.code'),
    )
    .select(['unit.code', 'unit.parent', 'term.name', 'term.nature'])
    .where('unit.county', '=', input.county)
    .where('term.county', '=', input.county)
    .where((unit) =>
      unit.or([
        unit('unit.code', '=', input.department),
        unit('unit.parent', '=', input.department),
      ]),
    )
    .where('term.valid_from', '<=', input.day)
    .where((term) =>
      term.or([term('term.valid_to', 'is', null), term('term.valid_to', '>', input.day)]),
    )
    .orderBy('unit.code')
    .execute()
  // the table's check allows no other nature
  return new Map(rows.map((row) => [row.code, { ...row, nature: row.nature as UnitNature | null }]))
}
