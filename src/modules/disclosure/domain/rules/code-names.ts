/** Codes and names of the classification: each by the list of its year, and the same everywhere. */

import type { CodeBook, CodeList } from '../code-book.ts'
import { classOfName, ordinalValue, withoutOrdinal } from '../concepts.ts'
import { fold } from '../document.ts'
import { codeOfFunction, functionChainsOf, proseFactsOf } from '../prose-facts.ts'
import { tableName } from '../read-disclosure.ts'
import type { ReadTable } from '../read-table.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfToken,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'
import {
  type CodeVerdict,
  differences,
  isCut,
  judgeCodes,
  placeOfRow,
  plainName,
  type StatedCode,
  statedCodes,
} from '../stated-codes.ts'

const LIST_LABELS: Readonly<Record<CodeList, string>> = {
  functional: '支出功能分类',
  department_economic: '部门预算支出经济分类',
  government_economic: '政府预算支出经济分类',
}

const codeName: Rule = {
  code: 'disclosure.code_name',
  group: 'codes',
  severity: 'warning',
  title: '科目编码和名称是当年的',
  source: '当年《政府收支分类科目》',
  tolerance: '括号全角半角、空格、“的”和末尾“支出”不算不同；名称被列宽截短的不算',
  check: (disclosure, { codes }) => {
    const { year } = disclosure
    const all = statedCodes(disclosure)
    if (!codes || year === undefined || all.length === 0) return NOT_APPLICABLE
    const widths = new Map<string, number>()
    for (const { read, list, name } of all) {
      const key = `${read.table.number} ${list}`
      const width = name.includes(' ') ? 0 : lengthOf(name)
      widths.set(key, Math.max(width, widths.get(key) ?? 0))
    }
    return judgeCodes(all, (stated) =>
      judgeName(codes, stated, year, widths.get(`${stated.read.table.number} ${stated.list}`) ?? 0),
    )
  },
}

/** A code and its name against the list of the year. */
function judgeName(codes: CodeBook, stated: StatedCode, year: number, width: number): CodeVerdict {
  const answer = codes.ask(stated.list, stated.code, year)
  const title = `${LIST_LABELS[stated.list]}科目 ${stated.code}`
  const base = {
    code: 'disclosure.code_name',
    severity: 'warning' as const,
    stated: `${stated.code} ${stated.name}`,
  }
  switch (answer.state) {
    case 'beyond': {
      // later lists are not at hand, but a name keeps its code: one digit off is a slip
      const slip = slipOf(codes, stated, year)
      if (!slip) return undefined
      return {
        ...base,
        confidence: 0.8,
        message: `${LIST_LABELS[stated.list]}里“${stated.name}”的编码一直是 ${slip}，这里写 ${stated.code}，差一位。请对照当年《政府收支分类科目》核对。`,
        expected: `${slip} ${stated.name}`,
      }
    }
    case 'in_force': {
      if (isNamed(stated, answer.name, width)) return RIGHT
      const likely = likelyCode(codes, stated, year)
      // places name items of their own here, but not by the name of another item
      if (isSpecialSubject(stated.code) && !likely) return RIGHT
      return {
        ...base,
        confidence: answer.certain ? 0.9 : 0.5,
        severity: answer.certain ? 'warning' : 'advice',
        message: `${title}在${year}年的名称是“${answer.name}”，这里写作“${stated.name}”。${likely ? `这个名称的编码是 ${likely}。` : ''}请改名称或编码。`,
        expected: `${stated.code} ${answer.name}`,
      }
    }
    case 'unknown': {
      const likely = likelyCode(codes, stated, year)
      // a name that the list does not know either points to a gap in the list
      const isGap =
        likely === undefined &&
        /^\d+$/.test(stated.code) &&
        codes.ask(stated.list, stated.code.slice(0, -2), year).state === 'in_force'
      return {
        ...base,
        severity: isGap ? 'advice' : 'warning',
        confidence: likely ? 0.92 : isGap ? 0.4 : 0.85,
        message: `${title}在${year}年的科目表里没有。${likely ? `“${stated.name}”的编码是 ${likely}。` : ''}请对照当年《政府收支分类科目》核对。`,
        expected: likely ? `${likely} ${stated.name}` : null,
      }
    }
    case 'ended':
      return {
        ...base,
        confidence: 0.9,
        message: `${title}（${answer.name}）只用到${answer.lastYear}年。请改用${year}年在用的科目。`,
        expected: null,
      }
    case 'not_yet':
      return {
        ...base,
        confidence: 0.9,
        message: `${title}（${answer.name}）从${answer.firstYear}年起才用。请改用${year}年在用的科目，或核对年度。`,
        expected: null,
      }
  }
}

