import { intervalOf } from './amount.ts'
import { consensusOf } from './cross-table.ts'
import { comparisonsOf } from './prose-comparisons.ts'
import { proseFactsOf } from './prose-facts.ts'
import type { Disclosure } from './read-disclosure.ts'

/** The figures of a document by which it is held against other documents of the same department. */
export interface Summary {
  /** Totals by key, in fen. */
  readonly totals: Readonly<Record<string, number>>
  /** Last year's amounts that the sentences imply: now minus the increase. */
  readonly priors: readonly {
    readonly key: string
    readonly low: number
    readonly high: number
    readonly text: string
  }[]
  /** Totals of the department's units, as its table of income lists them. */
  readonly units: readonly { readonly name: string; readonly fen: number }[]
  readonly hasProse: boolean
  readonly hasMoneyTables: boolean
}

export function summarise(disclosure: Disclosure): Summary {
  const totals: Record<string, number> = {}
  for (const [key, facts] of disclosure.facts) {
    const fact = consensusOf(facts)
    if (fact && !fact.dims.phase && (!fact.dims.line || fact.dims.line === 'three:total')) {
      totals[key] = fact.value
    }
  }
  const facts = new Map(proseFactsOf(disclosure).map((fact) => [fact.token, fact]))
  const priors = comparisonsOf(disclosure).flatMap(({ delta, subjects }) => {
    const subject = subjects[0]
    const fact = subject ? facts.get(subject)?.candidates[0] : undefined
    if (!fact || !subject?.printed || !delta.printed || delta.sign === 0) return []
    const now = intervalOf(subject.printed)
    const change = intervalOf(delta.printed)
    const [low, high] =
      delta.sign > 0
        ? [now.low - change.high, now.high - change.low]
        : [now.low + change.low, now.high + change.high]
    return [
      { key: fact.key, low, high, text: `${subject.text}，${delta.name.slice(-6)}${delta.text}` },
    ]
  })
  const units = disclosure.tables
    .filter(({ table }) => table.kind === 'income')
    .flatMap(({ sides }) =>
      sides.flatMap(({ rows, amounts }) =>
        rows.flatMap((row) => {
          const figure = row.figures.get(amounts[0]?.index ?? -1)
          return row.kind === 'unit' && figure ? [{ name: row.name, fen: figure.printed.fen }] : []
        }),
      ),
    )
  return {
    totals,
    priors,
    units,
    hasProse: disclosure.tokens.length > 3,
    hasMoneyTables: disclosure.tables.some(
      ({ table }) => table.kind !== 'other' && table.kind !== 'project_aims',
    ),
  }
}
