import { fold, isOrigin, PART_LABELS, type Paragraph, type PlaceInDocument } from '../document.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeInPassage,
  placeOfCell,
  placeOfTable,
  type Rule,
  resultOf,
  shorten,
} from '../rule.ts'
import type { Passage } from '../sections.ts'

export function placeOfParagraph(paragraph: Paragraph, text = paragraph.text): PlaceInDocument {
  return {
    part: PART_LABELS[paragraph.part],
    table: null,
    row: null,
    column: null,
    page: paragraph.page,
    line: paragraph.line,
    text: shorten(text),
  }
}

interface Hit {
  readonly place: PlaceInDocument
  readonly text: string
  /** What follows in the same clause or the next. */
  readonly after: string
}

function searchPassages(passages: readonly Passage[], pattern: RegExp): Hit[] {
  return passages.flatMap((passage) =>
    [...passage.text.matchAll(pattern)].map((match) => ({
      place: placeInPassage(
        passage,
        match.index,
        passage.text.slice(Math.max(0, match.index - 12), match.index + match[0].length + 8),
      ),
      text: match[0],
      after: passage.text.slice(match.index + match[0].length, match.index + match[0].length + 24),
    })),
  )
}

/** Every text of the document with its place: paragraphs of all parts, and cells. */
function textsOf(
  disclosure: Disclosure,
): readonly { text: string; place: () => PlaceInDocument }[] {
  const texts: { text: string; place: () => PlaceInDocument }[] = disclosure.framed.paragraphs.map(
    (paragraph) => ({ text: fold(paragraph.text), place: () => placeOfParagraph(paragraph) }),
  )
  for (const { table } of disclosure.tables) {
    for (const [row, slots] of table.grid.entries()) {
      for (const [column, cell] of slots.entries()) {
        if (!isOrigin(cell, row, column) || cell.text.length < 2 || /^[-\d.,]+$/.test(cell.text))
          continue
        texts.push({ text: fold(cell.text), place: () => placeOfCell(table, cell) })
      }
    }
  }
  return texts
}

const ALTERNATIVE =
  /(?:增加|增长|上升|减少|下降|降低)[(/／、或](?:增加|增长|减少|下降|降低)\)?|[(](?:增加|减少)\/(?:减少|增加)[)]|大小于/g
const PLACEHOLDER =
  /(?<![A-Za-z0-9])[XxＸ×]{2,}(?![A-Za-z0-9])|[_＿]{3,}|(?<=[为共计有])[XxＸ×](?=[万元辆台人个家])|\*{3,}|20[XxＸ×]{2}年/g

const alternatives: Rule = {
  code: 'disclosure.unresolved_choice',
  group: 'text',
  severity: 'warning',
  title: '“增加（减少）”已经选定一个',
  source: '公开文本格式：模板里的选项应当填定',
  tolerance: '无',
  check: ({ passages }) => {
    if (passages.length === 0) return NOT_APPLICABLE
    const hits = searchPassages(passages, ALTERNATIVE)
    if (hits.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.unresolved_choice',
        severity: 'warning',
        confidence: 0.95,
        message: `“${hits[0]?.text}”这样的选项有 ${hits.length} 处没有选定。请写增加、减少或持平。`,
        stated: hits[0]?.text ?? null,
        expected: '增加、减少或持平',
        places: hits.map(({ place }) => place),
      },
    ])
  },
}

const placeholders: Rule = {
  code: 'disclosure.placeholder',
  group: 'text',
  severity: 'warning',
  title: '没有留下模板的空位',
  source: '公开文本格式',
  tolerance: '无',
  check: (disclosure) => {
    if (disclosure.passages.length === 0) return NOT_APPLICABLE
    const hits = [
      ...searchPassages(disclosure.passages, PLACEHOLDER),
      ...searchPassages(
        disclosure.passages,
        /主要是(?:0|[XxＸ×_＿]+|)(?:车|辆)|主要是0[^。\d]{1,4}0辆/g,
      ),
    ]
    if (hits.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.placeholder',
        severity: 'warning',
        confidence: 0.9,
        message: `${hits.length} 处还是模板的空位（${[...new Set(hits.map(({ text }) => text))].slice(0, 3).join('、')}）。请填写，没有内容的删去这句话。`,
        stated: hits[0]?.text ?? null,
        expected: null,
        places: hits.map(({ place }) => place),
      },
    ])
  },
}

