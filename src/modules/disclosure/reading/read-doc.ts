import type { RawBlock, RawDocument, ReadingDefect } from '../domain/document.ts'
import {
  listPages,
  type ParagraphState,
  PROSE,
  type Run,
  readHiddenRuns,
  readParagraphRuns,
} from './doc-properties.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { startStory } from './mark-story.ts'
import type { Compound } from './open-compound.ts'

/** Word's binary documents since 1997 ([MS-DOC]), also those of WPS: prose and tables with spans. */
export function readDoc(file: Compound): RawDocument {
  const stream = file.stream('WordDocument') ?? new Uint8Array()
  const head = readHead(stream)
  const table = file.stream(head.tableName)
  if (!table) throw damaged()
  const at = (index: number): Uint8Array => head.section(table, index)
  const { pieces, isWhole } = readPieces(at(SECTION.pieces), stream)
  const data = file.stream('Data') ?? new Uint8Array()
  const text: Text = {
    pieces,
    paragraphs: readParagraphRuns(listPages(stream, at(SECTION.paragraphs)), data),
    hidden: readHiddenRuns(listPages(stream, at(SECTION.characters))),
  }
  const boxes = readBoxes(at(SECTION.boxTexts), at(SECTION.shapes), head.boxesStart)
  const { blocks, pictures, isWhole: hasRows } = readStory(text, 0, head.mainEnd, boxes)
  const defects: ReadingDefect[] = []
  if (!isWhole || !hasRows || (pieces.at(-1)?.cpEnd ?? 0) < head.mainEnd) {
    defects.push({
      what: 'cut',
      message: '文件没有读到底，后面的内容可能丢了。请用 Word 或 WPS 打开后另存，再查一次。',
      confidence: 0.95,
    })
  }
  if (pictures > 0 && !blocks.some(({ kind }) => kind === 'table')) {
    defects.push({
      what: 'pictures',
      message: `文件里有 ${pictures} 张图片而没有表格，表可能是图片，没有读。请改为文字表格再查。`,
      confidence: 0.8,
    })
  }
  if (file.hasStorage('Macros') || file.hasStorage('_VBA_PROJECT_CUR')) {
    defects.push({
      what: 'macros',
      message: '文件带有宏，没有运行。公开文件不应带宏，请另存为 .docx。',
      confidence: 0.9,
    })
  }
  const objects = file.countIn('ObjectPool')
  if (objects > 0) {
    defects.push({
      what: 'embedded',
      message: `文件里嵌入了 ${objects} 个对象（例如 Excel 表），没有读。请把它们改为文字表格再查。`,
      confidence: 0.7,
    })
  }
  return { blocks, defects }
}

function damaged(): Unreadable {
  return new Unreadable(
    'damaged',
    '文件不完整或坏了，读不出来。请用 Word 或 WPS 打开后另存，再查一次。',
  )
}

/** Numbers of the sections in use among those that the head lists ([MS-DOC] 2.5.6). */
const SECTION = {
  characters: 12,
  paragraphs: 13,
  pieces: 33,
  shapes: 40,
  boxTexts: 56,
} as const

interface Head {
  readonly tableName: string
  /** Characters of the main text; notes, headings and text boxes come after them. */
  readonly mainEnd: number
  readonly boxesStart: number
  section(table: Uint8Array, index: number): Uint8Array
}

const WORD_97 = 0xc1

function readHead(stream: Uint8Array): Head {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  if (stream.length < 0x20) throw damaged()
  const mark = view.getUint16(0, true)
  const version = view.getUint16(2, true)
  const flags = view.getUint16(10, true)
  if (flags & 0x100) throw new Unreadable('encrypted', '文件有密码。请去掉密码再查。')
  if (mark !== 0xa5ec || version < WORD_97) {
    if (mark !== 0xa5ec && mark !== 0xa5dc && mark !== 0xa697 && mark !== 0xa699) throw damaged()
    throw new Unreadable(
      'old_doc',
      '这是 Word 95 或更早的文件，读不了。请用 Word 或 WPS 打开，另存为 .docx。',
    )
  }
  if (stream.length < 0x9a) throw damaged()
  const longs = 0x22 + view.getUint16(0x20, true) * 2 + 2
  const sections = longs + view.getUint16(longs - 2, true) * 4 + 2
  if (sections + (SECTION.pieces + 1) * 8 > stream.length) throw damaged()
  /** Lengths of main text, notes, headings, macros, comments, endnotes: text boxes come next. */
  const lengths = [3, 4, 5, 6, 7, 8].map((index) =>
    Math.max(0, view.getInt32(longs + index * 4, true)),
  )
  return {
    tableName: flags & 0x200 ? '1Table' : '0Table',
    mainEnd: lengths[0] ?? 0,
    boxesStart: lengths.reduce((sum, length) => sum + length, 0),
    section(table, index) {
      const at = sections + index * 8
      if (at + 8 > stream.length) return new Uint8Array()
      const start = view.getUint32(at, true)
      return table.subarray(start, start + view.getUint32(at + 4, true))
    },
  }
}

