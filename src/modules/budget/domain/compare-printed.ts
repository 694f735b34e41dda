import { type Fen, printWan } from '../../../kernel/money.ts'
import type { PrintedFigure } from './document-draft.ts'
import { project, thisYear } from './measures.ts'
import { type Overview, sumOf } from './overview.ts'
import { carried } from './predicate.ts'
import { type Agreement, agreementOf, type Ratio, ratio, readPrinted } from './ratio.ts'

/** A printed figure beside what the ledger gives. */
export interface ComparedFigure extends PrintedFigure {
  readonly agreement: Agreement
}

export function comparePrinted(
  printed: readonly PrintedFigure[],
  value: Ratio | null,
  decimals: number,
): ComparedFigure[] {
  return printed.map((figure) => ({
    ...figure,
    agreement: agreementOf(figure.printed, value, decimals),
  }))
}

/** Money in the unit in which tables print it. */
export function inWan(amount: Fen | null): Ratio | null {
  return amount === null ? null : ratio(amount, 1_000_000)
}

/** The figure of the same budget that a difference happens to be: often what was left out. */
export interface GapExplanation {
  readonly text: string
  readonly label: string
  readonly figure: string
}

/**
 * Why a printed amount may differ: the gap is exactly another figure of this budget. It is an
 * observation, not a reason that anybody has stated.
 */
export function explainGap(
  overview: Overview,
  printed: string,
  amount: Fen | null,
): GapExplanation | undefined {
  const stated = readPrinted(printed)
  if (!stated || stated.decimals > 2) return undefined
  const inCents = Number(stated.scaled) * 10 ** (2 - stated.decimals)
  const gap = Math.abs(inCents * 10_000 - (amount ?? 0))
  const known: readonly (readonly [string, Fen | null, string])[] = [
    ['上年结转', sumOf(overview, carried), 'table-1/income.05/amount'],
    ['本年收入', sumOf(overview, thisYear), 'table-1/income.year/amount'],
    ['项目支出', sumOf(overview, project), 'table-3/total/project'],
  ]
  const found = known.find(
    ([, fen]) => fen !== null && fen > 0 && printWan(fen) === printWan(gap as Fen),
  )
  return found && { text: printWan(gap as Fen), label: found[0], figure: found[2] }
}
