import { isBlank, readNumber } from './amount.ts'
import { conceptOf, type Dims, mergeDims, threePublicOf } from './concepts.ts'
import { fold, textAt } from './document.ts'
import type { Table } from './frame-tables.ts'

/** Whether a column is a code, a name, an amount, something that is not money, or empty of use. */
export type Role = 'code' | 'label' | 'amount' | 'percent' | 'count' | 'skip'

export interface Column {
  readonly index: number
  /** Words above it from the top down, each once. */
  readonly path: readonly string[]
  readonly role: Role
}

/** Columns as a tree: what stands under one heading belongs together. */
export interface Node {
  readonly label: string
  readonly children: readonly Node[]
  /** The column of a leaf. */
  readonly column: number | null
}

/** One half of a table that lies side by side: names on the left, their amounts on the right. */
export interface Side {
  /** Groups of a code and a name; the economic tables have two. */
  readonly labels: readonly {
    readonly codes: readonly number[]
    readonly names: readonly number[]
  }[]
  readonly amounts: readonly AmountColumn[]
  readonly tree: readonly Node[]
}

export interface AmountColumn {
  readonly index: number
  readonly path: readonly string[]
  readonly dims: Dims
  /** A 其中 column: part of the one before it. */
  readonly isPart: boolean
}

const PERCENT = /%|％|比例|增幅|占比|比重|增长率|完成率|百分/
const COUNT = /数量|人数|辆|台\/?|套数|编制数|个数|面积/
const SKIP = /行次|栏次|序号|备注|说明$/
const CODE = /编码|代码|编号/
const LABEL = /名称|项目$|科目$|单位[)）]?$|类型|类别|内容|部门$|功能分类$/

const columnsOf = new WeakMap<Table, readonly Column[]>()

export function readColumns(table: Table): readonly Column[] {
  const known = columnsOf.get(table)
  if (known) return known
  const columns: Column[] = []
  for (const [index, path] of pathsOf(table).entries()) {
    const isRestOfCode =
      path.length === 0 && columns.at(-1)?.role === 'code' && isCodeColumn(table, index)
    columns.push({ index, path, role: isRestOfCode ? 'code' : roleOf(table, path, index) })
  }
  columnsOf.set(table, columns)
  return columns
}

/** Words above each column. A blank beside a group's heading belongs to the group. */
function pathsOf(table: Table): string[][] {
  const { grid, heading } = table
  const width = grid[0]?.length ?? 0
  const rows = heading.filter((row) => !isRule(table, row))
  const words = rows.map((row) =>
    Array.from({ length: width }, (_, column) => fold(textAt(grid, row, column))),
  )
  returnToGroups(words)
  for (const [at, line] of words.entries()) {
    for (let column = 1; column < width; column++) {
      if (line[column] !== '') continue
      const cell = grid[rows[at] ?? 0]?.[column]
      // a merged cell speaks for itself; a blank one goes with its neighbour where something below needs it
      if (cell && cell.colSpan > 1 && cell.text !== '') continue
      const isNeeded = words.slice(at + 1).some((below) => below[column] !== '')
      const sameAbove = words.slice(0, at).every((above) => above[column] === above[column - 1])
      if (isNeeded && sameAbove && line[column - 1] !== '') line[column] = line[column - 1] ?? ''
    }
  }
  return Array.from({ length: width }, (_, column) => {
    const path: string[] = []
    for (const line of words) {
      const word = line[column] ?? ''
      if (word !== '' && path.at(-1) !== word) path.push(word)
    }
    return path
  })
}

/**
 * A converter that drops merged cells moves the lowest row of a heading to the left. Where the row
 * has as many words as there are columns under group headings, each goes back under its group.
 */
function returnToGroups(words: string[][]): void {
  const last = words.at(-1)
  if (words.length < 2 || !last) return
  const above = words.slice(0, -1)
  const owners = last.map((_, column) => ownerOf(above, column))
  const sizes = new Map<string, number>()
  for (const owner of owners) if (owner) sizes.set(owner, (sizes.get(owner) ?? 0) + 1)
  const needing = owners.flatMap((owner, column) =>
    owner && (sizes.get(owner) ?? 0) > 1 ? [column] : [],
  )
  const texts = last.filter((text) => text !== '')
  if (texts.length !== needing.length || needing.every((column) => last[column] !== '')) return
  for (const column of last.keys()) last[column] = ''
  for (const [at, column] of needing.entries()) last[column] = texts[at] ?? ''
}

