import type { RawBlock, RawCell, RawDocument, ReadingDefect } from '../domain/document.ts'

/**
 * Plain text and Markdown as converters leave them: a line with tabs, or with bars, is a row of a
 * table; other lines are paragraphs. Every cell knows its line.
 */
export function readText(text: string): RawDocument {
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  const lines = text.split(/\r\n|\n|\r|\f/)
  let rows: RawCell[][] = []
  let start = 0
  const endTable = (): void => {
    if (rows.length === 0) return
    blocks.push({ kind: 'table', rows, line: start, page: null, sheet: null })
    rows = []
  }
  for (const [at, raw] of lines.entries()) {
    const line = at + 1
    const cells = splitRow(raw)
    if (cells === 'rule') continue
    if (cells) {
      if (rows.length === 0) start = line
      rows.push(cells.map((cell) => ({ text: clean(cell), rowSpan: 1, colSpan: 1, line })))
      continue
    }
    const plain = raw.trim()
    // a cell that holds a line break: its row goes on behind it
    if (plain && rows.length > 0 && continuesRow(rows, lines, at)) {
      const last = rows.at(-1)?.at(-1)
      const rest = splitRow(lines[at + 1] ?? '')
      const row = rows.at(-1)
      if (last && row && Array.isArray(rest)) {
        row[row.length - 1] = { ...last, text: `${last.text}${plain}` }
        continue
      }
    }
    endTable()
    if (plain) blocks.push({ kind: 'paragraph', text: clean(raw), line, page: null })
  }
  endTable()
  return { blocks, defects }
}

function continuesRow(
  rows: readonly (readonly RawCell[])[],
  lines: readonly string[],
  at: number,
): boolean {
  const width = Math.max(...rows.map((row) => row.length))
  const last = rows.at(-1)?.length ?? 0
  return last < width && rows.length > 1 && /\t/.test(lines[at + 1] ?? '')
}

/** Cells of a row, `rule` for the line under a Markdown heading, undefined for prose. */
function splitRow(line: string): string[] | 'rule' | undefined {
  if (line.includes('\t')) {
    const cells = line.split('\t')
    return cells.length > 1 ? cells : undefined
  }
  const trimmed = line.trim()
  if (/^\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*$/.test(trimmed) && trimmed.includes('|')) {
    return 'rule'
  }
  const bars = (trimmed.match(/[|｜]/g) ?? []).length
  if (bars < 2 && !(bars === 1 && /^[^|]*\|[^|]*$/.test(trimmed) && /\d/.test(trimmed))) {
    return undefined
  }
  const inner = trimmed.replace(/^[|｜]/, '').replace(/[|｜]$/, '')
  const cells = inner.split(/[|｜]/)
  return cells.length > 1 ? cells : undefined
}

/** Leaves Markdown's heading marks and emphasis out; list marks before 一、 are the converter's. */
function clean(text: string): string {
  return text
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/^\s*[-*]\s+(?=[（(一二三四五六七八九十\d])/, '')
    .replace(/&nbsp;/g, ' ')
    .trim()
}
