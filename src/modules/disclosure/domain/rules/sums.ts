import { type Printed, SCALES, showAmount } from '../amount.ts'
import {
  buildIndex,
  equationsAcrossTables,
  equationsOfBalance,
  type Index,
} from '../cross-table.ts'
import { allowanceOf, type Equation, gapOf, holds, holdsExactly, sum } from '../equation.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import type { Figure } from '../rows.ts'
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
import { type Diagnosis, diagnose } from '../solve.ts'
import { seriesEquations } from './movements.ts'

/** All equations of a document, those of misread groups apart, and what explains the failing ones. */
export interface Ledger {
  readonly index: Index
  readonly equations: readonly Equation[]
  readonly unreadable: readonly Equation[]
  readonly diagnoses: readonly Diagnosis[]
}

const ledgers = new WeakMap<Disclosure, Ledger>()

/** Every rule on amounts looks at the same ledger; it is made once a document. */
export function ledgerOf(disclosure: Disclosure): Ledger {
  const known = ledgers.get(disclosure)
  if (known) return known
  const index = buildIndex(disclosure)
  const all = [
    ...disclosure.tables.flatMap(({ equations }) => equations),
    ...equationsOfBalance(disclosure),
    ...seriesEquations(disclosure),
    ...equationsAcrossTables(index),
  ]
  const equations = all.filter(({ group }) => !disclosure.misread.has(group))
  const unreadable = all.filter(({ group }) => disclosure.misread.has(group))
  const ledger = { index, equations, unreadable, diagnoses: diagnose(equations) }
  ledgers.set(disclosure, ledger)
  return ledger
}

const MOST_PLACES = 24

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

function toFinding(
  disclosure: Disclosure,
  { equations, culprit, expected }: Diagnosis,
  all: readonly Equation[],
): DisclosureFinding {
  const first = equations[0] as Equation
  const unit = unitOf(disclosure, culprit ?? first.left[0])
  const say = (value: number): string => showAmount(value, unit)
  const stated = culprit ? culprit.printed.fen : sum(first.left)
  const should = expected ?? sum(first.right)
  const parts = equations.map(
    (equation) =>
      `${equation.leftName} ${say(sum(equation.left))}，${equation.rightName} ${say(sum(equation.right))}，相差 ${say(Math.abs(gapOf(equation)))}`,
  )
  const table = disclosure.tables.find(
    ({ table: one }) => one.number === (culprit ?? first.left[0])?.table,
  )
  const where = table ? tableName(table.table) : ''
  const isApart = equations.every((equation) => isRoundedApart(equation, all))
  const mend = isApart
    ? '只差一个末位，各表自己的合计都对，多半是各自四舍五入的。请核对。'
    : culprit
      ? `这些差数都指向${where}第 ${culprit.row + 1} 行第 ${culprit.column + 1} 列：写的是 ${culprit.text}，应为 ${say(should)}。`
      : '请核对这几个数，改正写错的一个。'
  const figures: Figure[] = []
  const wrong = culprit ?? (first.left.length === 1 ? first.left[0] : undefined)
  const isAcross = wrong && !culprit && first.right.every((figure) => figure.table !== wrong.table)
  for (const figure of [
    ...(culprit ? [culprit] : []),
    ...(isAcross ? repeatedInRow(disclosure, wrong) : []),
    ...equations.flatMap(({ left, right }) => [...left, ...right]),
  ]) {
    if (!figures.includes(figure)) figures.push(figure)
  }
  return {
    code: first.rule,
    severity: isApart ? 'advice' : 'error',
    confidence: isApart ? 0.3 : Math.min(0.99, first.trust + (equations.length > 1 ? 0.02 : 0)),
    message: `${parts.slice(0, 3).join('；')}${parts.length > 3 ? ` 等 ${parts.length} 处` : ''}。${mend}`,
    stated: say(stated),
    expected: say(should),
    places: figures.slice(0, MOST_PLACES).map(placeOfFigure),
  }
}

/**
 * Whether one figure differs between two tables by one last place, and each is what the sums of its
 * own table ask for: rounded apart. A wrong digit would have left a gap in its own table.
 */
