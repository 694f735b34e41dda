import { percentFits, percentRange, showPercent } from '../amount.ts'
import { threePublicOf } from '../concepts.ts'
import { isExactAmount } from '../ledger.ts'
import type { Token } from '../prose.ts'
import { isBudget, isPriorYear, rangeOf, say } from '../prose-amounts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { judgeEach, placeOfToken, RIGHT, type Rule } from '../rule.ts'
import { sectionsOf, tokensInSections } from '../token-sections.ts'

const COMPARED =
  /(?:^|[。，；])(?:支出)?决算数?(?:(大于|高于|多于|超过|小于|低于|少于)(?:年初|全年|调整)?预算数?|(?:与|同|和|较|比)(?:年初|全年|调整)?预算数?(持平|相同|一致|相等))/g

const comparedRule: Rule = {
  code: 'disclosure.budget_compared',
  group: 'prose',
  severity: 'error',
  title: '“决算数大于、小于、等于预算数”与两个数一致',
  source: '算术',
  tolerance: '无；写“基本持平”的不查',
  check: (disclosure) => {
    const matches = disclosure.passages.flatMap((passage) =>
      [...passage.text.matchAll(COMPARED)].map((match) => ({ passage, match })),
    )
    return judgeEach(matches, ({ passage, match }) => {
      const at = match.index + match[0].length
      const from = Math.max(0, passage.text.lastIndexOf('(项)', match.index))
      const near = disclosure.tokens.filter(
        (token) =>
          token.passage === passage &&
          token.kind === 'amount' &&
          token.role === 'statement' &&
          token.start >= from &&
          token.start < match.index,
      )
      const actual = near.findLast((token) => !isBudget(token))
      const budget = near.findLast((token) => isBudget(token) && token.start < (actual?.start ?? 0))
      // two things in one sentence: it is not said which is meant
      if (!budget?.printed || !actual?.printed || near.length > 3) return undefined
      const gap = actual.printed.fen - budget.printed.fen
      const said = match[1] ?? match[2] ?? ''
      const isRight = match[2] ? gap === 0 : /大|高|多|超/.test(said) ? gap > 0 : gap < 0
      if (isRight) return RIGHT
      const expected = gap > 0 ? '大于' : gap < 0 ? '小于' : '等于'
      return {
        code: 'disclosure.budget_compared',
        severity: 'error',
        confidence: 0.92,
        message: `写“${passage.text.slice(match.index, at).replace(/^[。，；]/, '')}”，决算 ${say(actual, actual.printed.fen)}，预算 ${say(budget, budget.printed.fen)}，应写“${expected}”。请改正文字或金额。`,
        stated: said,
        expected,
        places: [placeOfToken(actual), placeOfToken(budget)],
      }
    })
  },
}

/** 上年执行数为 A，本年预算安排 B，增长 P%: two amounts and their percent, without the difference. */
const twoYearsRule: Rule = {
  code: 'disclosure.growth_of_two',
  group: 'prose',
  severity: 'error',
  title: '增长、下降的百分数与写出的两年的数一致',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) =>
    judgeEach(tokensInSections(disclosure), ({ token: growth, at, tokens }) => {
      if (growth.role !== 'growth' || growth.sign === 0) return undefined
      const near = tokens
        .slice(0, at)
        .filter(
          (token) =>
            token.passage === growth.passage &&
            token.sentence === growth.sentence &&
            token.kind === 'amount',
        )
      // with a difference the other rule looks at it
      const [prior, now] = near.slice(-2)
      if (!prior?.printed || !now?.printed || near.length !== 2) return undefined
      if (prior.role !== 'statement' || now.role !== 'statement') return undefined
      if (!isPriorYear(disclosure, prior) || isPriorYear(disclosure, now)) return undefined
      if (prior.printed.fen <= 0) return undefined
      const before = rangeOf(disclosure, prior.printed)
      const after = rangeOf(disclosure, now.printed)
      const change = {
        low: after.low - before.high,
        high: after.high - before.low,
      }
      const range = percentRange(change, before)
      const stated = growth.sign * growth.value
      if (range && percentFits(stated, growth.decimals, range)) return RIGHT
      const exact = ((now.printed.fen - prior.printed.fen) / prior.printed.fen) * 100
      return {
        code: 'disclosure.growth_of_two',
        severity: 'error',
        confidence: 0.93,
        message: `写${growth.name.slice(-2)} ${growth.text}，${say(prior, prior.printed.fen)} 到 ${say(now, now.printed.fen)} 是${exact < 0 ? '下降' : '增长'} ${showPercent(Math.abs(exact), growth.decimals)}。请改正百分数或金额。`,
        stated: growth.text,
        expected: showPercent(Math.abs(exact), growth.decimals),
        places: [placeOfToken(growth), placeOfToken(prior), placeOfToken(now)],
      }
    }),
}

