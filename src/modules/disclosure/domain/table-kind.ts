import { fold } from './document.ts'

/** What a table of a disclosure is, whatever its number and wording. */
export type TableKind =
  | 'balance'
  | 'income'
  | 'spending'
  | 'fiscal_balance'
  | 'general_spending'
  | 'basic'
  | 'economic'
  | 'three_public'
  | 'fund_spending'
  | 'capital_spending'
  | 'projects'
  | 'procurement'
  | 'department_aims'
  | 'project_aims'
  | 'other'

export const TABLE_LABELS: Readonly<Record<TableKind, string>> = {
  balance: '收支总表',
  income: '收入总表',
  spending: '支出总表',
  fiscal_balance: '财政拨款收支总表',
  general_spending: '一般公共预算支出表',
  basic: '一般公共预算基本支出表',
  economic: '支出经济分类表',
  three_public: '“三公”经费表',
  fund_spending: '政府性基金预算支出表',
  capital_spending: '国有资本经营预算支出表',
  projects: '项目支出表',
  procurement: '政府采购预算表',
  department_aims: '整体绩效目标表',
  project_aims: '项目绩效目标表',
  other: '其他表',
}

/** In this order: a title may bear the words of several kinds. */
const TITLES: readonly (readonly [TableKind, RegExp])[] = [
  ['department_aims', /整体.{0,8}绩效|绩效.{0,6}整体/],
  ['project_aims', /项目.{0,10}绩效|绩效目标(申报)?表|绩效.{0,6}项目/],
  ['other', /绩效|自评|资产|债务|人员情况|编制|转移支付|购买服务/],
  ['three_public', /三公/],
  ['procurement', /政府采购/],
  ['basic', /基本支出/],
  ['economic', /(?:支出.{0,8}经济分类|经济分类.{0,8}(?:支出|汇总|情况|预算|表))(?!.*基本支出)/],
  ['fund_spending', /政府性?基金/],
  ['capital_spending', /国有资本/],
  ['fiscal_balance', /财政拨款.{0,4}(?:收支|收入支出).{0,10}(?:表|情况)/],
  ['projects', /项目支出及其他支出/],
  ['projects', /项目(?:支出|经费)?(?:预算|决算)?.{0,4}(?:表|明细|汇总|清单|情况)|重点项目/],
  ['general_spending', /一般公共预算.{0,8}支出|财政拨款支出/],
  ['balance', /收支|收入支出/],
  ['income', /收入/],
  ['spending', /支出/],
]

export function kindOfTitle(title: string): TableKind | undefined {
  const plain = fold(title)
  return TITLES.find(([, pattern]) => pattern.test(plain))?.[0]
}

/** The kind by the words of the heading alone, for a table whose title is lost. */
export function kindOfHeading(words: string): TableKind | undefined {
  const has = (...patterns: RegExp[]): boolean => patterns.every((pattern) => pattern.test(words))
  if (has(/成本指标|产出指标/, /项目名称|项目编码|资金总额/)) return 'project_aims'
  if (has(/一级指标/, /二级指标/)) return 'other'
  if (has(/出国/, /接待/)) return 'three_public'
  if (has(/项目名称/, /合计|金额|小计|总计/)) return 'projects'
  if (has(/收入/, /支出/, /政府性基金/) && !has(/科目编码/)) return 'fiscal_balance'
  if (has(/^收入.*支出/) || has(/收入.*项目.*支出.*项目/)) return 'balance'
  if (has(/人员经费/, /公用经费/) && !has(/项目支出/)) return 'basic'
  if (has(/基本支出/, /项目支出/)) return has(/一般公共预算/) ? 'general_spending' : 'spending'
  if (has(/事业收入/)) return 'income'
  return undefined
}

/** Tables of amounts. */
export const MONEY_TABLES = new Set<TableKind>([
  'balance',
  'income',
  'spending',
  'fiscal_balance',
  'general_spending',
  'basic',
  'economic',
  'three_public',
  'fund_spending',
  'capital_spending',
  'projects',
  'procurement',
])
