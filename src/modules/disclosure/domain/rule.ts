import type { Finding } from '../../../kernel/finding.ts'
import { showAmount } from './amount.ts'
import type { CodeBook } from './code-book.ts'
import { type Cell, PART_LABELS, type Paragraph, type PlaceInDocument } from './document.ts'
import type { Table } from './frame-tables.ts'
import type { Token } from './prose.ts'
import type { Disclosure } from './read-disclosure.ts'
import type { Figure } from './rows.ts'
import type { Passage } from './sections.ts'

export type DisclosureFinding = Finding<PlaceInDocument>

/**
 * How a rule ended: `found` something, `passed`, was `not_applicable` to this document, or could
 * not read the figures that it needs (`unreadable`). Silence is never a pass.
 */
export type Outcome = 'found' | 'passed' | 'not_applicable' | 'unreadable'

export interface RuleResult {
  readonly outcome: Outcome
  readonly findings: readonly DisclosureFinding[]
}

export type RuleGroup =
  | 'sums'
  | 'tables'
  | 'prose'
  | 'codes'
  | 'targets'
  | 'text'
  | 'parts'
  | 'reading'

export const GROUP_LABELS: Readonly<Record<RuleGroup, string>> = {
  sums: '表内合计',
  tables: '表与表',
  prose: '文字与数字',
  codes: '科目代码',
  targets: '绩效目标',
  text: '文字',
  parts: '内容与格式',
  reading: '读取情况',
}

/** One check, with what a reviewer must know of it. */
export interface Rule {
  readonly code: string
  readonly group: RuleGroup
  readonly severity: DisclosureFinding['severity']
  /** Chinese: what it asks. */
  readonly title: string
  /** Chinese: law, form or arithmetic that it rests on. */
  readonly source: string
  /** Chinese: which difference it forgives. */
  readonly tolerance: string
  readonly check: (disclosure: Disclosure, settings: Settings) => RuleResult
}

export interface Settings {
  /** Undefined where no classification is at hand. */
  readonly codes: CodeBook | undefined
  /** The year that the reviewer expects. */
  readonly year: number | undefined
  /** Parts that the province asks for. */
  readonly requiredTables: readonly string[]
}

export const NOT_APPLICABLE: RuleResult = { outcome: 'not_applicable', findings: [] }
export const UNREADABLE: RuleResult = { outcome: 'unreadable', findings: [] }

export function resultOf(findings: readonly DisclosureFinding[]): RuleResult {
  return { outcome: findings.length > 0 ? 'found' : 'passed', findings }
}

/** A thing that was looked at and is right. */
export const RIGHT = 'right'

/** What a rule says of one thing: undefined where it does not ask, RIGHT, or what is wrong with it. */
export type Verdict = DisclosureFinding | typeof RIGHT | undefined

/** Judges one thing after another; not applicable to a document where the rule asked of none. */
export function judgeEach<Thing>(
  things: Iterable<Thing>,
  judge: (thing: Thing) => Verdict,
): RuleResult {
  const findings: DisclosureFinding[] = []
  let asked = 0
  for (const thing of things) {
    const verdict = judge(thing)
    if (verdict === undefined) continue
    asked += 1
    if (verdict !== RIGHT) findings.push(verdict)
  }
  return asked === 0 ? NOT_APPLICABLE : resultOf(findings)
}

const LONGEST_TEXT = 80

export function placeOfFigure(figure: Figure): PlaceInDocument {
  return {
    part: PART_LABELS.tables,
    table: figure.table,
    row: figure.row + 1,
    column: figure.column + 1,
    page: null,
    line: figure.line,
    text: figure.text,
  }
}

export function placeOfCell(table: Table, cell: Cell): PlaceInDocument {
  return {
    part: PART_LABELS.tables,
    table: table.number,
    row: cell.row + 1,
    column: cell.column + 1,
    page: table.page,
    line: cell.line,
    text: shorten(cell.text),
  }
}

export function placeOfTable(table: Table): PlaceInDocument {
  return {
    part: PART_LABELS.tables,
    table: table.number,
    row: null,
    column: null,
    page: table.page,
    line: table.titleLine ?? table.line,
    text: shorten(table.title),
  }
}

export function placeOfToken(token: Token): PlaceInDocument {
  return placeInPassage(token.passage, token.start, `${token.name.slice(-24)}${token.text}`)
}

export function placeInPassage(passage: Passage, at: number, text: string): PlaceInDocument {
  return {
    part: passage.heading || PART_LABELS[passage.part],
    table: null,
    row: null,
    column: null,
    page: passage.pages[at] ?? null,
    line: passage.lines[at] ?? null,
    text: shorten(text),
  }
}

export function shorten(text: string): string {
  const plain = text.trim().replace(/\s+/g, ' ')
  return plain.length > LONGEST_TEXT ? `${plain.slice(0, LONGEST_TEXT)}…` : plain
}

/** The amount in the unit of the document, as the tables print it. */
export function show(disclosure: Pick<Disclosure, 'unit'>, value: number): string {
  return showAmount(value, disclosure.unit)
}

export function placeOfParagraph(paragraph: Paragraph, text = paragraph.text): PlaceInDocument {
  return {
    part: PART_LABELS[paragraph.part],
    table: null,
    row: null,
    column: null,
    page: paragraph.page,
    line: paragraph.line,
    text: shorten(text),
  }
}
