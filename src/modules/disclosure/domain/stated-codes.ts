import type { CodeList } from './code-book.ts'
import { withoutOrdinal } from './concepts.ts'
import { fold, type PlaceInDocument } from './document.ts'
import type { Disclosure } from './read-disclosure.ts'
import type { ReadTable } from './read-table.ts'
import type { SideRow } from './rows.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfTable,
  RIGHT,
  type RuleResult,
  resultOf,
} from './rule.ts'

/** Tables whose rows bear codes of the functional classification. */
export const FUNCTIONAL_TABLES = new Set([
  'spending',
  'general_spending',
  'fund_spending',
  'capital_spending',
  'income',
])

/** Tables whose rows bear codes of the economic classification, of one or of both kinds. */
export const ECONOMIC_TABLES = new Set(['basic', 'economic'])

/** A code and its name as a row of a table states them. */
export interface StatedCode {
  readonly list: CodeList
  readonly code: string
  readonly name: string
  readonly place: PlaceInDocument
  /** Of the name, where it stands in a cell of its own. */
  readonly namePlace: PlaceInDocument | undefined
  readonly row: SideRow
  readonly read: ReadTable
}

/** Every code of the tables, in their order. */
export function statedCodes(disclosure: Disclosure): StatedCode[] {
  const out: StatedCode[] = []
  for (const read of disclosure.tables) {
    const list = FUNCTIONAL_TABLES.has(read.table.kind)
      ? ('functional' as const)
      : ECONOMIC_TABLES.has(read.table.kind)
        ? ('department_economic' as const)
        : undefined
    if (!list) continue
    for (const side of read.sides) {
      for (const row of side.rows) {
        if (row.kind !== 'item') continue
        const own = list === 'functional' ? /^2\d{2}(?:\d{2}){0,2}$/ : /^3\d{2}(?:\d{2})?$/
        const state = (
          of: StatedCode['list'],
          code: string,
          name: string,
          labels: SideLabels,
        ): void => {
          const place = placeOfRow(read, labels, row)
          out.push({
            list: of,
            code,
            name,
            place,
            namePlace: placeOfName(read, labels, row),
            row,
            read,
          })
        }
        // a code of the list, or digits beside a name that look like a damaged one
        const isGovernment =
          list === 'department_economic' &&
          /^5\d{2}(?:\d{2})?$/.test(row.code) &&
          /政府/.test(read.table.title)
        if (isGovernment) state('government_economic', row.code, row.name, side.labels[0])
        else if (own.test(row.code) || (/^\d{3,9}$/.test(row.code) && row.name !== '')) {
          state(list, row.code, row.name, side.labels[0])
        }
        if (list === 'department_economic' && /^5\d{2}(?:\d{2})?$/.test(row.otherCode)) {
          state('government_economic', row.otherCode, row.otherName, side.labels[1])
        }
      }
    }
  }
  return out
}

type SideLabels =
  | { readonly codes: readonly number[]; readonly names: readonly number[] }
  | undefined

export function placeOfRow(read: ReadTable, labels: SideLabels, row: SideRow): PlaceInDocument {
  for (const column of [...(labels?.codes ?? []), ...(labels?.names ?? [])]) {
    const cell = read.table.grid[row.row]?.[column]
    if (cell && fold(cell.text) !== '') return placeOfCell(read.table, cell)
  }
  return placeOfTable(read.table)
}

function placeOfName(
  read: ReadTable,
  labels: SideLabels,
  row: SideRow,
): PlaceInDocument | undefined {
  for (const column of labels?.names ?? []) {
    const cell = read.table.grid[row.row]?.[column]
    if (cell && fold(cell.text) !== '') return placeOfCell(read.table, cell)
  }
  return undefined
}

/** What a rule says of a code in one of its places. */
export type CodeVerdict = Omit<DisclosureFinding, 'places'> | typeof RIGHT | undefined

/** Judges one code after another, with one finding for all places where it stands with its name. */
export function judgeCodes(
  all: readonly StatedCode[],
  judge: (stated: StatedCode) => CodeVerdict,
): RuleResult {
  const findings = new Map<string, DisclosureFinding>()
  let asked = 0
  for (const stated of all) {
    const verdict = judge(stated)
    if (verdict === undefined) continue
    asked += 1
    if (verdict === RIGHT) continue
    const key = `${stated.list} ${stated.code} ${fold(stated.name)} ${verdict.message}`
    const places = findings.get(key)?.places ?? []
    const own = stated.namePlace ? [stated.place, stated.namePlace] : [stated.place]
    findings.set(key, { ...verdict, places: [...places, ...own] })
  }
  return asked === 0 ? NOT_APPLICABLE : resultOf([...findings.values()])
}

/** A name without what offices write or leave out at will. */
export function plainName(name: string): string {
  return fold(withoutOrdinal(name))
    .replace(/[()（）的“”"]/g, '')
    .replace(/支出$/, '')
}

/** In how many digits two codes of one length differ. */
export function differences(left: string, right: string): number {
  return [...left].filter((digit, at) => digit !== right[at]).length
}

/** A long name whose end the converter or the cell's width cut off. */
export function isCut(stated: string, right: string): boolean {
  const name = fold(withoutOrdinal(stated)).replaceAll('的', '')
  return name.length >= 6 && fold(right).replaceAll('的', '').startsWith(name)
}
