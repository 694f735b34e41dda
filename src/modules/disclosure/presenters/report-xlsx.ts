import { strToU8, zipSync } from 'fflate'
import type { CheckedDocument } from '../domain/check-disclosure.ts'
import { placeText, SEVERITY_LABELS } from './report-text.ts'

export interface ReportRow {
  readonly file: string
  readonly document: CheckedDocument | undefined
  /** Why it could not be read. */
  readonly why: string | undefined
}

const HEADINGS = ['文件', '部门', '年度', '级别', '代码', '问题', '写的是', '应为', '位置', '把握']
const WIDTHS = [30, 24, 8, 8, 26, 70, 16, 16, 50, 8]

/** A workbook with a row a finding; same bytes for the same findings. */
export function reportXlsx(rows: readonly ReportRow[]): Uint8Array {
  const lines = [HEADINGS]
  for (const { file, document, why } of rows) {
    if (!document) lines.push([file, '', '', '读不了', '', why ?? '', '', '', '', ''])
    for (const finding of document?.findings ?? []) {
      lines.push([
        file,
        document?.department ?? '',
        document?.year ? String(document.year) : '',
        SEVERITY_LABELS[finding.severity],
        finding.code,
        finding.message,
        finding.stated ?? '',
        finding.expected ?? '',
        finding.places.slice(0, 6).map(placeText).join('；'),
        finding.confidence.toFixed(2),
      ])
    }
  }
  const cell = (text: string, at: number, row: number): string =>
    `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr" s="${row === 1 ? 1 : 2}"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
  const body = lines
    .map(
      (line, at) =>
        `<row r="${at + 1}">${line.map((text, column) => cell(text, column, at + 1)).join('')}</row>`,
    )
    .join('')
  const files: Record<string, string> = {
    '[Content_Types].xml':
      '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    '_rels/.rels':
      '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml':
      '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="审查结果" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    'xl/styles.xml':
      '<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>',
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${WIDTHS.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>${body}</sheetData><autoFilter ref="A1:J${lines.length}"/></worksheet>`,
  }
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [
        name,
        [strToU8(text), { mtime: new Date(1980, 0, 1) }] as const,
      ]),
    ),
  )
}

/** Text for XML; what XML cannot hold is left out. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids exactly these
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  )
}
