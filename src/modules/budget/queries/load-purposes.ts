import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { Contact, DocumentPart, SystemAnswer } from '../domain/document-draft.ts'
import { exactly, upTo } from './ledger-sql.ts'

/** What the money is for: duty (职责) → task (任务) → project, and who answers for it. */
export interface Purposes {
  readonly duties: readonly Duty[]
  readonly tasks: readonly {
    readonly number: number
    readonly name: string
    readonly content: string
  }[]
  readonly aims: readonly { readonly number: number; readonly text: string }[]
  readonly links: readonly Link[]
  readonly answers: readonly SystemAnswer[]
  readonly parts: readonly DocumentPart[]
  readonly contacts: readonly Contact[]
}

export interface Duty {
  readonly number: number
  readonly text: string
  readonly place: string | null
}

export interface Link {
  readonly from: string
  readonly to: string
  /** Not stated by the document, drawn by the reader (推定). */
  readonly inferred: boolean
  readonly basis: string
}

/** Duties, tasks, aims and links of the latest version that has any; the rest of this version. */
export async function loadPurposes(tx: CountyDb, ledger: LedgerRef): Promise<Purposes> {
  const duties = await tx
    .selectFrom('budget.duty')
    .select(['sequence', 'number', 'text', 'place'])
    .where(upTo(ledger))
    .orderBy('number')
    .execute()
  const tasks = await tx
    .selectFrom('budget.task')
    .select(['sequence', 'number', 'name', 'content'])
    .where(upTo(ledger))
    .orderBy('number')
    .execute()
  const aims = await tx
    .selectFrom('budget.aim')
    .select(['sequence', 'number', 'text'])
    .where(upTo(ledger))
    .where('project', 'is', null)
    .orderBy('number')
    .execute()
  const links = await tx
    .selectFrom('budget.link')
    .select(['sequence', 'from_kind', 'from_key', 'to_kind', 'to_key', 'inferred', 'basis'])
    .where(upTo(ledger))
    .execute()
  const answers = await tx
    .selectFrom('budget.answer')
    .select(['item', 'system', 'basis'])
    .where(exactly(ledger))
    .orderBy('item')
    .orderBy('system')
    .execute()
  const parts = await tx
    .selectFrom('budget.document_part')
    .select(['key', 'place', 'title', 'summary', 'answers'])
    .where(exactly(ledger))
    .orderBy('number')
    .execute()
  const contacts = await tx
    .selectFrom('budget.contact')
    .select(['unit', 'office', 'telephone', 'source'])
    .where(exactly(ledger))
    .execute()
  return {
    duties: latest(duties),
    tasks: latest(tasks),
    aims: latest(aims),
    links: latest(links).map((link) => ({
      from: `${link.from_kind}:${link.from_key}`,
      to: `${link.to_kind}:${link.to_key}`,
      inferred: link.inferred,
      basis: link.basis,
    })),
    answers,
    parts: parts.map((part) => ({ ...part, answers: part.answers.split(' ').filter(Boolean) })),
    contacts,
  }
}

/** A later version that names any replaces all of the earlier ones'. */
function latest<Row extends { readonly sequence: number }>(rows: readonly Row[]): readonly Row[] {
  const last = Math.max(...rows.map(({ sequence }) => sequence))
  return rows.filter(({ sequence }) => sequence === last)
}

/** The path that leads to a project: its tasks, and the duties behind them or behind it. */
export interface ProjectPath {
  readonly duties: readonly { readonly duty: Duty; readonly link: Link }[]
  readonly tasks: readonly { readonly name: string; readonly number: number; readonly link: Link }[]
}

export function pathOf(purposes: Purposes, projects: ReadonlySet<string>): ProjectPath {
  const tasks = new Map<number, ProjectPath['tasks'][number]>()
  const duties = new Map<number, ProjectPath['duties'][number]>()
  const keyOf = (text: string): [string, string] => text.split(':') as [string, string]
  const addDuty = (number: number, link: Link): void => {
    const duty = purposes.duties.find((known) => known.number === number)
    if (duty && !duties.has(number)) duties.set(number, { duty, link })
  }
  for (const link of purposes.links) {
    const [toKind, toKey] = keyOf(link.to)
    if (toKind !== 'project' || !projects.has(toKey)) continue
    const [fromKind, fromKey] = keyOf(link.from)
    if (fromKind === 'duty') addDuty(Number(fromKey), link)
    const task = purposes.tasks.find(({ number }) => number === Number(fromKey))
    if (fromKind === 'task' && task && !tasks.has(task.number)) {
      tasks.set(task.number, { name: task.name, number: task.number, link })
    }
  }
  for (const link of purposes.links) {
    const [toKind, toKey] = keyOf(link.to)
    const [fromKind, fromKey] = keyOf(link.from)
    if (fromKind === 'duty' && toKind === 'task' && tasks.has(Number(toKey))) {
      addDuty(Number(fromKey), link)
    }
  }
  const inOrder = <Row>(rows: ReadonlyMap<number, Row>): Row[] =>
    [...rows].sort(([a], [b]) => a - b).map(([, row]) => row)
  return { duties: inOrder(duties), tasks: inOrder(tasks) }
}
