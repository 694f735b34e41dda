import { chineseOrdinal, LINE_KINDS } from '../domain/labels.ts'
import type { RowAddress } from '../domain/locate-cell.ts'
import type { TableDescription } from '../domain/table-description.ts'
import { NAME_UNKNOWN, type Names } from './load-names.ts'

export type RowTexts = Record<string, string | null>

/** What stands in the text columns of a row, as the published tables print it. */
export function rowTexts(
  table: TableDescription,
  row: RowAddress,
  names: Names,
  department: string,
): RowTexts {
  const blank: RowTexts = {}
  for (const column of table.columns) if (column.type === 'text') blank[column.key] = null
  return { ...blank, ...filled(table, row, names, department) }
}

/** One line for a page title or a list: what the row is about. */
export function rowLabel(row: RowAddress, names: Names): string {
  switch (row.row) {
    case 'total':
      return '合计'
    case 'department':
      return names.department
    case 'item':
      return row.item.label
    case 'group':
      return row.section.by
        .map((field, at) => nameOf(field, row.values[at] ?? '', names))
        .filter((name, at, list) => list.indexOf(name) === at)
        .join(' · ')
  }
}

function filled(
  table: TableDescription,
  row: RowAddress,
  names: Names,
  department: string,
): RowTexts {
  switch (row.row) {
    case 'total':
      return totalTexts(table)
    case 'department':
      return departmentTexts(table, names.department, department)
    case 'item':
      return row.side ? { side: row.side, item: row.item.label, code: row.item.code } : {}
    case 'group':
      return groupTexts(table, row.values, names)
  }
}

function totalTexts(table: TableDescription): RowTexts {
  if (table.number === 1 || table.number === 4) return { item: '总计' }
  if (table.number === 6 || table.number === 7) return { dept_name: '合计' }
  if (table.number === 11 || table.number === 13) return { project: '合计' }
  return table.columns.some((column) => column.key === 'name') ? { name: '合计' } : {}
}

function departmentTexts(table: TableDescription, name: string, code: string): RowTexts {
  if (table.number === 2) return { code, name }
  if (table.number === 7) return { dept_economic: code, dept_name: name }
  if (table.number === 11) return { project: code, unit: name }
  return { unit: code, name }
}

function groupTexts(table: TableDescription, values: readonly string[], names: Names): RowTexts {
  const [first = '', second = ''] = values
  switch (table.number) {
    case 1:
    case 4:
      return { side: 'expenditure', item: classLabel(table, first, names), code: first }
    case 2:
      return { code: first, name: nameOf('unit', first, names) }
    case 6:
    case 7:
      return {
        dept_economic: first,
        dept_name: nameOf('dept_economic', first, names),
        gov_economic: second,
        gov_name: nameOf('gov_economic', second, names),
      }
    case 11: {
      const project = names.projects.get(first)
      return {
        kind: project ? LINE_KINDS[project.kind] : null,
        project_code: first,
        project: nameOf('project', first, names),
        unit: nameOf('unit', project?.unit ?? '', names),
      }
    }
    case 13:
      return { project_code: first, project: nameOf('project', first, names) }
    default:
      return { unit: first, function: second, name: nameOf('function', second, names) }
  }
}

/** Old ordinals stand before the classes: ordinal + 200 = code. */
function classLabel(table: TableDescription, code: string, names: Names): string {
  const ordinal = chineseOrdinal(Number(code) - 200)
  const name = nameOf('function_class', code, names)
  return table.number === 4 ? `（${ordinal}）${name}` : `${ordinal}、${name}`
}

function nameOf(field: string, code: string, names: Names): string {
  switch (field) {
    case 'unit':
      return names.units.get(code)?.name ?? NAME_UNKNOWN
    case 'project':
      return names.projects.get(code)?.name ?? NAME_UNKNOWN
    case 'function':
      return names.functions.get(code) ?? NAME_UNKNOWN
    case 'function_class':
      return names.functions.get(code) ?? NAME_UNKNOWN
    case 'dept_economic':
      return names.departmentEconomic.get(code) ?? NAME_UNKNOWN
    case 'gov_economic':
      return names.governmentEconomic.get(code) ?? NAME_UNKNOWN
    default:
      return code
  }
}
