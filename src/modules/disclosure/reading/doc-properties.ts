import type { EdgedCell, Merge } from './join-cells.ts'

/** What a paragraph of a binary Word document is to the tables around it. */
export interface ParagraphState {
  /** 0 outside tables, 1 in a table, 2 in a table in a cell. */
  readonly depth: number
  readonly endsCell: boolean
  readonly endsRow: boolean
  /** Where the cells of the row are that ends here. */
  readonly row: readonly Omit<EdgedCell, 'text'>[] | undefined
}

export const PROSE: ParagraphState = { depth: 0, endsCell: false, endsRow: false, row: undefined }

/** One run of bytes of the text with properties of its own. */
export interface Run<State> {
  readonly from: number
  readonly to: number
  readonly state: State
}

/**
 * Names of the modifiers in use ([MS-DOC] 2.6). The text is a list of marks; which of them end
 * cells and rows, and how wide these are, stands only here.
 */
const SPRM = {
  inTable: 0x2416,
  endsRow: 0x2417,
  depth: 0x6649,
  depthMore: 0x664a,
  innerCell: 0x244b,
  innerRow: 0x244c,
  tableDefinition: 0xd608,
  mergeAcross: 0x5624,
  splitAcross: 0x5625,
  mergeDown: 0xd62b,
  /** The operand is a place in the stream `Data`, where more of them stand. */
  huge: [0x6645, 0x6646, 0x646b],
  deleted: 0x0800,
  symbol: 0x6a09,
  tabs: 0xc615,
} as const

const PAGE = 512
const DEEPEST = 60
const MOST_CELLS = 400

interface Modifier {
  readonly code: number
  readonly operand: Uint8Array
}

/** Modifiers one after another; ends at the first that does not fit. */
function* listModifiers(bytes: Uint8Array): Generator<Modifier> {
  let at = 0
  while (at + 2 <= bytes.length) {
    const code = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
    at += 2
    let length = [1, 1, 2, 4, 2, 2, 0, 3][code >> 13] ?? 0
    if (code >> 13 === 6) {
      length = bytes[at] ?? 0
      at += 1
      if (code === SPRM.tableDefinition) {
        // two bytes of length, which count one of themselves
        length = (length | ((bytes[at] ?? 0) << 8)) - 1
        at += 1
      } else if (code === SPRM.tabs && length === 255) {
        const removed = bytes[at] ?? 0
        const added = bytes[at + 1 + removed * 4] ?? 0
        length = 2 + removed * 4 + added * 3
      }
    }
    if (length < 0 || at + length > bytes.length) return
    yield { code, operand: bytes.subarray(at, at + length) }
    at += length
  }
}

/** The pages on which properties stand, named by a table in the table stream. */
export function listPages(text: Uint8Array, plc: Uint8Array): Uint8Array[] {
  const view = viewOf(plc)
  const count = Math.floor((plc.length - 4) / 8)
  const pages: Uint8Array[] = []
  const seen = new Set<number>()
  for (let at = 0; at < count; at++) {
    const number = view.getUint32((count + 1) * 4 + at * 4, true) & 0x3fffff
    const start = number * PAGE
    if (seen.has(number) || start + PAGE > text.length) continue
    seen.add(number)
    pages.push(text.subarray(start, start + PAGE))
  }
  return pages
}

/** Paragraphs of all pages in the order of their bytes; `data` holds what is too long for a page. */
export function readParagraphRuns(
  pages: readonly Uint8Array[],
  data: Uint8Array,
): Run<ParagraphState>[] {
  const runs: Run<ParagraphState>[] = []
  for (const page of pages) {
    // the same properties are kept once for many paragraphs of a page
    const known = new Map<number, ParagraphState>()
    for (const { from, to, index, count } of listRuns(page)) {
      const place = (page[(count + 1) * 4 + index * 13] ?? 0) * 2
      let state = place === 0 ? PROSE : known.get(place)
      if (!state) {
        const words = page[place] ?? 0
        const start = words === 0 ? place + 2 : place + 1
        const length = words === 0 ? (page[place + 1] ?? 0) * 2 : words * 2 - 1
        // two bytes name the style, which says nothing about tables
        state = readState(page.subarray(start + 2, Math.min(start + length, PAGE - 1)), data)
        known.set(place, state)
      }
      runs.push({ from, to, state })
    }
  }
  return runs.sort((a, b) => a.from - b.from)
}

