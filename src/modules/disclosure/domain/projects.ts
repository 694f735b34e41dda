import { isBlank } from './amount.ts'
import { readColumns } from './columns.ts'
import { type Cell, fold, textAt } from './document.ts'
import type { Table } from './frame-tables.ts'
import { figureAt, type Indicator, toIndicator } from './indicators.ts'
import { type PerformanceForm, readForms } from './performance-forms.ts'
import type { Disclosure } from './read-disclosure.ts'
import type { ReadTable } from './read-table.ts'
import type { Figure } from './rows.ts'

/** A project as the table of projects, or the table of their aims, lists it. */
export interface Project {
  readonly table: Table
  readonly name: string
  /** Digits and letters, without what a line break or a page end cut in; '' for none. */
  readonly code: string
  /** 其他运转类, 特定目标类. */
  readonly type: string
  readonly amount: Figure | undefined
  readonly nameCell: Cell
  readonly indicators: readonly Indicator[]
  /** Another amount in the row that the page end cut off. */
  readonly second: Figure | undefined
  readonly codeCells: readonly Cell[]
  readonly isCutByRow: boolean
  /** Read from a form of its own, not from a row of a list. */
  readonly form: PerformanceForm | undefined
}

const lists = new WeakMap<Disclosure, { projects: Project[]; aims: Project[] }>()

export function projectsOf(disclosure: Disclosure): {
  projects: readonly Project[]
  aims: readonly Project[]
} {
  const known = lists.get(disclosure)
  if (known) return known
  const read = {
    projects: disclosure.tables
      .filter(({ table }) => table.kind === 'projects')
      .flatMap(readProjects),
    aims: disclosure.tables
      .filter(({ table }) => table.kind === 'project_aims' || table.kind === 'other')
      .flatMap((read) => {
        const forms = readForms(read)
        if (forms.length > 0) return forms.map(ofForm)
        return read.table.kind === 'project_aims' ? readAims(read) : []
      }),
  }
  lists.set(disclosure, read)
  return read
}

/** The aims that stand in forms of their own. */
export function formsOf(disclosure: Disclosure): PerformanceForm[] {
  return projectsOf(disclosure).aims.flatMap(({ form }) => (form ? [form] : []))
}

/** The aims that a table lists, a project a row. */
export function listedAimsOf(disclosure: Disclosure): Project[] {
  return projectsOf(disclosure).aims.filter(({ form }) => !form)
}

/** Every indicator of lists and forms, with the project whose it is. */
export function indicatorsOf(
  disclosure: Disclosure,
): { readonly project: Project; readonly indicator: Indicator }[] {
  return projectsOf(disclosure).aims.flatMap((project) =>
    project.indicators.map((indicator) => ({ project, indicator })),
  )
}

function ofForm(form: PerformanceForm): Project {
  const { table, name, nameCell, total: amount, indicators } = form
  return {
    table,
    name,
    code: '',
    type: '',
    amount,
    nameCell,
    indicators,
    second: undefined,
    codeCells: [],
    isCutByRow: false,
    form,
  }
}

function readProjects({ table, sides }: ReadTable): Project[] {
  const columns = readColumns(table)
  const find = (pattern: RegExp): number | undefined =>
    columns.find(({ path, role }) => role !== 'amount' && pattern.test(path.join('|')))?.index
  const nameColumn = find(/项目名称|支出项目|项目$/)
  const typeColumn = find(/类型|类别/)
  const codeColumn = find(/项目(?:编码|代码)/)
  if (nameColumn === undefined) return []
  const side = sides[0]
  const total =
    side?.amounts.find(({ path }) => /合计|总计|金额|资金总额|预算数/.test(path.at(-1) ?? '')) ??
    side?.amounts[0]
  return (side?.rows ?? []).flatMap((row): Project[] => {
    const cell = table.grid[row.row]?.[nameColumn]
    if (row.kind !== 'item' && !(row.kind === 'unit' && cell && !/^\d*$/.test(fold(cell.text))))
      return []
    if (!cell || isBlank(cell.text) || /^\d{1,6}$|^(?:合计|总计|小计)$/.test(fold(cell.text)))
      return []
    const amount = total ? row.figures.get(total.index) : undefined
    if (
      row.kind === 'unit' &&
      !(typeColumn !== undefined && textAt(table.grid, row.row, typeColumn) !== '')
    )
      return []
    return [
      {
        table,
        name: cell.text.trim(),
        code: codeColumn === undefined ? '' : fold(textAt(table.grid, row.row, codeColumn)),
        type: typeColumn === undefined ? '' : fold(textAt(table.grid, row.row, typeColumn)),
        amount,
        nameCell: cell,
        indicators: [],
        second: undefined,
        codeCells: [],
        isCutByRow: false,
        form: undefined,
      },
    ]
  })
}

const WHOLE_CODE = 21

function readAims({ table, unit }: ReadTable): Project[] {
  const columns = readColumns(table)
  const find = (pattern: RegExp): number | undefined =>
    columns.find(({ path }) => pattern.test(path.join('|')))?.index
  const nameColumn = find(/项目名称/)
  const codeColumn = find(/项目编码|项目代码/)
  const amountColumn = columns.find(
    ({ path, role }) => role === 'amount' && /总额|合计|金额|预算数/.test(path.at(-1) ?? ''),
  )?.index
  if (nameColumn === undefined || amountColumn === undefined) return []
  const pairs = columns.flatMap(({ path, index }) => {
    const next = columns[index + 1]
    if (
      !/指标$|指标名称|指标内容/.test(path.at(-1) ?? '') ||
      !/指标值|目标值/.test(next?.path.at(-1) ?? '')
    )
      return []
    return [{ words: path.join('|'), name: index, value: index + 1 }]
  })
  const projects: (Omit<Project, 'indicators'> & { indicators: Indicator[] })[] = []
  for (const row of table.body) {
    const at = (column: number | undefined): Cell | undefined => {
      const cell = column === undefined ? undefined : table.grid[row]?.[column]
      return cell && cell.row === row ? cell : undefined
    }
    const name = at(nameColumn)
    const code = at(codeColumn)
    const digits = fold(code?.text ?? '')
    const amount = figureAt(table, at(amountColumn), unit)
    const last = projects.at(-1)
    if (
      last &&
      digits !== '' &&
      /^[0-9A-Z]{1,12}$/.test(digits) &&
      last.code.length < WHOLE_CODE &&
      last.code.length + digits.length === WHOLE_CODE
    ) {
      projects[projects.length - 1] = {
        ...last,
        code: last.code + digits,
        name: `${last.name}${fold(name?.text ?? '')}`,
        second: amount,
        codeCells: code ? [...last.codeCells, code] : last.codeCells,
        isCutByRow: true,
      }
    } else if (name && !isBlank(name.text) && amount && !/^\d{3,6}$/.test(digits)) {
      projects.push({
        table,
        name: name.text.trim(),
        code: digits,
        type: '',
        amount,
        nameCell: name,
        indicators: [],
        second: undefined,
        codeCells: code ? [code] : [],
        isCutByRow: false,
        form: undefined,
      })
    }
    const owner = projects.at(-1)
    if (!owner) continue
    for (const pair of pairs) {
      const label = at(pair.name)
      const value = at(pair.value)
      if (isBlank(label?.text ?? '') && isBlank(value?.text ?? '')) continue
      owner.indicators.push(toIndicator(pair.words, label, value))
    }
  }
  return projects
}
