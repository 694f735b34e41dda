import { type Fen, printWan, printYuan } from '../../../kernel/money.ts'
import {
  checkPromises,
  limitOf,
  type Message,
  moneyOfProject,
  PROMISE_FAULTS,
  type PromiseFault,
  type PromiseFinding,
  promiseKey,
  statedMost,
  workingDaysOf,
} from './check-promises.ts'
import type { Indicator } from './indicator.ts'
import type { LineGroup, Overview } from './overview.ts'
import { all, isIn, type Predicate } from './predicate.ts'
import { percentOf, printPartition, printRatio, type Ratio, ratio } from './ratio.ts'
import { moneyOf, targetOf } from './read-promise.ts'

/**
 * A figure that no table holds: a sum in plain words, a share, a difference to last year, a count.
 * Each is a door like a cell (mechanism 4): `lines` opens the ledger lines that add up to it (相加),
 * `records` the records that it counts (相加), `terms` what it is computed from (计算).
 */
export interface Fact {
  readonly key: string
  /** What it is: 基本支出占支出的比例. */
  readonly title: string
  /** As it is printed: 206.67, 53, 17. */
  readonly text: string
  /** 万元, %, 元, 项, 个, 天. */
  readonly unit: string
  /** Exact, in the unit. */
  readonly value: Ratio
  /** How it is got, in one sentence. */
  readonly definition: string
  readonly door: 'lines' | 'terms' | 'records'
  readonly when?: Predicate
  readonly terms: readonly FactTerm[]
  readonly records: readonly FactRecord[]
}

export interface FactTerm {
  readonly sign: '' | '+' | '−' | '×' | '÷'
  readonly label: string
  readonly text: string
  readonly unit: string
  /** Address inside the edition; null: a constant, such as 100. */
  readonly figure: string | null
}

export interface FactRecord {
  readonly label: string
  readonly detail: string | Message
  /** Address inside the edition. */
  readonly address: string
}

/** What people call the kinds of money that a budget is spent on. */
export const PLAIN_KINDS = {
  personnel: '工资和保险',
  public: '办公',
  other_running: '日常运转项目',
  specific_target: '专门要办的事',
  year_end_carry: '留到明年',
} as const
export type PlainKind = keyof typeof PLAIN_KINDS
export const KINDS = Object.keys(PLAIN_KINDS) as readonly PlainKind[]

/** Where each kind's sum stands among the tables; of the two basic ones no table holds it. */
export const FIGURE_OF_KIND: Readonly<Record<PlainKind, string>> = {
  personnel: 'facts/sum.personnel',
  public: 'facts/sum.public',
  other_running: 'table-3/total/other_running',
  specific_target: 'table-3/total/specific_target',
  year_end_carry: 'table-1/expenditure.carry/amount',
}

const TOTAL = 'table-1/income.total/amount'
const EXPENDITURE = 'table-1/expenditure.year/amount'
const BASIC = 'table-3/total/basic'
const PROJECT = 'table-3/total/project'
const CARRIED = 'table-1/income.05/amount'

/** What a prior figure is compared with: its words, and this year's figure of the same measure. */
const COMPARED: Readonly<Record<string, { readonly label: string; readonly figure: string }>> = {
  total: { label: '收入总计', figure: TOTAL },
  operating_costs: { label: '机构运行经费', figure: 'table-6/total/public' },
}

/** This year's figures that are compared with last year's. */
export const COMPARED_FIGURES = Object.values(COMPARED).map(({ figure }) => figure)

/** Every derived figure of one budget, by key. */
export function factsOf(overview: Overview): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>()
  const add = (fact: Fact | undefined): void => {
    if (fact) facts.set(fact.key, fact)
  }
  for (const fact of sums(overview)) add(fact)
  for (const fact of shares(overview)) add(fact)
  for (const fact of ofHundred(overview)) add(fact)
  for (const fact of comparisons(overview)) add(fact)
  for (const fact of counts(overview)) add(fact)
  const findings = checkPromises(overview)
  for (const fact of promiseCounts(overview, findings)) add(fact)
  for (const fact of limits(overview)) add(fact)
  for (const fact of gaps(overview, findings)) add(fact)
  return facts
}

/** Sum of the groups that pass; null where none does. */
export function sumOf(overview: Overview, passes: (group: LineGroup) => boolean): Fen | null {
  const found = overview.groups.filter(passes)
  return found.length === 0 ? null : (found.reduce((sum, { fen }) => sum + fen, 0) as Fen)
}

