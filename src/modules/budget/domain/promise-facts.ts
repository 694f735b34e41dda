import {
  gapOf,
  type Limit,
  limitOf,
  type Message,
  PROMISE_FAULTS,
  type PromiseFault,
  type PromiseFinding,
  promiseKey,
  statedMost,
  workingDaysOf,
} from './check-promises.ts'
import {
  differenceOf,
  type Fact,
  type FactRecord,
  type FactTerm,
  moneyIn,
  moneyTerm,
} from './fact.ts'
import type { Indicator } from './indicator.ts'
import type { Overview } from './overview.ts'
import { ratio } from './ratio.ts'
import { targetOf } from './read-promise.ts'

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

/** Counts of promises, of what is wrong with them and of what they have come to; limits and gaps. */
export function promiseFacts(overview: Overview, findings: readonly PromiseFinding[]): Fact[] {
  return [
    ...counts(overview),
    ...findingCounts(overview, findings),
    ...limits(overview),
    ...gaps(overview),
  ]
}

function counts(overview: Overview): Fact[] {
  const { indicators, projects } = overview
  const describe = (indicator: Indicator): FactRecord => recordOf(overview, indicator)
  const byProject = Map.groupBy(indicators, ({ project }) => project)
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
      byProject.get(null) ?? [],
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
        byProject.get(code) ?? [],
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

/** @param own the findings about this promise alone */
export function stateOf(own: readonly PromiseFinding[]): PromiseState {
  const blocks = own.some(({ code }) => code === 'blank_target' || code === 'zero_basis')
  return blocks ? 'unmeasurable' : 'no_record'
}

/** What was found about each promise, by its key. */
export function byPromise(
  findings: readonly PromiseFinding[],
): ReadonlyMap<string, readonly PromiseFinding[]> {
  return Map.groupBy(findings, ({ promise }) => promise)
}

function findingCounts(overview: Overview, findings: readonly PromiseFinding[]): Fact[] {
  const { indicators } = overview
  const known = new Map(indicators.map((indicator) => [promiseKey(overview, indicator), indicator]))
  const describe = (finding: PromiseFinding): FactRecord => {
    const indicator = known.get(finding.promise)
    // every finding is about an indicator of this very list
    if (!indicator) throw new Error(`no indicator ${finding.promise}`)
    return recordOf(overview, indicator, finding.message)
  }
  const faults = Object.keys(PROMISE_FAULTS) as PromiseFault[]
  const states = Object.keys(PROMISE_STATES) as PromiseState[]
  const definition = '按规则逐项检查，查出一处算一处；规则和每一处都列在这里。'
  const own = byPromise(findings)
  const byState = Map.groupBy(known, ([key]) => stateOf(own.get(key) ?? []))
  const byCode = Map.groupBy(findings, ({ code }) => code)
  const byOwner = Map.groupBy(findings, ({ owner }) => owner)
  return [
    ...faults.map((code) =>
      countFact(
        `findings.${code}`,
        PROMISE_FAULTS[code],
        '项',
        definition,
        byCode.get(code) ?? [],
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
        ([, indicator]) => recordOf(overview, indicator),
      ),
    ),
    ...overview.projects.map(({ code, name }) =>
      countFact(
        `findings.project.${code}`,
        `${name}的目标有疑问的地方`,
        '处',
        definition,
        byOwner.get(code) ?? [],
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
  const facts = overview.indicators.flatMap((indicator) => {
    const limit = limitOf(overview, indicator)
    return limit ? limitFacts(overview, indicator, limit) : []
  })
  return facts.length === 0 ? [] : [...facts, ...workingDays(overview)]
}

function limitFacts(overview: Overview, indicator: Indicator, limit: Limit): Fact[] {
  const key = promiseKey(overview, indicator)
  const promise = `promises/${key}`
  const plain = (
    sign: '' | '×',
    label: string,
    text: number,
    unit: string,
    figure: string | null,
  ) => ({ sign, label, text: String(text), unit, figure }) satisfies FactTerm
  const persons = plain('', '人数', limit.persons, '人', promise)
  const rate = moneyTerm('×', { label: '每人每天', amount: limit.rate, figure: promise }, '元')
  const days = plain('×', `${overview.year} 年工作日`, limit.days, '天', 'facts/working-days')
  const most = { label: '最多能花', amount: limit.most, figure: `facts/limit.${key}` }
  const budget = {
    label: '项目预算',
    amount: limit.budget,
    figure: `table-11/${indicator.project}/total`,
  }
  const stated = statedMost(limit)
  return [
    {
      key: `limit.${key}`,
      title: '全员全年出满勤最多能花',
      ...moneyIn('元', limit.most),
      definition: '人数 × 每人每天的标准 × 全年工作日。',
      door: 'terms',
      terms: [persons, rate, days],
      records: [],
    },
    ...(stated
      ? [
          {
            key: `limit-stated.${key}`,
            title: '按目标写的天数能花',
            ...moneyIn('元', stated.most),
            definition: '人数 × 每人每天的标准 × 目标写的每月天数 × 12 个月。',
            door: 'terms' as const,
            terms: [
              persons,
              rate,
              plain('×', '每月', stated.daysAMonth, '天', promise),
              plain('×', '一年', 12, '个月', null),
            ],
            records: [],
          },
        ]
      : []),
    {
      key: `limit-gap.${key}`,
      title: limit.budget > limit.most ? '预算比最多能花的还多' : '预算比最多能花的少',
      ...differenceOf(budget, most, '元'),
      definition: '项目预算与全员全年出满勤最多能花的钱相减。',
      door: 'terms',
      records: [],
    },
  ]
}

function workingDays(overview: Overview): Fact[] {
  const days = workingDaysOf(overview)
  const { workingMonths, year } = overview
  if (days === null || !workingMonths) return []
  return [
    {
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
    },
  ]
}

/** What a target says of money against the budget of its project. */
function gaps(overview: Overview): Fact[] {
  return overview.indicators.flatMap((indicator): Fact[] => {
    const gap = gapOf(overview, indicator)
    if (!gap) return []
    const key = promiseKey(overview, indicator)
    const { stated, budget } = gap
    return [
      {
        key: `gap.${key}`,
        title: `目标 ${indicator.number}“${indicator.level3}”写的钱与项目预算相差`,
        ...differenceOf(
          { label: '项目预算', amount: budget, figure: `table-11/${indicator.project}/total` },
          { label: `目标写的 ${stated.text}`, amount: stated.fen, figure: `promises/${key}` },
          '元',
        ),
        definition: '大的减去小的。',
        door: 'terms',
        records: [],
      },
    ]
  })
}
