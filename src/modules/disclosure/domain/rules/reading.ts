/** What was read with difficulty: defects of the file or of the reading, no errors of the document. */

import { fold, isOrigin, type PlaceInDocument } from '../document.ts'
import type { Table } from '../frame-tables.ts'
import { projectsOf } from '../projects.ts'
import { LONGEST_SENTENCE } from '../prose.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  placeOfCell,
  placeOfFigure,
  placeOfParagraph,
  placeOfTable,
  placeOfToken,
  type Rule,
  resultOf,
} from '../rule.ts'
import { MONEY_TABLES, type TableKind } from '../table-kind.ts'
import { understandingOf } from '../understanding.ts'

function reading(
  code: string,
  title: string,
  check: (disclosure: Disclosure) => readonly Omit<DisclosureFinding, 'code' | 'severity'>[],
): Rule {
  return {
    code,
    group: 'reading',
    severity: 'reading',
    title,
    source: '读取情况，不是文件内容的错误',
    tolerance: '无',
    check: (disclosure) =>
      resultOf(
        check(disclosure).map((finding) => ({ ...finding, code, severity: 'reading' as const })),
      ),
  }
}

const SAME_FORM: readonly TableKind[] = [
  'spending',
  'general_spending',
  'fund_spending',
  'capital_spending',
]

const headingLost = reading('disclosure.heading_lost', '表头完整', (disclosure) => {
  const tables = disclosure.tables.filter(({ table }) => SAME_FORM.includes(table.kind))
  const words = (table: Table): Set<string> =>
    new Set(
      table.heading
        .flatMap((row) => (table.grid[row] ?? []).map((cell) => fold(cell?.text ?? '')))
        .filter(Boolean),
    )
  const all = tables.map(({ table, isMended }) => ({ table, isMended, words: words(table) }))
  const fullest = all.toSorted((a, b) => b.words.size - a.words.size)[0]
  if (!fullest) return []
  return all.flatMap(({ table, words: own }) => {
    const lost = [...fullest.words].filter((word) => !own.has(word))
    const common = [...own].filter((word) => fullest.words.has(word)).length
    // another form of table has other words, not the same but one
    if (lost.length === 0 || lost.length > 2 || common < 6) return []
    return [
      {
        confidence: 0.8,
        message: `${tableName(table)}的表头少了“${lost.join('、')}”，多半是转换时丢的，已按各数的关系对上列。请核对原表。`,
        stated: null,
        expected: lost.join('、'),
        places: [placeOfTable(table)],
      },
    ]
  })
})

const totalLabel = reading('disclosure.total_without_label', '合计行有名称', (disclosure) =>
  disclosure.tables
    .filter(
      ({ table }) =>
        MONEY_TABLES.has(table.kind) &&
        table.kind !== 'three_public' &&
        table.kind !== 'procurement',
    )
    .flatMap(({ sides }) =>
      sides.flatMap(({ rows }) => {
        const row = rows.find(
          ({ kind, name, code }) => kind === 'total' && name === '' && code === '',
        )
        const figure = row ? [...row.figures.values()][0] : undefined
        if (!figure) return []
        return [
          {
            confidence: 0.8,
            message: `合计行没有名称，已按第一行的位置当作合计（${figure.text}）。请补上“合计”。`,
            stated: null,
            expected: '合计',
            places: [placeOfFigure(figure)],
          },
        ]
      }),
    ),
)

const codesCut = reading('disclosure.code_cut', '编码没有断开', (disclosure) => {
  const { aims } = projectsOf(disclosure)
  const bad = aims.filter(
    ({ codeCells, isCutByRow }) => isCutByRow || codeCells.some(({ text }) => /\S\s+\S/.test(text)),
  )
  if (bad.length === 0) return []
  const byRow = bad.filter(({ isCutByRow }) => isCutByRow)
  return [
    {
      confidence: 0.9,
      message: `${bad.length} 个项目编码被空格${byRow.length > 0 ? `或换行（${byRow.map(({ code }) => `…${code.slice(-5)}`).join('、')}）` : ''}断开，已接上再查。请在原表里接好。`,
      stated: bad[0]?.codeCells.map(({ text }) => text).join(' ') ?? null,
      expected: bad[0]?.code ?? null,
      places: bad.flatMap(({ table, codeCells }) =>
        codeCells.map((cell) => placeOfCell(table, cell)),
      ),
    },
  ]
})