/** Frequent slips in these documents; a word that is right in any sentence does not belong here. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/光钎/g, '光纤'],
  [/(?<=\d{4}年)年(?=\d)|年年(?=\d+年)/g, '多了一个“年”'],
  [/(?<=全[县市区省])统(?=的)/g, '统一'],
  [/数量、实效/g, '时效'],
  [/元元|万万元|%%|。。|，，|；；/g, '重复'],
  [/帐[户号]/g, '账户、账号'],
  [/预决算算|决算算|预算算/g, '重复'],
  [/反应了?(?=单位|部门|年度)/g, '反映'],
  [/部份/g, '部分'],
  [/收入入|支出出/g, '重复'],
]

const ANY_SLIP = new RegExp(SLIPS.map(([pattern]) => `(?:${pattern.source})`).join('|'))

const slips: Rule = {
  code: 'disclosure.slip',
  group: 'text',
  severity: 'advice',
  title: '没有常见的错字',
  source: '常见错字表',
  tolerance: '只查表里的字',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    const texts = textsOf(disclosure).filter(({ text }) => ANY_SLIP.test(text))
    for (const [pattern, right] of SLIPS) {
      const hits = texts.flatMap(({ text, place }): Hit[] =>
        [...text.matchAll(pattern)].map((match) => ({ place: place(), text: match[0], after: '' })),
      )
      if (hits.length === 0) continue
      const text = hits[0]?.text ?? ''
      findings.push({
        code: 'disclosure.slip',
        severity: 'advice',
        confidence: 0.8,
        message: `“${text}”可能是错字（${right}），共 ${hits.length} 处。请核对。`,
        stated: text,
        expected: right,
        places: hits.map(({ place }) => place),
      })
    }
    return resultOf(findings)
  },
}

const glossary: Rule = {
  code: 'disclosure.glossary_ended',
  group: 'text',
  severity: 'advice',
  title: '名词解释里没有已经取消的名词',
  source: '《政府会计制度》2019 年起施行：不再有事业基金',
  tolerance: '2018 年以前的文件不查',
  check: (disclosure) => {
    const glossaryLines = disclosure.framed.paragraphs.filter(({ part }) => part === 'glossary')
    if (glossaryLines.length === 0 || (disclosure.year ?? 0) < 2019) return NOT_APPLICABLE
    const bad = glossaryLines.filter(({ text }) => /事业基金/.test(text))
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.glossary_ended',
        severity: 'advice',
        confidence: 0.85,
        message:
          '名词解释还有“事业基金”，2019 年政府会计制度施行后已经没有。请改为“使用非财政拨款结余”。',
        stated: '事业基金',
        expected: '使用非财政拨款结余',
        places: bad.map((paragraph) => placeOfParagraph(paragraph)),
      },
    ])
  },
}

/** Words for things bought, and the economic code whose line must exist if they are named as spent. */
const NAMED_ITEMS: readonly (readonly [RegExp, string, string])[] = [
  [/公务交通补贴|其他交通费用/, '公务交通补贴', '30239'],
  [/工会经费/, '工会经费', '30228'],
  [/福利费/, '福利费', '30229'],
  [/差旅费/, '差旅费', '30211'],
  [/会议费/, '会议费', '30215'],
  [/培训费/, '培训费', '30216'],
  [/印刷费/, '印刷费', '30202'],
  [/邮电费/, '邮电费', '30207'],
  [/办公费/, '办公费', '30201'],
  [/水费/, '水费', '30205'],
  [/电费(?<!邮电费)/, '电费', '30206'],
  [/劳务费/, '劳务费', '30226'],
  [/公务用车运行/, '公务用车运行维护费', '30231'],
  [/公务接待费/, '公务接待费', '30217'],
]

const namedItems: Rule = {
  code: 'disclosure.item_without_money',
  group: 'text',
  severity: 'warning',
  title: '文字说明点到的费用在表里有钱',
  source: '同一件事两处必须一致',
  tolerance: '缺三项以上的是照抄定义，不查',
  check: (disclosure) => {
    const basic = disclosure.tables.find(({ table }) => table.kind === 'basic')
    const passages = disclosure.passages.filter(
      ({ topic, text }) =>
        (topic === 'operating' || topic === 'basic') && /包含|包括|主要用于/.test(text),
    )
    if (!basic || basic.facts.length === 0 || passages.length === 0) return NOT_APPLICABLE
    const codes = new Set(
      basic.sides.flatMap(({ rows }) =>
        rows.filter(({ figures }) => figures.size > 0).map(({ code }) => code),
      ),
    )
    if (![...codes].some((code) => /^302\d{2}$/.test(code))) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const passage of passages) {
      const at = passage.text.search(/包含|包括|主要用于/)
      const words = passage.text.slice(at).split('。')[0] ?? ''
      const named = NAMED_ITEMS.filter(([pattern]) => pattern.test(words))
      const without = named.filter(([, , code]) => !codes.has(code))
      // 差旅费、会议费… copied from the definition of operating costs names what may be, not what is
      if (without.length === 0 || without.length > 2 || named.length - without.length < 2) continue
      for (const [, name, code] of without) {
        findings.push({
          code: 'disclosure.item_without_money',
          severity: 'warning',
          confidence: 0.8,
          message: `文字说明写到“${name}”，基本支出表里没有 ${code}。请删去这个名称，或核对表。`,
          stated: name,
          expected: null,
          places: [placeInPassage(passage, at, words), placeOfTable(basic.table)],
        })
      }
    }
    return resultOf(findings)
  },
}

