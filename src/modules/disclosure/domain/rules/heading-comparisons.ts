/** Columns that are compared: what the heading says of them against the columns themselves. */

import { type Cell, fold } from '../document.ts'
import { headingCells, type Table } from '../frame-tables.ts'
import { tableName } from '../read-disclosure.ts'
import { judgeEach, NOT_APPLICABLE, placeOfCell, RIGHT, type Rule } from '../rule.ts'

/** 2023年预算数: a year, and what is given for it. */
interface Dated {
  readonly cell: Cell
  readonly year: number
  readonly what: string
}

const DATED = /^(20\d{2})年度?([^\d比较与]{0,12}?)数?$/

const COMPARED =
  /^(20\d{2})年度?([^\d比较与]{0,12}?)数?(?:比|较|与)(20\d{2})年度?([^\d比较与]{0,12}?)数?(?:相比|增减.*|增长.*|\(.*)?$/

/** Money that comes from earlier years is no column of them. */
const NOT_OF_YEAR = /结[转余]|以前|年末|年初|增|减/

function datedIn(cells: readonly Cell[]): Dated[] {
  return cells.flatMap((cell) => {
    const [, year, what = ''] = DATED.exec(fold(cell.text)) ?? []
    return year && !NOT_OF_YEAR.test(what) ? [{ cell, year: Number(year), what }] : []
  })
}

/** Each half of a comparison, where columns bear its name and none of them its year. */
function strangeHalves(cell: Cell, columns: readonly Dated[]): Dated[] {
  const [, one, what = '', two, other = ''] = COMPARED.exec(fold(cell.text)) ?? []
  if (!one || !two) return []
  const halves = [
    { year: Number(one), what },
    { year: Number(two), what: other },
  ]
  return halves.flatMap((half) => {
    const named = columns.filter((column) => column.what === half.what)
    return named.some((column) => column.year === half.year) ? [] : named
  })
}

function isOfItself(cell: Cell): boolean {
  const [, one, what, two, other] = COMPARED.exec(fold(cell.text)) ?? []
  return one !== undefined && one === two && what === other
}

/** The column of last year bears a year before last, and nothing else says so. */
function farYears(table: Table, columns: readonly Dated[], year: number): Dated[] {
  const years = new Set(
    headingCells(table).flatMap(({ text }) =>
      [...fold(text).matchAll(/20\d{2}(?=年)/g)].map(([digits]) => Number(digits)),
    ),
  )
  if (years.size !== 2 || !columns.some((column) => column.year === year)) return []
  return columns.filter((column) => column.year < year - 1 && column.year >= year - 3)
}

const headingCompared: Rule = {
  code: 'disclosure.heading_compared',
  group: 'tables',
  severity: 'warning',
  title: '表头里比较的两个年份与旁边的栏相同，上年栏写上一年',
  source: '公开文本格式；同一张表里的栏目名称一致',
  tolerance: '结转栏不查；有三个以上年份的只查比较的两栏',
  check: (disclosure) => {
    const { year } = disclosure
    if (year === undefined) return NOT_APPLICABLE
    const tables = disclosure.tables.filter(
      ({ table }) => !['other', 'project_aims', 'department_aims'].includes(table.kind),
    )
    return judgeEach(tables, ({ table }) => {
      const cells = headingCells(table)
      const columns = datedIn(cells)
      const comparison = cells.find(({ text }) => COMPARED.test(fold(text)))
      if (!comparison && columns.length < 2) return undefined
      const others = comparison ? strangeHalves(comparison, columns) : []
      const itself = comparison && isOfItself(comparison) ? comparison : undefined
      const far = farYears(table, columns, year)
      const [wrong] = [...others, ...far]
      if (!wrong && !itself) return RIGHT
      const shown = fold((wrong?.cell ?? itself)?.text ?? '')
      const beside = comparison && wrong ? `，旁边比较的是“${fold(comparison.text)}”` : ''
      return {
        code: 'disclosure.heading_compared',
        severity: 'warning',
        confidence: 0.8,
        message: `${tableName(table)}的表头写“${shown}”${itself ? '，是与自己比较' : beside}，这份文件是 ${year}年的，上年是 ${year - 1}年。请核对各栏的年份。`,
        stated: shown,
        expected: null,
        places: [
          ...new Set([
            ...[...others, ...far].map(({ cell }) => cell),
            ...(comparison ? [comparison] : []),
          ]),
        ].map((cell) => placeOfCell(table, cell)),
      }
    })
  },
}

export const HEADING_COMPARISON_RULES: readonly Rule[] = [headingCompared]
