import { addFen, type Fen, fen as fenOf } from '../../../kernel/money.ts'
import type { PrintedFigure } from './document-draft.ts'
import type { Indicator } from './indicator.ts'
import type { LineKind } from './labels.ts'
import { fulfils, isIn, type Predicate } from './predicate.ts'

/**
 * One budget at a glance: what its plain-words page, its derived figures and its promises are made
 * of. The ledger is read once, grouped; every sum is added up from these groups in exact fen.
 */
export interface Overview {
  readonly year: number
  readonly department: string
  readonly departmentName: string
  readonly projects: readonly OverviewProject[]
  readonly economicNames: ReadonlyMap<string, string>
  readonly groups: readonly LineGroup[]
  readonly indicators: readonly Indicator[]
  readonly priors: readonly PriorFigure[]
  /** What the document prints of figures that no table holds, and of those that are compared. */
  readonly printed: readonly PrintedFigure[]
  /** How each indicator would be measured, by `owner.number`. */
  readonly measures: ReadonlyMap<string, IndicatorMeasure>
  /** Denominators of those measures that are nothing in this budget, by address. */
  readonly nothing: ReadonlySet<string>
  /** Working days of the year by month; null: the year's calendar is not known. */
  readonly workingMonths: readonly { readonly month: number; readonly days: number }[] | null
}

export interface OverviewProject {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly kind: 'other_running' | 'specific_target'
}

/** Lines of one kind, project or basic economic class, fund and origin together. */
export interface LineGroup {
  readonly kind: LineKind
  readonly project: string | null
  /** Of basic expenditure only. */
  readonly deptEconomic: string | null
  readonly fund: string
  readonly carried: boolean
  readonly fen: Fen
  readonly lines: number
}

export interface PriorFigure {
  readonly year: number
  readonly measure: string
  readonly fen: Fen
  readonly basis: string
}

/** How an indicator (绩效指标) would be measured: a rate where it has a denominator. */
export interface IndicatorMeasure {
  readonly key: string
  readonly name: string
  readonly unit: string | null
  readonly numerator: string
  readonly denominator: string | null
  /** Number of the system whose records it counts. */
  readonly system: number
  /** The denominator, where it is a figure of the budget itself: an address inside the edition. */
  readonly basisFigure: string | null
  readonly source: string
}

/**
 * Sum of the groups that a predicate takes; null where it takes none. A group knows its kind,
 * project, basic economic class, fund and origin: a predicate over anything else takes nothing.
 */
export function sumOf(overview: Overview, when: Predicate): Fen | null {
  const found = overview.groups.filter((group) => isTaken(group, when))
  return found.length === 0 ? null : addFen(found.map(({ fen }) => fen))
}

export function isTaken(group: LineGroup, when: Predicate): boolean {
  const { kind, project, deptEconomic, fund, carried } = group
  const unknown = { unit: null, function: null, gov_economic: null }
  return fulfils({ ...unknown, kind, project, dept_economic: deptEconomic, fund, carried }, when)
}

/** Money of one project over all its lines; null: it has none. */
export function moneyOfProject(overview: Overview, code: string): Fen | null {
  return sumOf(overview, isIn('project', code))
}

/** Money of each project that has any, over all its lines. */
export function moneyByProject({ groups }: Overview): ReadonlyMap<string, Fen> {
  const money = new Map<string, Fen>()
  for (const { project, fen } of groups) {
    if (project !== null) money.set(project, addFen([money.get(project) ?? fenOf(0), fen]))
  }
  return money
}
