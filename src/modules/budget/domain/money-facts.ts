import { type Fen, fen } from '../../../kernel/money.ts'
import { differenceOf, type Fact, type FactTerm, moneyIn, moneyTerm } from './fact.ts'
import {
  basic,
  expenditure,
  general,
  personnel,
  project,
  publicUse,
  surplusUsed,
} from './measures.ts'
import { moneyByProject, type Overview, sumOf } from './overview.ts'
import { all, carried, everyLine, isIn, type Predicate } from './predicate.ts'
import { percentOf, printPartition, printRatio, ratio } from './ratio.ts'

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
const COMPARED: Readonly<
  Record<string, { readonly label: string; readonly figure: string; readonly when: Predicate }>
> = {
  total: { label: '收入总计', figure: TOTAL, when: everyLine },
  operating_costs: {
    label: '机构运行经费',
    figure: 'table-6/total/public',
    when: all(general, publicUse),
  },
}

/** This year's figures that are compared with last year's. */
export const COMPARED_FIGURES = Object.values(COMPARED).map(({ figure }) => figure)

/** Sums, shares and differences of one budget: facts of its money. */
export function moneyFacts(overview: Overview): Fact[] {
  return [...sums(overview), ...shares(overview), ...ofHundred(overview), ...comparisons(overview)]
}

/** The address of what one kind's basic money buys, and of its fact. */
export function useFigure(kind: string, deptEconomic: string): string {
  return `facts/use.${kind}.${deptEconomic}`
}

function sums(overview: Overview): Fact[] {
  const uses = new Map<string, readonly [string, string]>()
  for (const { kind, deptEconomic } of overview.groups) {
    if (deptEconomic !== null) uses.set(`use.${kind}.${deptEconomic}`, [kind, deptEconomic])
  }
  return [
    ...linesFact(overview, 'sum.personnel', '人员经费（工资和保险）', personnel),
    ...linesFact(overview, 'sum.public', '公用经费（办公）', publicUse),
    ...linesFact(overview, 'sum.surplus_used', '使用非财政拨款结余', surplusUsed),
    ...[...uses].flatMap(([key, [kind, code]]) =>
      linesFact(
        overview,
        key,
        overview.economicNames.get(code) ?? code,
        all(isIn('kind', kind), isIn('dept_economic', code)),
      ),
    ),
  ]
}

/** One predicate gives the sum and, on its page, the lines that add up to it. */
function linesFact(overview: Overview, key: string, title: string, when: Predicate): Fact[] {
  const amount = sumOf(overview, when)
  if (amount === null) return []
  return [
    {
      key,
      title,
      ...moneyIn('万元', amount),
      definition: '下面各笔账目相加。',
      door: 'lines',
      when,
      terms: [],
      records: [],
    },
  ]
}

/** An amount and where it opens; null: the budget has none. */
interface Amount {
  readonly label: string
  readonly amount: Fen | null
  readonly figure: string
}

interface Part extends Amount {
  readonly key: string
  readonly title: string
}

/**
 * The shares that parts have in a whole. Those of a partition are printed with as many decimals as
 * let them add up to 100, any other with one.
 */
function shareFacts(whole: Amount, parts: readonly Part[], isPartition: boolean): Fact[] {
  const { amount: total } = whole
  if (total === null || total <= 0) return []
  const present = parts.flatMap((part) =>
    part.amount === null ? [] : [{ ...part, amount: part.amount }],
  )
  const values = present.map(({ amount }) => percentOf(amount, total))
  const texts = isPartition ? printPartition(values) : values.map((value) => printRatio(value, 1))
  return present.map((part, at) => ({
    key: part.key,
    title: part.title,
    text: texts[at] ?? '',
    unit: '%',
    value: values[at] ?? ratio(0),
    definition: `${part.label} ÷ ${whole.label}，四舍五入。`,
    door: 'terms',
    terms: [moneyTerm('', part), moneyTerm('÷', { ...whole, amount: total })],
    records: [],
  }))
}

