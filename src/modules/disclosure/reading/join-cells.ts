import type { RawCell } from '../domain/document.ts'

export type Merge = 'none' | 'start' | 'continue'

/** A cell of a word processor: vertical merges are marked cell by cell. */
export interface MarkedCell {
  readonly text: string
  readonly colSpan: number
  readonly merge: Merge
}

/** A cell of a format that knows no columns, only where a cell's edges are, in twips. */
export interface EdgedCell {
  readonly text: string
  readonly left: number
  readonly right: number
  /** Merged with the cell before it in its row. */
  readonly across: Merge
  /** Merged with the cell above it. */
  readonly down: Merge
}

/** Edges nearer than this (0.9 mm) are one: rows were drawn by hand. */
const NEAR = 50

/** Columns from the edges of all rows, then spans. */
export function joinEdged(rows: readonly (readonly EdgedCell[])[]): RawCell[][] {
  const joined = rows.map(joinAcross)
  const edges = columnsOf(joined)
  return joinDown(
    joined.map((row) => {
      const cells: MarkedCell[] = []
      let column = 0
      for (const { text, left, right, down } of row) {
        const from = edges(left)
        if (from > column && cells.length === 0)
          cells.push({ text: '', colSpan: from - column, merge: 'none' })
        column = Math.max(column, from)
        const to = edges(right)
        // a sliver between two edges that count as one
        if (to <= column && text === '') continue
        cells.push({ text, colSpan: Math.max(1, to - column), merge: down })
        column = Math.max(column + 1, to)
      }
      return cells
    }),
  )
}

function joinAcross(row: readonly EdgedCell[]): EdgedCell[] {
  const cells: EdgedCell[] = []
  for (const cell of row) {
    const last = cells.at(-1)
    if (cell.across === 'continue' && last) cells[cells.length - 1] = { ...last, right: cell.right }
    else cells.push(cell)
  }
  return cells
}

function columnsOf(rows: readonly (readonly EdgedCell[])[]): (edge: number) => number {
  const all = new Set<number>()
  for (const row of rows) for (const { left, right } of row) all.add(left).add(right)
  const columns = new Map<number, number>()
  let column = -1
  let began = Number.NEGATIVE_INFINITY
  for (const edge of [...all].sort((a, b) => a - b)) {
    if (edge - began > NEAR) {
      column += 1
      began = edge
    }
    columns.set(edge, column)
  }
  return (edge) => columns.get(edge) ?? 0
}

/** `continue` cells become the row span of the cell above them in the same column. */
export function joinDown(rows: readonly (readonly MarkedCell[])[]): RawCell[][] {
  const out: RawCell[][] = []
  let above = new Map<number, RawCell & { rowSpan: number }>()
  for (const row of rows) {
    const next = new Map<number, RawCell & { rowSpan: number }>()
    const cells: RawCell[] = []
    let column = 0
    for (const cell of row) {
      const top = above.get(column)
      if (cell.merge === 'continue' && top && top.colSpan === cell.colSpan) {
        top.rowSpan += 1
        next.set(column, top)
      } else {
        const made = { text: cell.text.trim(), colSpan: cell.colSpan, rowSpan: 1, line: null }
        cells.push(made)
        if (cell.merge !== 'none') next.set(column, made)
      }
      column += cell.colSpan
    }
    above = next
    out.push(cells)
  }
  return out
}
