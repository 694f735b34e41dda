/** Amounts that a share may be a share of, in sentences and tables. */

import { type Interval, type Printed, percentFits, percentRange } from '../amount.ts'
import { conceptOf, type Dims, keyOf } from '../concepts.ts'
import { ledgerOf } from '../ledger.ts'
import type { Token } from '../prose.ts'
import { rangeOf } from '../prose-amounts.ts'
import { proseFactsOf } from '../prose-facts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import type { Passage, Topic } from '../sections.ts'

/** A total in fen, and the percents that rounding lets the part be of it. */
interface PossibleWhole {
  readonly value: number
  readonly range: Interval
}

/** Amounts that a share may be a share of: the head of its list first, then what came before. */
export function wholesOf(tokens: readonly Token[], at: number, part: Token): Token[] {
  const share = tokens[at]
  const named = /占([^，；。]*?)(?:的)?(?:比重|比例)?(?:为|约)?$/.exec(share?.name ?? '')?.[1] ?? ''
  const before = tokens.slice(0, at).filter(
    (token, index) =>
      token.kind === 'amount' &&
      token.role === 'statement' &&
      token !== part &&
      // A，占 x%；B，占 y%: A is B's neighbour, not its whole
      !(
        named === '' &&
        token.depth === part.depth &&
        token.passage === part.passage &&
        token.sentence === part.sentence &&
        tokens[index + 1]?.role === 'share'
      ),
  )
  const wanted = named ? conceptOf(named) : {}
  const isWanted = (token: Token): boolean => {
    const own = { ...token.passage.dims, ...conceptOf(token.name) }
    return (
      (wanted.kind === undefined || own.kind === wanted.kind) &&
      (wanted.fund === undefined || own.fund === wanted.fund)
    )
  }
  const isNear = (token: Token): boolean =>
    token.sentence === part.sentence && token.passage === part.passage
  const head =
    before.findLast((token) => isNear(token) && token.depth < part.depth) ??
    // 合计 A。其中：the list is a sentence of its own
    (/^其中/.test(part.before)
      ? before.findLast(
          (token) =>
            token.passage === part.passage && token.sentence < part.sentence && token.depth === 0,
        )
      : undefined)
  // 占政府采购支出总额的: the amount that bears the very name
  const plain = named.replace(/[“”]/g, '')
  const same = before.filter(
    ({ name }) => plain.length >= 4 && name.replace(/[“”]/g, '').includes(plain),
  )
  if (same.length > 0) return same.toReversed()
  const byName = named ? before.filter(isWanted).toReversed() : []
  // a list with a head is a list of that head's parts; 合计 A，包括 B、C。其中：has three heads
  if (head && byName.length === 0 && named === '') {
    const others = before.filter(
      (token) =>
        token !== head &&
        token.passage === head.passage &&
        token.sentence === head.sentence &&
        token.depth === head.depth &&
        (token.printed?.fen ?? 0) >= (part.printed?.fen ?? 0),
    )
    return [...others, head].sort((a, b) => (b.printed?.fen ?? 0) - (a.printed?.fen ?? 0))
  }
  // what stands in the same list is no whole of its neighbour
  const isAbove = (token: Token): boolean =>
    isNear(token) ? token.depth < part.depth || part.depth === 0 : token.depth === 0
  return [
    ...new Set([...byName.filter(isAbove), ...(head ? [head] : []), ...before.filter(isAbove)]),
  ].filter((token) => (token.printed?.fen ?? 0) >= (part.printed?.fen ?? 0) || token === head)
}

/** The head of the list, or an amount that calls itself a total. */
export function isHeadOf(whole: Token, part: Token): boolean {
  if (/^其中/.test(part.before) && whole.passage === part.passage && whole.depth === 0) return true
  if (
    whole.passage === part.passage &&
    whole.sentence === part.sentence &&
    whole.depth < part.depth
  ) {
    return true
  }
  return /总计|合计|总额|总数|总预算|当年拨款|支出预算|收入预算/.test(whole.name)
}

/** 占本年支出合计的: the sentence says which total it means, and a table gives it. */
export function namedWholes(disclosure: Disclosure, token: Token, part: Printed): PossibleWhole[] {
  const named = /占([^，；。]*?)(?:的)?(?:比重|比例)?(?:为|约)?$/.exec(token.name)?.[1] ?? ''
  const flow = /^(?:本年|当年|年度|全年|部门|总)*支出(?:合计|总计|总额|预算|决算)*$/.test(named)
    ? ('out' as const)
    : /^(?:本年|当年|年度|全年|部门|总)*收入(?:合计|总计|总额|预算|决算)*$/.test(named)
      ? ('in' as const)
      : undefined
  if (!flow || named.length < 3) return []
  const { index } = ledgerOf(disclosure)
  const keys: Dims[] =
    flow === 'out' ? [{ flow }, { flow, line: 'grand' }] : [{ flow, source: 'year' }, { flow }]
  const fund = token.passage.dims.fund
  const inTables = [...keys, ...(fund ? keys.map((dims) => ({ ...dims, fund })) : [])].flatMap(
    (dims) =>
      (index.facts.get(keyOf(index.unify(dims))) ?? []).flatMap((whole) => {
        const range = percentRange(rangeOf(disclosure, part), {
          low: whole.value - whole.half,
          high: whole.value + whole.half,
        })
        return range && whole.value > 0 ? [{ value: whole.value, range }] : []
      }),
  )
  if (inTables.length > 0) return inTables
  // no table gives it: the sentence that does
  return statedTotals(disclosure)
    .named(named)
    .flatMap(({ printed }) => {
      const range = printed && percentRange(rangeOf(disclosure, part), rangeOf(disclosure, printed))
      return range && printed.fen > 0 ? [{ value: printed.fen, range }] : []
    })
}

