/** Money booked under the class that its purpose asks for. */

import type { PlaceInDocument } from '../document.ts'
import { projectsOf } from '../projects.ts'
import type { SideRow } from '../rows.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfFigure,
  type Rule,
  resultOf,
  UNREADABLE,
} from '../rule.ts'
import { plainName, statedCodes } from '../stated-codes.ts'

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
  tolerance: '合计不到 5 万元的、有专用材料或被装购置的不查；“其他商品和服务支出”放不下的只建议',
  check: (disclosure) => {
    const economic = disclosure.tables.filter(
      ({ table }) => table.kind === 'economic' && !/[-—](?:人员|公用)经费/.test(table.title),
    )
    const rows = economic.flatMap(({ sides }) => sides.flatMap(({ rows: all }) => all))
    const { projects } = projectsOf(disclosure)
    const hasGoods = rows.some(({ code }) => /^302/.test(code))
    if (!hasGoods || projects.length === 0) return NOT_APPLICABLE
    const bought = projects.filter(
      ({ name, amount }) =>
        ASSET.test(name) && !NOT_ASSET.test(name) && (amount?.printed.fen ?? 0) > 0,
    )
    const value = bought.reduce((sum, { amount }) => sum + (amount?.printed.fen ?? 0), 0)
    const hasCapital = rows.some(
      ({ code, otherCode, figures }) =>
        (/^310/.test(code) || /^50[36]/.test(otherCode)) && figures.size > 0,
    )
    // goods that class 302 has lines for: materials, uniforms and their like
    const hasOwnLine = mostIn(rows, '30218') + mostIn(rows, '30224') >= value
    // a table of one fund or of basic spending alone does not hold what other money pays
    const all = projects.reduce((sum, { amount }) => sum + (amount?.printed.fen ?? 0), 0)
    const isWhole = rows.some(({ kind, figures }) => kind === 'total' && mostOf(figures) >= all)
    if (value < 5_000_000 || hasCapital || hasOwnLine || !isWhole) return resultOf([])
    const isInOther = mostIn(rows, '30299') >= value
    const other = rows.find(({ code }) => code === '30299')
    return resultOf([
      {
        code: 'disclosure.capital_as_goods',
        // elsewhere the money may be for things too cheap to be assets
        severity: isInOther ? 'warning' : 'advice',
        confidence: isInOther ? 0.8 : 0.6,
        message: `${bought.map(({ name, amount }) => `${name} ${amount?.text ?? ''}`).join('、')} 是购置或装修，经济分类表里却没有 310 资本性支出。${isInOther ? '请把它们从商品和服务支出改列 310。' : '属于固定资产的请改列 310。'}`,
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

function mostOf(figures: SideRow['figures']): number {
  return Math.max(0, ...[...figures.values()].map(({ printed }) => printed.fen))
}

/** The largest amount in fen that any table has for a code; 0 for none. */
function mostIn(rows: readonly SideRow[], code: string): number {
  return Math.max(0, ...rows.filter((row) => row.code === code).map((row) => mostOf(row.figures)))
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

export const BOOKING_RULES: readonly Rule[] = [economicFunction, capital, other, projectInRunning]
