/** Numbers of the sentences, section by section. */

import type { Token } from './prose.ts'
import type { Disclosure } from './read-disclosure.ts'

/** Tokens of one section in order. */
export function sectionsOf(disclosure: Disclosure): Token[][] {
  const groups = Map.groupBy(disclosure.tokens, ({ passage }) => passage.section)
  return [...groups.values()].flatMap(inPieces)
}

/** Every number of the sentences, with its place among the numbers of its section. */
export function* tokensInSections(
  disclosure: Disclosure,
): Iterable<{ readonly token: Token; readonly at: number; readonly tokens: readonly Token[] }> {
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) yield { token, at, tokens }
  }
}

/** No section of a disclosure is so long; one that is must not cost the square of its length. */
const LONGEST_SECTION = 400

function inPieces(tokens: Token[]): Token[][] {
  if (tokens.length <= LONGEST_SECTION) return [tokens]
  const pieces: Token[][] = []
  for (let at = 0; at < tokens.length; at += LONGEST_SECTION) {
    pieces.push(tokens.slice(at, at + LONGEST_SECTION))
  }
  return pieces
}
