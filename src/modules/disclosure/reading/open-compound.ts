import { Unreadable } from './limits.ts'

/** A file of streams in folders, as Word, Excel and WPS stored documents until 2007 ([MS-CFB]). */
export interface Compound {
  /** Whether a stream or folder stands directly in the root. Names are compared without case. */
  has(name: string): boolean
  /** Whether any folder at any depth bears this name. */
  hasStorage(name: string): boolean
  /** How many streams or folders stand in folders of this name. */
  countIn(name: string): number
  /** A stream of the root; shorter than it says where the file was cut; undefined where there is none. */
  stream(name: string): Uint8Array | undefined
  /** How long a stream of the root says it is; 0 where there is none. */
  sizeOf(name: string): number
}

interface Entry {
  readonly name: string
  readonly type: number
  readonly left: number
  readonly right: number
  readonly child: number
  readonly start: number
  readonly size: number
}

const STORAGE = 1
const STREAM = 2
const ROOT = 5
const HEADER = 512
const ENTRY = 128
/** Sector numbers from here on are marks: end of chain, free, part of the table itself. */
const LAST_SECTOR = 0xfffffff9

/**
 * Reads the directory only; streams are put together when asked for. Chains are followed for as
 * many steps as the file has sectors, so a loop ends. The library for workbooks holds such a
 * reader too, but it copies every stream at once and stops at the first defect.
 */
export function openCompound(bytes: Uint8Array): Compound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER) throw damaged()
  const shift = view.getUint16(30, true)
  const miniShift = view.getUint16(32, true)
  if ((shift !== 9 && shift !== 12) || miniShift !== 6) throw damaged()
  const size = 1 << shift
  const sectors = Math.ceil(bytes.length / size)
  const table = readTable(view, shift, sectors)
  const chain = (start: number): number[] => follow(table, start, sectors)
  const read = (start: number, length: number): Uint8Array =>
    gather(bytes, chain(start), (sector) => (sector + 1) * size, size, length)

  const entries = readEntries(read(view.getUint32(48, true), bytes.length))
  const root = entries.find(({ type }) => type === ROOT)
  if (!root) throw damaged()
  const children = siblings(entries, root.child)
  const mini = new Map<'table' | 'stream', Uint8Array>()
  const readMini = (start: number, length: number): Uint8Array => {
    const stream = mini.get('stream') ?? read(root.start, root.size)
    const raw = mini.get('table') ?? read(view.getUint32(60, true), bytes.length)
    mini.set('stream', stream).set('table', raw)
    const numbers = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    const next = (at: number): number =>
      at * 4 + 4 <= raw.length ? numbers.getUint32(at * 4, true) : LAST_SECTOR + 1
    const unit = 1 << miniShift
    const parts = follow({ length: raw.length >> 2, at: next }, start, stream.length / unit)
    return gather(stream, parts, (part) => part * unit, unit, length)
  }
  const find = (name: string): Entry | undefined =>
    children.find((one) => one.type === STREAM && isNamed(one, name))
  return {
    sizeOf: (name) => find(name)?.size ?? 0,
    has: (name) => children.some((entry) => isNamed(entry, name)),
    hasStorage: (name) => entries.some((entry) => entry.type === STORAGE && isNamed(entry, name)),
    countIn: (name) =>
      entries
        .filter((entry) => entry.type === STORAGE && isNamed(entry, name))
        .reduce((sum, { child }) => sum + siblings(entries, child).length, 0),
    stream(name) {
      const entry = find(name)
      if (!entry) return undefined
      return entry.size < view.getUint32(56, true)
        ? readMini(entry.start, entry.size)
        : read(entry.start, entry.size)
    },
  }
}

function isNamed(entry: Entry, name: string): boolean {
  return entry.name.toLowerCase() === name.toLowerCase()
}

function damaged(): Unreadable {
  return new Unreadable('damaged', '文件不完整或坏了，读不出来。请重新取得文件。')
}

interface SectorTable {
  readonly length: number
  at(sector: number): number
}

/** Which sector follows which; the list of the table's own sectors begins in the header. */
function readTable(view: DataView, shift: number, sectors: number): SectorTable {
  const size = 1 << shift
  const parts: number[] = []
  for (let at = 0; at < 109; at++) parts.push(view.getUint32(76 + at * 4, true))
  let more = view.getUint32(68, true)
  for (let step = 0; step < sectors && more <= LAST_SECTOR; step++) {
    const from = (more + 1) * size
    if (from + size > view.byteLength) break
    for (let at = 0; at < size / 4 - 1; at++) parts.push(view.getUint32(from + at * 4, true))
    more = view.getUint32(from + size - 4, true)
  }
  const each = size / 4
  return {
    length: parts.length * each,
    at(sector) {
      const part = parts[Math.floor(sector / each)]
      if (part === undefined || part > LAST_SECTOR) return LAST_SECTOR + 1
      const at = (part + 1) * size + (sector % each) * 4
      return at + 4 <= view.byteLength ? view.getUint32(at, true) : LAST_SECTOR + 1
    },
  }
}

function follow(table: SectorTable, start: number, most: number): number[] {
  const chain: number[] = []
  for (let at = start; at <= LAST_SECTOR && chain.length < most; at = table.at(at)) chain.push(at)
  return chain
}

function gather(
  from: Uint8Array,
  chain: readonly number[],
  offsetOf: (sector: number) => number,
  size: number,
  length: number,
): Uint8Array {
  const first = chain[0]
  if (first === undefined || length === 0) return new Uint8Array()
  const isRow = chain.every((sector, at) => sector === first + at)
  if (isRow) {
    const start = offsetOf(first)
    return from.subarray(start, start + Math.min(length, chain.length * size))
  }
  const out = new Uint8Array(Math.min(length, chain.length * size))
  let filled = 0
  for (const sector of chain) {
    const start = offsetOf(sector)
    const part = from.subarray(start, start + Math.min(size, out.length - filled))
    out.set(part, filled)
    filled += part.length
    if (part.length < size) break
  }
  return out.subarray(0, filled)
}

function readEntries(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Entry[] = []
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    const length = Math.max(0, Math.min(64, view.getUint16(at + 64, true)) - 2)
    entries.push({
      name: new TextDecoder('utf-16le').decode(bytes.subarray(at, at + length)),
      type: view.getUint8(at + 66),
      left: view.getUint32(at + 68, true),
      right: view.getUint32(at + 72, true),
      child: view.getUint32(at + 76, true),
      start: view.getUint32(at + 116, true),
      size: view.getUint32(at + 120, true),
    })
  }
  return entries
}

/** A folder's members hang on one another as a tree. */
function siblings(entries: readonly Entry[], first: number): Entry[] {
  const found: Entry[] = []
  const seen = new Set<number>()
  const waiting = [first]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const entry = entries[at]
    if (!entry || seen.has(at)) continue
    seen.add(at)
    found.push(entry)
    waiting.push(entry.left, entry.right)
  }
  return found
}