export const isBasic = ({ kind }: LineGroup): boolean => kind === 'personnel' || kind === 'public'
export const isProject = ({ project }: LineGroup): boolean => project !== null
const isSpent = ({ kind }: LineGroup): boolean => kind !== 'year_end_carry'
const any = (): boolean => true

/** The address of what one kind's basic money buys, and of its fact. */
export function useFigure(kind: string, deptEconomic: string): string {
  return `facts/use.${kind}.${deptEconomic}`
}

const wan = (amount: Fen): Ratio => ratio(amount, 1_000_000)

function moneyTerm(sign: FactTerm['sign'], label: string, amount: Fen, figure: string): FactTerm {
  return { sign, label, text: printWan(amount), unit: '万元', figure }
}

function linesFact(
  key: string,
  title: string,
  amount: Fen | null,
  when: Predicate,
): Fact | undefined {
  if (amount === null) return undefined
  return {
    key,
    title,
    text: printWan(amount),
    unit: '万元',
    value: wan(amount),
    definition: '下面各笔账目相加。',
    door: 'lines',
    when,
    terms: [],
    records: [],
  }
}

function sums(overview: Overview): (Fact | undefined)[] {
  const ofKind = (kind: 'personnel' | 'public', title: string): Fact | undefined =>
    linesFact(
      `sum.${kind}`,
      title,
      sumOf(overview, (group) => group.kind === kind),
      isIn('kind', kind),
    )
  const uses = new Map<string, { kind: string; code: string }>()
  for (const { kind, deptEconomic } of overview.groups) {
    if (deptEconomic !== null) uses.set(`${kind}.${deptEconomic}`, { kind, code: deptEconomic })
  }
  return [
    ofKind('personnel', '人员经费（工资和保险）'),
    ofKind('public', '公用经费（办公）'),
    linesFact(
      'sum.surplus_used',
      '使用非财政拨款结余',
      sumOf(overview, ({ fund, carried }) => fund === '04' && !carried),
      isIn('fund', '04'),
    ),
    ...[...uses.values()].map(({ kind, code }) =>
      linesFact(
        `use.${kind}.${code}`,
        overview.economicNames.get(code) ?? code,
        sumOf(overview, (group) => group.kind === kind && group.deptEconomic === code),
        all(isIn('kind', kind), isIn('dept_economic', code)),
      ),
    ),
  ]
}

interface Part {
  readonly key: string
  readonly title: string
  readonly label: string
  readonly amount: Fen | null
  readonly figure: string
}

/** The shares of one whole, printed with as many decimals as let them add up to 100. */
function partition(
  whole: { readonly label: string; readonly amount: Fen | null; readonly figure: string },
  parts: readonly Part[],
): Fact[] {
  const { amount } = whole
  if (amount === null || amount <= 0) return []
  const present = parts.flatMap((part) =>
    part.amount === null ? [] : [{ ...part, amount: part.amount }],
  )
  const values = present.map((part) => percentOf(part.amount, amount))
  const texts = printPartition(values)
  return present.map((part, at) => ({
    key: part.key,
    title: part.title,
    text: texts[at] ?? '',
    unit: '%',
    value: values[at] ?? ratio(0),
    definition: `${part.label} ÷ ${whole.label}，四舍五入。`,
    door: 'terms',
    terms: [
      moneyTerm('', part.label, part.amount, part.figure),
      moneyTerm('÷', whole.label, amount, whole.figure),
    ],
    records: [],
  }))
}

