import { type Fen, fen } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { type ClassName, listClasses } from '../../classification/index.ts'
import { dayOf, type LedgerRef } from '../budget-ref.ts'
import type { Indicator } from '../domain/indicator.ts'
import { LINE_KINDS } from '../domain/labels.ts'
import { keyOfGroup, keyOfItem, type RowAddress } from '../domain/locate-cell.ts'
import {
  amountColumnsOf,
  type GroupSection,
  type ItemSection,
  type TableDescription,
} from '../domain/table-description.ts'
import { TABLES } from '../domain/tables.ts'
import type { BudgetTable, TableRow } from './budget-table.ts'
import { listIndicators } from './list-indicators.ts'
import { listIntents } from './list-intents.ts'
import { loadNames, type Names } from './load-names.ts'
import { rowTexts } from './row-texts.ts'
import { type SumRow, tablesSql } from './tables-sql.ts'

/** Composes the asked tables of one ledger; names that are known already serve. */
export async function composeTables(
  tx: CountyDb,
  ref: LedgerRef,
  tables: readonly TableDescription[] = TABLES,
  known?: Names,
): Promise<BudgetTable[]> {
  const compose = await readTables(tx, ref, tables, known)
  return compose()
}

/**
 * Reads what the asked tables are made of, all sums by one statement. Composing them takes no
 * further statement, and may wait until another one is under way.
 */
export async function readTables(
  tx: CountyDb,
  ref: LedgerRef,
  tables: readonly TableDescription[],
  known?: Names,
): Promise<() => BudgetTable[]> {
  const found = known ?? (await loadNames(tx, ref))
  const classes = tables.some(showsAllClasses)
    ? await listClasses(tx, 'functional', dayOf(ref))
    : []
  const names = {
    ...found,
    functions: new Map([
      ...found.functions,
      ...classes.map(({ code, name }) => [code, name] as const),
    ]),
  }
  const indicators = tables.some((table) => table.indicators !== 'none')
    ? await listIndicators(tx, ref)
    : []
  const intents = tables.some((table) => table.indicators === 'department')
    ? await listIntents(tx, ref)
    : null
  const { rows: sums } = await tablesSql(tables, ref).execute(tx)
  return () =>
    tables.map((table) => {
      const own = sums.filter((row) => row.table === table.number)
      const base = compose(table, ref, names, classes, own, indicators)
      return table.indicators === 'department' ? { ...base, intents } : base
    })
}

/** Tables 1 and 4 print every class (类) of the year, also those without money. */
function showsAllClasses({ sections }: TableDescription): boolean {
  return sections.some(
    (section) => section.rows === 'groups' && section.complete === 'function_class',
  )
}

function compose(
  table: TableDescription,
  ref: LedgerRef,
  names: Names,
  classes: readonly ClassName[],
  sums: readonly SumRow[],
  indicators: readonly Indicator[],
): BudgetTable {
  const rowOf = (key: string, row: RowAddress, values: readonly (number | null)[]): TableRow => ({
    key,
    texts: rowTexts(table, row, names, ref.department),
    amounts: amountsOf(table, values),
  })
  const totalSums = sums.find((row) => row.section === -1)?.sums ?? []
  const total = rowOf('total', { row: 'total' }, totalSums)
  const isEmpty = totalSums.every((sum) => sum === null)
  const rows: TableRow[] =
    table.departmentRow && !isEmpty ? [rowOf(ref.department, { row: 'department' }, totalSums)] : []
  for (const [at, section] of table.sections.entries()) {
    const own = sums.filter((row) => row.section === at)
    if (section.rows === 'items') {
      rows.push(...itemRows(section, own, rowOf))
    } else {
      rows.push(...groupRows(section, own, names, classes, rowOf))
    }
  }
  const base = {
    number: table.number,
    title: table.title,
    columns: table.columns,
    total,
    intents: null,
    note: isEmpty ? (table.emptySentence?.replace('{year}', String(ref.year)) ?? null) : null,
  }
  if (table.indicators === 'department') {
    const aside = table.sections.flatMap((section) =>
      section.rows === 'items' ? section.items : [],
    )
    return {
      ...base,
      rows: departmentIndicatorRows(indicators),
      aside: aside.map((item, at) => ({
        key: item.key,
        label: item.label,
        fen: rows[at]?.amounts.amount ?? null,
      })),
    }
  }
  if (table.indicators === 'projects') {
    return { ...base, rows: projectIndicatorRows(rows, indicators), aside: [] }
  }
  return { ...base, rows, aside: [] }
}

