import { type Fen, printWan } from '../../../kernel/money.ts'
import { comparePrinted, inWan } from './compare-printed.ts'
import type { PrintedFigure } from './document-draft.ts'
import type { Fact } from './fact.ts'

/** A figure that the published document prints otherwise than the ledger gives it. */
export interface Difference {
  /** Address inside the edition. */
  readonly figure: string
  readonly label: string
  /** The table in which it is printed; null: in the statement. */
  readonly table: number | null
  readonly printed: string
  readonly ledger: string
  readonly places: readonly string[]
  readonly note: string | null
}

/** A cell of a table with the words of its row and column; null: blank. */
export interface LabelledCell {
  readonly figure: string
  readonly table: number
  readonly label: string
  readonly amount: Fen | null
}

const BLANK = '空白'

/**
 * Every difference, in the order of the tables, then of the statement. A cell that the ledger fills
 * and a table that has been read leaves blank is one, too.
 *
 * @param cells every cell of every table, blank ones included
 */
export function listDifferences(
  cells: readonly LabelledCell[],
  facts: ReadonlyMap<string, Fact>,
  printed: readonly PrintedFigure[],
): Difference[] {
  const inTables = Map.groupBy(
    printed.filter(({ place }) => isOfTable(place)),
    ({ figure }) => figure,
  )
  const read = new Set([...inTables.keys()].map((figure) => figure.split('/')[0]))
  const amounts = new Map(cells.map((cell) => [cell.figure, cell]))
  const ofTables = cells.flatMap((cell) => {
    const figures = inTables.get(cell.figure) ?? []
    const ledger = cell.amount === null ? BLANK : printWan(cell.amount)
    const { figure, label, table, amount } = cell
    if (figures.length === 0) {
      const isLeftOut = amount !== null && amount !== 0 && read.has(figure.split('/')[0])
      return isLeftOut
        ? [{ figure, label, table, printed: BLANK, ledger, places: [], note: null }]
        : []
    }
    return differing(figures, inWan(amount), 2).map((found) => ({ ...found, label, table, ledger }))
  })
  const ofStatement = [
    ...Map.groupBy(
      printed.filter(({ place }) => !isOfTable(place)),
      ({ figure }) => figure,
    ),
  ].flatMap(([figure, figures]) => {
    const fact = figure.startsWith('facts/') ? facts.get(figure.slice('facts/'.length)) : undefined
    if (fact) {
      const decimals = fact.text.split('.')[1]?.length ?? 0
      const ledger = `${fact.text}${fact.unit === '%' ? '%' : ''}`
      const { title: label } = fact
      return differing(figures, fact.value, decimals).map((found) => ({
        ...found,
        label,
        table: null,
        ledger,
      }))
    }
    const cell = amounts.get(figure)
    if (!figure.startsWith('table-')) return []
    const ledger = cell?.amount === null || !cell ? BLANK : printWan(cell.amount)
    const label = cell?.label ?? figure
    return differing(figures, inWan(cell?.amount ?? null), 2).map((found) => ({
      ...found,
      label,
      table: null,
      ledger,
    }))
  })
  return [...ofTables, ...ofStatement]
}

/** One entry for each text that is printed, with all its places. */
function differing(
  figures: readonly PrintedFigure[],
  value: Parameters<typeof comparePrinted>[1],
  decimals: number,
): Pick<Difference, 'figure' | 'printed' | 'places' | 'note'>[] {
  const wrong = comparePrinted(figures, value, decimals).filter(
    ({ agreement }) => agreement === 'different',
  )
  return [...Map.groupBy(wrong, ({ printed }) => printed)].map(([printed, same]) => ({
    figure: same[0]?.figure ?? '',
    printed,
    places: same.map(({ place }) => place),
    note: same.find(({ note }) => note !== null)?.note ?? null,
  }))
}

/** A place in a table begins with its name; all others are prose. */
export function isOfTable(place: string): boolean {
  return place.startsWith('表')
}
