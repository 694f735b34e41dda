/** Years in titles, headings and sentences against the year of the document. */

import { type Cell, fold, isOrigin, type PlaceInDocument } from '../document.ts'
import { headingCells, headingWords } from '../frame-tables.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeInPassage,
  placeOfCell,
  placeOfParagraph,
  placeOfTable,
  type Rule,
  resultOf,
} from '../rule.ts'
import { type Hit, searchPassages } from '../search-text.ts'
import type { Topic } from '../sections.ts'

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

export const titleYearRule: Rule = {
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

const YEAR = /(?<!\d)20\d{2}(?=年)/g

/** Words of columns that rightly show another year. */
const COMPARED = /上年|比|较|增|减|结[转余]|末|执行|完成|去年|同期/

function yearsIn(texts: readonly string[]): number[] {
  return texts.flatMap((text) => [...text.matchAll(YEAR)].map(([year]) => Number(year)))
}

export const headingYearRule: Rule = {
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
    const dated = tables.filter(({ table }) => yearsIn(headingWords(table)).length > 0)
    const findings: DisclosureFinding[] = []
    const alone: DisclosureFinding[] = []
    for (const { table, sides } of dated) {
      const words = headingWords(table)
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

/** Items whose figures no table repeats under a year. */
const WITHOUT_TABLE: ReadonlySet<Topic> = new Set(['procurement', 'operating', 'three_public'])

export const sentenceYearRule: Rule = {
  code: 'disclosure.year_of_sentence',
  group: 'prose',
  severity: 'warning',
  title: '说明开头的年份是文件的年份',
  source: '公开文本格式',
  tolerance: '这一段里写有文件年份的不查',
  check: (disclosure) => {
    const { year } = disclosure
    if (year === undefined) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    let checked = 0
    const own = disclosure.passages.filter(({ topic, part }) => {
      return part === 'statement' && WITHOUT_TABLE.has(topic)
    })
    for (const passages of Map.groupBy(own, ({ section }) => section).values()) {
      checked += 1
      if (passages.some(({ text, heading }) => `${heading}${text}`.includes(String(year)))) continue
      for (const passage of passages) {
        const match = LEADING_YEAR.exec(passage.text)
        if (!match || Number(match[1]) !== year - 1) continue
        findings.push({
          code: 'disclosure.year_of_sentence',
          severity: 'warning',
          confidence: 0.75,
          message: `这一段写的是${match[1]}年，整段没有写到${year}年，这份文件是${year}年的。请核对年份。`,
          stated: `${match[1]}年`,
          expected: `${year}年`,
          places: [placeInPassage(passage, match.index, match[0])],
        })
      }
    }
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const LEADING_YEAR =
  /^(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.、]?)?[^，。；：\d截至年]{0,24}(20\d{2})年[^，。；：底末初]{0,40}(?:预算|支出|决算|安排)[^，。；：]{0,16}?[\d.,]*[1-9][\d.,]*万?元/

export const YEAR_RULES: readonly Rule[] = [yearCompared, yearOdd]
