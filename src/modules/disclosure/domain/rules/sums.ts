import { allowanceOf, type Equation, gapOf, holds, holdsExactly, sum } from '../equation.ts'
import { countDistinct, ledgerOf, tellingOf } from '../ledger.ts'
import { tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfFigure,
  RIGHT,
  type Rule,
  type RuleResult,
  resultOf,
  show,
  UNREADABLE,
} from '../rule.ts'
import { MOST_PLACES, mergeRows, toFinding } from './sum-findings.ts'

function ruleOfEquations(rule: Omit<Rule, 'check' | 'severity'>): Rule {
  return {
    ...rule,
    severity: 'error',
    check: (disclosure): RuleResult => {
      const ledger = ledgerOf(disclosure)
      const mine = ledger.equations.filter((equation) => equation.rule === rule.code)
      const findings = mergeRows(
        ledger.diagnoses
          .filter(({ equations }) => equations[0]?.rule === rule.code)
          .map((diagnosis) => toFinding(disclosure, diagnosis, ledger.equations)),
      )
      if (findings.length > 0) return resultOf(findings)
      if (mine.some((equation) => !holds(equation))) return { outcome: 'found', findings: [] }
      if (mine.length > 0) return resultOf([])
      return ledger.unreadable.some((equation) => equation.rule === rule.code)
        ? UNREADABLE
        : NOT_APPLICABLE
    },
  }
}

const ROUNDED = '四舍五入：n 个分项与合计最多差 ⌊(n+1)/2⌋ 个末位'

