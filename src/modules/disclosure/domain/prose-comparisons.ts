/** Comparisons in sentences: 比上年增加 A，增长 x%, and the amount that they may be about. */

import { conceptOf, type Dims, threePublicOf } from './concepts.ts'
import type { Token } from './prose.ts'
import { isBudget, PRIOR, yearBefore } from './prose-amounts.ts'
import { proseFactsOf } from './prose-facts.ts'
import type { Disclosure } from './read-disclosure.ts'
import { sectionsOf } from './token-sections.ts'

/** A difference from another year in a sentence with the amounts that it may be a difference of. */
interface Comparison {
  readonly delta: Token
  readonly subjects: readonly Token[]
  readonly growth: Token | undefined
}

const comparisons = new WeakMap<Disclosure, readonly Comparison[]>()

export function comparisonsOf(disclosure: Disclosure): readonly Comparison[] {
  const known = comparisons.get(disclosure)
  if (known) return known
  const read = readComparisons(disclosure)
  comparisons.set(disclosure, read)
  return read
}

function readComparisons(disclosure: Disclosure): Comparison[] {
  const out: Comparison[] = []
  const meanings = new Map(
    proseFactsOf(disclosure).map(({ token, meaning }) => [token, meaning.dims] as const),
  )
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, delta] of tokens.entries()) {
      if (delta.kind !== 'amount' || delta.role !== 'delta') continue
      const before = tokens
        .slice(0, at)
        .filter(
          (token) =>
            token.kind === 'amount' && token.role === 'statement' && token.passage.text.length > 0,
        )
      const wanted = conceptOf(delta.name)
      const near = before.filter((token) => token.passage === delta.passage)
      // 与上年相比，收入合计增加 A stands in a paragraph of its own
      const pool =
        near.length > 0
          ? near
          : before.filter(({ depth }) => depth === 0 || threePublicOf(delta.name) !== undefined)
      const isTotal = SUM_WORDS.test(delta.name)
      const isNoun = /收入|支出|收支|收和支|三公|经费/.test(delta.name)
      const named = pool
        .filter(
          (token) =>
            matches(wanted, delta.name, token, meanings.get(token)) &&
            !(/决算/.test(delta.name) && isBudget(token)),
        )
        .toReversed()
        .sort(
          (a, b) =>
            Number(isTotal && SUM_WORDS.test(b.name)) - Number(isTotal && SUM_WORDS.test(a.name)) ||
            (isNoun ? a.depth - b.depth : 0),
        )
      const isNamed = isNoun && named.length > 0
      // 预算 A，其中：基本支出减少 B: the amount that changed is not written
      const isUnwritten =
        isNoun && !isNamed && /基本支出|项目支出|人员经费|公用经费/.test(delta.name)
      const others =
        near.length > 0 ? near.toReversed().slice(0, 6) : before.toReversed().slice(0, 6)
      // 比上年 A 增加 B: what was there last year is written
      const stated = near.at(-1)
      const isStated =
        stated !== undefined &&
        tokens[at - 1] === stated &&
        stated.sentence === delta.sentence &&
        (PRIOR.test(stated.name) || yearBefore(disclosure, stated)) &&
        /[比较]/.test(stated.name)
      // 支出预算 A，其中：…。比上年减少 B: the whole that the sentence before was about
      const wholes = near.filter(
        (token) => token.sentence < delta.sentence && token.depth === 0 && !PRIOR.test(token.name),
      )
      const subjects = isStated
        ? [stated]
        : isUnwritten
          ? []
          : [...new Set([...named, ...(isNamed ? wholes.toReversed() : others)])]
      const next = tokens[at + 1]
      const growth =
        next?.role === 'growth' &&
        next.passage === delta.passage &&
        next.sentence === delta.sentence
          ? next
          : undefined
      out.push({ delta, subjects, growth })
    }
  }
  return out
}

const SUM_WORDS = /合计|总计|总额/

function matches(wanted: Dims, name: string, token: Token, meaning: Dims | undefined): boolean {
  const own = { ...conceptOf(token.name), ...meaning }
  const line = threePublicOf(name)
  if (line && own.line !== `three:${line}`) return false
  // （一）收入预算：年初预算数 A: the label says which side the whole is on
  const words = token.depth === 0 ? token.before : token.name
  const sameFlow =
    (!/收入/.test(name) || /收入|收支|收和支/.test(words)) &&
    (!/支出/.test(name) || /支出|收支|收和支/.test(words))
  return (
    sameFlow &&
    (wanted.fund === undefined || own.fund === wanted.fund) &&
    (wanted.kind === undefined || own.kind === wanted.kind)
  )
}
