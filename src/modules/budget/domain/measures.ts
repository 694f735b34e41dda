import { all, any, carried, isIn, not, type Predicate } from './predicate.ts'

/**
 * What budget tables count, each named once. Fund codes are those of data/classification income.csv;
 * kinds and classes follow the expenditure classification (政府收支分类科目).
 */

export const thisYear = not(carried)

// by fund: one of these for every line
/** 一般公共预算, with or without saying which part. */
export const general = isIn('fund', '0101', '010101', '010102')
/** 其中：财政拨款. */
export const generalFiscal = isIn('fund', '010101')
export const governmentFund = isIn('fund', '0102')
export const stateCapital = isIn('fund', '0103')
export const specialAccount = isIn('fund', '02')
/** 单位资金: business, operating, superior, subordinate, other income and surplus used. */
export const unitFunds = isIn('fund', '0301', '0302', '0303', '0304', '0305', '04')
/** 使用非财政拨款结余: this year's money that no row of table 1 names. */
export const surplusUsed = all(thisYear, isIn('fund', '04'))
/** 财政拨款: the three budgets of the treasury, without special account and own money. */
export const fiscal = any(general, governmentFund, stateCapital)

// by kind: one of these for every line
export const personnel = isIn('kind', 'personnel')
export const publicUse = isIn('kind', 'public')
export const otherRunning = isIn('kind', 'other_running')
export const specificTarget = isIn('kind', 'specific_target')
/** 年终结转结余: income of the year that is planned not to be spent. */
export const yearEndCarry = isIn('kind', 'year_end_carry')
export const expenditure = not(yearEndCarry)
/** 基本支出 = 人员经费 + 公用经费. */
export const basic = any(personnel, publicUse)
/** 项目支出 = 其他运转类 + 特定目标类. */
export const project = any(otherRunning, specificTarget)

// basic expenditure by what it buys: the four add up to it whatever code a line carries
/** 对个人和家庭的补助 (303). */
export const families = all(personnel, isIn('dept_class', '303'))
/** 工资福利支出 (301). */
export const wages = all(personnel, not(isIn('dept_class', '303')))
/** 资本性支出 (309, 310). */
export const capitalSpending = all(publicUse, isIn('dept_class', '309', '310'))
/** 商品和服务支出 (302). */
export const goods = all(publicUse, not(isIn('dept_class', '309', '310')))

// 三公经费: four items of the department economic class (部门预算支出经济分类)
export const abroad = isIn('dept_economic', '30212')
export const vehiclePurchase = isIn('dept_economic', '31013')
export const vehicleRunning = isIn('dept_economic', '30231')
export const vehicles = any(vehiclePurchase, vehicleRunning)
export const reception = isIn('dept_economic', '30217')
export const threePublic = any(abroad, vehicles, reception)

export const incomeOf = {
  general: all(thisYear, general),
  general_fiscal: all(thisYear, generalFiscal),
  fund: all(thisYear, governmentFund),
  capital: all(thisYear, stateCapital),
  special_account: all(thisYear, specialAccount),
  business: all(thisYear, isIn('fund', '0301')),
  operating: all(thisYear, isIn('fund', '0302')),
  superior: all(thisYear, isIn('fund', '0303')),
  subordinate: all(thisYear, isIn('fund', '0304')),
  other: all(thisYear, isIn('fund', '0305')),
} as const satisfies Record<string, Predicate>

export const carryOf = {
  general: all(carried, general),
  fund: all(carried, governmentFund),
  capital: all(carried, stateCapital),
  special_account: all(carried, specialAccount),
  unit_funds: all(carried, unitFunds),
} as const satisfies Record<string, Predicate>
