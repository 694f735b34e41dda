import { html } from 'hono/html'
import type { Html } from '../../../platform/page/index.ts'
import { SIDES } from '../domain/labels.ts'
import type { AmountColumn, TextColumn } from '../domain/table-description.ts'
import { printedColumns } from '../presenters/table-json.ts'
import { type BudgetTable, closingRows, type TableRow } from '../queries/budget-table.ts'
import type { ViewCell } from './cell-view.ts'

/**
 * On a page name and code share the row's header, so that on a phone one column stays while the
 * rest scrolls. Which text columns those are, by table; the others follow as cells.
 */
const HEADS: Readonly<Record<number, { name: string; codes: readonly string[]; label: string }>> = {
  1: { name: 'item', codes: ['code'], label: '项目' },
  2: { name: 'name', codes: ['code'], label: '部门（单位）' },
  3: { name: 'name', codes: ['unit', 'function'], label: '单位（科目）' },
  4: { name: 'item', codes: ['code'], label: '项目' },
  5: { name: 'name', codes: ['unit', 'function'], label: '单位（科目）' },
  6: { name: 'dept_name', codes: ['dept_economic'], label: '部门预算经济科目' },
  7: { name: 'dept_name', codes: ['dept_economic'], label: '部门预算经济科目' },
  9: { name: 'name', codes: ['unit', 'function'], label: '单位（科目）' },
  10: { name: 'name', codes: ['unit', 'function'], label: '单位（科目）' },
  11: { name: 'project', codes: ['project_code'], label: '项目' },
}

export interface TableViewOptions {
  readonly viewCell: ViewCell
  /** Leaves out the classes (类) without money and says how many; the table's own page shows all. */
  readonly brief?: boolean
  readonly titleHref?: string
  /** Where the promises' own pages are, by the key of a row: `promises/130.5`. */
  readonly promiseHref?: (rowKey: string) => string
  /** Where the number of all promises of projects opens. */
  readonly countHref?: string
  /** Ways to look at the same table, such as 按账 and 原文; stands in the caption. */
  readonly switch?: Html | string
}

/** Thirteen tables of a large department on one page: each is cut here, never on its own page. */
export const MOST_BRIEF = 30

export function tableView(table: BudgetTable, options: TableViewOptions): Html {
  const columns = printedColumns(table)
  const head = HEADS[table.number]
  const taken = new Set(head ? [head.name, ...head.codes, 'side'] : [])
  const texts = columns.filter(
    (column): column is TextColumn => column.type === 'text' && !taken.has(column.key),
  )
  const amounts = columns.filter((column): column is AmountColumn => column.type === 'amount')
  const isBlank = (row: TableRow): boolean =>
    /^expenditure\.\d{3}$/.test(row.key) &&
    Object.values(row.amounts).every((amount) => amount === null)
  const filled = options.brief ? table.rows.filter((row) => !isBlank(row)) : table.rows
  const left = table.rows.length - filled.length
  const rows = options.brief ? filled.slice(0, MOST_BRIEF) : filled
  const more = filled.length - rows.length
  const title = `表${table.number}　${table.title}`
  if (options.brief && table.note) {
    return html`<h2><a href="${options.titleHref ?? ''}">${title}</a></h2><p>${table.note}</p>`
  }
  return html`<div class="sheet" role="region" tabindex="0" aria-label="${title}，可左右滚动"><table>
<caption>${options.titleHref ? html`<a href="${options.titleHref}">${title}</a>` : title}<small>单位：万元${options.switch ?? ''}</small></caption>
<thead>${headRows(head?.label ?? '', texts, amounts)}</thead>
<tbody>${bodyRows(table, rows, texts, amounts, options.viewCell)}</tbody>
</table></div>
${table.note ? html`<p class="note">${table.note}</p>` : ''}
${more > 0 ? html`<p class="note">这里只列前 ${MOST_BRIEF} 行，其余见<a href="${options.titleHref ?? ''}">整张表</a>。</p>` : ''}
${left > 0 ? html`<p class="note">另有 ${left} 类没有安排支出，见<a href="${options.titleHref ?? ''}">整张表</a>。</p>` : ''}`
}

