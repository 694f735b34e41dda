import { baseOf, fieldsOf, type GroupField, type LineCodes, type Predicate } from './predicate.ts'

/**
 * One published table, described once. From it come the SQL of the table, the SQL of the lines
 * behind each cell, the head, the row keys in addresses, and the checks that tables agree.
 */
export interface TableDescription {
  readonly number: number
  readonly title: string
  /** The lines that the table speaks of; its row `total` is their sum. */
  readonly scope: Predicate
  /** In printed order. */
  readonly columns: readonly Column[]
  readonly sections: readonly Section[]
  /** The table has a row of the whole department, keyed by its code, equal to the total. */
  readonly departmentRow: boolean
  /** The rows of indicators that stand in the table, whatever its amounts are. */
  readonly indicators: 'department' | 'projects' | 'none'
  /** What is said when no line is in scope: `{year}` is replaced. */
  readonly emptySentence: string | null
}

export type Column = TextColumn | AmountColumn

export interface TextColumn {
  readonly type: 'text'
  readonly key: string
  readonly label: string
}

export interface AmountColumn {
  readonly type: 'amount'
  readonly key: string
  readonly label: string
  readonly when: Predicate
  /** Labels of the header cells above it, outermost first. */
  readonly under: readonly string[]
  /** Stands in the head of table 12, beside its indicators rather than in their rows. */
  readonly aside?: boolean
}

export function amountColumnsOf(table: TableDescription): AmountColumn[] {
  return table.columns.filter((column) => column.type === 'amount')
}

/** What must be known of a line to put it in its cells; a field may stand there more than once. */
export function fieldsOfTable(table: TableDescription): (keyof LineCodes)[] {
  return [
    ...fieldsOf(table.scope),
    ...amountColumnsOf(table).flatMap((column) => fieldsOf(column.when)),
    ...table.sections.flatMap((section) =>
      section.rows === 'items'
        ? section.items.flatMap((item) => fieldsOf(item.when))
        : [...section.by.map(baseOf), ...fieldsOf(section.within)],
    ),
  ]
}

export type Section = ItemSection | GroupSection

/** Rows that always stand, such as the sources of income. */
export interface ItemSection {
  readonly rows: 'items'
  readonly side: Side | null
  readonly items: readonly Item[]
  /** Only these amount columns have figures in this section; unset: all. */
  readonly only?: readonly string[]
}

export interface Item {
  /** Part of the row's key behind the side: `income.0101`. */
  readonly key: string
  readonly label: string
  readonly code: string | null
  readonly when: Predicate
  /**
   * Printed as 0.00 rather than left blank when there are lines at all: 年终结转 is always stated,
   * being income less expenditure.
   */
  readonly stated?: boolean
}

/** A row for each combination of values that lines really have. */
export interface GroupSection {
  readonly rows: 'groups'
  readonly side: Side | null
  readonly by: readonly GroupField[]
  readonly within: Predicate
  /** Rows without lines that stand too: all classes (类) of the year, all projects. */
  readonly complete?: 'function_class' | 'project'
}

export type Side = 'income' | 'expenditure'
