import type { Level, ListName } from './domain/catalogue.ts'
import type { UnitNature } from './domain/look-up.ts'

/** Chinese for people; identifiers never reach them. */
export const LIST_LABELS: Readonly<Record<ListName | 'mapping', string>> = {
  functional: '支出功能分类',
  department_economic: '部门预算支出经济分类',
  government_economic: '政府预算支出经济分类',
  income: '收入分类',
  mapping: '部门与政府经济分类对应关系',
}

export const LEVEL_LABELS: Readonly<Record<Level, string>> = { 1: '类', 2: '款', 3: '项' }

export const NATURE_LABELS: Readonly<Record<UnitNature, string>> = {
  organ: '行政单位',
  managed_as_organ: '参公单位',
  institution: '事业单位',
}

/** `2024年1月1日`. */
export function printDay(day: Temporal.PlainDate): string {
  return `${day.year}年${day.month}月${day.day}日`
}
