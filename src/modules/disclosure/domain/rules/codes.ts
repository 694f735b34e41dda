import type { CodeBook, CodeList } from '../code-book.ts'
import { classOfName, ordinalValue, withoutOrdinal } from '../concepts.ts'
import { fold, type PlaceInDocument } from '../document.ts'
import { projectsOf } from '../projects.ts'
import { codeOfFunction, functionChainsOf } from '../prose-facts.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import type { ReadTable } from '../read-table.ts'
import type { SideRow } from '../rows.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  placeOfTable,
  placeOfToken,
  type Rule,
  resultOf,
  show,
  UNREADABLE,
} from '../rule.ts'
import { proseFactsOf } from './prose-helpers.ts'

const LIST_LABELS: Readonly<Record<CodeList, string>> = {
  functional: '支出功能分类',
  department_economic: '部门预算支出经济分类',
  government_economic: '政府预算支出经济分类',
}

const FUNCTIONAL = new Set([
  'spending',
  'general_spending',
  'fund_spending',
  'capital_spending',
  'income',
])
const ECONOMIC = new Set(['basic', 'economic'])

interface Stated {
  readonly list: CodeList
  readonly code: string
  readonly name: string
  readonly place: PlaceInDocument
  /** Of the name, where it stands in a cell of its own. */
  readonly namePlace: PlaceInDocument | undefined
  readonly row: SideRow
  readonly read: ReadTable
}

function statedCodes(disclosure: Disclosure): Stated[] {
  const out: Stated[] = []
  for (const read of disclosure.tables) {
    const list = FUNCTIONAL.has(read.table.kind)
      ? ('functional' as const)
      : ECONOMIC.has(read.table.kind)
        ? ('department_economic' as const)
        : undefined
    if (!list) continue
    for (const side of read.sides) {
      for (const row of side.rows) {
        if (row.kind !== 'item') continue
        const own = list === 'functional' ? /^2\d{2}(?:\d{2}){0,2}$/ : /^3\d{2}(?:\d{2})?$/
        const state = (
          of: Stated['list'],
          code: string,
          name: string,
          labels: SideLabels,
        ): void => {
          const place = placeOfRow(read, labels, row)
          out.push({
            list: of,
            code,
            name,
            place,
            namePlace: placeOfName(read, labels, row),
            row,
            read,
          })
        }
        // a code of the list, or digits beside a name that look like a damaged one
        const isGovernment =
          list === 'department_economic' &&
          /^5\d{2}(?:\d{2})?$/.test(row.code) &&
          /政府/.test(read.table.title)
        if (isGovernment) state('government_economic', row.code, row.name, side.labels[0])
        else if (own.test(row.code) || (/^\d{3,9}$/.test(row.code) && row.name !== '')) {
          state(list, row.code, row.name, side.labels[0])
        }
        if (list === 'department_economic' && /^5\d{2}(?:\d{2})?$/.test(row.otherCode)) {
          state('government_economic', row.otherCode, row.otherName, side.labels[1])
        }
      }
    }
  }
  return out
}

type SideLabels =
  | { readonly codes: readonly number[]; readonly names: readonly number[] }
  | undefined

function placeOfRow(read: ReadTable, labels: SideLabels, row: SideRow): PlaceInDocument {
  for (const column of [...(labels?.codes ?? []), ...(labels?.names ?? [])]) {
    const cell = read.table.grid[row.row]?.[column]
    if (cell && fold(cell.text) !== '') return placeOfCell(read.table, cell)
  }
  return placeOfTable(read.table)
}

function placeOfName(
  read: ReadTable,
  labels: SideLabels,
  row: SideRow,
): PlaceInDocument | undefined {
  for (const column of labels?.names ?? []) {
    const cell = read.table.grid[row.row]?.[column]
    if (cell && fold(cell.text) !== '') return placeOfCell(read.table, cell)
  }
  return undefined
}