/** Bytes whose characters are not shown: deleted in a tracked change, or a symbol of some font. */
export function readHiddenRuns(pages: readonly Uint8Array[]): Run<true>[] {
  const runs: Run<true>[] = []
  for (const page of pages) {
    for (const { from, to, index, count } of listRuns(page)) {
      const place = (page[(count + 1) * 4 + index] ?? 0) * 2
      if (place === 0) continue
      const length = page[place] ?? 0
      for (const { code, operand } of listModifiers(
        page.subarray(place + 1, Math.min(place + 1 + length, PAGE - 1)),
      )) {
        // 0x81 turns the style around, and no style is deleted text
        if ((code === SPRM.deleted && ((operand[0] ?? 0) & 1) === 1) || code === SPRM.symbol) {
          runs.push({ from, to, state: true })
          break
        }
      }
    }
  }
  return runs.sort((a, b) => a.from - b.from)
}

function* listRuns(
  page: Uint8Array,
): Generator<{ from: number; to: number; index: number; count: number }> {
  const view = viewOf(page)
  const count = page[PAGE - 1] ?? 0
  if ((count + 1) * 4 > PAGE - 1) return
  for (let index = 0; index < count; index++) {
    const from = view.getUint32(index * 4, true)
    const to = view.getUint32(index * 4 + 4, true)
    if (to > from) yield { from, to, index, count }
  }
}

function readState(modifiers: Uint8Array, data: Uint8Array): ParagraphState {
  const state = {
    isInTable: false,
    depth: 0,
    endsRow: false,
    innerCell: false,
    innerRow: false,
    row: undefined as RowCell[] | undefined,
  }
  const apply = (bytes: Uint8Array, isHuge: boolean): void => {
    for (const { code, operand } of listModifiers(bytes)) {
      const isOn = operand[0] === 1
      if (code === SPRM.inTable) state.isInTable = isOn
      else if (code === SPRM.endsRow) state.endsRow = isOn
      else if (code === SPRM.innerCell) state.innerCell = isOn
      else if (code === SPRM.innerRow) state.innerRow = isOn
      else if (code === SPRM.depth) state.depth = viewOf(operand).getInt32(0, true)
      else if (code === SPRM.depthMore) state.depth += viewOf(operand).getInt32(0, true)
      else if (code === SPRM.tableDefinition) state.row = readRow(operand)
      else if (code === SPRM.mergeAcross || code === SPRM.splitAcross)
        mergeAcross(state.row, operand, code === SPRM.mergeAcross)
      else if (code === SPRM.mergeDown) mergeDown(state.row, operand)
      else if (!isHuge && SPRM.huge.some((one) => one === code)) {
        const place = viewOf(operand).getUint32(0, true)
        if (place + 2 > data.length) continue
        const length = viewOf(data).getUint16(place, true)
        apply(data.subarray(place + 2, place + 2 + length), true)
      }
    }
  }
  apply(modifiers, false)
  const isInTable = state.isInTable || state.depth > 0
  const depth = isInTable ? Math.max(1, Math.min(state.depth, DEEPEST)) : 0
  return {
    depth,
    endsCell: depth > 1 && state.innerCell,
    endsRow: depth > 1 ? state.innerRow : depth === 1 && state.endsRow,
    row: state.row,
  }
}

interface RowCell {
  left: number
  right: number
  across: Merge
  down: Merge
}

const CELL = 20

/** Edges of the cells of a row, then twenty bytes for each of them, of which the last may be left out. */
function readRow(operand: Uint8Array): RowCell[] {
  const view = viewOf(operand)
  const count = Math.min(operand[0] ?? 0, MOST_CELLS, Math.floor((operand.length - 3) / 2))
  const cells: RowCell[] = []
  let first = 0
  for (let at = 0; at < count; at++) {
    const place = 1 + (count + 1) * 2 + at * CELL
    const flags = place + 2 <= operand.length ? view.getUint16(place, true) : 0
    const marks = flags & 3
    // what a merged set begins with is not told alike everywhere, so it is the mark of its first cell
    const begins = marks !== 0 && (first === 0 || marks === first)
    first = marks === 0 ? 0 : begins ? marks : first
    cells.push({
      left: view.getInt16(1 + at * 2, true),
      right: view.getInt16(3 + at * 2, true),
      across: marks === 0 ? 'none' : begins ? 'start' : 'continue',
      down: downOf(flags >> 5),
    })
  }
  return cells
}

function downOf(bits: number): Merge {
  return (bits & 1) === 0 ? 'none' : bits & 2 ? 'start' : 'continue'
}

function mergeAcross(row: RowCell[] | undefined, operand: Uint8Array, isMerged: boolean): void {
  if (!row) return
  const [first = 0, end = 0] = operand
  for (let at = first; at < Math.min(end, row.length); at++) {
    const cell = row[at]
    if (cell) cell.across = !isMerged ? 'none' : at === first ? 'start' : 'continue'
  }
}

function mergeDown(row: RowCell[] | undefined, operand: Uint8Array): void {
  const cell = row?.[operand[0] ?? 0]
  if (cell) cell.down = downOf(operand[1] ?? 0)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
