import { type MoneyUnit, readNumber } from './amount.ts'
import {
  type Cell,
  fold,
  type Grid,
  isOrigin,
  layOut,
  type Paragraph,
  type Part,
  type RawBlock,
  type RawCell,
  type RawDocument,
  type RawTable,
  type ReadingDefect,
} from './document.ts'
import { kindOfHeading, kindOfTitle, type TableKind } from './table-kind.ts'

/** A table with its title, unit and heading told apart from its body. */
export interface Table {
  /** Counted from 1 in the document. */
  readonly number: number
  readonly kind: TableKind
  /** As printed above the table; '' where there is none. */
  readonly title: string
  readonly titleLine: number | null
  readonly grid: Grid
  /** Rows of the grid. */
  readonly heading: readonly number[]
  readonly body: readonly number[]
  /** The unit of money that is printed for this table; null: none. */
  readonly unit: MoneyUnit | null
  /** What stands behind 单位：; null where there is no such line. */
  readonly unitText: string | null
  readonly unitLine: number | null
  readonly page: number | null
  readonly line: number | null
  /** Sentences directly under the table, before the next title. */
  readonly notes: readonly Paragraph[]
}

/** A document whose parts and tables are told apart. */
export interface Framed {
  readonly paragraphs: readonly Paragraph[]
  readonly tables: readonly Table[]
  /** Titles of tables as the list of contents gives them. */
  readonly contents: readonly Paragraph[]
  readonly defects: readonly ReadingDefect[]
}

// 基本支出表--公用经费（商品和服务支出）（按政府预算经济分类） is one title too
const TITLE =
  /(?:表|一览|明细)》?(?:[(（][^()（）]{1,16}[)）])?$|表[-—]{1,2}(?:人员|公用)经费(?:[(（][^()（）]{1,24}[)）]){0,2}$/
const LONGEST_TITLE = 60
const UNIT_LINE = /单位\s*[:：]\s*([^:：]*)$/
const CAPTION =
  /^(?:(?:填报|编制|公开|预算|主管)?(?:部门|单位)(?:[(（]单位[)）])?(?:名称|编码)?|金额单位|编制日期|单位)\s*[:：]|^公开\s*\d+\s*表|^(?:附件|附表|表)\s*[-\d一二三四五六七八九十]+(?:-\d+)?$|^[(（]?\d{4}\s*年度?[)）]?$|^部门公开表/
const PAGE_NUMBER = /^(?:[-—–－_\s]*\d{1,3}[-—–－_\s]*|第\s*\d+\s*页.*)$/
const ENUMERATED = /^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|其中[:：])/

export function frameTables(raw: RawDocument): Framed {
  const blocks = raw.blocks.flatMap((block) => (block.kind === 'table' ? peel(block) : [block]))
  const parts = partOfBlocks(blocks)
  const paragraphs: Paragraph[] = []
  const tables: Table[] = []
  const contents: Paragraph[] = []
  /** Paragraphs since the last table. */
  let between: Paragraph[] = []
  const noteLast = (notes: readonly Paragraph[]): void => {
    const last = tables.at(-1)
    if (last) tables[tables.length - 1] = { ...last, notes }
  }
  for (const [at, block] of blocks.entries()) {
    if (block.kind === 'paragraph') {
      if (PAGE_NUMBER.test(block.text.trim())) continue
      const paragraph: Paragraph = { ...block, part: parts[at] ?? 'cover' }
      paragraphs.push(paragraph)
      between.push(paragraph)
      if (paragraph.part === 'contents' && TITLE.test(titleText(paragraph.text))) {
        contents.push(paragraph)
      }
      continue
    }
    const last = tables.at(-1)
    const joined = last && between.length === 0 ? append(last, block) : undefined
    if (joined) {
      tables[tables.length - 1] = joined
      continue
    }
    const { title, captions } = captionsOf(between)
    noteLast(between.slice(0, title ? between.indexOf(title) : between.length - captions.length))
    tables.push(frame(block, title, captions, tables.length + 1))
    between = []
  }
  noteLast(between)
  return { paragraphs, tables, contents, defects: raw.defects }
}

