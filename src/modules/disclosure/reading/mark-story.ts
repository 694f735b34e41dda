import type { RawBlock, RawTable } from '../domain/document.ts'
import { type EdgedCell, joinEdged } from './join-cells.ts'
import { LIMITS, Unreadable } from './limits.ts'

/**
 * One paragraph of a text in which tables are only marks: .doc and RTF. Cells end with one mark,
 * rows with another, which also tells where the cells of the row are.
 */
export interface MarkedParagraph {
  /** Lines are told apart by \n. */
  readonly text: string
  /** 0 outside tables, 1 in a table, 2 in a table in a cell. */
  readonly depth: number
  readonly endsCell: boolean
  readonly endsRow: boolean
  readonly row: readonly Omit<EdgedCell, 'text'>[] | undefined
}

export interface Story {
  add(paragraph: MarkedParagraph): void
  /** What stands apart from the text, such as a text box. */
  insert(blocks: readonly RawBlock[]): void
  /** Whether every row had its end. */
  finish(): { readonly blocks: readonly RawBlock[]; readonly isWhole: boolean }
}

interface OpenTable {
  readonly rows: EdgedCell[][]
  cells: string[]
  text: string
}

/** Puts paragraphs and tables together as they come. */
export function startStory(): Story {
  const blocks: RawBlock[] = []
  const tables: OpenTable[] = []
  let nested: RawTable[] = []
  let rows = 0
  let unfinished = 0
  /** A word processor has no lines: paragraphs are counted instead. */
  let counted = 0

  const emit = (text: string): void => {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      counted += 1
      blocks.push({ kind: 'paragraph', text: line.trim(), line: counted, page: null })
    }
  }
  const endRow = (table: OpenTable, row: MarkedParagraph['row']): void => {
    rows += 1
    if (rows > LIMITS.rows)
      throw new Unreadable('too_large', `表格超过 ${LIMITS.rows} 行，没有读。请核对文件。`)
    table.rows.push(placeCells(table.cells, row))
    table.cells = []
    table.text = ''
  }
  const closeTable = (): void => {
    const table = tables.pop()
    if (!table) return
    if (table.text !== '') table.cells.push(table.text)
    if (table.cells.length > 0) {
      unfinished += 1
      endRow(table, undefined)
    }
    const done: RawTable = {
      kind: 'table',
      rows: joinEdged(table.rows),
      line: null,
      page: null,
      sheet: null,
    }
    if (tables.length > 0) {
      if (done.rows.length > 0) nested.push(done)
      return
    }
    // tables in cells stand behind the outer one
    if (done.rows.length > 0) blocks.push(done)
    blocks.push(...nested)
    nested = []
  }
  return {
    add({ text, depth, endsCell, endsRow, row }) {
      while (tables.length > depth) closeTable()
      while (tables.length < depth) tables.push({ rows: [], cells: [], text: '' })
      const table = tables.at(-1)
      if (!table) {
        emit(text)
        return
      }
      if (endsRow) {
        endRow(table, row)
        return
      }
      const plain = text.replace(/\s*\n\s*/g, ' ').trim()
      if (plain !== '') table.text += (table.text === '' ? '' : ' ') + plain
      if (endsCell) {
        table.cells.push(table.text)
        table.text = ''
      }
    },
    insert(others) {
      for (const block of others) blocks.push(block)
    },
    finish() {
      while (tables.length > 0) closeTable()
      return { blocks, isWhole: unfinished === 0 }
    },
  }
}

/** Width of a cell whose row does not tell where it is, in twips. */
const USUAL_WIDTH = 1_000

function placeCells(texts: readonly string[], row: MarkedParagraph['row']): EdgedCell[] {
  let right = 0
  return texts.map((text, at) => {
    const place = row?.[at]
    const left = place?.left ?? right
    right = place?.right ?? left + USUAL_WIDTH
    return { text, left, right, across: place?.across ?? 'none', down: place?.down ?? 'none' }
  })
}