/** A run of text whose characters stand one after another in the stream. */
interface Piece {
  readonly cpStart: number
  readonly cpEnd: number
  readonly text: string
  readonly offset: number
  /** Bytes of a character: two, or one of the western code page. */
  readonly width: 1 | 2
}

/** Text is kept in pieces in the order of editing; the list of pieces has the order of reading. */
function readPieces(list: Uint8Array, stream: Uint8Array): { pieces: Piece[]; isWhole: boolean } {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength)
  let at = 0
  // what was changed and not yet worked in comes first
  while (list[at] === 1 && at + 3 <= list.length) at += 3 + view.getUint16(at + 1, true)
  if (list[at] !== 2 || at + 5 > list.length) throw damaged()
  const length = Math.min(view.getUint32(at + 1, true), list.length - at - 5)
  const count = Math.floor((length - 4) / 12)
  const start = at + 5
  const pieces: Piece[] = []
  let characters = 0
  let isWhole = true
  for (let index = 0; index < count; index++) {
    const cpStart = view.getUint32(start + index * 4, true)
    const cpEnd = view.getUint32(start + index * 4 + 4, true)
    const place = view.getUint32(start + (count + 1) * 4 + index * 8 + 2, true)
    const width = place & 0x40000000 ? 1 : 2
    const offset = width === 1 ? (place & 0x3fffffff) >>> 1 : place & 0x3fffffff
    if (cpEnd <= cpStart || cpStart !== (pieces.at(-1)?.cpEnd ?? 0)) {
      isWhole = false
      break
    }
    characters += cpEnd - cpStart
    if (characters > LIMITS.textBytes)
      throw new Unreadable('too_large', '文件的文字太多，没有读。请核对文件。')
    const text = decode(stream.subarray(offset, offset + (cpEnd - cpStart) * width), width)
    if (text.length < cpEnd - cpStart) isWhole = false
    pieces.push({ cpStart, cpEnd, text, offset, width })
  }
  if (pieces.length === 0) throw damaged()
  return { pieces, isWhole }
}

const WIDE = new TextDecoder('utf-16le', { ignoreBOM: true })
const NARROW = new TextDecoder('windows-1252')

function decode(bytes: Uint8Array, width: 1 | 2): string {
  return width === 1 ? NARROW.decode(bytes) : WIDE.decode(bytes.subarray(0, bytes.length & ~1))
}

interface Text {
  readonly pieces: readonly Piece[]
  readonly paragraphs: readonly Run<ParagraphState>[]
  readonly hidden: readonly Run<true>[]
}

interface WalkedParagraph {
  readonly text: string
  readonly mark: string
  readonly state: ParagraphState
  readonly pictures: number
  /** Positions of shapes that hang on this paragraph. */
  readonly shapes: readonly number[]
}

