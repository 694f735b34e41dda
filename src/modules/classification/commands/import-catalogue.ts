import { type ExpressionBuilder, sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import type { Database, Db } from '../../../platform/db/index.ts'
import { type Entry, isAfter, type Mapping } from '../domain/catalogue.ts'
import {
  type Changes,
  hasDifference,
  type ImportPlan,
  type ListPlan,
  planImport,
} from '../domain/plan-import.ts'
import { classificationErrors } from '../errors.ts'
import { LIST_LABELS } from '../labels.ts'
import { loadCatalogue } from '../queries/load-catalogue.ts'
import { assertUsable, type CatalogueFiles } from '../read-catalogue-folder.ts'

/** What `importCatalogue` would do now. Throws what it would throw. */
export async function planCatalogueImport(owner: Db, files: CatalogueFiles): Promise<ImportPlan> {
  assertUsable(files)
  const plan = planImport(await loadCatalogue(owner), files)
  for (const list of plan.lists) assertInOrder(plan.year, list)
  if (plan.mapping) assertInOrder(plan.year, plan.mapping)
  return plan
}

/** One import at a time, whoever starts first; any fixed number will do. */
const IMPORT_LOCK = 7_318_403

/**
 * Takes the lists of a folder as the owner, in one transaction, and returns the plan it took.
 * Taking the same folder again changes nothing.
 *
 * Throws `classification.bad_files`, `classification.year_already_known` (a known year has other
 * rows: its names stand in published budgets) and `classification.year_skipped` (a list would pass
 * as known for a year that nobody loaded).
 */
export async function importCatalogue(owner: Db, files: CatalogueFiles): Promise<ImportPlan> {
  return await owner.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`.execute(tx)
    const plan = await planCatalogueImport(tx, files)
    const begin = Temporal.PlainDate.from({ year: plan.year, month: 1, day: 1 })
    for (const list of plan.lists) {
      if (list.advances) await saveKnowledge(tx, list, files)
      await saveEntries(tx, list, begin)
    }
    if (plan.mapping) {
      if (plan.mapping.advances) await saveKnowledge(tx, plan.mapping, files)
      await saveMappings(tx, plan.mapping, begin)
    }
    return plan
  })
}

function assertInOrder(year: number, plan: ListPlan<Entry['list'] | 'mapping', unknown>): void {
  const label = LIST_LABELS[plan.list]
  if (!plan.advances && hasDifference(plan)) {
    const { added, ended, renamed } = plan
    throw new AppError(
      classificationErrors.yearAlreadyKnown,
      `${label} ${year} 年：与已导入的相比，新增 ${added.length}、停用 ${ended.length}、更名 ${renamed.length}。已公布的数字用着原来的名称，不能改写；请核对文件和 catalogue.json 的年度。`,
    )
  }
  if (plan.skipsYears) {
    throw new AppError(
      classificationErrors.yearSkipped,
      `${label}还没有 ${year - 1} 年的内容。请先导入 ${year - 1} 年的文件夹，再导入 ${year} 年。`,
    )
  }
}

async function saveKnowledge(
  tx: Db,
  plan: ListPlan<Entry['list'] | 'mapping', unknown>,
  files: CatalogueFiles,
): Promise<void> {
  // after the first import only rows of the year itself are taken, so nothing later is promised
  const partly = plan.isFirst ? files.knownPartlyThrough : files.knownThrough
  await tx
    .insertInto('classification.list')
    .values({
      list: plan.list,
      known_through: files.knownThrough,
      known_partly_through: partly,
      source: files.source,
    })
    .onConflict((conflict) =>
      conflict.column('list').doUpdateSet((row) => ({
        known_through: row.ref('excluded.known_through'),
        known_partly_through: sql<Temporal.PlainDate>`greatest(list.known_partly_through, excluded.known_partly_through)`,
        source: row.ref('excluded.source'),
      })),
    )
    .execute()
}

/** `begin`: the first day of the year, on which rows end and begin. */
async function saveEntries(
  tx: Db,
  plan: ListPlan<Entry['list'], Entry>,
  begin: Temporal.PlainDate,
): Promise<void> {
  for (const row of rowsThatEnd(plan)) {
    const ends = isAfter(begin, row.validFrom)
      ? tx.updateTable('classification.code').set({ valid_to: begin }).where(isEntry(row))
      : // announced for this year and not in its list: it was never in force
        tx.deleteFrom('classification.code').where(isEntry(row))
    await ends.execute()
  }
  for (const row of plan.confirmed) {
    await tx.updateTable('classification.code').set({ certain: true }).where(isEntry(row)).execute()
  }
  for (const rows of chunk(rowsThatBegin(plan))) {
    await tx
      .insertInto('classification.code')
      .values(
        rows.map((row) => ({
          list: row.list,
          code: row.code,
          name: row.name,
          level: row.level,
          parent: row.parent,
          valid_from: row.validFrom,
          valid_to: row.validTo,
          certain: row.certain,
        })),
      )
      .execute()
  }
}

async function saveMappings(
  tx: Db,
  plan: ListPlan<'mapping', Mapping>,
  begin: Temporal.PlainDate,
): Promise<void> {
  for (const row of rowsThatEnd(plan)) {
    const ends = isAfter(begin, row.validFrom)
      ? tx.updateTable('classification.mapping').set({ valid_to: begin }).where(isMapping(row))
      : tx.deleteFrom('classification.mapping').where(isMapping(row))
    await ends.execute()
  }
  for (const row of plan.confirmed) {
    await tx
      .updateTable('classification.mapping')
      .set({ certain: true })
      .where(isMapping(row))
      .execute()
  }
  for (const rows of chunk(rowsThatBegin(plan))) {
    await tx
      .insertInto('classification.mapping')
      .values(
        rows.map((row) => ({
          department_code: row.departmentCode,
          nature: row.nature,
          government_code: row.governmentCode,
          valid_from: row.validFrom,
          valid_to: row.validTo,
          certain: row.certain,
        })),
      )
      .execute()
  }
}

function isEntry(row: Entry) {
  return ({ and }: ExpressionBuilder<Database, 'classification.code'>) =>
    and({ list: row.list, code: row.code, valid_from: row.validFrom })
}

function isMapping(row: Mapping) {
  return ({ and }: ExpressionBuilder<Database, 'classification.mapping'>) =>
    and({
      department_code: row.departmentCode,
      nature: row.nature,
      valid_from: row.validFrom,
    })
}

function rowsThatEnd<Row>(changes: Changes<Row>): readonly Row[] {
  return [...changes.ended, ...changes.renamed.map(({ from }) => from)]
}

function rowsThatBegin<Row>(changes: Changes<Row>): readonly Row[] {
  return [...changes.added, ...changes.renamed.map(({ to }) => to)]
}

/** A statement takes at most 65,535 parameters, eight a row. */
function chunk<Row>(rows: readonly Row[]): Row[][] {
  const size = 5_000
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  )
}
