import type { RawBlock, RawCell, RawDocument, ReadingDefect } from '../domain/document.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { BUILT_IN, type NumberFormat, readFormat, showNumber } from './show-number.ts'
import type { Entry } from './unzip.ts'
import { walkXml } from './walk-xml.ts'

/** Columns beyond this are no place in a workbook. */
const FURTHEST = 16_384

/** A workbook: each sheet a table with the numbers as they are shown, merged cells as spans. */
export function readXlsx(entries: readonly Entry[]): RawDocument {
  const find = (name: string): Entry | undefined =>
    entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase())
  const book = find('xl/workbook.xml')
  if (!book)
    throw new Unreadable('damaged', '文件里没有工作簿，可能坏了。请用电子表格程序打开后另存。')
  const targets = readTargets(find('xl/_rels/workbook.xml.rels'))
  const sheets: { name: string; path: string; isHidden: boolean }[] = []
  walkXml(book.bytes(), {
    open: (name, attributes) => {
      if (name !== 'sheet' && !name.endsWith(':sheet')) return
      const target = targets.get(
        attributes['r:id'] ??
          Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ??
          '',
      )
      if (target)
        sheets.push({
          name: attributes.name ?? '',
          path: target,
          isHidden: attributes.state !== undefined && attributes.state !== 'visible',
        })
    },
    close: () => {},
    text: () => {},
  })
  const strings = readStrings(find('xl/sharedStrings.xml'))
  const styles = readStyles(find('xl/styles.xml'))
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  for (const sheet of sheets) {
    const entry = find(sheet.path)
    if (!entry) continue
    if (sheet.isHidden) {
      defects.push({
        what: 'hidden_sheet',
        message: `工作表“${sheet.name}”是隐藏的，没有查。不公开的请删去。`,
        confidence: 0.6,
      })
      continue
    }
    const rows = readSheet(entry, strings, styles, sheet.name, defects)
    if (rows.length > 0)
      blocks.push({ kind: 'table', rows, line: null, page: null, sheet: sheet.name })
  }
  if (entries.some(({ name }) => name === 'xl/vbaProject.bin')) {
    defects.push({
      what: 'macros',
      message: '文件带有宏，没有运行。公开文件不应带宏，请另存为 .xlsx。',
      confidence: 0.9,
    })
  }
  return { blocks, defects }
}