export const SUM_RULES: readonly Rule[] = [
  ruleOfEquations({
    code: 'disclosure.row_sum',
    group: 'sums',
    title: '同一行的小计、合计等于各项之和',
    source: '表内关系',
    tolerance: ROUNDED,
  }),
  ruleOfEquations({
    code: 'disclosure.column_sum',
    group: 'sums',
    title: '合计行等于各行之和，类等于款、款等于项之和',
    source: '表内关系；预算法实施条例第六条',
    tolerance: ROUNDED,
  }),
  ruleOfEquations({
    code: 'disclosure.balance',
    group: 'sums',
    title: '收入总计等于支出总计',
    source: '预算法第三十七条、表内关系',
    tolerance: '无',
  }),
  ruleOfEquations({
    code: 'disclosure.difference',
    group: 'sums',
    title: '增减额等于两年之差',
    source: '表内关系',
    tolerance: ROUNDED,
  }),
  ruleOfEquations({
    code: 'disclosure.same_figure',
    group: 'tables',
    title: '同一个数在各张表里相同',
    source: '表间关系',
    tolerance: '无；一张表以元、一张以万元为单位时按较粗的一位',
  }),
  ruleOfEquations({
    code: 'disclosure.fiscal_equals_all',
    group: 'tables',
    title: '没有其他收入时，财政拨款各数与总表相同',
    source: '表间关系；结转资金列入当年支出',
    tolerance: '只公开当年拨款的表可以少一个上年结转',
  }),
  {
    code: 'disclosure.part_exceeds_whole',
    group: 'sums',
    severity: 'error',
    title: '“其中”不大于它所属的数',
    source: '表内关系',
    tolerance: '无',
    check: (disclosure) => {
      const pairs = disclosure.tables.flatMap(({ partsOf }) => partsOf)
      if (pairs.length === 0) return NOT_APPLICABLE
      return resultOf(
        pairs
          .filter(
            ({ part, whole }) => part.printed.fen > whole.printed.fen && whole.printed.fen >= 0,
          )
          .map(({ part, whole }) => ({
            code: 'disclosure.part_exceeds_whole',
            severity: 'error' as const,
            confidence: 0.95,
            message: `“其中”一项 ${part.text} 大于它所属的 ${whole.text}。请核对这两个数。`,
            stated: part.text,
            expected: `不大于 ${whole.text}`,
            places: [placeOfFigure(part), placeOfFigure(whole)],
          })),
      )
    },
  },
  {
    code: 'disclosure.fiscal_exceeds_all',
    group: 'tables',
    severity: 'error',
    title: '财政拨款的数不大于全部资金的数',
    source: '表间关系：部分不大于全部',
    tolerance: '一个末位',
    check: (disclosure) => {
      const { index } = ledgerOf(disclosure)
      if (index.isFiscalOnly) return NOT_APPLICABLE
      const facts = [...disclosure.facts.values()].flat()
      return judgeEach(facts, (fact) => {
        const { fund, ...rest } = fact.dims
        if (fund !== 'fiscal' || fact.dims.phase) return undefined
        const whole = facts.find(
          ({ dims, key }) =>
            dims.fund === undefined && key === keyWithout(fact.key) && dims.flow === rest.flow,
        )
        if (!whole) return undefined
        if (fact.value <= whole.value + fact.half + whole.half + 1) return RIGHT
        return {
          code: 'disclosure.fiscal_exceeds_all',
          severity: 'error',
          confidence: 0.9,
          message: `${tableName(fact.table)}“${fact.name}”${show(disclosure, fact.value)}，大于${tableName(whole.table)}“${whole.name}”${show(disclosure, whole.value)}。财政拨款是全部资金的一部分，请核对。`,
          stated: show(disclosure, fact.value),
          expected: `不大于 ${show(disclosure, whole.value)}`,
          places: [...fact.figures, ...whole.figures].slice(0, 6).map(placeOfFigure),
        }
      })
    },
  },
  {
    code: 'disclosure.rounding_gap',
    group: 'sums',
    severity: 'advice',
    title: '合计与分项之间只有四舍五入的差',
    source: '四舍五入规则',
    tolerance: ROUNDED,
    check: (disclosure) => {
      const { equations } = ledgerOf(disclosure)
      if (equations.length === 0) return NOT_APPLICABLE
      const near = equations.filter((equation) => holds(equation) && !holdsExactly(equation))
      if (near.length === 0) return resultOf([])
      // where dozens of sums are exact to the last place, one that is not is no rounding
      const isExact = countDistinct(tellingOf(equations)) >= 20 && countDistinct(near) <= 2
      const strange = near.filter((equation) => strangeness(equation) > 4.5)
      const isLone =
        countDistinct(strange) <= 2 &&
        countDistinct(near.filter((equation) => strangeness(equation) > 3)) ===
          countDistinct(strange)
      const byTable = new Map<number, Equation[]>()
      for (const equation of near) {
        const table = equation.left[0]?.table ?? 0
        byTable.set(table, [...(byTable.get(table) ?? []), equation])
      }
      return resultOf(
        [...byTable.values()].map((list): DisclosureFinding => {
          const odd = isLone ? list.find((equation) => strange.includes(equation)) : undefined
          const first = odd ?? (list[0] as Equation)
          const table = disclosure.tables.find(
            ({ table: one }) => one.number === first.left[0]?.table,
          )
          return {
            code: 'disclosure.rounding_gap',
            severity: odd ? 'warning' : 'advice',
            confidence: isExact || odd ? 0.7 : 0.2,
            message: `${table ? tableName(table.table) : ''}有 ${list.length} 处合计与分项差 ${show(disclosure, Math.abs(gapOf(first)))}，在四舍五入的允许范围 ${show(disclosure, allowanceOf(first))} 之内。${odd ? '四舍五入很少差这么多，别处也没有，这里多半是写错了，请核对。' : isExact ? '其他合计都分毫不差，这里多半是写错了，请核对。' : '如果原数没有更多小数，请核对。'}`,
            stated: show(disclosure, sum(first.left)),
            expected: show(disclosure, sum(first.right)),
            places: [...(odd ? [odd] : []), ...list]
              .flatMap(({ left, right }) => [...left, ...right].map(placeOfFigure))
              .slice(0, MOST_PLACES),
          }
        }),
      )
    },
  },
]

/**
 * A gap in standard deviations of what rounding leaves: each of n figures is off by up to half a
 * place either way, and the sum of them seldom by more than √(n ÷ 12) places.
 */
function strangeness(equation: Equation): number {
  const figures = [...equation.left, ...equation.right]
  const place = Math.max(...figures.map(({ printed }) => printed.half)) * 2
  return Math.abs(gapOf(equation)) / (place * Math.sqrt(figures.length / 12))
}

function keyWithout(key: string): string {
  return key.replace('/fiscal/', '/all/')
}
