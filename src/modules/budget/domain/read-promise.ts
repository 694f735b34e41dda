import { type Fen, fen } from '../../../kernel/money.ts'
import type { Indicator } from './indicator.ts'

/** Operator, value and unit as they are printed: `≥95%`; null: no target was written. */
export function targetOf({ operator, target, unit }: Indicator): string | null {
  return target === null ? null : `${operator ?? ''}${target}${unit ?? ''}`
}

const FEN_PER: Readonly<Record<string, number>> = { 万元: 1_000_000, 万: 1_000_000, 元: 100 }

/** An amount of money that an indicator states, in its value or in its name. */
export interface StatedMoney {
  readonly text: string
  readonly fen: Fen
}

/**
 * The money that an indicator speaks of. A value without a unit is money only where the name says
 * the same number with one (`支付11.56万元`, 11.56).
 */
export function moneyOf(indicator: Indicator): StatedMoney[] {
  const inName = [...indicator.level3.matchAll(/(\d+(?:\.\d+)?)\s*(万元|万|元)/g)]
    // a rate a head or a day is no amount
    .filter((match) => !/每人每[天日月]\D*$/.test(indicator.level3.slice(0, match.index)))
    .map(([text, number = '', unit = '']) => money(text, number, unit))
  const { target, unit } = indicator
  const isNumber = target !== null && /^\d+(\.\d+)?$/.test(target)
  const inTarget =
    isNumber && unit !== null && unit in FEN_PER ? [money(`${target}${unit}`, target, unit)] : []
  const seen = new Set<number>()
  return [...inTarget, ...inName].flatMap((stated) => {
    if (!stated || seen.has(stated.fen)) return []
    seen.add(stated.fen)
    return [stated]
  })
}

function money(text: string, number: string, unit: string): StatedMoney | undefined {
  const value = Math.round(Number(number) * (FEN_PER[unit] ?? Number.NaN))
  return Number.isSafeInteger(value) ? { text, fen: fen(value) } : undefined
}

/** `220名……22个工作日每人每天……13`: so many people, each paid so much a working day. */
export interface DailyRate {
  readonly persons: number
  readonly daysAMonth: number | null
  readonly rate: Fen
}

export function dailyRateOf(indicator: Indicator): DailyRate | undefined {
  const words = indicator.level3
  const rate = /每人每[天日]\D*?(\d+(?:\.\d+)?)/.exec(words)?.[1]
  const inTarget = indicator.unit === '人' ? indicator.target : undefined
  const persons = inTarget ?? /(\d+)\s*[名人]/.exec(words)?.[1]
  if (rate === undefined || !persons || !/^\d{1,6}$/.test(persons)) return undefined
  const days = /(\d+)\s*(?:个)?工作日/.exec(words)?.[1]
  return {
    persons: Number(persons),
    daysAMonth: days === undefined ? null : Number(days),
    rate: fen(Math.round(Number(rate) * 100)),
  }
}

/** A share of something, by its name: 率, 比例, 满意度. */
export function isRate({ level3 }: Indicator): boolean {
  return /率|比例|占比|比重|满意/.test(level3)
}
