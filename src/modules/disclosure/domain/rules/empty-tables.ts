/** Tables without figures against what tables and sentences say of them. */

import { fold, isOrigin } from '../document.ts'
import { tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfParagraph,
  placeOfTable,
  RIGHT,
  type Rule,
  resultOf,
  shorten,
} from '../rule.ts'

const EMPTY_NOTE =
  /空表|(?:表|支出|预算|收入)为空|无数据|没有数据|(?:无|没有)[^。，]{0,24}(?:安排|拨款|支出|预算|收入)|不涉及|未安排|没有(?:使用|安排)/

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

/** 本表为空表 under a table with amounts, whichever it is. */
const filledTables: Rule = {
  code: 'disclosure.filled_table',
  group: 'parts',
  severity: 'error',
  title: '有数的表下面不写“本表为空表”',
  source: '同一件事两处必须一致',
  tolerance: '写明是另一类预算的不查',
  check: (disclosure) =>
    judgeEach(disclosure.tables, ({ table, sides }) => {
      const note = table.notes.find(({ text }) => OWN_EMPTY.test(fold(text)))
      if (!note || OTHER_MONEY.test(fold(note.text))) return undefined
      const figure = sides
        .flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
        .find(({ printed }) => printed.fen !== 0)
      if (!figure) return RIGHT
      return {
        code: 'disclosure.filled_table',
        severity: 'error',
        confidence: 0.9,
        message: `${tableName(table)}有数，表下却写没有数据。请删去这句话，或核对表。`,
        stated: shorten(note.text),
        expected: null,
        places: [placeOfParagraph(note), placeOfFigure(figure)],
      }
    }),
}

const OWN_EMPTY = /[本此该]表(?:格)?(?:为空表|为空(?![^。]{0,8}(?:列|行|格))|无数据|没有数据)/
const OTHER_MONEY = /政府性?基金|国有资本|三公|财政专户|政府采购|政府购买/

/** Sentences that there is no such money, and the table that would show it. */
const NONE = [
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
] as const

const noneInProse: Rule = {
  code: 'disclosure.none_but_money',
  group: 'prose',
  severity: 'error',
  title: '文字说明写没有的，表里也没有数',
  source: '同一件事两处必须一致',
  tolerance: '无',
  check: (disclosure) =>
    judgeEach(NONE, ([topic, kind, pattern]) => {
      const passage = disclosure.passages.find(
        (one) => one.topic === topic && pattern.test(one.text),
      )
      const read = disclosure.tables.find(({ table }) => table.kind === kind)
      if (!passage || !read) return undefined
      const money = read.sides
        .flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
        .find(({ printed }) => printed.fen > 0)
      if (!money) return RIGHT
      return {
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
      }
    }),
}

export const EMPTY_TABLE_RULES: readonly Rule[] = [emptyTables, filledTables, noneInProse]