/** Paragraphs between two characters, without what the program does not show. */
function* walkText(
  { pieces, paragraphs, hidden }: Text,
  start: number,
  end: number,
): Generator<WalkedParagraph> {
  const fields: ('code' | 'result')[] = []
  let text = ''
  let code = 0
  let pictures = 0
  let shapes: number[] = []
  for (const piece of pieces) {
    if (piece.cpStart >= end) break
    if (piece.cpEnd <= start) continue
    const last = Math.min(piece.text.length, end - piece.cpStart)
    for (let at = Math.max(0, start - piece.cpStart); at < last; at++) {
      const char = piece.text.charAt(at)
      const value = char.charCodeAt(0)
      const place = piece.offset + at * piece.width
      if (value === 0x0d || value === 0x07 || value === 0x0c) {
        // instructions of a field are short: what does not end was broken
        if (value === 0x07 || code > LONGEST_CODE) fields.length = 0
        const state = stateAt(paragraphs, place) ?? PROSE
        yield { text, mark: char, state, pictures, shapes }
        text = ''
        pictures = 0
        shapes = []
      } else if (value === 0x13) {
        if (fields.length > DEEPEST_FIELD) fields.length = 0
        fields.push('code')
        code = 0
      } else if (value === 0x14) {
        if (fields.length > 0) fields[fields.length - 1] = 'result'
      } else if (value === 0x15) fields.pop()
      else if (value === 0x01) pictures += 1
      else if (value === 0x08) shapes.push(piece.cpStart + at)
      else if (fields.includes('code')) code += 1
      else if (hidden.length > 0 && stateAt(hidden, place)) continue
      else if (value >= 0x20) text += char
      else if (value === 0x09) text += ' '
      else if (value === 0x0b || value === 0x0e) text += '\n'
      else if (value === 0x1e) text += '-'
    }
  }
  if (text !== '') yield { text, mark: '', state: PROSE, pictures, shapes }
}

const LONGEST_CODE = 2_000
const DEEPEST_FIELD = 20

/** The run in which a byte stands; runs are sorted. */
function stateAt<State>(runs: readonly Run<State>[], place: number): State | undefined {
  let low = 0
  let high = runs.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (!run) return undefined
    if (place < run.from) high = middle - 1
    else if (place >= run.to) low = middle + 1
    else return run.state
  }
  return undefined
}

interface Box {
  readonly start: number
  readonly end: number
  /** Where its shape hangs in the main text; undefined where that is not told. */
  readonly anchor: number | undefined
}

const BOX = 22
const SHAPE = 26
const MOST_BOXES = 2_000

/** Text boxes: their text stands behind the main text, their shapes hang on places in it. */
function readBoxes(texts: Uint8Array, shapes: Uint8Array, boxesStart: number): Box[] {
  const anchors = new Map<number, number>()
  const shapeView = new DataView(shapes.buffer, shapes.byteOffset, shapes.byteLength)
  const shapeCount = Math.floor((shapes.length - 4) / (4 + SHAPE))
  for (let at = 0; at < shapeCount; at++) {
    const id = shapeView.getUint32((shapeCount + 1) * 4 + at * SHAPE, true)
    anchors.set(id, shapeView.getUint32(at * 4, true))
  }
  const view = new DataView(texts.buffer, texts.byteOffset, texts.byteLength)
  const count = Math.floor((texts.length - 4) / (4 + BOX))
  const boxes: Box[] = []
  // the last one is the end, not a box
  for (let at = 0; at < Math.min(count - 1, MOST_BOXES); at++) {
    const start = boxesStart + view.getUint32(at * 4, true)
    const end = boxesStart + view.getUint32(at * 4 + 4, true)
    const id = view.getUint32((count + 1) * 4 + at * BOX + 14, true)
    const before = boxes.at(-1)?.end ?? 0
    if (end > start && start >= before) boxes.push({ start, end, anchor: anchors.get(id) })
  }
  return boxes
}

function readStory(
  story: Text,
  start: number,
  end: number,
  boxes: readonly Box[],
): { blocks: readonly RawBlock[]; pictures: number; isWhole: boolean } {
  const built = startStory()
  const boxAt = new Map(boxes.map((box) => [box.anchor, box]))
  const shown = new Set<Box>()
  let pictures = 0
  const showBox = (box: Box): void => {
    shown.add(box)
    built.insert(readStory(story, box.start, box.end, []).blocks)
  }
  for (const { text, mark, state, shapes, pictures: found } of walkText(story, start, end)) {
    pictures += found
    for (const shape of shapes) {
      const box = boxAt.get(shape)
      if (box && !shown.has(box)) showBox(box)
      else pictures += 1
    }
    const isCellMark = mark === '\u0007'
    // the mark itself tells a cell, where the properties were lost
    const depth = isCellMark ? Math.max(1, state.depth) : state.depth
    built.add({
      text,
      depth,
      endsCell: depth > 1 ? state.endsCell : isCellMark,
      endsRow: state.endsRow && (depth > 1 || isCellMark),
      row: state.row,
    })
  }
  for (const box of boxes) if (!shown.has(box)) showBox(box)
  return { ...built.finish(), pictures }
}
