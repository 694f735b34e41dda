import { all, everyLine, isIn, type Predicate } from './predicate.ts'
import {
  type AmountColumn,
  amountColumnsOf,
  type GroupSection,
  type Item,
  type Side,
  type TableDescription,
} from './table-description.ts'

/** The row that a key names, before anyone has asked whether the ledger has such lines. */
export type RowAddress =
  | { readonly row: 'total' }
  | { readonly row: 'department' }
  | { readonly row: 'item'; readonly side: Side | null; readonly item: Item }
  | {
      readonly row: 'group'
      readonly section: GroupSection
      readonly values: readonly string[]
      /** Table 13 has a row an indicator, all of one project's amount: this one of its project. */
      readonly indicator?: number
    }

export interface CellAddress {
  readonly table: TableDescription
  readonly rowKey: string
  readonly row: RowAddress
  readonly column: AmountColumn
  /** The lines of the row, inside the table's scope. */
  readonly rowWhen: Predicate
  /** The lines of the cell. */
  readonly when: Predicate
}

export function keyOfItem(side: Side | null, item: Item): string {
  return side ? `${side}.${item.key}` : item.key
}

export function keyOfGroup(section: GroupSection, values: readonly string[]): string {
  return [...(section.side ? [section.side] : []), ...values].join('.')
}

/**
 * Finds the cell that an address names: a row's natural keys joined by dots and a column's key.
 * Undefined where the table has no such row or column; a group row may still be without lines.
 */
export function locateCell(
  table: TableDescription,
  department: string,
  rowKey: string,
  columnKey: string,
): CellAddress | undefined {
  const column = amountColumnsOf(table).find((candidate) => candidate.key === columnKey)
  if (!column) return undefined
  const found = locateRow(table, department, rowKey)
  if (!found) return undefined
  if (found.only && !found.only.includes(columnKey)) return undefined
  const { row, rowWhen } = found
  return { table, rowKey, row, column, rowWhen, when: all(table.scope, rowWhen, column.when) }
}

interface FoundRow {
  readonly row: RowAddress
  readonly rowWhen: Predicate
  readonly only?: readonly string[]
}

function locateRow(table: TableDescription, department: string, key: string): FoundRow | undefined {
  if (key === 'total') return { row: { row: 'total' }, rowWhen: everyLine }
  if (table.departmentRow && key === department) {
    return { row: { row: 'department' }, rowWhen: everyLine }
  }
  for (const section of table.sections) {
    if (section.rows === 'items') {
      const item = section.items.find((candidate) => keyOfItem(section.side, candidate) === key)
      if (!item) continue
      const row = { row: 'item', side: section.side, item } as const
      return { row, rowWhen: item.when, ...(section.only ? { only: section.only } : {}) }
    }
    const { values, indicator } = valuesOf(table, section, key)
    if (values) {
      const row = { row: 'group', section, values, ...(indicator ? { indicator } : {}) } as const
      const tests = section.by.map((field, at) => isIn(field, values[at] ?? ''))
      return { row, rowWhen: all(section.within, ...tests) }
    }
  }
  return undefined
}

function valuesOf(
  table: TableDescription,
  section: GroupSection,
  key: string,
): { readonly values?: readonly string[]; readonly indicator?: number } {
  const parts = key.split('.')
  if (section.side && parts.shift() !== section.side) return {}
  const last = parts[section.by.length]
  const isIndicator = table.indicators === 'projects' && /^[1-9]\d{0,3}$/.test(last ?? '')
  const values = parts.slice(0, section.by.length)
  if (parts.length !== section.by.length + (isIndicator ? 1 : 0)) return {}
  if (!values.every((part) => /^[0-9A-Z]{1,30}$/.test(part))) return {}
  return isIndicator ? { values, indicator: Number(last) } : { values }
}
