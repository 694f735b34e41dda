import { html } from 'hono/html'
import { type Fen, printWan } from '../../../kernel/money.ts'
import { figureLink, type Html } from '../../../platform/page/index.ts'
import { comparePrinted, inWan } from '../domain/compare-printed.ts'
import type { PrintedFigure } from '../domain/document-draft.ts'
import { isOfTable } from '../domain/list-differences.ts'

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

/** 按账: the ledger's amounts; one that is printed otherwise bears the mark. */
export function ledgerCells(hrefOf: HrefOf, printed: PrintedCells): ViewCell {
  return (rowKey, columnKey, amount) => {
    const other = otherPrinted(printed, rowKey, columnKey, amount)
    const words = amount === null ? '' : figureLink(hrefOf(rowKey, columnKey), printWan(amount))
    if (other === undefined) return { words, differs: false }
    return { words: html`${words}${mark(`原文 ${other || '空白'}`)}`, differs: true }
  }
}

/** 原文: what the document prints; one that the ledger does not give bears the mark. */
export function printedCells(hrefOf: HrefOf, printed: PrintedCells): ViewCell {
  return (rowKey, columnKey, amount) => {
    const texts = textsOf(printed, rowKey, columnKey)
    const href = hrefOf(rowKey, columnKey)
    const words = texts.map((text) => figureLink(href, text))
    if (otherPrinted(printed, rowKey, columnKey, amount) === undefined) {
      return { words: html`${words}`, differs: false }
    }
    const ledger =
      amount === null
        ? mark('账上空白')
        : html`<a class="sub" href="${href}">账上 ${printWan(amount)}</a>`
    return { words: html`${words}${ledger}`, differs: true }
  }
}

function mark(text: string): Html {
  return html`<span class="sub">${text}</span>`
}

function textsOf(printed: PrintedCells, rowKey: string, columnKey: string): string[] {
  const figures = printed?.get(`${rowKey}/${columnKey}`) ?? []
  return [...new Set(figures.map((figure) => figure.printed).filter((text) => text !== '无'))]
}

/** What is printed instead of the ledger's amount, '' for a blank; undefined where they agree. */
function otherPrinted(
  printed: PrintedCells,
  rowKey: string,
  columnKey: string,
  amount: Fen | null,
): string | undefined {
  if (!printed) return undefined
  const figures = printed.get(`${rowKey}/${columnKey}`) ?? []
  if (figures.length === 0) return amount === null || amount === 0 ? undefined : ''
  return comparePrinted(figures, inWan(amount), 2).find(
    ({ agreement }) => agreement === 'different',
  )?.printed
}
