import { html } from 'hono/html'
import { printWan } from '../../../kernel/money.ts'
import { figureLink, type Html } from '../../../platform/page/index.ts'
import type { BudgetTable, TableRow } from '../queries/budget-table.ts'
import type { HrefOf, TableViewOptions } from './table-view.ts'

/** Tables 12 and 13: promises in words, grouped by what they belong to, their money beside them. */
export function indicatorView(table: BudgetTable, options: TableViewOptions): Html {
  const title = `表${table.number}　${table.title}`
  const isProjects = table.number === 13
  return html`<div class="sheet" role="region" tabindex="0" aria-label="${title}"><table>
<caption>${options.titleHref ? html`<a href="${options.titleHref}">${title}</a>` : title}<small>${isProjects ? '金额单位：万元' : ''}</small></caption>
<thead${isProjects && options.brief ? html` hidden` : ''}><tr><th scope="col">三级指标</th><th scope="col">指标值</th><th scope="col">${isProjects ? '类别' : '说明'}</th></tr></thead>
<tbody>${groupsOf(table).map(
    (
      group,
    ) => html`<tr class="side"><th scope="rowgroup" colspan="3">${isProjects ? projectHead(group, options.hrefOf) : departmentHead(group)}</th></tr>
${isProjects && options.brief ? '' : group.filter(isIndicator).map((row) => indicatorRow(row, isProjects))}`,
  )}</tbody>
</table></div>${
    isProjects && options.brief
      ? html`<p class="note"><a href="${options.titleHref ?? ''}">看各项目的 ${table.rows.filter(isIndicator).length} 项指标</a></p>`
      : ''
  }${table.note ? html`<p class="note">${table.note}</p>` : ''}`
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

/** A project without indicators stands as one row without a name. */
function isIndicator(row: TableRow): boolean {
  return (row.texts.name ?? row.texts.level3 ?? null) !== null
}

function projectHead([first]: TableRow[], hrefOf: HrefOf): Html {
  const amount = first?.amounts.amount ?? null
  return html`${first?.texts.project ?? ''}　${
    amount === null
      ? '没有金额'
      : figureLink(hrefOf(first?.texts.project_code ?? '', 'amount'), printWan(amount))
  }<span class="sub">${first?.texts.project_code ?? ''}</span>`
}

function departmentHead([first]: TableRow[]): Html {
  return html`${first?.texts.level1 ?? ''}${first?.texts.level2 ? html`　›　${first.texts.level2}` : ''}`
}

function indicatorRow(row: TableRow, isProjects: boolean): Html {
  const { operator, target, unit } = row.texts
  const words =
    target === null
      ? html`<span class="tag soon">没有写</span>`
      : `${operator ?? ''}${target}${unit ?? ''}`
  return html`<tr><th scope="row">${row.texts.name ?? row.texts.level3 ?? ''}</th><td>${words}</td><td>${
    (isProjects ? row.texts.group : row.texts.note) ?? ''
  }</td></tr>
`
}
