import type { Rule } from './rule.ts'
import { BOOKING_RULES } from './rules/booking.ts'
import { CHANGE_RULES } from './rules/changes.ts'
import { CODE_NAME_RULES } from './rules/code-names.ts'
import { COMPARISON_RULES } from './rules/comparisons.ts'
import { DEPARTMENT_AIM_RULES } from './rules/department-aims.ts'
import { EMPTY_TABLE_RULES } from './rules/empty-tables.ts'
import { HEADING_COMPARISON_RULES } from './rules/heading-comparisons.ts'
import { INDICATOR_RULES } from './rules/indicators.ts'
import { ITEM_RULES } from './rules/items.ts'
import { LIST_RULES } from './rules/lists.ts'
import { NAME_RULES } from './rules/names.ts'
import { PERCENT_RULES } from './rules/percents.ts'
import { FORM_RULES } from './rules/performance-forms.ts'
import { PROJECT_AMOUNT_RULES } from './rules/project-amounts.ts'
import { PROJECT_COUNT_RULES } from './rules/project-counts.ts'
import { PROJECT_RULES } from './rules/projects.ts'
import { PROSE_RULES } from './rules/prose.ts'
import { TWICE_RULES } from './rules/prose-twice.ts'
import { READING_RULES } from './rules/reading.ts'
import { REQUIRED_TABLE_RULES } from './rules/required-tables.ts'
import { SUM_RULES } from './rules/sums.ts'
import { COLUMN_RULES } from './rules/table-columns.ts'
import { TABLE_LINE_RULES } from './rules/table-lines.ts'
import { blankTemplateRule, TEMPLATE_RULES } from './rules/template.ts'
import { TITLE_RULES, titleDiffersRule } from './rules/titles.ts'
import { UNIT_COUNT_RULES } from './rules/unit-counts.ts'
import { UNIT_NATURE_RULES } from './rules/unit-nature.ts'
import { WORD_RULES } from './rules/words.ts'
import { headingYearRule, sentenceYearRule, titleYearRule, YEAR_RULES } from './rules/years.ts'

/** All rules in the order in which they are listed and reported. */
export const RULES: readonly Rule[] = [
  ...SUM_RULES,
  ...COLUMN_RULES,
  ...PROSE_RULES,
  ...PERCENT_RULES,
  ...COMPARISON_RULES,
  ...LIST_RULES,
  ...ITEM_RULES,
  sentenceYearRule,
  ...TWICE_RULES,
  ...CHANGE_RULES,
  ...CODE_NAME_RULES,
  ...UNIT_NATURE_RULES,
  ...BOOKING_RULES,
  ...TABLE_LINE_RULES,
  ...PROJECT_AMOUNT_RULES,
  ...INDICATOR_RULES,
  ...DEPARTMENT_AIM_RULES,
  ...PROJECT_RULES,
  ...FORM_RULES,
  ...PROJECT_COUNT_RULES,
  ...UNIT_COUNT_RULES,
  ...TEMPLATE_RULES,
  ...YEAR_RULES,
  ...NAME_RULES,
  ...WORD_RULES,
  ...REQUIRED_TABLE_RULES,
  titleDiffersRule,
  ...EMPTY_TABLE_RULES,
  titleYearRule,
  blankTemplateRule,
  ...READING_RULES,
  ...TITLE_RULES,
  headingYearRule,
  ...HEADING_COMPARISON_RULES,
]
