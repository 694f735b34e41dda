/** The tables whose rows belong to a version from its draft on and freeze with it. */
export const FREEZING_TABLES = [
  'budget.unit',
  'budget.project',
  'budget.line',
  'budget.duty',
  'budget.task',
  'budget.aim',
  'budget.indicator',
  'budget.link',
  'budget.prior_figure',
] as const
