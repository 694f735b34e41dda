import type { PlaceInDocument } from './document.ts'
import type { Disclosure } from './read-disclosure.ts'
import type { DisclosureFinding } from './rule.ts'
import { kindOfTitle, TABLE_LABELS } from './table-kind.ts'

/** A row whose code is a slip of another: where it stands, and both codes. */
interface Slip {
  readonly table: number
  readonly stated: string
  readonly right: string
}

const CODES = new Set(['disclosure.code_name', 'disclosure.code_differs'])

/**
 * A wrong digit in a code also puts its row under another class: the sums above both codes fail and
 * other tables seem to lack the line. The reader is told of the code; the rest follows from it.
 */
export function withoutConsequences(
  disclosure: Disclosure,
  all: readonly DisclosureFinding[],
): DisclosureFinding[] {
  const findings = withoutMissingTwice(all)
  const slips = findings.flatMap(slipsOf)
  if (slips.length === 0) return findings
  return findings.filter((finding) => {
    if (NAMED_BY_CODE.has(finding.code)) {
      return !slips.some(({ stated, right }) =>
        [stated, right].some((code) => finding.message.includes(code)),
      )
    }
    const [first] = finding.places
    const mine = slips.filter(({ table }) => table === first?.table)
    if (finding.code === 'disclosure.leaf_missing') {
      return !mine.some(({ stated, right }) =>
        [stated, right].some((slip) => isAbove(finding.stated ?? '', slip)),
      )
    }
    if (!SUMS.has(finding.code) || mine.length === 0) return true
    const code = first ? codeAt(disclosure, first) : undefined
    return !mine.some(
      ({ stated, right }) =>
        code === undefined || [stated, right].some((slip) => isAbove(code, slip)),
    )
  })
}

/** A table that the contents name and the file lacks is told with its place in the contents. */
function withoutMissingTwice(findings: readonly DisclosureFinding[]): DisclosureFinding[] {
  const told = new Set(
    findings
      .filter(({ code }) => code === 'disclosure.contents_table_missing')
      .flatMap(({ stated }) => {
        const kind = kindOfTitle(stated ?? '')
        return kind ? [TABLE_LABELS[kind]] : []
      }),
  )
  return findings.filter(
    ({ code, expected }) => code !== 'disclosure.table_missing' || !told.has(expected ?? ''),
  )
}

/** Findings whose message names the line by its code. */
const NAMED_BY_CODE = new Set(['disclosure.line_missing', 'disclosure.item_without_money'])
const SUMS = new Set([
  'disclosure.column_sum',
  'disclosure.same_figure',
  'disclosure.fiscal_equals_all',
])

function slipsOf(finding: DisclosureFinding): Slip[] {
  if (!CODES.has(finding.code)) return []
  const stated = /^\d+/.exec(finding.stated ?? '')?.[0]
  const right = /^\d+/.exec(finding.expected ?? '')?.[0]
  const table = finding.places[0]?.table
  if (!stated || !right || !table || stated.length !== right.length || stated === right) return []
  // the tables that share the slip are the places; of two that differ the first is meant
  const tables =
    finding.code === 'disclosure.code_differs'
      ? [table]
      : [...new Set(finding.places.flatMap((place) => place.table ?? []))]
  return tables.map((one) => ({ table: one, stated, right }))
}

function isAbove(code: string, slip: string): boolean {
  return code === slip || (code.length < slip.length && slip.startsWith(code))
}

/** Code of the row in which a figure is printed; undefined for a total, which has none. */
function codeAt(disclosure: Disclosure, place: PlaceInDocument): string | undefined {
  const read = disclosure.tables.find((one) => one.table.number === place.table)
  const side = read?.sides.find(({ amounts }) =>
    amounts.some(({ index }) => index + 1 === place.column),
  )
  const found = side?.rows.find((one) => one.row + 1 === place.row)
  return found?.code === '' ? undefined : found?.code
}