/** A title without the dots and page number of a list of contents, and without its own number. */
export function titleText(text: string): string {
  return fold(text)
    .replace(/[《》]/g, '')
    .replace(/[.…·]{2,}.*$/, '')
    .replace(/(?:表)\d{1,3}$/, '表')
    .replace(
      /^(?:附件|附表|表)?[-\d一二三四五六七八九十]*(?:[、.:：]|(?=\d{4}年))|^[(（][一二三四五六七八九十]+[)）]/,
      '',
    )
}

/** The nearest title above a table, and the lines between it and the table. */
function captionsOf(between: readonly Paragraph[]): {
  title: Paragraph | undefined
  captions: readonly Paragraph[]
} {
  const from = Math.max(0, between.length - 7)
  for (let at = between.length - 1; at >= from; at--) {
    const paragraph = between[at]
    if (!paragraph) break
    const text = titleText(paragraph.text)
    if (/[。；]$/.test(text) || paragraph.part === 'contents') break
    // the number of the form may stand under its title
    if (/^(?:部门)?公开\d+表$/.test(text) && at > from) continue
    if (text.length <= LONGEST_TITLE && TITLE.test(text) && !/^注/.test(text)) {
      return { title: paragraph, captions: between.slice(at + 1) }
    }
  }
  const captions: Paragraph[] = []
  for (const paragraph of between.toReversed()) {
    if (!CAPTION.test(fold(paragraph.text)) && !UNIT_LINE.test(paragraph.text)) break
    captions.unshift(paragraph)
  }
  return { title: undefined, captions }
}

/**
 * Takes captions out of a table that holds its own title and unit, and cuts a sheet that holds
 * several tables, or prose and tables, in pieces.
 */
function peel(table: RawTable): RawBlock[] {
  const grid = layOut(table.rows)
  // a frame of one column around a list of contents or around prose
  if (table.sheet === null && (grid[0]?.length ?? 0) === 1 && grid.length > 1) {
    return grid.flatMap(([cell]): RawBlock[] =>
      cell && cell.text.trim() !== ''
        ? [{ kind: 'paragraph', text: cell.text.trim(), line: cell.line, page: table.page }]
        : [],
    )
  }
  const words = grid.map((slots, row) => [
    ...new Set(
      slots.flatMap((cell) => (cell && cell.row === row && cell.text.trim() ? [cell] : [])),
    ),
  ])
  const isSheet = table.sheet !== null
  const out: RawBlock[] = []
  let run: number[] = []
  const end = (): void => {
    while (run.length > 0 && words[run.at(-1) ?? 0]?.length === 0) run.pop()
    const isWhole = run.length === grid.length && !isSheet
    if (run.length > 0) out.push(isWhole ? table : cut(table, grid, run))
    run = []
  }
  const lastFull = words.findLastIndex((cells) => cells.length > 1)
  for (const [row, cells] of words.entries()) {
    const isLoose = isCaptionRow(
      cells.map((cell) => cell.text),
      {
        started: run.length > 0,
        atEnd: row >= lastFull,
        isSheet,
        wide: (cells[0]?.colSpan ?? 1) > 1,
      },
    )
    if (isLoose) {
      end()
      for (const cell of cells) {
        out.push({ kind: 'paragraph', text: cell.text.trim(), line: cell.line, page: table.page })
      }
    } else if (cells.length > 0 || run.length > 0) {
      // an empty row parts two tables of a sheet only where a title follows, which is loose itself
      run.push(row)
    }
  }
  end()
  if (table.sheet && !/^(?:sheet|工作表)\s*\d*$/i.test(table.sheet)) {
    const first = out.findIndex((block) => block.kind === 'table')
    const titled = out
      .slice(0, first)
      .some((block) => block.kind === 'paragraph' && TITLE.test(titleText(block.text)))
    if (first >= 0 && !titled && TITLE.test(titleText(table.sheet))) {
      out.unshift({ kind: 'paragraph', text: table.sheet, line: null, page: table.page })
    }
  }
  return out
}