function isRoundedApart(equation: Equation, all: readonly Equation[]): boolean {
  const tables = new Set([...equation.left, ...equation.right].map(({ table }) => table))
  if (!CROSS_TABLE.has(equation.rule) || tables.size < 2) return false
  const half = Math.max(...[...equation.left, ...equation.right].map(({ printed }) => printed.half))
  const gap = gapOf(equation)
  if (Math.abs(gap) > half * 2 + 1) return false
  return [
    ...equation.left.map((figure) => ({ figure, by: -gap })),
    ...equation.right.map((figure) => ({ figure, by: gap })),
  ].every(({ figure, by }) => {
    const mine = all.filter(
      (other) =>
        !CROSS_TABLE.has(other.rule) &&
        (other.left.includes(figure) || other.right.includes(figure)),
    )
    const isMended = (other: Equation): boolean =>
      Math.abs(gapOf(other) + (other.left.includes(figure) ? by : -by)) < 1
    return mine.length > 0 && mine.filter(isMended).length <= mine.filter(holdsExactly).length
  })
}

const CROSS_TABLE = new Set(['disclosure.same_figure', 'disclosure.fiscal_equals_all'])

/** 合计, 小计 and 其中 of one row that all print the wrong figure. */
function repeatedInRow(disclosure: Disclosure, figure: Figure): Figure[] {
  const sides = disclosure.tables.find(({ table }) => table.number === figure.table)?.sides ?? []
  const row = sides
    .flatMap(({ rows }) => rows)
    .find(({ row: at, figures }) => at === figure.row && figures.get(figure.column) === figure)
  return [...(row?.figures.values() ?? [])].filter(
    ({ printed }) => printed.fen === figure.printed.fen,
  )
}

function unitOf(
  disclosure: Disclosure,
  figure: Figure | undefined,
): keyof typeof import('../amount.ts').SCALES {
  const table = disclosure.tables.find(({ table: one }) => one.number === figure?.table)
  return table?.unit ?? disclosure.unit
}

/** Figures of one row that say the same wrong thing are one finding. */
function mergeRows(findings: readonly DisclosureFinding[]): DisclosureFinding[] {
  const out: DisclosureFinding[] = []
  for (const finding of findings) {
    const place = finding.places[0]
    const at = out.findIndex(
      (other) =>
        other.code === finding.code &&
        other.places[0]?.table === place?.table &&
        other.places[0]?.row === place?.row &&
        // a row that does not add up in any column is one fault
        (finding.code === 'disclosure.column_sum' ||
          (other.stated === finding.stated && other.expected === finding.expected)),
    )
    const same = out[at]
    if (!same) {
      out.push(finding)
      continue
    }
    const places = [...same.places]
    for (const added of finding.places) {
      if (
        !places.some(
          (known) =>
            known.table === added.table && known.row === added.row && known.column === added.column,
        )
      ) {
        places.push(added)
      }
    }
    // those of the row first
    places.sort(
      (a, b) =>
        Number(b.table === place?.table && b.row === place?.row) -
        Number(a.table === place?.table && a.row === place?.row),
    )
    out[at] = { ...same, places: places.slice(0, MOST_PLACES) }
  }
  return out
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
      const isExact = distinct(tellingOf(equations)) >= 20 && distinct(near) <= 2
      const strange = near.filter((equation) => strangeness(equation) > 4.5)
      const isLone =
        distinct(strange) <= 2 &&
        distinct(near.filter((equation) => strangeness(equation) > 3)) === distinct(strange)
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

function distinct(equations: readonly Equation[]): number {
  return new Set(
    equations.map(({ left, right }) =>
      [...left, ...right].map(({ printed }) => printed.fen).join(),
    ),
  ).size
}

/** Sums of more than one amount: only they can show how figures were rounded. */
function tellingOf(equations: readonly Equation[]): Equation[] {
  return equations.filter(
    ({ left, right }) => [...left, ...right].filter(({ printed }) => printed.fen !== 0).length > 2,
  )
}

/**
 * Whether the figures are whole in their last place. Rounded figures leave a gap in every third
 * sum; where twenty different sums are exact, nothing was rounded, and percents follow exactly.
 */
function isExact(disclosure: Disclosure): boolean {
  const known = exact.get(disclosure)
  if (known !== undefined) return known
  const found = findExact(disclosure)
  exact.set(disclosure, found)
  return found
}

/** Whether an amount in a sentence is exact: written as finely as tables that are exact. */
export function isExactAmount(disclosure: Disclosure, amount: Printed): boolean {
  // tables in 元 and sentences in 万元: the sentences are rounded
  const isFine = amount.half * 2 * 100 <= SCALES[disclosure.unit]
  return isFine && amount.decimals >= 2 && isExact(disclosure)
}

const exact = new WeakMap<Disclosure, boolean>()

function findExact(disclosure: Disclosure): boolean {
  const telling = tellingOf(ledgerOf(disclosure).equations)
  return (
    distinct(telling) >= 20 &&
    telling.every((equation) => holdsExactly(equation) || !holds(equation))
  )
}

function keyWithout(key: string): string {
  return key.replace('/fiscal/', '/all/')
}