function shares(overview: Overview): Fact[] {
  const spent = sumOf(overview, isSpent)
  const basic = sumOf(overview, isBasic)
  const project = sumOf(overview, isProject)
  const ofKind = (kind: string): Fen | null => sumOf(overview, (group) => group.kind === kind)
  return [
    ...partition({ label: '支出', amount: spent, figure: EXPENDITURE }, [
      {
        key: 'share.basic',
        title: '基本支出占支出的比例',
        label: '基本支出',
        amount: basic,
        figure: BASIC,
      },
      {
        key: 'share.project',
        title: '项目支出占支出的比例',
        label: '项目支出',
        amount: project,
        figure: PROJECT,
      },
    ]),
    ...partition({ label: '基本支出', amount: basic, figure: BASIC }, [
      {
        key: 'share.personnel',
        title: '人员经费占基本支出的比例',
        label: '人员经费',
        amount: ofKind('personnel'),
        figure: FIGURE_OF_KIND.personnel,
      },
      {
        key: 'share.public',
        title: '公用经费占基本支出的比例',
        label: '公用经费',
        amount: ofKind('public'),
        figure: FIGURE_OF_KIND.public,
      },
    ]),
    ...share(overview, 'share.carried', '上年结转占全部收入的比例', {
      label: '上年结转',
      amount: sumOf(overview, ({ carried }) => carried),
      figure: CARRIED,
    }),
    ...overview.projects.flatMap(({ code, name }) =>
      oneShare(
        `share.project.${code}`,
        `${name}占项目支出的比例`,
        {
          label: name,
          amount: moneyOfProject(overview, code),
          figure: `table-11/${code}/total`,
        },
        { label: '项目支出', amount: project, figure: PROJECT },
      ),
    ),
  ]
}

interface Amount {
  readonly label: string
  readonly amount: Fen | null
  readonly figure: string
}

function share(overview: Overview, key: string, title: string, part: Amount): Fact[] {
  const total = sumOf(overview, any)
  return oneShare(key, title, part, { label: '收入总计', amount: total, figure: TOTAL })
}

/** A share that is no part of a printed partition: one decimal. */
function oneShare(key: string, title: string, part: Amount, whole: Amount): Fact[] {
  if (part.amount === null || whole.amount === null || whole.amount <= 0) return []
  const value = percentOf(part.amount, whole.amount)
  return [
    {
      key,
      title,
      text: printRatio(value, 1),
      unit: '%',
      value,
      definition: `${part.label} ÷ ${whole.label}，四舍五入。`,
      door: 'terms',
      terms: [
        moneyTerm('', part.label, part.amount, part.figure),
        moneyTerm('÷', whole.label, whole.amount, whole.figure),
      ],
      records: [],
    },
  ]
}

/** Of every 100 yuan planned, in words that people use. */
function ofHundred(overview: Overview): Fact[] {
  const total = sumOf(overview, any)
  if (total === null || total <= 0) return []
  return KINDS.flatMap((kind) => {
    const amount = sumOf(overview, (group) => group.kind === kind)
    if (amount === null) return []
    const value = percentOf(amount, total)
    return [
      {
        key: `of-100.${kind}`,
        title: `每 100 元里打算用在${PLAIN_KINDS[kind]}的`,
        text: printRatio(value, 2),
        unit: '元',
        value,
        definition: `${PLAIN_KINDS[kind]} ÷ 收入总计 × 100，精确到分。`,
        door: 'terms' as const,
        terms: [
          moneyTerm('', PLAIN_KINDS[kind], amount, FIGURE_OF_KIND[kind]),
          moneyTerm('÷', '收入总计', total, TOTAL),
          { sign: '×' as const, label: '每 100 元', text: '100', unit: '元', figure: null },
        ],
        records: [],
      },
    ]
  })
}

/** This year against last: the base, the difference, the growth (domain rules of comparison). */
function comparisons(overview: Overview): Fact[] {
  return overview.priors.flatMap(({ measure, year, fen: base, basis }) => {
    const compared = COMPARED[measure]
    const now = compared && amountOfMeasure(overview, measure)
    if (!compared || now === null || now === undefined) return []
    const { label, figure } = compared
    const change = (now - base) as Fen
    const direction = change < 0 ? '减少' : '增加'
    const thisYear = (sign: FactTerm['sign']): FactTerm =>
      moneyTerm(sign, `${overview.year} 年${label}`, now, figure)
    const lastYear = (sign: FactTerm['sign']): FactTerm =>
      moneyTerm(sign, `${year} 年${label}`, base, `facts/prior.${measure}`)
    // a decrease is stated as an amount, too: the larger less the smaller
    const terms = change < 0 ? [lastYear(''), thisYear('−')] : [thisYear(''), lastYear('−')]
    const difference: Fact = {
      key: `change.${measure}`,
      title: `${label}比 ${year} 年${direction}`,
      text: printWan(Math.abs(change) as Fen),
      unit: '万元',
      value: wan(Math.abs(change) as Fen),
      definition: `${overview.year} 年与 ${year} 年的${label}相减。`,
      door: 'terms',
      terms,
      records: [],
    }
    const prior: Fact = {
      key: `prior.${measure}`,
      title: `${year} 年${label}`,
      text: printWan(base),
      unit: '万元',
      value: wan(base),
      definition: `${basis}。上年的预算还没有录入，这个数字由今年的说明推算。`,
      door: 'terms',
      terms: printedTerms(overview, measure, label, figure),
      records: [],
    }
    if (base <= 0) return [prior, difference]
    const growth = percentOf(Math.abs(change), base)
    return [
      prior,
      difference,
      {
        key: `growth.${measure}`,
        title: `${label}比 ${year} 年${change < 0 ? '下降' : '增长'}`,
        text: printRatio(growth, 0),
        unit: '%',
        value: growth,
        definition: `（${overview.year} 年 − ${year} 年）÷ ${year} 年，四舍五入到整数。`,
        door: 'terms',
        terms: [
          moneyTerm('', `比上年${direction}`, Math.abs(change) as Fen, `facts/change.${measure}`),
          moneyTerm('÷', `${year} 年${label}`, base, `facts/prior.${measure}`),
        ],
        records: [],
      },
    ]
  })
}

