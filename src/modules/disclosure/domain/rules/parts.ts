import { fold, isOrigin, type PlaceInDocument } from '../document.ts'
import { type Table, titleText } from '../frame-tables.ts'
import { projectsOf } from '../projects.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  placeOfTable,
  type Rule,
  resultOf,
  shorten,
} from '../rule.ts'
import { TABLE_LABELS, type TableKind } from '../table-kind.ts'
import { understandingOf } from '../understanding.ts'
import { placeOfParagraph } from './text.ts'

const MONEY = new Set<TableKind>([
  'balance',
  'income',
  'spending',
  'fiscal_balance',
  'general_spending',
  'basic',
  'economic',
  'three_public',
  'fund_spending',
  'capital_spending',
  'projects',
  'procurement',
])

const unit: Rule = {
  code: 'disclosure.unit_missing',
  group: 'parts',
  severity: 'warning',
  title: '每张表写明金额单位',
  source: '公开表格格式',
  tolerance: '无',
  check: (disclosure) => {
    const tables = disclosure.tables.filter(({ table }) => MONEY.has(table.kind))
    if (tables.length === 0) return NOT_APPLICABLE
    const bad = tables.filter(({ table }) => table.unit === null)
    // one line above all tables of a workbook, or of a page, speaks for all
    if (bad.length === 0 || (bad.length === tables.length && statesOnce(disclosure)))
      return resultOf([])
    return resultOf(
      bad.map(({ table }) => ({
        code: 'disclosure.unit_missing',
        severity: 'warning' as const,
        confidence: 0.9,
        message: `${tableName(table)}没有写明金额单位${table.unitText ? `（写的是“单位：${table.unitText}”）` : table.unitText === '' ? '（“单位：”后面是空的）' : ''}。请写“单位：${disclosure.unit}”。`,
        stated: table.unitText,
        expected: disclosure.unit,
        places: [{ ...placeOfTable(table), line: table.unitLine ?? table.titleLine ?? table.line }],
      })),
    )
  },
}

function statesOnce({ framed }: Disclosure): boolean {
  return framed.paragraphs.some(({ text }) =>
    /单位[:：]\s*(?:万元|元|千元)|以(?:人民币)?万元为单位/.test(fold(text)),
  )
}

/** The tables that 财预〔2016〕143号 asks of every department. */
const NATIONAL: readonly TableKind[] = [
  'balance',
  'income',
  'spending',
  'fiscal_balance',
  'general_spending',
  'basic',
  'three_public',
  'fund_spending',
]

const required: Rule = {
  code: 'disclosure.table_missing',
  group: 'parts',
  severity: 'warning',
  title: '应公开的表都有',
  source: '财预〔2016〕143号；各省补充（规则文件）',
  tolerance: '只有文字或只有一两张表的文件不查',
  check: (disclosure, settings) => {
    const kinds = new Set(disclosure.tables.map(({ table }) => table.kind))
    const present = NATIONAL.filter((kind) => kinds.has(kind))
    if (disclosure.kind === 'government_budget' || present.length < 4) return NOT_APPLICABLE
    const wanted = [...new Set([...NATIONAL, ...(settings.requiredTables as TableKind[])])]
    const words = [
      ...disclosure.passages.map(({ text }) => text),
      ...disclosure.framed.paragraphs.map(({ text }) => fold(text)),
    ].join('\n')
    const missing = wanted.filter((kind) => !kinds.has(kind) && !isExcused(kind, words))
    return resultOf(
      missing.map((kind) => ({
        code: 'disclosure.table_missing',
        severity: 'warning' as const,
        confidence: 0.75,
        message: `没有找到“${TABLE_LABELS[kind]}”。没有数据的表也要公开空表并写明；表是图片的，请改为文字表格。`,
        stated: null,
        expected: TABLE_LABELS[kind],
        places: [],
      })),
    )
  },
}

/** 本部门无政府性基金，不附表 */
function isExcused(kind: TableKind, words: string): boolean {
  const name =
    kind === 'fund_spending'
      ? '政府性基金'
      : kind === 'capital_spending'
        ? '国有资本'
        : kind === 'three_public'
          ? '三公'
          : undefined
  if (!name) return false
  return new RegExp(`${name}[^。]{0,40}(?:空表|无此项|不再公开|未公开|不附)`).test(words)
}