/** The official heads: `under` gives the merged cells above a column. */
function headRows(
  label: string,
  texts: readonly TextColumn[],
  amounts: readonly AmountColumn[],
): Html {
  const depth = 1 + Math.max(0, ...amounts.map((column) => column.under.length))
  const span = depth > 1 ? html` rowspan="${depth}"` : ''
  const first = html`${label ? html`<th scope="col"${span}>${label}</th>` : ''}${texts.map(
    (column) => html`<th scope="col"${span}>${column.label}</th>`,
  )}`
  const levels = Array.from(
    { length: depth },
    (_, level) => html`<tr>${level === 0 ? first : ''}${cellsAt(amounts, level, depth)}</tr>`,
  )
  return html`${levels}`
}

function cellsAt(amounts: readonly AmountColumn[], level: number, depth: number): Html[] {
  const cells: Html[] = []
  for (let at = 0; at < amounts.length; at++) {
    const column = amounts[at]
    if (!column) break
    if (column.under.length === level) {
      const span = depth - level > 1 ? html` rowspan="${depth - level}"` : ''
      cells.push(html`<th scope="col" class="num"${span}>${column.label}</th>`)
    } else if (column.under.length > level) {
      const path = column.under.slice(0, level + 1).join('\n')
      let width = 1
      while (amounts[at + width]?.under.slice(0, level + 1).join('\n') === path) width++
      cells.push(
        html`<th scope="colgroup" class="group" colspan="${width}">${column.under[level]}</th>`,
      )
      at += width - 1
    }
  }
  return cells
}

function bodyRows(
  table: BudgetTable,
  rows: readonly TableRow[],
  texts: readonly TextColumn[],
  amounts: readonly AmountColumn[],
  viewCell: ViewCell,
): Html[] {
  const width = texts.length + amounts.length + 1
  const views: Html[] = []
  let group: string | null = null
  for (const row of rows) {
    const next = groupOf(table, row)
    if (next !== null && next.key !== group) {
      group = next.key
      views.push(
        html`<tr class="side"><th scope="rowgroup" colspan="${width}">${next.label}</th></tr>`,
      )
    }
    views.push(rowView(table, row, texts, amounts, viewCell))
  }
  for (const row of closingRows(table)) views.push(rowView(table, row, texts, amounts, viewCell))
  return views
}

function groupOf(table: BudgetTable, row: TableRow): { key: string; label: string } | null {
  const side = table.number === 1 || table.number === 4 ? row.texts.side : null
  return side ? { key: side, label: SIDES[side] ?? side } : null
}

function rowView(
  table: BudgetTable,
  row: TableRow,
  texts: readonly TextColumn[],
  amounts: readonly AmountColumn[],
  viewCell: ViewCell,
): Html {
  const head = HEADS[table.number]
  const isSum = /(^|\.)(total|year|05|carry)$/.test(row.key)
  // codes of income are Yimen's own and tell a reader nothing
  const shown = row.texts.side === 'income' ? [] : (head?.codes ?? [])
  const codes = shown.map((key) => row.texts[key]).filter(Boolean)
  return html`<tr${isSum ? html` class="sum"` : ''}>${
    head
      ? html`<th scope="row">${row.texts[head.name] ?? ''}${codes.length > 0 ? html`<span class="sub">${codes.join(' · ')}</span>` : ''}</th>`
      : ''
  }${texts.map((column) => html`<td>${row.texts[column.key] ?? ''}</td>`)}${amounts.map(
    (column) => {
      const { words, differs } = viewCell(row.key, column.key, row.amounts[column.key] ?? null)
      return html`<td class="num${differs ? ' both' : ''}">${words}</td>`
    },
  )}</tr>
`
}
