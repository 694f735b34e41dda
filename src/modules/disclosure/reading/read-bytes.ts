import { type RawDocument, WIDEST_TABLE } from '../domain/document.ts'
import { decodeBytes } from './decode-bytes.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { openCompound } from './open-compound.ts'
import { readHtml } from './read-html.ts'
import { isMhtml } from './read-mhtml.ts'
import { readText } from './read-text.ts'
import { countTraditional, simplify } from './simplify.ts'
import { type Entry, openZip } from './unzip.ts'

export type FileKind =
  | 'docx'
  | 'xlsx'
  | 'xls'
  | 'doc'
  | 'html'
  | 'text'
  | 'zip'
  | 'pdf'
  | 'ofd'
  | 'rtf'
  | 'mhtml'
  | 'old_doc'
  | 'encrypted'
  | 'damaged'
  | 'empty'
  | 'image'
  | 'unknown'

/** What a file is, by its content: names lie. */
export function sniff(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return 'empty'
  const head = latin(bytes, 0, 1_024)
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('{\\rtf')) return 'rtf'
  if (/^(?:\x89PNG|\xff\xd8\xff|GIF8|BM|II\*\0|MM\0\*)/.test(head)) return 'image'
  if (head.startsWith('\xd0\xcf\x11\xe0')) return sniffCompound(bytes)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return sniffZip(bytes)
  if (isBareWorkbook(bytes)) return 'xls'
  if (head.startsWith('\xdb\xa5-\0') || head.startsWith('\x9b\xa5!\0')) return 'old_doc'
  if (isMhtml(head)) return 'mhtml'
  if (head.startsWith('Rar!') || head.startsWith('7z\xbc\xaf')) return 'unknown'
  return 'text'
}

/** Workbooks of before Excel 97 may be one bare stream, which begins with a record of this kind. */
function isBareWorkbook([kind, version = -1, length = -1, zero]: Uint8Array): boolean {
  return kind === 9 && [0, 2, 4, 8].includes(version) && [4, 6, 8].includes(length) && zero === 0
}

function latin(bytes: Uint8Array, from: number, length: number): string {
  let text = ''
  for (const byte of bytes.subarray(from, from + length)) text += String.fromCharCode(byte)
  return text
}

function sniffCompound(bytes: Uint8Array): FileKind {
  try {
    const { has } = openCompound(bytes)
    if (has('EncryptedPackage')) return 'encrypted'
    if (has('WordDocument')) return 'doc'
    if (has('Workbook') || has('Book')) return 'xls'
    return 'unknown'
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return 'damaged'
  }
}

function sniffZip(bytes: Uint8Array): FileKind {
  try {
    const names = openZip(bytes).map(({ name }) => name)
    if (names.some((name) => /^word\/document\d*\.xml$/.test(name))) return 'docx'
    if (names.some((name) => name.toLowerCase() === 'xl/workbook.xml')) return 'xlsx'
    if (names.includes('OFD.xml')) return 'ofd'
    return 'zip'
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    // cut off before its directory: say so when it is read
    return 'zip'
  }
}

const UNKNOWN = ['unknown', '认不出这是什么文件。请提供 Word、Excel、网页或文本文件。'] as const

const REFUSED: Partial<Record<FileKind, readonly [string, string]>> = {
  empty: ['empty', '文件是空的。请重新取得文件。'],
  pdf: ['pdf', '还不能读 PDF。请提供 Word、Excel 或网页版。'],
  ofd: ['ofd', '还不能读 OFD。请提供 Word、Excel 或网页版。'],
  old_doc: ['old_doc', '这是很旧的 Word 文件，读不了。请用 Word 或 WPS 打开，另存为 .docx。'],
  image: ['image', '这是图片，没有可读的文字。请提供文字版。'],
  encrypted: ['encrypted', '文件有密码。请去掉密码再查。'],
  damaged: ['damaged', '文件不完整或坏了，读不出来。请重新取得文件。'],
  unknown: UNKNOWN,
}

/** One document of a file's bytes; `Unreadable` where it cannot be read. Archives are not opened here. */
export async function readBytes(bytes: Uint8Array): Promise<RawDocument> {
  return withWidth(inSimplified(await readOf(bytes)))
}

/** Tables wider than any form are read to a limit, and said so. */
function withWidth(raw: RawDocument): RawDocument {
  const isWide = raw.blocks.some(
    (block) => block.kind === 'table' && block.rows.some((row) => row.length > WIDEST_TABLE),
  )
  if (!isWide) return raw
  const message = `有表超过 ${WIDEST_TABLE} 列，右边的没有查。请删去表外的格子再查。`
  return { ...raw, defects: [...raw.defects, { what: 'wide', message, confidence: 0.9 }] }
}

/** Old forms of characters are read as the simplified ones, and said so. */
function inSimplified(raw: RawDocument): RawDocument {
  let count = 0
  for (const block of raw.blocks) {
    if (block.kind === 'paragraph') count += countTraditional(block.text)
    else for (const row of block.rows) for (const { text } of row) count += countTraditional(text)
    if (count > 60) break
  }
  if (count <= 60) return raw
  const blocks = raw.blocks.map((block) =>
    block.kind === 'paragraph'
      ? { ...block, text: simplify(block.text) }
      : {
          ...block,
          rows: block.rows.map((row) =>
            row.map((cell) => ({ ...cell, text: simplify(cell.text) })),
          ),
        },
  )
  const message = '文字是繁体的，已按简体读。公开文件应用规范汉字，请改为简体。'
  return { blocks, defects: [...raw.defects, { what: 'traditional', message, confidence: 0.9 }] }
}

