import type { RawBlock, RawDocument, ReadingDefect } from '../domain/document.ts'
import { decodeBytes } from './decode-bytes.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { readHtml } from './read-html.ts'

/** Whether a file is a web page saved with all its parts in one mail message. */
export function isMhtml(head: string): boolean {
  return /^(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)*?(?:mime-version:|content-type:\s*multipart\/)/i.test(
    head.trimStart(),
  )
}

/** Pages of such a file one after another: .doc and .xls that were saved as 单个文件网页. */
export async function readMhtml(bytes: Uint8Array): Promise<RawDocument> {
  if (bytes.length > LIMITS.mailBytes)
    throw new Unreadable('too_large', '文件太大，没有读。请用 Word 或 WPS 另存为 .docx。')
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  let pages = 0
  for (const page of listPages(new TextDecoder('latin1').decode(bytes), 0)) {
    const text = decodeBytes(page)
    if (text === undefined) continue
    pages += 1
    const read = await readHtml(text)
    for (const block of read.blocks) blocks.push(block)
    defects.push(...read.defects)
  }
  if (pages === 0)
    throw new Unreadable('damaged', '单个文件网页里没有可读的网页。请用 Word 或 WPS 另存为 .docx。')
  return { blocks, defects }
}

/** Bodies of the parts that are web pages; parts may hold parts. */
function* listPages(message: string, depth: number): Generator<Uint8Array> {
  const end = /\r?\n\r?\n/.exec(message)
  if (!end || depth > 5) return
  const head = message.slice(0, end.index).replace(/\r?\n[ \t]+/g, ' ')
  const body = message.slice(end.index + end[0].length)
  const type = /^content-type:\s*([^;\r\n]*)/im.exec(head)?.[1]?.trim().toLowerCase() ?? ''
  const boundary = /boundary="?([^";\r\n]+)/i.exec(head)?.[1]
  if (type.startsWith('multipart/') && boundary) {
    const parts = body.split(`--${boundary}`).slice(1)
    for (const part of parts) {
      if (!part.startsWith('--')) yield* listPages(part.replace(/^\r?\n/, ''), depth + 1)
    }
    return
  }
  if (type !== 'text/html' && type !== 'application/xhtml+xml') return
  const encoding = /^content-transfer-encoding:\s*([\w-]+)/im.exec(head)?.[1]?.toLowerCase()
  yield decodeBody(body, encoding)
}

function decodeBody(body: string, encoding: string | undefined): Uint8Array {
  if (encoding === 'base64') {
    const letters = body.replace(/[^A-Za-z0-9+/]/g, '')
    return toBytes(atob(letters.slice(0, letters.length - (letters.length % 4 === 1 ? 1 : 0))))
  }
  if (encoding !== 'quoted-printable') return toBytes(body)
  return toBytes(
    body
      .replace(/[ \t]*=\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
  )
}

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}
