import {
  abroad,
  basic,
  capitalSpending,
  carryOf,
  expenditure,
  families,
  fiscal,
  general,
  generalFiscal,
  goods,
  governmentFund,
  incomeOf,
  otherRunning,
  personnel,
  project,
  publicUse,
  reception,
  specialAccount,
  specificTarget,
  stateCapital,
  thisYear,
  threePublic,
  unitFunds,
  vehiclePurchase,
  vehicleRunning,
  vehicles,
  wages,
  yearEndCarry,
} from './measures.ts'
import { all, carried, everyLine, type Predicate } from './predicate.ts'
import type {
  AmountColumn,
  Item,
  Section,
  TableDescription,
  TextColumn,
} from './table-description.ts'

/**
 * The thirteen tables of a department budget as a county of Henan publishes them. Tables 1-6, 8, 9,
 * 12 and 13 are required nationally, 7, 10 and 11 by the province (财预〔2016〕143号 and the
 * province's forms).
 */

const text = (key: string, label: string): TextColumn => ({ type: 'text', key, label })
const amount = (
  key: string,
  label: string,
  when: Predicate = everyLine,
  ...under: readonly string[]
): AmountColumn => ({ type: 'amount', key, label, when, under })
const item = (key: string, label: string, when: Predicate, code: string | null = key): Item => ({
  key,
  label,
  code,
  when,
})

const plain = { departmentRow: false, indicators: 'none', emptySentence: null } as const
const SIDES = [text('side', '收支'), text('item', '项目'), text('code', '科目编码')]

function expenditureSide(year: string, carry: string, total: string): Section[] {
  return [
    {
      rows: 'items',
      side: 'expenditure',
      items: [item('year', year, expenditure, null)],
    },
    {
      rows: 'groups',
      side: 'expenditure',
      by: ['function_class'],
      within: expenditure,
      complete: 'function_class',
    },
    {
      rows: 'items',
      side: 'expenditure',
      items: [
        { ...item('carry', carry, yearEndCarry, null), stated: true },
        item('total', total, everyLine, null),
      ],
    },
  ]
}

const BUDGET_INCOME = [
  item('0101', '一、一般公共预算', incomeOf.general),
  item('010101', '其中：财政拨款', incomeOf.general_fiscal),
  item('0102', '二、政府性基金预算拨款收入', incomeOf.fund),
  item('0103', '三、国有资本经营预算拨款收入', incomeOf.capital),
  item('02', '四、财政专户管理资金收入', incomeOf.special_account),
  item('0301', '五、事业收入', incomeOf.business),
  item('0302', '六、事业单位经营收入', incomeOf.operating),
  item('0303', '七、上级补助收入', incomeOf.superior),
  item('0304', '八、附属单位上缴收入', incomeOf.subordinate),
  item('0305', '九、其他收入', incomeOf.other),
  item('year', '本年收入合计', thisYear, null),
  item('05', '上年结转结余', carried),
  item('total', '收入总计', everyLine, null),
]

const FISCAL_INCOME = [
  item('year', '一、本年收入', thisYear, null),
  item('0101', '（一）一般公共预算拨款', incomeOf.general),
  item('010101', '其中：财政拨款', incomeOf.general_fiscal),
  item('0102', '（二）政府性基金预算拨款', incomeOf.fund),
  item('0103', '（三）国有资本经营预算拨款', incomeOf.capital),
  item('05', '二、上年结转', carried),
  item('0501', '（一）一般公共预算拨款', carryOf.general),
  item('0502', '（二）政府性基金预算拨款', carryOf.fund),
  item('0503', '（三）国有资本经营预算拨款', carryOf.capital),
  item('total', '收入合计', everyLine, null),
]

const YEAR = '本年收入'
const CARRY = '上年结转结余'
const GENERAL = '一般公共预算'

function byFunction(
  number: number,
  title: string,
  fund: Predicate,
  empty: string | null,
): TableDescription {
  return {
    number,
    title,
    scope: all(expenditure, fund),
    columns: [
      text('unit', '单位代码'),
      text('function', '科目编码'),
      text('name', '单位（科目名称）'),
      amount('total', '合计'),
      amount('basic', '小计', basic, '基本支出'),
      amount('wages', '工资福利支出', wages, '基本支出', '人员经费'),
      amount('families', '对个人和家庭的补助', families, '基本支出', '人员经费'),
      amount('goods', '商品和服务支出', goods, '基本支出', '公用经费'),
      amount('capital_spending', '资本性支出', capitalSpending, '基本支出', '公用经费'),
      amount('project', '小计', project, '项目支出'),
      amount('other_running', '其他运转类', otherRunning, '项目支出'),
      amount('specific_target', '特定目标类', specificTarget, '项目支出'),
    ],
    sections: [{ rows: 'groups', side: null, by: ['unit', 'function'], within: everyLine }],
    departmentRow: true,
    indicators: 'none',
    emptySentence: empty,
  }
}