const yearCompared: Rule = {
  code: 'disclosure.year_compared',
  group: 'text',
  severity: 'error',
  title: '比较的年份是上一年',
  source: '公开文本格式：与上年相比',
  tolerance: '更早的年份只提醒',
  check: (disclosure) => {
    const { year } = disclosure
    if (year === undefined) return NOT_APPLICABLE
    const hits = searchPassages(
      disclosure.passages,
      /(?:与|比|较|同)(20\d{2})年(?:度)?(?!(?:的)?(?:全年)?(?:调整|年初)?预算(?:数)?(?:相比)?[，]?(?:完成|节约))/g,
    )
    if (hits.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { place, text, after } of hits) {
      const named = Number(/20\d{2}/.exec(text)?.[0])
      if (named === year - 1) continue
      // accounts are also compared with the year's own budget
      if (named === year && disclosure.kind === 'final_accounts' && /预算/.test(place.text ?? ''))
        continue
      if (named < year - 1 && !/(?:增|减|上升|下降|持平|无变化)/.test(after)) continue
      findings.push({
        code: 'disclosure.year_compared',
        severity: 'error',
        confidence: 0.9,
        message: `${year}年的文件写“${text}”相比，应与${year - 1}年比较。请改正年份。`,
        stated: String(named),
        expected: String(year - 1),
        places: [place],
      })
    }
    return resultOf(findings)
  },
}

/** Words that make a year the year of an amount or of the document. */
const OF_BUDGET = /^度?[^，。；：()\d]{0,22}?(?:预算|决算|收入|支出|收支|经费|政府采购|绩效|拨款)/
const LONG_PLAN = /规划|五年|远景|以来|起|成立|印发|修订|修正|施行|批准|建成|至20\d{2}年/

/** Years in headings of the statement and above the columns of tables. */
function yearsOfHeadings(disclosure: Disclosure): Hit[] {
  const find = (text: string, place: () => PlaceInDocument): Hit[] =>
    [...text.matchAll(/(?<![\d.])\d{4}年/g)].map((match) => ({
      place: place(),
      text: match[0],
      after: text.slice(match.index + match[0].length, match.index + match[0].length + 24),
    }))
  const headings = disclosure.framed.paragraphs.filter(
    ({ text, part }) =>
      part !== 'overview' && part !== 'glossary' && text.length <= 60 && !/[。；，]/.test(text),
  )
  return [
    ...headings.flatMap((paragraph) =>
      find(fold(paragraph.text), () => placeOfParagraph(paragraph)),
    ),
    ...disclosure.tables.flatMap(({ table }) =>
      table.heading.flatMap((row) =>
        (table.grid[row] ?? []).flatMap((cell, column) =>
          isOrigin(cell, row, column)
            ? find(fold(cell.text), () => placeOfCell(table, cell)).map((hit) => ({
                ...hit,
                after: `${hit.after}预算`,
              }))
            : [],
        ),
      ),
    ),
  ]
}

const yearOdd: Rule = {
  code: 'disclosure.year_odd',
  group: 'text',
  severity: 'error',
  title: '文字说明里的年份是本年或上年',
  source: '公开文本格式；一份文件说的是一个年度',
  tolerance: '规划、文件名和机构沿革里的年份不查',
  check: (disclosure) => {
    const { year } = disclosure
    if (year === undefined) return NOT_APPLICABLE
    const hits = [
      ...searchPassages(disclosure.passages, /(?<![\d.])\d{4}年/g),
      ...yearsOfHeadings(disclosure),
    ]
    if (hits.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { place, text, after } of hits) {
      const named = Number(text.slice(0, 4))
      const isImpossible = named < 1900 || named > 2070
      const isFar = named > year + 1 || named < year - 3
      // 截至某年末: what has been counted lies in the past
      const isAhead = named > year && (place.text ?? '').includes(`截至${text}`)
      if (!isImpossible && !isAhead && !(isFar && OF_BUDGET.test(after) && !LONG_PLAN.test(after)))
        continue
      findings.push({
        code: 'disclosure.year_odd',
        severity: isImpossible ? 'error' : 'warning',
        confidence: isImpossible ? 0.95 : 0.8,
        message: `${year}年的文件写“${text}${after.slice(0, 10)}”。请核对年份。`,
        stated: String(named),
        expected: null,
        places: [place],
      })
    }
    return resultOf(findings)
  },
}

