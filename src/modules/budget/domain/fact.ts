import { type Fen, fen, printWan, printYuan } from '../../../kernel/money.ts'
import type { Message } from './check-promises.ts'
import type { Predicate } from './predicate.ts'
import { type Ratio, ratio } from './ratio.ts'

/**
 * A figure that no table holds: a sum in plain words, a share, a difference to last year, a count.
 * Each is a door like a cell (mechanism 4): `lines` opens the ledger lines that add up to it (相加),
 * `records` the records that it counts (相加), `terms` what it is computed from (计算).
 */
export interface Fact {
  readonly key: string
  /** What it is: 基本支出占支出的比例. */
  readonly title: string
  /** As it is printed: 206.67, 53, 17. */
  readonly text: string
  /** 万元, %, 元, 项, 个, 天. */
  readonly unit: string
  /** Exact, in the unit. */
  readonly value: Ratio
  /** How it is got, in one sentence. */
  readonly definition: string
  readonly door: 'lines' | 'terms' | 'records'
  readonly when?: Predicate
  readonly terms: readonly FactTerm[]
  readonly records: readonly FactRecord[]
}

export interface FactTerm {
  readonly sign: '' | '+' | '−' | '×' | '÷'
  readonly label: string
  readonly text: string
  readonly unit: string
  /** Address inside the edition; null: a constant, such as 100. */
  readonly figure: string | null
}

export interface FactRecord {
  readonly label: string
  readonly detail: string | Message
  /** Address inside the edition. */
  readonly address: string
}

const FEN_PER = { 万元: 1_000_000, 元: 100 } as const
type MoneyUnit = keyof typeof FEN_PER

/** An amount as a fact states it: its text, and its exact value in the same unit. */
export function moneyIn(unit: MoneyUnit, amount: Fen): Pick<Fact, 'text' | 'unit' | 'value'> {
  const text = unit === '万元' ? printWan(amount) : printYuan(amount)
  return { text, unit, value: ratio(amount, FEN_PER[unit]) }
}

/** How far two amounts are apart: the larger less the smaller, as an amount and its terms. */
export function differenceOf(
  one: MoneyTerm,
  other: MoneyTerm,
  unit: MoneyUnit = '万元',
): Pick<Fact, 'text' | 'unit' | 'value' | 'terms'> {
  const [more, less] = one.amount < other.amount ? [other, one] : [one, other]
  return {
    ...moneyIn(unit, fen(more.amount - less.amount)),
    terms: [moneyTerm('', more, unit), moneyTerm('−', less, unit)],
  }
}

/** An amount with its words, and the address inside the edition at which it opens. */
export interface MoneyTerm {
  readonly label: string
  readonly amount: Fen
  readonly figure: string
}

export function moneyTerm(
  sign: FactTerm['sign'],
  of: MoneyTerm,
  unit: MoneyUnit = '万元',
): FactTerm {
  const { text } = moneyIn(unit, of.amount)
  return { sign, label: of.label, text, unit, figure: of.figure }
}
