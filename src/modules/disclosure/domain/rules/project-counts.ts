/** How many projects have aims, and how much money that is: sentences against the list of projects. */

import { type MoneyUnit, readNumber, SCALES, toPrinted } from '../amount.ts'
import { readColumns } from '../columns.ts'
import { type Dims, type Fund, keyOf } from '../concepts.ts'
import { fold } from '../document.ts'
import { ledgerOf } from '../ledger.ts'
import { projectsOf } from '../projects.ts'
import type { Disclosure } from '../read-disclosure.ts'
import type { ReadTable } from '../read-table.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeInPassage,
  placeOfTable,
  type Rule,
  resultOf,
  show,
} from '../rule.ts'
import type { Passage } from '../sections.ts'
import { differences } from '../stated-codes.ts'

interface Aimed {
  readonly passage: Passage
  readonly at: number
  readonly text: string
  readonly count: number
  /** The years that the sentence names. */
  readonly years: readonly number[]
  readonly isAll: boolean
  readonly amounts: readonly {
    readonly name: string
    readonly text: string
    readonly digits: string
    readonly unit: MoneyUnit
    readonly fen: number
    readonly half: number
  }[]
}

const PROJECTS =
  /项目(?:支出)?(?:共|共计|合计|有|共有)?(\d+)个|(?:对|共|涉及|全部|所有)(\d+)个(?:预算)?项目/

const AIMED = /绩效目标/

const PARTLY = /重点|部分|评价|自评|监控|抽|以上|其中|级项目|中期|选取/

const AMOUNT =
  /([^，。；、：()\d]{2,24}?)(?:共计|合计|为|共)?(\d+(?:,\d{3})*(?:\.\d+)?)(亿元|万元|元)/g

/** Sentences that say how many projects have aims, and how much money that is. */
function aimedIn(passages: readonly Passage[]): Aimed[] {
  return passages.flatMap((passage) => {
    const out: Aimed[] = []
    let at = 0
    for (const sentence of passage.text.split(/(?<=。)/)) {
      const match = PROJECTS.exec(sentence)
      if (match && AIMED.test(sentence) && !PARTLY.test(sentence))
        out.push({
          passage,
          at: at + match.index,
          text: match[0],
          count: Number(match[1] ?? match[2]),
          years: [...sentence.matchAll(/20\d{2}(?=年)/g)].map(([year]) => Number(year)),
          isAll: /全面|全部|所有|均|100%/.test(sentence),
          amounts: amountsIn(sentence.slice(match.index)),
        })
      at += sentence.length
    }
    return out
  })
}

function amountsIn(text: string): Aimed['amounts'] {
  return [...text.matchAll(AMOUNT)].flatMap(([whole, name = '', digits = '', unit = '元']) => {
    const number = readNumber(digits)
    return number
      ? [
          {
            name,
            text: whole,
            digits,
            unit: unit as MoneyUnit,
            ...toPrinted(number, unit as MoneyUnit),
          },
        ]
      : []
  })
}

interface ListedProjects {
  readonly read: ReadTable
  /** How many there can be said to be: rows, or names. */
  readonly counts: readonly number[]
  /** Sums that an amount of this name may be. */
  readonly sums: (name: string) => readonly number[]
  readonly half: number
  /** The only fund that the list shows. */
  readonly fund: RegExp | undefined
}

/** The one table that lists the projects, where its rows add up to its total. */
function listedProjects(disclosure: Disclosure): ListedProjects | undefined {
  const { projects } = projectsOf(disclosure)
  const tables = disclosure.tables.filter(({ table }) => table.kind === 'projects')
  const [read] = tables
  const side = read?.sides[0]
  const total = side?.rows.find(({ kind }) => kind === 'total')
  const first = projects[0]?.amount
  if (!read || !side || tables.length !== 1 || projects.length === 0 || !total || !first)
    return undefined
  const paths = readColumns(read.table).map(({ path }) => path.join('|'))
  const whole = total.figures.get(first.column)
  const sum = projects.reduce((value, { amount }) => value + (amount?.printed.fen ?? 0), 0)
  const allowed = first.printed.half * (projects.length + 1)
  if (!whole || Math.abs(sum - whole.printed.fen) > allowed) return undefined
  const names = new Set(projects.map(({ name }) => fold(name)))
  return {
    read,
    counts: [projects.length, names.size],
    half: allowed,
    fund: FUND_NAMES.find((pattern) => pattern.test(read.table.title)),
    sums: (name) => {
      const fund = FUND_NAMES.find((pattern) => pattern.test(name))
      const figures = [...total.figures.values()]
      const mine = fund ? figures.filter(({ column }) => fund.test(paths[column] ?? '')) : figures
      const values = mine.map(({ printed }) => printed.fen)
      return [...values, values.reduce((all, one) => all + one, 0), ...(fund ? [] : [sum])]
    },
  }
}

const FUND_NAMES = [/一般公共/, /政府性基金/, /国有资本/, /财政拨款/]

const isNear = (values: readonly number[], value: number, half: number): boolean =>
  values.some((one) => Math.abs(one - value) <= half)

const projectsCounted: Rule = {
  code: 'disclosure.projects_counted',
  group: 'targets',
  severity: 'warning',
  title: '文字说明写的有绩效目标的项目数与项目支出表的项目数一致',
  source: '同一件事两处必须一致',
  tolerance: '只在项目表各行之和等于合计、文字写明金额等于合计或写明全部项目时比较',
  check: (disclosure) => {
    const listed = listedProjects(disclosure)
    const aimed = aimedIn(disclosure.passages)
    if (!listed || aimed.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { passage, at, text, count, isAll, amounts } of aimed) {
      const isWhole =
        amounts.length > 0
          ? amounts.every(({ name, fen, half }) =>
              isNear(listed.sums(name), fen, Math.max(half, listed.half)),
            )
          : isAll
      if (!isWhole || listed.counts.includes(count)) continue
      findings.push({
        code: 'disclosure.projects_counted',
        severity: 'warning',
        confidence: 0.8,
        message: `文字说明写“${text}”，项目支出表有 ${listed.counts[0]} 个项目。请核对项目个数，改正写错的一处。`,
        stated: String(count),
        expected: String(listed.counts[0]),
        places: [placeInPassage(passage, at, text), placeOfTable(listed.read.table)],
      })
    }
    return resultOf(findings)
  },
}

