import { html } from 'hono/html'
import { type Fen, printWan, printYuan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import { figureLink, type Page } from '../../../platform/page/index.ts'
import { figureAddress } from '../domain/address.ts'
import { comparePrinted, inWan } from '../domain/compare-printed.ts'
import type { FactTerm } from '../domain/fact.ts'
import { type Figure, findFigure, locateFigure } from '../queries/find-figure.ts'
import { listProjectsOf } from '../queries/list-lines.ts'
import { listPrinted } from '../queries/load-overview.ts'
import { loadPurposes } from '../queries/load-purposes.ts'
import { type EditionContext, editionPage } from './edition-context.ts'
import {
  citeView,
  evidenceView,
  linesView,
  pathView,
  printedView,
  termsView,
} from './figure-parts.ts'

export interface CellToShow {
  readonly table: number
  readonly rowKey: string
  readonly columnKey: string
  readonly after: string | undefined
  readonly origin: string
}

/**
 * A cell of a table opened: what adds up to it or what it is computed from, what the document
 * prints, how to cite it. Undefined where there is no such cell, or a blank one that the document
 * leaves blank, too.
 */
export async function figurePage(
  tx: CountyDb,
  context: EditionContext,
  cell: CellToShow,
): Promise<Page | undefined> {
  const { found } = context
  // what names no cell is asked of no table, whatever bytes it holds
  if (!locateFigure(found.ledger, cell, context.names)) return undefined
  const figure = await findFigure(tx, found.ledger, cell, cell.after, context.names)
  const inside = `table-${cell.table}/${cell.rowKey}/${cell.columnKey}`
  const printed = await listPrinted(tx, found.ledger, inside)
  if (!figure) return blankPage(context, cell, printed)
  const address = figureAddress(found.ref, found.edition.number, cell)
  const amount = printWan(figure.fen)
  const what = `${figure.rowLabel} · ${figure.columnLabel}`
  const { table } = figure.cell
  const projects = await listProjectsOf(tx, found.ledger, figure.cell)
  const [largest] = figure.lines
  const isDifference = figure.terms.length > 0
  return editionPage(context, {
    title: `${amount} 万元 ${what} 表${table.number}`,
    crumbs: [
      { href: `${context.base}/table-${table.number}`, label: `表${table.number}` },
      { label: what },
    ],
    body: html`<h1>${amount} 万元${
      isDifference && figure.lineCount === 0
        ? html`是相减得到的`
        : html`由 ${figure.lineCount} 笔组成`
    }</h1>
${pathView(context, await loadPurposes(tx, found.ledger), { projects, money: html`${figureLink(address, amount)} 万元`, figure: inside })}
<p class="lead">${figure.names.department} ${found.ref.year} 年${table.title}：${what}。${
      figure.lineCount > 1 && largest && !cell.after
        ? `最大一笔是${largest.projectName ?? largest.deptEconomicName ?? largest.kindLabel}。`
        : ''
    }实际支出尚未公布。</p>
${
  isDifference
    ? termsView(context, {
        definition: '总计减去本年支出，剩下的结转到下年。',
        terms: figure.terms.map((term) => termOf(table.number, term)),
        result: html`<tr class="sum"><th scope="row">${figure.rowLabel}</th><td class="num">${figureLink(address, printYuan(figure.fen))}</td><td>元</td></tr>`,
      })
    : ''
}
${figure.lineCount > 0 ? linesView(context, { ...figure, address }) : ''}
${printedView(context, comparePrinted(printed, inWan(figure.fen), 2), figure.fen)}
${evidenceView()}
${citeView(context, { what: `表${table.number} ${table.title}，${what}，${amount} 万元`, address, origin: cell.origin, json: true })}`,
  })
}

function termOf(table: number, term: Figure['terms'][number]): FactTerm {
  return {
    sign: term.sign === '−' ? '−' : '',
    label: term.label,
    text: printYuan(term.fen),
    unit: '元',
    figure: `table-${table}/${term.rowKey}/${term.columnKey}`,
  }
}

/** The ledger has nothing here, but the document prints something: 0, or a mistake. */
function blankPage(
  context: EditionContext,
  cell: CellToShow,
  printed: Parameters<typeof comparePrinted>[0],
): Page | undefined {
  const located = locateFigure(context.found.ledger, cell, context.names)
  if (!located || printed.length === 0) return undefined
  const { found } = context
  const what = `${located.rowLabel} · ${located.columnLabel}`
  const compared = comparePrinted(printed, null, 2)
  const differs = compared.some(({ agreement }) => agreement === 'different')
  return editionPage(context, {
    title: `没有安排 ${what} 表${cell.table}`,
    crumbs: [
      { href: `${context.base}/table-${cell.table}`, label: `表${cell.table}` },
      { label: what },
    ],
    body: html`<h1>${differs ? '账上没有这笔钱，原文却印着数字' : '没有安排这项钱'}</h1>
<p class="lead">${context.names.department} ${found.ref.year} 年表${cell.table}：${what}。账目里没有一行属于这一格，所以表里是空白。</p>
${printedView(context, compared, null as Fen | null)}
${citeView(context, { what: `表${cell.table}，${what}，空白`, address: figureAddress(found.ref, found.edition.number, cell), origin: cell.origin })}`,
  })
}