function amountOfMeasure(overview: Overview, measure: string): Fen | null {
  return measure === 'operating_costs'
    ? sumOf(overview, ({ kind, fund }) => kind === 'public' && /^0101/.test(fund))
    : sumOf(overview, any)
}

/** Last year's figure is what the document prints for this year less the difference it prints. */
function printedTerms(
  overview: Overview,
  measure: string,
  label: string,
  figure: string,
): FactTerm[] {
  const printedOf = (address: string): string | undefined =>
    overview.printed.find((printed) => printed.figure === address)?.printed
  const now = printedOf(figure)
  const change = printedOf(`facts/change.${measure}`)
  if (now === undefined || change === undefined) return []
  return [
    { sign: '', label: `原文：${overview.year} 年${label}`, text: now, unit: '万元', figure },
    {
      sign: '−',
      label: '原文：比上年增加',
      text: change,
      unit: '万元',
      figure: `facts/change.${measure}`,
    },
  ]
}

/** Records are described only when somebody opens the count. */
function countFact<Item>(
  key: string,
  title: string,
  unit: string,
  definition: string,
  items: readonly Item[],
  describe: (item: Item) => FactRecord,
): Fact {
  const count = items.length
  return {
    key,
    title,
    text: String(count),
    unit,
    value: ratio(count),
    definition,
    door: 'records',
    terms: [],
    get records() {
      return items.map(describe)
    },
  }
}

function recordOf(overview: Overview, indicator: Indicator, detail?: Message): FactRecord {
  const owner = overview.projects.find(({ code }) => code === indicator.project)?.name
  return {
    label: indicator.level3,
    detail: detail ?? [targetOf(indicator) ?? '没有写', owner ?? '整个部门'].join(' · '),
    address: `promises/${promiseKey(overview, indicator)}`,
  }
}

function counts(overview: Overview): Fact[] {
  const { indicators, projects } = overview
  const describe = (indicator: Indicator): FactRecord => recordOf(overview, indicator)
  const ofProjects = indicators.filter(({ project }) => project !== null)
  const common = mostCommonTarget(ofProjects)
  return [
    countFact('count.projects', '项目', '个', '一个项目算一个。', projects, ({ code, name }) => ({
      label: name,
      detail: code,
      address: `projects/${code}`,
    })),
    countFact(
      'count.promises',
      '目标',
      '项',
      '表12、表13 的三级指标，一项算一项。',
      indicators,
      describe,
    ),
    countFact(
      'count.promises.department',
      '整个部门的目标',
      '项',
      '表12 的三级指标，一项算一项。',
      indicators.filter(({ project }) => project === null),
      describe,
    ),
    countFact(
      'count.promises.projects',
      '各项目的目标',
      '项',
      '表13 的三级指标，一项算一项。',
      ofProjects,
      describe,
    ),
    ...(common
      ? [
          countFact(
            'count.same-target',
            `都写“${common}”的项目目标`,
            '项',
            `表13 里指标值正好是“${common}”的，一项算一项。`,
            ofProjects.filter((indicator) => targetOf(indicator) === common),
            describe,
          ),
        ]
      : []),
    ...projects.map(({ code, name }) =>
      countFact(
        `count.promises.${code}`,
        `${name}的目标`,
        '项',
        '表13 里这个项目的三级指标，一项算一项。',
        indicators.filter(({ project }) => project === code),
        describe,
      ),
    ),
  ]
}

