import type { RawBlock, RawDocument, ReadingDefect } from '../domain/document.ts'
import { keepValues } from './keep-values.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { layRows, tooWide } from './read-xlsx.ts'
import { readFormat, showNumber } from './show-number.ts'

type Library = typeof import('@e965/xlsx')
type Book = import('@e965/xlsx').WorkBook
type Cell = import('@e965/xlsx').CellObject

/** What is known of the file before its library, which is loaded only for such files. */
export interface OldWorkbook {
  /** Excel 95 and before, whose text is in the code page of its author. */
  readonly isNarrow: boolean
  readonly hasMacros: boolean
}

/**
 * The stream of the old binary workbook, also that of WPS. The library could open the compound
 * file too, but a broken directory makes it go round for ever.
 */
export async function readXls(
  stream: Uint8Array,
  { isNarrow, hasMacros }: OldWorkbook,
): Promise<RawDocument> {
  const xlsx = await import('@e965/xlsx')
  if (isNarrow) xlsx.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'))
  const book = quietly(() => open(xlsx, keepValues(stream)))
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  for (const [at, name] of book.SheetNames.entries()) {
    const sheet = book.Sheets[name]
    if (!sheet) continue
    const data = (sheet['!data'] ?? []) as readonly (readonly (Cell | undefined)[] | undefined)[]
    if (book.Workbook?.Sheets?.[at]?.Hidden) {
      defects.push({
        what: 'hidden_sheet',
        message: `工作表“${name}”是隐藏的，没有查。不公开的请删去。`,
        confidence: 0.6,
      })
      continue
    }
    if (data.length > LIMITS.rows)
      throw new Unreadable('too_large', `工作表“${name}”超过 ${LIMITS.rows} 行，没有读。`)
    const rows = data.map((row) => row?.map((cell) => ({ text: textOf(cell) })))
    const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({
      top: s.r,
      left: s.c,
      bottom: e.r,
      right: e.c,
    }))
    const laid = layRows(rows, merges)
    if (laid.isCut) defects.push(tooWide(name))
    if (laid.rows.length > 0)
      blocks.push({ kind: 'table', rows: laid.rows, line: null, page: null, sheet: name })
  }
  if (hasMacros) {
    defects.push({
      what: 'macros',
      message: '文件带有宏，没有运行。公开文件不应带宏，请另存为 .xlsx。',
      confidence: 0.9,
    })
  }
  return { blocks, defects }
}

function open(xlsx: Library, stream: Uint8Array): Book {
  try {
    return xlsx.read(stream, {
      type: 'buffer',
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
      cellNF: true,
    })
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (/password|encrypt/i.test(text))
      throw new Unreadable('encrypted', '文件有密码。请去掉密码再查。')
    throw new Unreadable('damaged', '文件坏了，读不出来。请用电子表格程序打开后另存为 .xlsx。')
  }
}

/** The library tells the console of records that it does not know; what it missed shows in the cells. */
function quietly<Result>(work: () => Result): Result {
  const { error } = console
  console.error = () => {}
  try {
    return work()
  } finally {
    console.error = error
  }
}

const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
}

function textOf(cell: Cell | undefined): string {
  if (cell?.v === undefined || cell.v === null) return ''
  switch (cell.t) {
    case 'n':
      return showNumber(Number(cell.v), readFormat(String(cell.z ?? '')), String(cell.v))
    case 'b':
      return cell.v ? '是' : '否'
    case 'e':
      return ERRORS[Number(cell.v)] ?? '#N/A'
    default:
      return String(cell.v).trim()
  }
}
