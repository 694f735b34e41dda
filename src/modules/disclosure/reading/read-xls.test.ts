import { readFileSync } from 'node:fs'
import { type CellObject, type WorkBook, write } from '@e965/xlsx'
import { describe, expect, test } from 'vitest'
import type { RawDocument } from '../domain/document.ts'
import { readBytes, sniff } from './read-bytes.ts'

const text = (v: string): CellObject => ({ t: 's', v })
const number = (v: number, z = 'General'): CellObject => ({ t: 'n', v, z })

const SHEET: readonly (readonly (CellObject | undefined)[])[] = [
  [text('合计'), number(40, '0.00'), number(1234567.891, '#,##0.00'), number(0.285, '0%')],
  [text('0101'), number(101, '0000'), number(44931, 'yyyy年m月d日'), number(44931, 'm/d/yy')],
  [number(12345, '0!.0,'), number(123456789, '#,##0.00,'), number(-5.5, '0.00_);[Red](0.00)')],
  [number(0.1 + 0.2), text('410324230000000036730'), number(210324230000000, '0')],
  [{ t: 'n', v: 3, f: '1+2' }, { t: 'b', v: true }, { t: 'e', v: 7 }, number(0.12345, '0.00%')],
  [text('合并'), undefined, undefined, number(595.94, '_ * #,##0.00_ ;_ * "-"??_ ;_ @_ ')],
  [undefined, undefined, undefined, text('尾')],
]
/** The sheet as a program shows it; the merged cell spans three columns and two rows. */
const SHOWN = [
  ['合计', '40.00', '1234567.89', '29%'],
  // the year, month and day of 44931, and the short date of this country
  ['0101', '0101', '2023年1月5日', '2023-1-5'],
  // 12,345 yuan shown as 万元 with one place; 123,456,789 in thousands
  ['1.2', '123456.79', '-5.50', ''],
  ['0.3', '410324230000000036730', '210324230000000', ''],
  ['3', '是', '#DIV/0!', '12.35%'],
  ['合并', '595.94'],
  ['尾'],
]

function workbook(): WorkBook {
  const cells: Record<string, CellObject> = {}
  for (const [row, line] of SHEET.entries()) {
    for (const [column, cell] of line.entries())
      if (cell) cells[`${'ABCD'.charAt(column)}${row + 1}`] = cell
  }
  const hidden = { '!ref': 'A1', A1: text('藏') }
  return {
    SheetNames: ['收支总表', '草稿', '附'],
    Sheets: {
      收支总表: {
        '!ref': 'A1:D7',
        '!merges': [{ s: { r: 5, c: 0 }, e: { r: 6, c: 2 } }],
        ...cells,
      },
      草稿: hidden,
      附: { '!ref': 'A1', A1: text('第三页') },
    },
    Workbook: { Sheets: [{ Hidden: 0 }, { Hidden: 1 }, { Hidden: 0 }] },
  }
}

function told({ blocks, defects }: RawDocument): unknown {
  return {
    sheets: blocks.map((block) =>
      block.kind === 'table'
        ? [block.sheet, block.rows.map((row) => row.map((cell) => cell.text))]
        : [],
    ),
    spans: blocks.map(
      (block) =>
        block.kind === 'table' && block.rows[5]?.[0]?.colSpan === 3 && block.rows[5][0].rowSpan,
    ),
    defects: defects.map(({ what }) => what),
  }
}

describe('one workbook in four forms', () => {
  test.each(['xlsx', 'biff8', 'xlml'] as const)('%s shows what its program shows', async (type) => {
    const bytes = new Uint8Array(write(workbook(), { type: 'array', bookType: type }))
    expect(told(await readBytes(bytes))).toEqual({
      sheets: [
        ['收支总表', SHOWN],
        ['附', [['第三页']]],
      ],
      spans: [2, false],
      defects: ['hidden_sheet'],
    })
  })

  test('Excel 95 in the code page of its author', async () => {
    const { blocks } = await readBytes(
      new Uint8Array(readFileSync('tests/fixtures/disclosure/formats/excel-95.xls')),
    )
    expect(blocks).toMatchObject([{ sheet: '合计', rows: [[{ text: '合计' }, { text: '12.30' }]] }])
  })

  test('a bare stream of an older program is a workbook, a text that begins with a tab is not', () => {
    const bare = new Uint8Array(write(workbook(), { type: 'array', bookType: 'biff2' }))
    expect(sniff(bare)).toBe('xls')
    expect(sniff(new TextEncoder().encode('\t金额\n'))).toBe('text')
  })
})
