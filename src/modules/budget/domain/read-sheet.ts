import { parse } from 'csv-parse/sync'
import type { Finding } from '../../../kernel/finding.ts'

/** A column of a plain file: its identifier, the Chinese heading that people may use instead. */
export interface SheetColumn {
  readonly key: string
  readonly label: string
  /** A cell of it may be blank; the column itself must still stand in the file. */
  readonly blank?: boolean
}

export interface SheetRow {
  /** Line of the file, the heading being line 1. */
  readonly row: number
  /** Trimmed text by column key; '' for blank. */
  readonly cells: Readonly<Record<string, string>>
}

export interface Sheet {
  readonly rows: readonly SheetRow[]
  readonly findings: readonly Finding[]
}

const LARGEST_ROWS = 200_000
const LONGEST_CELL = 2_000

/**
 * Characters that change how text is shown without being seen: bidirectional marks, zero-width
 * characters, controls. A name with them can pose as another.
 */
const HIDDEN = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** Reads comma-separated text (RFC 4180) with the given columns, in any order. */
export function readSheet(file: string, text: string, columns: readonly SheetColumn[]): Sheet {
  const findings: Finding[] = []
  const say = (
    row: number | null,
    column: string | null,
    code: string,
    message: string,
    stated: string | null = null,
  ): void => {
    findings.push({
      code: `budget.${code}`,
      severity: 'error',
      confidence: 1,
      message,
      stated,
      expected: null,
      places: [{ file, row, column }],
    })
  }
  let records: { record: string[]; info: { lines: number } }[]
  try {
    records = parse(text, {
      bom: true,
      info: true,
      // a file that was edited on two systems mixes them
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
    }) as unknown as typeof records
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? null
    say(
      line,
      null,
      'bad_csv',
      '这一行的引号或逗号不成对，后面的内容没有读。请用电子表格程序重新另存为 CSV。',
    )
    return { rows: [], findings }
  }
  const [heading, ...body] = records
  if (!heading) {
    say(null, null, 'empty_file', '文件是空的。第一行应是各列的标题。')
    return { rows: [], findings }
  }
  const places = placesOf(heading.record, columns, say)
  if (findings.length > 0) return { rows: [], findings }
  if (body.length > LARGEST_ROWS) {
    say(null, null, 'too_many_rows', `超过 ${LARGEST_ROWS} 行，请分部门装载。`)
    return { rows: [], findings }
  }
  const rows = body.map(({ record, info }) => {
    const cells: Record<string, string> = {}
    if (record.length > heading.record.length) {
      say(info.lines, null, 'extra_cells', '这一行的格数比标题多，可能有逗号没有加引号。')
    }
    for (const column of columns) {
      const cell = (record[places.get(column.key) ?? -1] ?? '').trim()
      cells[column.key] = cell
      if (cell === '' && !column.blank) {
        say(info.lines, column.key, 'blank_cell', `“${column.label}”不能空着。`)
      } else if (cell.length > LONGEST_CELL) {
        say(
          info.lines,
          column.key,
          'long_cell',
          `“${column.label}”超过 ${LONGEST_CELL} 字，请缩短。`,
        )
      } else {
        const hidden = HIDDEN.exec(cell)
        if (hidden) {
          const point = (hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
          say(
            info.lines,
            column.key,
            'hidden_character',
            `“${column.label}”里有看不见的字符 U+${point}（在第 ${hidden.index + 1} 个字处），请删去。`,
          )
        }
      }
    }
    return { row: info.lines, cells }
  })
  return { rows, findings }
}

function placesOf(
  heading: readonly string[],
  columns: readonly SheetColumn[],
  say: (row: number, column: string | null, code: string, message: string) => void,
): Map<string, number> {
  const places = new Map<string, number>()
  for (const [at, text] of heading.entries()) {
    const name = text.trim()
    const column = columns.find(({ key, label }) => name === key || name === label)
    const expected = columns.map(({ key }) => key).join('、')
    if (!column) say(1, name, 'unknown_column', `没有“${name}”这一列。应有的列：${expected}。`)
    else if (places.has(column.key)) say(1, name, 'double_column', `“${name}”这一列出现了两次。`)
    else places.set(column.key, at)
  }
  for (const { key, label } of columns) {
    if (!places.has(key)) say(1, key, 'missing_column', `缺少“${key}”（${label}）这一列。`)
  }
  return places
}