function lengthOf(name: string): number {
  return fold(withoutOrdinal(name)).length
}

/** Characters that narrow signs may leave between two names that the same width cuts off. */
const NARROW = 2

/**
 * Whether the name is that of the list, cut off, with words before it or in a second cell. A name
 * is not cut off by a column that shows longer ones.
 */
function isNamed(stated: StatedCode, listed: string, width: number): boolean {
  const name = plainName(stated.name)
  const right = plainName(listed)
  return (
    name === '' ||
    name === right ||
    (isCut(stated.name, listed) && lengthOf(stated.name) + NARROW > width) ||
    name.endsWith(right) ||
    (right.length >= 4 && name.startsWith(right) && stated.row.name.includes(' '))
  )
}

/** The code that a name last bore, where the stated one is off by one digit and bore another name. */
function slipOf(codes: CodeBook, stated: StatedCode, year: number): string | undefined {
  const known = lastKnownYear(codes, year)
  if (known === undefined || isSpecialSubject(stated.code)) return undefined
  const own = codes.ask(stated.list, stated.code, known)
  const name = plainName(stated.name)
  if (own.state === 'in_force' && (plainName(own.name) === name || isCut(stated.name, own.name)))
    return undefined
  const likely = likelyCode(codes, stated, known)
  return likely && differences(likely, stated.code) === 1 ? likely : undefined
}

/** The last year before the document's of which the list is at hand. */
function lastKnownYear(codes: CodeBook, year: number): number | undefined {
  for (let known = year; known > year - 12; known--) {
    if (codes.ask('functional', '201', known).state !== 'beyond') return known
  }
  return undefined
}

/** Classes under which places add items of their own. */
function isSpecialSubject(code: string): boolean {
  return code.startsWith('229') || code.startsWith('230')
}

function likelyCode(codes: CodeBook, stated: StatedCode, year: number): string | undefined {
  const all = codes
    .named(stated.list, withoutOrdinal(stated.name))
    .filter(
      ({ code, lastYear }) =>
        code.length === stated.code.length && (lastYear === null || lastYear >= year),
    )
  const near = all.filter(({ code }) => differences(code, stated.code) === 1)
  return near.length === 1 ? near[0]?.code : all.length === 1 ? all[0]?.code : undefined
}

/** A name that bears one code in every other table and another, one digit off, in one table. */
const codeTwice: Rule = {
  code: 'disclosure.code_differs',
  group: 'codes',
  severity: 'warning',
  title: '同一个科目在各张表里编码相同',
  source: '同一个科目两处必须一致',
  tolerance: '只报只差一位、且在这张表里没有正确编码的',
  check: (disclosure) => {
    const tablesOf = new Map<string, Set<number>>()
    const all = statedCodes(disclosure).filter(({ list }) => list === 'functional')
    for (const { code, name, read } of all) {
      const key = `${code} ${plainName(name)}`
      const tables = tablesOf.get(key) ?? new Set<number>()
      tables.add(read.table.number)
      tablesOf.set(key, tables)
    }
    if (new Set(all.map(({ read }) => read.table.number)).size < 2) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { code, name, read, place } of all) {
      const own = plainName(name)
      if (own === '' || (tablesOf.get(`${code} ${own}`)?.size ?? 0) > 1) continue
      const other = all.find(
        (one) =>
          one.code.length === code.length &&
          plainName(one.name) === own &&
          differences(one.code, code) === 1 &&
          one.read.table.number !== read.table.number &&
          !tablesOf.get(`${one.code} ${own}`)?.has(read.table.number),
      )
      if (!other) continue
      // of two tables the one whose code has no class above it, or comes later, is doubted
      if ((tablesOf.get(`${other.code} ${own}`)?.size ?? 0) < 2 && !isOrphan(all, code, read))
        continue
      findings.push({
        code: 'disclosure.code_differs',
        severity: 'warning',
        confidence: 0.85,
        message: `${tableName(read.table)}“${name}”的编码是 ${code}，${tableName(other.read.table)}是 ${other.code}。同一个科目编码必须相同，请核对。`,
        stated: code,
        expected: other.code,
        places: [place, other.place],
      })
    }
    return resultOf(findings)
  },
}

/** No row of the table bears the code above. */
function isOrphan(all: readonly StatedCode[], code: string, read: ReadTable): boolean {
  if (code.length <= 3) return false
  return !all.some((one) => one.read === read && one.code === code.slice(0, -2))
}

