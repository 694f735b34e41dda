import type { County } from '../../../kernel/county.ts'
import type { Fen } from '../../../kernel/money.ts'
import type { UnitNature } from '../../classification/index.ts'
import type { Indicator } from './indicator.ts'
import type { LineKind } from './labels.ts'

/** One version of a department's budget as read from a folder, before anything is written. */
export interface BudgetDraft {
  readonly county: County
  readonly countyName: string
  readonly invented: boolean
  readonly department: string
  readonly year: number
  readonly sequence: number
  readonly expectedTotal: Fen
  readonly reason: string | null
  readonly paper: string | null
  readonly source: string
  readonly approved: DatedAct | null
  readonly published: DatedAct | null
  readonly units: readonly DraftUnit[]
  readonly projects: readonly DraftProject[]
  readonly lines: readonly DraftLine[]
  readonly duties: readonly { number: number; text: string; place: string | null }[]
  readonly tasks: readonly { number: number; name: string; content: string }[]
  readonly aims: readonly { number: number; project: string | null; text: string }[]
  readonly indicators: readonly DraftIndicator[]
  readonly links: readonly DraftLink[]
  readonly priorFigures: readonly { priorYear: number; measure: string; fen: Fen; basis: string }[]
}

/** An approval or a publication; the day is null where the source does not state it. */
export interface DatedAct {
  readonly on: Temporal.PlainDate | null
  readonly document: string | null
}

export interface DraftUnit {
  readonly row: number
  readonly code: string
  readonly parent: string | null
  readonly name: string
  readonly nature: UnitNature | null
}

export interface DraftProject {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly kind: 'other_running' | 'specific_target'
}

export interface DraftLine {
  readonly row: number
  readonly unit: string
  readonly kind: LineKind
  readonly project: string | null
  readonly function: string | null
  readonly deptEconomic: string | null
  readonly govEconomic: string | null
  readonly fund: string
  readonly originYear: number
  readonly fen: Fen
}

export interface DraftIndicator extends Indicator {
  readonly row: number
}

export interface DraftLink {
  readonly row: number
  readonly fromKind: 'duty' | 'task' | 'aim'
  readonly fromKey: string
  readonly toKind: 'task' | 'project'
  readonly toKey: string
  readonly inferred: boolean
  readonly basis: string
}
