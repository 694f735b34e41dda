import { type Fen, fen } from '../../../kernel/money.ts'
import { fold } from './document.ts'
import { remembering } from './remember.ts'

/** Fen in one unit of the money that a table or sentence is written in. */
export const SCALES = {
  元: 100,
  百元: 10_000,
  千元: 100_000,
  万元: 1_000_000,
  亿元: 10_000_000_000,
} as const
export type MoneyUnit = keyof typeof SCALES

/** An amount as printed: its value, and how far the exact value may lie from it. */
export interface Printed {
  readonly fen: Fen
  /** Half a unit of the last printed place. */
  readonly half: number
  readonly decimals: number
}

const LARGEST = 9e15

/** Signs that offices write for "nothing": the cell is blank, not zero. */
const NOTHING = /^(?:[-—–―−－/\\·.]+|无|空)$/

/** Whether a cell is left blank, also by a dash. */
export function isBlank(text: string): boolean {
  const plain = fold(text)
  return plain === '' || NOTHING.test(plain)
}

export interface CellNumber {
  /** The number as written, without its unit. */
  readonly value: number
  readonly decimals: number
  readonly unit: MoneyUnit | null
}

/** A cell that is one number: sign, thousands separators, a unit of money behind it. */
export const readNumber = remembering((text): CellNumber | undefined => {
  const plain = fold(text)
    .replace(/^[¥￥]/, '')
    .replace(/^[−–－]/, '-')
  const match =
    /^([-+]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(亿元|万元|千元|百元|元)?$/.exec(plain) ??
    /^\((-?)(\d+|\d{1,3}(?:,\d{3})+)\.(\d+)\)()$/.exec(plain)
  if (!match) return undefined
  const [, sign, whole = '', decimals = '', unit] = match
  const negative = sign === '-' || plain.startsWith('(')
  const size = Number(`${whole.replaceAll(',', '')}.${decimals || '0'}`)
  if (!Number.isFinite(size) || size > LARGEST) return undefined
  return {
    value: negative ? -size : size,
    decimals: decimals.length,
    unit: unit ? (unit as MoneyUnit) : null,
  }
})

export function toPrinted(
  number: CellNumber,
  unit: MoneyUnit,
  decimals = number.decimals,
): Printed {
  const scale = SCALES[number.unit ?? unit]
  const exact = number.value * scale
  const value = Math.abs(exact) > 9e15 ? 9e15 * Math.sign(exact) : Math.round(exact)
  return { fen: fen(value), half: scale / 10 ** decimals / 2, decimals }
}

/** `595.94`: an amount in its unit with so many places, for messages. */
export function showAmount(amount: number, unit: MoneyUnit, decimals = 2): string {
  const text = (Math.round((amount / SCALES[unit]) * 10 ** decimals) / 10 ** decimals).toFixed(
    Math.max(decimals, 2),
  )
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** Whether two printed figures can be the same amount, each rounded once. */
export function canBeSame(left: Printed, right: Printed): boolean {
  // rounding to the coarser place once more must give the coarser figure
  return Math.abs(left.fen - right.fen) <= Math.max(left.half, right.half) + EPSILON
}

const EPSILON = 0.5

/**
 * The gap that rounding may leave between a printed total and `addends` printed parts, each rounded
 * from exact fen: ⌊(n + 1) / 2⌋ units of the last place.
 */
export function roundingAllowance(addends: number, half: number): number {
  return Math.floor((addends + 1) / 2) * half * 2
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Every value that part ÷ whole × 100 can have, given how both were rounded. */
export function percentRange(part: Interval, whole: Interval): Interval | undefined {
  if (whole.low <= 0 && whole.high >= 0) return undefined
  const values = [part.low, part.high].flatMap((p) => [
    (p / whole.low) * 100,
    (p / whole.high) * 100,
  ])
  return { low: Math.min(...values), high: Math.max(...values) }
}

export function intervalOf(amount: Printed): Interval {
  return { low: amount.fen - amount.half, high: amount.fen + amount.half }
}

/** Whether a percent printed with so many places can stand for a value inside the range. */
export function percentFits(stated: number, decimals: number, range: Interval): boolean {
  const half = 0.5 / 10 ** decimals + 1e-9
  return stated >= range.low - half && stated <= range.high + half
}

/** The percent that should be printed with so many places. */
export function showPercent(value: number, decimals: number): string {
  const sign = value < 0 ? -1 : 1
  return `${((sign * Math.round(Math.abs(value) * 10 ** decimals + 1e-9)) / 10 ** decimals).toFixed(decimals)}%`
}
