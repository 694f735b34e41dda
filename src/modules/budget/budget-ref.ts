import type { County } from '../../kernel/county.ts'

/** One department's budget of one year. */
export interface BudgetRef {
  readonly county: County
  readonly department: string
  readonly year: number
}

/** The ledger as it stood after a version: that version's lines and those of all before it. */
export interface LedgerRef extends BudgetRef {
  readonly sequence: number
}

/** Names are those in force on the first day of the budget's year. */
export function dayOf(ref: BudgetRef): Temporal.PlainDate {
  return new Temporal.PlainDate(ref.year, 1, 1)
}
