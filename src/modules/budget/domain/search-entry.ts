/** In the order in which a page lists what it found. */
export const SEARCH_KINDS = ['project', 'figure', 'code', 'indicator'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

/** What the search box finds: a place inside an edition, and the words that lead there. */
export interface SearchEntry {
  readonly kind: SearchKind
  /** Address inside the edition: `table-3/total/project`, `projects/CODE`. */
  readonly address: string
  readonly label: string
  readonly detail: string
  /** As it is printed; null: no figure. */
  readonly amount: string | null
  /** Folded, one a line. */
  readonly words: string
}

/** What an entry is found by, each given whole: a name, a code, a spelling. */
export function searchWords(texts: readonly string[]): string {
  return joinFolded(texts.map(foldText))
}

/** The same of texts that are folded already: folding is what takes the time. */
export function joinFolded(folded: readonly string[]): string {
  return [...new Set(folded)].filter((line) => line !== '').join('\n')
}

/**
 * The form in which texts are compared: letters and digits only, since a person who looks for
 * 三公经费 does not type the quotation marks of “三公”经费. Nothing of it is a wildcard to SQL.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