/** The heading whose group a column belongs to, as `row.column`. */
function ownerOf(above: readonly (readonly string[])[], column: number): string | undefined {
  for (let row = above.length - 1; row >= 0; row--) {
    if (above[row]?.[column]) return `${row}.${column}`
    let left = column - 1
    while (left >= 0 && !above[row]?.[left]) left -= 1
    const isCrossed = above
      .slice(0, row)
      .some((line) => line.slice(left + 1, column + 1).some((text) => text !== ''))
    if (left >= 0 && !isCrossed) return `${row}.${left}`
  }
  return undefined
}

/** 栏次 and the numbers under it. */
function isRule(table: Table, row: number): boolean {
  const cells = (table.grid[row] ?? []).filter((cell) => cell?.row === row)
  const texts = [...new Set(cells.map((cell) => fold(cell?.text ?? '')))].filter(
    (text) => text !== '' && !/^(?:栏次|行次|类|款|项|\*+|[-—]+)$/.test(text),
  )
  return texts.length > 1 && texts.every((text) => /^\d{1,2}(?:=[-+\d()]+)?$/.test(text))
}

function roleOf(table: Table, path: readonly string[], column: number): Role {
  const words = path.join('|')
  const leaf = path.at(-1) ?? ''
  if (SKIP.test(leaf)) return 'skip'
  let numbers = 0
  let texts = 0
  let codes = 0
  for (const row of table.body) {
    const cell = table.grid[row]?.[column]
    if (!cell || isBlank(cell.text)) continue
    if (cell.column !== column) continue
    const plain = fold(cell.text)
    if (/^\d{2,}$/.test(plain) && !/^0\d*$|^\d{1,2}$/.test(plain)) codes += 1
    if (readNumber(plain)) numbers += 1
    else if (/%|％$/.test(plain) && /\d/.test(plain)) numbers += 1
    else texts += 1
  }
  const isCodeHeading = CODE.test(words) || /^(?:类|款|项)$/.test(leaf)
  if (isCodeHeading && (texts === 0 || codes + numbers >= texts) && !/金额|合计/.test(leaf)) {
    return 'code'
  }
  if (isCodeHeading && !/名称/.test(words)) return 'code'
  if (numbers > 0 && texts <= numbers * 0.34) {
    if (path.some((word) => PERCENT.test(word))) return 'percent'
    if (COUNT.test(leaf)) return 'count'
    if (path.length === 0 && codes === numbers && isCodeColumn(table, column)) return 'code'
    return 'amount'
  }
  if (numbers === 0 && texts === 0) {
    if (LABEL.test(leaf) || (path.length === 1 && LABEL.test(words))) return 'label'
    if (path.length === 0) return 'skip'
    if (path.some((word) => PERCENT.test(word))) return 'percent'
    return COUNT.test(leaf) ? 'count' : 'amount'
  }
  return 'label'
}

/** Codes without a heading: three, five or seven digits beside a name, or two that follow others. */
function isCodeColumn(table: Table, column: number): boolean {
  return table.body.every((row) => {
    const text = fold(textAt(table.grid, row, column))
    return text === '' || /^(?:[1-5]\d{2}(?:\d{2}){0,2}|\d{2})$/.test(text)
  })
}

/** Cuts the columns into sides: names, then amounts, then names again. */
export function readSides(table: Table, columns: readonly Column[]): Side[] {
  const sides: Side[] = []
  let labels: Column[] = []
  let amounts: Column[] = []
  const end = (): void => {
    if (amounts.length > 0) sides.push(buildSide(table, labels, amounts))
    labels = []
    amounts = []
  }
  for (const column of columns) {
    if (column.role === 'code' || column.role === 'label') {
      if (amounts.length > 0) end()
      labels.push(column)
    } else if (column.role === 'amount') amounts.push(column)
  }
  end()
  return sides
}

