/** The tables that a document must have, and the unit above each. */

import { SCALES } from '../amount.ts'
import { fold } from '../document.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  judgeEach,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfTable,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'
import { MONEY_TABLES, TABLE_LABELS, type TableKind } from '../table-kind.ts'

const unit: Rule = {
  code: 'disclosure.unit_missing',
  group: 'parts',
  severity: 'warning',
  title: '每张表写明金额单位',
  source: '公开表格格式',
  tolerance: '无',
  check: (disclosure) => {
    const tables = disclosure.tables.filter(({ table }) => MONEY_TABLES.has(table.kind))
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

/** In 元; a table of a department's money has more. */
const LEAST = 10_000 * SCALES.元

/** Kinds of tables whose whole may well be small. */
const SMALL: ReadonlySet<TableKind> = new Set(['three_public'])

const unitOdd: Rule = {
  code: 'disclosure.unit_odd',
  group: 'parts',
  severity: 'warning',
  title: '以“元”为单位的表与其他表的金额相称',
  source: '公开表格格式；同一份文件的金额单位一致',
  tolerance: '“三公”经费表不查；最大的数有 1 万元的不查；写“元”的表占多数的不查',
  check: (disclosure) => {
    const tables = disclosure.tables.filter(
      ({ table }) => MONEY_TABLES.has(table.kind) && table.unit !== null,
    )
    if (disclosure.unit !== '万元' || tables.length < 3) return NOT_APPLICABLE
    return judgeEach(tables, ({ table, sides }) => {
      if (table.unit !== '元' || SMALL.has(table.kind)) return undefined
      const figures = sides.flatMap(({ rows }) => rows.flatMap((row) => [...row.figures.values()]))
      const [first, ...rest] = figures.filter(({ printed }) => printed.fen > 0)
      if (!first || rest.length === 0) return undefined
      const most = rest.reduce((a, b) => (b.printed.fen > a.printed.fen ? b : a), first)
      if (most.printed.fen >= LEAST) return RIGHT
      return {
        code: 'disclosure.unit_odd',
        severity: 'warning',
        confidence: 0.8,
        message: `${tableName(table)}写“单位：元”，最大的数只有 ${most.text} 元，其他表以万元为单位。请核对金额单位。`,
        stated: '元',
        expected: '万元',
        places: [
          { ...placeOfTable(table), line: table.unitLine ?? table.titleLine ?? table.line },
          placeOfFigure(most),
        ],
      }
    })
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

export const REQUIRED_TABLE_RULES: readonly Rule[] = [required, unit, unitOdd]
