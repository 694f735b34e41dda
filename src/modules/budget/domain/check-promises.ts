import type { Fen } from '../../../kernel/money.ts'
import { printWan, printYuan } from '../../../kernel/money.ts'
import type { Indicator } from './indicator.ts'
import { moneyOfProject, type Overview } from './overview.ts'
import { dailyRateOf, isRate, moneyOf, type StatedMoney, targetOf } from './read-promise.ts'

/** Words, and in them figures that open: address inside the edition. */
export type Message = readonly (string | { readonly text: string; readonly figure: string })[]

/** What can be said of a promise on the day on which it is published, before anything is recorded. */
export interface PromiseFinding {
  readonly code: PromiseFault
  readonly severity: 'warning' | 'advice'
  /** A project, or the department for its own. */
  readonly owner: string
  /** `OWNER.NUMBER`: which promise. */
  readonly promise: string
  readonly message: Message
  /** Address inside the edition of the figure that shows the working. */
  readonly working: string | null
}

/** Each rule's name and what it says of the indicators that it finds. */
export const PROMISE_FAULTS = {
  blank_target: '没有写指标值',
  zero_basis: '分母为零，算不出比例',
  money_differs: '写的钱与项目预算不符',
  over_capacity: '预算超过按人数和天数最多能花的钱',
  not_a_rate: '写成百分比，却没有说是什么占什么',
  satisfaction_as_output: '满意度写在产出里',
  money_as_output: '把花钱当作产出',
  payment_as_satisfaction: '把按时付款当作满意度',
} as const
export type PromiseFault = keyof typeof PROMISE_FAULTS

/** `OWNER.NUMBER`, as in addresses; the department's own indicators are owned by its code. */
export function promiseKey(overview: Pick<Overview, 'department'>, of: Indicator): string {
  return `${of.project ?? overview.department}.${of.number}`
}

/** Working days of the budget's year; null where its calendar is not known. */
export function workingDaysOf({ workingMonths }: Overview): number | null {
  return workingMonths?.reduce((sum, { days }) => sum + days, 0) ?? null
}

/** Every rule over every indicator, in the indicators' order. */
export function checkPromises(overview: Overview): PromiseFinding[] {
  return overview.indicators.flatMap((indicator) => {
    const owner = indicator.project ?? overview.department
    const found = (
      code: PromiseFault,
      severity: PromiseFinding['severity'],
      message: string | Message,
      working: string | null = null,
    ): PromiseFinding => ({
      code,
      severity,
      owner,
      promise: promiseKey(overview, indicator),
      message: typeof message === 'string' ? [message] : message,
      working,
    })
    return [
      ...blankTarget(indicator, found),
      ...zeroBasis(overview, indicator, found),
      ...moneyDiffers(overview, indicator, found),
      ...overCapacity(overview, indicator, found),
      ...wrongKind(indicator, found),
    ]
  })
}

type Found = (
  code: PromiseFault,
  severity: PromiseFinding['severity'],
  message: string | Message,
  working?: string | null,
) => PromiseFinding

function blankTarget({ target }: Indicator, found: Found): PromiseFinding[] {
  if (target !== null) return []
  return [found('blank_target', 'warning', '没有写指标值，做到多少算完成，无从判断。')]
}

function zeroBasis(overview: Overview, indicator: Indicator, found: Found): PromiseFinding[] {
  const key = `${indicator.project ?? ''}.${indicator.number}`
  const measure = overview.measures.get(key)
  if (!measure?.basisFigure || !overview.nothing.has(measure.basisFigure)) return []
  const message = `${measure.name}要除以${measure.denominator ?? '分母'}，而它在这份预算里是 0，算不出比例。`
  return [found('zero_basis', 'warning', message, measure.basisFigure)]
}

function moneyDiffers(overview: Overview, indicator: Indicator, found: Found): PromiseFinding[] {
  const gap = gapOf(overview, indicator)
  if (!gap) return []
  const { stated: wrong, budget } = gap
  const times = wrong.fen > 0 && budget % wrong.fen === 0 ? budget / wrong.fen : 0
  const guess = times > 1 ? `如果它是单价，就少写了数量（${times}）。` : ''
  const message = [
    `写的是 ${wrong.text}，项目预算是 `,
    { text: printWan(budget), figure: `table-11/${indicator.project}/total` },
    ` 万元。${guess}`,
  ]
  return [
    found('money_differs', 'warning', message, `facts/gap.${promiseKey(overview, indicator)}`),
  ]
}

