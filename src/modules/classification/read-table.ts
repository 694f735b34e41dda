import { type Finding, faultAt } from '../../kernel/finding.ts'
import { decodeText, readSheet, type Sheet } from '../../kernel/read-sheet.ts'

/** Reads a table of the folder; columns that others have added to it are passed over. */
export function readTable<Column extends string>(
  file: string,
  bytes: Uint8Array,
  columns: readonly Column[],
): Sheet<Column> {
  const text = decodeText(bytes)
  if (text === undefined) {
    const message = '文字编码既不是 UTF-8 也不是 GB18030。请另存为 CSV UTF-8。'
    return { rows: [], findings: [badFile(file, 'bad_encoding', 1, null, message)] }
  }
  return readSheet(
    file,
    text,
    columns.map((key) => ({ key, blank: true })),
    { module: 'classification', otherColumns: 'ignore' },
  )
}

/** A fault for which the whole folder is refused. */
export function badFile(
  file: string,
  what: 'bad_encoding' | 'bad_cell' | 'overlapping_rows' | 'empty_list',
  row: number | null,
  column: string | null,
  message: string,
  stated: string | null = null,
): Finding {
  return faultAt(`classification.${what}`, message, { file, row, column }, stated)
}