/** 比上年 A 增加 B: last year's amount, the difference and this year's amount in one sentence. */
const differenceRule: Rule = {
  code: 'disclosure.difference_of_two',
  group: 'prose',
  severity: 'error',
  title: '增减额等于写出的两年的数之差',
  source: '算术',
  tolerance: '四舍五入：一个末位',
  check: (disclosure) =>
    judgeEach(tokensInSections(disclosure), ({ token: delta, at, tokens }) => {
      const prior = tokens[at - 1]
      // a share may stand between
      const now = tokens.slice(0, Math.max(0, at - 1)).findLast(({ role }) => role !== 'share')
      if (delta.role !== 'delta' || delta.sign === 0) return undefined
      if (!now?.printed || !prior?.printed || !delta.printed) return undefined
      if (![now, prior].every((token) => token.passage === delta.passage)) return undefined
      if (now.role !== 'statement' || prior.role !== 'statement') return undefined
      // 比上年的 A 增加 B: nothing stands between last year's amount and the difference
      if (!/^(?:万?元)?[，]?(?:增加|减少|增长|下降|增|减)(?:了)?$/.test(delta.name))
        return undefined
      if (!isPriorYear(disclosure, prior) || isPriorYear(disclosure, now)) return undefined
      const base = prior.printed.fen
      const change = delta.sign * delta.printed.fen
      const slack = isExactAmount(disclosure, delta.printed) ? 0 : delta.printed.half * 2
      const fits = (token: Token): boolean =>
        Math.abs((token.printed?.fen ?? 0) - base - change) <= slack + 0.5
      if (fits(now) || wholesBefore(disclosure, tokens, now, prior).some(fits)) return RIGHT
      const exact = now.printed.fen - base
      return {
        code: 'disclosure.difference_of_two',
        severity: 'error',
        confidence: 0.93,
        message: `${say(now, now.printed.fen)} 比 ${say(prior, prior.printed.fen)} ${exact < 0 ? '减少' : '增加'} ${say(delta, Math.abs(exact))}，这里写${delta.name.slice(-2)} ${say(delta, delta.printed.fen)}。请改正写错的一个。`,
        stated: say(delta, delta.printed.fen),
        expected: say(delta, Math.abs(exact)),
        places: [placeOfToken(delta), placeOfToken(prior), placeOfToken(now)],
      }
    }),
}

/** A，比上年增加 B with B above A: last year's amount would be below nothing. */
const tooLargeRule: Rule = {
  code: 'disclosure.change_too_large',
  group: 'prose',
  severity: 'error',
  title: '增加额不大于本年数',
  source: '算术：上年数不会小于零',
  tolerance: '一个末位；写有百分数的由增长率检查',
  check: (disclosure) =>
    judgeEach(tokensInSections(disclosure), ({ token: delta, at, tokens }) => {
      const [now, next] = [tokens[at - 1], tokens[at + 1]]
      if (delta.role !== 'delta' || delta.sign <= 0 || next?.role === 'growth') return undefined
      if (!now?.printed || !delta.printed || now.role !== 'statement') return undefined
      if (now.passage !== delta.passage || now.sentence !== delta.sentence) return undefined
      // 其中项目支出增加 B speaks of another amount
      if (
        !/^(?:[比较与同](?:上年|去年|20\d{2}年)[^，。；]{0,8}?)(?:相比)?(?:增加|增长)(?:了)?$/.test(
          delta.name,
        )
      )
        return undefined
      if (isPriorYear(disclosure, now)) return undefined
      // behind a list the increase may be its head's
      const most = Math.max(
        ...tokens.map((token) =>
          token.kind === 'amount' &&
          token.passage === delta.passage &&
          token.sentence === delta.sentence &&
          token.start < delta.start
            ? (token.printed?.fen ?? 0)
            : 0,
        ),
      )
      if (delta.printed.fen <= most + delta.printed.half * 2) return RIGHT
      return {
        code: 'disclosure.change_too_large',
        severity: 'error',
        confidence: 0.9,
        message: `增加额 ${say(delta, delta.printed.fen)} 大于本年数 ${say(now, now.printed.fen)}，上年数成了负数。请核对这两个数。`,
        stated: say(delta, delta.printed.fen),
        expected: `不大于 ${say(now, now.printed.fen)}`,
        places: [placeOfToken(delta), placeOfToken(now)],
      }
    }),
}

