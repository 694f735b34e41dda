import { roundingAllowance } from './amount.ts'
import type { Figure } from './rows.ts'

/** Two sums of printed figures that must be equal. */
export interface Equation {
  /** Code of the rule that states it. */
  readonly rule: string
  readonly left: readonly Figure[]
  readonly right: readonly Figure[]
  /** Chinese: what the two sides are, for the message. */
  readonly leftName: string
  readonly rightName: string
  /**
   * Equations that stand or fall with one reading of the table. Where most of a group fail, the
   * table was misread rather than misprinted.
   */
  readonly group: string
  /** How sure the reading is that the equation is meant. */
  readonly trust: number
}

/** Left minus right, in fen. */
export function gapOf(equation: Equation): number {
  return sum(equation.left) - sum(equation.right)
}

export function sum(figures: readonly Figure[]): number {
  let total = 0
  for (const { printed } of figures) total += printed.fen
  return total
}

/** The gap that rounding alone can leave. */
export function allowanceOf({ left, right }: Equation): number {
  let half = 0
  let finer = Number.POSITIVE_INFINITY
  for (const figures of [left, right]) {
    for (const { printed } of figures) {
      half = Math.max(half, printed.half)
      finer = Math.min(finer, printed.half)
    }
  }
  if (left.length === 1 && right.length === 1) {
    // one figure printed twice: equal, unless one is printed coarser
    return half > finer * 1.5 ? half + 0.5 : 0
  }
  const addends =
    left.length === 1
      ? right.length
      : right.length === 1
        ? left.length
        : left.length + right.length - 1
  return roundingAllowance(Math.max(1, addends), half) + 0.5
}

export function holdsExactly(equation: Equation): boolean {
  return Math.abs(gapOf(equation)) < 1
}

export function holds(equation: Equation): boolean {
  return Math.abs(gapOf(equation)) <= Math.max(allowanceOf(equation), 0.5)
}

/**
 * Changes are differences of amounts that were rounded themselves: a sum of them, some too small to
 * be printed, may be off twice as far. True where it is off, and no farther.
 */
export function isRoundedChange(
  left: readonly Figure[],
  right: readonly Figure[],
  addends: number,
): boolean {
  const half = Math.max(0, ...left.map(({ printed }) => printed.half))
  const gap = Math.abs(sum(left) - sum(right))
  return right.length > 0 && gap >= 1 && gap <= 2 * roundingAllowance(addends, half) + 0.5
}

/** Equations of a group of which most fail: the table was misread there. */
export function misreadGroups(equations: readonly Equation[]): Set<string> {
  const groups = new Map<string, Equation[]>()
  for (const equation of equations) {
    const group = groups.get(equation.group)
    if (group) group.push(equation)
    else groups.set(equation.group, [equation])
  }
  const misread = new Set<string>()
  for (const [name, group] of groups) {
    const failing = group.filter((equation) => !holds(equation))
    const distinct = new Set(failing.map(signature))
    const passing = new Set(group.filter(holds).filter(isTelling).map(signature))
    if (distinct.size >= 2 && distinct.size > passing.size) misread.add(name)
  }
  return misread
}

function isTelling({ left, right }: Equation): boolean {
  return left.some(({ printed }) => printed.fen !== 0) && right.length > 0
}

function signature({ left, right }: Equation): string {
  return [...left, ...right].map(({ printed }) => printed.fen).join()
}
