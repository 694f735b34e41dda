/** Indicators of projects: the money they name, whether they can be measured, and their kind. */

import { isBlank } from '../amount.ts'
import { fold, type PlaceInDocument } from '../document.ts'
import type { Table } from '../frame-tables.ts'
import { type Indicator, moneyIn } from '../indicators.ts'
import { indicatorsOf, projectsOf } from '../projects.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'

const TOTAL_WORDS = /预算|拨付|安排|指标|资金|经费|支出|支付|总额|总成本|发放/

function placesOf(table: Table, { nameCell, valueCell }: Indicator): PlaceInDocument[] {
  return [valueCell, nameCell].flatMap((cell) => (cell ? [placeOfCell(table, cell)] : []))
}

const money: Rule = {
  code: 'disclosure.indicator_money',
  group: 'targets',
  severity: 'error',
  title: '成本、数量指标里写的钱与项目金额一致',
  source: '项目绩效目标管理要求：指标与预算匹配',
  tolerance: '分项成本小于项目金额的不查；以“元”写的单价只提醒',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    if (aims.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const project of aims) {
      if (!project.amount) continue
      const { fen } = project.amount.printed
      const off = project.indicators.filter(({ kind, name, value }) => {
        if (kind !== 'cost' && kind !== 'output') return false
        // a form counts loans, taxes and investments among its outputs
        if (project.form && (kind === 'output' || project.form.isLongTerm)) return false
        const stated = moneyIn(value) ?? (kind === 'cost' ? moneyIn(name) : undefined)
        if (!stated || stated.fen === 0 || /[/每]|≤|<|以内|不超过/.test(fold(value))) return false
        if (Math.abs(stated.fen - fen) <= Math.max(stated.half, project.amount?.printed.half ?? 0))
          return false
        // and splits its costs by their kinds
        const isTotal = TOTAL_WORDS.test(name) && (!project.form || /总成本|总额/.test(name))
        return (
          stated.fen > fen ||
          (isTotal &&
            (kind === 'cost' || moneyIn(name) !== undefined || /发放|支付|支出/.test(name)))
        )
      })
      const first = off[0]
      if (!first) continue
      const costs = off.filter(({ kind }) => kind === 'cost')
      // several partial costs that add up to the project are right
      const sum = project.indicators
        .filter(({ kind }) => kind === 'cost')
        .reduce((value, one) => value + (moneyIn(one.value)?.fen ?? 0), 0)
      if (costs.length > 1 && Math.abs(sum - fen) <= 10_000) continue
      const stated = moneyIn(first.value) ?? moneyIn(first.name)
      const isUnitPrice = stated?.unit === '元' && stated.fen < fen
      findings.push({
        code: 'disclosure.indicator_money',
        severity: isUnitPrice ? 'warning' : 'error',
        confidence: isUnitPrice ? 0.7 : 0.9,
        message: isUnitPrice
          ? `项目“${project.name}”金额 ${project.amount.text} 万元，指标写 ${stated?.text}。两者不同；如果是单价，请写明数量。`
          : `项目“${project.name}”金额 ${project.amount.text} 万元，指标“${first.name}”写 ${stated?.text ?? ''}。请核对，常见原因是从别的项目抄来。`,
        stated: stated?.text ?? null,
        expected: project.amount.text,
        places: [
          ...off.flatMap((one) => placesOf(project.table, one).slice(0, 1)),
          placeOfFigure(project.amount),
        ],
      })
    }
    return resultOf(findings)
  },
}

/** More working days than any year has since the law of 2014. */
const MOST_WORKING_DAYS = 252

