import { isBlank, type MoneyUnit, readNumber } from './amount.ts'
import { type Cell, fold, isOrigin } from './document.ts'
import type { Table } from './frame-tables.ts'
import { figureAt, type Indicator, toIndicator } from './indicators.ts'
import type { ReadTable } from './read-table.ts'
import type { Figure } from './rows.ts'

/** 项目绩效目标表 as most provinces print it: a label and what it says, a form for each project. */
export interface PerformanceForm {
  readonly table: Table
  /** In which its money is printed. */
  readonly unit: MoneyUnit
  readonly name: string
  readonly nameCell: Cell
  /** 年度资金总额. */
  readonly total: Figure | undefined
  /** The kinds of money under it in their order. */
  readonly parts: readonly { readonly label: string; readonly figure: Figure }[]
  /** It also names money and aims of several years. */
  readonly isLongTerm: boolean
  /** What the project is to reach, in words. */
  readonly aims: readonly Cell[]
  readonly indicators: readonly Indicator[]
  /** One for each indicator; undefined where it is blank. Empty: the form has no such column. */
  readonly weights: readonly (Cell | undefined)[]
}

const NAME = /^项目(?:支出)?名称[:：]?$/
const TOTAL = /(?:年度|年)(?:项目)?(?:预算)?(?:资金)?总额|^(?:项目)?(?:预算)?资金总额|^预算总额/
const LONG_TERM = /实施期|中期|中长期|总投资|三年/
const MONEY_LABEL = /资金|拨款|收入|补助|预算|经费|结转|结余|专户|其他/
/** A form that already says what was reached is no form of aims. */
const ASSESSED = /全年执行数|得分|实际完成|完成值|自评|偏差原因/
const AFTER_INDICATORS = /^(?:备注|其他需要|需要说明|填报|填表|联系|审核|负责人|单位负责)/
const SHORTEST_AIM = 8

type Row = readonly Cell[]

/** The forms of a table, of which several may stand one under another; none for any other table. */
export function readForms({ table, unit }: ReadTable): PerformanceForm[] {
  const rows = table.grid.map((slots, row) =>
    slots.filter((cell, column): cell is Cell => isOrigin(cell, row, column)),
  )
  const starts = rows.flatMap((cells, row) => (nameIn(cells) ? [row] : []))
  return starts.flatMap((from, at) =>
    readForm(table, rows, from, starts[at + 1] ?? rows.length, unit),
  )
}

function nameIn(cells: Row): Cell | undefined {
  const label = cells.findIndex(({ text }) => NAME.test(fold(text)))
  if (label < 0) return undefined
  const name = cells.slice(label + 1).find(({ text }) => !isBlank(text))
  const words = cells.map(({ text }) => fold(text)).join('|')
  // the heading of a list
  if (/合计|金额|指标|总额|预算数|小计/.test(words.replace(fold(name?.text ?? ''), '')))
    return undefined
  return name && !readNumber(name.text) && !/编码$|代码$|单位$|名称$/.test(fold(name.text))
    ? name
    : undefined
}

function readForm(
  table: Table,
  rows: readonly Row[],
  from: number,
  to: number,
  unit: MoneyUnit,
): PerformanceForm[] {
  const head = rows.findIndex(
    (cells, row) =>
      row > from &&
      row < to &&
      cells.some(({ text }) => /一级指标/.test(text)) &&
      cells.some(({ text }) => /三级指标|指标名称|指标内容/.test(text)),
  )
  const nameCell = nameIn(rows[from] ?? [])
  const words = rows.slice(from, to).flat()
  if (head < 0 || !nameCell || words.some(({ text }) => ASSESSED.test(text.slice(0, 20)))) return []
  const above = rows.slice(from, head)
  const { indicators, weights } = readIndicators(table, rows, head, to)
  return [
    {
      table,
      name: nameCell.text.trim(),
      nameCell,
      ...readMoney(table, above, unit),
      isLongTerm: above.flat().some(({ text }) => LONG_TERM.test(text.slice(0, 20))),
      aims: above
        .slice(1)
        .flat()
        .filter(({ text }) => fold(text).length >= SHORTEST_AIM && !isLabelOfMoney(text)),
      indicators,
      weights,
    },
  ]
}

