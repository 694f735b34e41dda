/**
 * What a reader of the published document wrote down beside its ledger (`document/` in a budget's
 * folder): a reading, not a part of the frozen budget.
 */
export interface DocumentDraft {
  readonly parts: readonly DocumentPart[]
  readonly printed: readonly PrintedFigure[]
  readonly answers: readonly SystemAnswer[]
  readonly measures: readonly MeasureOfIndicator[]
  readonly contacts: readonly Contact[]
}

/** A part that is no table, project or indicator: `statement.10.2`. */
export interface DocumentPart {
  readonly key: string
  readonly place: string
  readonly title: string
  readonly summary: string
  /** Addresses inside the edition, or `system:4`. */
  readonly answers: readonly string[]
}

/** A figure as the document prints it. */
export interface PrintedFigure {
  /** Address inside the edition: `table-4/expenditure.year/total`, `facts/share.basic`. */
  readonly figure: string
  readonly printed: string
  readonly place: string
  /** Why it cannot equal the ledger, where the reader knows. */
  readonly note: string | null
}

export interface SystemAnswer {
  /** `duty:6`, `task:1`, `aim:2`. */
  readonly item: string
  readonly system: number
  readonly basis: string
}

export interface MeasureOfIndicator {
  /** '' : the whole department; else a project. */
  readonly owner: string
  readonly number: number
  /** A key of data/measures.csv. */
  readonly measure: string
}

export interface Contact {
  readonly unit: string
  readonly office: string
  readonly telephone: string | null
  readonly source: string
}