/** 教育支出（205类）…: digits in a sentence against the code that the tables give for the names. */
const codeInProse: Rule = {
  code: 'disclosure.code_in_prose',
  group: 'codes',
  severity: 'warning',
  title: '文字说明里写的科目编码与表里相同',
  source: '同一个科目两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const chains = functionChainsOf(disclosure)
    const nameOf = new Map(statedCodes(disclosure).map(({ code, name }) => [code, name]))
    const told = new Set<string>()
    return judgeEach(proseFactsOf(disclosure), ({ token, meaning }) => {
      const named = meaning.functionName
      if (!named?.code) return undefined
      const right = codeOfFunction(named.levels, chains)
      // where the name is no item's, the code says which name was meant
      const meant = right || named.code.length !== 7 ? undefined : nameOf.get(named.code)
      if (right?.length !== named.code.length && meant === undefined) return undefined
      const key = `${token.passage.section} ${named.code} ${named.levels.join()}`
      const isRight = meant ? bearsName(named.levels, meant) : right === named.code
      if (isRight || told.has(key)) return RIGHT
      told.add(key)
      const last = named.levels.at(-1) ?? ''
      return {
        code: 'disclosure.code_in_prose',
        severity: 'warning',
        confidence: 0.85,
        message: meant
          ? `文字说明把 ${named.code} 写作“${last}”，表里是“${meant}”。请核对编码和名称。`
          : `文字说明写“${named.levels.join(' ')}”的编码是 ${named.code}，表里是 ${right}。请核对。`,
        stated: meant ? last : named.code,
        expected: meant ?? right ?? null,
        places: [placeOfToken(token)],
      }
    })
  },
}

/** Whether one of the names is the other, or is cut from it. */
function bearsName(levels: readonly string[], name: string): boolean {
  const own = plainName(name)
  return levels.some((level) => {
    const plain = plainName(level)
    return plain !== '' && (plain.includes(own) || own.includes(plain))
  })
}

const className: Rule = {
  code: 'disclosure.class_name',
  group: 'codes',
  severity: 'warning',
  title: '总表里类的名称是当年的',
  source: '当年《政府收支分类科目》',
  tolerance: '末尾有无“支出”不算不同',
  check: (disclosure, { codes }) => {
    const { year } = disclosure
    const tables = disclosure.tables.filter(({ table }) =>
      ['balance', 'fiscal_balance'].includes(table.kind),
    )
    if (!codes || year === undefined || tables.length === 0) return NOT_APPLICABLE
    if (codes.ask('functional', '201', year).state !== 'in_force') return NOT_APPLICABLE
    const groups = new Map<string, DisclosureFinding>()
    let seen = 0
    for (const read of tables) {
      for (const side of read.sides) {
        if (side.flow === 'in') continue
        for (const row of side.rows) {
          const code = /^2\d{2}$/.test(row.code) ? row.code : classOfName(row.name)
          if (!code || row.kind !== 'item') continue
          seen += 1
          const now = codes.ask('functional', code, year)
          if (now.state !== 'in_force' || !now.certain) continue
          const name = plainName(row.name)
          const right = plainName(now.name)
          if (name === right || isCut(row.name, now.name)) continue
          const earlier = codes
            .named('functional', withoutOrdinal(row.name))
            .find((one) => one.lastYear !== null)
          const ordinal = ordinalValue(row.name)
          const standing =
            ordinal !== undefined && ordinal + 200 !== Number(code)
              ? `这个位置是 ${ordinal + 200} 的，`
              : ''
          // a name that never was, under a number that is only a running number
          if (!earlier && !sharesMost(name, right)) continue
          const key = `${code} ${name}`
          const known = groups.get(key)
          groups.set(key, {
            code: 'disclosure.class_name',
            severity: 'warning',
            confidence: earlier ? 0.92 : 0.8,
            message: `${standing}“${withoutOrdinal(row.name)}”${earlier ? `是旧名称，用到${earlier.lastYear}年` : '不是当年的名称'}，${year}年 ${code} 类的名称是“${now.name}”。请改为当年名称。`,
            stated: withoutOrdinal(row.name),
            expected: now.name,
            places: [...(known?.places ?? []), placeOfRow(read, side.labels[0], row)],
          })
        }
      }
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf([...groups.values()])
  },
}

function sharesMost(left: string, right: string): boolean {
  const common = [...new Set(left)].filter((char) => right.includes(char)).length
  return common >= Math.min(new Set(left).size, new Set(right).size) * 0.5
}

export const CODE_NAME_RULES: readonly Rule[] = [codeName, codeTwice, codeInProse, className]
