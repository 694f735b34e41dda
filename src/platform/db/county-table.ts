import type { County } from '../../kernel/county.ts'
import type { CountyDb } from './database.ts'

/** How a module lets its rows leave in a county's file and come in again; in the order of coming in. */
export interface CountyTable {
  /** `budget.line` */
  readonly name: string
  /** Values with which rows must come in, since the policies allow no other; `settle` mends them. */
  readonly insertedAs?: Readonly<Record<string, boolean>>
  /** Runs when the rows of this table are in. */
  readonly settle?: (
    tx: CountyDb,
    county: County,
    linesOf: (table: string) => AsyncIterable<readonly string[]>,
  ) => Promise<void>
}
