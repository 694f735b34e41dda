import { AppError } from '../../../kernel/app-error.ts'
import { type Finding, isRefused } from '../../../kernel/finding.ts'
import { type CountyDb, type Db, inCounty, insertRows } from '../../../platform/db/index.ts'
import { appendEntry } from '../../audit/index.ts'
import type { Catalogue } from '../../classification/index.ts'
import { recordCounty, recordUnits } from '../../organisation/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { BudgetDraft } from '../domain/budget-draft.ts'
import { checkDraft } from '../domain/check-draft.ts'
import { parseBudget } from '../domain/parse-budget.ts'
import { subjectOf } from '../domain/subject.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import { budgetErrors } from '../errors.ts'
import { findVersion } from '../queries/find-version.ts'
import { exactly } from '../queries/ledger-sql.ts'
import type { BudgetFolder } from '../read-budget-folder.ts'
import { approveVersion } from './approve-version.ts'
import { publishVersion } from './publish-version.ts'

export interface LoadOptions {
  readonly catalogue: Catalogue
  readonly now: Temporal.Instant
  /** Replaces a draft of the same version; an approved one is never replaced. */
  readonly replaceDraft?: boolean
}

export interface LoadResult {
  readonly outcome: 'loaded' | 'already_loaded' | 'refused'
  readonly findings: readonly Finding[]
  readonly ref: LedgerRef | null
  readonly lineCount: number
}

/**
 * Loads a department's folder as one version, whole or not at all: the only way in for a budget.
 * Loading the same folder again has no effect.
 *
 * @throws AppError budget.version_frozen, budget.version_exists, budget.version_missing
 */
export async function loadBudget(
  app: Db,
  folder: BudgetFolder,
  options: LoadOptions,
): Promise<LoadResult> {
  const { draft, findings } = parseBudget(folder.texts)
  const checked = draft ? [...findings, ...checkDraft(draft, options.catalogue)] : findings
  if (!draft || isRefused(checked)) {
    return { outcome: 'refused', findings: checked, ref: null, lineCount: 0 }
  }
  const { county, department, year, sequence } = draft
  const ref = { county, department, year, sequence }
  const result = { findings: checked, ref, lineCount: draft.lines.length }
  try {
    return await inCounty(app, county, async (tx) => {
      const contradictions = await recordOrganisation(tx, draft)
      if (contradictions.length > 0) throw new Contradicted(contradictions)
      if (!(await beginVersion(tx, draft, folder.contentHash, options))) {
        return { ...result, outcome: 'already_loaded' }
      }
      await insertChildren(tx, draft)
      const content = {
        folder: folder.contentHash,
        lines: draft.lines.length,
        total_fen: draft.expectedTotal,
      }
      const deed = { kind: 'budget.loaded', subject: subjectOf(ref), content }
      await appendEntry(tx, county, deed, options.now)
      if (draft.approved) await approveVersion(tx, ref, draft.approved, options.now)
      if (draft.published) await publishVersion(tx, ref, draft.published, options.now)
      return { ...result, outcome: 'loaded' }
    })
  } catch (error) {
    if (!(error instanceof Contradicted)) throw error
    return { ...result, outcome: 'refused', findings: [...checked, ...error.findings] }
  }
}

async function recordOrganisation(tx: CountyDb, draft: BudgetDraft): Promise<Finding[]> {
  const ofCounty = await recordCounty(tx, {
    county: draft.county,
    name: draft.countyName,
    invented: draft.invented,
    file: 'budget.json',
  })
  const ofUnits = await recordUnits(tx, {
    county: draft.county,
    file: 'units.csv',
    units: [...draft.units].sort((a, b) => Number(a.parent !== null) - Number(b.parent !== null)),
  })
  return [...ofCounty, ...ofUnits]
}

/** Leaves the transaction without effect when the folder contradicts what is recorded. */
class Contradicted extends Error {
  readonly findings: readonly Finding[]
  constructor(findings: readonly Finding[]) {
    super('the folder contradicts recorded units')
    this.findings = findings
  }
}

