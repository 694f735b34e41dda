import type { Rule } from './rule.ts'
import { CHANGE_RULES } from './rules/changes.ts'
import { CODE_RULES } from './rules/codes.ts'
import { COMPARISON_RULES } from './rules/comparisons.ts'
import { CONTENTS_RULES } from './rules/contents.ts'
import { COUNT_RULES } from './rules/counts.ts'
import { ITEM_RULES } from './rules/items.ts'
import { LIST_RULES } from './rules/lists.ts'
import { PART_RULES } from './rules/parts.ts'
import { PERCENT_RULES } from './rules/percents.ts'
import { FORM_RULES } from './rules/performance-forms.ts'
import { PROSE_RULES } from './rules/prose.ts'
import { TWICE_RULES } from './rules/prose-twice.ts'
import { SUM_RULES } from './rules/sums.ts'
import { COLUMN_RULES } from './rules/table-columns.ts'
import { TARGET_RULES } from './rules/targets.ts'
import { TEXT_RULES } from './rules/text.ts'

/** All rules in the order in which they are listed and reported. */
export const RULES: readonly Rule[] = [
  ...SUM_RULES,
  ...COLUMN_RULES,
  ...PROSE_RULES,
  ...PERCENT_RULES,
  ...COMPARISON_RULES,
  ...LIST_RULES,
  ...ITEM_RULES,
  ...TWICE_RULES,
  ...CHANGE_RULES,
  ...CODE_RULES,
  ...TARGET_RULES,
  ...FORM_RULES,
  ...COUNT_RULES,
  ...TEXT_RULES,
  ...PART_RULES,
  ...CONTENTS_RULES,
]
