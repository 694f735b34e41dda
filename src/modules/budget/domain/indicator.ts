/** A promise that can be measured: operator, target and unit as published, blank where none is. */
export interface Indicator {
  /** null: the whole department (table 12). */
  readonly project: string | null
  readonly number: number
  readonly level1: string
  readonly level2: string | null
  readonly level3: string
  readonly operator: string | null
  readonly target: string | null
  readonly unit: string | null
  readonly note: string | null
}
