import { roundingAllowance } from '../amount.ts'
import { isExactAmount } from '../ledger.ts'
import type { Token } from '../prose.ts'
import { say } from '../prose-amounts.ts'
import { areDisjoint, COMPLETE, has, isComplete, type List, listOf } from '../prose-lists.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { judgeEach, NOT_APPLICABLE, placeOfToken, RIGHT, type Rule } from '../rule.ts'
import { tokensInSections } from '../token-sections.ts'

/** 收入 A，支出 B，其中：…支出: the list is not of A. */
function isOtherSide(token: Token, head: Token): boolean {
  return /收入(?!支出|和支出)/.test(token.name) && /支出/.test(head.name) && !/收入/.test(head.name)
}

/** What rounding may leave between the parts and their whole, and what it nearly always does. */
function allowancesOf(
  disclosure: Disclosure,
  { head, items }: List,
): { readonly most: number; readonly likely: number } {
  const exact = head.kind === 'amount' ? 0.5 : 0
  // 0 is exact however it is written
  const rounded = [head, ...items].flatMap(({ printed, unit }) =>
    printed && unit === head.unit && printed.fen !== 0 && !isExactAmount(disclosure, printed)
      ? [printed]
      : [],
  )
  if (rounded.length === 0) return { most: exact, likely: exact }
  // one part and zeros: the whole is that part, rounded the same way
  const isOne =
    items.every(({ printed }) => printed) &&
    items.filter(({ printed }) => printed?.fen !== 0).length === 1
  // 3万元 beside 2.35万元: who writes places does not round to none, but drops zeros
  const half = Math.min(...rounded.map((printed) => printed.half))
  const ofHead = head.printed && head.printed.half > half ? head.printed.half : 0
  if (isOne) return { most: ofHead + exact, likely: ofHead + exact }
  const most = roundingAllowance(items.length, half) + ofHead + exact
  return { most, likely: Math.min(most, likelyGap(items.length + 1, half) + ofHead + exact) }
}

/**
 * What rounding leaves but for one list in ten thousand: four standard deviations of the sum of
 * figures that each lie anywhere within half of the last place.
 */
function likelyGap(places: number, half: number): number {
  return Math.floor((4 * Math.sqrt(places)) / Math.sqrt(12)) * half * 2
}

const partsRule: Rule = {
  code: 'disclosure.list_sum',
  group: 'prose',
  severity: 'error',
  title: '“其中”各项加起来等于前面的总数',
  source: '算术',
  tolerance:
    '四舍五入：n 项最多差 ⌊(n+1)/2⌋ 个末位，在此之内而几乎不可能的只提醒；没有列全的，只查是否超过总数',
  check: (disclosure) =>
    judgeEach(tokensInSections(disclosure), ({ token: head, at, tokens }) => {
      const list = listOf(disclosure, tokens, at)
      if (!list || list.items.length < 2) return undefined
      const { items } = list
      const value = (token: Token): number =>
        token.kind === 'amount' ? (token.printed?.fen ?? 0) : token.value
      const sumOf = (some: readonly Token[]): number =>
        some.reduce((sum, token) => sum + value(token), 0)
      const total = sumOf(items)
      const { most: allowance, likely } = allowancesOf(disclosure, list)
      const isSum = (sum: number, whole: number): boolean => Math.abs(sum - whole) <= allowance
      const isTooMuch = total > value(head) + likely && areDisjoint(list)
      if (!isTooMuch && !isComplete(list, tokens)) return undefined
      // 上年结转 A。其中：本年收入 B，上年结转 A: a list that names its head is of what came before
      if (items.some(({ name, value: own }) => name === head.name && own === head.value))
        return RIGHT
      const gap = Math.abs(total - value(head))
      if (gap <= likely) return RIGHT
      // 合计 A，包括 B、C。其中： or A，比上年增加 B，其中： the list may be of another amount
      const isOfAnother = tokens.some(
        (token) =>
          token.passage === head.passage &&
          token !== head &&
          !items.includes(token) &&
          !isOtherSide(token, head) &&
          token.start < (items[0]?.start ?? 0) &&
          token.kind === head.kind &&
          isSum(total, value(token)),
      )
      if (isOfAnother) return RIGHT
      // 基本支出 A，其中：人员经费 B，公用经费 C，项目支出 D: the list was complete before its end
      const isShorter = COMPLETE.some((patterns) =>
        items.some((_, count) => {
          const [some, rest] = [items.slice(0, count), items.slice(count)]
          return (
            has(some, patterns) &&
            isSum(sumOf(some), value(head)) &&
            rest.every(({ name }) => !patterns.some((pattern) => pattern.test(name)))
          )
        }),
      )
      if (isShorter) return RIGHT
      // overlapping lists: one of the items may itself be a part
      if (
        items.some((token) => /^其中|财政拨款$/.test(token.name)) &&
        head.passage.topic === 'income'
      )
        return RIGHT
      const show = (number: number): string =>
        head.kind === 'amount' ? say(head, number) : `${number}${head.unit}`
      return {
        code: 'disclosure.list_sum',
        severity: gap > allowance ? 'error' : 'warning',
        confidence: gap > allowance ? 0.92 : 0.7,
        message: `“${head.name.slice(-16)}”写 ${show(value(head))}，其中各项相加是 ${show(total)}。请核对总数和各项。`,
        stated: show(value(head)),
        expected: show(total),
        places: [placeOfToken(head), ...items.map(placeOfToken)],
      }
    }),
}