type RowOf = (key: string, row: RowAddress, values: readonly (number | null)[]) => TableRow

function itemRows(section: ItemSection, sums: readonly SumRow[], rowOf: RowOf): TableRow[] {
  return section.items.map((item, number) => {
    const row = rowOf(
      keyOfItem(section.side, item),
      { row: 'item', side: section.side, item },
      sums.find((sum) => sum.item === number)?.sums ?? [],
    )
    if (!section.only) return row
    const kept = Object.entries(row.amounts).map(
      ([key, amount]) => [key, section.only?.includes(key) ? amount : null] as const,
    )
    return { ...row, amounts: Object.fromEntries(kept) }
  })
}

function groupRows(
  section: GroupSection,
  sums: readonly SumRow[],
  names: Names,
  classes: readonly ClassName[],
  rowOf: RowOf,
): TableRow[] {
  const found = new Map<string, { values: string[]; sums: readonly (number | null)[] }>()
  const complete =
    section.complete === 'function_class'
      ? classes.map(({ code }) => code)
      : section.complete === 'project'
        ? [...names.projects.keys()]
        : []
  for (const code of complete) found.set(code, { values: [code], sums: [] })
  for (const sum of sums) {
    const values = [sum.k1, sum.k2].filter((value) => value !== null)
    found.set(values.join('.'), { values, sums: sum.sums })
  }
  return [...found.values()]
    .map((row) => ({ ...row, order: orderOf(section, names, row.values) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ values, sums: own }) =>
      rowOf(keyOfGroup(section, values), { row: 'group', section, values }, own),
    )
}

/** By code; projects by kind first, as table 11 is printed. */
function orderOf(section: GroupSection, names: Names, values: readonly string[]): string {
  const kind = section.by[0] === 'project' ? names.projects.get(values[0] ?? '')?.kind : undefined
  return `${kind ? Object.keys(LINE_KINDS).indexOf(kind) : 0} ${values.join('.')}`
}

function amountsOf(
  table: TableDescription,
  values: readonly (number | null)[],
): Record<string, Fen | null> {
  const amounts: Record<string, Fen | null> = {}
  for (const [at, column] of amountColumnsOf(table).entries()) {
    const value = values[at] ?? null
    amounts[column.key] = value === null ? null : fen(value)
  }
  return amounts
}

function departmentIndicatorRows(indicators: readonly Indicator[]): TableRow[] {
  return indicators
    .filter((indicator) => indicator.project === null)
    .map(({ number, level1, level2, level3, operator, target, unit, note }) => ({
      key: String(number),
      texts: { level1, level2, level3, operator, target, unit, note },
      amounts: { amount: null },
    }))
}

/** A row an indicator; a project without any still stands, with its money and blanks. */
function projectIndicatorRows(
  projects: readonly TableRow[],
  indicators: readonly Indicator[],
): TableRow[] {
  return projects.flatMap((project) => {
    const own = indicators.filter((indicator) => indicator.project === project.key)
    if (own.length === 0) return [project]
    return own.map((indicator) => ({
      key: `${project.key}.${indicator.number}`,
      texts: {
        ...project.texts,
        group: indicator.level1,
        name: indicator.level3,
        operator: indicator.operator,
        target: indicator.target,
        unit: indicator.unit,
      },
      amounts: project.amounts,
    }))
  })
}
