import { type Interval, type Printed, percentFits, percentRange, showPercent } from '../amount.ts'
import { conceptOf, type Dims, threePublicOf } from '../concepts.ts'
import type { Token } from '../prose.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfToken,
  type Rule,
  type RuleResult,
  resultOf,
} from '../rule.ts'
import {
  isBudget,
  isDirectly,
  keyText,
  printedOf,
  proseFactsOf,
  rangeOf,
  say,
  sectionsOf,
} from './prose-helpers.ts'
import { ledgerOf } from './sums.ts'

/** A percent that rounding can explain, with the finding it would be if nothing was rounded. */
export interface Habit {
  /** How many percents rounding leaves to choose from. */
  readonly choices: number
  readonly isDirect: boolean
  readonly finding: DisclosureFinding
}

/**
 * Percents that follow from the printed amounts to the last place all through a document were
 * computed from them: one that does not is a slip, though rounding might explain it alone.
 */
export function againstHabit(habits: readonly Habit[]): DisclosureFinding[] {
  const odd = habits.filter(({ isDirect }) => !isDirect)
  const direct = habits.filter(({ isDirect }) => isDirect)
  // how unlikely it is that all of them hit the one direct percent by chance
  const surprise = direct.reduce((sum, { choices }) => sum + Math.log(choices), 0)
  if (surprise < Math.log(100) || direct.length < odd.length * 8) return []
  return odd.map(({ finding }) => finding)
}

interface Percents {
  readonly findings: readonly DisclosureFinding[]
  readonly habits: readonly Habit[]
  readonly checked: number
}

interface AllPercents {
  readonly shares: Percents
  readonly completions: Percents
}

const percents = new WeakMap<Disclosure, AllPercents>()

/** Shares and completion rates, read once a document. */
function percentsOf(disclosure: Disclosure): AllPercents {
  const known = percents.get(disclosure)
  if (known) return known
  const read = { shares: readShares(disclosure), completions: readCompletions(disclosure) }
  percents.set(disclosure, read)
  return read
}

/** Both are computed by the same hand from the same printed amounts. */
function poolOf(disclosure: Disclosure): readonly Habit[] {
  const { shares, completions } = percentsOf(disclosure)
  return [...shares.habits, ...completions.habits]
}

function resultOfPercents(disclosure: Disclosure, own: Percents): RuleResult {
  if (own.checked === 0) return NOT_APPLICABLE
  const isMine = (finding: DisclosureFinding): boolean =>
    own.habits.some(
      (habit) => habit.finding.code === finding.code && habit.finding.message === finding.message,
    )
  return resultOf([...own.findings, ...againstHabit(poolOf(disclosure)).filter(isMine)])
}

/** Whether the printed figures leave a choice of percents, and whether the direct one was printed. */
export function habitOf(
  token: Token,
  exact: number,
  range: Interval,
  finding: () => DisclosureFinding,
): Habit[] {
  const step = 10 ** -token.decimals
  if (token.decimals === 0 || range.high - range.low < step * 1.5) return []
  const isDirect = Math.abs(Math.abs(token.value) - Math.abs(exact)) <= step / 2 + 1e-9
  return [{ choices: (range.high - range.low) / step + 1, isDirect, finding: finding() }]
}

export function slip(
  code: string,
  token: Token,
  part: number,
  whole: number,
  subject: Token,
): DisclosureFinding {
  const exact = showPercent(Math.abs(part / whole) * 100, token.decimals)
  return {
    code,
    severity: 'warning',
    confidence: 0.75,
    message: `“${token.name.slice(-16)}”写 ${token.text}，按写出的金额 ${say(subject, part)} ÷ ${say(subject, whole)} 是 ${exact}；别处的百分数都与写出的金额相符。请核对。`,
    stated: token.text,
    expected: exact,
    places: [placeOfToken(token), placeOfToken(subject)],
  }
}

