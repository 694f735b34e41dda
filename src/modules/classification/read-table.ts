import { CsvError, parse } from 'csv-parse/sync'
import type { Finding } from '../../kernel/finding.ts'

export interface TableRow<Column extends string> {
  /** Line of the file on which the row ends, the heading being line 1. */
  readonly row: number
  readonly cells: Readonly<Record<Column, string>>
}

export interface Table<Column extends string> {
  readonly rows: readonly TableRow<Column>[]
  readonly findings: readonly Finding[]
}

/**
 * Reads a table as office software writes it: UTF-8 with or without a mark, or GB18030; columns in
 * any order, others ignored; cells trimmed. What is not a table gives findings and no rows.
 */
export function readTable<Column extends string>(
  file: string,
  bytes: Uint8Array,
  columns: readonly Column[],
): Table<Column> {
  const text = decode(bytes)
  if (text === undefined) {
    const message = '文字编码既不是 UTF-8 也不是 GB18030。请另存为 CSV UTF-8。'
    return refuse(file, 'bad_encoding', message, 1)
  }
  let records: readonly CsvRecord[]
  try {
    records = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as CsvRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const message = '引号不配对，读不成表格。请检查这一行的双引号。'
    return refuse(file, 'bad_csv', message, Number(error.lines))
  }
  const heading = records[0]?.record.map((cell) => cell.toLowerCase()) ?? []
  const missing = columns.filter((column) => !heading.includes(column))
  if (missing.length > 0) {
    const message = `缺少列 ${missing.join('、')}。请在第一行补上列名。`
    return refuse(file, 'missing_column', message, 1)
  }
  return readRecords(file, records.slice(1), heading, columns)
}

/** What csv-parse returns with `info`; its types speak of the record alone. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function readRecords<Column extends string>(
  file: string,
  records: readonly CsvRecord[],
  heading: readonly string[],
  columns: readonly Column[],
): Table<Column> {
  const rows: TableRow<Column>[] = []
  const findings: Finding[] = []
  for (const { record, info } of records) {
    // a comma inside a name without quotes would move every later cell by one
    if (record.slice(heading.length).some((cell) => cell !== '')) {
      findings.push(
        badFile(file, 'bad_csv', info.lines, null, '单元格比列名多。名称里的逗号请用双引号括住。'),
      )
      continue
    }
    if (record.every((cell) => cell === '')) continue
    const cells = columns.map((column) => [column, record[heading.indexOf(column)] ?? ''])
    rows.push({ row: info.lines, cells: Object.fromEntries(cells) as Record<Column, string> })
  }
  return { rows, findings }
}

/** A fault for which the whole folder is refused. */
export function badFile(
  file: string,
  what:
    | 'bad_encoding'
    | 'bad_csv'
    | 'missing_column'
    | 'bad_cell'
    | 'overlapping_rows'
    | 'empty_list',
  row: number | null,
  column: string | null,
  message: string,
  stated: string | null = null,
): Finding {
  return {
    code: `classification.${what}`,
    severity: 'error',
    confidence: 1,
    message,
    stated,
    expected: null,
    places: [{ file, row, column }],
  }
}

function refuse(
  file: string,
  what: 'bad_encoding' | 'bad_csv' | 'missing_column',
  message: string,
  row: number,
): { rows: []; findings: Finding[] } {
  return { rows: [], findings: [badFile(file, what, row, null, message)] }
}

/**
 * UTF-8 is tried first: Chinese text in GB18030 is practically never valid UTF-8. A byte order mark
 * is dropped by the decoder.
 */
function decode(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return undefined
}
