import { type Cell, fold, isOrigin } from '../document.ts'
import { type Table, titleText } from '../frame-tables.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfTable,
  type Rule,
  resultOf,
} from '../rule.ts'
import { kindOfHeading, kindOfTitle } from '../table-kind.ts'
import { placeOfParagraph } from './text.ts'

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
    const [left, right] = [first, second].map((table) => kindOfHeading(wordsOf(table).join('|')))
    return left === right ? [] : [[first, second] as const]
  })
}

function headingCells({ grid, heading }: Table): Cell[] {
  return heading.flatMap((row) =>
    (grid[row] ?? []).filter((cell, column): cell is Cell => isOrigin(cell, row, column)),
  )
}

function wordsOf(table: Table): string[] {
  return headingCells(table)
    .map(({ text }) => fold(text))
    .filter((text) => text !== '')
}

/** Share of the words of both headings that stand in both. */
function likeness(left: Table, right: Table): number {
  const [a, b] = [new Set(wordsOf(left)), new Set(wordsOf(right))]
  const all = a.union(b).size
  return all === 0 ? 1 : a.intersection(b).size / all
}

const YEAR = /(?<!\d)20\d{2}(?=年)/g
/** Words of columns that rightly show another year. */
const COMPARED = /上年|比|较|增|减|结[转余]|末|执行|完成|去年|同期/

function yearsIn(texts: readonly string[]): number[] {
  return texts.flatMap((text) => [...text.matchAll(YEAR)].map(([year]) => Number(year)))
}

const headingYear: Rule = {
  code: 'disclosure.heading_year',
  group: 'tables',
  severity: 'warning',
  title: '表头的年份是本年，或与本年并列比较',
  source: '公开文本格式；一份文件说的是一个年度',
  tolerance: '上年、执行、结转等栏不查；相差四年以上的另有规则',
  check: (disclosure) => {
    const { year } = disclosure
    if (year === undefined) return NOT_APPLICABLE
    const tables = disclosure.tables.filter(
      ({ table }) => !['other', 'project_aims', 'department_aims'].includes(table.kind),
    )
    const dated = tables.filter(({ table }) => yearsIn(wordsOf(table)).length > 0)
    const findings: DisclosureFinding[] = []
    const alone: DisclosureFinding[] = []
    for (const { table, sides } of dated) {
      const words = wordsOf(table)
      const wrong = (years: readonly number[]): boolean =>
        years.length > 0 && years.every((one) => one !== year && Math.abs(one - year) <= 3)
      const past = disclosure.kind === 'final_accounts' ? COMPARED : /决算|实际|预计/
      const isCompared = words.some((text) => COMPARED.test(text) || past.test(text))
      const tell = (cells: readonly Cell[], into: DisclosureFinding[]): void => {
        const [cell] = cells
        if (!cell) return
        const stated = /20\d{2}/.exec(fold(cell.text))?.[0] ?? ''
        into.push({
          code: 'disclosure.heading_year',
          severity: 'warning',
          confidence: 0.8,
          message: `${tableName(table)}的表头写“${fold(cell.text)}”，这份文件是 ${year}年的，旁边没有可以比较的本年栏。请把年份改为 ${year}年。`,
          stated,
          expected: String(year),
          places: cells.map((one) => placeOfCell(table, one)),
        })
      }
      if (isCompared || wrong(yearsIn([fold(table.title)]))) continue
      const own = headingCells(table).filter(({ text }) => wrong(yearsIn([fold(text)])))
      if (wrong(yearsIn(words))) {
        const isSaid = yearsIn([fold(table.title), fold(disclosure.title)]).includes(year)
        if (isSaid) tell(own, alone)
        continue
      }
      // income under one year and spending under another
      const ofSides = sides.map(({ amounts }) => ({
        columns: amounts.map(({ index }) => index),
        years: yearsIn(amounts.flatMap(({ path }) => path)),
      }))
      if (ofSides.length !== 2 || !ofSides.some(({ years }) => years.includes(year))) continue
      const odd = ofSides.find(({ years }) => wrong(years))
      if (odd)
        tell(
          own.filter(({ column }) => odd.columns.includes(column)),
          findings,
        )
    }
    if (dated.length === 0) return NOT_APPLICABLE
    // where most tables say so the year of the document was misread
    const isMisread = alone.length > 1 && alone.length > dated.length / 2
    return resultOf([...findings, ...(isMisread ? [] : alone)])
  },
}

export const CONTENTS_RULES: readonly Rule[] = [contentsMissing, titleTwice, headingYear]