/** Places where a sentence says one total again; no disclosure says it so often. */
const MOST_PLACES = 100

/** Amounts of the sentences that may be totals, found without going through all of them each time. */
interface StatedTotals {
  readonly named: (words: string) => readonly Token[]
  /** Of the passage's topic in other sections. */
  readonly elsewhere: (passage: Passage) => readonly Token[]
  /** By what they are about, with their place among all amounts. */
  readonly byKey: ReadonlyMap<string, readonly Stated[]>
  readonly threeTotals: readonly Stated[]
}

interface Stated {
  readonly at: number
  readonly printed: Printed
}

function once<Key, Answer>(answer: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, Answer>()
  return (key) => {
    const found = known.get(key) ?? answer(key)
    known.set(key, found)
    return found
  }
}

const totals = new WeakMap<Disclosure, StatedTotals>()

function statedTotals(disclosure: Disclosure): StatedTotals {
  const known = totals.get(disclosure)
  if (known) return known
  const read = readStatedTotals(disclosure)
  totals.set(disclosure, read)
  return read
}

function readStatedTotals(disclosure: Disclosure): StatedTotals {
  const statements = disclosure.tokens.filter(
    ({ kind, role }) => kind === 'amount' && role === 'statement',
  )
  const named = once((words: string) =>
    statements.filter(({ name }) => name.includes(words)).slice(0, MOST_PLACES),
  )
  const elsewhere = once((topic: Topic) =>
    once((section: number) =>
      statements.filter(({ passage }) => passage.topic === topic && passage.section !== section),
    ),
  )
  const { index } = ledgerOf(disclosure)
  const byKey = new Map<string, Stated[]>()
  const threeTotals: Stated[] = []
  for (const [at, { token, meaning, keys }] of proseFactsOf(disclosure).entries()) {
    const { printed, passage } = token
    if (!printed) continue
    if (passage.topic === 'three_public' && meaning.dims.line === 'three:total') {
      threeTotals.push({ at, printed })
    }
    for (const key of new Set(keys.map((dims) => keyOf(index.unify(dims))))) {
      const list = byKey.get(key) ?? []
      if (list.length < MOST_PLACES) list.push({ at, printed })
      byKey.set(key, list)
    }
  }
  return {
    named,
    elsewhere: ({ topic, section }) => elsewhere(topic)(section),
    byKey,
    threeTotals: threeTotals.slice(0, MOST_PLACES),
  }
}

/** Parts of 三公经费 are parts of its total, never of all spending. */
const THREE_TOTALS: readonly Dims[] = [
  { flow: 'out', fund: 'general', line: 'three:total' },
  { flow: 'out', fund: 'fiscal', line: 'three:total' },
  { flow: 'out', line: 'three:total' },
]

/**
 * A total of another section, where every other share of the sentence is a share of it: 规模 gives
 * the total, 结构 the shares.
 */
export function agreedWhole(
  disclosure: Disclosure,
  tokens: readonly Token[],
  share: Token,
): Token | undefined {
  const others = tokens.flatMap((token, at) => {
    const part = tokens[at - 1]
    const isOther =
      token !== share &&
      token.role === 'share' &&
      token.passage === share.passage &&
      token.sentence === share.sentence &&
      part?.passage === share.passage &&
      part.role === 'statement'
    return isOther && part.printed ? [{ token, part: part.printed }] : []
  })
  if (others.length < 2) return undefined
  return statedTotals(disclosure)
    .elsewhere(share.passage)
    .find(({ printed }) =>
      others.every(({ token, part }) => {
        const range =
          printed && percentRange(rangeOf(disclosure, part), rangeOf(disclosure, printed))
        return range !== undefined && percentFits(token.value, token.decimals, range)
      }),
    )
}

/** The whole may stand in a table only: 占本年支出 in a section that does not repeat it. */
export function wholesOfTables(
  disclosure: Disclosure,
  token: Token,
  part: Printed,
): PossibleWhole[] {
  const { index } = ledgerOf(disclosure)
  const { flow, fund, kind } = token.passage.dims
  const out: PossibleWhole[] = []
  const isThree = token.passage.topic === 'three_public'
  const wholes: readonly Dims[] = isThree
    ? THREE_TOTALS
    : [
        { ...(flow ? { flow } : {}), ...(fund ? { fund } : {}), ...(kind ? { kind } : {}) },
        { ...(flow ? { flow } : {}), ...(fund ? { fund } : {}) },
        { ...(flow ? { flow } : {}) },
      ]
  const wanted = new Set<string>()
  for (const key of wholes) {
    for (const dims of [key, { ...key, source: 'year' as const }]) {
      const text = keyOf(index.unify(dims))
      wanted.add(text)
      for (const whole of index.facts.get(text) ?? []) {
        const range = percentRange(rangeOf(disclosure, part), {
          low: whole.value - whole.half,
          high: whole.value + whole.half,
        })
        if (range && whole.value >= part.fen) out.push({ value: whole.value, range })
      }
    }
  }
  // where the table is wrong the total may stand right in another section's sentence
  const { byKey, threeTotals } = statedTotals(disclosure)
  const stated = new Map(
    [...(isThree ? threeTotals : []), ...[...wanted].flatMap((key) => byKey.get(key) ?? [])].map(
      ({ at, printed }) => [at, printed] as const,
    ),
  )
  for (const [, printed] of [...stated].sort(([one], [two]) => one - two)) {
    const range = percentRange(rangeOf(disclosure, part), rangeOf(disclosure, printed))
    if (range && printed.fen >= part.fen) out.push({ value: printed.fen, range })
  }
  return out
}
