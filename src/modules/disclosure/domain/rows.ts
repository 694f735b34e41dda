import { isBlank, type MoneyUnit, type Printed, readNumber, toPrinted } from './amount.ts'
import type { Side } from './columns.ts'
import { ordinalLevel, withoutOrdinal } from './concepts.ts'
import { type Cell, fold, textAt } from './document.ts'
import type { Table } from './frame-tables.ts'

/** One amount of a table: where it stands and what it says. */
export interface Figure {
  readonly table: number
  readonly row: number
  readonly column: number
  readonly line: number | null
  readonly text: string
  readonly printed: Printed
}

export interface SideRow {
  readonly row: number
  /** Digits of the code, joined over its columns; '' for none. */
  readonly code: string
  readonly name: string
  /** Code and name of the second pair: the government economic class. */
  readonly otherCode: string
  readonly otherName: string
  /** `group`: 人员经费合计, 公用经费合计, each the sum of some classes. */
  readonly kind: 'total' | 'unit' | 'item' | 'part' | 'group'
  readonly level: 0 | 1 | 2 | 3 | 4
  readonly figures: ReadonlyMap<number, Figure>
}

const TOTAL = /^(?:合计|总计|共计|部门合计|单位合计|合\s*计[:：]?)$/
const UNIT_NAME =
  /(?:局|委|委员会|办公室|中心|法院|检察院|院|厅|署|学院|大学|中学|小学|学校|幼儿园|医院|站|所|大队|支队|队|馆|管理处|处|联合会|协会|党校|人民政府|街道办事处|机关|本级|总公司|研究院|团|林场|农场|档案馆|图书馆)(?:[(（].*[)）]?)?$/

export function readRows(table: Table, side: Side, unit: MoneyUnit): SideRow[] {
  const decimals = decimalsOf(table, side)
  const [own, other] = side.labels
  const unitColumns = unitCodesOf(table, own?.codes ?? [])
  const rows: SideRow[] = []
  for (const row of table.body) {
    const read = (columns: readonly number[], seen = new Set<Cell>()): string[] => {
      return columns.flatMap((column) => {
        const cell = table.grid[row]?.[column]
        if (!cell || seen.has(cell)) return []
        // what is merged over several rows speaks for all of them, but only once a row
        seen.add(cell)
        return fold(cell.text) === '' ? [] : [cell.text.trim()]
      })
    }
    // a total over the columns of code and name is one label
    const ownCells = new Set<Cell>()
    const subject = (own?.codes ?? []).filter((column) => !unitColumns.includes(column))
    const subjects = read(subject, ownCells).map(fold)
    const units = read(unitColumns, ownCells).map(fold)
    // the unit's code beside a subject's says whose the row is; alone it is the unit's own
    // row, and in a list of projects both together are a project under the subject
    const isOfSubject = table.kind !== 'projects' && subjects.some((text) => /^\d+$/.test(text))
    const codes = isOfSubject ? subjects : [...subjects, ...units]
    const named = read(own?.names ?? [], ownCells)
    const bought = table.kind === 'procurement' ? catalogueCode([...codes, ...named]) : undefined
    const names = bought ? named.filter((text) => fold(text) !== bought.text) : named
    const otherCodes = read(other?.codes ?? []).map(fold)
    const otherNames = read(other?.names ?? [])
    const figures = new Map<number, Figure>()
    for (const { index } of side.amounts) {
      const cell = table.grid[row]?.[index]
      if (!cell || cell.row !== row || cell.column !== index || isBlank(cell.text)) continue
      const number = readNumber(cell.text)
      if (!number) continue
      figures.set(index, {
        table: table.number,
        row,
        column: index,
        line: cell.line,
        text: cell.text.trim(),
        printed: toPrinted(number, unit, Math.max(decimals, number.decimals)),
      })
    }
    const code = bought?.code ?? codes.filter((text) => /^\d+$/.test(text)).join('')
    const words = codes.filter((text) => !/^\d+$/.test(text) && text !== bought?.text)
    const name = [...words, ...names].join(' ')
    if (name === '' && code === '' && figures.size === 0) continue
    rows.push({
      row,
      code,
      name,
      otherCode: otherCodes.filter((text) => /^\d+$/.test(text)).join(''),
      otherName: otherNames.join(' '),
      kind: kindOf(code, names, words, rows, figures.size, row === table.body[0]),
      level: ordinalLevel(name),
      figures,
    })
  }
  return rows
}

/** Columns of units' codes beside columns of subjects' codes. */
function unitCodesOf(table: Table, codes: readonly number[]): number[] {
  const units = codes.filter((column) =>
    table.heading.some((row) =>
      /(?:单位|部门)(?:[(（]单位[)）])?(?:编码|代码|编号)/.test(
        fold(textAt(table.grid, row, column)),
      ),
    ),
  )
  return units.length < codes.length ? units : []
}

/** A, A0201, A02010000 of the 政府采购品目分类目录; zeros at the end only fill the places. */
function catalogueCode(texts: readonly string[]): { text: string; code: string } | undefined {
  for (const raw of texts) {
    const text = fold(raw)
    const match = /^([ABC])((?:\d\d)*?)(?:00)*$/.exec(text)
    if (match) return { text, code: `${match[1]}${match[2]}` }
  }
  return undefined
}

function kindOf(
  code: string,
  names: readonly string[],
  words: readonly string[],
  before: readonly SideRow[],
  figures: number,
  isFirst: boolean,
): SideRow['kind'] {
  const name = fold([...words, ...names].join(''))
  if ([...words, ...names].some((text) => TOTAL.test(fold(text))) || TOTAL.test(name))
    return 'total'
  if (/^其中/.test(withoutOrdinal(name))) return 'part'
  if (/^(?:人员|日常公用|公用)经费(?:合计|小计)$/.test(name)) return 'group'
  // the first row with amounts and without any name is the total whose label was lost
  if (name === '' && code === '' && figures > 0 && before.length === 0 && isFirst) return 'total'
  const lone = names.find((text) => fold(text) !== '') ?? ''
  if (UNIT_NAME.test(fold(lone)) && (code === '' || code.length === 3 || code.length >= 6)) {
    if (code !== '' && !/^\d{7}$/.test(code)) return 'unit'
    if (code === '' && ordinalLevel(lone) === 0 && before.every(({ kind }) => kind !== 'item')) {
      return 'unit'
    }
  }
  if (names.some((text) => /^\d{3}$/.test(fold(text))) && UNIT_NAME.test(name)) return 'unit'
  return 'item'
}

/** The places of decimals that the table is printed with. */
function decimalsOf(table: Table, side: Side): number {
  let most = 0
  for (const row of table.body) {
    for (const { index } of side.amounts) {
      const number = readNumber(table.grid[row]?.[index]?.text ?? '')
      if (number && number.decimals > most) most = number.decimals
    }
  }
  return Math.min(most, 6)
}

/** What a message calls the row. */
export function labelOf(row: SideRow): string {
  return row.name || row.code || '合计'
}
