import { keyOfGroup } from './locate-cell.ts'
import type { GroupField, LineField, Predicate } from './predicate.ts'
import { amountColumnsOf } from './table-description.ts'
import { TABLES } from './tables.ts'

/** The codes of a ledger line, as predicates ask for them. */
export type LineCodes = Readonly<Record<LineField, string | null>> & { readonly carried: boolean }

/** A predicate over one line; one without the code that is asked for does not fulfil it. */
function fulfils(line: LineCodes, predicate: Predicate): boolean {
  switch (predicate.test) {
    case 'in':
      return predicate.values.includes(codeOf(line, predicate.field) ?? '')
    case 'carried':
      return line.carried
    case 'not':
      return !fulfils(line, predicate.of)
    case 'all':
      return predicate.of.every((part) => fulfils(line, part))
    case 'any':
      return predicate.of.some((part) => fulfils(line, part))
  }
}

function codeOf(line: LineCodes, field: GroupField): string | null {
  if (field === 'function_class') return line.function?.slice(0, 3) ?? null
  if (field === 'dept_class') return line.dept_economic?.slice(0, 3) ?? null
  return line[field]
}

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
      const values = section.by.map((field) => codeOf(line, field))
      if (!values.every((value) => value !== null)) return []
      const rowKey = keyOfGroup(section, values)
      return [{ table: table.number, title: table.title, rowKey, columnKey: column.key }]
    })
  })
}
