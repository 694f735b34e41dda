/** The table of what a department as a whole is to reach (部门整体绩效目标表). */

import { isBlank } from '../amount.ts'
import { type Cell, fold, isOrigin } from '../document.ts'
import type { Table } from '../frame-tables.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  RIGHT,
  type Rule,
  resultOf,
  show,
  UNREADABLE,
} from '../rule.ts'

/** Rows of the table of a department's aims: what stands left, and the value. */
function aimRows(disclosure: Disclosure): { table: Table; cells: readonly Cell[]; text: string }[] {
  return disclosure.tables
    .filter(({ table }) => table.kind === 'department_aims')
    .flatMap(({ table }) =>
      [...table.heading, ...table.body].map((row) => {
        const cells = (table.grid[row] ?? []).filter(
          (cell, column): cell is Cell => isOrigin(cell, row, column) && !isBlank(cell.text),
        )
        return { table, cells, text: fold(cells.map(({ text }) => text).join(' ')) }
      }),
    )
}

const zeroBase: Rule = {
  code: 'disclosure.indicator_zero_base',
  group: 'targets',
  severity: 'warning',
  title: '指标的分母不是零',
  source: '算术：分母为零的比率没有意义',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    if (rows.length === 0) return NOT_APPLICABLE
    const words = disclosure.passages.map(({ text }) => text).join('\n')
    const three = [...disclosure.facts.values()]
      .flat()
      .filter(({ dims }) => dims.line === 'three:total')
    const noThree =
      three.every(({ value }) => value === 0) &&
      (three.length > 0 ||
        /三公”?经费[^。]{0,20}?(?:为|支出预算)0(?:\.0+)?万?元|无[^。]{0,12}三公|三公”?经费支出预算为0万元/.test(
          words,
        ))
    const noProcurement =
      /无政府采购|没有[^。]{0,6}政府采购|政府采购(?:预算)?(?:总额|金额)?(?:为|共)?0(?:\.0+)?万?元/.test(
        words,
      )
    const noTransfer = /无[^。]{0,10}专项转移支付|没有[^。]{0,10}专项转移支付/.test(words)
    const zero: readonly (readonly [RegExp, boolean, string])[] = [
      [/三公经费”?控制率|“三公经费”控制率|三公.{0,4}控制率/, noThree, '“三公”经费预算是 0'],
      [/政府采购执行率/, noProcurement, '没有政府采购预算'],
      [/专项资金细化率/, noTransfer, '没有专项转移支付'],
    ]
    const bad = rows.flatMap(({ table, cells, text }) => {
      const why = zero.find(([pattern, isZero]) => isZero && pattern.test(text))
      const cell = cells.find((one) => why?.[0].test(fold(one.text)))
      return why && cell ? [{ place: placeOfCell(table, cell), why: why[2], name: cell.text }] : []
    })
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.indicator_zero_base',
        severity: 'warning',
        confidence: 0.85,
        message: `${bad.map(({ name, why }) => `${fold(name)}（${why}）`).join('、')}：分母是零，算不出来。请删去这些指标，或写明不适用。`,
        stated: bad.map(({ name }) => fold(name)).join('、'),
        expected: null,
        places: bad.map(({ place }) => place),
      },
    ])
  },
}

const adjustment: Rule = {
  code: 'disclosure.adjustment_formula',
  group: 'targets',
  severity: 'warning',
  title: '预算调整率的公式与调整数的定义相符',
  source: '财政部《预算绩效评价共性指标体系框架》：调整率 = 调整数 ÷ 预算数',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    if (rows.length === 0) return NOT_APPLICABLE
    return resultOf(
      rows.flatMap(({ table, cells }): DisclosureFinding[] => {
        const cell = cells.find(({ text }) => {
          const words = fold(text)
          return (
            /调整率=?[(（].{0,8}调整数?[-－—].{0,6}(?:年初)?预算数[)）]/.test(words) &&
            /调整数[:：是指].{0,60}(?:追加|追减|总和|之和)/.test(words)
          )
        })
        if (!cell) return []
        return [
          {
            code: 'disclosure.adjustment_formula',
            severity: 'warning',
            confidence: 0.8,
            message:
              '公式是（调整数 − 年初预算数）÷ 年初预算数，而调整数又定义为追加、追减的总和，两者不能同时成立。请把公式改为 调整数 ÷ 年初预算数。',
            stated: '（调整数 − 年初预算数）÷ 年初预算数',
            expected: '调整数 ÷ 年初预算数',
            places: [placeOfCell(table, cell)],
          },
        ]
      }),
    )
  },
}

