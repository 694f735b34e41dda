import { read, write } from '@e965/xlsx'
import { strToU8, zipSync } from 'fflate'
import type { Cell, Paper, TableBlock } from './document.ts'
import type { Chance } from './random.ts'

export const FORMATS = ['docx', 'xlsx', 'xls', 'html', 'txt'] as const
export type Format = (typeof FORMATS)[number]

export function writePaper(paper: Paper, format: Format, chance: Chance): Uint8Array {
  switch (format) {
    case 'docx':
      return writeDocx(paper)
    case 'xlsx':
      return writeXlsx(paper)
    case 'xls':
      return writeXls(paper)
    case 'html':
      return strToU8(writeHtml(paper))
    case 'txt':
      return strToU8(writeText(paper, chance))
  }
}

/** Which part of a package is the document; without it no office program opens the file. */
function packageRelation(target: string): Uint8Array {
  return strToU8(
    `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${target}"/></Relationships>`,
  )
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

function above(table: TableBlock): string[] {
  return [
    ...(table.title ? [table.title, `部门名称：${table.office}`] : []),
    ...(table.unit ? [`单位：${table.unit}`] : []),
  ]
}

/** With the styles on every paragraph and cell that a page pasted from a word processor has. */
function writeHtml({ blocks }: Paper): string {
  const paragraph = (text: string, align = 'justify'): string =>
    `<p class="MsoNormal" style="margin:0;text-align:${align};line-height:28px"><span style="font-size:16px;font-family:仿宋_GB2312">${escapeXml(text)}</span></p>`
  const parts = blocks.map((block) => {
    if (block.kind === 'text') return paragraph(block.text)
    const row = (cells: readonly Cell[]): string =>
      `<tr style="height:24px">${cells.map(({ text, colSpan, rowSpan }) => `<td style="border:1px solid windowtext;padding:0 7px"${colSpan > 1 ? ` colspan="${colSpan}"` : ''}${rowSpan > 1 ? ` rowspan="${rowSpan}"` : ''}>${paragraph(text, 'center')}</td>`).join('')}</tr>`
    return `${above(block)
      .map((line) => paragraph(line))
      .join(
        '',
      )}<table style="border-collapse:collapse">${[...block.heading, ...block.body].map(row).join('\n')}</table>${block.note ? paragraph(block.note) : ''}`
  })
  return `<!doctype html><html><head><meta charset="utf-8"><title>公开</title></head><body>\n${parts.join('\n')}\n</body></html>`
}

/** Columns of a table, and the width of one in twips. */
const WIDEST = 40
const COLUMN = 900

/** With the properties on every run that word processors write, and a run a script. */
function writeDocx({ blocks }: Paper): Uint8Array {
  const font =
    '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:color w:val="000000"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>'
  const paragraph = (text: string): string => {
    const runs = text.match(/[\x20-\x7e]+|[^\x20-\x7e]+/g) ?? []
    return `<w:p w:rsidR="00A77B3E" w:rsidRDefault="00C21F6D"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640"/>${font}</w:pPr>${runs
      .map(
        (run) =>
          `<w:r w:rsidRPr="00C21F6D">${font}<w:t xml:space="preserve">${escapeXml(run)}</w:t></w:r>`,
      )
      .join('')}</w:p>`
  }
  const body = blocks.map((block) => {
    if (block.kind === 'text') return paragraph(block.text)
    const rows: string[] = []
    const columns = (block.heading[0] ?? []).reduce((sum, { colSpan }) => sum + colSpan, 0)
    const grid = `<w:gridCol w:w="${COLUMN}"/>`.repeat(columns)
    const open = new Map<number, { left: number; colSpan: number }>()
    for (const cells of [...block.heading, ...block.body]) {
      let column = 0
      let xml = ''
      const pending = [...cells]
      while (column < WIDEST) {
        const merged = open.get(column)
        if (merged && merged.left > 0) {
          xml += `<w:tc><w:tcPr><w:tcW w:w="${merged.colSpan * COLUMN}" w:type="dxa"/>${merged.colSpan > 1 ? `<w:gridSpan w:val="${merged.colSpan}"/>` : ''}<w:vMerge/></w:tcPr><w:p/></w:tc>`
          merged.left -= 1
          column += merged.colSpan
          continue
        }
        const next = pending.shift()
        if (!next) break
        const props = `<w:tcW w:w="${next.colSpan * COLUMN}" w:type="dxa"/>${next.colSpan > 1 ? `<w:gridSpan w:val="${next.colSpan}"/>` : ''}${next.rowSpan > 1 ? '<w:vMerge w:val="restart"/>' : ''}`
        xml += `<w:tc><w:tcPr>${props}<w:vAlign w:val="center"/></w:tcPr>${paragraph(next.text)}</w:tc>`
        if (next.rowSpan > 1) open.set(column, { left: next.rowSpan - 1, colSpan: next.colSpan })
        column += next.colSpan
      }
      rows.push(`<w:tr><w:trPr><w:trHeight w:val="480"/></w:trPr>${xml}</w:tr>`)
    }
    return `${above(block).map(paragraph).join('')}<w:tbl><w:tblPr><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>${paragraph(block.note)}`
  })
  return zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    '_rels/.rels': packageRelation('word/document.xml'),
    'word/document.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}</w:body></w:document>`,
    ),
  })
}