const titles: Rule = {
  code: 'disclosure.title_differs',
  group: 'parts',
  severity: 'warning',
  title: '表的标题与目录一致',
  source: '公开文本格式',
  tolerance: '年份、“部门”“单位”和括号不算不同',
  check: (disclosure) => {
    const listed = disclosure.framed.contents
      .map((paragraph) => ({ paragraph, text: plainTitle(paragraph.text) }))
      .filter(({ text }) => text.length >= 4)
    const tables = disclosure.tables.filter(({ table }) => table.title !== '')
    if (listed.length < 3 || tables.length < 3) return NOT_APPLICABLE
    const texts = new Set(listed.map(({ text }) => text))
    const findings: DisclosureFinding[] = []
    for (const { table } of tables) {
      const own = plainTitle(table.title)
      if (texts.has(own)) continue
      const near = listed.find(
        ({ paragraph, text }) =>
          !tables.some(({ table: other }) => plainTitle(other.title) === text) &&
          kindWords(paragraph.text) === kindWords(table.title),
      )
      if (!near) continue
      findings.push({
        code: 'disclosure.title_differs',
        severity: 'warning',
        confidence: 0.85,
        message: `${tableName(table)}的标题在目录里是“${titleText(near.paragraph.text)}”。请写成一样。`,
        stated: titleText(table.title),
        expected: titleText(near.paragraph.text),
        places: [placeOfTable(table), placeOfParagraph(near.paragraph)],
      })
    }
    return resultOf(findings)
  },
}

