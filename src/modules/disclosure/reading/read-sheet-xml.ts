import type { RawBlock, RawDocument, ReadingDefect } from '../domain/document.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { layRows, type Merge, tooWide } from './read-xlsx.ts'
import { type NumberFormat, readFormat, showNumber } from './show-number.ts'
import { walkXml } from './walk-xml.ts'

/** Names of formats that stand for a code. */
const NAMED: Readonly<Record<string, string>> = {
  Fixed: '0.00',
  Standard: '#,##0.00',
  Percent: '0.00%',
  'Short Date': 'yyyy-m-d',
  'General Date': 'yyyy-m-d',
}
const FURTHEST = 16_384

/** The workbook in one XML file of Excel 2003, which many systems write under the name .xls. */
export function readSheetXml(bytes: Uint8Array): RawDocument {
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  const formats = new Map<string, NumberFormat>()
  let style = ''
  let sheet = ''
  let rows: { text: string }[][] = []
  let merges: Merge[] = []
  let row = -1
  let column = -1
  let cells = 0
  let format: NumberFormat | undefined
  let type = ''
  let value = ''
  let isData = false
  let isHidden = false
  let isVisible = false
  /** A column that a merged cell covers takes no cell of its own. */
  let covered = 0

  const endSheet = (): void => {
    if (isHidden) {
      defects.push({
        what: 'hidden_sheet',
        message: `工作表“${sheet}”是隐藏的，没有查。不公开的请删去。`,
        confidence: 0.6,
      })
    }
    const laid = layRows(isHidden ? [] : rows, merges)
    if (laid.isCut) defects.push(tooWide(sheet))
    if (laid.rows.length > 0)
      blocks.push({ kind: 'table', rows: laid.rows, line: null, page: null, sheet })
    rows = []
    merges = []
    isHidden = false
  }
  const isWhole = walkXml(bytes, {
    open: (tag, raw) => {
      const attributes = plain(raw)
      switch (tag.split(':').at(-1)) {
        case 'Style':
          style = attributes.ID ?? ''
          break
        case 'NumberFormat': {
          const code = attributes.Format ?? ''
          formats.set(style, readFormat(NAMED[code] ?? code))
          break
        }
        case 'Worksheet':
          sheet = attributes.Name ?? ''
          row = -1
          break
        case 'Row':
          row = placeOf(attributes.Index, row)
          column = -1
          covered = 0
          if (row >= LIMITS.rows)
            throw new Unreadable(
              'too_large',
              `工作表“${sheet}”超过 ${LIMITS.rows} 行，没有读。请核对文件。`,
            )
          break
        case 'Cell': {
          column = placeOf(attributes.Index, column + covered)
          covered = spanOf(attributes.MergeAcross)
          const down = spanOf(attributes.MergeDown)
          if ((covered > 0 || down > 0) && merges.length < LIMITS.merges && row >= 0)
            merges.push({ top: row, left: column, bottom: row + down, right: column + covered })
          format = formats.get(attributes.StyleID ?? '')
          break
        }
        case 'Visible':
          isVisible = true
          break
        case 'Data':
          isData = true
          type = attributes.Type ?? ''
          value = ''
          break
        default:
      }
    },
    close: (tag) => {
      const local = tag.split(':').at(-1)
      if (local === 'Visible') isVisible = false
      if (local === 'Worksheet') endSheet()
      if (local !== 'Data') return
      isData = false
      if (row < 0 || column < 0 || column >= FURTHEST || value.trim() === '') return
      cells += 1
      if (cells > LIMITS.cells)
        throw new Unreadable('too_large', `工作表“${sheet}”的格子太多，没有读。请核对文件。`)
      const line = rows[row] ?? []
      line[column] = { text: textOf(type, value.trim(), format ?? readFormat('')) }
      rows[row] = line
    },
    text: (part) => {
      if (isData) value += part
      else if (isVisible && /^Sheet(?:Very)?Hidden$/.test(part.trim())) isHidden = true
    },
  })
  if (!isWhole) {
    endSheet()
    defects.push({
      what: 'cut',
      message: '文件没有读到底。请用电子表格程序打开后另存为 .xlsx，再查一次。',
      confidence: 0.95,
    })
  }
  return { blocks, defects }
}

function plain(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name.split(':').at(-1) ?? name, value]),
  )
}

function placeOf(index: string | undefined, before: number): number {
  const place = Number(index)
  return Number.isInteger(place) && place > 0 ? place - 1 : before + 1
}

function spanOf(text: string | undefined): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? Math.min(value, FURTHEST) : 0
}

function textOf(type: string, value: string, format: NumberFormat): string {
  if (type === 'Number' && Number.isFinite(Number(value)))
    return showNumber(Number(value), format, value)
  if (type === 'Boolean') return value === '1' ? '是' : '否'
  // 2023-01-05T00:00:00.000
  if (type === 'DateTime') return value.replace(/T.*$/, '')
  return value
}