function isLabelOfMoney(text: string): boolean {
  return fold(text).length <= 24 && /总额|^其中[:：]|拨款$|资金$/.test(fold(text))
}

function readMoney(
  table: Table,
  above: readonly Row[],
  unit: MoneyUnit,
): Pick<PerformanceForm, 'total' | 'parts' | 'unit'> {
  const printed = above
    .flat()
    .map(({ text }) => /[(（](亿元|万元|千元|元)[)）]/.exec(text)?.[1])
    .find(Boolean)
  const scale = (printed ?? unit) as MoneyUnit
  let total: Figure | undefined
  const parts: { label: string; figure: Figure }[] = []
  for (const cells of above) {
    const full = cells.filter(({ text }) => !isBlank(text))
    for (const [at, cell] of full.entries()) {
      const label = fold(cell.text).replace(/[:：]$/, '')
      if (readNumber(cell.text) || label.length > 24 || LONG_TERM.test(label)) continue
      const figure = figureAt(table, full[at + 1], scale)
      if (!figure || !(TOTAL.test(label) || MONEY_LABEL.test(label))) continue
      if (!TOTAL.test(label)) {
        if (total) parts.push({ label: label.replace(/^其中[:：]?/, ''), figure })
      } else if (total) {
        // two totals: which of them is the year's is not said
        return { total: undefined, parts: [], unit: scale }
      } else total = figure
    }
  }
  // beside the money of several years only the column under the year's total is meant
  const below = parts.filter(({ figure }) => figure.column === total?.column)
  return { total, parts: below.length > 0 ? below : parts, unit: scale }
}

function readIndicators(
  table: Table,
  rows: readonly Row[],
  head: number,
  to: number,
): Pick<PerformanceForm, 'indicators' | 'weights'> {
  const none = { indicators: [], weights: [] }
  const heading = rows[head] ?? []
  const columns = (pattern: RegExp): Cell[] =>
    heading.filter(({ text }) => pattern.test(fold(text)))
  const names = columns(/^(?:三级指标(?:名称)?|指标名称|指标内容)$/)
  const values = columns(/指标值|目标值/)
  const weight = columns(/分值|权重/)
  const levels = columns(/一级指标|二级指标/)
  const [name] = names
  const [value] = values
  if (names.length !== 1 || values.length !== 1 || !name || !value) return none
  const at = (row: number, cell: Cell | undefined): Cell | undefined =>
    cell ? (table.grid[row]?.[cell.column] ?? undefined) : undefined
  const indicators: Indicator[] = []
  const weights: (Cell | undefined)[] = []
  const known = levels.map(() => '')
  for (let row = head + 1; row < to; row++) {
    const first = rows[row]?.find(({ text }) => !isBlank(text))
    if (!first) continue
    if (AFTER_INDICATORS.test(fold(first.text))) break
    if (/^(?:合计|总计|小计|总分)$/.test(fold(first.text))) continue
    for (const [level, cell] of levels.entries()) {
      const text = fold(at(row, cell)?.text ?? '')
      if (text !== '') known[level] = text
    }
    const nameCell = at(row, name)
    const valueCell = at(row, value)
    if (!nameCell || isBlank(nameCell.text) || nameCell.row !== row) continue
    if (fold(nameCell.text) === fold(name.text)) continue
    indicators.push(toIndicator(known.join('|'), nameCell, valueCell))
    const cell = weight.length === 1 ? at(row, weight[0]) : undefined
    weights.push(cell && !isBlank(cell.text) ? cell : undefined)
  }
  // a column of values that is mostly blank was read in the wrong place
  if (indicators.filter(({ value: text }) => isBlank(text)).length > indicators.length / 2)
    return none
  return { indicators, weights: weight.length === 1 ? weights : [] }
}