const product: Rule = {
  code: 'disclosure.indicator_product',
  group: 'targets',
  severity: 'warning',
  title: '人数、天数、标准相乘等于项目金额',
  source: '算术；国务院放假安排',
  tolerance: '四舍五入到两位小数',
  check: (disclosure) =>
    judgeEach(indicatorsOf(disclosure), ({ project, indicator }) => {
      const text = fold(indicator.name)
      const people = /(\d+)(?:名|人)/.exec(text)?.[1]
      const days = /(\d+)(?:个)?(?:工作日|天)/.exec(text)?.[1]
      const price =
        /(?:每人每[天日]|每[天日]每人|人均)[^\d]{0,6}(\d+(?:\.\d+)?)/.exec(text)?.[1] ??
        /(\d+(?:\.\d+)?)元/.exec(text)?.[1]
      if (!people || !days || !price || !project.amount) return undefined
      const isMonthly = Number(days) <= 23
      const yuan = Number(people) * Number(days) * Number(price) * (isMonthly ? 12 : 1)
      const { fen } = project.amount.printed
      const wan = Math.round(yuan / 100) / 100
      const yearly = Number(days) * (isMonthly ? 12 : 1)
      const isOff = Math.abs(Math.round(yuan * 100) - fen) > project.amount.printed.half
      if (!isOff && yearly <= MOST_WORKING_DAYS) return RIGHT
      const factors = `${people} × ${days} × ${price}${isMonthly ? ' × 12' : ''} = ${yuan} 元`
      return {
        code: 'disclosure.indicator_product',
        severity: 'warning',
        confidence: 0.75,
        message: `${isOff ? `${factors}，合 ${wan.toFixed(2)} 万元，不是 ${project.amount.text}。` : ''}${yearly > MOST_WORKING_DAYS ? `一年 ${yearly} 天超过全年工作日（约 250 天）。` : ''}请核对人数、天数和标准。`,
        stated: project.amount.text,
        expected: isOff ? wan.toFixed(2) : null,
        places: [...placesOf(project.table, indicator).reverse(), placeOfFigure(project.amount)],
      }
    }),
}

interface Asked {
  readonly code: string
  readonly title: string
  readonly message: (count: number) => string
  readonly isBad: (indicator: Indicator) => boolean
}

function indicatorRule({ code, title, message, isBad }: Asked): Rule {
  return {
    code,
    group: 'targets',
    severity: 'warning',
    title,
    source: '项目支出绩效目标管理要求：指标细化、可衡量、归类正确',
    tolerance: '无',
    check: (disclosure) => {
      const all = indicatorsOf(disclosure)
      if (all.length === 0) return NOT_APPLICABLE
      const bad = all.filter(({ indicator }) => isBad(indicator))
      if (bad.length === 0) return resultOf([])
      return resultOf([
        {
          code,
          severity: 'warning',
          confidence: 0.85,
          message: message(bad.length),
          stated: bad[0]?.indicator.name || bad[0]?.indicator.value || null,
          expected: null,
          places: bad.flatMap(({ project, indicator }) =>
            placesOf(project.table, indicator).reverse().slice(0, 1),
          ),
        },
      ])
    },
  }
}

export const INDICATOR_RULES: readonly Rule[] = [
  money,
  product,
  indicatorRule({
    code: 'disclosure.indicator_blank',
    title: '每个指标都有指标值',
    message: (count) => `${count} 个指标没有指标值。请填写可以衡量的数。`,
    isBad: ({ name, value }) => !isBlank(name) && isBlank(value),
  }),
  indicatorRule({
    code: 'disclosure.satisfaction_as_output',
    title: '满意度指标不放在产出指标里',
    message: (count) => `${count} 个满意度指标写在产出指标里。请移到满意度指标。`,
    isBad: ({ kind, name }) => kind === 'output' && /满意/.test(name) && !/成本/.test(name),
  }),
  indicatorRule({
    code: 'disclosure.money_as_output',
    title: '金额不当作产出指标',
    message: (count) =>
      `${count} 个产出指标写的是金额。产出应写数量、质量、时效，金额请移到成本指标。`,
    isBad: ({ kind, value }) =>
      kind === 'output' && /^[≤≥=<>]?\d+(?:\.\d+)?(?:万元|万|元)$/.test(fold(value)),
  }),
  indicatorRule({
    code: 'disclosure.payment_as_satisfaction',
    title: '付款及时不当作满意度',
    message: (count) =>
      `${count} 个满意度指标写的是付款。满意度应写服务对象的满意程度，付款及时请移到时效指标。`,
    isBad: ({ kind, name }) =>
      kind === 'satisfaction' &&
      /支付|拨付|付款|收到.{0,8}(?:费|款)/.test(name) &&
      !/满意/.test(name),
  }),
]