/** False: this very folder is loaded already. A second loader waits here for the first one's end. */
async function beginVersion(
  tx: CountyDb,
  draft: BudgetDraft,
  contentHash: string,
  options: LoadOptions,
): Promise<boolean> {
  const { county, department, year, sequence } = draft
  if (sequence > 0) await assertPredecessor(tx, draft)
  const insert = (): Promise<unknown[]> =>
    tx
      .insertInto('budget.version')
      .values({
        county,
        department,
        year,
        sequence,
        frozen: false,
        published: false,
        expected_fen: draft.expectedTotal,
        reason: draft.reason,
        paper: draft.paper,
        source: draft.source,
        content_hash: contentHash,
        loaded_at: options.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('sequence')
      .execute()
  if ((await insert()).length > 0) return true
  const known = await findVersion(tx, draft, sequence)
  const name = nameOfVersion(sequence)
  if (known?.contentHash === contentHash) return false
  if (known?.frozen) {
    throw new AppError(
      budgetErrors.versionFrozen,
      `${year} 年 ${department} 的 ${name} 内容与这个文件夹不同。要改金额，请另装 ${nameOfVersion(sequence + 1)}。`,
    )
  }
  if (!options.replaceDraft) {
    throw new AppError(
      budgetErrors.versionExists,
      `${year} 年 ${department} 的 ${name} 是草稿，内容与这个文件夹不同。要换掉它，请加 --replace。`,
    )
  }
  await tx.deleteFrom('budget.version').where(exactly(draft)).execute()
  await insert()
  return true
}

async function assertPredecessor(tx: CountyDb, draft: BudgetDraft): Promise<void> {
  const before = await findVersion(tx, draft, draft.sequence - 1)
  if (before?.frozen) return
  throw new AppError(
    budgetErrors.versionMissing,
    `装载 ${nameOfVersion(draft.sequence)} 之前，${nameOfVersion(draft.sequence - 1)} 要先装载并批复。`,
  )
}

async function insertChildren(tx: CountyDb, draft: BudgetDraft): Promise<void> {
  const { county, department, year, sequence } = draft
  const key = { county, department, year, sequence, frozen: false, published: false }
  await insertRows(
    tx,
    'budget.unit',
    draft.units
      .values()
      .map(({ code, parent, name, nature }) => ({ ...key, code, parent, name, nature })),
  )
  await insertRows(
    tx,
    'budget.project',
    draft.projects
      .values()
      .map(({ code, unit, kind, name }) => ({ ...key, code, unit, kind, name })),
  )
  await insertRows(
    tx,
    'budget.line',
    draft.lines.values().map((line, at) => ({
      ...key,
      number: at + 1,
      phase: sequence === 0 ? 'planned' : 'adjusted',
      unit: line.unit,
      kind: line.kind,
      project: line.project,
      function: line.function,
      dept_economic: line.deptEconomic,
      gov_economic: line.govEconomic,
      fund: line.fund,
      origin_year: line.originYear,
      fen: line.fen,
    })),
  )
  await insertRows(
    tx,
    'budget.duty',
    draft.duties.map((duty) => ({ ...key, ...duty })),
  )
  await insertRows(
    tx,
    'budget.task',
    draft.tasks.map((task) => ({ ...key, ...task })),
  )
  await insertRows(
    tx,
    'budget.aim',
    draft.aims.map((aim) => ({ ...key, ...aim })),
  )
  await insertRows(
    tx,
    'budget.indicator',
    draft.indicators.values().map(({ row: _, ...indicator }) => ({
      ...key,
      owner: indicator.project ?? '',
      ...indicator,
    })),
  )
  await insertRows(
    tx,
    'budget.link',
    draft.links.map((link) => ({
      ...key,
      from_kind: link.fromKind,
      from_key: link.fromKey,
      to_kind: link.toKind,
      to_key: link.toKey,
      inferred: link.inferred,
      basis: link.basis,
    })),
  )
  await insertRows(
    tx,
    'budget.prior_figure',
    draft.priorFigures.map(({ priorYear, measure, fen, basis }) => ({
      ...key,
      prior_year: priorYear,
      measure,
      fen,
      basis,
    })),
  )
}
