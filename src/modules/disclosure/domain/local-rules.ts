import { consensusOf } from './cross-table.ts'
import { ledgerOf } from './ledger.ts'
import type { DisclosureFinding, Rule } from './rule.ts'
import { NOT_APPLICABLE, placeInPassage, placeOfFigure, resultOf, show } from './rule.ts'
import { TABLE_LABELS, type TableKind } from './table-kind.ts'

/** Rules and required tables of a province, as its data file gives them. */
export interface LocalRules {
  readonly name: string
  /** Tables that must be there beside the national ones. */
  readonly requiredTables: readonly TableKind[]
  /** Codes of rules that are not run. */
  readonly off: readonly string[]
  /** Other severities by code. */
  readonly severity: Readonly<Record<string, DisclosureFinding['severity']>>
  readonly rules: readonly Rule[]
}

const SEVERITIES = ['error', 'warning', 'advice', 'reading']

/** Reads a rules file; the strings are what is wrong with it, in Chinese. */
export function parseLocalRules(text: string): LocalRules | readonly string[] {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return ['不是 JSON。']
    throw error
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return ['最外层应是一个对象。']
  const wrong: string[] = []
  const {
    name = '',
    requiredTables = [],
    off = [],
    severity = {},
    rules = [],
    ...others
  } = data as Record<string, unknown>
  for (const key of Object.keys(others))
    wrong.push(`不认识“${key}”。应是 name、requiredTables、off、severity、rules。`)
  const tables = stringsOf(requiredTables)
  if (!tables || tables.some((kind) => !(kind in TABLE_LABELS)))
    wrong.push(`requiredTables 应是这些名称的列表：${Object.keys(TABLE_LABELS).join('、')}。`)
  const silent = stringsOf(off)
  if (!silent) wrong.push('off 应是规则代码的列表。')
  if (
    typeof severity !== 'object' ||
    severity === null ||
    Object.values(severity).some((value) => !SEVERITIES.includes(String(value)))
  ) {
    wrong.push(`severity 的值应是 ${SEVERITIES.join('、')}。`)
  }
  const own = Array.isArray(rules) ? rules.map((rule, at) => readRule(rule, at)) : []
  if (!Array.isArray(rules)) wrong.push('rules 应是一个列表。')
  for (const rule of own) if (typeof rule === 'string') wrong.push(rule)
  if (wrong.length > 0) return wrong
  return {
    name: String(name),
    requiredTables: (tables ?? []) as TableKind[],
    off: silent ?? [],
    severity: severity as LocalRules['severity'],
    rules: own.filter((rule): rule is Rule => typeof rule !== 'string'),
  }
}

function stringsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

/** `equal` two facts by key, or a text that must stand in the statement or must not. */
function readRule(value: unknown, at: number): Rule | string {
  const where = `rules 第 ${at + 1} 条`
  if (typeof value !== 'object' || value === null) return `${where}应是一个对象。`
  const {
    code,
    title,
    source = '',
    severity = 'warning',
    message,
    equal,
    mustSay,
    mustNotSay,
  } = value as Record<string, unknown>
  if (typeof code !== 'string' || !/^[a-z]+\.[a-z0-9_]+$/.test(code))
    return `${where}的 code 应是 henan.some_name 这样的代码。`
  if (typeof title !== 'string' || typeof message !== 'string')
    return `${where}应有 title 和 message。`
  if (!SEVERITIES.includes(String(severity)))
    return `${where}的 severity 应是 ${SEVERITIES.join('、')}。`
  const base = {
    code,
    group: 'parts' as const,
    severity: severity as DisclosureFinding['severity'],
    title,
    source: String(source),
    tolerance: '无',
  }
  const finding = (
    stated: string | null,
    expected: string | null,
    places: DisclosureFinding['places'],
  ): DisclosureFinding => ({
    code,
    severity: base.severity,
    confidence: 0.9,
    message,
    stated,
    expected,
    places,
  })
  const keys = stringsOf(equal)
  if (keys?.length === 2) {
    return {
      ...base,
      check: (disclosure) => {
        const { facts } = ledgerOf(disclosure).index
        const [left, right] = keys.map((key) => consensusOf(facts.get(key) ?? []))
        if (!left || !right) return NOT_APPLICABLE
        if (Math.abs(left.value - right.value) <= Math.max(left.half, right.half))
          return resultOf([])
        return resultOf([
          finding(
            show(disclosure, left.value),
            show(disclosure, right.value),
            [...left.figures, ...right.figures].map(placeOfFigure),
          ),
        ])
      },
    }
  }
  for (const [text, must] of [
    [mustSay, true],
    [mustNotSay, false],
  ] as const) {
    if (typeof text !== 'string') continue
    let pattern: RegExp
    try {
      pattern = new RegExp(text)
    } catch {
      return `${where}的正则表达式写错了。`
    }
    return {
      ...base,
      check: ({ passages }) => {
        if (passages.length === 0) return NOT_APPLICABLE
        const passage = passages.find((one) => pattern.test(one.text))
        if (must === (passage !== undefined)) return resultOf([])
        const place = passage
          ? [placeInPassage(passage, Math.max(0, passage.text.search(pattern)), passage.text)]
          : []
        return resultOf([
          finding(passage ? (pattern.exec(passage.text)?.[0] ?? null) : null, null, place),
        ])
      },
    }
  }
  return `${where}应有 equal（两个数的代码）、mustSay 或 mustNotSay。`
}
