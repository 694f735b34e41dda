import { type Interval, type Printed, percentFits, percentRange, showPercent } from '../amount.ts'
import { isDirectly, PRIOR, rangeOf, say, yearBefore } from '../prose-amounts.ts'
import { comparisonsOf } from '../prose-comparisons.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfToken,
  type Rule,
  resultOf,
} from '../rule.ts'
import { againstHabit, type Habit, habitOf, slip } from './percent-habit.ts'

/** What last year's amount must have been. */
function baseOf(
  disclosure: Disclosure,
  current: Printed,
  delta: Printed,
  sign: number,
  decimals: number,
): Interval {
  const value = current.fen - sign * delta.fen
  const half = [current, delta].reduce((sum, amount) => {
    // two places of a percent tell more than the last place of small amounts can bear
    const range = decimals === 0 ? rangeOf(disclosure, amount) : undefined
    return sum + (range ? (range.high - range.low) / 2 : amount.half)
  }, 0)
  return { low: value - half, high: value + half }
}

const growthRule: Rule = {
  code: 'disclosure.growth',
  group: 'prose',
  severity: 'error',
  title: '增长、下降的百分数等于增减额除以上年数',
  source: '算术；上年数 = 本年数 − 增减额',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    const habits: Habit[] = []
    let checked = 0
    for (const { delta, subjects, growth } of comparisonsOf(disclosure)) {
      if (!growth || !delta.printed || delta.sign === 0) continue
      const change = delta.printed
      const tries = subjects.flatMap((subject) => {
        if (!subject.printed) return []
        // a subject may itself be last year's amount
        const bases = [
          baseOf(disclosure, subject.printed, change, delta.sign, growth.decimals),
          rangeOf(disclosure, subject.printed),
        ]
        const isPrior = PRIOR.test(subject.name) || yearBefore(disclosure, subject)
        return [{ subject, base: (isPrior ? bases[1] : bases[0]) as Interval }]
      })
      const first = tries[0]
      if (!first?.subject.printed) continue
      checked += 1
      const bases = tries.map(({ base }) => base)
      const fits = bases.filter((base) => {
        const exact = growth.decimals === 0
        const part = exact
          ? rangeOf(disclosure, change)
          : { low: change.fen - change.half, high: change.fen + change.half }
        const range = percentRange(part, base)
        return (
          range !== undefined &&
          base.low > 0 &&
          percentFits(Math.abs(growth.value), growth.decimals, range)
        )
      })
      const direct = fits.find((base) =>
        isDirectly(growth, (change.fen / ((base.low + base.high) / 2)) * 100),
      )
      const fit = direct ?? fits[0]
      if (fit) {
        const middle = (fit.low + fit.high) / 2
        const range = percentRange(
          { low: change.fen - change.half, high: change.fen + change.half },
          fit,
        )
        if (range)
          habits.push(
            ...habitOf(growth, (change.fen / middle) * 100, range, () =>
              slip('disclosure.growth', growth, change.fen, middle, delta),
            ),
          )
        continue
      }
      const { base } = first
      const middle = (base.low + base.high) / 2
      const isZero = base.low <= 0 && base.high >= 0
      if (isZero) {
        if (change.fen === 0) continue
        findings.push({
          code: 'disclosure.growth',
          severity: 'error',
          confidence: 0.85,
          message: `上年数是 0，却写了${growth.name.slice(-2)} ${growth.text}。上年没有的项目不写百分数，请写“上年无此项”。`,
          stated: growth.text,
          expected: null,
          places: [
            placeOfToken(growth),
            placeOfToken(delta),
            ...(first ? [placeOfToken(first.subject)] : []),
          ],
        })
        continue
      }
      if (middle < 0) {
        findings.push({
          code: 'disclosure.growth',
          severity: 'error',
          confidence: 0.9,
          message: `增加额 ${say(delta, change.fen)} 大于本年数 ${first ? say(first.subject, first.subject.printed?.fen ?? 0) : ''}，上年数成了负数。请核对增减额和本年数。`,
          stated: say(delta, change.fen),
          expected: null,
          places: [placeOfToken(delta), ...(first ? [placeOfToken(first.subject)] : [])],
        })
        continue
      }
      const exact = (change.fen / middle) * 100
      findings.push({
        code: 'disclosure.growth',
        severity: 'error',
        confidence: 0.94,
        message: `写${growth.name.slice(-2)} ${growth.text}，上年数为 ${say(delta, middle)}，${say(delta, change.fen)} ÷ ${say(delta, middle)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, growth.decimals)}。请改正百分数或金额。`,
        stated: growth.text,
        expected: showPercent(exact, growth.decimals),
        places: [
          placeOfToken(growth),
          placeOfToken(delta),
          ...(first ? [placeOfToken(first.subject)] : []),
        ],
      })
    }
    findings.push(...againstHabit(habits))
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const directionRule: Rule = {
  code: 'disclosure.direction',
  group: 'prose',
  severity: 'error',
  title: '增加与增长、减少与下降一致',
  source: '算术',
  tolerance: '无',
  check: (disclosure) => {
    const comparisons = comparisonsOf(disclosure).filter(
      ({ growth, delta }) => growth && delta.sign !== 0,
    )
    if (comparisons.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { delta, growth } of comparisons) {
      if (!growth || growth.sign === 0 || growth.sign === delta.sign) continue
      if (delta.value === 0 || growth.value === 0) continue
      findings.push({
        code: 'disclosure.direction',
        severity: 'error',
        confidence: 0.95,
        message: `金额写“${delta.name.slice(-4)}”，百分数写“${growth.name.slice(-4)}”，方向相反。请改成一致。`,
        stated: growth.name.slice(-4),
        expected: delta.sign > 0 ? '增长' : '下降',
        places: [placeOfToken(growth), placeOfToken(delta)],
      })
    }
    return resultOf(findings)
  },
}

const comparisonRule: Rule = {
  code: 'disclosure.comparison_twice',
  group: 'prose',
  severity: 'warning',
  title: '同一个比较在各处写成一样',
  source: '同一个数两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const known = comparisonsOf(disclosure).flatMap(({ delta, subjects, growth }) => {
      const subject = subjects[0]
      return delta.printed && subject?.printed && delta.sign !== 0 && delta.printed.fen !== 0
        ? [{ delta, change: delta.printed, subject: subject.printed, growth }]
        : []
    })
    if (known.length < 2) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const [at, one] of known.entries()) {
      for (const other of known.slice(at + 1, at + 200)) {
        if (one.subject.fen !== other.subject.fen || one.delta.sign !== other.delta.sign) continue
        if (one.delta.passage.section === other.delta.passage.section) continue
        if (one.change.fen === other.change.fen) continue
        const gap = Math.abs(one.change.fen - other.change.fen)
        const isPrecision = gap <= Math.max(one.change.half, other.change.half) + 1
        // the same amount with the same percent, and one digit of the difference apart
        const isDigit =
          one.growth !== undefined &&
          one.growth.text === other.growth?.text &&
          one.growth.decimals > 0 &&
          oneDigitApart(one.delta.text, other.delta.text)
        if (!isPrecision && !isDigit) continue
        findings.push({
          code: 'disclosure.comparison_twice',
          severity: 'warning',
          confidence: 0.9,
          message: `同一个增减额一处写 ${one.delta.text}，一处写 ${other.delta.text}。请写成一样，保留两位小数。`,
          stated: other.delta.text,
          expected: one.delta.text,
          places: [placeOfToken(other.delta), placeOfToken(one.delta)],
        })
      }
    }
    return resultOf(findings)
  },
}

function oneDigitApart(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  return [...left].filter((char, at) => char !== right[at]).length === 1
}

export const COMPARISON_RULES: readonly Rule[] = [growthRule, directionRule, comparisonRule]