function letters(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : `${letters(Math.floor(column / 26) - 1)}${String.fromCharCode(65 + (column % 26))}`
}

/** Text on a sheet of its own, then a sheet a table, amounts as numbers with two places. */
function writeXlsx({ blocks }: Paper): Uint8Array {
  const sheets: { name: string; xml: string }[] = []
  const text = blocks.filter((block) => block.kind === 'text')
  const string = (reference: string, value: string): string =>
    `<c r="${reference}" t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`
  sheets.push({
    name: '说明',
    xml: text
      .map(
        (block, at) =>
          `<row r="${at + 1}">${string(`A${at + 1}`, block.kind === 'text' ? block.text : '')}</row>`,
      )
      .join(''),
  })
  for (const block of blocks) {
    if (block.kind !== 'table') continue
    const merges: string[] = []
    let row = 0
    let xml = ''
    for (const line of above(block)) {
      row += 1
      xml += `<row r="${row}">${string(`A${row}`, line)}</row>`
    }
    const taken = new Set<string>()
    for (const cells of [...block.heading, ...block.body]) {
      row += 1
      let column = 0
      let line = ''
      for (const { text: value, colSpan, rowSpan, isAmount } of cells) {
        while (taken.has(`${row}.${column}`)) column += 1
        const reference = `${letters(column)}${row}`
        if (value !== '')
          line +=
            isAmount && /^-?\d+(?:\.\d+)?$/.test(value)
              ? `<c r="${reference}" s="1"><v>${Number(value)}</v></c>`
              : string(reference, value)
        if (colSpan > 1 || rowSpan > 1)
          merges.push(
            `<mergeCell ref="${reference}:${letters(column + colSpan - 1)}${row + rowSpan - 1}"/>`,
          )
        for (let down = 0; down < rowSpan; down++)
          for (let right = 0; right < colSpan; right++) taken.add(`${row + down}.${column + right}`)
        column += colSpan
      }
      xml += `<row r="${row}">${line}</row>`
    }
    if (block.note) {
      row += 1
      xml += `<row r="${row}">${string(`A${row}`, block.note)}</row>`
    }
    sheets.push({
      name: `表${sheets.length}`,
      xml: `${xml}</sheetData>${merges.length > 0 ? `<mergeCells>${merges.join('')}</mergeCells>` : ''}`,
    })
  }
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        .concat(
          ...sheets.map(
            (_, at) =>
              `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
          ),
        )
        .concat('</Types>'),
    ),
    '_rels/.rels': packageRelation('xl/workbook.xml'),
    'xl/workbook.xml': strToU8(
      `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${sheets.map(({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}<Relationship Id="rIdStyles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="2" applyNumberFormat="1"/></cellXfs></styleSheet>',
    ),
  }
  for (const [at, { xml }] of sheets.entries()) {
    const closed = xml.includes('</sheetData>') ? xml : `${xml}</sheetData>`
    files[`xl/worksheets/sheet${at + 1}.xml`] = strToU8(
      `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${closed}</worksheet>`,
    )
  }
  return zipSync(files)
}

/** The same workbook in the binary form of Excel 97. */
function writeXls(paper: Paper): Uint8Array {
  const book = read(writeXlsx(paper), { type: 'array', cellNF: true })
  return new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }))
}

/** As converters leave text: merged cells blank, the lowest heading row sometimes moved left, page ends. */
function writeText({ blocks }: Paper, chance: Chance): string {
  const lines: string[] = []
  const isDamaged = chance.is(0.6)
  let page = 0
  for (const block of blocks) {
    if (block.kind === 'text') {
      if (isDamaged && block.text.length > 60 && chance.is(0.15)) {
        // a page ends inside the sentence
        const at = 20 + Math.floor(chance.next() * (block.text.length - 40))
        page += 1
        lines.push(block.text.slice(0, at), '', `- ${page} -`, '', block.text.slice(at), '')
      } else lines.push(block.text, '')
      continue
    }
    lines.push(...above(block).flatMap((line) => [line, '']))
    const grid: string[][] = []
    const all = [...block.heading, ...block.body]
    for (const [row, cells] of all.entries()) {
      const line = grid[row] ?? []
      grid[row] = line
      let column = 0
      for (const { text, colSpan, rowSpan } of cells) {
        while (line[column] !== undefined) column += 1
        for (let down = 0; down < rowSpan; down++) {
          const under = grid[row + down] ?? []
          grid[row + down] = under
          for (let right = 0; right < colSpan; right++)
            under[column + right] = down === 0 && right === 0 ? text : ''
        }
      }
    }
    const width = Math.max(...grid.map((line) => line.length))
    const last = block.heading.length - 1
    const isMoved = isDamaged && last === 2 && chance.is(0.5)
    for (const [row, line] of grid.entries()) {
      const cells = Array.from({ length: width }, (_, column) => line[column] ?? '')
      if (isMoved && row === last) {
        const words = cells.filter((text) => text !== '')
        lines.push([...words, ...Array.from({ length: width - words.length }, () => '')].join('\t'))
      } else lines.push(cells.join('\t'))
      if (isDamaged && row > last + 2 && row < grid.length - 1 && chance.is(0.02)) lines.push('')
    }
    lines.push('', ...(block.note ? [block.note, ''] : []))
  }
  return lines.join('\n')
}
