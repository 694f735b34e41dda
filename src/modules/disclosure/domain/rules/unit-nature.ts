/** What kind of unit, 行政 or 事业, the pairs of economic classes and the functions tell of. */

import { fold } from '../document.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { NOT_APPLICABLE, RIGHT, type Rule, resultOf } from '../rule.ts'
import {
  ECONOMIC_TABLES,
  FUNCTIONAL_TABLES,
  judgeCodes,
  placeOfRow,
  plainName,
  type StatedCode,
  statedCodes,
} from '../stated-codes.ts'

/** Rows with both economic codes, of one unit only where the document has one. */
function pairsOf(disclosure: Disclosure): StatedCode[] {
  return statedCodes(disclosure).filter(
    ({ list, row }) =>
      list === 'department_economic' && /^3\d{4}$/.test(row.code) && /^5\d{4}$/.test(row.otherCode),
  )
}

const mapping: Rule = {
  code: 'disclosure.economic_pair',
  group: 'codes',
  severity: 'warning',
  title: '部门经济分类对应的政府经济分类正确',
  source: '支出经济分类科目对照表（2018 年改革）',
  tolerance: '行政、事业两种对应都算对',
  check: (disclosure, { codes }) => {
    const pairs = pairsOf(disclosure)
    const { year } = disclosure
    if (!codes || year === undefined || pairs.length === 0) return NOT_APPLICABLE
    return judgeCodes(pairs, ({ code, name, row }) => {
      const right = codes.government(code, year)
      if (!right) return undefined
      const { otherCode } = row
      if (otherCode === right.organ || otherCode === right.institution) return RIGHT
      const expected = [...new Set([right.organ, right.institution].filter(Boolean))].join(' 或 ')
      return {
        code: 'disclosure.economic_pair',
        severity: 'warning',
        confidence: 0.85,
        message: `部门经济分类 ${code} ${name} 应对应政府经济分类 ${expected}，这里是 ${otherCode}。请改正。`,
        stated: otherCode,
        expected,
      }
    })
  },
}

function natureOf(code: string): 'organ' | 'institution' | undefined {
  if (/^50[1234]/.test(code)) return 'organ'
  if (/^50[56]/.test(code)) return 'institution'
  return undefined
}

const NUMBER_OF_SEVERAL = '(?:[2-9]|[1-9]\\d+|[二两三四五六七八九十]+)'

/** 由3个预算单位构成; 本级预算和所属1家单位预算: one beside the office itself makes two. */
const SEVERAL = new RegExp(
  [
    `(?:构成|包括|包含|纳入|所属|下属|汇总|由)[^。；]{0,40}?${NUMBER_OF_SEVERAL}[个家][^，。；]{0,8}单位`,
    `${NUMBER_OF_SEVERAL}[个家](?:二级|基层)?预算单位`,
    '本级(?:预算)?(?:和|及|与|、)(?:所属|下属)(?!0)[^，。；]{0,12}单位',
  ].join('|'),
)

/** 2.某某站 in a list of the units. */
const SECOND_UNIT =
  /^(?:2[、.．]|[(（][2二][)）]、?|二、).{2,30}(?:中心|院|所|站|校|学|馆|队|园|场|局|会)(?:[(（][^()（）]*[)）])?[;；。]?$/

/** Several units are named by the text, whether or not the tables part them. */
function saysSeveralUnits(disclosure: Disclosure): boolean {
  const lines = disclosure.framed.paragraphs.map(({ text }) => fold(text))
  return lines.some((line, at) => {
    if (SEVERAL.test(line)) return true
    if (/[(（]行政单位[)）]/.test(line) && /事业单位[)）]/.test(line)) return true
    const head = lines.slice(Math.max(0, at - 3), at).join('|')
    return SECOND_UNIT.test(line) && /单位构成|预算单位|编制范围/.test(head)
  })
}

/** Several units may well be of different nature; one cannot. */
function isOneUnit(disclosure: Disclosure): boolean {
  if (saysSeveralUnits(disclosure)) return false
  const units = new Set(
    disclosure.tables.flatMap(({ table, sides }) =>
      ECONOMIC_TABLES.has(table.kind) ||
      table.kind === 'income' ||
      FUNCTIONAL_TABLES.has(table.kind)
        ? sides.flatMap(({ rows }) =>
            rows
              .filter(({ kind, code }) => kind === 'unit' && code.length > 3)
              .map(({ code }) => code),
          )
        : [],
    ),
  )
  return units.size <= 1
}

const nature: Rule = {
  code: 'disclosure.unit_nature',
  group: 'codes',
  severity: 'warning',
  title: '一个单位的政府经济分类只用一种性质',
  source: '支出经济分类科目对照表：行政和参公用 501 至 504，事业用 505、506',
  tolerance: '有多个单位的部门不查',
  check: (disclosure) => {
    const pairs = pairsOf(disclosure)
    if (pairs.length === 0 || !isOneUnit(disclosure)) return NOT_APPLICABLE
    const organ = pairs.filter(({ row }) => natureOf(row.otherCode) === 'organ')
    const institution = pairs.filter(({ row }) => natureOf(row.otherCode) === 'institution')
    if (organ.length === 0 || institution.length === 0) return resultOf([])
    const few = organ.length <= institution.length ? organ : institution
    const many = few === organ ? institution : organ
    const names = (list: readonly StatedCode[]): string =>
      [...new Set(list.map(({ row }) => row.otherCode))].join('、')
    return resultOf([
      {
        code: 'disclosure.unit_nature',
        severity: 'warning',
        confidence: 0.9,
        message: `同一个单位既用了事业单位的科目（${names(institution)}），又用了行政单位的科目（${names(organ)}）。请按单位性质统一政府预算支出经济分类。`,
        stated: names(few),
        expected: few === organ ? '505、506' : '501 至 504',
        places: [...few, ...many].map(({ row, read }) => {
          const side = read.sides.find(({ rows }) => rows.includes(row))
          return placeOfRow(read, side?.labels[1], row)
        }),
      },
    ])
  },
}

const administrative: Rule = {
  code: 'disclosure.running_of_institution',
  group: 'codes',
  severity: 'warning',
  title: '“行政运行”只用于行政单位和参公单位',
  source: '《政府收支分类科目》行政运行科目说明',
  tolerance: '有多个单位的部门不查',
  check: (disclosure) => {
    const rows = statedCodes(disclosure).filter(
      ({ list, name, code }) =>
        list === 'functional' && code.length === 7 && plainName(name) === '行政运行',
    )
    const pairs = pairsOf(disclosure)
    if (rows.length === 0 || pairs.length === 0 || !isOneUnit(disclosure)) return NOT_APPLICABLE
    const institution = pairs.filter(({ row }) => natureOf(row.otherCode) === 'institution')
    if (institution.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.running_of_institution',
        severity: 'warning',
        confidence: 0.85,
        message: `${rows[0]?.code} 行政运行只用于行政单位和参公单位，经济分类却用了事业单位的 ${[...new Set(institution.map(({ row }) => row.otherCode.slice(0, 3)))].join('、')}。请核对单位性质，事业单位用“事业运行”。`,
        stated: `${rows[0]?.code} 行政运行`,
        expected: '事业运行',
        places: [
          ...rows.map(({ place }) => place),
          ...institution.slice(0, 3).map(({ place }) => place),
        ],
      },
    ])
  },
}

export const UNIT_NATURE_RULES: readonly Rule[] = [mapping, nature, administrative]
