import { isBlank, readNumber } from './amount.ts'
import { fold, isOrigin, type PlaceInDocument } from './document.ts'
import { indicatorsOf } from './projects.ts'
import { proseFactsOf } from './prose-facts.ts'
import type { Disclosure } from './read-disclosure.ts'
import { placeOfCell, placeOfToken } from './rule.ts'

export interface Understanding {
  /** 0 to 1: numbers of which a rule knew what they mean. */
  readonly share: number
  readonly total: number
  readonly unread: readonly PlaceInDocument[]
}

const results = new WeakMap<Disclosure, Understanding>()

/** Numbers of tables and sentences that were given a meaning, and those that were not. */
export function understandingOf(disclosure: Disclosure): Understanding {
  const known = results.get(disclosure)
  if (known) return known
  let total = 0
  const unread: PlaceInDocument[] = []
  const indicatorCells = new Set(
    indicatorsOf(disclosure).flatMap(({ indicator }) => [indicator.nameCell, indicator.valueCell]),
  )
  for (const { table, sides } of disclosure.tables) {
    const figures = new Set<string>()
    for (const side of sides)
      for (const row of side.rows)
        for (const figure of row.figures.values()) figures.add(`${figure.row}.${figure.column}`)
    const isKnown = table.kind !== 'other'
    const codes = new Set(
      sides.flatMap(({ labels }) =>
        labels.flatMap(({ codes: columns, names }) => [...columns, ...names]),
      ),
    )
    for (const row of table.body) {
      for (const [column, cell] of (table.grid[row] ?? []).entries()) {
        if (!isOrigin(cell, row, column) || isBlank(cell.text) || codes.has(column)) continue
        if (!readNumber(cell.text) || /^\d{1,3}$/.test(fold(cell.text))) continue
        total += 1
        if (
          (figures.has(`${row}.${column}`) && isKnown) ||
          indicatorCells.has(cell) ||
          table.kind === 'department_aims'
        )
          continue
        unread.push(placeOfCell(table, cell))
      }
    }
  }
  const facts = new Map(proseFactsOf(disclosure).map((fact) => [fact.token, fact]))
  for (const token of disclosure.tokens) {
    if (token.kind === 'count') continue
    total += 1
    if (token.role !== 'statement' && token.role !== 'other') continue
    const fact = facts.get(token)
    if (fact && (fact.candidates.length > 0 || fact.meaning.isUnderstood)) continue
    if (
      ['operating', 'procurement', 'assets', 'performance', 'transfers'].includes(
        token.passage.topic,
      )
    )
      continue
    unread.push(placeOfToken(token))
  }
  const understanding = { share: total === 0 ? 0 : 1 - unread.length / total, total, unread }
  results.set(disclosure, understanding)
  return understanding
}