const KINDS = [/基本支出/, /项目支出/]

/** 支出增加 A，主要是基本支出增加 B，项目支出增加 C */
function changesIn(tokens: readonly Token[], at: number): Token[] | undefined {
  const whole = tokens[at]
  if (whole?.role !== 'delta' || !/支出/.test(whole.name)) return undefined
  if (KINDS.some((kind) => kind.test(whole.name))) return undefined
  const parts = tokens
    .slice(at + 1)
    .filter(
      ({ kind, passage, sentence }) =>
        kind === 'amount' && passage === whole.passage && sentence === whole.sentence,
    )
  const isBoth = parts.length === 2 && KINDS.every((kind, one) => kind.test(parts[one]?.name ?? ''))
  return isBoth && parts.every(({ role }) => role === 'delta') ? [whole, ...parts] : undefined
}

/** 支出 A，比上年增加 B。其中：基本支出 C，比上年增加 D；项目支出 E，比上年增加 F */
function changesOfList(
  disclosure: Disclosure,
  tokens: readonly Token[],
  at: number,
): Token[] | undefined {
  const list = listOf(disclosure, tokens, at)
  if (
    list?.items.length !== 2 ||
    !KINDS.every((kind, one) => kind.test(list.items[one]?.name ?? ''))
  )
    return undefined
  const all = [list.head, ...list.items]
  const changes = all.map((token) => {
    const next = tokens[tokens.indexOf(token) + 1]
    return next?.role === 'delta' && next.passage === token.passage ? next : undefined
  })
  // with last year in one place and with the budget in another
  const against = changes.map((token) => /上年|去年|20\d{2}年|预算/.exec(token?.name ?? '')?.[0])
  return changes.every((token) => token !== undefined) && new Set(against).size === 1
    ? changes
    : undefined
}

/** Both kinds of spending are all of it. */
const changesOfKinds: Rule = {
  code: 'disclosure.change_of_kinds',
  group: 'prose',
  severity: 'error',
  title: '基本支出、项目支出的增减额相加等于支出的增减额',
  source: '算术',
  tolerance: '四舍五入：三个末位；有经营支出、上缴上级支出、结转的不查',
  check: (disclosure) => {
    const hasMore = disclosure.tokens.some(
      ({ name, value }) =>
        value > 0 && /经营支出|上缴上级|附属单位补助|结转下年|年末结转/.test(name),
    )
    if (hasMore) return NOT_APPLICABLE
    return judgeEach(tokensInSections(disclosure), ({ at, tokens }) => {
      const all = changesIn(tokens, at) ?? changesOfList(disclosure, tokens, at)
      if (!all?.every(({ sign, printed }) => sign !== 0 && printed)) return undefined
      const [whole, ...parts] = all
      if (!whole) return undefined
      const changeOf = ({ sign, printed }: Token): number => sign * (printed?.fen ?? 0)
      const change = changeOf(whole)
      const sum = parts.reduce((total, token) => total + changeOf(token), 0)
      const half = Math.max(...all.map(({ printed }) => printed?.half ?? 0))
      if (Math.abs(sum - change) <= half * 6 + 0.5) return RIGHT
      return {
        code: 'disclosure.change_of_kinds',
        severity: 'error',
        confidence: 0.85,
        message: `支出的增减额写 ${say(whole, change)}，基本支出、项目支出的增减额相加是 ${say(whole, sum)}。请核对。`,
        stated: say(whole, change),
        expected: say(whole, sum),
        places: all.map(placeOfToken),
      }
    })
  },
}

export const LIST_RULES: readonly Rule[] = [partsRule, changesOfKinds]
