import { allowanceOf, type Equation, gapOf, holds, holdsExactly } from './equation.ts'
import type { Figure } from './rows.ts'

/** One figure that, set right, makes equations hold; or an equation that no single figure explains. */
export interface Diagnosis {
  readonly equations: readonly Equation[]
  /** Undefined: any of the equation's figures may be the wrong one. */
  readonly culprit: Figure | undefined
  readonly expected: number | undefined
}

/**
 * Looks for the fewest figures that explain the equations which fail. A wrong cell breaks the sums
 * of its row and of its column, and what other tables say of it, all by the same amount.
 */
export function diagnose(equations: readonly Equation[]): Diagnosis[] {
  let failing = equations.filter((equation) => !holds(equation))
  const held = new Map<Figure, number>()
  for (const equation of equations) {
    if (!holdsExactly(equation)) continue
    for (const figure of [...equation.left, ...equation.right]) {
      held.set(figure, (held.get(figure) ?? 0) + 1)
    }
  }
  const out: Diagnosis[] = []
  while (failing.length > 0) {
    const best = bestCulprit(failing, held)
    if (!best) break
    out.push(best)
    const explained = new Set(best.equations)
    failing = failing.filter((equation) => !explained.has(equation))
  }
  for (const equation of failing)
    out.push({ equations: [equation], culprit: undefined, expected: undefined })
  return out
}

/** In a longer sum no single figure is looked for: each is tried against all the others. */
const LONGEST_SUM = 1_000

function bestCulprit(
  failing: readonly Equation[],
  held: ReadonlyMap<Figure, number>,
): Diagnosis | undefined {
  const candidates = new Map<Figure, { value: number; equation: Equation }[]>()
  for (const equation of failing) {
    if (equation.left.length + equation.right.length > LONGEST_SUM) continue
    const gap = gapOf(equation)
    for (const [side, figures] of [
      [1, equation.left],
      [-1, equation.right],
    ] as const) {
      for (const figure of figures) {
        const value = figure.printed.fen - side * gap
        const list = candidates.get(figure)
        if (list) list.push({ value, equation })
        else candidates.set(figure, [{ value, equation }])
      }
    }
  }
  let best: { figure: Figure; equations: Equation[]; value: number; score: number } | undefined
  for (const [figure, proposals] of candidates) {
    for (const { value, equation: first } of proposals) {
      const agreeing = proposals.filter(
        (other) =>
          Math.abs(other.value - value) <=
          Math.max(1, allowanceOf(other.equation), allowanceOf(first)),
      )
      // money of a table that never is below nothing
      const isOdd = value < 0 && figure.printed.fen >= 0
      const score =
        independent(
          agreeing.map(({ equation }) => equation),
          figure,
        ) -
        (held.get(figure) ?? 0) * 0.6 -
        (isOdd ? 0.5 : 0)
      if (!best || score > best.score) {
        best = { figure, equations: agreeing.map(({ equation }) => equation), value, score }
      }
    }
  }
  if (!best || best.score <= 1) return undefined
  return { equations: best.equations, culprit: best.figure, expected: best.value }
}

/** What two columns of one row of another table say is one statement, not two. */
function independent(equations: readonly Equation[], figure: Figure): number {
  const sources = new Set(
    equations.map((equation) => {
      const others = [...equation.left, ...equation.right].filter((other) => other !== figure)
      const abroad = others.find(({ table }) => table !== figure.table)
      return abroad ? `table ${abroad.table}` : equation.group
    }),
  )
  return sources.size
}
