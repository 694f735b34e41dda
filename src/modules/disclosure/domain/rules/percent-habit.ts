/** How percents were computed all through a document, and which of them stands out. */

import { type Interval, showPercent } from '../amount.ts'
import type { Token } from '../prose.ts'
import { say } from '../prose-amounts.ts'
import { type DisclosureFinding, placeOfToken } from '../rule.ts'

/** A percent that rounding can explain, with the finding it would be if nothing was rounded. */
export interface Habit {
  /** How many percents rounding leaves to choose from. */
  readonly choices: number
  readonly isDirect: boolean
  readonly finding: DisclosureFinding
}

/** All percents of one kind in a document. */
export interface Percents {
  readonly findings: readonly DisclosureFinding[]
  readonly habits: readonly Habit[]
  readonly checked: number
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

/** The finding for a percent that only rounding explains. */
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
