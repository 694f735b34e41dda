import type { CheckedDocument } from '../domain/check-disclosure.ts'
import type { PlaceInDocument } from '../domain/document.ts'
import type { DisclosureFinding } from '../domain/rule.ts'

export const SEVERITY_LABELS = {
  error: '错误',
  warning: '提醒',
  advice: '建议',
  reading: '没读懂',
} as const
const KIND_LABELS = {
  budget: '预算',
  final_accounts: '决算',
  government_budget: '政府预算',
  other: '其他',
} as const

const SHOWN_PLACES = 6

/** The report of one document for people: grouped, with both figures, places and how to mend it. */
export function reportText(file: string, document: CheckedDocument): string {
  const { findings } = document
  const lines = [
    `${file}`,
    `  ${document.title || '（没有标题）'}　${KIND_LABELS[document.kind]}${document.year ? `　${document.year}年` : ''}`,
    `  认出 ${document.tables.filter(({ kind }) => kind !== 'other').length} / ${document.tables.length} 张表，读懂数字 ${(document.understood * 100).toFixed(1)}%（共 ${document.numbers} 个）`,
  ]
  const found = Object.entries(SEVERITY_LABELS)
    .map(
      ([severity, label]) =>
        [label, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
  lines.push(
    `  ${found.length > 0 ? found.map(([label, count]) => `${label} ${count} 处`).join('，') : '没有发现问题'}`,
  )
  for (const [severity, label] of Object.entries(SEVERITY_LABELS)) {
    const mine = findings.filter((finding) => finding.severity === severity)
    if (mine.length === 0) continue
    lines.push('', `  ${label}`)
    for (const [at, finding] of mine.entries()) lines.push(...describe(finding, at + 1))
  }
  const unreadable = document.rules
    .filter(({ outcome }) => outcome === 'unreadable')
    .map(({ code }) => code)
  if (unreadable.length > 0) lines.push('', `  读不出数而没有查的规则：${unreadable.join('、')}`)
  return lines.map(visible).join('\n')
}

function describe(finding: DisclosureFinding, at: number): string[] {
  const lines = [`  ${String(at).padStart(3)}. ${finding.message}`]
  if (finding.stated !== null || finding.expected !== null) {
    lines.push(
      `       写的是：${finding.stated ?? '（空）'}${finding.expected !== null ? `　应为：${finding.expected}` : ''}`,
    )
  }
  const places = finding.places.slice(0, SHOWN_PLACES).map(placeText)
  if (places.length > 0) {
    const more = finding.places.length - SHOWN_PLACES
    lines.push(`       位置：${places.join('；')}${more > 0 ? `；另有 ${more} 处` : ''}`)
  }
  return lines
}

export function placeText({ part, table, row, column, page, line, text }: PlaceInDocument): string {
  const where = [
    table === null ? (part ?? '') : `第${table}张表`,
    row === null ? '' : `第${row}行`,
    column === null ? '' : `第${column}列`,
    page === null ? '' : `第${page}页`,
    line === null ? '' : `（文件第${line}行）`,
  ].join('')
  const short = text && text.length > 30 ? `${text.slice(0, 30)}…` : text
  return short ? `${where}“${short}”` : where
}

/** What a file holds must not steer the terminal that it is shown on. */
function visible(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\ufffd')
}