const ECONOMIC = [
  text('dept_economic', '部门预算经济科目编码'),
  text('dept_name', '部门预算经济科目名称'),
  text('gov_economic', '政府预算经济科目编码'),
  text('gov_name', '政府预算经济科目名称'),
]
const BY_ECONOMIC: Section[] = [
  { rows: 'groups', side: null, by: ['dept_economic', 'gov_economic'], within: everyLine },
]

export const TABLES: readonly TableDescription[] = [
  {
    ...plain,
    number: 1,
    title: '部门收支预算表',
    scope: everyLine,
    columns: [...SIDES, amount('amount', '金额')],
    sections: [
      { rows: 'items', side: 'income', items: BUDGET_INCOME },
      ...expenditureSide('本年支出合计', '年终结转结余', '支出总计'),
    ],
  },
  {
    ...plain,
    number: 2,
    title: '部门收入预算表',
    scope: everyLine,
    columns: [
      text('code', '部门（单位）代码'),
      text('name', '部门（单位）名称'),
      amount('total', '总计'),
      amount('year_total', '合计', thisYear, YEAR),
      amount('general', '小计', incomeOf.general, YEAR, GENERAL),
      amount('general_fiscal', '其中：财政拨款', incomeOf.general_fiscal, YEAR, GENERAL),
      amount('fund', '政府性基金', incomeOf.fund, YEAR),
      amount('capital', '国有资本经营收入', incomeOf.capital, YEAR),
      amount('special_account', '财政专户管理资金收入', incomeOf.special_account, YEAR),
      amount('business', '事业收入', incomeOf.business, YEAR),
      amount('operating', '事业单位经营收入', incomeOf.operating, YEAR),
      amount('superior', '上级补助收入', incomeOf.superior, YEAR),
      amount('subordinate', '附属单位上缴收入', incomeOf.subordinate, YEAR),
      amount('other', '其他收入', incomeOf.other, YEAR),
      amount('carry_total', '合计', carried, CARRY),
      amount('carry_general', '一般公共预算', carryOf.general, CARRY),
      amount('carry_fund', '政府性基金', carryOf.fund, CARRY),
      amount('carry_capital', '国有资本经营预算', carryOf.capital, CARRY),
      amount('carry_special_account', '财政专户管理资金', carryOf.special_account, CARRY),
      amount('carry_unit_funds', '单位资金', carryOf.unit_funds, CARRY),
    ],
    sections: [{ rows: 'groups', side: null, by: ['unit'], within: everyLine }],
    departmentRow: true,
  },
  byFunction(3, '部门支出预算表', everyLine, null),
  {
    ...plain,
    number: 4,
    title: '财政拨款收支预算表',
    scope: fiscal,
    columns: [
      ...SIDES,

      amount('total', '合计'),
      amount('general', '小计', general, GENERAL),
      amount('general_fiscal', '其中：财政拨款', generalFiscal, GENERAL),
      amount('fund', '政府性基金预算', governmentFund),
      amount('capital', '国有资本经营预算', stateCapital),
    ],
    sections: [
      { rows: 'items', side: 'income', items: FISCAL_INCOME, only: ['total'] },
      ...expenditureSide('一、本年支出', '二、年终结转结余', '支出合计'),
    ],
  },
  byFunction(5, '一般公共预算支出预算表', general, null),
  {
    ...plain,
    number: 6,
    title: '一般公共预算基本支出预算表',
    scope: all(general, basic),
    columns: [
      ...ECONOMIC,

      amount('total', '合计'),
      amount('personnel', '人员经费', personnel),
      amount('public', '公用经费', publicUse),
    ],
    sections: BY_ECONOMIC,
  },
  {
    ...plain,
    number: 7,
    title: '支出经济分类汇总表',
    scope: expenditure,
    columns: [
      ...ECONOMIC,

      amount('total', '总计'),
      amount('general', '小计', incomeOf.general, GENERAL),
      amount('general_fiscal', '其中：财政拨款', incomeOf.general_fiscal, GENERAL),
      amount('fund', '政府性基金', incomeOf.fund),
      amount('capital', '国有资本经营预算', incomeOf.capital),
      amount('carry', '上年结转结余', carried),
      amount('special_account', '财政专户管理资金收入', incomeOf.special_account),
      amount('business', '事业收入', incomeOf.business),
      amount('superior', '上级补助收入', incomeOf.superior),
      amount('subordinate', '附属单位上缴收入', incomeOf.subordinate),
      amount('operating', '事业单位经营收入', incomeOf.operating),
      amount('other', '其他收入', incomeOf.other),
    ],
    sections: BY_ECONOMIC,
    departmentRow: true,
  },
  {
    ...plain,
    number: 8,
    title: '一般公共预算“三公”经费预算表',
    scope: all(expenditure, general, threePublic),
    columns: [
      amount('total', '“三公”经费合计'),
      amount('abroad', '因公出国（境）费', abroad),
      amount('vehicles', '小计', vehicles, '公务用车购置及运行费'),
      amount('vehicle_purchase', '公务用车购置费', vehiclePurchase, '公务用车购置及运行费'),
      amount('vehicle_running', '公务用车运行费', vehicleRunning, '公务用车购置及运行费'),
      amount('reception', '公务接待费', reception),
    ],
    sections: [{ rows: 'items', side: null, items: [item('total', '合计', everyLine, null)] }],
    emptySentence: '{year} 年没有用一般公共预算安排“三公”经费，所以表中没有数字。',
  },
  byFunction(
    9,
    '政府性基金预算支出预算表',
    governmentFund,
    '{year} 年没有用政府性基金预算安排支出，所以表中没有数字。',
  ),
  byFunction(
    10,
    '国有资本经营预算支出预算表',
    stateCapital,
    '{year} 年没有用国有资本经营预算安排支出，所以表中没有数字。',
  ),
  {
    ...plain,
    number: 11,
    title: '项目支出预算表',
    scope: project,
    columns: [
      text('kind', '类型'),
      text('project_code', '项目代码'),
      text('project', '项目名称'),
      text('unit', '项目单位'),

      amount('total', '合计'),
      amount('general', '一般公共预算', incomeOf.general, '本年拨款'),
      amount('fund', '政府性基金预算', incomeOf.fund, '本年拨款'),
      amount('capital', '国有资本经营预算', incomeOf.capital, '本年拨款'),
      amount('carry_general', '一般公共预算', carryOf.general, '财政拨款结转结余'),
      amount('carry_fund', '政府性基金预算', carryOf.fund, '财政拨款结转结余'),
      amount('carry_capital', '国有资本经营预算', carryOf.capital, '财政拨款结转结余'),
      amount('special_account', '财政专户管理资金', specialAccount),
      amount('unit_funds', '单位资金', unitFunds),
    ],
    sections: [{ rows: 'groups', side: null, by: ['project'], within: everyLine }],
    departmentRow: true,
    emptySentence: '{year} 年没有安排项目支出，所以表中没有数字。',
  },
  {
    ...plain,
    number: 12,
    title: '部门（单位）整体绩效目标表',
    scope: everyLine,
    columns: [
      text('level1', '一级指标'),
      text('level2', '二级指标'),
      text('level3', '三级指标'),
      text('operator', '符号'),
      text('target', '指标值'),
      text('unit', '单位'),
      text('note', '指标值说明'),
      { ...amount('amount', '预算金额'), aside: true },
    ],
    sections: [
      {
        rows: 'items',
        side: null,
        items: [
          item('budget', '部门预算总额', everyLine, null),
          item('fiscal', '政府预算资金', fiscal, null),
          item('special_account', '财政专户管理资金', specialAccount, null),
          item('unit_funds', '单位资金', unitFunds, null),
          item('basic', '基本支出', basic, null),
          item('project', '项目支出', project, null),
        ],
      },
    ],
    indicators: 'department',
  },
  {
    ...plain,
    number: 13,
    title: '部门预算项目绩效目标表',
    scope: project,
    columns: [
      text('project_code', '项目代码'),
      text('project', '项目名称'),
      amount('amount', '项目金额'),
      text('group', '指标类别'),
      text('name', '三级指标'),
      text('operator', '符号'),
      text('target', '指标值'),
      text('unit', '单位'),
    ],
    sections: [
      { rows: 'groups', side: null, by: ['project'], within: everyLine, complete: 'project' },
    ],
    indicators: 'projects',
    emptySentence: '{year} 年没有项目，所以没有项目绩效目标。',
  },
]

export function findTable(number: number): TableDescription | undefined {
  return TABLES.find((table) => table.number === number)
}