/** Amounts that a share may be a share of: the head of its list first, then what came before. */
function wholesOf(tokens: readonly Token[], at: number, part: Token): Token[] {
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

const shareRule: Rule = {
  code: 'disclosure.share',
  group: 'prose',
  severity: 'error',
  title: '占比等于部分除以总数',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => resultOfPercents(disclosure, percentsOf(disclosure).shares),
}

function readShares(disclosure: Disclosure): Percents {
  const findings: DisclosureFinding[] = []
  const habits: Habit[] = []
  let checked = 0
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) {
      if (token.role !== 'share') continue
      const part = tokens
        .slice(0, at)
        .findLast(({ kind, role }) => kind === 'amount' && role === 'statement')
      if (!part?.printed || part.passage !== token.passage) continue
      // 两项合计占 x%: of more than the last amount
      if (/合计占|共占|共计占/.test(token.name)) continue
      if (tokens.slice(tokens.indexOf(part) + 1, at).some(({ role }) => role === 'share')) continue
      const mine = part.printed
      const stated = namedWholes(disclosure, token, mine)
      const wholes = stated.length > 0 ? [] : wholesOf(tokens, at, part)
      const ranges = wholes.flatMap((whole) => {
        const range =
          whole.printed &&
          percentRange(rangeOf(disclosure, mine), rangeOf(disclosure, whole.printed))
        return range ? [{ whole, range }] : []
      })
      const isListed = wholes.length === 1 && isHeadOf(wholes[0] as Token, part)
      const inTables =
        stated.length > 0 ? stated : isListed ? [] : wholesOfTables(disclosure, token, mine)
      if (ranges.length === 0 && inTables.length === 0) {
        const agreed = agreedWhole(disclosure, tokens, token)
        const range = agreed?.printed
          ? percentRange(rangeOf(disclosure, mine), rangeOf(disclosure, agreed.printed))
          : undefined
        if (agreed && range) ranges.push({ whole: agreed, range })
      }
      const first = ranges.find(({ whole }) => isHeadOf(whole, part)) ?? ranges[0]
      if (!first?.whole.printed && inTables.length === 0) continue
      checked += 1
      const fits = [
        ...ranges.map(({ whole: { printed }, range }) => ({ value: printed?.fen ?? 0, range })),
        ...inTables,
      ].filter(({ range }) => percentFits(token.value, token.decimals, range))
      const [fit] = fits
      if (fit) {
        const direct = fits.find(({ value }) => isDirectly(token, (mine.fen / value) * 100)) ?? fit
        habits.push(
          ...habitOf(token, (mine.fen / direct.value) * 100, direct.range, () =>
            slip('disclosure.share', token, mine.fen, direct.value, part),
          ),
        )
        continue
      }
      // without a total in the sentence the table's total is meant
      const table = inTables[0]
      const isHeaded = first !== undefined && (isHeadOf(first.whole, part) || !table)
      const whole = isHeaded ? first?.whole.printed?.fen : table?.value
      if (!whole) continue
      const exact = (mine.fen / whole) * 100
      findings.push({
        code: 'disclosure.share',
        severity: 'error',
        confidence: 0.95,
        message: `“${part.name.slice(-16)}”占比写 ${token.text}，${say(part, mine.fen)} ÷ ${say(part, whole)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, token.decimals)}。请改正占比或金额。`,
        stated: token.text,
        expected: showPercent(exact, token.decimals),
        places: [
          placeOfToken(token),
          placeOfToken(part),
          ...(isHeaded && first ? [placeOfToken(first.whole)] : []),
        ],
      })
    }
  }
  return { findings, habits, checked }
}

