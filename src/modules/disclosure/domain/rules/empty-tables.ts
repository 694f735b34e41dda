/** Tables without figures against what tables and sentences say of them. */

import { fold, isOrigin, type Paragraph } from '../document.ts'
import type { Table } from '../frame-tables.ts'
import { tableName } from '../read-disclosure.ts'
import type { Figure } from '../rows.ts'
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
import type { TableKind } from '../table-kind.ts'

const EMPTY_NOTE =
  /空表|(?:表|支出|预算|收入)为空|无数据|没有数据|(?:无|没有)[^。，]{0,24}(?:安排|拨款|支出|预算|收入)|不涉及|未安排|没有(?:使用|安排)/

/** Tables that are published empty, and the word by which a sentence tells which it means. */
const MAY_BE_EMPTY: Partial<Record<TableKind, string>> = {
  fund_spending: '政府性基金',
  capital_spending: '国有资本',
  three_public: '三公',
  general_spending: '一般公共预算',
}

const OF_SOME_MONEY = /政府性?基金|国有资本|三公|财政专户|政府采购|政府购买/

/** Whether a note says of the table above it, and of no other, that it is empty. */
function saysEmpty(note: string, word: string | undefined): boolean {
  if (word !== undefined && note.includes(word)) return /此表(?:无数据|为空)|空表|无数据/.test(note)
  return (
    /[本此该]表(?:为空表|为空(?![^。]{0,8}[列行格])|无数据|没有数据)/.test(note) &&
    !OF_SOME_MONEY.test(note)
  )
}

function filledTable(table: Table, note: Paragraph, figures: readonly Figure[]): DisclosureFinding {
  return {
    code: 'disclosure.empty_table',
    severity: 'error',
    confidence: 0.9,
    message: `${tableName(table)}有数，表下却写没有数据。请删去这句话，或核对表。`,
    stated: shorten(note.text),
    expected: null,
    places: [placeOfParagraph(note), ...figures.slice(0, 1).map(placeOfFigure)],
  }
}

const emptyTables: Rule = {
  code: 'disclosure.empty_table',
  group: 'parts',
  severity: 'warning',
  title: '空表写明没有数据，有数的表不写',
  source: '财预〔2016〕143号：没有数据的表应当列出空表并说明',
  tolerance: '文字说明里写明的也算',
  check: (disclosure) => {
    if (disclosure.isTemplate) return NOT_APPLICABLE
    if (disclosure.tables.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { table, sides } of disclosure.tables) {
      const figures = sides.flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
      const hasMoney = figures.some(({ printed }) => printed.fen !== 0)
      const word = MAY_BE_EMPTY[table.kind]
      if (hasMoney) {
        const note = table.notes.find(({ text }) => saysEmpty(fold(text), word))
        if (note) findings.push(filledTable(table, note, figures))
        continue
      }
      if (word === undefined) continue
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
      if (!isNoted && inside.length === 0 && !inProse && !all) {
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
    }
    return resultOf(findings)
  },
}

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

export const EMPTY_TABLE_RULES: readonly Rule[] = [emptyTables, noneInProse]
