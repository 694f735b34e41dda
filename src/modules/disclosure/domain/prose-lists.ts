/** Lists in sentences: an amount, 其中 or 包括, and the amounts that are its parts. */

import { classOfName } from './concepts.ts'
import { LONGEST_SENTENCE, openLists, type Token } from './prose.ts'
import { isBudget, isPriorYear } from './prose-amounts.ts'
import type { Disclosure } from './read-disclosure.ts'

/** Parts that are all the parts there are. */
export const COMPLETE: readonly (readonly RegExp[])[] = [
  [/基本支出/, /项目支出/],
  [/人员经费/, /公用经费/],
  [/货物/, /工程/, /服务/],
  [/出国/, /接待/, /用车/],
  [/一般公共预算/, /政府性基金/],
  [/用车购置/, /用车运行/],
  [/用车加油/, /用车维修/, /用车保险/],
  [/本年收入/, /年初结转|上年结转/],
  [/本年支出/, /年末结转|结余分配/],
  [/行政编制/, /事业编制/],
]

/** An amount and the amounts that its sentence, or the next, gives as its parts. */
export interface List {
  readonly head: Token
  readonly items: readonly Token[]
  /** The words between the amount and its parts. */
  readonly opening: string
  /** Everything from the amount to the end of the list. */
  readonly text: string
  /** Where the list ends in its passage. */
  readonly stop: number
}

const BESIDE = /^[^。0-9]{0,30}?(?:。?其中|包括|分别为|。分项情况(?:是|为|如下))[：，]?|^：/

/** A comparison, its percent and its reasons may stand between: A，比上年增加 B，增长 x%。其中： */
const BEHIND = /^[^；]{0,240}?(?:[，)]其中|。其中)[：，]?/

export function listOf(
  disclosure: Disclosure,
  tokens: readonly Token[],
  at: number,
): List | undefined {
  const head = tokens[at]
  if (!head || head.kind === 'percent' || head.role !== 'statement') return undefined
  const { text } = head.passage
  const from = head.start + head.text.length
  const after = text.slice(from)
  const opening = (BESIDE.exec(after) ?? openingBehind(disclosure, tokens, at, after))?.[0]
  if (opening === undefined) return undefined
  const begin = from + opening.length
  const isNext = opening.includes('。')
  const next = isNext ? text.indexOf('。', begin) : head.sentenceEnd
  const end = Math.min(next < 0 ? text.length : next, begin + LONGEST_SENTENCE)
  const depth = isNext ? 1 : head.depth + 1
  const behind = tokens.filter(
    (token) => token.passage === head.passage && token.start >= begin && token.start < end,
  )
  // the list ends where the sentence goes on about what it was a list of
  const other = behind.find(({ role, depth: own }) => role === 'statement' && own < depth)
  const last = other ? other.start : end
  const sentence = isNext ? from + opening.lastIndexOf('。') + 1 : head.sentence
  const closing = [...text.slice(begin, Math.min(last, begin + LONGEST_LIST)).matchAll(/；/g)]
    .map(({ index }) => begin + index)
    .find((semicolon) => openLists(text.slice(sentence, semicolon + 1)) < depth)
  const stop = closing ?? last
  const all = behind.filter(
    (token) =>
      token.start < stop &&
      token.kind === head.kind &&
      token.role === 'statement' &&
      token.depth === depth &&
      // B元 among 万元 is counted as it is written
      (head.kind === 'amount' || token.unit === head.unit) &&
      !isComparedWith(disclosure, token) &&
      !isInBrackets(text.slice(begin, token.start)),
  )
  const spent = all.filter((token) => !isBudget(token))
  // 决算为 A，年初预算为 B: what was planned for a part is no other part
  const items = !isBudget(head) && spent.length > 1 ? (isAccounts(disclosure) ? spent : all) : all
  return { head, items: withoutParts(items), opening, text: text.slice(head.start, stop), stop }
}

/** Characters; no list of a disclosure is so long, and one that is must not cost its square. */
const LONGEST_LIST = 1000

function isAccounts(disclosure: Disclosure): boolean {
  return disclosure.kind === 'final_accounts'
}

function openingBehind(
  disclosure: Disclosure,
  tokens: readonly Token[],
  at: number,
  after: string,
): RegExpExecArray | undefined {
  const head = tokens[at]
  const match = BEHIND.exec(after)
  if (!head || !match || head.kind !== 'amount' || isComparedWith(disclosure, head))
    return undefined
  const inside = match[0]
  const isNext = inside.includes('。')
  // one sentence on, and no more
  if ((inside.match(/。/g)?.length ?? 0) > 1 || (isNext && !/。其中[：，]?$/.test(inside)))
    return undefined
  if (isNext && head.depth > 0) return undefined
  const stop = head.start + head.text.length + inside.length
  const between = tokens.slice(at + 1).filter((token) => token.start < stop)
  const isOther = between.some(
    (token) =>
      token.passage === head.passage &&
      token.kind === 'amount' &&
      token.role === 'statement' &&
      !isComparedWith(disclosure, token),
  )
  // 比上年增加 A，其中：基本支出增加 B: a list of changes
  const first = tokens.slice(at + 1).find(({ start, kind }) => start >= stop && kind === 'amount')
  return isOther || first?.role === 'delta' ? undefined : match
}

