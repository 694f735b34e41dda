import { fold } from './document.ts'
import type { Table } from './frame-tables.ts'
import type { ReadSide } from './read-sides.ts'

/** 收入总计, 支出总计: with what was carried over. */
export const GRAND_TOTAL = /总计$/

/** 本年收入合计, 本年支出合计. */
export const YEAR_TOTAL =
  /^本年(?:收入|支出).{0,2}合计$|^(?:收入|支出)合计$|^本年(?:收入|支出)小计$|^合计$/

/** Rows beside those of the year: carried over, taken from savings, handed up. */
export const BESIDE_YEAR =
  /^(?:上年|年初|年末|年终|以前年度|动用|使用|用|结余分配|结转下年|上缴|单位上年|财政拨款.{0,3}结转|转入|其中)|结转|弥补收支/

/** Whether the rows are incomes or spending that add up to a total, not codes that contain others. */
export function isBalanceSide(table: Table, side: ReadSide): boolean {
  if (table.kind === 'balance' || table.kind === 'fiscal_balance') return true
  // two-sided fund tables of some provinces
  return side.rows.some(({ name }) =>
    /^(?:收入|支出)总计$|^本年(?:收入|支出)合计$/.test(fold(name)),
  )
}
