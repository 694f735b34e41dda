import { type Printed, SCALES } from './amount.ts'
import { buildIndex, equationsAcrossTables, equationsOfBalance, type Index } from './cross-table.ts'
import { type Equation, holds, holdsExactly } from './equation.ts'
import { seriesEquations } from './movements.ts'
import type { Disclosure } from './read-disclosure.ts'
import { type Diagnosis, diagnose } from './solve.ts'

/** All equations of a document, those of misread groups apart, and what explains the failing ones. */
export interface Ledger {
  readonly index: Index
  readonly equations: readonly Equation[]
  readonly unreadable: readonly Equation[]
  readonly diagnoses: readonly Diagnosis[]
  /** Half of the last place that amounts of tables are printed to, fen. */
  readonly finest: number
}

const ledgers = new WeakMap<Disclosure, Ledger>()

/** Every rule on amounts looks at the same ledger; it is made once a document. */
export function ledgerOf(disclosure: Disclosure): Ledger {
  const known = ledgers.get(disclosure)
  if (known) return known
  const index = buildIndex(disclosure)
  const all = [
    ...disclosure.tables.flatMap(({ equations }) => equations),
    ...equationsOfBalance(disclosure),
    ...seriesEquations(disclosure),
    ...equationsAcrossTables(index),
  ]
  const equations = all.filter(({ group }) => !disclosure.misread.has(group))
  const unreadable = all.filter(({ group }) => disclosure.misread.has(group))
  const finest = Math.min(
    ...tellingOf(equations).flatMap(({ right }) => right.map(({ printed }) => printed.half)),
  )
  const ledger = { index, equations, unreadable, diagnoses: diagnose(equations), finest }
  ledgers.set(disclosure, ledger)
  return ledger
}

/** How many different sums there are, those of the same figures being one. */
export function countDistinct(equations: readonly Equation[]): number {
  return new Set(
    equations.map(({ left, right }) =>
      [...left, ...right].map(({ printed }) => printed.fen).join(),
    ),
  ).size
}

/** Sums of more than one amount: only they can show how figures were rounded. */
export function tellingOf(equations: readonly Equation[]): Equation[] {
  return equations.filter(
    ({ left, right }) => [...left, ...right].filter(({ printed }) => printed.fen !== 0).length > 2,
  )
}

const exact = new WeakMap<Disclosure, boolean>()

/**
 * Whether the figures are whole in their last place. Rounded figures leave a gap in every third
 * sum; where twenty different sums are exact, nothing was rounded, and percents follow exactly.
 */
function isExact(disclosure: Disclosure): boolean {
  const known = exact.get(disclosure)
  if (known !== undefined) return known
  const found = findExact(disclosure)
  exact.set(disclosure, found)
  return found
}

/** Whether an amount in a sentence is exact: written as finely as tables that are exact. */
export function isExactAmount(disclosure: Disclosure, amount: Printed): boolean {
  // tables in 元 and sentences in 万元: the sentences are rounded
  const isFine = amount.half * 2 * 100 <= SCALES[disclosure.unit]
  if (!isFine || amount.decimals < 2 || !isExact(disclosure)) return false
  // tables to the last fen and sentences in hundredths of 万元 are rounded too
  return amount.half <= ledgerOf(disclosure).finest
}

function findExact(disclosure: Disclosure): boolean {
  const telling = tellingOf(ledgerOf(disclosure).equations)
  return (
    countDistinct(telling) >= 20 &&
    telling.every((equation) => holdsExactly(equation) || !holds(equation))
  )
}
