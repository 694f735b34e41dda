import { canBeSame } from '../amount.ts'
import { keyOf } from '../concepts.ts'
import { isBudget, say } from '../prose-amounts.ts'
import { type ProseFact, proseFactsOf } from '../prose-facts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfToken,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'

const NO_MONEY_OF_ITS_OWN = ['operating', 'procurement', 'assets', 'performance', 'transfers']

/** 收支总预算, 收入总计, 支出总计: all the same amount, whatever sentence gives it. */
const GRAND =
  /^(?:20\d{2}年度?)?(?:我局|我单位|本部门|本单位)?(?:收支(?:总预算|预算总数|总计)|收和支总计|(?:收入|支出)(?:总计|预算总计|总预算))(?:数|总额)?(?:均|各)?(?:为|是)?$/

/** Under which key a figure that no table gives can be held against other sentences. */
function keyOfFact(
  { token, meaning, candidates }: ProseFact,
  disclosure: Disclosure,
): string | undefined {
  if (candidates.length > 0 || !meaning.isUnderstood || meaning.isPrior) return undefined
  if (meaning.year !== undefined && meaning.year !== disclosure.year) return undefined
  if (NO_MONEY_OF_ITS_OWN.includes(token.passage.topic) || meaning.functionName) return undefined
  if (GRAND.test(meaning.words)) return 'grand'
  const dims = { ...token.passage.dims, ...meaning.dims }
  if (!dims.flow) return undefined
  if (dims.line?.startsWith('three:')) {
    // 国内接待 is a part of 公务接待
    if (/国内|外宾|外事|含/.test(token.name)) return undefined
    return `${dims.line} ${isBudget(token)}`
  }
  // one of the three, but which is not said
  if (token.depth > 0 || token.passage.topic === 'three_public') return undefined
  const whole = /总计|总预算|总额|总数|总量/.test(token.name)
  return `${keyOf(dims)} ${whole} ${/本年|合计/.test(token.name)} ${/预算/.test(token.name)}`
}

const sameRule: Rule = {
  code: 'disclosure.prose_twice',
  group: 'prose',
  severity: 'error',
  title: '文字说明里重复写的数相同',
  source: '同一个数两处必须一致',
  tolerance: '小数位少的，按四舍五入到那一位',
  check: (disclosure) => {
    // figures that no table gives: the sentences can only be held against each other
    const groups = new Map<string, ProseFact[]>()
    for (const fact of proseFactsOf(disclosure)) {
      const key = keyOfFact(fact, disclosure)
      if (key === undefined) continue
      const list = groups.get(key)
      if (list) list.push(fact)
      else groups.set(key, [fact])
    }
    const findings: DisclosureFinding[] = []
    let compared = 0
    for (const [key, list] of groups) {
      const isAnywhere = key === 'grand' || key.startsWith('three:')
      const first = list[0]?.token
      if (!first?.printed || list.length < 2) continue
      for (const { token } of list.slice(1)) {
        compared += 1
        if (!token.printed || canBeSame(first.printed, token.printed)) continue
        if (!isAnywhere && token.passage.section === first.passage.section) continue
        findings.push({
          code: 'disclosure.prose_twice',
          severity: 'warning',
          confidence: 0.7,
          message: `文字说明一处写“${first.name.slice(-16)}”${say(first, first.printed.fen)}，另一处写 ${say(token, token.printed.fen)}。请核对。`,
          stated: say(token, token.printed.fen),
          expected: say(first, first.printed.fen),
          places: [placeOfToken(token), placeOfToken(first)],
        })
      }
    }
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const bothSides: Rule = {
  code: 'disclosure.both_sides',
  group: 'prose',
  severity: 'error',
  title: '“收、支总计各是”后面的两个数相同',
  source: '收支平衡',
  tolerance: '无',
  check: (disclosure) =>
    judgeEach(disclosure.tokens.entries(), ([at, token]) => {
      const next = disclosure.tokens[at + 1]
      if (!/收和支(?:预算|决算)?总计(?:各|分别|均)?(?:是|为)?$/.test(token.name)) return undefined
      if (!next?.printed || !token.printed || next.passage !== token.passage) return RIGHT
      const between = token.passage.text.slice(token.start + token.text.length, next.start)
      if (!/^[、，和]$/.test(between) || canBeSame(token.printed, next.printed)) return RIGHT
      return {
        code: 'disclosure.both_sides',
        severity: 'error',
        confidence: 0.9,
        message: `收、支总计写成 ${say(token, token.printed.fen)} 和 ${say(next, next.printed.fen)} 两个数。收入总计应等于支出总计，请核对。`,
        stated: say(next, next.printed.fen),
        expected: say(token, token.printed.fen),
        places: [placeOfToken(token), placeOfToken(next)],
      }
    }),
}

export const TWICE_RULES: readonly Rule[] = [sameRule, bothSides]
