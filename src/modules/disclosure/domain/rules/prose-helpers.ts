import { type Interval, type MoneyUnit, type Printed, SCALES, showAmount } from '../amount.ts'
import type { Dims } from '../concepts.ts'
import type { Token } from '../prose.ts'
import { type ProseFact, readProseFacts } from '../prose-facts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { isExactAmount, ledgerOf } from './sums.ts'

const facts = new WeakMap<Disclosure, readonly ProseFact[]>()

export function proseFactsOf(disclosure: Disclosure): readonly ProseFact[] {
  const known = facts.get(disclosure)
  if (known) return known
  const read = readProseFacts(disclosure, ledgerOf(disclosure).index)
  facts.set(disclosure, read)
  return read
}

/** Tokens of one section in order. */
export function sectionsOf(disclosure: Disclosure): Token[][] {
  const groups = new Map<string, Token[]>()
  for (const token of disclosure.tokens) {
    const key = `${token.passage.section}`
    const list = groups.get(key)
    if (list) list.push(token)
    else groups.set(key, [token])
  }
  return [...groups.values()].flatMap(inPieces)
}

/** Every number of the sentences, with its place among the numbers of its section. */
export function* tokensInSections(
  disclosure: Disclosure,
): Iterable<{ readonly token: Token; readonly at: number; readonly tokens: readonly Token[] }> {
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) yield { token, at, tokens }
  }
}

/** No section of a disclosure is so long; one that is must not cost the square of its length. */
const LONGEST_SECTION = 400

function inPieces(tokens: Token[]): Token[][] {
  if (tokens.length <= LONGEST_SECTION) return [tokens]
  const pieces: Token[][] = []
  for (let at = 0; at < tokens.length; at += LONGEST_SECTION) {
    pieces.push(tokens.slice(at, at + LONGEST_SECTION))
  }
  return pieces
}

function unitOf(token: Token): MoneyUnit {
  return token.unit in SCALES ? (token.unit as MoneyUnit) : '万元'
}

export function say(token: Token, value: number): string {
  return `${showAmount(value, unitOf(token), 2)}${token.unit === '万' ? '万元' : token.unit}`
}

export function printedOf(value: number, half: number, decimals: number): Printed {
  return { fen: value as Printed['fen'], half, decimals }
}

export function keyText(dims: Dims): string {
  return [
    dims.flow ?? '',
    dims.fund ?? 'all',
    dims.kind ?? 'all',
    dims.source ?? 'all',
    dims.phase ?? '',
    dims.line ?? 'total',
  ].join('/')
}

/** The values that a printed amount can have been rounded from. */
export function rangeOf(disclosure: Disclosure, amount: Printed): Interval {
  // one place less than the tables have is rounded all the same
  const half = isExactAmount(disclosure, amount) ? 0 : amount.half
  return { low: amount.fen - half, high: amount.fen + half }
}

/** 年初预算为, 全年预算为: an amount that was planned. */
export function isBudget({ name }: Token): boolean {
  return /(?:年初|全年|调整|本年)?(?<!一般公共|基金|经营)预算(?:数|安排)?(?:为|是)?$/.test(name)
}

export const PRIOR = /上年(?!结转|度结转|结余)|去年|上一年/

export function yearBefore(disclosure: Disclosure, token: Token): boolean {
  const year = /(20\d{2})年/.exec(token.name)?.[1]
  return year !== undefined && disclosure.year !== undefined && Number(year) === disclosure.year - 1
}

export function isDirectly(token: Token, exact: number): boolean {
  return Math.abs(Math.abs(token.value) - Math.abs(exact)) <= 10 ** -token.decimals / 2 + 1e-9
}