/** The target that stands most often, if it stands at least three times. */
export function mostCommonTarget(indicators: readonly Indicator[]): string | undefined {
  const times = new Map<string, number>()
  for (const indicator of indicators) {
    const target = targetOf(indicator)
    if (target !== null) times.set(target, (times.get(target) ?? 0) + 1)
  }
  const [target, count = 0] = [...times].sort(([, a], [, b]) => b - a)[0] ?? []
  return count >= 3 ? target : undefined
}

/** What a promise has come to. Nothing is computed before records of the year exist. */
export const PROMISE_STATES = {
  computed: '由记录计算',
  manual: '人工填报',
  unmeasurable: '无法衡量',
  no_record: '尚无记录',
} as const
export type PromiseState = keyof typeof PROMISE_STATES

export function stateOf(
  overview: Overview,
  indicator: Indicator,
  findings: readonly PromiseFinding[],
): PromiseState {
  const owner = indicator.project ?? overview.department
  const blocks = findings.some(
    (finding) =>
      finding.owner === owner &&
      finding.number === indicator.number &&
      (finding.code === 'blank_target' || finding.code === 'zero_basis'),
  )
  return blocks ? 'unmeasurable' : 'no_record'
}

function promiseCounts(overview: Overview, findings: readonly PromiseFinding[]): Fact[] {
  const { indicators } = overview
  const describe = (finding: PromiseFinding): FactRecord => {
    const indicator = indicators.find(
      (known) => promiseKey(overview, known) === `${finding.owner}.${finding.number}`,
    )
    // every finding is about an indicator of this very list
    if (!indicator) throw new Error(`no indicator ${finding.owner}.${finding.number}`)
    return recordOf(overview, indicator, finding.message)
  }
  const faults = Object.keys(PROMISE_FAULTS) as PromiseFault[]
  const states = Object.keys(PROMISE_STATES) as PromiseState[]
  const definition = '按规则逐项检查，查出一处算一处；规则和每一处都列在这里。'
  const byState = Map.groupBy(indicators, (indicator) => stateOf(overview, indicator, findings))
  return [
    ...faults.map((code) =>
      countFact(
        `findings.${code}`,
        PROMISE_FAULTS[code],
        '项',
        definition,
        findings.filter((finding) => finding.code === code),
        describe,
      ),
    ),
    ...states.map((state) =>
      countFact(
        `state.${state}`,
        PROMISE_STATES[state],
        '项',
        STATE_WORDS[state],
        byState.get(state) ?? [],
        (indicator) => recordOf(overview, indicator),
      ),
    ),
    ...overview.projects.map(({ code, name }) =>
      countFact(
        `findings.project.${code}`,
        `${name}的目标有疑问的地方`,
        '处',
        definition,
        findings.filter((finding) => finding.owner === code),
        describe,
      ),
    ),
  ]
}

const STATE_WORDS: Readonly<Record<PromiseState, string>> = {
  computed: '由业务记录算出完成值的目标。业务记录还没有接入，所以现在是 0。',
  manual: '由人填报完成值的目标。还没有人填报，所以现在是 0。',
  unmeasurable: '没有写指标值，或分母为零：无论做得怎样都算不出来。',
  no_record: '能够衡量，但还没有可以用来计算的记录。',
}

