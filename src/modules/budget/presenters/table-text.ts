import { stringify } from 'csv-stringify/sync'
import { SIDES } from '../domain/labels.ts'
import { type BudgetTable, closingRows } from '../queries/budget-table.ts'
import { cellsOf, headingOf, printedColumns } from './table-json.ts'

/** RFC 4180 with Chinese headings, the total last; text that a spreadsheet would run is escaped. */
export function toTableCsv(table: BudgetTable): string {
  const texts = new Set(
    printedColumns(table).flatMap((column) => (column.type === 'text' ? [column.key] : [])),
  )
  const records = rowsOf(table).map((cells) =>
    Object.entries(cells).map(([key, cell]) =>
      cell !== null && texts.has(key) && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell,
    ),
  )
  return stringify([printedColumns(table).map(headingOf), ...records])
}

/** The same cells with tabs between them, to be copied out of a browser into any program. */
export function toTableTabs(table: BudgetTable): string {
  const columns = printedColumns(table)
  const clean = (cell: string | null): string => (cell ?? '').replace(/[\t\r\n]+/g, ' ')
  const rows = rowsOf(table).map((cells) => Object.values(cells).map(clean).join('\t'))
  return [
    `表${table.number} ${table.title}\t单位：万元`,
    columns.map(headingOf).join('\t'),
    ...rows,
    ...(table.note ? [table.note] : []),
    '',
  ].join('\n')
}

/** A pipe table with the amounts right-aligned, under its title. */
export function toTableMarkdown(table: BudgetTable): string {
  const columns = printedColumns(table)
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rows = rowsOf(table).map((cells) =>
    line(Object.values(cells).map((cell) => escapeCell(cell ?? ''))),
  )
  return [
    `## 表${table.number} ${table.title}`,
    '',
    `单位：万元${table.note ? `。${table.note}` : ''}`,
    '',
    line(columns.map((column) => escapeCell(headingOf(column)))),
    line(columns.map((column) => (column.type === 'amount' ? '---:' : '---'))),
    ...rows,
    '',
  ].join('\n')
}

/** As JSON has them, but for people: the sides of tables 1 and 4 in Chinese. */
function rowsOf(table: BudgetTable): Record<string, string | null>[] {
  return [...table.rows, ...closingRows(table)].map((row) => {
    const cells = cellsOf(table, row)
    return cells.side ? { ...cells, side: SIDES[cells.side] ?? cells.side } : cells
  })
}

function escapeCell(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ')
}