export function isSumWord(label: string): boolean {
  return /^(?:本年|当年)?(?:收入|支出|资金|金额)?(?:合计|总计|小计|总额|共计)(?:[(（].*[)）])?$|三公.{0,4}经费.{0,6}合计$/.test(
    label,
  )
}

function buildSide(table: Table, labels: readonly Column[], amounts: readonly Column[]): Side {
  const groups: { codes: number[]; names: number[] }[] = []
  for (const { index, role } of labels) {
    const last = groups.at(-1)
    if (role === 'code') {
      // a code after a name begins the next pair
      if (!last || last.names.length > 0) groups.push({ codes: [index], names: [] })
      else last.codes.push(index)
    } else if (last) last.names.push(index)
    else groups.push({ codes: [], names: [index] })
  }
  const isThree = table.kind === 'three_public'
  const hasActual = amounts.some(({ path }) => path.some((word) => ACTUAL.test(word)))
  const read = amounts.map(({ index, path }): AmountColumn => {
    const isPart = path.some((word) => /^其中/.test(word))
    const three = isThree
      ? path.map(threePublicOf).findLast((found) => found !== undefined)
      : undefined
    return {
      index,
      path,
      isPart,
      dims: mergeDims(
        ...path.filter((word) => !/^其中/.test(word)).map(conceptOf),
        phaseOf(path, hasActual),
        three ? { line: `three:${isThree && three === 'vehicle' ? 'vehicle' : three}` } : {},
      ),
    }
  })
  return { labels: groups, amounts: isThree ? withTotal(read) : read, tree: buildTree(amounts, 0) }
}

/** Which of several figures of one line a column gives: last year's, this year's, the real one. */
const ACTUAL = /决算数?$|执行数?$|完成数?$|实际/

/** 合计 over the parts of 三公经费 is their total, unless another column says so or more is summed. */
function withTotal(columns: readonly AmountColumn[]): AmountColumn[] {
  const has = (pattern: RegExp): boolean =>
    columns.some(({ path }) => path.some((word) => pattern.test(word)))
  const isNamed = columns.some(({ dims }) => dims.line === 'three:total')
  if (isNamed || has(/会议|培训|机关运行/)) return [...columns]
  return columns.map((column) =>
    !column.dims.line && column.path.some(isSumWord)
      ? { ...column, dims: { ...column.dims, line: 'three:total' } }
      : column,
  )
}

function phaseOf(path: readonly string[], hasActual: boolean): Dims {
  const words = path.join('|')
  if (/增减|增加额|减少额|差额|变动|较上年|比上年|(?:比|较).{0,12}(?:增|减)/.test(words))
    return { phase: 'delta' }
  const year = /(20\d{2})年/.exec(words)?.[1]
  const base =
    /上年|去年/.test(words) && !/结转|结余/.test(words) ? 'prior' : year ? `y${year}` : ''
  const what = /决算数|执行数|完成数|实际/.test(words)
    ? 'actual'
    : /(?:调整|全年)预算/.test(words)
      ? 'adjusted'
      : /年初预算/.test(words) || (hasActual && path.some((word) => /预算数?$/.test(word)))
        ? 'initial'
        : ''
  const phase = [base, what].filter(Boolean).join('-')
  return phase ? { phase } : {}
}

function buildTree(
  columns: readonly { readonly index: number; readonly path: readonly string[] }[],
  depth: number,
): Node[] {
  const nodes: Node[] = []
  let at = 0
  while (at < columns.length) {
    const first = columns[at]
    if (!first) break
    const label = first.path[depth] ?? ''
    let end = at + 1
    while (end < columns.length && label !== '' && columns[end]?.path[depth] === label) end += 1
    const group = columns.slice(at, end)
    if (group.length === 1 && first.path.length <= depth + 1) {
      nodes.push({ label, children: [], column: first.index })
    } else if (first.path.length <= depth) {
      for (const { index } of group) nodes.push({ label, children: [], column: index })
    } else {
      nodes.push({ label, children: buildTree(group, depth + 1), column: null })
    }
    at = end
  }
  return nodes
}
