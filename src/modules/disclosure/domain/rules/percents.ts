/** Shares and completion rates in sentences. */

import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  type Rule,
  type RuleResult,
  resultOf,
} from '../rule.ts'
import { readCompletions } from './completions.ts'
import { againstHabit, type Habit, type Percents } from './percent-habit.ts'
import { readShares } from './shares.ts'

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

const shareRule: Rule = {
  code: 'disclosure.share',
  group: 'prose',
  severity: 'error',
  title: '占比等于部分除以总数',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => resultOfPercents(disclosure, percentsOf(disclosure).shares),
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

export const PERCENT_RULES: readonly Rule[] = [shareRule, completionRule]
