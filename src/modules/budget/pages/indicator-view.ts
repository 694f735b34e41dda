import { html } from 'hono/html'
import { figureLink, type Html } from '../../../platform/page/index.ts'
import type { BudgetTable, TableRow } from '../queries/budget-table.ts'
import type { ViewCell } from './cell-view.ts'
import { MOST_BRIEF, type TableViewOptions } from './table-view.ts'

/** Tables 12 and 13: promises in words, grouped by what they belong to, their money beside them. */
export function indicatorView(table: BudgetTable, options: TableViewOptions): Html {
  return table.number === 13
    ? projectIndicators(table, options)
    : departmentIndicators(table, options)
}

function departmentIndicators(table: BudgetTable, options: TableViewOptions): Html {
  const heads = ['三级指标', '指标值', ...(options.brief ? [] : ['说明'])]
  return sheet(
    table,
    options,
    heads,
    groupsOf(table).map(
      (
        group,
      ) => html`<tr class="side"><th scope="rowgroup" colspan="${heads.length}">${departmentHead(group)}</th></tr>
${group.map(
  (
    row,
  ) => html`<tr><th scope="row">${nameOf(row, row.texts.level3, options)}</th><td>${targetWords(row)}</td>${options.brief ? '' : html`<td>${row.texts.note ?? ''}</td>`}</tr>
`,
)}`,
    ),
  )
}

/** In brief only the projects and their money: the indicators have a page of their own. */
function projectIndicators(table: BudgetTable, options: TableViewOptions): Html {
  const groups = groupsOf(table)
  if (options.brief) {
    const rows = groups.slice(0, MOST_BRIEF).map(
      (
        group,
      ) => html`<tr class="side"><th scope="row">${projectHead(group, options.viewCell)}</th></tr>
`,
    )
    const count = table.rows.filter(isIndicator).length
    return html`${sheet(table, options, ['项目和金额'], rows)}
<p class="note">各项目的指标共 ${figureLink(options.countHref ?? '', String(count))} 项，见<a href="${options.titleHref ?? ''}">整张表</a>。</p>`
  }
  const heads = ['三级指标', '指标值', '类别']
  return sheet(
    table,
    options,
    heads,
    groups.map(
      (
        group,
      ) => html`<tr class="side"><th scope="rowgroup" colspan="${heads.length}">${projectHead(group, options.viewCell)}</th></tr>
${group.filter(isIndicator).map(
  (
    row,
  ) => html`<tr><th scope="row">${nameOf(row, row.texts.name, options)}</th><td>${targetWords(row)}</td><td>${row.texts.group}</td></tr>
`,
)}`,
    ),
  )
}

function sheet(
  table: BudgetTable,
  options: TableViewOptions,
  heads: readonly string[],
  rows: readonly Html[],
): Html {
  const title = `表${table.number}　${table.title}`
  return html`<div class="sheet" role="region" tabindex="0" aria-label="${title}，可左右滚动"><table>
<caption>${options.titleHref ? html`<a href="${options.titleHref}">${title}</a>` : title}<small>${table.number === 13 ? '金额单位：万元' : ''}${options.switch ?? ''}</small></caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table></div>${table.note ? html`<p class="note">${table.note}</p>` : ''}`
}

/** Rows of one project, or of one second-level group, stand together already. */
function groupsOf(table: BudgetTable): TableRow[][] {
  const groups = new Map<string, TableRow[]>()
  for (const row of table.rows) {
    const key = row.texts.project_code ?? `${row.texts.level1}\n${row.texts.level2}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

function nameOf(
  row: TableRow,
  name: string | null | undefined,
  { promiseHref }: TableViewOptions,
): Html | string {
  return promiseHref ? html`<a href="${promiseHref(row.key)}">${name ?? ''}</a>` : (name ?? '')
}

/** A project without indicators stands as one row without a name. */
function isIndicator(row: TableRow): boolean {
  return (row.texts.name ?? row.texts.level3 ?? null) !== null
}

function projectHead([first]: TableRow[], viewCell: ViewCell): Html {
  const { words } = viewCell(
    first?.texts.project_code ?? '',
    'amount',
    first?.amounts.amount ?? null,
  )
  return html`${first?.texts.project ?? ''}　${words || '没有金额'}<span class="sub">${first?.texts.project_code ?? ''}</span>`
}

function departmentHead([first]: TableRow[]): Html {
  return html`${first?.texts.level1 ?? ''}${first?.texts.level2 ? html`　›　${first.texts.level2}` : ''}`
}

/** Operator, value and unit as they are printed; a target that nobody wrote is said to be so. */
function targetWords(row: TableRow): Html | string {
  const { operator, target, unit } = row.texts
  if (target === null || target === undefined) return html`<span class="tag soon">没有写</span>`
  return `${operator ?? ''}${target}${unit ?? ''}`
}
