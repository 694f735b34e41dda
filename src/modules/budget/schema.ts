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

interface BudgetAnswer {
  basis: string
  county: number
  department: string
  frozen: boolean
  item: string
  published: boolean
  sequence: number
  system: number
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

interface BudgetContact {
  county: number
  department: string
  frozen: boolean
  office: string
  published: boolean
  sequence: number
  source: string
  telephone: string | null
  unit: string
  year: number
}

interface BudgetDocument {
  content_hash: string
  county: number
  department: string
  frozen: boolean
  published: boolean
  recorded_at: Temporal.Instant
  sequence: number
  year: number
}

interface BudgetDocumentPart {
  answers: string
  county: number
  department: string
  frozen: boolean
  key: string
  number: number
  place: string
  published: boolean
  sequence: number
  summary: string
  title: string
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

interface BudgetIndicatorMeasure {
  county: number
  department: string
  frozen: boolean
  measure: string
  number: number
  owner: string
  published: boolean
  sequence: number
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

interface BudgetPrintedFigure {
  county: number
  department: string
  figure: string
  frozen: boolean
  note: string | null
  number: number
  place: string
  printed: string
  published: boolean
  sequence: number
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

interface BudgetSearchEntry {
  address: string
  amount: string | null
  county: number
  department: string
  detail: string
  edition: number
  frozen: boolean
  kind: string
  label: string
  number: number
  published: boolean
  sequence: number
  words: string
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

interface BudgetWithdrawal {
  county: number
  department: string
  frozen: boolean
  number: number
  published: boolean
  reason: string
  recorded_at: Temporal.Instant
  sequence: number
  withdrawn_on: Temporal.PlainDate
  year: number
}

declare module '../../platform/db/database.ts' {
  interface Database {
    'budget.aim': BudgetAim
    'budget.answer': BudgetAnswer
    'budget.approval': BudgetApproval
    'budget.contact': BudgetContact
    'budget.document': BudgetDocument
    'budget.document_part': BudgetDocumentPart
    'budget.duty': BudgetDuty
    'budget.edition': BudgetEdition
    'budget.indicator': BudgetIndicator
    'budget.indicator_measure': BudgetIndicatorMeasure
    'budget.line': BudgetLine
    'budget.link': BudgetLink
    'budget.printed_figure': BudgetPrintedFigure
    'budget.prior_figure': BudgetPriorFigure
    'budget.project': BudgetProject
    'budget.search_entry': BudgetSearchEntry
    'budget.task': BudgetTask
    'budget.unit': BudgetUnit
    'budget.version': BudgetVersion
    'budget.withdrawal': BudgetWithdrawal
  }
}

export {}
