import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { layOut, textAt } from '../domain/document.ts'
import { Unreadable } from './limits.ts'
import { openArchive, readBytes, sniff } from './read-bytes.ts'

const docx = (body: string): Uint8Array =>
  zipSync({ 'word/document.xml': strToU8(`<w:document><w:body>${body}</w:body></w:document>`) })
const run = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await readBytes(bytes)
  } catch (error) {
    if (error instanceof Unreadable) return error.what
    throw error
  }
  return 'read'
}

describe('what a file is, by content', () => {
  test.each([
    ['pdf', strToU8('%PDF-1.7 …')],
    ['rtf', strToU8('{\\rtf1')],
    ['empty', new Uint8Array()],
    ['text', strToU8('一、收入')],
    ['docx', docx('')],
    ['ofd', zipSync({ 'OFD.xml': strToU8('<x/>') })],
    ['zip', zipSync({ 'a.txt': strToU8('x') })],
    ['image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2)],
  ])('%s', (kind, bytes) => {
    expect(sniff(bytes)).toBe(kind)
  })
})

describe('text in every encoding that offices write', () => {
  const text = '2023年收入总计12.30万元。\n项目\t金额\n合计\t12.30\n'
  const utf16 = new Uint8Array(
    [...text].flatMap((char) => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]),
  )
  // 合计 in GB18030
  const gb = Uint8Array.of(0xba, 0xcf, 0xbc, 0xc6, 0x09, 0x31, 0x32, 0x0a)

  test('UTF-16 without a mark, GB18030', async () => {
    const wide = await readBytes(utf16)
    expect(wide.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'table'])
    const [table] = (await readBytes(gb)).blocks
    expect(table?.kind === 'table' && table.rows[0]?.map((cell) => cell.text)).toEqual([
      '合计',
      '12',
    ])
  })

  test('a Markdown table without its rule', async () => {
    const { blocks } = await readBytes(strToU8('| 项目 | 金额 |\n|---|---:|\n| 合计 | 3.00 |\n'))
    expect(
      blocks[0]?.kind === 'table' && blocks[0].rows.map((row) => row.map((cell) => cell.text)),
    ).toEqual([
      ['项目', '金额'],
      ['合计', '3.00'],
    ])
  })
})

describe('spans', () => {
  test('of a word processor: gridSpan, vMerge, a deleted word, a text box once', async () => {
    const cell = (props: string, text: string): string =>
      `<w:tc><w:tcPr>${props}</w:tcPr>${run(text)}</w:tc>`
    const { blocks } = await readBytes(
      docx(
        `${run('前<w:delText/>')}<w:tbl><w:tr>${cell('<w:vMerge w:val="restart"/>', '名称')}${cell('<w:gridSpan w:val="2"/>', '支出')}</w:tr><w:tr>${cell('<w:vMerge/>', '')}${cell('', '基本')}${cell('', '项目')}</w:tr></w:tbl>`,
      ),
    )
    const table = blocks.find(({ kind }) => kind === 'table')
    const grid = table?.kind === 'table' ? layOut(table.rows) : []
    expect([0, 1, 2].map((column) => textAt(grid, 1, column))).toEqual(['名称', '基本', '项目'])
    expect([0, 1, 2].map((column) => textAt(grid, 0, column))).toEqual(['名称', '支出', '支出'])
  })

  test('of a web page that is called a spreadsheet', async () => {
    const { blocks } = await readBytes(
      strToU8('<html><body><p>单位：万元<table><tr><td rowspan=2>甲<td>1.00<tr><td>2.00</table>'),
    )
    expect(blocks[0]).toMatchObject({ kind: 'paragraph', text: '单位：万元', line: 1 })
    const table = blocks[1]
    expect(table?.kind === 'table' && textAt(layOut(table.rows), 1, 0)).toBe('甲')
  })

  test('a workbook shows 40 as its format does, and no binary fractions', async () => {
    const { blocks } = await readBytes(
      zipSync({
        'xl/workbook.xml': strToU8(
          '<workbook><sheets><sheet name="表" r:id="a"/></sheets></workbook>',
        ),
        'xl/_rels/workbook.xml.rels': strToU8(
          '<Relationships><Relationship Id="a" Target="worksheets/s.xml"/></Relationships>',
        ),
        'xl/styles.xml': strToU8(
          '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="4"/></cellXfs></styleSheet>',
        ),
        'xl/worksheets/s.xml': strToU8(
          '<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>40</v></c><c r="B1"><v>0.30000000000000004</v></c><c r="C1"><f>SUM(A1)</f></c></row></sheetData></worksheet>',
        ),
      }),
    )
    expect(blocks[0]?.kind === 'table' && blocks[0].rows[0]?.map((cell) => cell.text)).toEqual([
      '40.00',
      '0.3',
    ])
  })
})

describe('hostile and broken files', () => {
  test('each is refused by name', async () => {
    expect(await refusal(new Uint8Array())).toBe('empty')
    expect(await refusal(strToU8('%PDF-1.4'))).toBe('pdf')
    expect(await refusal(docx(run('甲')).subarray(0, 80))).toBe('damaged')
    expect(await refusal(strToU8(' \n\t\n'))).toBe('empty')
    expect(await refusal(docx(run('0'.repeat(12_000_000))))).toBe('too_large')
  })

  test('entities are not expanded, and what came before is kept', async () => {
    const bytes = zipSync({
      'word/document.xml': strToU8(
        `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(1000)}">]><w:document>${run('先')}${run('&x;')}</w:document>`,
      ),
    })
    const { blocks, defects } = await readBytes(bytes)
    expect(JSON.stringify(blocks)).not.toContain('yyyy')
    expect(blocks[0]).toMatchObject({ text: '先' })
    expect(defects[0]?.what).toBe('cut')
  })

  test('one bad member of an archive does not hide the others', () => {
    const members = openArchive(
      zipSync({ '好.txt': strToU8('甲'), '里/二.zip': zipSync({ 'b.txt': strToU8('乙') }) }),
    )
    expect(members.map(({ name }) => name)).toEqual(['好.txt', '里/二.zip/b.txt'])
  })

  test('old forms of characters are read and said', async () => {
    const line = '一般公共預算財政撥款收入總計12.30萬元，項目支出與業務費用。'
    const { blocks, defects } = await readBytes(strToU8(`${line}\n`.repeat(10)))
    expect(blocks[0]).toMatchObject({
      text: '一般公共预算财政拨款收入总计12.30万元，项目支出与业务费用。',
    })
    expect(defects.map(({ what }) => what)).toEqual(['traditional'])
  })
})
