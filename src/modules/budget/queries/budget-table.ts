import type { Fen } from '../../../kernel/money.ts'
import type { Column } from '../domain/table-description.ts'
import type { Intents } from './list-intents.ts'

/** A table as it is printed, with exact amounts and the key of each row's address. */
export interface BudgetTable {
  readonly number: number
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
  readonly total: TableRow
  /** Said in words when the table has no figures. */
  readonly note: string | null
  /** Table 12 only: the amounts that stand in its head. */
  readonly aside: readonly AsideAmount[]
  /** Table 12 only: the year's aims and tasks. */
  readonly intents: Intents | null
}

export interface TableRow {
  readonly key: string
  /** Text columns by key; null: blank. */
  readonly texts: Readonly<Record<string, string | null>>
  /** Amount columns by key; null: blank, no line in scope. */
  readonly amounts: Readonly<Record<string, Fen | null>>
}

export interface AsideAmount {
  readonly key: string
  readonly label: string
  readonly fen: Fen | null
}

/** The total, where the table does not print it among its rows; table 12 has none. */
export function closingRows(table: BudgetTable): readonly TableRow[] {
  const isPrinted = table.rows.some((row) => row.key === 'total' || row.key.endsWith('.total'))
  return isPrinted || table.aside.length > 0 ? [] : [table.total]
}
