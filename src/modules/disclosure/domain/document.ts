import { remembering } from './remember.ts'

/**
 * What a reader hands over: the blocks of a file in reading order, whatever its format was. Nothing
 * here is interpreted yet.
 */
export interface RawCell {
  readonly text: string
  readonly rowSpan: number
  readonly colSpan: number
  /** Line of a text or web file. */
  readonly line: number | null
}

export interface RawTable {
  readonly kind: 'table'
  readonly rows: readonly (readonly RawCell[])[]
  readonly line: number | null
  readonly page: number | null
  /** Name of the sheet of a workbook. */
  readonly sheet: string | null
}

export interface RawParagraph {
  readonly kind: 'paragraph'
  readonly text: string
  readonly line: number | null
  readonly page: number | null
}

export type RawBlock = RawParagraph | RawTable

/** A defect that the reader met and survived: `what` becomes the code `disclosure.{what}`. */
export interface ReadingDefect {
  readonly what: string
  /** Chinese, with how to mend it. */
  readonly message: string
  /** How sure it is that something was lost. */
  readonly confidence: number
}

export interface RawDocument {
  readonly blocks: readonly RawBlock[]
  readonly defects: readonly ReadingDefect[]
}

/** Where a figure stands. Rows and columns count from 1 in the table as printed, headings included. */
export interface PlaceInDocument {
  /** 文字说明、目录、附表 …: the part of the document. */
  readonly part: string | null
  /** Number of the table in the document. */
  readonly table: number | null
  readonly row: number | null
  readonly column: number | null
  readonly page: number | null
  readonly line: number | null
  /** What is written there, shortened. */
  readonly text: string | null
}

export interface Cell {
  readonly text: string
  readonly row: number
  readonly column: number
  readonly rowSpan: number
  readonly colSpan: number
  readonly line: number | null
}

/** A table as a grid: a spanned slot holds the same cell again, a missing one null. */
export type Grid = readonly (readonly (Cell | null)[])[]

export interface Paragraph {
  readonly text: string
  readonly line: number | null
  readonly page: number | null
  readonly part: Part
}

/** The parts that every province asks for, in whatever order and under whatever number. */
export type Part = 'cover' | 'contents' | 'overview' | 'statement' | 'glossary' | 'tables'

export const PART_LABELS: Readonly<Record<Part, string>> = {
  cover: '封面',
  contents: '目录',
  overview: '部门概况',
  statement: '文字说明',
  glossary: '名词解释',
  tables: '附表',
}

/** The most columns that a table is read to; wider ones are cut with a finding. */
export const WIDEST_TABLE = 400

/** Lays cells with spans out on a grid, as a browser does. */
export function layOut(rows: readonly (readonly RawCell[])[]): Grid {
  const grid: (Cell | null)[][] = rows.map(() => [])
  for (const [row, cells] of rows.entries()) {
    const slots = grid[row] ?? []
    let column = 0
    for (const raw of cells) {
      while (slots[column] !== undefined) column += 1
      if (column >= WIDEST_TABLE) break
      const colSpan = Math.max(1, Math.min(raw.colSpan, WIDEST_TABLE - column))
      const rowSpan = Math.max(1, Math.min(raw.rowSpan, grid.length - row))
      const cell: Cell = { text: raw.text, row, column, rowSpan, colSpan, line: raw.line }
      for (let down = 0; down < rowSpan; down++) {
        const line = grid[row + down]
        if (!line) break
        for (let right = 0; right < colSpan; right++) line[column + right] ??= cell
      }
      column += colSpan
    }
  }
  const width = grid.reduce((most, slots) => Math.max(most, slots.length), 0)
  for (const slots of grid) {
    for (let column = 0; column < width; column++) slots[column] ??= null
  }
  return grid
}

/** Text of a slot; '' for a missing one. */
export function textAt(grid: Grid, row: number, column: number): string {
  return grid[row]?.[column]?.text ?? ''
}

/** Whether a slot is the first of its cell. */
export function isOrigin(cell: Cell | null, row: number, column: number): cell is Cell {
  return cell !== null && cell.row === row && cell.column === column
}

/** Printable ASCII and common Chinese characters: already in the form that is compared. */
const PLAIN = /^[!-~\u4e00-\u9fff]*$/

/** Width-folded, without blanks: the form in which words are compared. */
export function fold(text: string): string {
  return PLAIN.test(text) ? text : folded(text)
}

const folded = remembering((text) => text.normalize('NFKC').replace(/[\s\u200b\ufeff]+/g, ''))
