/** What is said of sums that fail: which figure is wrong, and where else it stands. */

import { showAmount } from '../amount.ts'
import { type Equation, gapOf, holdsExactly, sum } from '../equation.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import type { Figure } from '../rows.ts'
import { type DisclosureFinding, placeOfFigure } from '../rule.ts'
import type { Diagnosis } from '../solve.ts'

export const MOST_PLACES = 24

export function toFinding(
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
export function mergeRows(findings: readonly DisclosureFinding[]): DisclosureFinding[] {
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
