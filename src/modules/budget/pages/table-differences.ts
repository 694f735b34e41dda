import type { PrintedFigure } from '../domain/document-draft.ts'
import { type Difference, type LabelledCell, listDifferences } from '../domain/list-differences.ts'
import { headingOf } from '../presenters/table-json.ts'
import type { BudgetTable, TableRow } from '../queries/budget-table.ts'

/** What a document prints in a table otherwise than the ledger gives it. */
export function differencesIn(
  table: BudgetTable,
  printed: readonly PrintedFigure[],
): readonly Difference[] {
  return listDifferences(cellsOf(table), new Map(), printed).filter(
    (difference) => difference.table === table.number,
  )
}

/** A row of table 13 is an indicator; its amount is its project's and stands once. */
export function cellsOf(table: BudgetTable): LabelledCell[] {
  const cells = new Map<string, LabelledCell>()
  const add = (key: string, words: string, amounts: TableRow['amounts']): void => {
    for (const column of table.columns) {
      if (column.type !== 'amount' || !(column.key in amounts)) continue
      const figure = `table-${table.number}/${key}/${column.key}`
      cells.set(figure, {
        figure,
        table: table.number,
        label: `表${table.number} ${words} ${headingOf(column)}`,
        amount: amounts[column.key] ?? null,
      })
    }
  }
  if (table.aside.length > 0) {
    for (const { key, label, fen } of table.aside) add(key, label, { amount: fen })
    return [...cells.values()]
  }
  for (const row of [...table.rows, table.total]) {
    const { item, name, dept_name, project, project_code } = row.texts
    const key = table.number === 13 && row !== table.total ? (project_code ?? row.key) : row.key
    const words =
      (table.number === 13 ? project : (item ?? name ?? dept_name ?? project)) ?? row.key
    // tables 1 and 4 print their totals as rows; their nameless closing row is no cell of theirs
    if (row === table.total && (table.number === 1 || table.number === 4)) continue
    add(key, words, row.amounts)
  }
  return [...cells.values()]
}
