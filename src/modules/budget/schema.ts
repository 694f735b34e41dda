// Generated from the live schema by scripts/generate-schemas.ts. Do not edit.
interface BudgetAim {
  county: number
  department: string
  frozen: boolean
  number: number
  project: string | null
  published: boolean
  sequence: number
  text: string
  year: number
}

interface BudgetApproval {
  approved_on: Temporal.PlainDate | null
  county: number
  department: string
  document: string | null
  frozen: boolean
  published: boolean
  recorded_at: Temporal.Instant
  sequence: number
  year: number
}

interface BudgetDuty {
  county: number
  department: string
  frozen: boolean
  number: number
  place: string | null
  published: boolean
  sequence: number
  text: string
  year: number
}

interface BudgetEdition {
  county: number
  department: string
  document: string | null
  frozen: boolean
  number: number
  published: boolean
  published_on: Temporal.PlainDate | null
  recorded_at: Temporal.Instant
  sequence: number
  year: number
}

interface BudgetIndicator {
  county: number
  department: string
  frozen: boolean
  level1: string
  level2: string | null
  level3: string
  note: string | null
  number: number
  operator: string | null
  owner: string
  project: string | null
  published: boolean
  sequence: number
  target: string | null
  unit: string | null
  year: number
}

interface BudgetLine {
  county: number
  department: string
  dept_economic: string | null
  fen: number
  frozen: boolean
  function: string | null
  fund: string
  gov_economic: string | null
  kind: string
  number: number
  origin_year: number
  phase: string
  project: string | null
  published: boolean
  sequence: number
  unit: string
  year: number
}

interface BudgetLink {
  basis: string
  county: number
  department: string
  from_key: string
  from_kind: string
  frozen: boolean
  inferred: boolean
  published: boolean
  sequence: number
  to_key: string
  to_kind: string
  year: number
}

interface BudgetPriorFigure {
  basis: string
  county: number
  department: string
  fen: number
  frozen: boolean
  measure: string
  prior_year: number
  published: boolean
  sequence: number
  year: number
}

interface BudgetProject {
  code: string
  county: number
  department: string
  frozen: boolean
  kind: string
  name: string
  published: boolean
  sequence: number
  unit: string
  year: number
}

interface BudgetTask {
  content: string
  county: number
  department: string
  frozen: boolean
  name: string
  number: number
  published: boolean
  sequence: number
  year: number
}

interface BudgetUnit {
  code: string
  county: number
  department: string
  frozen: boolean
  name: string
  nature: string | null
  parent: string | null
  published: boolean
  sequence: number
  year: number
}

interface BudgetVersion {
  content_hash: string
  county: number
  department: string
  expected_fen: number
  frozen: boolean
  loaded_at: Temporal.Instant
  paper: string | null
  published: boolean
  reason: string | null
  sequence: number
  source: string
  year: number
}

declare module '../../platform/db/database.ts' {
  interface Database {
    'budget.aim': BudgetAim
    'budget.approval': BudgetApproval
    'budget.duty': BudgetDuty
    'budget.edition': BudgetEdition
    'budget.indicator': BudgetIndicator
    'budget.line': BudgetLine
    'budget.link': BudgetLink
    'budget.prior_figure': BudgetPriorFigure
    'budget.project': BudgetProject
    'budget.task': BudgetTask
    'budget.unit': BudgetUnit
    'budget.version': BudgetVersion
  }
}

export {}
