import { sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import { type Finding, faultAt, isRefused } from '../../../kernel/finding.ts'
import { type CountyDb, insertRows } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { figureOfAddress } from '../domain/address.ts'
import type { DocumentDraft } from '../domain/document-draft.ts'
import { locateCell } from '../domain/locate-cell.ts'
import { parseDocument } from '../domain/parse-document.ts'
import { findTable } from '../domain/tables.ts'
import { budgetErrors } from '../errors.ts'
import { exactly } from '../queries/ledger-sql.ts'
import { listIndicators } from '../queries/list-indicators.ts'
import type { BudgetFolder } from '../read-budget-folder.ts'
import type { BudgetReference } from '../reference.ts'

/** Any fixed number will do. */
const RECORDING = 7_318_404

export interface RecordResult {
  readonly outcome: 'recorded' | 'already_recorded' | 'refused'
  readonly findings: readonly Finding[]
}

/**
 * Records a reading of the published document: printed figures, parts, measures. It replaces an
 * earlier reading whole and never touches the frozen version.
 *
 * @throws AppError budget.not_published
 */
export async function recordDocument(
  tx: CountyDb,
  ref: LedgerRef,
  folder: BudgetFolder,
  options: { readonly reference: BudgetReference; readonly now: Temporal.Instant },
): Promise<RecordResult> {
  const version = await tx
    .selectFrom('budget.version')
    .select('published')
    .where(exactly(ref))
    .executeTakeFirst()
  if (!version?.published) {
    throw new AppError(budgetErrors.notPublished, '只有公布了的预算才有原文可对照，请先公布。')
  }
  // two servers may start at once; a version's row cannot be locked, since it must not be updated
  await sql`select pg_advisory_xact_lock(${RECORDING}, ${ref.county})`.execute(tx)
  const known = await tx
    .selectFrom('budget.document')
    .select('content_hash')
    .where(exactly(ref))
    .executeTakeFirst()
  if (known?.content_hash === folder.contentHash) {
    return { outcome: 'already_recorded', findings: [] }
  }
  const { draft, findings } = parseDocument(folder.texts)
  const checked = [...findings, ...(await checkDocument(tx, ref, draft, options.reference))]
  if (isRefused(checked)) return { outcome: 'refused', findings: checked }
  await tx.deleteFrom('budget.document').where(exactly(ref)).execute()
  await insertDocument(tx, ref, draft, folder.contentHash, options.now)
  return { outcome: 'recorded', findings: checked }
}

async function insertDocument(
  tx: CountyDb,
  ref: LedgerRef,
  draft: DocumentDraft,
  contentHash: string,
  now: Temporal.Instant,
): Promise<void> {
  const { county, department, year, sequence } = ref
  const key = { county, department, year, sequence, frozen: true, published: true }
  await insertRows(tx, 'budget.document', [{ ...key, content_hash: contentHash, recorded_at: now }])
  await insertRows(
    tx,
    'budget.document_part',
    draft.parts.map((part, at) => ({
      ...key,
      ...part,
      number: at + 1,
      answers: part.answers.join(' '),
    })),
  )
  await insertRows(
    tx,
    'budget.printed_figure',
    draft.printed.map((printed, at) => ({ ...key, ...printed, number: at + 1 })),
  )
  await insertRows(
    tx,
    'budget.answer',
    draft.answers.map((answer) => ({ ...key, ...answer })),
  )
  await insertRows(
    tx,
    'budget.indicator_measure',
    draft.measures.map((measure) => ({ ...key, ...measure })),
  )
  await insertRows(
    tx,
    'budget.contact',
    draft.contacts.map((contact) => ({ ...key, ...contact })),
  )
}

/** Every address must lead somewhere, every key must be known, and none may stand twice. */
async function checkDocument(
  tx: CountyDb,
  ref: LedgerRef,
  draft: DocumentDraft,
  reference: BudgetReference,
): Promise<Finding[]> {
  const indicators = new Set(
    (await listIndicators(tx, ref)).map(({ project, number }) => `${project ?? ''}.${number}`),
  )
  const units = await tx
    .selectFrom('budget.unit')
    .select('code')
    .where('county', '=', ref.county)
    .where('department', '=', ref.department)
    .where('year', '=', ref.year)
    .where('sequence', '<=', ref.sequence)
    .execute()
  const found: Finding[] = []
  const say = (file: string, at: number, column: string, stated: string, message: string): void => {
    found.push(faultAt('budget.document', message, { file, row: at + 2, column }, stated))
  }
  for (const [at, { figure }] of draft.printed.entries()) {
    const cell = figureOfAddress(figure)
    const table = cell && findTable(cell.table)
    if (cell && !(table && locateCell(table, ref.department, cell.rowKey, cell.columnKey))) {
      say('printed.csv', at, 'figure', figure, `表里没有 ${figure} 这一格，请核对行和列的写法。`)
    }
  }
  for (const [at, { owner, number, measure }] of draft.measures.entries()) {
    if (!indicators.has(`${owner}.${number}`)) {
      say(
        'measures.csv',
        at,
        'number',
        String(number),
        `${owner || '部门'}没有第 ${number} 项指标。`,
      )
    }
    if (!reference.measures.has(measure)) {
      say('measures.csv', at, 'measure', measure, `口径目录 data/measures.csv 里没有 ${measure}。`)
    }
  }
  for (const [at, { system }] of draft.answers.entries()) {
    if (!reference.systems.has(system)) {
      say(
        'answers.csv',
        at,
        'system',
        String(system),
        `系统目录 data/systems.csv 里没有 ${system}。`,
      )
    }
  }
  for (const [at, { unit }] of draft.contacts.entries()) {
    if (!units.some(({ code }) => code === unit)) {
      say('contacts.csv', at, 'unit', unit, `这份预算里没有单位 ${unit}。`)
    }
  }
  for (const [file, keys] of [
    ['parts.csv', draft.parts.map(({ key }) => key)],
    ['answers.csv', draft.answers.map(({ item, system }) => `${item} ${system}`)],
    ['measures.csv', draft.measures.map(({ owner, number }) => `${owner}.${number}`)],
    ['contacts.csv', draft.contacts.map(({ unit }) => unit)],
  ] as const) {
    for (const [at, key] of keys.entries()) {
      if (keys.indexOf(key) < at) say(file, at, 'key', key, `“${key}”写了两次，请只留一行。`)
    }
  }
  return found
}
