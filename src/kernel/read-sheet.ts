import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse/sync'
import { type Finding, faultAt } from './finding.ts'

/** A column of a plain file: its identifier, and the heading that people may use instead. */
export interface SheetColumn<Key extends string = string> {
  readonly key: Key
  readonly label?: string
  /** A cell of it may be blank; the column itself must still stand in the file. */
  readonly blank?: boolean
}

export interface SheetRow<Key extends string = string> {
  /** Line of the file on which the row ends, the heading being line 1. */
  readonly row: number
  /** Trimmed text by column key; '' for blank. */
  readonly cells: Readonly<Record<Key, string>>
}

export interface Sheet<Key extends string = string> {
  readonly rows: readonly SheetRow<Key>[]
  readonly findings: readonly Finding[]
}

export interface SheetOptions {
  /** Findings bear the codes `{module}.{what}`. */
  readonly module: string
  /** What is done with a column that nobody asked for: a typing error, or an addition of others. */
  readonly otherColumns: 'refuse' | 'ignore'
}

const LARGEST_ROWS = 200_000
const LONGEST_CELL = 2_000

/**
 * Characters that change how text is shown without being seen: bidirectional marks, zero-width
 * characters, controls. A name with them can pose as another.
 */
const HIDDEN = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** UTF-8, or GB18030 as spreadsheet programs save it; undefined where it is neither. */
export function decodeText(bytes: Uint8Array): string | undefined {
  // UTF-8 is tried first: Chinese text in GB18030 is practically never valid UTF-8
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return undefined
}

/**
 * Reads comma-separated text (RFC 4180) with the given columns, in any order. What is not a table
 * gives findings and no rows; a bad cell gives a finding and its row.
 */
export function readSheet<Key extends string>(
  file: string,
  text: string,
  columns: readonly SheetColumn<Key>[],
  options: SheetOptions,
): Sheet<Key> {
  const findings: Finding[] = []
  const say: Say = (row, column, what, message) => {
    findings.push(faultAt(`${options.module}.${what}`, message, { file, row, column }))
  }
  const records = readRecords(text, say)
  const [heading, ...body] = records
  if (!heading) {
    if (findings.length === 0) say(1, null, 'empty_file', '文件是空的。第一行应是各列的标题。')
    return { rows: [], findings }
  }
  const places = placesOf(heading.cells, columns, options, say)
  if (body.length > LARGEST_ROWS) {
    say(null, null, 'too_many_rows', `超过 ${LARGEST_ROWS} 行，请分开装载。`)
  }
  if (findings.length > 0) return { rows: [], findings }
  const known = columns.map((column) => ({ ...column, at: places.get(column.key) ?? -1 }))
  const width = heading.cells.length
  const rows: SheetRow<Key>[] = []
  for (const record of body) {
    // a spreadsheet program may leave lines of commas at the end
    if (record.cells.every((cell) => cell === '')) continue
    const row = readRow(record, width, known, say)
    if (row) rows.push(row)
  }
  return { rows, findings }
}

type Say = (row: number | null, column: string | null, what: string, message: string) => void

interface CsvRecord {
  readonly cells: readonly string[]
  /** Line of the file on which it ends. */
  readonly line: number
}

function readRecords(text: string, say: Say): readonly CsvRecord[] {
  try {
    // the library's types know no record of another shape
    const options: unknown = {
      bom: true,
      on_record: (cells: readonly string[], { lines }: InfoRecord) => ({ cells, line: lines }),
      // a file that was edited on two systems mixes them
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 100_000,
    }
    return parse(text, options as Options) as unknown as CsvRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const message =
      error.code === 'CSV_MAX_RECORD_SIZE'
        ? '这一行太长，后面的内容没有读：可能缺了换行，或者双引号不成对。'
        : '这一行的双引号不成对，后面的内容没有读。请用电子表格程序重新另存为 CSV。'
    say(Number(error.lines), null, 'bad_csv', message)
    return []
  }
}

function placesOf<Key extends string>(
  heading: readonly string[],
  columns: readonly SheetColumn<Key>[],
  options: SheetOptions,
  say: Say,
): ReadonlyMap<Key, number> {
  const places = new Map<Key, number>()
  for (const [at, name] of heading.entries()) {
    const column = columns.find(({ key, label }) => name.toLowerCase() === key || name === label)
    if (column && places.has(column.key)) {
      say(1, name, 'double_column', `“${name}”这一列出现了两次。`)
    } else if (column) {
      places.set(column.key, at)
    } else if (options.otherColumns === 'refuse') {
      const known = columns.map(({ key }) => key).join('、')
      say(1, name, 'unknown_column', `没有“${name}”这一列。应有的列：${known}。`)
    }
  }
  for (const { key, label } of columns) {
    if (places.has(key)) continue
    say(1, key, 'missing_column', `缺少“${key}”${label ? `（${label}）` : ''}这一列。`)
  }
  return places
}

function readRow<Key extends string>(
  { cells: record, line }: CsvRecord,
  width: number,
  columns: readonly (SheetColumn<Key> & { readonly at: number })[],
  say: Say,
): SheetRow<Key> | undefined {
  if (record.length > width && record.slice(width).some((cell) => cell !== '')) {
    const message = '这一行的格数比标题多。文字里有逗号的，请用双引号括住。'
    say(line, null, 'extra_cells', message)
    // its later cells have all moved by one: what they say would be findings about nothing
    return undefined
  }
  const cells: Partial<Record<Key, string>> = {}
  for (const column of columns) {
    const cell = record[column.at] ?? ''
    checkCell(column, cell, line, say)
    cells[column.key] = cell
  }
  return { row: line, cells: cells as Record<Key, string> }
}

function checkCell(
  { key, label = key, blank }: SheetColumn,
  cell: string,
  row: number,
  say: Say,
): void {
  if (cell === '' && !blank) say(row, key, 'blank_cell', `“${label}”不能空着。`)
  if (cell.length > LONGEST_CELL) {
    say(row, key, 'long_cell', `“${label}”超过 ${LONGEST_CELL} 字，请缩短。`)
  }
  const hidden = HIDDEN.exec(cell)
  if (!hidden) return
  const point = (hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  say(
    row,
    key,
    'hidden_character',
    `“${label}”里有看不见的字符 U+${point}（第 ${hidden.index + 1} 个字），请删去。`,
  )
}