/** Money that a promise states, where it is not its project's; undefined where nothing contradicts. */
export function gapOf(
  overview: Overview,
  indicator: Indicator,
): { readonly stated: StatedMoney; readonly budget: Fen } | undefined {
  const stated = moneyOf(indicator)
  if (indicator.project === null || stated.length === 0) return undefined
  const budget = moneyOfProject(overview, indicator.project)
  const wrong = stated.find(({ fen }) => fen !== budget)
  return budget === null || !wrong ? undefined : { stated: wrong, budget }
}

function overCapacity(overview: Overview, indicator: Indicator, found: Found): PromiseFinding[] {
  const limit = limitOf(overview, indicator)
  if (!limit || limit.budget <= limit.most) return []
  const key = promiseKey(overview, indicator)
  const message = [
    '即使全员全年出满勤，最多只能花 ',
    { text: printYuan(limit.most), figure: `facts/limit.${key}` },
    ' 元，预算是 ',
    { text: printYuan(limit.budget), figure: `table-11/${indicator.project}/total` },
    ' 元。',
    ...statedDays(limit, `facts/limit-stated.${key}`),
  ]
  return [found('over_capacity', 'warning', message, `facts/limit-gap.${key}`)]
}

/** How the document may have reckoned: so many days a month, twelve months. */
function statedDays(limit: Limit, figure: string): Message {
  const stated = statedMost(limit)
  if (!stated) return []
  return [
    `目标写每月 ${stated.daysAMonth} 天，一年 ${stated.days} 天，合 `,
    { text: printYuan(stated.most), figure },
    ` 元；而全年只有 ${limit.days} 个工作日。`,
  ]
}

/** What the promise's own days a month come to; undefined where they are no more than are worked. */
export function statedMost({
  persons,
  rate,
  days,
  daysAMonth,
}: Limit): { daysAMonth: number; days: number; most: Fen } | undefined {
  if (daysAMonth === null || daysAMonth * 12 <= days) return undefined
  return { daysAMonth, days: daysAMonth * 12, most: (persons * rate * daysAMonth * 12) as Fen }
}

export interface Limit {
  readonly persons: number
  readonly rate: Fen
  readonly days: number
  readonly daysAMonth: number | null
  readonly most: Fen
  readonly budget: Fen
}

/** The most that persons × rate × working days of the year can come to. */
export function limitOf(overview: Overview, indicator: Indicator): Limit | undefined {
  const daily = dailyRateOf(indicator)
  if (!daily || indicator.project === null) return undefined
  const days = workingDaysOf(overview)
  const budget = moneyOfProject(overview, indicator.project)
  if (days === null || budget === null) return undefined
  const { persons, rate, daysAMonth } = daily
  return { persons, rate, days, daysAMonth, most: (persons * rate * days) as Fen, budget }
}

function wrongKind(indicator: Indicator, found: Found): PromiseFinding[] {
  const findings: PromiseFinding[] = []
  const { level1, level3, unit, project } = indicator
  if (unit === '%' && !isRate(indicator)) {
    const message = `写 ${targetOf(indicator)}，但“${level3}”不是比例，没有说是什么占什么。`
    findings.push(found('not_a_rate', 'advice', message))
  }
  if (project === null) return findings
  if (level1.includes('产出') && level3.includes('满意')) {
    findings.push(found('satisfaction_as_output', 'advice', '满意度不是产出，应写在满意度指标里。'))
  }
  if (
    level1.includes('产出') &&
    /支出|支付|发放金额/.test(level3) &&
    moneyOf(indicator).length > 0
  ) {
    findings.push(found('money_as_output', 'advice', '花出去的钱是投入，产出应写办成了什么。'))
  }
  if (level1.includes('满意') && /支付|拨付|收到/.test(level3)) {
    findings.push(
      found('payment_as_satisfaction', 'advice', '按时付款不是满意度，应问服务对象满意不满意。'),
    )
  }
  return findings
}
