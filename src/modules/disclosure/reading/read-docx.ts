import type { RawBlock, RawDocument, RawTable, ReadingDefect } from '../domain/document.ts'
import { joinDown, type Merge } from './join-cells.ts'
import { LIMITS, Unreadable } from './limits.ts'
import type { Entry } from './unzip.ts'
import { walkXml } from './walk-xml.ts'

interface OpenCell {
  text: string
  colSpan: number
  merge: Merge
}

interface OpenTable {
  rows: OpenCell[][]
  row: OpenCell[] | undefined
  cell: OpenCell | undefined
  before: number
}

/** What is not shown, is shown once already, or stands outside the text: one file may hold all of it. */
const SKIPPED = new Set([
  'mc:Fallback',
  'w:del',
  'w:moveFrom',
  'w:hdr',
  'w:ftr',
  'w:footnote',
  'w:endnote',
  'w:comment',
  'w:styles',
  'w:glossaryDocument',
])

/** Word's package of XML files. */
export function readDocx(entries: readonly Entry[]): RawDocument {
  const main =
    entries.find(({ name }) => name === 'word/document.xml') ??
    entries.find(({ name }) => /^word\/document\d*\.xml$/.test(name))
  if (!main)
    throw new Unreadable('damaged', '文件里没有正文，可能坏了。请用 Word 或 WPS 打开后另存。')
  const { blocks, defects } = readWordXml(main.bytes())
  if (!entries.some(({ name }) => name === 'word/vbaProject.bin')) return { blocks, defects }
  const macros = {
    what: 'macros',
    message: '文件带有宏，没有运行。公开文件不应带宏，请另存为 .docx。',
    confidence: 0.9,
  }
  return { blocks, defects: [...defects, macros] }
}

/**
 * Text of a word processor's document: paragraphs and tables in order, merged cells as spans. Also
 * reads the single XML file of 2003, whose elements bear nearly the same names.
 */
export function readWordXml(bytes: Uint8Array): RawDocument {
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  const tables: OpenTable[] = []
  const paragraphs: { text: string }[] = []
  let nested: RawTable[] = []
  let skipping = 0
  let isText = false
  let pictures = 0
  let rows = 0
  /** A word processor has no lines: paragraphs are counted instead. */
  let counted = 0

  const emit = (block: RawBlock): void => {
    if (tables.length > 0 && block.kind === 'table') nested.push(block)
    else blocks.push(block)
  }
  const endParagraph = (): void => {
    const paragraph = paragraphs.pop()
    if (!paragraph) return
    const text = paragraph.text.replace(/[ \t]+$/g, '')
    const cell = tables.at(-1)?.cell
    if (cell) {
      // what a cell holds in several paragraphs is one text
      if (text.trim() !== '') cell.text += (cell.text ? ' ' : '') + text
    } else if (text.trim() !== '') {
      for (const line of text.split('\n')) {
        if (line.trim() === '') continue
        counted += 1
        emit({ kind: 'paragraph', text: line.trim(), line: counted, page: null })
      }
    }
  }

  const whole = walkXml(bytes, {
    open: (name, attributes) => {
      if (skipping > 0 || SKIPPED.has(name)) {
        skipping += 1
        return
      }
      const table = tables.at(-1)
      switch (name) {
        case 'w:p':
          paragraphs.push({ text: '' })
          break
        case 'w:t':
          isText = true
          break
        case 'w:tab':
          if (paragraphs.length > 0 && !('w:pos' in attributes)) append(' ')
          break
        case 'w:br':
        case 'w:cr':
          append(table?.cell ? ' ' : '\n')
          break
        case 'w:noBreakHyphen':
          append('-')
          break
        case 'w:drawing':
        case 'w:pict':
          pictures += 1
          break
        case 'w:tbl':
          tables.push({ rows: [], row: undefined, cell: undefined, before: 0 })
          break
        case 'w:tr':
          if (table) {
            rows += 1
            if (rows > LIMITS.rows)
              throw new Unreadable('too_large', `表格超过 ${LIMITS.rows} 行，没有读。请核对文件。`)
            table.row = []
          }
          break
        case 'w:gridBefore':
          if (table?.row) {
            const count = spanOf(attributes['w:val'])
            for (let at = 0; at < count; at++)
              table.row.push({ text: '', colSpan: 1, merge: 'none' })
          }
          break
        case 'w:tc':
          if (table?.row) {
            table.cell = { text: '', colSpan: 1, merge: 'none' }
            table.row.push(table.cell)
          }
          break
        case 'w:gridSpan':
          if (table?.cell) table.cell.colSpan = spanOf(attributes['w:val'])
          break
        case 'w:vMerge':
        case 'w:vmerge':
          if (table?.cell)
            table.cell.merge = attributes['w:val'] === 'restart' ? 'start' : 'continue'
          break
        default:
      }
    },
    close: (name) => {
      if (skipping > 0) {
        skipping -= 1
        return
      }
      const table = tables.at(-1)
      switch (name) {
        case 'w:t':
          isText = false
          break
        case 'w:p':
          endParagraph()
          break
        case 'w:tc':
          if (table) table.cell = undefined
          break
        case 'w:tr':
          if (table?.row) {
            table.rows.push(table.row)
            table.row = undefined
          }
          break
        case 'w:tbl': {
          tables.pop()
          if (!table) break
          const done: RawTable = {
            kind: 'table',
            rows: joinDown(table.rows),
            line: null,
            page: null,
            sheet: null,
          }
          if (done.rows.length > 0) emit(done)
          if (tables.length === 0) {
            blocks.push(...nested)
            nested = []
          }
          break
        }
        default:
      }
    },
    text: (text) => {
      if (isText && skipping === 0) append(text)
    },
  })

  function append(text: string): void {
    const paragraph = paragraphs.at(-1)
    if (paragraph) paragraph.text += text
  }

  if (!whole)
    defects.push({
      what: 'cut',
      message: '文件没有读到底，后面的内容可能丢了。请用 Word 或 WPS 打开后另存，再查一次。',
      confidence: 0.95,
    })
  const cells = blocks.reduce(
    (sum, block) => sum + (block.kind === 'table' ? block.rows.length : 0),
    0,
  )
  if (pictures > 0 && cells === 0) {
    defects.push({
      what: 'pictures',
      message: `文件里有 ${pictures} 张图片而没有表格，表可能是图片，没有读。请改为文字表格再查。`,
      confidence: 0.8,
    })
  }
  return { blocks, defects }
}

function spanOf(text: string | undefined): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? Math.min(value, 1_000) : 1
}
