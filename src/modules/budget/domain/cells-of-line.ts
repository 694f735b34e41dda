import { keyOfGroup } from './locate-cell.ts'
import { fieldOf, fulfils, type LineCodes } from './predicate.ts'
import { amountColumnsOf } from './table-description.ts'
import { TABLES } from './tables.ts'

/** The finest rows of the tables that a line is counted in: where else it shows. */
export function cellsOfLine(line: LineCodes): {
  readonly table: number
  readonly title: string
  readonly rowKey: string
  readonly columnKey: string
}[] {
  return TABLES.flatMap((table) => {
    const [column] = amountColumnsOf(table)
    if (!column || !fulfils(line, table.scope)) return []
    return table.sections.flatMap((section) => {
      if (section.rows === 'items' || !fulfils(line, section.within)) return []
      const values = section.by.map((field) => fieldOf(line, field))
      if (!values.every((value) => value !== null)) return []
      const rowKey = keyOfGroup(section, values)
      return [{ table: table.number, title: table.title, rowKey, columnKey: column.key }]
    })
  })
}
