import { readFileSync } from 'node:fs'
import { strToU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { RawBlock } from '../domain/document.ts'
import { Unreadable } from './limits.ts'
import { readBytes, sniff } from './read-bytes.ts'

const FOLDER = 'tests/fixtures/disclosure/formats'
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${name}`))

/** A line a paragraph or row; spans in braces, columns first. */
function show(blocks: readonly RawBlock[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'paragraph'
      ? [block.text]
      : block.rows.map((row) =>
          row
            .map(({ text, colSpan, rowSpan }) =>
              colSpan > 1 || rowSpan > 1 ? `${text}{${colSpan},${rowSpan}}` : text,
            )
            .join(' | '),
        ),
  )
}

const columns = Array.from({ length: 30 }, (_, at) => `栏${at}`).join(' | ')
const MARKS = [
  '甲县某局2023年部门预算',
  '见附表。',
  '收入12.00万元 完',
  '下一行',
  '框里的话',
  '框外的话',
  '名称{1,3} | 支出{4,1}',
  '合计{1,2} | 其中{3,1}',
  '甲 | 乙 | 丙',
  '办公{2,1} | 1.00 | 2.00 | 3.00',
  '中间 €“引”',
  '左 | 前 右',
  '下左 | 下右',
  '内一 | 内二',
  '内三 | 内四',
  '宽表',
  columns,
  '合{15,1} | 计{15,1}',
  '末段',
]

describe('one document as several word processors keep it', () => {
  test.each(['marks.docx', 'marks.doc', 'marks.rtf'])('%s', async (name) => {
    const { blocks, defects } = await readBytes(read(name))
    expect(show(blocks)).toEqual(MARKS)
    expect(defects).toEqual([])
  })

  test('the XML file of Word 2003, and a package in one file', async () => {
    const xml = new TextDecoder().decode(unzipSync(read('marks.docx'))['word/document.xml'])
    const body = /<w:body>.*<\/w:body>/s.exec(xml)?.[0] ?? ''
    const spaces = /<w:document ([^>]*)>/.exec(xml)?.[1] ?? ''
    const old = `<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument ${spaces}>${body.replaceAll('w:vMerge', 'w:vmerge')}</w:wordDocument>`
    expect(show((await readBytes(strToU8(old))).blocks)).toEqual(MARKS)
    const flat = `<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part><w:hdr><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></pkg:part><pkg:part><w:document ${spaces}>${body}</w:document></pkg:part></pkg:package>`
    expect(show((await readBytes(strToU8(flat))).blocks)).toEqual(MARKS)
  })
})

describe('what .doc cannot be read is told apart', () => {
  const doc = read('marks.doc')
  /** Where the head of the document stands in the file. */
  const head = doc.findIndex((byte, at) => at % 512 === 0 && byte === 0xec && doc[at + 1] === 0xa5)
  const changed = (...changes: readonly (readonly [at: number, byte: number])[]): Uint8Array => {
    const bytes = doc.slice()
    for (const [at, byte] of changes) bytes[at] = byte
    return bytes
  }
  const refusal = async (bytes: Uint8Array): Promise<string> => {
    try {
      await readBytes(bytes)
    } catch (error) {
      if (error instanceof Unreadable) return error.what
      throw error
    }
    return 'read'
  }

  test('a password, Word 95, Word 2, a file cut off', async () => {
    expect(await refusal(doc)).toBe('read')
    expect(await refusal(changed([head + 11, (doc[head + 11] ?? 0) | 1]))).toBe('encrypted')
    expect(await refusal(changed([head, 0xdc], [head + 2, 0x68], [head + 3, 0]))).toBe('old_doc')
    expect(await refusal(Uint8Array.of(0xdb, 0xa5, 0x2d, 0, 1, 2))).toBe('old_doc')
    expect(await refusal(doc.subarray(0, 700))).toBe('damaged')
  })

  test('a list of sectors that leads back to itself ends', async () => {
    // the table of sectors is the first one that the head of the file names
    const view = new DataView(doc.buffer, doc.byteOffset, doc.byteLength)
    const table = (view.getUint32(76, true) + 1) * 512
    const looped = doc.slice()
    const change = new DataView(looped.buffer)
    for (let at = 0; at < 100; at++) change.setUint32(table + at * 4, 0, true)
    expect(['read', 'damaged', 'unknown']).toContain(await refusal(looped))
  })

  test('by its streams, not by words that stand in it', () => {
    expect(sniff(doc)).toBe('doc')
    // a workbook may hold a document, and the other way round
    const named = changed()
    const word = [...'Workbook'].flatMap((char) => [char.charCodeAt(0), 0])
    named.set(word, named.length - 128)
    expect(sniff(named)).toBe('doc')
  })
})