const tags = reading('disclosure.markup_left', '没有留下网页标记', (disclosure) => {
  const pattern =
    /<\/?(?:p|br|div|span|td|tr|b|strong|font)[^<>]{0,80}>|&(?:nbsp|lt|gt|amp|quot);|PAGEREF\s+_Toc\d+|HYPERLINK\s+\\l/i
  const places: PlaceInDocument[] = []
  let stated = ''
  for (const { table } of disclosure.tables) {
    for (const [row, slots] of table.grid.entries()) {
      for (const [column, cell] of slots.entries()) {
        if (!isOrigin(cell, row, column)) continue
        const match = pattern.exec(cell.text)
        if (!match) continue
        stated ||= match[0]
        places.push(placeOfCell(table, cell))
      }
    }
  }
  for (const paragraph of disclosure.framed.paragraphs) {
    const match = pattern.exec(paragraph.text)
    if (!match) continue
    stated ||= match[0]
    places.push(placeOfParagraph(paragraph))
  }
  if (places.length === 0) return []
  return [
    {
      confidence: 0.95,
      message: `文字里留有网页或域代码“${stated}”，共 ${places.length} 处。请删去。`,
      stated,
      expected: null,
      places: places.slice(0, 20),
    },
  ]
})

const misread = reading('disclosure.table_misread', '表的行列关系读得懂', (disclosure) => {
  const numbers = new Set(
    [...disclosure.misread]
      .map((group) => Number(group.split(' ')[0]))
      .filter((number) => number > 0),
  )
  return disclosure.tables
    .filter(({ table }) => numbers.has(table.number) && MONEY_TABLES.has(table.kind))
    .map(({ table }) => ({
      confidence: 0.6,
      message: `${tableName(table)}的多数合计对不上，可能是行列错位，没有据此报错。请核对表头和空格，或换一种格式再查。`,
      stated: null,
      expected: null,
      places: [placeOfTable(table)],
    }))
})

const notUnderstood = reading('disclosure.not_understood', '数字都读得懂', (disclosure) => {
  const { share, unread } = understandingOf(disclosure)
  if (unread.length === 0 || share >= 0.9) return []
  return [
    {
      confidence: 0.9,
      message: `读懂了 ${(share * 100).toFixed(1)}% 的数字，还有 ${unread.length} 个没有读懂，没有查。例如${unread
        .slice(0, 3)
        .map(({ text }) => `“${text}”`)
        .join('、')}。`,
      stated: null,
      expected: null,
      places: unread.slice(0, 20),
    },
  ]
})

const tooLong = reading('disclosure.sentence_too_long', '句子不太长，读得完整', (disclosure) => {
  const long = disclosure.tokens.filter(
    ({ sentence, sentenceEnd }, at, all) =>
      sentenceEnd - sentence > LONGEST_SENTENCE && all[at - 1]?.sentenceEnd !== sentenceEnd,
  )
  return long.slice(0, 20).map((token) => ({
    confidence: 0.9,
    message: `这一句有 ${token.sentenceEnd - token.sentence} 个字，太长，每个数只按它前后 ${LONGEST_SENTENCE} 个字查。请在句末加句号，或核对是不是表里的字连成了一句。`,
    stated: null,
    expected: null,
    places: [placeOfToken(token)],
  }))
})

const notRecognised = reading('disclosure.not_recognised', '认得出是预算或决算', (disclosure) => {
  const known = disclosure.tables.some(({ table }) => table.kind !== 'other')
  const topics = disclosure.passages.some(({ topic }) => topic !== 'unknown')
  if (known || topics) return []
  return [
    {
      confidence: 0.9,
      message: '没有认出预算或决算的表和说明，多数规则没有查。请核对是不是选错了文件。',
      stated: null,
      expected: null,
      places: [],
    },
  ]
})

const defects = reading('disclosure.file_defect', '文件完好', (disclosure) =>
  disclosure.framed.defects.map(({ message, confidence }) => ({
    confidence,
    message,
    stated: null,
    expected: null,
    places: [],
  })),
)

export const READING_RULES: readonly Rule[] = [
  headingLost,
  totalLabel,
  codesCut,
  tags,
  misread,
  notUnderstood,
  tooLong,
  notRecognised,
  defects,
]
