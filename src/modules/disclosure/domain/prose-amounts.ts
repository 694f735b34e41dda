/** Amounts in sentences: how they are said, what they were rounded from, of which year they are. */

import { type Interval, type MoneyUnit, type Printed, SCALES, showAmount } from './amount.ts'
import { isExactAmount } from './ledger.ts'
import type { Token } from './prose.ts'
import type { Disclosure } from './read-disclosure.ts'

function unitOf(token: Token): MoneyUnit {
  return token.unit in SCALES ? (token.unit as MoneyUnit) : '万元'
}

/** An amount in fen, in the unit of the sentence. */
export function say(token: Token, value: number): string {
  return `${showAmount(value, unitOf(token), 2)}${token.unit === '万' ? '万元' : token.unit}`
}

export function printedOf(value: number, half: number, decimals: number): Printed {
  return { fen: value as Printed['fen'], half, decimals }
}

/** The values that a printed amount can have been rounded from. */
export function rangeOf(disclosure: Disclosure, amount: Printed): Interval {
  // one place less than the tables have is rounded all the same
  const half = isExactAmount(disclosure, amount) ? 0 : amount.half
  return { low: amount.fen - half, high: amount.fen + half }
}

/** 年初预算为, 全年预算为: an amount that was planned. */
export function isBudget({ name }: Token): boolean {
  return /(?:年初|全年|调整|本年)?(?<!一般公共|基金|经营)预算(?:数|安排)?(?:为|是)?$/.test(name)
}

/** Words for the year before, but not for what was carried over from it. */
export const PRIOR = /上年(?!结转|度结转|结余)|去年|上一年/

/** Whether the words name the year before the document's by its number. */
export function yearBefore(disclosure: Disclosure, token: Token): boolean {
  const year = /(20\d{2})年/.exec(token.name)?.[1]
  return year !== undefined && disclosure.year !== undefined && Number(year) === disclosure.year - 1
}

/** 上年, 去年 or that year's number. */
export function isPriorYear(disclosure: Disclosure, token: Token): boolean {
  return /上年(?!结转|度结转|结余)|去年/.test(token.name) || yearBefore(disclosure, token)
}

/** Whether the percent is the quotient of the printed amounts, rounded to its own places. */
export function isDirectly(token: Token, exact: number): boolean {
  return Math.abs(Math.abs(token.value) - Math.abs(exact)) <= 10 ** -token.decimals / 2 + 1e-9
}
