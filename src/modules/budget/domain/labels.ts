/** The Chinese words of the budget: identifiers inside, these outside. */

export const LINE_KINDS = {
  personnel: '人员经费',
  public: '公用经费',
  other_running: '其他运转类',
  specific_target: '特定目标类',
  year_end_carry: '年终结转',
} as const
export type LineKind = keyof typeof LINE_KINDS

/** Kinds of income that a line may carry, by Yimen's code; the names that people may also write. */
export const FUNDS: Readonly<Record<string, string>> = {
  '0101': '一般公共预算',
  '010101': '财政拨款',
  '010102': '纳入预算管理的非税收入安排',
  '0102': '政府性基金预算',
  '0103': '国有资本经营预算',
  '02': '财政专户管理资金',
  '0301': '事业收入',
  '0302': '事业单位经营收入',
  '0303': '上级补助收入',
  '0304': '附属单位上缴收入',
  '0305': '其他收入',
  '04': '使用非财政拨款结余',
}

export const SIDES: Readonly<Record<string, string>> = { income: '收入', expenditure: '支出' }

export const NATURES = {
  organ: '行政单位',
  managed_as_organ: '参公单位',
  institution: '事业单位',
} as const

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** 1 → 一, 21 → 二十一, up to 99: the ordinals before a class in tables 1 and 4. */
export function chineseOrdinal(value: number): string {
  const tens = Math.floor(value / 10)
  const ones = DIGITS[value % 10] ?? ''
  if (tens === 0) return ones
  return `${tens === 1 ? '' : DIGITS[tens]}十${ones}`
}
