/** Titles of tables against the contents of the document and against each other. */

import { fold } from '../document.ts'
import { headingWords, type Table, titleText } from '../frame-tables.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfParagraph,
  placeOfTable,
  type Rule,
  resultOf,
} from '../rule.ts'
import { kindOfHeading, kindOfTitle } from '../table-kind.ts'

/** A title without what offices write or leave out at will. */
function coreOf(title: string): string {
  return titleText(title)
    .replace(/^(?:附件|附表|表)[-\d一二三四五六七八九十]+|^(?:公开|预算|财决)?\d+表/, '')
    .replace(/20\d{2}年?度?/g, '')
    .replace(/部门|单位|本级|[省市县区]级|公开|情况|汇总|总体|明细|综合|的/g, '')
    .replace(/[^\u4e00-\u9fff]/g, '')
}

/** Fewer than this share of the list found again: the tables lie in another file. */
const FOUND_AGAIN = 0.6

const contentsMissing: Rule = {
  code: 'disclosure.contents_table_missing',
  group: 'parts',
  severity: 'warning',
  title: '目录里的表正文都有',
  source: '公开文本格式；财预〔2016〕143号：没有数据的表也公开空表',
  tolerance: '年份、“部门”“情况”等字不算不同；目录里的表大半不在本文件的不查',
  check: (disclosure) => {
    // headings of parts end in 表 too, and attachments lie in other files
    const listed = disclosure.framed.contents
      .filter(({ text }) => !/^第.{1,2}部分|^附件/.test(fold(text)))
      .map((paragraph) => ({
        paragraph,
        core: coreOf(paragraph.text),
        kind: kindOfTitle(titleText(paragraph.text)),
      }))
      .filter(({ kind }) => kind !== undefined)
    if (listed.length < 2 || disclosure.tables.length === 0) return NOT_APPLICABLE
    const printed = new Set(coresOutside(disclosure))
    const left = disclosure.tables.filter(
      ({ table }) => !listed.some(({ core }) => core === coreOf(table.title)),
    )
    const gone = listed.filter(({ core }) => core.length >= 3 && !printed.has(core))
    if (gone.length > listed.length * (1 - FOUND_AGAIN)) return NOT_APPLICABLE
    // a table that lost its title may be the one
    if (left.some(({ table }) => table.title === '' && table.body.length > 1)) return resultOf([])
    const missing = gone.filter(({ core, kind }) => {
      return !left.some(({ table }) => {
        const own = coreOf(table.title)
        return table.kind === kind || own.includes(core) || core.includes(own)
      })
    })
    // a table under another's title is told once
    if (missing.length <= twiceTitled(disclosure).length) return resultOf([])
    return resultOf(
      missing.map(({ paragraph }) => ({
        code: 'disclosure.contents_table_missing',
        severity: 'warning' as const,
        confidence: 0.8,
        message: `目录里有“${titleText(paragraph.text)}”，正文没有这张表。请补上这张表（没有数据的公开空表并说明），或从目录删去。`,
        stated: titleText(paragraph.text),
        expected: null,
        places: [placeOfParagraph(paragraph)],
      })),
    )
  },
}

/** Cores of everything outside the contents that may be a title, printed above a table or alone. */
function coresOutside({ framed, tables }: Disclosure): string[] {
  return [
    ...framed.paragraphs
      .filter(({ part, text }) => part !== 'contents' && text.length <= 80)
      .map(({ text }) => coreOf(text)),
    ...tables.flatMap(({ table }) => [
      coreOf(table.title),
      ...(table.grid[0] ?? []).map((cell) => coreOf(cell?.text ?? '')),
    ]),
  ]
}

const REPEATED = /绩效|续|分单位|明细/

const titleTwice: Rule = {
  code: 'disclosure.title_twice',
  group: 'parts',
  severity: 'warning',
  title: '不同的表标题不同',
  source: '公开文本格式',
  tolerance: '续表、各单位的同一张表、绩效目标表不查',
  check: (disclosure) => {
    if (disclosure.tables.length < 2) return NOT_APPLICABLE
    return resultOf(
      twiceTitled(disclosure).map(([first, second]) => ({
        code: 'disclosure.title_twice',
        severity: 'warning' as const,
        confidence: 0.85,
        message: `第${first.number}张表和第${second.number}张表的标题都是“${titleText(first.title)}”，栏目却不同。请改正写错的标题。`,
        stated: titleText(first.title),
        expected: null,
        places: [placeOfTable(first), placeOfTable(second)],
      })),
    )
  },
}

/** Pairs of tables that bear one title over different columns. */
function twiceTitled(disclosure: Disclosure): (readonly [Table, Table])[] {
  const titled = disclosure.tables
    .map(({ table }) => table)
    .filter(({ title }) => title !== '' && !REPEATED.test(title))
  const groups = Map.groupBy(titled, ({ title }) => titleText(title))
  const repeated = [...groups.values()].filter((tables) => tables.length > 1)
  // a collection of several units prints every title again and again
  if (repeated.length > 2) return []
  return repeated.flatMap(([first, second, third]) => {
    if (!first || !second || third || likeness(first, second) > 0.6) return []
    const [left, right] = [first, second].map((table) =>
      kindOfHeading(headingWords(table).join('|')),
    )
    return left === right ? [] : [[first, second] as const]
  })
}

/** Share of the words of both headings that stand in both. */
function likeness(left: Table, right: Table): number {
  const [a, b] = [new Set(headingWords(left)), new Set(headingWords(right))]
  const all = a.union(b).size
  return all === 0 ? 1 : a.intersection(b).size / all
}

export const titleDiffersRule: Rule = {
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

export const TITLE_RULES: readonly Rule[] = [contentsMissing, titleTwice]