function plainTitle(text: string): string {
  return titleText(text)
    .replace(/^\d{4}年度?/, '')
    .replace(/[()（）“”"]/g, '')
    .replace(/^(?:部门单位|部门|单位)(?!预算项目)/, '')
}

/** What a title is of: two titles with the same are meant to be the same. */
function kindWords(text: string): string {
  const plain = fold(text)
  for (const word of [
    '政府性基金',
    '国有资本',
    '三公',
    '整体绩效',
    '项目绩效',
    '基本支出',
    '经济分类',
    '财政拨款收支',
    '项目支出',
  ]) {
    if (
      plain.includes(word) ||
      (word === '项目绩效' && /项目.{0,4}绩效/.test(plain)) ||
      (word === '整体绩效' && /整体.{0,4}绩效/.test(plain))
    )
      return word
  }
  return plainTitle(text)
}

const EMPTY_NOTE =
  /空表|表为空|无数据|没有数据|无[^。，]{0,24}(?:安排|拨款|支出|预算|收入)|不涉及|未安排|没有(?:使用|安排)/

const emptyTables: Rule = {
  code: 'disclosure.empty_table',
  group: 'parts',
  severity: 'warning',
  title: '空表写明没有数据，有数的表不写',
  source: '财预〔2016〕143号：没有数据的表应当列出空表并说明',
  tolerance: '文字说明里写明的也算',
  check: (disclosure) => {
    if (disclosure.isTemplate) return NOT_APPLICABLE
    const tables = disclosure.tables.filter(({ table }) =>
      ['fund_spending', 'capital_spending', 'three_public', 'general_spending'].includes(
        table.kind,
      ),
    )
    if (tables.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { table, sides } of tables) {
      const figures = sides.flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
      const hasMoney = figures.some(({ printed }) => printed.fen !== 0)
      const word = {
        fund_spending: '政府性基金',
        capital_spending: '国有资本',
        three_public: '三公',
        general_spending: '一般公共预算',
      }[table.kind as 'fund_spending']
      const notes = table.notes.filter(({ text }) => EMPTY_NOTE.test(fold(text)))
      const inside = table.grid.flatMap((slots, row) =>
        slots.filter(
          (cell, column) => isOrigin(cell, row, column) && /空表|无数据/.test(cell.text),
        ),
      )
      const inProse = disclosure.framed.paragraphs.some(({ text }) => {
        const plain = fold(text)
        return (
          plain.includes(word) &&
          (EMPTY_NOTE.test(plain) || /(?<![\d.])0(?:\.0+)?万?元/.test(plain) || /空表/.test(plain))
        )
      })
      const all = disclosure.framed.paragraphs.some(({ text }) =>
        /(?:以上|上述|本套|以下).{0,20}(?:空表|无数据)|空表[:：]/.test(fold(text)),
      )
      // a note that goes on in the next line
      const isNoted =
        notes.length > 0 || EMPTY_NOTE.test(fold(table.notes.map(({ text }) => text).join('')))
      if (!hasMoney && !isNoted && inside.length === 0 && !inProse && !all) {
        findings.push({
          code: 'disclosure.empty_table',
          severity: 'warning',
          confidence: 0.75,
          message: `${tableName(table)}没有数，也没有写明原因。请在表下写“本部门无此项支出，故此表无数据”。`,
          stated: null,
          expected: null,
          places: [placeOfTable(table)],
        })
      }
      const wrong = notes.find(
        ({ text }) =>
          /此表(?:无数据|为空)|空表|无数据/.test(fold(text)) && fold(text).includes(word),
      )
      if (hasMoney && wrong) {
        findings.push({
          code: 'disclosure.empty_table',
          severity: 'error',
          confidence: 0.9,
          message: `${tableName(table)}有数，表下却写没有数据。请删去这句话，或核对表。`,
          stated: shorten(wrong.text),
          expected: null,
          places: [placeOfParagraph(wrong), ...figures.slice(0, 1).map(placeOfFigure)],
        })
      }
    }
    return resultOf(findings)
  },
}

const noneInProse: Rule = {
  code: 'disclosure.none_but_money',
  group: 'prose',
  severity: 'error',
  title: '文字说明写没有的，表里也没有数',
  source: '同一件事两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    let seen = 0
    for (const [topic, kind, pattern] of [
      [
        'fund',
        'fund_spending',
        /(?:无|没有|未安排)[^。，]{0,20}政府性基金|政府性基金[^。]{0,16}(?:无|没有|未)(?:安排|使用|预算)/,
      ],
      [
        'capital',
        'capital_spending',
        /(?:无|没有|未安排)[^。，]{0,20}国有资本|国有资本[^。]{0,16}(?:无|没有|未)(?:安排|使用|预算)/,
      ],
    ] as const) {
      const passage = disclosure.passages.find(
        (one) => one.topic === topic && pattern.test(one.text),
      )
      const read = disclosure.tables.find(({ table }) => table.kind === kind)
      if (!passage || !read) continue
      seen += 1
      const money = read.sides
        .flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
        .find(({ printed }) => printed.fen > 0)
      if (!money) continue
      findings.push({
        code: 'disclosure.none_but_money',
        severity: 'error',
        confidence: 0.9,
        message: `文字说明写没有${topic === 'fund' ? '政府性基金' : '国有资本经营'}预算支出，${tableName(read.table)}有 ${money.text}。请改正其中一处。`,
        stated: shorten(passage.text),
        expected: money.text,
        places: [
          {
            part: passage.heading,
            table: null,
            row: null,
            column: null,
            page: passage.pages[0] ?? null,
            line: passage.lines[0] ?? null,
            text: shorten(passage.text),
          },
          placeOfFigure(money),
        ],
      })
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const yearOfTitles: Rule = {
  code: 'disclosure.year_of_title',
  group: 'parts',
  severity: 'warning',
  title: '标题的年份与文件一致',
  source: '公开文本格式',
  tolerance: '无',
  check: (disclosure, settings) => {
    const { year } = disclosure
    const findings: DisclosureFinding[] = []
    if (settings.year !== undefined && year !== undefined && settings.year !== year) {
      findings.push({
        code: 'disclosure.year_of_title',
        severity: 'warning',
        confidence: 0.9,
        message: `这是${year}年的文件，要查的是${settings.year}年。请核对文件。`,
        stated: String(year),
        expected: String(settings.year),
        places: [],
      })
    }
    if (year === undefined) return findings.length > 0 ? resultOf(findings) : NOT_APPLICABLE
    const bad: { year: number; place: PlaceInDocument }[] = []
    for (const { table } of disclosure.tables) {
      const own = /(20\d{2})年/.exec(fold(table.title))?.[1]
      if (own && Number(own) !== year) bad.push({ year: Number(own), place: placeOfTable(table) })
    }
    for (const paragraph of disclosure.framed.paragraphs) {
      const plain = fold(paragraph.text)
      if (paragraph.part === 'contents' || plain.length > 50 || !/(?:情况|说明|概况)$/.test(plain))
        continue
      const own = /(20\d{2})年/.exec(plain)?.[1]
      if (own && Number(own) !== year)
        bad.push({ year: Number(own), place: placeOfParagraph(paragraph) })
    }
    for (const { year: own, place } of bad) {
      findings.push({
        code: 'disclosure.year_of_title',
        severity: 'warning',
        confidence: 0.85,
        message: `标题写${own}年，这份文件是${year}年的。请改正年份。`,
        stated: String(own),
        expected: String(year),
        places: [place],
      })
    }
    return resultOf(findings)
  },
}

const template: Rule = {
  code: 'disclosure.blank_template',
  group: 'parts',
  severity: 'advice',
  title: '文件不是空白模板',
  source: '公开文本格式',
  tolerance: '无',
  check: (disclosure) => {
    if (disclosure.tables.length === 0) return NOT_APPLICABLE
    if (!disclosure.isTemplate) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.blank_template',
        severity: 'advice',
        confidence: 0.95,
        message: '所有表里都没有数，像是还没有填写的模板。请填写后再公开。',
        stated: null,
        expected: null,
        places: [],
      },
    ])
  },
}

// ---- what was read with difficulty

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
        MONEY.has(table.kind) && table.kind !== 'three_public' && table.kind !== 'procurement',
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
    .filter(({ table }) => numbers.has(table.number) && MONEY.has(table.kind))
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

export const PART_RULES: readonly Rule[] = [
  required,
  unit,
  titles,
  emptyTables,
  noneInProse,
  yearOfTitles,
  template,
  headingLost,
  totalLabel,
  codesCut,
  tags,
  misread,
  notUnderstood,
  notRecognised,
  defects,
]
