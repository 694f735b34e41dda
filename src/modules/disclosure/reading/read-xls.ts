import type { RawBlock, RawDocument } from '../domain/document.ts'
import { LIMITS, Unreadable } from './limits.ts'
import { layRows } from './read-xlsx.ts'

/** The old binary workbook. Its library is loaded only for such files. */
export async function readXls(bytes: Uint8Array): Promise<RawDocument> {
  const xlsx = await import('@e965/xlsx')
  let book: import('@e965/xlsx').WorkBook
  try {
    book = xlsx.read(bytes, { type: 'array', dense: true, cellFormula: false, cellHTML: false })
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    if (/password|encrypt/i.test(text))
      throw new Unreadable('encrypted', '文件有密码。请去掉密码再查。')
    throw new Unreadable('damaged', '文件坏了，读不出来。请用电子表格程序打开后另存为 .xlsx。')
  }
  const blocks: RawBlock[] = []
  for (const name of book.SheetNames) {
    const sheet = book.Sheets[name]
    if (!sheet) continue
    const data = (sheet['!data'] ?? []) as readonly (
      | { readonly w?: string; readonly v?: unknown }[]
      | undefined
    )[]
    if (data.length > LIMITS.rows)
      throw new Unreadable('too_large', `工作表“${name}”超过 ${LIMITS.rows} 行，没有读。`)
    const rows = data.map((row) =>
      row?.map((cell) => ({ text: String(cell?.w ?? cell?.v ?? '').trim() })),
    )
    const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({
      top: s.r,
      left: s.c,
      bottom: e.r,
      right: e.c,
    }))
    const laid = layRows(rows, merges)
    if (laid.length > 0)
      blocks.push({ kind: 'table', rows: laid, line: null, page: null, sheet: name })
  }
  return { blocks, defects: [] }
}