function isCaptionRow(
  texts: readonly string[],
  at: { started: boolean; atEnd: boolean; isSheet: boolean; wide: boolean },
): boolean {
  if (texts.length === 0) return false
  const plain = texts.map(fold)
  const first = plain[0] ?? ''
  if (plain.every((text) => CAPTION.test(text) || UNIT_LINE.test(text))) {
    return !plain.every((text) => /^(?:部门|单位)[(（]单位/.test(text)) || texts.length > 1
      ? !/绩效/.test(first)
      : !at.started
  }
  if (texts.length > 1) {
    // a title beside the unit of money
    return (
      !at.started &&
      texts.length === 2 &&
      TITLE.test(titleText(first)) &&
      UNIT_LINE.test(plain[1] ?? '')
    )
  }
  if (readNumber(first) && !at.isSheet) return false
  const isTitle =
    first.length <= LONGEST_TITLE && TITLE.test(titleText(first)) && !isEnumerated(first)
  if (isTitle) return true
  if (at.isSheet) {
    return first.length > 40 || /[。；]$/.test(first) || /^注[:：]?/.test(first) || !at.started
  }
  // a list that goes on after the end of a page begins with its next number
  if (!at.started) return at.wide || (first.length > 12 && !isEnumerated(first))
  return (
    at.atEnd &&
    (at.wide || first.length > 20) &&
    /^(?:注|说明|备注)|[。；]$|无数据|空表/.test(first)
  )
}

function isEnumerated(text: string): boolean {
  return ENUMERATED.test(text) && !TITLE.test(text)
}

/** The rows of a run as a table of its own; columns in which no cell begins are left out. */
function cut(table: RawTable, grid: Grid, run: readonly number[]): RawTable {
  const from = run[0] ?? 0
  const width = grid[0]?.length ?? 0
  const columns: number[] = []
  for (let column = 0; column < width; column++) {
    const isUsed = run.some((row) => {
      const cell = grid[row]?.[column] ?? null
      return cell !== null && cell.column === column && (table.sheet === null || cell.text !== '')
    })
    if (isUsed || table.sheet === null) columns.push(column)
  }
  const rows = run.map((row) => {
    const cells: RawCell[] = []
    for (const column of columns) {
      const cell = grid[row]?.[column] ?? null
      if (cell && (cell.column === column || cell.row < row) && cell.row >= from) {
        if (cell.row !== row) continue
        const colSpan = columns.filter(
          (other) => other >= cell.column && other < cell.column + cell.colSpan,
        ).length
        cells.push({ ...cell, colSpan: Math.max(1, colSpan) })
      } else if (cell === null || cell.row < from) {
        cells.push({ text: '', rowSpan: 1, colSpan: 1, line: null })
      }
    }
    return cells
  })
  return { ...table, rows, line: rows[0]?.[0]?.line ?? table.line }
}

function append(last: Table, block: RawTable): Table | undefined {
  const grid = layOut(block.rows)
  if ((grid[0]?.length ?? 0) !== (last.grid[0]?.length ?? 0) || last.body.length === 0) {
    return undefined
  }
  const offset = last.grid.length
  const headings = new Set(last.heading.map((row) => rowText(last.grid, row)))
  const moved: Grid = grid.map((slots) =>
    slots.map((cell) => (cell ? { ...cell, row: cell.row + offset } : null)),
  )
  // the same cell must stay one object over its span
  const whole = [...last.grid, ...shareSpans(moved)]
  const repeated = headingRows(grid)
    .map((row) => row + offset)
    .filter((row) => headings.has(rowText(whole, row)))
  if (repeated.length === 0 && isHeadingLike(grid, 0)) return undefined
  const added = grid.map((_, row) => row + offset).filter((row) => !repeated.includes(row))
  return { ...last, grid: whole, body: [...last.body, ...added] }
}

const HEADING_WORD =
  /(?:编码|代码|名称|金额|预算数|决算数|执行数|指标值|类型)$|^(?:合计|小计|总计|类|款|项|项目|收入|支出|科目)$/

/** Whether a row consists of the words that head columns. */
function isHeadingLike(grid: Grid, row: number): boolean {
  const texts = (grid[row] ?? []).flatMap((cell, column) =>
    isOrigin(cell, row, column) && cell.text.trim() ? [fold(cell.text)] : [],
  )
  return texts.filter((text) => HEADING_WORD.test(text)).length >= 2
}

function shareSpans(grid: Grid): Grid {
  const seen = new Map<string, NonNullable<Grid[number][number]>>()
  return grid.map((slots) =>
    slots.map((cell) => {
      if (!cell) return null
      const key = `${cell.row}.${cell.column}`
      const first = seen.get(key)
      if (first) return first
      seen.set(key, cell)
      return cell
    }),
  )
}

function rowText(grid: Grid, row: number): string {
  return (grid[row] ?? []).map((cell) => fold(cell?.text ?? '')).join('|')
}

function frame(
  block: RawTable,
  titleParagraph: Paragraph | undefined,
  captions: readonly Paragraph[],
  number: number,
): Table {
  const grid = layOut(block.rows)
  const heading = headingRows(grid)
  const headings = new Set(heading.map((row) => rowText(grid, row)))
  const body = grid
    .map((_, row) => row)
    .filter(
      (row) =>
        !heading.includes(row) &&
        grid[row]?.some((cell) => cell !== null && fold(cell.text) !== '') &&
        // a heading that is printed again on the next page
        !(heading.length > 0 && headings.has(rowText(grid, row))),
    )
  const words = heading.map((row) => rowText(grid, row)).join('|')
  const title = titleParagraph ? titleParagraph.text.trim() : ''
  const unit = unitOf(captions, words)
  return {
    number,
    kind: kindOfTitle(titleText(title)) ?? kindOfHeading(words) ?? 'other',
    title,
    titleLine: titleParagraph?.line ?? null,
    grid,
    heading,
    body,
    ...unit,
    page: block.page,
    line: block.line,
    notes: [],
  }
}

const UNITS = /(亿元|万元|千元|百元|元)/

function unitOf(
  captions: readonly Paragraph[],
  words: string,
): Pick<Table, 'unit' | 'unitText' | 'unitLine'> {
  let blank: { unitText: string; unitLine: number | null } | undefined
  for (const caption of captions.toReversed()) {
    const text = UNIT_LINE.exec(caption.text.trim())?.[1]?.trim()
    if (text === undefined) continue
    const unit = UNITS.exec(fold(text))?.[1]
    if (unit) return { unit: unit as MoneyUnit, unitText: text, unitLine: caption.line }
    // 单位：某某局 names an office, not a unit of money
    if (fold(text).length <= 2) blank ??= { unitText: text, unitLine: caption.line }
  }
  const inHeading = /[(（](亿元|万元|千元|元)[)）]|单位[:：](亿元|万元|千元|元)/.exec(words)
  const unit = inHeading?.[1] ?? inHeading?.[2]
  if (unit) return { unit: unit as MoneyUnit, unitText: unit, unitLine: null }
  return { unit: null, unitText: blank?.unitText ?? null, unitLine: blank?.unitLine ?? null }
}

const MOST_HEADING_ROWS = 7

/** The rows above the first row that holds figures, codes, or a total. */
function headingRows(grid: Grid): number[] {
  const rows: number[] = []
  for (let row = 0; row < Math.min(grid.length, MOST_HEADING_ROWS); row++) {
    if (isCounting(grid, row)) {
      rows.push(row)
      continue
    }
    if (isBodyRow(grid, row)) break
    rows.push(row)
  }
  return rows
}

/** 栏次 1 2 3 …, or the formulas of the columns. */
function isCounting(grid: Grid, row: number): boolean {
  const texts = (grid[row] ?? [])
    .filter((cell, column) => isOrigin(cell, row, column))
    .map((cell) => fold(cell?.text ?? ''))
    .filter((text) => text !== '' && !/^(?:栏次|行次|类|款|项|\*+|[-—]+)$/.test(text))
  if (texts.length < 2) return false
  if (texts.every((text) => /^\d{1,2}(?:=[-+\d()]+)?$/.test(text))) {
    const numbers = texts.map((text) => Number.parseInt(text, 10))
    return numbers.every((value, at) => at === 0 || value === (numbers[at - 1] ?? 0) + 1)
  }
  return false
}

function isBodyRow(grid: Grid, row: number): boolean {
  const texts = (grid[row] ?? []).flatMap((cell, column) =>
    isOrigin(cell, row, column) && fold(cell.text) !== '' ? [fold(cell.text)] : [],
  )
  const first = texts[0]
  if (first === undefined) return false
  if (ENUMERATED.test(first)) return true
  // years stand in headings
  const figures = texts.filter((text) => readNumber(text) && !/^(?:19|20)\d{2}$/.test(text))
  if (figures.length > 0) return true
  const others = texts.slice(1).filter((text) => !/^[-—]+$/.test(text))
  return /^(?:合计|总计|部门合计)$/.test(first) && others.length === 0
}

/** To which part of the disclosure each block belongs. */
function partOfBlocks(blocks: readonly RawBlock[]): Part[] {
  let part: Part = 'cover'
  const listed = new Set<string>()
  const parts: Part[] = []
  let pending = false
  for (const block of blocks) {
    if (block.kind === 'table') {
      if (part === 'contents') part = 'cover'
      parts.push('tables')
      continue
    }
    const text = fold(block.text)
    if (/^目录$/.test(text)) {
      part = 'contents'
      parts.push(part)
      continue
    }
    if (part === 'contents') {
      const plain = titleText(block.text).replace(/\d+$/, '')
      const ordinal = /^第[一二三四五六七八九十]部分/.exec(text)?.[0]
      const isAgain = listed.has(plain) || (ordinal !== undefined && listed.has(ordinal))
      if (!isAgain && !(text.length > 60 && text.includes('。'))) {
        listed.add(plain)
        if (ordinal) listed.add(ordinal)
        parts.push(part)
        continue
      }
      part = 'cover'
    }
    const isPartLine = /^第[一二三四五六七八九十]部分/.test(text)
    if (text.length <= 45 && !/[。；]$/.test(text)) {
      const named = namePart(text, isPartLine || pending)
      if (named) part = named
    }
    pending = isPartLine && text.length <= 5
    parts.push(part)
  }
  return parts
}

function namePart(text: string, isHeading: boolean): Part | undefined {
  if (/名词解释|名词说明|专业名词/.test(text)) return 'glossary'
  if (isHeading || /^[一二三四五六七八九十]+、|^附件/.test(text) || text.length <= 30) {
    if (/(?:情况|编制|预算|决算)(?:的)?说明$|情况说明|安排情况$/.test(text)) return 'statement'
    if (/^附件.*表|^第.部分.*表$|(?:预算|决算)(?:公开)?表$/.test(text) && isHeading) return 'tables'
    if (isHeading && /预算表|决算表|公开表|附表|附件/.test(text)) return 'tables'
    if (/主要职责|机构设置|主要职能|单位构成|基本情况$|概况$/.test(text)) return 'overview'
  }
  return undefined
}

export function headingCells({ grid, heading }: Table): Cell[] {
  return heading.flatMap((row) =>
    (grid[row] ?? []).filter((cell, column): cell is Cell => isOrigin(cell, row, column)),
  )
}

export function headingWords(table: Table): string[] {
  return headingCells(table)
    .map(({ text }) => fold(text))
    .filter((text) => text !== '')
}
