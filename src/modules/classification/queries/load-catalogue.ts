import type { Db } from '../../../platform/db/index.ts'
import {
  buildCatalogue,
  type Catalogue,
  type Level,
  type ListName,
  type MappingNature,
} from '../domain/catalogue.ts'

/** Everything, about two thousand rows: for what asks often, load once and keep. */
export async function loadCatalogue(db: Db): Promise<Catalogue> {
  const lists = await db
    .selectFrom('classification.list')
    .select(['list', 'known_through', 'known_partly_through', 'source'])
    .execute()
  const codes = await db
    .selectFrom('classification.code')
    .select(['list', 'code', 'name', 'level', 'parent', 'valid_from', 'valid_to', 'certain'])
    .execute()
  const pairs = await db
    .selectFrom('classification.mapping')
    .select(['department_code', 'nature', 'government_code', 'valid_from', 'valid_to', 'certain'])
    .execute()
  // the checks of the tables allow no other list, level or nature
  return buildCatalogue({
    knowledge: lists.map((row) => ({
      list: row.list as ListName | 'mapping',
      knownThrough: row.known_through,
      knownPartlyThrough: row.known_partly_through,
      source: row.source,
    })),
    entries: codes.map((row) => ({
      list: row.list as ListName,
      code: row.code,
      name: row.name,
      level: row.level as Level,
      parent: row.parent,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      certain: row.certain,
    })),
    mappings: pairs.map((row) => ({
      departmentCode: row.department_code,
      nature: row.nature as MappingNature,
      governmentCode: row.government_code,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      certain: row.certain,
    })),
  })
}