async function readOf(bytes: Uint8Array): Promise<RawDocument> {
  if (bytes.length > LIMITS.fileBytes)
    throw new Unreadable('too_large', '文件超过 200 MB，没有读。请核对文件。')
  const kind = sniff(bytes)
  const refused = REFUSED[kind]
  if (refused) throw new Unreadable(...refused)
  switch (kind) {
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(openZip(bytes))
    case 'xlsx':
      return (await import('./read-xlsx.ts')).readXlsx(openZip(bytes))
    case 'xls':
      return await readOldWorkbook(bytes)
    case 'doc':
      return (await import('./read-doc.ts')).readDoc(openCompound(bytes))
    case 'rtf':
      return (await import('./read-rtf.ts')).readRtf(bytes)
    case 'mhtml':
      return await (await import('./read-mhtml.ts')).readMhtml(bytes)
    case 'zip':
      openZip(bytes)
      throw new Unreadable('archive', '这是压缩包，里面没有可读的文件。')
    default:
      return await readTextual(bytes)
  }
}

async function readOldWorkbook(bytes: Uint8Array): Promise<RawDocument> {
  const { readXls } = await import('./read-xls.ts')
  if (bytes[0] === 9) return await readXls(bytes, { isNarrow: true, hasMacros: false })
  const file = openCompound(bytes)
  const wide = file.stream('Workbook')
  const stream = wide ?? file.stream('Book')
  if (stream?.[0] !== 9)
    throw new Unreadable('damaged', '文件坏了，读不出来。请用电子表格程序打开后另存为 .xlsx。')
  const read = await readXls(stream, {
    isNarrow: !wide,
    hasMacros: file.hasStorage('_VBA_PROJECT_CUR'),
  })
  if (stream.length >= file.sizeOf(wide ? 'Workbook' : 'Book')) return read
  const message = '文件没有读到底，后面的内容可能丢了。请用电子表格程序打开后另存，再查一次。'
  return { ...read, defects: [...read.defects, { what: 'cut', message, confidence: 0.95 }] }
}

async function readTextual(bytes: Uint8Array): Promise<RawDocument> {
  const isCut = bytes.length > LIMITS.textBytes
  const text = decodeBytes(isCut ? cutAtLine(bytes) : bytes)
  if (text === undefined && bytes.subarray(0, 4_000).includes(0)) throw new Unreadable(...UNKNOWN)
  if (text === undefined)
    throw new Unreadable('encoding', '认不出文字的编码。请另存为 UTF-8 文本。')
  if (isBinary(text)) throw new Unreadable(...UNKNOWN)
  if (text.trim() === '') throw new Unreadable('empty', '文件里没有文字。请重新取得文件。')
  const head = text.slice(0, 4_000)
  const isHtml = /<(?:!doctype html|html|head|body|table|div|meta)[\s>]/i.test(head)
  if (/^\s*(?:<\?[^>]*>\s*)*<(?:w:wordDocument|pkg:package)\s/.test(head)) {
    return (await import('./read-docx.ts')).readWordXml(new TextEncoder().encode(text))
  }
  if (/^\s*(?:<\?[^>]*>\s*)*<(?:ss:)?Workbook\s/.test(head)) {
    return (await import('./read-sheet-xml.ts')).readSheetXml(new TextEncoder().encode(text))
  }
  const read = isHtml ? await readHtml(text) : readText(text)
  const defects = [...read.defects]
  if (isCut)
    defects.push({
      what: 'cut',
      message: '文件太长，只读了前面 16 MB。请分开再查。',
      confidence: 0.99,
    })
  if (/\ufffd{2,}|锟斤拷|烫烫烫/.test(text)) {
    defects.push({
      what: 'encoding',
      message: '文字里有乱码，可能存错了编码。请核对原文件。',
      confidence: 0.9,
    })
  }
  return { ...read, defects }
}

function cutAtLine(bytes: Uint8Array): Uint8Array {
  let end: number = LIMITS.textBytes
  while (end > 0 && bytes[end] !== 10) end -= 1
  return bytes.subarray(0, end === 0 ? LIMITS.textBytes : end)
}

function isBinary(text: string): boolean {
  const sample = text.slice(0, 4_000)
  let odd = 0
  for (const char of sample) {
    const code = char.charCodeAt(0)
    if (code < 9 || (code > 13 && code < 32)) odd += 1
  }
  return odd > sample.length * 0.02 + 2
}

export interface Member {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The files of an archive that may be documents, also of archives inside it. */
export function openArchive(
  bytes: Uint8Array,
  depth = 0,
): (Member | { readonly name: string; readonly why: Unreadable })[] {
  const out: (Member | { readonly name: string; readonly why: Unreadable })[] = []
  let entries: Entry[]
  try {
    entries = openZip(bytes)
  } catch (error) {
    if (error instanceof Unreadable) return [{ name: '', why: error }]
    throw error
  }
  for (const entry of entries) {
    if (
      entry.isFolder ||
      /(?:^|\/)(?:__MACOSX|\.)|(?:^|\/)(?:Thumbs\.db|desktop\.ini|~\$)/i.test(entry.name)
    )
      continue
    try {
      const inner = entry.bytes()
      if (sniff(inner) === 'zip' && depth + 1 < LIMITS.archiveDepth) {
        out.push(
          ...openArchive(inner, depth + 1).map((member) => ({
            ...member,
            name: `${entry.name}/${member.name}`,
          })),
        )
      } else out.push({ name: entry.name, bytes: inner })
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      out.push({ name: entry.name, why: error })
    }
  }
  return out
}
