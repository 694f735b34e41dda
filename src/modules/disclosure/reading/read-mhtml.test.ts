import { describe, expect, test } from 'vitest'
import { readBytes, sniff } from './read-bytes.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const quoted = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
/** 合计 in GB18030. */
const GB = Uint8Array.of(0xba, 0xcf, 0xbc, 0xc6)

function message(parts: readonly string[]): Uint8Array {
  return utf8(
    `MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="----=_Next"\r\n\r\n这是单个文件网页\r\n\r\n${parts
      .map((part) => `------=_Next\r\n${part}\r\n`)
      .join('')}------=_Next--\r\n`,
  )
}

describe('a page with all its parts in one file, under whatever name', () => {
  test('quoted letters in GB18030, broken lines, base64, pictures left out', async () => {
    const bytes = message([
      `Content-Location: file:///C:/1.htm\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n<table><tr><td rowspan=3D2>${quoted(GB)}</td><td>12.=\r\n30</td></tr><tr><td>1.00</td></tr></table>`,
      'Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=',
      `Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa(String.fromCharCode(...utf8('<p>第二张表</p>')))}`,
    ])
    expect(sniff(bytes)).toBe('mhtml')
    const { blocks } = await readBytes(bytes)
    expect(blocks).toMatchObject([
      {
        kind: 'table',
        rows: [[{ text: '合计', rowSpan: 2 }, { text: '12.30' }], [{ text: '1.00' }]],
      },
      { kind: 'paragraph', text: '第二张表' },
    ])
  })

  test('prose that speaks of mail is no mail', () => {
    expect(sniff(utf8('说明：MIME-Version: 1.0 是邮件的格式。\n'))).toBe('text')
  })
})
