import { html } from 'hono/html'
import { type Fen, printWan } from '../../../kernel/money.ts'
import { figureLink, type Html } from '../../../platform/page/index.ts'
import type { PrintedFigure } from '../domain/document-draft.ts'
import { type Difference, isOfTable } from '../domain/list-differences.ts'

/** A cell of a table as it stands on a page. */
export interface CellView {
  readonly words: Html | string
  /** The published document says otherwise than the ledger. */
  readonly differs: boolean
}

export type ViewCell = (rowKey: string, columnKey: string, amount: Fen | null) => CellView

/** Where a figure of the table opens. */
export type HrefOf = (rowKey: string, columnKey: string) => string

/** What a document prints in one table, by `row/column`; null: that table has not been read. */
export type PrintedCells = ReadonlyMap<string, readonly PrintedFigure[]> | null

/**
 * Also a table that the document leaves without any amount is read: its sentence stands among the
 * printed figures.
 */
export function printedCellsOf(printed: readonly PrintedFigure[], table: number): PrintedCells {
  const cells = new Map<string, PrintedFigure[]>()
  const prefix = `table-${table}/`
  for (const figure of printed) {
    if (!figure.figure.startsWith(prefix) || !isOfTable(figure.place)) continue
    const key = figure.figure.slice(prefix.length)
    cells.set(key, [...(cells.get(key) ?? []), figure])
  }
  return cells.size === 0 ? null : cells
}

/** What differs in a table, by `row/column`. */
export type Marks = ReadonlyMap<string, Difference>

export function marksOf(differences: readonly Difference[]): Marks {
  return new Map(
    differences.map((difference) => [difference.figure.replace(/^table-\d+\//, ''), difference]),
  )
}

/** 按账: the ledger's amounts; one that is printed otherwise bears the mark. */
export function ledgerCells(hrefOf: HrefOf, marks: Marks): ViewCell {
  return (rowKey, columnKey, amount) => {
    const href = hrefOf(rowKey, columnKey)
    const words = amount === null ? '' : figureLink(href, printWan(amount))
    const mark = marks.get(`${rowKey}/${columnKey}`)
    if (!mark) return { words, differs: false }
    const other = `原文 ${mark.printed}`
    const beside =
      amount === null
        ? html`<a class="sub" href="${href}">${other}</a>`
        : html`<span class="sub">${other}</span>`
    return { words: html`${words}${beside}`, differs: true }
  }
}

/** 原文: what the document prints; one that the ledger does not give bears the mark. */
export function printedCells(hrefOf: HrefOf, marks: Marks, printed: PrintedCells): ViewCell {
  return (rowKey, columnKey) => {
    const key = `${rowKey}/${columnKey}`
    const href = hrefOf(rowKey, columnKey)
    const figures = printed?.get(key) ?? []
    const texts = new Set(figures.map((figure) => figure.printed).filter((text) => text !== '无'))
    const words = [...texts].map((text) => figureLink(href, text))
    const mark = marks.get(key)
    if (!mark) return { words: html`${words}`, differs: false }
    return {
      words: html`${words}<a class="sub" href="${href}">账上 ${mark.ledger}</a>`,
      differs: true,
    }
  }
}