function shares(overview: Overview): Fact[] {
  const amount = (label: string, when: Predicate, figure: string): Amount => ({
    label,
    amount: sumOf(overview, when),
    figure,
  })
  const ofBasic = amount('基本支出', basic, BASIC)
  const ofProject = amount('项目支出', project, PROJECT)
  const ofPersonnel = amount('人员经费', personnel, FIGURE_OF_KIND.personnel)
  const ofPublic = amount('公用经费', publicUse, FIGURE_OF_KIND.public)
  const money = moneyByProject(overview)
  const part = (key: string, title: string, of: Amount): Part => ({ key, title, ...of })
  return [
    ...shareFacts(
      amount('支出', expenditure, EXPENDITURE),
      [
        part('share.basic', '基本支出占支出的比例', ofBasic),
        part('share.project', '项目支出占支出的比例', ofProject),
      ],
      true,
    ),
    ...shareFacts(
      ofBasic,
      [
        part('share.personnel', '人员经费占基本支出的比例', ofPersonnel),
        part('share.public', '公用经费占基本支出的比例', ofPublic),
      ],
      true,
    ),
    ...shareFacts(
      amount('收入总计', everyLine, TOTAL),
      [part('share.carried', '上年结转占全部收入的比例', amount('上年结转', carried, CARRIED))],
      false,
    ),
    ...shareFacts(
      ofProject,
      overview.projects.map(({ code, name }) => ({
        key: `share.project.${code}`,
        title: `${name}占项目支出的比例`,
        label: name,
        amount: money.get(code) ?? null,
        figure: `table-11/${code}/total`,
      })),
      false,
    ),
  ]
}

/** Of every 100 yuan planned, in words that people use. */
function ofHundred(overview: Overview): Fact[] {
  const total = sumOf(overview, everyLine)
  if (total === null || total <= 0) return []
  return KINDS.flatMap((kind): Fact[] => {
    const amount = sumOf(overview, isIn('kind', kind))
    if (amount === null) return []
    const label = PLAIN_KINDS[kind]
    const value = percentOf(amount, total)
    return [
      {
        key: `of-100.${kind}`,
        title: `每 100 元里打算用在${label}的`,
        text: printRatio(value, 2),
        unit: '元',
        value,
        definition: `${label} ÷ 收入总计 × 100，精确到分。`,
        door: 'terms',
        terms: [
          moneyTerm('', { label, amount, figure: FIGURE_OF_KIND[kind] }),
          moneyTerm('÷', { label: '收入总计', amount: total, figure: TOTAL }),
          { sign: '×', label: '每 100 元', text: '100', unit: '元', figure: null },
        ],
        records: [],
      },
    ]
  })
}

/** This year against last: the base, the difference, the growth (domain rules of comparison). */
function comparisons(overview: Overview): Fact[] {
  return overview.priors.flatMap(({ measure, year, fen: base, basis }): Fact[] => {
    const compared = COMPARED[measure]
    const now = compared ? sumOf(overview, compared.when) : null
    if (!compared || now === null) return []
    const { label, figure } = compared
    const isLess = now < base
    const change = fen(Math.abs(now - base))
    const ofNow = { label: `${overview.year} 年${label}`, amount: now, figure }
    const ofBase = { label: `${year} 年${label}`, amount: base, figure: `facts/prior.${measure}` }
    const prior: Fact = {
      key: `prior.${measure}`,
      title: `${year} 年${label}`,
      ...moneyIn('万元', base),
      definition: `${basis}。上年的预算还没有录入，这个数字由今年的说明推算。`,
      door: 'terms',
      terms: printedTerms(overview, measure, { label: ofNow.label, figure, isLess }),
      records: [],
    }
    const difference: Fact = {
      key: `change.${measure}`,
      title: `${label}比 ${year} 年${isLess ? '减少' : '增加'}`,
      ...differenceOf(ofNow, ofBase),
      definition: `${overview.year} 年与 ${year} 年的${label}相减。`,
      door: 'terms',
      records: [],
    }
    if (base <= 0) return [prior, difference]
    const growth = percentOf(change, base)
    return [
      prior,
      difference,
      {
        key: `growth.${measure}`,
        title: `${label}比 ${year} 年${isLess ? '下降' : '增长'}`,
        text: printRatio(growth, 0),
        unit: '%',
        value: growth,
        definition: `（${overview.year} 年 − ${year} 年）÷ ${year} 年，四舍五入到整数。`,
        door: 'terms',
        terms: [
          moneyTerm('', {
            label: `比上年${isLess ? '减少' : '增加'}`,
            amount: change,
            figure: `facts/change.${measure}`,
          }),
          moneyTerm('÷', ofBase),
        ],
        records: [],
      },
    ]
  })
}

/** Last year's figure is what the document prints for this year, less or with the difference it prints. */
function printedTerms(
  overview: Overview,
  measure: string,
  now: { readonly label: string; readonly figure: string; readonly isLess: boolean },
): FactTerm[] {
  const change = `facts/change.${measure}`
  const printedOf = (address: string): string | undefined =>
    overview.printed.find((printed) => printed.figure === address)?.printed
  const [text, changeText] = [printedOf(now.figure), printedOf(change)]
  if (text === undefined || changeText === undefined) return []
  return [
    { sign: '', label: `原文：${now.label}`, text, unit: '万元', figure: now.figure },
    {
      sign: now.isLess ? '+' : '−',
      label: `原文：比上年${now.isLess ? '减少' : '增加'}`,
      text: changeText,
      unit: '万元',
      figure: change,
    },
  ]
}
