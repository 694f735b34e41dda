import { sql } from 'kysely'
import { AppError } from '../../../kernel/app-error.ts'
import { type Finding, faultAt, isRefused } from '../../../kernel/finding.ts'
import { type CountyDb, insertRows } from '../../../platform/db/index.ts'
import { appendEntry } from '../../audit/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import { figureOfAddress, readTableNumber } from '../domain/address.ts'
import type { DocumentDraft } from '../domain/document-draft.ts'
import { factsOf } from '../domain/facts.ts'
import { locateCell } from '../domain/locate-cell.ts'
import { parseDocument } from '../domain/parse-document.ts'
import { subjectOf } from '../domain/subject.ts'
import { findTable } from '../domain/tables.ts'
import { budgetErrors } from '../errors.ts'
import { exactly } from '../queries/ledger-sql.ts'
import { listIndicators } from '../queries/list-indicators.ts'
import { loadNames, type Names } from '../queries/load-names.ts'
import { loadOverview } from '../queries/load-overview.ts'
import { loadPurposes } from '../queries/load-purposes.ts'
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
  await appendEntry(
    tx,
    ref.county,
    {
      kind: 'budget.document_recorded',
      subject: subjectOf(ref),
      content: { content_hash: folder.contentHash },
    },
    options.now,
  )
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
  const names = await loadNames(tx, ref)
  const facts = factsOf(await loadOverview(tx, ref, names, reference))
  const purposes = await loadPurposes(tx, ref)
  const indicators = new Set(
    (await listIndicators(tx, ref)).map(({ project, number }) => `${project ?? ''}.${number}`),
  )
  const items = new Set([
    ...purposes.duties.map(({ number }) => `duty:${number}`),
    ...purposes.tasks.map(({ number }) => `task:${number}`),
    ...purposes.aims.map(({ number }) => `aim:${number}`),
  ])
  const found: Finding[] = []
  const say = (file: string, at: number, column: string, stated: string, message: string): void => {
    found.push(faultAt('budget.document', message, { file, row: at + 2, column }, stated))
  }
  const sayLost = (file: string, at: number, column: string, address: string): void =>
    say(file, at, column, address, `${address} 在这份预算里找不到，请核对写法。`)
  const isFactLost = (address: string): boolean =>
    address.startsWith('facts/') && !facts.has(address.slice('facts/'.length))

  for (const [at, { figure }] of draft.printed.entries()) {
    const cell = figureOfAddress(figure)
    const table = cell && findTable(cell.table)
    if (cell && !(table && locateCell(table, ref.department, cell.rowKey, cell.columnKey))) {
      say('printed.csv', at, 'figure', figure, `表里没有 ${figure} 这一格，请核对行和列的写法。`)
    } else if (isFactLost(figure) || isProjectLost(figure, names)) {
      sayLost('printed.csv', at, 'figure', figure)
    }
  }
  for (const [at, { answers }] of draft.parts.entries()) {
    for (const answer of answers) {
      const system = /^system:(\d+)$/.exec(answer)?.[1]
      const table = readTableNumber(answer)
      const isLost =
        isFactLost(answer) ||
        (system !== undefined && !reference.systems.has(Number(system))) ||
        (table !== undefined && !findTable(table)) ||
        (answer.startsWith('stated/') && !draft.printed.some(({ figure }) => figure === answer))
      if (isLost) sayLost('parts.csv', at, 'answers', answer)
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
  for (const [at, { item, system }] of draft.answers.entries()) {
    if (!items.has(item)) sayLost('answers.csv', at, 'item', item)
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
    if (!names.units.has(unit))
      say('contacts.csv', at, 'unit', unit, `这份预算里没有单位 ${unit}。`)
  }
  for (const [file, column, keys] of [
    ['parts.csv', 'key', draft.parts.map(({ key }) => key)],
    ['answers.csv', 'item', draft.answers.map(({ item, system }) => `${item} ${system}`)],
    ['measures.csv', 'number', draft.measures.map(({ owner, number }) => `${owner}.${number}`)],
    ['contacts.csv', 'unit', draft.contacts.map(({ unit }) => unit)],
  ] as const) {
    for (const [at, key] of keys.entries()) {
      if (keys.indexOf(key) < at) say(file, at, column, key, `“${key}”写了两次，请只留一行。`)
    }
  }
  return found
}

/** A row of tables 11 and 13 is a project's; a document may print any other row that it likes. */
function isProjectLost(figure: string, names: Names): boolean {
  const code = /^table-1[13]\/([0-9A-Z]{21})\//.exec(figure)?.[1]
  return code !== undefined && !names.projects.has(code)
}