const aimWithout: Rule = {
  code: 'disclosure.aim_without_indicator',
  group: 'targets',
  severity: 'warning',
  title: '每个年度履职目标都有指标',
  source: '部门整体绩效目标管理要求：目标与指标对应',
  tolerance: '文字有八个字相同就算对应',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    const aims = rows.flatMap(({ table, cells, text }) => {
      if (!/履职目标|年度.{0,4}目标|总体目标/.test(text) || !/目标\d[:：]/.test(text)) return []
      const cell = cells.find((one) => /目标\d/.test(one.text))
      return cell
        ? fold(cell.text)
            .split(/(?=目标\d[:：])/)
            .filter((part) => /^目标\d[:：]/.test(part))
            .map((part) => ({ table, cell, part: part.replace(/<\/?p>/gi, '') }))
        : []
    })
    if (aims.length === 0) return NOT_APPLICABLE
    const from = rows.findIndex(({ text }) => /三级指标/.test(text))
    if (from < 0) return UNREADABLE
    const others = rows.slice(from + 1).map(({ text }) => text)
    const without = aims.filter(({ part }) => {
      const words = part.replace(/^目标\d[:：]/, '')
      return !others.some((text) => shareRun(words, text, 8))
    })
    // a document whose indicators never repeat their aims is not judged by words
    if (without.length === 0 || without.length === aims.length) return resultOf([])
    return resultOf(
      without.map(({ table, cell, part }) => ({
        code: 'disclosure.aim_without_indicator',
        severity: 'warning' as const,
        confidence: 0.8,
        message: `“${part.slice(0, 3)}”没有对应的指标。请补上衡量它的指标。`,
        stated: part.slice(0, 3),
        expected: null,
        places: [placeOfCell(table, cell)],
      })),
    )
  },
}

function shareRun(left: string, right: string, length: number): boolean {
  for (let at = 0; at + length <= left.length; at++) {
    if (right.includes(left.slice(at, at + length))) return true
  }
  return false
}

const totals: Rule = {
  code: 'disclosure.aims_total',
  group: 'targets',
  severity: 'error',
  title: '整体绩效目标表里的预算总额与总表相同',
  source: '同一个数两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    const lines: readonly (readonly [RegExp, string, readonly string[]])[] = [
      [
        /部门预算总额|预算总额|资金总额/,
        '部门预算总额',
        ['in/all/all/all//total', 'out/all/all/all//total'],
      ],
      [/基本支出/, '基本支出', ['out/all/basic/all//total']],
      [/项目支出/, '项目支出', ['out/all/project/all//total']],
    ]
    return judgeEach(rows, ({ table, cells }) => {
      const label = cells.find(
        (cell) =>
          lines.some(([pattern]) => pattern.test(fold(cell.text))) && fold(cell.text).length < 30,
      )
      const figure = cells.find(
        (cell) => cell !== label && /^-?[\d,]+(?:\.\d+)?$/.test(fold(cell.text)),
      )
      const line = lines.find(([pattern]) => pattern.test(fold(label?.text ?? '')))
      if (!label || !figure || !line) return undefined
      const unit = /[(（]元[)）]/.test(label.text) ? 1 / 10_000 : 1
      const value = Math.round(Number(fold(figure.text).replaceAll(',', '')) * unit * 1_000_000)
      const facts = line[2].flatMap((key) => disclosure.facts.get(key) ?? [])
      const first = facts[0]
      if (!first) return undefined
      if (facts.some((fact) => Math.abs(fact.value - value) <= fact.half + 1)) return RIGHT
      return {
        code: 'disclosure.aims_total',
        severity: 'error',
        confidence: 0.9,
        message: `整体绩效目标表的${line[1]}写 ${figure.text}，预算表是 ${show(disclosure, first.value)}。请改成相同。`,
        stated: figure.text,
        expected: show(disclosure, first.value),
        places: [placeOfCell(table, figure), ...first.figures.slice(0, 4).map(placeOfFigure)],
      }
    })
  },
}

const carry: Rule = {
  code: 'disclosure.carry_rate',
  group: 'targets',
  severity: 'advice',
  title: '上年结转占上年预算的比率不超过自己定的目标',
  source: '部门整体绩效目标“结转结余率”',
  tolerance: '无',
  check: (disclosure) => {
    const target = aimRows(disclosure).flatMap(({ table, cells, text }) => {
      if (!/结转结余率/.test(text)) return []
      const cell = cells.find((one) => /^[≤<]=?\d+(?:\.\d+)?%$/.test(fold(one.text)))
      return cell ? [{ cell, table, limit: Number(fold(cell.text).replace(/[^\d.]/g, '')) }] : []
    })[0]
    const carried = disclosure.facts.get('in/all/all/carry//total')?.[0]
    const now = disclosure.facts.get('in/all/all/all//total')?.[0]
    if (!target || !carried || !now) return NOT_APPLICABLE
    const delta = disclosure.tokens.find(
      ({ role, passage, printed, sign }) =>
        role === 'delta' && passage.topic === 'balance' && printed !== undefined && sign !== 0,
    )
    if (!delta?.printed) return NOT_APPLICABLE
    const base = now.value - delta.sign * delta.printed.fen
    if (base <= 0) return NOT_APPLICABLE
    const rate = (carried.value / base) * 100
    if (rate <= target.limit) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.carry_rate',
        severity: 'advice',
        confidence: 0.7,
        message: `上年结转 ${show(disclosure, carried.value)} 占上年预算 ${show(disclosure, base)} 的 ${rate.toFixed(2)}%，目标是不超过 ${target.limit}%。请说明原因，或定一个能做到的目标。`,
        stated: `${rate.toFixed(2)}%`,
        expected: `≤${target.limit}%`,
        places: [...carried.figures.map(placeOfFigure), placeOfCell(target.table, target.cell)],
      },
    ])
  },
}

export const DEPARTMENT_AIM_RULES: readonly Rule[] = [
  zeroBase,
  adjustment,
  aimWithout,
  totals,
  carry,
]
