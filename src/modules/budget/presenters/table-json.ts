import { printWan } from '../../../kernel/money.ts'
import type { BudgetTable, TableRow } from '../queries/budget-table.ts'

/** A table as the API and `--format json` give it: amounts in 万元 as decimal strings, blank null. */
export interface TableJson {
  table: number
  title: string
  unit: '万元'
  columns: { key: string; label: string }[]
  rows: Record<string, string | null>[]
  total: Record<string, string | null>
  /** The key of each row in addresses, in the order of `rows`. */
  row_keys: string[]
  /** Said in words when the table has no figures. */
  note: string | null
  /** Table 12: the amounts in its head. */
  head_amounts?: {
    key: string
    label: string
    amount: string | null
  }[]
  /** Table 12: what the department set out to do, in Yimen's words where a document's are not free. */
  aims?: { number: number; text: string }[]
  tasks?: { number: number; name: string; content: string }[]
}

export function toTableJson(table: BudgetTable): TableJson {
  return {
    table: table.number,
    title: table.title,
    unit: '万元',
    columns: printedColumns(table).map((column) => ({ key: column.key, label: headingOf(column) })),
    rows: table.rows.map((row) => cellsOf(table, row)),
    total: cellsOf(table, table.total),
    row_keys: table.rows.map((row) => row.key),
    note: table.note,
    ...(table.aside.length > 0
      ? {
          head_amounts: table.aside.map(({ key, label, fen }) => ({
            key,
            label,
            amount: fen === null ? null : printWan(fen),
          })),
        }
      : {}),
    ...(table.intents
      ? {
          aims: table.intents.aims.map(({ number, text }) => ({ number, text })),
          tasks: table.intents.tasks.map(({ number, name, content }) => ({
            number,
            name,
            content,
          })),
        }
      : {}),
  }
}

/** `基本支出·人员经费·工资福利支出`: the levels of a head in one line. */
export function headingOf(column: BudgetTable['columns'][number]): string {
  return column.type === 'amount' ? [...column.under, column.label].join('·') : column.label
}

/** The columns of the table's rows; those beside it (table 12) are not among them. */
export function printedColumns(table: BudgetTable): BudgetTable['columns'] {
  return table.columns.filter((column) => column.type === 'text' || !column.aside)
}

export function cellsOf(table: BudgetTable, row: TableRow): Record<string, string | null> {
  const cells: Record<string, string | null> = {}
  for (const column of printedColumns(table)) {
    if (column.type === 'text') {
      cells[column.key] = row.texts[column.key] ?? null
    } else {
      const amount = row.amounts[column.key] ?? null
      cells[column.key] = amount === null ? null : printWan(amount)
    }
  }
  return cells
}
