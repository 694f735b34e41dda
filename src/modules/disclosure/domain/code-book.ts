/** What the rules ask of a classification; a door, so that the database behind it stays outside. */
export type CodeList = 'functional' | 'department_economic' | 'government_economic'

export type CodeAnswer =
  | { readonly state: 'in_force'; readonly name: string; readonly certain: boolean }
  | { readonly state: 'ended'; readonly name: string; readonly lastYear: number }
  | { readonly state: 'not_yet'; readonly name: string; readonly firstYear: number }
  | { readonly state: 'unknown' }
  /** The list of that year is not at hand. */
  | { readonly state: 'beyond' }

export interface NamedCode {
  readonly code: string
  readonly name: string
  /** The last year in which the code bore the name; null: it still does. */
  readonly lastYear: number | null
}

export interface CodeBook {
  readonly ask: (list: CodeList, code: string, year: number) => CodeAnswer
  /** All codes that ever bore the name, width-folded and without blanks. */
  readonly named: (list: CodeList, name: string) => readonly NamedCode[]
  /** Government economic codes of a department economic code, by the nature of the unit. */
  readonly government: (
    code: string,
    year: number,
  ) => { readonly organ: string | undefined; readonly institution: string | undefined } | undefined
}