const projectsMoney: Rule = {
  code: 'disclosure.projects_money',
  group: 'targets',
  severity: 'error',
  title: '文字说明写的有绩效目标的项目金额与项目支出表一致',
  source: '同一个数两处必须一致',
  tolerance:
    '四舍五入；项目个数与项目表相同才比较，表里没有的资金不查；没有项目表的，只查与项目支出差一位或单位不同的',
  check: (disclosure) => {
    const aimed = aimedIn(disclosure.passages)
    if (aimed.length === 0) return NOT_APPLICABLE
    const listed = listedProjects(disclosure)
    if (!listed) return resultOf(aimed.flatMap((one) => slipsIn(disclosure, one)))
    const findings: DisclosureFinding[] = aimed.flatMap((one) => lastYears(disclosure, one, listed))
    for (const { passage, at, count, amounts } of aimed) {
      if (!listed.counts.includes(count)) continue
      for (const { name, text, fen, half } of amounts) {
        // a list of one fund says nothing of all the money
        if (listed.fund && !listed.fund.test(name)) continue
        const sums = listed.sums(name)
        if (sums.every((value) => value === 0)) continue
        if (isNear(sums, fen, Math.max(half, listed.half))) continue
        const [right = 0] = sums
        findings.push({
          code: 'disclosure.projects_money',
          severity: 'error',
          confidence: 0.85,
          message: `文字说明写“${text}”，项目支出表的合计是 ${show(disclosure, right)}。请改成相同，或写明不包括哪些项目。`,
          stated: text.slice(name.length),
          expected: show(disclosure, right),
          places: [placeInPassage(passage, at, text), placeOfTable(listed.read.table)],
        })
      }
    }
    return resultOf(findings)
  },
}

const FUNDS_OF_NAMES: readonly Fund[] = ['general', 'govfund', 'statecap', 'fiscal']

/** The totals of project spending that an amount of this name may repeat. */
function spentOnProjects(disclosure: Disclosure, name: string): number[] {
  const { index } = ledgerOf(disclosure)
  const fund = FUNDS_OF_NAMES[FUND_NAMES.findIndex((pattern) => pattern.test(name))]
  const all: readonly Dims[] = fund ? [{ fund }] : [{}, { fund: 'fiscal' }]
  return all.flatMap((dims) =>
    (index.facts.get(keyOf(index.unify({ ...dims, flow: 'out', kind: 'project' }))) ?? []).map(
      ({ value }) => value,
    ),
  )
}

/** One digit, or the unit, is another than that of the total. */
function isSlip(digits: string, unit: MoneyUnit, value: number): boolean {
  const plain = digits.replaceAll(',', '')
  const places = plain.split('.')[1]?.length ?? 0
  const shownIn = (other: MoneyUnit): string => (value / SCALES[other]).toFixed(places)
  if (plain.length < 4) return false
  return (
    (unit !== '万元' && plain === shownIn('万元')) ||
    (unit !== '元' && plain === shownIn('元')) ||
    (shownIn(unit).length === plain.length && differences(shownIn(unit), plain) === 1)
  )
}

/** Without a list of projects: money of all projects against the total of project spending. */
function slipsIn(
  disclosure: Disclosure,
  { passage, at, isAll, amounts }: Aimed,
): DisclosureFinding[] {
  if (!isAll) return []
  return amounts.flatMap(({ name, text, digits, unit, fen, half }): DisclosureFinding[] => {
    const totals = spentOnProjects(disclosure, name)
    const right = totals.find((value) => isSlip(digits, unit, value))
    if (right === undefined || isNear(totals, fen, half * 2)) return []
    return [
      {
        code: 'disclosure.projects_money',
        severity: 'warning',
        confidence: 0.75,
        message: `文字说明写“${text}”，表里的项目支出是 ${show(disclosure, right)}，只差一位或单位不同。请核对。`,
        stated: text.slice(name.length),
        expected: show(disclosure, right),
        places: [placeInPassage(passage, at, text)],
      },
    ]
  })
}

/** This year's list of projects, told under last year alone. */
function lastYears(
  disclosure: Disclosure,
  { passage, at, text, count, years, amounts }: Aimed,
  listed: ListedProjects,
): DisclosureFinding[] {
  const { year } = disclosure
  const isThisYears =
    amounts.length > 0 &&
    listed.counts.includes(count) &&
    amounts.every(({ name, fen, half }) =>
      isNear(listed.sums(name), fen, Math.max(half, listed.half)),
    )
  if (year === undefined || !isThisYears || years.length === 0) return []
  if (years.some((one) => one !== year - 1) || passage.text.includes(String(year))) return []
  return [
    {
      code: 'disclosure.projects_money',
      severity: 'warning',
      confidence: 0.75,
      message: `文字说明写的是 ${year - 1}年的“${text}”，个数和金额却是项目支出表 ${year}年的。请核对年份。`,
      stated: String(year - 1),
      expected: String(year),
      places: [placeInPassage(passage, at, text), placeOfTable(listed.read.table)],
    },
  ]
}

export const PROJECT_COUNT_RULES: readonly Rule[] = [projectsCounted, projectsMoney]
