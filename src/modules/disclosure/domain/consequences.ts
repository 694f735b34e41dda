import type { Disclosure } from './read-disclosure.ts'
import type { DisclosureFinding } from './rule.ts'

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
  findings: readonly DisclosureFinding[],
): DisclosureFinding[] {
  const slips = findings.flatMap(slipsOf)
  if (slips.length === 0) return [...findings]
  return findings.filter((finding) => {
    if (finding.code === 'disclosure.line_missing') {
      return !slips.some(({ stated, right }) =>
        [stated, right].some((code) => finding.message.includes(code)),
      )
    }
    if (finding.code !== 'disclosure.column_sum') return true
    const [first] = finding.places
    const code = codeAt(disclosure, first?.table ?? null, first?.row ?? null)
    return !slips.some(
      ({ table, stated, right }) =>
        table === first?.table &&
        (code === undefined || [stated, right].some((slip) => isAbove(code, slip))),
    )
  })
}

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

/** Code of a printed row; undefined for a total, which has none. */
function codeAt(
  disclosure: Disclosure,
  table: number | null,
  row: number | null,
): string | undefined {
  const read = disclosure.tables.find((one) => one.table.number === table)
  const found = read?.sides.flatMap(({ rows }) => rows).find((one) => one.row + 1 === row)
  return found?.code === '' ? undefined : found?.code
}