/** One finding for all places where a code and a name stand together. */
function byCode(
  found: readonly { stated: Stated; finding: Omit<DisclosureFinding, 'places'> }[],
): DisclosureFinding[] {
  const groups = new Map<string, DisclosureFinding>()
  for (const { stated, finding } of found) {
    const key = `${stated.list} ${stated.code} ${fold(stated.name)} ${finding.message}`
    const known = groups.get(key)
    groups.set(key, {
      ...finding,
      places: [
        ...(known?.places ?? []),
        stated.place,
        ...(stated.namePlace ? [stated.namePlace] : []),
      ],
    })
  }
  return [...groups.values()]
}

function plainName(name: string): string {
  return fold(withoutOrdinal(name))
    .replace(/[()（）的“”"]/g, '')
    .replace(/支出$/, '')
}

const codeName: Rule = {
  code: 'disclosure.code_name',
  group: 'codes',
  severity: 'warning',
  title: '科目编码和名称是当年的',
  source: '当年《政府收支分类科目》',
  tolerance: '括号全角半角、空格、“的”和末尾“支出”不算不同；名称被截短的不算',
  check: (disclosure, { codes }) => {
    const { year } = disclosure
    const all = statedCodes(disclosure)
    if (!codes || year === undefined || all.length === 0) return NOT_APPLICABLE
    let known = 0
    const found: { stated: Stated; finding: Omit<DisclosureFinding, 'places'> }[] = []
    for (const stated of all) {
      const answer = codes.ask(stated.list, stated.code, year)
      if (answer.state === 'beyond') {
        // later lists are not at hand, but a name keeps its code: one digit off is a slip
        const slip = slipOf(codes, stated, year)
        if (!slip) continue
        known += 1
        found.push({
          stated,
          finding: {
            code: 'disclosure.code_name',
            severity: 'warning',
            confidence: 0.8,
            stated: `${stated.code} ${stated.name}`,
            message: `${LIST_LABELS[stated.list]}里“${stated.name}”的编码一直是 ${slip}，这里写 ${stated.code}，差一位。请对照当年《政府收支分类科目》核对。`,
            expected: `${slip} ${stated.name}`,
          },
        })
        continue
      }
      known += 1
      const name = plainName(stated.name)
      const title = `${LIST_LABELS[stated.list]}科目 ${stated.code}`
      const base = {
        code: 'disclosure.code_name',
        severity: 'warning' as const,
        stated: `${stated.code} ${stated.name}`,
      }
      if (answer.state === 'in_force') {
        const right = plainName(answer.name)
        if (
          name === '' ||
          name === right ||
          isCut(stated.name, answer.name) ||
          name.endsWith(right) ||
          (right.length >= 4 && name.startsWith(right) && stated.row.name.includes(' '))
        )
          continue
        const likely = likelyCode(codes, stated, year)
        // places name items of their own here, but not by the name of another item
        if (isSpecialSubject(stated.code) && !likely) continue
        found.push({
          stated,
          finding: {
            ...base,
            confidence: answer.certain ? 0.9 : 0.5,
            severity: answer.certain ? 'warning' : 'advice',
            message: `${title}在${year}年的名称是“${answer.name}”，这里写作“${stated.name}”。${likely ? `这个名称的编码是 ${likely}。` : ''}请改名称或编码。`,
            expected: `${stated.code} ${answer.name}`,
          },
        })
        continue
      }
      if (answer.state === 'unknown') {
        const likely = likelyCode(codes, stated, year)
        // a name that the list does not know either points to a gap in the list
        const isGap =
          likely === undefined &&
          /^\d+$/.test(stated.code) &&
          codes.ask(stated.list, stated.code.slice(0, -2), year).state === 'in_force'
        found.push({
          stated,
          finding: {
            ...base,
            severity: isGap ? 'advice' : 'warning',
            confidence: likely ? 0.92 : isGap ? 0.4 : 0.85,
            message: `${title}在${year}年的科目表里没有。${likely ? `“${stated.name}”的编码是 ${likely}。` : ''}请对照当年《政府收支分类科目》核对。`,
            expected: likely ? `${likely} ${stated.name}` : null,
          },
        })
        continue
      }
      found.push({
        stated,
        finding: {
          ...base,
          confidence: 0.9,
          message:
            answer.state === 'ended'
              ? `${title}（${answer.name}）只用到${answer.lastYear}年。请改用${year}年在用的科目。`
              : `${title}（${answer.name}）从${answer.firstYear}年起才用。请改用${year}年在用的科目，或核对年度。`,
          expected: null,
        },
      })
    }
    return known === 0 ? NOT_APPLICABLE : resultOf(byCode(found))
  },
}

/** The code that a name last bore, where the stated one is off by one digit and bore another name. */
function slipOf(codes: CodeBook, stated: Stated, year: number): string | undefined {
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

function likelyCode(codes: CodeBook, stated: Stated, year: number): string | undefined {
  const all = codes
    .named(stated.list, withoutOrdinal(stated.name))
    .filter(
      ({ code, lastYear }) =>
        code.length === stated.code.length && (lastYear === null || lastYear >= year),
    )
  const near = all.filter(({ code }) => differences(code, stated.code) === 1)
  return near.length === 1 ? near[0]?.code : all.length === 1 ? all[0]?.code : undefined
}

function differences(left: string, right: string): number {
  return [...left].filter((digit, at) => digit !== right[at]).length
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
function isOrphan(all: readonly Stated[], code: string, read: ReadTable): boolean {
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
    const told = new Set<string>()
    const findings: DisclosureFinding[] = []
    let compared = 0
    for (const { token, meaning } of proseFactsOf(disclosure)) {
      const named = meaning.functionName
      if (!named?.code) continue
      const right = codeOfFunction(named.levels, chains)
      if (!right || right.length !== named.code.length) continue
      compared += 1
      const key = `${token.passage.section} ${named.code} ${named.levels.join()}`
      if (right === named.code || told.has(key)) continue
      told.add(key)
      findings.push({
        code: 'disclosure.code_in_prose',
        severity: 'warning',
        confidence: 0.85,
        message: `文字说明写“${named.levels.join(' ')}”的编码是 ${named.code}，表里是 ${right}。请核对。`,
        stated: named.code,
        expected: right,
        places: [placeOfToken(token)],
      })
    }
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
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

/** A long name whose end the converter or the cell's width cut off. */
function isCut(stated: string, right: string): boolean {
  const name = fold(withoutOrdinal(stated)).replaceAll('的', '')
  return name.length >= 6 && fold(right).replaceAll('的', '').startsWith(name)
}

function sharesMost(left: string, right: string): boolean {
  const common = [...new Set(left)].filter((char) => right.includes(char)).length
  return common >= Math.min(new Set(left).size, new Set(right).size) * 0.5
}

/** Rows with both economic codes, of one unit only where the document has one. */
function pairsOf(disclosure: Disclosure): Stated[] {
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
    const found: { stated: Stated; finding: Omit<DisclosureFinding, 'places'> }[] = []
    let known = 0
    for (const stated of pairs) {
      const right = codes.government(stated.code, year)
      if (!right) continue
      known += 1
      const { otherCode } = stated.row
      if (otherCode === right.organ || otherCode === right.institution) continue
      const expected = [...new Set([right.organ, right.institution].filter(Boolean))].join(' 或 ')
      found.push({
        stated,
        finding: {
          code: 'disclosure.economic_pair',
          severity: 'warning',
          confidence: 0.85,
          message: `部门经济分类 ${stated.code} ${stated.name} 应对应政府经济分类 ${expected}，这里是 ${otherCode}。请改正。`,
          stated: otherCode,
          expected,
        },
      })
    }
    return known === 0 ? NOT_APPLICABLE : resultOf(byCode(found))
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
      ECONOMIC.has(table.kind) || table.kind === 'income' || FUNCTIONAL.has(table.kind)
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
    const names = (list: readonly Stated[]): string =>
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

const EXPECTED_FUNCTIONS: readonly (readonly [string, string, string, string])[] = [
  ['30108', '机关事业单位基本养老保险缴费', '20805', '2080505'],
  ['30109', '职业年金缴费', '20805', '2080506'],
  ['30110', '职工基本医疗保险缴费', '21011', '2101101 或 2101102'],
  ['30113', '住房公积金', '22102', '2210201'],
]

const economicFunction: Rule = {
  code: 'disclosure.economic_function',
  group: 'codes',
  severity: 'warning',
  title: '养老、医疗、住房公积金列在相应的功能科目',
  source: '《政府收支分类科目》208、210、221 类',
  tolerance: '不比较金额',
  check: (disclosure) => {
    const all = statedCodes(disclosure)
    const functions = all.filter(({ list, code }) => list === 'functional' && code.length >= 5)
    const economic = all.filter(
      ({ list, row }) => list === 'department_economic' && row.figures.size > 0,
    )
    if (functions.length === 0 || economic.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const [code, name, prefix, expected] of EXPECTED_FUNCTIONS) {
      const rows = economic.filter(
        (row) =>
          row.code === code && [...row.row.figures.values()].some(({ printed }) => printed.fen > 0),
      )
      if (rows.length === 0 || functions.some((row) => row.code.startsWith(prefix))) continue
      const figure = rows[0] && [...rows[0].row.figures.values()][0]
      findings.push({
        code: 'disclosure.economic_function',
        severity: 'warning',
        confidence: 0.85,
        message: `${code} ${name}有 ${figure ? figure.text : ''}，功能分类里却没有 ${expected}。请把这笔钱列到 ${expected}。`,
        stated: functions
          .map((row) => row.code)
          .slice(0, 3)
          .join('、'),
        expected,
        places: rows.map(({ place }) => place),
      })
    }
    return resultOf(findings)
  },
}

const ASSET = /装修|设备|购置|采购|家具|车辆购|信息系统建设|软件开发|硬件|新建|改扩建|基建/
const NOT_ASSET = /维修|维护|监理|设计|运维|租赁|租金|印刷|服务费|补助|补贴/

const capital: Rule = {
  code: 'disclosure.capital_as_goods',
  group: 'codes',
  severity: 'warning',
  title: '购置、装修列资本性支出',
  source: '支出经济分类 310 资本性支出科目说明',
  tolerance: '合计不到 5 万元的不查',
  check: (disclosure) => {
    const economic = disclosure.tables.find(({ table }) => table.kind === 'economic')
    const { projects } = projectsOf(disclosure)
    if (!economic || projects.length === 0) return NOT_APPLICABLE
    const bought = projects.filter(
      ({ name, amount }) =>
        ASSET.test(name) && !NOT_ASSET.test(name) && (amount?.printed.fen ?? 0) > 0,
    )
    const value = bought.reduce((sum, { amount }) => sum + (amount?.printed.fen ?? 0), 0)
    const rows = economic.sides.flatMap(({ rows: all }) => all)
    const hasCapital = rows.some(
      ({ code, otherCode, figures }) =>
        (/^310/.test(code) || /^50[36]/.test(otherCode)) && figures.size > 0,
    )
    if (value < 5_000_000 || hasCapital) return resultOf([])
    const other = rows.find(({ code }) => code === '30299')
    return resultOf([
      {
        code: 'disclosure.capital_as_goods',
        severity: 'warning',
        confidence: 0.8,
        message: `${bought.map(({ name, amount }) => `${name} ${amount?.text ?? ''}`).join('、')} 是购置或装修，经济分类表里却没有 310 资本性支出。请把它们从商品和服务支出改列 310。`,
        stated: other ? '30299' : '302',
        expected: '310',
        places: [
          ...bought.flatMap(({ amount }) => (amount ? [placeOfFigure(amount)] : [])),
          ...(other ? [...other.figures.values()].slice(0, 1).map(placeOfFigure) : []),
        ],
      },
    ])
  },
}

const LARGEST_OTHER = 40

const other: Rule = {
  code: 'disclosure.other_too_large',
  group: 'codes',
  severity: 'warning',
  title: '“其他”科目不占大头',
  source: '预算法第四十六条：支出按经济分类编到款',
  tolerance: `${LARGEST_OTHER}% 以下不提`,
  check: (disclosure) => {
    const economic = disclosure.tables.find(({ table }) => table.kind === 'economic')
    if (!economic) return NOT_APPLICABLE
    const side = economic.sides[0]
    const column = side?.amounts[0]?.index
    const total = side?.rows.find(({ kind }) => kind === 'total')?.figures.get(column ?? -1)
    if (!total || total.printed.fen <= 0) return UNREADABLE
    const findings = (side?.rows ?? []).flatMap((row): DisclosureFinding[] => {
      const figure = row.figures.get(column ?? -1)
      if (!/^3\d{2}99$/.test(row.code) || !figure) return []
      const share = (figure.printed.fen / total.printed.fen) * 100
      if (share < LARGEST_OTHER) return []
      return [
        {
          code: 'disclosure.other_too_large',
          severity: 'warning',
          confidence: 0.8,
          message: `${row.code} ${row.name} ${figure.text}，占全部支出的 ${share.toFixed(1)}%。请按实际用途分到具体的款。`,
          stated: `${share.toFixed(1)}%`,
          expected: null,
          places: [placeOfFigure(figure), placeOfFigure(total)],
        },
      ]
    })
    return resultOf(findings)
  },
}

const projectInRunning: Rule = {
  code: 'disclosure.project_in_running',
  group: 'codes',
  severity: 'advice',
  title: '“行政运行”“事业运行”里没有项目支出',
  source: '《政府收支分类科目》行政运行科目说明：基本支出',
  tolerance: '无',
  check: (disclosure) => {
    const tables = disclosure.tables.filter(({ table }) =>
      ['spending', 'general_spending'].includes(table.kind),
    )
    if (tables.length === 0) return NOT_APPLICABLE
    const places: PlaceInDocument[] = []
    let text = ''
    for (const read of tables) {
      for (const side of read.sides) {
        const column = side.amounts.find(({ dims }) => dims.kind === 'project')?.index
        for (const row of side.rows) {
          const figure = row.figures.get(column ?? -1)
          if (
            row.code.length !== 7 ||
            plainName(row.name) !== '行政运行' ||
            !figure ||
            figure.printed.fen <= 0
          )
            continue
          text ||= figure.text
          places.push(placeOfFigure(figure))
        }
      }
    }
    if (places.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.project_in_running',
        severity: 'advice',
        confidence: 0.7,
        message: `“行政运行”里有项目支出 ${text}。这个科目一般只列基本支出，请核对。`,
        stated: text,
        expected: null,
        places,
      },
    ])
  },
}

const threePublicEconomic: Rule = {
  code: 'disclosure.three_public_economic',
  group: 'tables',
  severity: 'error',
  title: '基本支出里的出国、接待、用车不大于“三公”经费表',
  source: '30212、30217、30231、31013 与“三公”经费表',
  tolerance: '一个末位',
  check: (disclosure) => {
    const three = disclosure.tables.find(({ table }) => table.kind === 'three_public')
    const basic = disclosure.tables.find(({ table }) => table.kind === 'basic')
    if (!three || !basic) return NOT_APPLICABLE
    const lines = [
      ['abroad', '30212'],
      ['reception', '30217'],
      ['run', '30231'],
      ['buy', '31013'],
    ] as const
    const findings: DisclosureFinding[] = []
    let compared = 0
    // a table in which figures stand that were not understood says nothing
    const isEmpty = three.sides.every(({ rows }) => rows.every(({ figures }) => figures.size === 0))
    if (!isEmpty && three.facts.length === 0) return UNREADABLE
    const facts = [...disclosure.facts.values()].flat()
    for (const [line, code] of lines) {
      const stated = facts.find(
        ({ dims, table }) => dims.line === `three:${line}` && !dims.phase && table === three.table,
      )
      const spent = facts.find(
        ({ dims, table }) =>
          dims.line === `econ:${code}` &&
          dims.kind === 'basic' &&
          !dims.phase &&
          table === basic.table,
      )
      if (!spent) continue
      // nothing is printed in an empty table: that is nothing
      const value = stated?.value ?? (isEmpty ? 0 : undefined)
      if (value === undefined) continue
      compared += 1
      if (spent.value <= value + spent.half + (stated?.half ?? 0) + 1) continue
      findings.push({
        code: 'disclosure.three_public_economic',
        severity: 'error',
        confidence: 0.88,
        message: `${tableName(basic.table)} ${code} 有 ${show(disclosure, spent.value)}，“三公”经费表里是 ${show(disclosure, value)}。基本支出里的不能多于“三公”经费，请核对。`,
        stated: show(disclosure, value),
        expected: `不小于 ${show(disclosure, spent.value)}`,
        places: [...(stated?.figures ?? []), ...spent.figures].map(placeOfFigure),
      })
    }
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const lineMissing: Rule = {
  code: 'disclosure.line_missing',
  group: 'tables',
  severity: 'error',
  title: '一张表里有的科目，包含它的表里也有',
  source: '表间关系：部分在全部之中',
  tolerance: '只比较同一级的科目',
  check: (disclosure) => {
    const pairs = [
      ['spending', 'general_spending', 7],
      ['spending', 'fund_spending', 7],
      ['economic', 'basic', 5],
    ] as const
    const findings: DisclosureFinding[] = []
    let compared = 0
    for (const [outer, inner, length] of pairs) {
      const whole = disclosure.tables.find(({ table }) => table.kind === outer)
      const part = disclosure.tables.find(({ table }) => table.kind === inner)
      if (!whole || !part) continue
      const rowsOf = (read: ReadTable): SideRow[] =>
        read.sides.flatMap(({ rows }) =>
          rows.filter(({ kind, code }) => kind === 'item' && code.length === length),
        )
      const codes = new Set(rowsOf(whole).map(({ code }) => code))
      if (codes.size === 0) continue
      compared += 1
      const missing = rowsOf(part).filter(
        ({ code, figures }) =>
          !codes.has(code) && [...figures.values()].some(({ printed }) => printed.fen !== 0),
      )
      // where most are missing the two tables list other things
      if (missing.length > codes.size / 2) continue
      for (const row of missing) {
        const figure = [...row.figures.values()][0]
        if (!figure) continue
        findings.push({
          code: 'disclosure.line_missing',
          severity: 'error',
          confidence: 0.88,
          message: `${tableName(part.table)}有 ${row.code} ${row.name} ${figure.text}，${tableName(whole.table)}没有这一行。请补上这一行，或核对编码。`,
          stated: null,
          expected: `${row.code} ${row.name}`,
          places: [placeOfTable(whole.table), placeOfFigure(figure)],
        })
      }
    }
    for (const kind of ['general_spending', 'fund_spending', 'income'] as const)
      findings.push(...leftOutOfPart(disclosure, kind))
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

/** A class that is the same in both tables, with an item that only one of them lists. */
function leftOutOfPart(
  disclosure: Disclosure,
  kind: 'general_spending' | 'fund_spending' | 'income',
): DisclosureFinding[] {
  const whole = disclosure.tables.find(({ table }) => table.kind === 'spending')
  const part = disclosure.tables.find(({ table }) => table.kind === kind)
  if (!whole || !part) return []
  const valuesOf = (read: ReadTable): Map<string, number> => {
    const values = new Map<string, number>()
    for (const side of read.sides) {
      const column =
        side.amounts.find(({ dims }) => !dims.kind && !dims.phase)?.index ??
        side.amounts.find(({ dims }) => !dims.kind && dims.phase?.startsWith(`y${disclosure.year}`))
          ?.index
      for (const row of side.rows) {
        const figure = row.figures.get(column ?? -1)
        if (row.kind !== 'item' || row.code === '' || !figure) continue
        values.set(row.code, (values.get(row.code) ?? 0) + figure.printed.fen)
      }
    }
    return values
  }
  const own = valuesOf(part)
  const all = valuesOf(whole)
  return [...all].flatMap(([code, value]): DisclosureFinding[] => {
    const above = code.slice(0, 5)
    if (code.length !== 7 || value === 0 || own.has(code) || !own.has(above)) return []
    if (own.get(above) !== all.get(above)) return []
    return [
      {
        code: 'disclosure.line_missing',
        severity: 'error',
        confidence: 0.88,
        message: `${tableName(whole.table)}有 ${code} ${show(disclosure, value)}，${tableName(part.table)}的 ${above} 是同一个数，却没有 ${code} 这一行。请补上。`,
        stated: null,
        expected: code,
        places: [placeOfTable(part.table), placeOfTable(whole.table)],
      },
    ]
  })
}

export const CODE_RULES: readonly Rule[] = [
  codeName,
  codeTwice,
  codeInProse,
  className,
  mapping,
  nature,
  administrative,
  economicFunction,
  capital,
  other,
  projectInRunning,
  threePublicEconomic,
  lineMissing,
]