const names: Rule = {
  code: 'disclosure.name_differs',
  group: 'text',
  severity: 'warning',
  title: '部门和单位的名称前后一致',
  source: '同一个名称各处必须一致',
  tolerance: '部门职责里写明的下属单位不查；只比较少了几个字的名称',
  check: (disclosure) => {
    const { department } = disclosure
    if (department.length < 5) return NOT_APPLICABLE
    const variants = new Map<string, PlaceInDocument[]>()
    const end = department.slice(-2)
    const pattern = new RegExp(`[\\u4e00-\\u9fa5]{2,30}?${end}`, 'g')
    const look = (text: string, placeOf: () => PlaceInDocument): void => {
      const plain = fold(text)
      if (!plain.includes(end)) return
      for (const match of plain.matchAll(pattern)) {
        const name = longestVariant(match[0], department)
        if (!name) continue
        const places = variants.get(name) ?? []
        if (places.length < 30) variants.set(name, [...places, placeOf()])
      }
    }
    for (const paragraph of disclosure.framed.paragraphs)
      look(paragraph.text, () => placeOfParagraph(paragraph))
    for (const { table } of disclosure.tables) {
      for (const [row, slots] of table.grid.entries()) {
        for (const [column, cell] of slots.entries()) {
          if (!isOrigin(cell, row, column) || cell.text.length < 4 || cell.text.length > 60)
            continue
          look(cell.text, () => placeOfCell(table, cell))
        }
      }
    }
    const listed = disclosure.framed.paragraphs
      .filter(({ part }) => part === 'overview')
      .map(({ text }) => fold(text))
      .join('\n')
    return resultOf(
      [...variants]
        .filter(([name]) => !listed.includes(name))
        .map(([name, places]) => ({
          code: 'disclosure.name_differs',
          severity: 'warning' as const,
          confidence: 0.8,
          message: `名称写作“${name}”，封面和正文是“${department}”。请写成一样；确是另一个单位的，在单位构成里写明。`,
          stated: name,
          expected: department,
          places,
        })),
    )
  },
}

/** The part of a text that is the department's name with some characters left out. */
function longestVariant(text: string, department: string): string | undefined {
  if (text.includes(department)) return undefined
  // cut off what stands before the name
  for (let from = 0; from <= text.length - 4; from++) {
    const name = text.slice(from)
    if (name.length >= department.length || name.length < department.length * 0.6) continue
    if (name.slice(0, 2) !== department.slice(0, 2)) continue
    if (!department.endsWith(name) && isSubsequence(name, department)) return name
  }
  return undefined
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0
  for (const char of long) if (char === short[at]) at += 1
  return at === short.length
}

const level: Rule = {
  code: 'disclosure.level_word',
  group: 'text',
  severity: 'warning',
  title: '表头写的级次与部门相符',
  source: '公开文本格式',
  tolerance: '只比较表的标题',
  check: (disclosure) => {
    const own = /(?:^|.{1,6}?)(省|市|县|区|旗)/.exec(disclosure.department)
    const last = /^.{2,12}?(自治县|县|旗)(?!.{0,2}(?:市|区))/.exec(disclosure.department)?.[1]
    if (!own || !last) return NOT_APPLICABLE
    const bad = disclosure.tables.filter(({ table }) => /[省市]级|[省市]直/.test(fold(table.title)))
    if (bad.length === 0) return resultOf([])
    const word = /[省市][级直]/.exec(fold(bad[0]?.table.title ?? ''))?.[0] ?? ''
    return resultOf([
      {
        code: 'disclosure.level_word',
        severity: 'warning',
        confidence: 0.85,
        message: `${last}的部门，${bad.map(({ table }) => `第${table.number}张表`).join('、')}的标题却写“${word}”。请改为“${last.slice(-1)}级”。`,
        stated: word,
        expected: `${last.slice(-1)}级`,
        places: bad.map(({ table }) => placeOfTable(table)),
      },
    ])
  },
}

export const TEXT_RULES: readonly Rule[] = [
  alternatives,
  placeholders,
  yearCompared,
  yearOdd,
  names,
  level,
  namedItems,
  glossary,
  slips,
]