/** The head of the list, or an amount that calls itself a total. */
function isHeadOf(whole: Token, part: Token): boolean {
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
function namedWholes(
  disclosure: Disclosure,
  token: Token,
  part: Printed,
): { readonly value: number; readonly range: Interval }[] {
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
      (index.facts.get(keyText(index.unify(dims))) ?? []).flatMap((whole) => {
        const range = percentRange(rangeOf(disclosure, part), {
          low: whole.value - whole.half,
          high: whole.value + whole.half,
        })
        return range && whole.value > 0 ? [{ value: whole.value, range }] : []
      }),
  )
  if (inTables.length > 0) return inTables
  // no table gives it: the sentence that does
  return disclosure.tokens.flatMap((other) => {
    const isNamed =
      other.kind === 'amount' && other.role === 'statement' && other.name.includes(named)
    const range =
      isNamed && other.printed
        ? percentRange(rangeOf(disclosure, part), rangeOf(disclosure, other.printed))
        : undefined
    return range && other.printed && other.printed.fen > 0
      ? [{ value: other.printed.fen, range }]
      : []
  })
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
function agreedWhole(
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
  return disclosure.tokens.find((whole) => {
    const { printed, passage } = whole
    if (whole.kind !== 'amount' || whole.role !== 'statement' || !printed) return false
    if (passage.section === share.passage.section || passage.topic !== share.passage.topic)
      return false
    return others.every(({ token, part }) => {
      const range = percentRange(rangeOf(disclosure, part), rangeOf(disclosure, printed))
      return range !== undefined && percentFits(token.value, token.decimals, range)
    })
  })
}

/** The whole may stand in a table only: 占本年支出 in a section that does not repeat it. */
function wholesOfTables(
  disclosure: Disclosure,
  token: Token,
  part: Printed,
): { readonly value: number; readonly range: Interval }[] {
  const { index } = ledgerOf(disclosure)
  const { flow, fund, kind } = token.passage.dims
  const out: { value: number; range: Interval }[] = []
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
      const text = keyText(index.unify(dims))
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
  for (const { token: other, meaning, keys } of proseFactsOf(disclosure)) {
    const isThreeTotal =
      isThree && other.passage.topic === 'three_public' && meaning.dims.line === 'three:total'
    if (!isThreeTotal && !keys.some((dims) => wanted.has(keyText(index.unify(dims))))) continue
    const range =
      other.printed && percentRange(rangeOf(disclosure, part), rangeOf(disclosure, other.printed))
    if (range && other.printed && other.printed.fen >= part.fen)
      out.push({ value: other.printed.fen, range })
  }
  return out
}

const completionRule: Rule = {
  code: 'disclosure.completion',
  group: 'prose',
  severity: 'error',
  title: '完成预算的百分数等于决算数除以预算数',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => resultOfPercents(disclosure, percentsOf(disclosure).completions),
}

function readCompletions(disclosure: Disclosure): Percents {
  const findings: DisclosureFinding[] = []
  const lines = new Map(
    proseFactsOf(disclosure).map(({ token, meaning }) => [token, meaning.dims.line] as const),
  )
  const lineOf = (token: Token): string | undefined => lines.get(token)
  const habits: Habit[] = []
  let checked = 0
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) {
      if (token.role !== 'completion') continue
      const before = tokens
        .slice(0, at)
        .filter(
          (other) =>
            other.kind === 'amount' &&
            other.role === 'statement' &&
            other.passage === token.passage,
        )
      const own = before.filter(({ sentence }) => sentence === token.sentence)
      const isWhole = own.some(isBudget) && own.some((other) => !isBudget(other))
      const near = isWhole ? own : before
      const budget = near.findLast(isBudget)
      const actual = near.findLast((other) => !isBudget(other))
      if (!actual?.printed) continue
      const planned = plannedOf(disclosure, actual)
      // the budget of the whole is not that of its part
      const isOther =
        budget !== undefined &&
        token.passage.topic === 'three_public' &&
        lineOf(actual) !== undefined &&
        lineOf(budget) !== lineOf(actual)
      if ((!budget?.printed || isOther) && !planned) continue
      checked += 1
      const pairs = (isOther ? [] : near).flatMap((one) =>
        near.flatMap((other) =>
          one !== other && one.printed && other.printed
            ? [[one.printed, other.printed] as const]
            : [],
        ),
      )
      const fits = [...pairs, ...(planned ? [[actual.printed, planned] as const] : [])].flatMap(
        ([part, whole]) => {
          const range = percentRange(rangeOf(disclosure, part), rangeOf(disclosure, whole))
          return range !== undefined && percentFits(token.value, token.decimals, range)
            ? [{ part, whole, range }]
            : []
        },
      )
      const fit =
        fits.find(({ part, whole }) => isDirectly(token, (part.fen / whole.fen) * 100)) ?? fits[0]
      if (fit) {
        habits.push(
          ...habitOf(token, (fit.part.fen / fit.whole.fen) * 100, fit.range, () =>
            slip('disclosure.completion', token, fit.part.fen, fit.whole.fen, actual),
          ),
        )
        continue
      }
      const whole = isOther ? planned : (budget?.printed ?? planned)
      if (!whole || whole.fen === 0) continue
      const exact = (actual.printed.fen / whole.fen) * 100
      findings.push({
        code: 'disclosure.completion',
        severity: 'error',
        confidence: 0.92,
        message: `完成预算写 ${token.text}，${say(actual, actual.printed.fen)} ÷ ${say(actual, whole.fen)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, token.decimals)}。请改正。`,
        stated: token.text,
        expected: showPercent(exact, token.decimals),
        places: [
          placeOfToken(token),
          placeOfToken(actual),
          ...(budget && !isOther ? [placeOfToken(budget)] : []),
        ],
      })
    }
  }
  return { findings, habits, checked }
}

/** What the table of 三公经费 says was planned for the thing that was spent. */
function plannedOf(disclosure: Disclosure, actual: Token): Printed | undefined {
  const line = actual.passage.topic === 'three_public' ? threePublicOf(actual.name) : undefined
  if (!line || disclosure.kind !== 'final_accounts') return undefined
  const { index } = ledgerOf(disclosure)
  for (const fund of ['general', 'fiscal', undefined] as const) {
    const dims: Dims = {
      flow: 'out',
      ...(fund ? { fund } : {}),
      phase: 'initial',
      line: `three:${line}`,
    }
    const fact = index.facts.get(keyText(index.unify(dims)))?.[0]
    if (fact) return printedOf(fact.value, fact.half, fact.decimals)
  }
  return undefined
}

export const PERCENT_RULES: readonly Rule[] = [shareRule, completionRule]