/** What a list before last year's amount was a list of: A，其中：B、C，比上年 D 减少 E. */
function wholesBefore(
  disclosure: Disclosure,
  tokens: readonly Token[],
  now: Token,
  prior: Token,
): Token[] {
  return tokens.filter(
    (token) =>
      token.kind === 'amount' &&
      token.role === 'statement' &&
      token.passage === now.passage &&
      token.start < now.start &&
      (token.depth < now.depth || (token.sentence < prior.sentence && token.depth === 0)) &&
      !isPriorYear(disclosure, token),
  )
}

interface Change {
  readonly token: Token
  /** In fen, signed. */
  readonly value: number
}

const CHANGE_SUMS = [
  ['total', ['abroad', 'vehicle', 'reception']],
  ['vehicle', ['buy', 'run']],
] as const

const SAME = /持平|无变化|没有变化|未发生变化|保持不变|与上年相同|与上年一致/

/** 三公经费 in all and its parts: the changes of the parts add up to the change of the whole. */
const changeSumRule: Rule = {
  code: 'disclosure.change_sum',
  group: 'prose',
  severity: 'error',
  title: '“三公”各项的增减额相加等于总的增减额',
  source: '算术',
  tolerance: '四舍五入：每项一个末位；写有两种比较的不查',
  check: (disclosure) => {
    const sums = sectionsOf(disclosure)
      .filter(([first]) => first?.passage.topic === 'three_public')
      .map(changesOf)
      .flatMap((changes) => CHANGE_SUMS.map(([whole, parts]) => ({ changes, whole, parts })))
    return judgeEach(sums, ({ changes, whole, parts }) => {
      const left = changes.get(whole)
      const right = parts.map((part) => changes.get(part))
      if (!left || right.some((change) => change === undefined)) return undefined
      const sum = right.reduce((total, change) => total + (change?.value ?? 0), 0)
      // 0 is written without decimals and is exact all the same
      const half = Math.max(
        0,
        ...[left, ...right].map((one) => (one?.token.value ? (one.token.printed?.half ?? 0) : 0)),
      )
      if (Math.abs(sum - left.value) <= half * 2 * (parts.length + 1)) return RIGHT
      const all = [left, ...right].flatMap((change) => change ?? [])
      return {
        code: 'disclosure.change_sum',
        severity: 'error',
        confidence: 0.88,
        message: `${whole === 'total' ? '“三公”经费' : '公务用车购置及运行费'}的增减额是 ${say(left.token, left.value)}，各项的增减额相加是 ${say(left.token, sum)}。请核对。`,
        stated: say(left.token, left.value),
        expected: say(left.token, sum),
        places: all.map(({ token }) => placeOfToken(token)),
      }
    })
  },
}

/** The change that the sentences give for each part; none where two differ. */
function changesOf(tokens: readonly Token[]): Map<string, Change> {
  const changes = new Map<string, Change | undefined>()
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'amount' || token.role !== 'statement') continue
    const line = threePublicOf(token.name)
    if (!line) continue
    const next = tokens[at + 1]
    const end = next?.passage === token.passage ? next.start : token.passage.text.length
    const after = token.passage.text.slice(token.start + token.text.length, end)
    const clause = after.split('。')[0] ?? ''
    let change: Change | undefined
    if (
      next?.role === 'delta' &&
      next.sign !== 0 &&
      next.printed &&
      next.passage === token.passage &&
      !after.includes('。') &&
      !/其中/.test(after)
    ) {
      change = { token: next, value: next.sign * next.printed.fen }
    } else if (SAME.test(clause.split(/原因/)[0] ?? '')) change = { token, value: 0 }
    else continue
    // two comparisons of one part, with last year and with the budget: not said which adds up
    if (changes.has(line)) changes.set(line, undefined)
    else changes.set(line, change)
  }
  return new Map(
    [...changes].flatMap(([line, change]) => (change ? [[line, change] as const] : [])),
  )
}

export const CHANGE_RULES: readonly Rule[] = [
  comparedRule,
  twoYearsRule,
  differenceRule,
  tooLargeRule,
  changeSumRule,
]