/** People × rate × working days: the most that a daily allowance can come to. */
function limits(overview: Overview): Fact[] {
  const days = workingDaysOf(overview)
  const { workingMonths, year } = overview
  const facts: Fact[] = []
  for (const indicator of overview.indicators) {
    const limit = limitOf(overview, indicator)
    if (!limit || indicator.project === null || days === null) continue
    const code = indicator.project
    const promise = `promises/${promiseKey(overview, indicator)}`
    facts.push({
      key: `limit.${code}`,
      title: '全员全年出满勤最多能花',
      text: printYuan(limit.most),
      unit: '元',
      value: ratio(limit.most, 100),
      definition: '人数 × 每人每天的标准 × 全年工作日。',
      door: 'terms',
      terms: [
        { sign: '', label: '人数', text: String(limit.persons), unit: '人', figure: promise },
        { sign: '×', label: '每人每天', text: printYuan(limit.rate), unit: '元', figure: promise },
        {
          sign: '×',
          label: `${year} 年工作日`,
          text: String(limit.days),
          unit: '天',
          figure: 'facts/working-days',
        },
      ],
      records: [],
    })
    const stated = statedMost(limit)
    if (stated) {
      facts.push({
        key: `limit-stated.${code}`,
        title: '按目标写的天数能花',
        text: printYuan(stated.most),
        unit: '元',
        value: ratio(stated.most, 100),
        definition: '人数 × 每人每天的标准 × 目标写的每月天数 × 12 个月。',
        door: 'terms',
        terms: [
          { sign: '', label: '人数', text: String(limit.persons), unit: '人', figure: promise },
          {
            sign: '×',
            label: '每人每天',
            text: printYuan(limit.rate),
            unit: '元',
            figure: promise,
          },
          {
            sign: '×',
            label: '每月',
            text: String(stated.daysAMonth),
            unit: '天',
            figure: promise,
          },
          { sign: '×', label: '一年', text: '12', unit: '个月', figure: null },
        ],
        records: [],
      })
    }
    const gap = (limit.budget - limit.most) as Fen
    facts.push({
      key: `limit-gap.${code}`,
      title: gap > 0 ? '预算比最多能花的还多' : '预算比最多能花的少',
      text: printYuan(Math.abs(gap) as Fen),
      unit: '元',
      value: ratio(Math.abs(gap), 100),
      definition: '项目预算与全员全年出满勤最多能花的钱相减。',
      door: 'terms',
      terms: [
        {
          sign: '',
          label: gap > 0 ? '项目预算' : '最多能花',
          text: printYuan(gap > 0 ? limit.budget : limit.most),
          unit: '元',
          figure: gap > 0 ? `table-11/${code}/total` : `facts/limit.${code}`,
        },
        {
          sign: '−',
          label: gap > 0 ? '最多能花' : '项目预算',
          text: printYuan(gap > 0 ? limit.most : limit.budget),
          unit: '元',
          figure: gap > 0 ? `facts/limit.${code}` : `table-11/${code}/total`,
        },
      ],
      records: [],
    })
  }
  if (facts.length > 0 && days !== null && workingMonths) {
    facts.push({
      key: 'working-days',
      title: `${year} 年的工作日`,
      text: String(days),
      unit: '天',
      value: ratio(days),
      definition: `周一到周五，减去放假，加上调休上班；依据国务院办公厅关于 ${year} 年节假日安排的通知。`,
      door: 'terms',
      terms: workingMonths.map(({ month, days: count }, at) => ({
        sign: at === 0 ? '' : '+',
        label: `${month} 月`,
        text: String(count),
        unit: '天',
        figure: null,
      })),
      records: [],
    })
  }
  return facts
}

/** What a target says of money against the budget of its project. */
function gaps(overview: Overview, findings: readonly PromiseFinding[]): Fact[] {
  return findings.flatMap((finding) => {
    if (finding.code !== 'money_differs') return []
    const indicator = overview.indicators.find(
      ({ project, number }) => project === finding.owner && number === finding.number,
    )
    const budget = moneyOfProject(overview, finding.owner)
    const stated = indicator && moneyOf(indicator).find(({ fen }) => fen !== budget)
    if (!indicator || !stated || budget === null) return []
    const gap = (budget - stated.fen) as Fen
    const size = Math.abs(gap) as Fen
    const project: FactTerm = {
      sign: '',
      label: '项目预算',
      text: printYuan(budget),
      unit: '元',
      figure: `table-11/${finding.owner}/total`,
    }
    const target: FactTerm = {
      sign: '',
      label: `目标写的 ${stated.text}`,
      text: printYuan(stated.fen),
      unit: '元',
      figure: `promises/${promiseKey(overview, indicator)}`,
    }
    const [first, second] = gap > 0 ? [project, target] : [target, project]
    return [
      {
        key: `gap.${finding.owner}.${finding.number}`,
        title: `目标 ${finding.number}“${indicator.level3}”写的钱与项目预算相差`,
        text: printYuan(size),
        unit: '元',
        value: ratio(size, 100),
        definition: '大的减去小的。',
        door: 'terms' as const,
        terms: [first, { ...second, sign: '−' as const }],
        records: [],
      },
    ]
  })
}