function readTargets(entry: Entry | undefined): Map<string, string> {
  const targets = new Map<string, string>()
  if (!entry) return targets
  walkXml(entry.bytes(), {
    open: (name, { Id, Target }) => {
      if (name !== 'Relationship' || !Id || !Target) return
      targets.set(
        Id,
        Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`,
      )
    },
    close: () => {},
    text: () => {},
  })
  return targets
}

function readStrings(entry: Entry | undefined): string[] {
  const strings: string[] = []
  if (!entry) return strings
  let text = ''
  let isText = false
  let isPhonetic = false
  walkXml(entry.bytes(), {
    open: (name) => {
      const local = name.split(':').at(-1)
      if (local === 'si') text = ''
      else if (local === 'rPh') isPhonetic = true
      else if (local === 't') isText = !isPhonetic
    },
    close: (name) => {
      const local = name.split(':').at(-1)
      if (local === 'si') strings.push(text)
      else if (local === 'rPh') isPhonetic = false
      else if (local === 't') isText = false
    },
    text: (part) => {
      if (isText) text += part
    },
  })
  return strings
}

function readStyles(entry: Entry | undefined): NumberFormat[] {
  const formats = new Map<number, string>()
  const styles: NumberFormat[] = []
  if (!entry) return styles
  let isCell = false
  const formatOf = (id: number): NumberFormat => readFormat(formats.get(id) ?? BUILT_IN[id] ?? '')
  walkXml(entry.bytes(), {
    open: (name, attributes) => {
      const local = name.split(':').at(-1)
      if (local === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (local === 'cellXfs') isCell = true
      else if (local === 'xf' && isCell) styles.push(formatOf(Number(attributes.numFmtId ?? 0)))
    },
    close: (name) => {
      if (name.split(':').at(-1) === 'cellXfs') isCell = false
    },
    text: () => {},
  })
  return styles
}

function readSheet(
  entry: Entry,
  strings: readonly string[],
  styles: readonly NumberFormat[],
  name: string,
  defects: ReadingDefect[],
): RawCell[][] {
  const rows: { text: string }[][] = []
  const merges: { top: number; left: number; bottom: number; right: number }[] = []
  let row = -1
  let column = -1
  let kind = ''
  let style = 0
  let value = ''
  let isValue = false
  let cells = 0
  let hasFormula = false
  let uncached = 0
  const whole = walkXml(entry.bytes(), {
    open: (tag, attributes) => {
      switch (tag.split(':').at(-1)) {
        case 'row': {
          row = attributes.r ? Number(attributes.r) - 1 : row + 1
          column = -1
          if (row >= LIMITS.rows)
            throw new Unreadable(
              'too_large',
              `工作表“${name}”超过 ${LIMITS.rows} 行，没有读。请核对文件。`,
            )
          break
        }
        case 'c': {
          const place = attributes.r ? columnOf(attributes.r) : column + 1
          column = place
          kind = attributes.t ?? 'n'
          style = Number(attributes.s ?? 0)
          value = ''
          hasFormula = false
          break
        }
        case 'f':
          hasFormula = true
          break
        case 'v':
        case 't':
          isValue = true
          break
        case 'mergeCell': {
          if (merges.length >= LIMITS.merges) break
          const [from = '', to = from] = (attributes.ref ?? '').split(':')
          merges.push({
            top: rowOf(from),
            left: columnOf(from),
            bottom: rowOf(to),
            right: columnOf(to),
          })
          break
        }
        default:
      }
    },
    close: (tag) => {
      const local = tag.split(':').at(-1)
      if (local === 'v' || local === 't') isValue = false
      if (local !== 'c' || row < 0 || column < 0 || column >= FURTHEST) return
      const text = textOf(kind, value, strings, styles[style])
      if (hasFormula && value === '') uncached += 1
      if (text === '') return
      cells += 1
      if (cells > LIMITS.cells)
        throw new Unreadable('too_large', `工作表“${name}”的格子太多，没有读。请核对文件。`)
      const line = rows[row] ?? []
      line[column] = { text }
      rows[row] = line
    },
    text: (part) => {
      if (isValue) value += part
    },
  })
  if (!whole)
    defects.push({
      what: 'cut',
      message: `工作表“${name}”没有读到底。请用电子表格程序打开后另存，再查一次。`,
      confidence: 0.95,
    })
  if (uncached > 0) {
    defects.push({
      what: 'formula',
      message: `工作表“${name}”有 ${uncached} 个公式没有结果，按空格处理。请用电子表格程序打开、保存后再查。`,
      confidence: 0.9,
    })
  }
  const laid = layRows(rows, merges)
  if (laid.isCut) defects.push(tooWide(name))
  return laid.rows
}

function textOf(
  kind: string,
  value: string,
  strings: readonly string[],
  style: NumberFormat | undefined,
): string {
  if (kind === 's') return strings[Number(value)] ?? ''
  if (kind === 'b') return value === '1' ? '是' : '否'
  if (kind !== 'n' || value.trim() === '') return value.trim()
  const number = Number(value)
  if (!Number.isFinite(number)) return value.trim()
  return showNumber(number, style ?? readFormat(''), value)
}

export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** Columns that are read however many rows there are, and however few. */
const MOST_COLUMNS = 60
const WIDEST = 2_000

/**
 * Cells by row and column, with spans where they are merged; every row has all columns, up to as
 * many as the limit of cells leaves.
 */
export function layRows(
  rows: readonly (readonly ({ readonly text: string } | undefined)[] | undefined)[],
  merges: readonly Merge[],
): { rows: RawCell[][]; isCut: boolean } {
  const height = rows.length
  let widest = 0
  for (const row of rows) if (row) widest = Math.max(widest, row.length)
  // one lost cell far to the right would make every row that wide
  const width = Math.min(widest, Math.max(MOST_COLUMNS, Math.floor(LIMITS.cells / height)), WIDEST)
  const covered = new Set<number>()
  const spans = new Map<number, Merge>()
  const key = (row: number, column: number): number => row * WIDEST + column
  let budget = LIMITS.cells
  for (const merge of merges) {
    if (merge.top >= height || merge.left >= width) continue
    const bottom = Math.min(merge.bottom, height - 1)
    const right = Math.min(merge.right, width - 1)
    budget -= (bottom - merge.top + 1) * (right - merge.left + 1)
    if (budget < 0) break
    spans.set(key(merge.top, merge.left), { ...merge, bottom, right })
    for (let row = merge.top; row <= bottom; row++) {
      for (let column = merge.left; column <= right; column++) {
        if (row !== merge.top || column !== merge.left) covered.add(key(row, column))
      }
    }
  }
  const out: RawCell[][] = []
  for (let row = 0; row < height; row++) {
    const cells: RawCell[] = []
    for (let column = 0; column < width; column++) {
      if (covered.has(key(row, column))) continue
      const merge = spans.get(key(row, column))
      cells.push({
        text: rows[row]?.[column]?.text ?? '',
        rowSpan: merge ? merge.bottom - merge.top + 1 : 1,
        colSpan: merge ? merge.right - merge.left + 1 : 1,
        // the row of the sheet, as the program shows it
        line: row + 1,
      })
    }
    out.push(cells)
  }
  return { rows: out, isCut: width < widest }
}

/** What is said where `layRows` left columns out. */
export function tooWide(sheet: string): ReadingDefect {
  return {
    what: 'wide',
    message: `工作表“${sheet}”太宽，右边的列没有读。请删去表外的格子再查。`,
    confidence: 0.8,
  }
}

function columnOf(reference: string): number {
  let column = 0
  for (const char of reference) {
    const code = char.charCodeAt(0)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

function rowOf(reference: string): number {
  return Number(/\d+/.exec(reference)?.[0] ?? 1) - 1
}
