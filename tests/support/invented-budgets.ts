import type { BudgetFolder } from '../../src/modules/budget/index.ts'
import { changeFolder, smallBudget } from './demo-app.ts'

/** How a line of the large budget is classified; its amounts are in `amounts`. */
const CODES = {
  personnel: ['人员经费', '', '2010301', '30101', '50501', '010101', 2023],
  public: ['公用经费', '', '2010301', '30201', '50502', '010101', 2023],
  otherIncome: ['公用经费', '', '2010301', '30205', '50502', '0305', 2023],
  carried: ['公用经费', '', '2010301', '30211', '50502', '010101', 2022],
  kept: ['年终结转', '', '', '', '', '010101', 2023],
} as const

const PROJECTS = 45
const LINES_OF_FIRST_PROJECT = 230

/**
 * A department of four units and 45 projects: all kinds of money, money carried over and money
 * kept, more lines behind a figure than a page holds, less than the year before, one promise of each
 * fault, one project without promises and one without money.
 */
export function largeBudget(department: string): BudgetFolder {
  const units = ['001', '002', '003', '004'].map((end) => department + end)
  const code = (at: number): string => `4103242300000000${department}${String(at).padStart(2, '0')}`
  const lines: (readonly (string | number)[])[] = []
  for (const [at, unit] of units.entries()) {
    lines.push([unit, ...CODES.personnel, `${100_000 + at}.3${at}`])
    lines.push([unit, ...CODES.public, `${20_000 * (at + 1)}.05`])
  }
  lines.push([units[1] ?? '', ...CODES.otherIncome, '33333.33'])
  lines.push([units[2] ?? '', ...CODES.carried, '12345.67'])
  lines.push([units[3] ?? '', ...CODES.kept, '5000.00'])
  const spend = (at: number, amount: string): void => {
    const kind = at % 2 === 0 ? '其他运转类' : '特定目标类'
    const unit = units[at % units.length] ?? ''
    lines.push([unit, kind, code(at), '2010302', '30299', '50299', '010101', 2023, amount])
  }
  for (let at = 0; at < LINES_OF_FIRST_PROJECT; at++) spend(0, `${1_000 + at}.0${at % 10}`)
  // the last project has no money
  for (let at = 1; at < PROJECTS - 1; at++) spend(at, `${at * 1_111}.11`)

  const projects = Array.from({ length: PROJECTS }, (_, at) => [
    code(at),
    `第${at + 1}号示例项目`,
    units[at % units.length] ?? '',
    at % 2 === 0 ? '其他运转类' : '特定目标类',
  ])
  const promises: (readonly (string | number)[])[] = [
    [1, '', '产出指标', '', '办结率', '≥', '95', '%', ''],
    [2, '', '产出指标', '', '没有写的指标', '', '', '', ''],
    [1, code(0), '产出指标', '', '支付0.5万', '', '0.5', '万', ''],
    [2, code(0), '产出指标', '', '30名人员22个工作日每人每天补贴12.5元', '', '30', '人', ''],
    [3, code(0), '产出指标', '', '用餐满意度', '≥', '90', '%', ''],
    [4, code(0), '满意度指标', '', '按时支付', '≥', '90', '%', ''],
    [1, code(1), '成本指标', '', '成本', '≤', '40', '万元', ''],
    [2, code(1), '产出指标', '', '节约 5% 以上', '≥', '90', '%', '以 2022 年为 100% 计。'],
  ]
  // the one before the last has none
  for (let at = 2; at < PROJECTS - 2; at++) {
    promises.push([1, code(at), '产出指标', '数量', `第${at}项任务完成率`, '≥', '90', '%', ''])
    promises.push([2, code(at), '产出指标', '时效', `第${at}项任务天数`, '≤', '30', '天', ''])
  }
  const amounts = lines.map((line) => String(line.at(-1)))
  return changeFolder(smallBudget({ department, amounts }), {
    'units.csv': csv('code,parent,name,nature', [
      [department, '', `大部门${department}`, ''],
      ...units.map((unit, at) => [unit, department, `第${at + 1}事务所`, '事业单位']),
    ]),
    'projects.csv': csv('code,name,unit,kind', projects),
    'lines.csv': csv(
      'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan',
      lines,
    ),
    'indicators.csv': csv(
      'number,project,level1,level2,level3,operator,target,unit,note',
      promises,
    ),
    'prior-figures.csv': csv('year,measure,amount_yuan,basis', [
      [2022, 'total', '2999999.99', '测试用的上年数'],
      [2022, 'operating_costs', '0.00', '测试用的上年数'],
    ]),
  })
}

function csv(head: string, rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`
  return [head, ...rows.map((row) => row.map(cell).join(',')), ''].join('\n')
}
