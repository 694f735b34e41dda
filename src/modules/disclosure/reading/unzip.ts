import { Inflate } from 'fflate'
import { LIMITS, Unreadable } from './limits.ts'

export interface Entry {
  readonly name: string
  readonly bytes: () => Uint8Array
  readonly size: number
  readonly isFolder: boolean
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50

/**
 * Lists an archive by its directory and unpacks entries on demand, never trusting the sizes that
 * it declares: unpacking stops at the limit.
 */
export function openZip(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end < 0) throw new Unreadable('damaged', '压缩包不完整，可能没有传完。请重新取得文件。')
  const count = view.getUint16(end + 10, true)
  if (count > LIMITS.entries)
    throw new Unreadable('too_large', `压缩包里有 ${count} 个文件，太多。请分开。`)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  const spent = { bytes: 0 }
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw new Unreadable('damaged', '压缩包的目录坏了。请重新取得文件。')
    }
    const flags = view.getUint16(at + 8, true)
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const size = view.getUint32(at + 24, true)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const commentLength = view.getUint16(at + 32, true)
    const local = view.getUint32(at + 42, true)
    const name = decodeName(bytes.subarray(at + 46, at + 46 + nameLength))
    entries.push({
      name,
      size,
      isFolder: name.endsWith('/'),
      bytes: () => {
        if (flags & 1)
          throw new Unreadable('encrypted', `压缩包里的“${name}”有密码。请去掉密码再查。`)
        return unpack(bytes, view, { local, packed, size, method, name }, spent)
      },
    })
    at += 46 + nameLength + extraLength + commentLength
  }
  return entries
}

function findEnd(view: DataView): number {
  const from = view.byteLength - 22
  for (let at = from; at >= Math.max(0, from - 65_536); at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  return -1
}

function unpack(
  bytes: Uint8Array,
  view: DataView,
  entry: { local: number; packed: number; size: number; method: number; name: string },
  spent: { bytes: number },
): Uint8Array {
  const { local, packed, method, name } = entry
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL_ENTRY) {
    throw new Unreadable('damaged', `压缩包里的“${name}”坏了。请重新取得文件。`)
  }
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  const source = bytes.subarray(start, start + packed)
  if (source.length < packed)
    throw new Unreadable('damaged', `压缩包里的“${name}”不完整。请重新取得文件。`)
  if (method === 0) return source
  if (method !== 8)
    throw new Unreadable('unsupported', `压缩包里的“${name}”用了不常见的压缩方法。请重新压缩。`)
  const chunks: Uint8Array[] = []
  let total = 0
  const inflate = new Inflate((chunk) => {
    total += chunk.length
    spent.bytes += chunk.length
    const isBomb = total > 10_000_000 && total > packed * LIMITS.ratio
    if (total > LIMITS.entryBytes || spent.bytes > LIMITS.archiveBytes || isBomb) {
      throw new Unreadable(
        'too_large',
        `“${name}”解开后太大，没有读。这不像正常的文件，请核对来源。`,
      )
    }
    chunks.push(chunk)
  })
  try {
    const step = 65_536
    for (let at = 0; at < source.length || at === 0; at += step) {
      inflate.push(source.subarray(at, at + step), at + step >= source.length)
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('damaged', `“${name}”解不开，文件可能坏了。请重新取得文件。`)
  }
  if (chunks.length === 1 && chunks[0]) return chunks[0]
  const out = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

/** Names are UTF-8, or GB18030 as Chinese archivers write them without saying so. */
function decodeName(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return new TextDecoder('latin1').decode(bytes)
}