/** 比上年预算数 A, 与2022年的 B: another year's amount beside the part. */
function isComparedWith(disclosure: Disclosure, token: Token): boolean {
  return isPriorYear(disclosure, token) || /^(?:比|较|与|同)/.test(token.name)
}

function isInBrackets(words: string): boolean {
  return words.lastIndexOf('(') > words.lastIndexOf(')')
}

/** 用车购置及运行费 A，用车购置费 B，用车运行费 C: B and C are counted in A. */
function withoutParts(items: readonly Token[]): Token[] {
  const hasBoth = items.some(({ name }) => /用车购置[及和与、]/.test(name))
  return items.filter(
    ({ name }) => !hasBoth || /用车购置[及和与、]/.test(name) || !/用车(?:购置|运行)/.test(name),
  )
}

export function has(items: readonly Token[], patterns: readonly RegExp[]): boolean {
  return patterns.every((pattern) => items.some(({ name }) => pattern.test(name)))
}

/** 等, 主要: what is listed is not all. */
function isLoose(text: string): boolean {
  return /等(?=[，。；)、]|$|方面|支出|项目)|主要(?:包括|用于|有|为)/.test(text)
}

function classOf({ name }: Token): string | undefined {
  return classOfName(name.replace(/^(?:支出)?(?:包括|其中)?[：]?|20\d{2}年|\((?:\d{3})?类\)/g, ''))
}

/** Every part a class, or what is carried over. */
function isOfClasses({ head, items, text, stop }: List): boolean {
  return (
    /支出/.test(head.before) &&
    !isLoose(text) &&
    !/^[。，；]?其余/.test(head.passage.text.slice(stop, stop + 3)) &&
    items.every((token) => classOf(token) !== undefined || /结转下年|年末结转/.test(token.name)) &&
    new Set(items.map(classOf)).size === items.length
  )
}

/** 财政拨款收入 … 其他收入: all incomes to the last. */
function isOfIncomes({ head, items, text }: List): boolean {
  return (
    /收入/.test(head.before) &&
    !isLoose(text) &&
    /其他收入/.test(items.at(-1)?.name ?? '') &&
    has(items, [/财政拨款|一般公共预算/])
  )
}

export function isComplete(list: List, tokens: readonly Token[]): boolean {
  const { head, items, opening, text, stop } = list
  const shares = tokens.filter(
    (token) =>
      token.role === 'share' &&
      token.passage === head.passage &&
      token.start > head.start &&
      token.start < stop,
  )
  const isWholeByShare =
    // 经营收入 A，附属单位上缴收入 B，两项合计占 x%: fewer shares than items
    shares.length >= 2 &&
    shares.length <= items.length &&
    Math.abs(shares.reduce((sum, token) => sum + token.value, 0) - 100) < 1.5
  return (
    isWholeByShare ||
    COMPLETE.some((patterns) => has(items, patterns)) ||
    (head.passage.topic === 'income' && /(?:一般公共预算|财政拨款)/.test(text)) ||
    (head.kind === 'count' && /车/.test(head.name)) ||
    /分别为[：，]?$/.test(opening) ||
    isOfClasses(list) ||
    isOfIncomes(list)
  )
}

const NAMED_AS_PART =
  /(?:收入|支出|费用?|经费|预算|决算|拨款|资金|补助|结转|结余)(?:\([^()]*\)|预算|决算|安排|支出|数|为|是|共|约)*$/

/** Parts that no reading can make more than their whole. */
export function areDisjoint({ head, items, text }: List): boolean {
  return (
    head.kind === 'amount' &&
    !['assets', 'performance', 'transfers'].includes(head.passage.topic) &&
    !/原值|净值|折旧|人均|单价|标准|累计/.test(text) &&
    items.every(({ name }) => NAMED_AS_PART.test(name)) &&
    new Set(items.map(({ name }) => name)).size === items.length &&
    // 财政拨款 A，一般公共预算 B: one may be counted in the other
    !(
      items.some(
        ({ name }) => /财政拨款|财政性资金/.test(name) && !/一般公共|基金|国有资本/.test(name),
      ) && items.some(({ name }) => /一般公共|基金|国有资本/.test(name))
    ) &&
    // 基本支出 A，人员经费 B; 本年收入 A，财政拨款 B
    !(
      items.some(({ name }) => /基本支出|本年/.test(name)) &&
      items.some(({ name }) => /人员经费|公用经费|工资福利|财政拨款|一般公共/.test(name))
    )
  )
}
