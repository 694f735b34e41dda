import { fold, isOrigin, type PlaceInDocument } from './document.ts'
import type { Disclosure } from './read-disclosure.ts'
import { placeInPassage, placeOfCell, placeOfParagraph } from './rule.ts'
import type { Passage } from './sections.ts'

export interface Hit {
  readonly place: PlaceInDocument
  readonly text: string
  /** What follows in the same clause or the next. */
  readonly after: string
}

export function searchPassages(passages: readonly Passage[], pattern: RegExp): Hit[] {
  return passages.flatMap((passage) =>
    [...passage.text.matchAll(pattern)].map((match) => ({
      place: placeInPassage(
        passage,
        match.index,
        passage.text.slice(Math.max(0, match.index - 12), match.index + match[0].length + 8),
      ),
      text: match[0],
      after: passage.text.slice(match.index + match[0].length, match.index + match[0].length + 24),
    })),
  )
}

/** Every text of the document with its place: paragraphs of all parts, and cells. */
export function textsOf(
  disclosure: Disclosure,
): readonly { text: string; place: () => PlaceInDocument }[] {
  const texts: { text: string; place: () => PlaceInDocument }[] = disclosure.framed.paragraphs.map(
    (paragraph) => ({ text: fold(paragraph.text), place: () => placeOfParagraph(paragraph) }),
  )
  for (const { table } of disclosure.tables) {
    for (const [row, slots] of table.grid.entries()) {
      for (const [column, cell] of slots.entries()) {
        if (!isOrigin(cell, row, column) || cell.text.length < 2 || /^[-\d.,]+$/.test(cell.text))
          continue
        texts.push({ text: fold(cell.text), place: () => placeOfCell(table, cell) })
      }
    }
  }
  return texts
}
