import { html } from 'hono/html'
import { printYuan } from '../../../kernel/money.ts'
import type { Page } from '../../../platform/page/index.ts'
import { cellsOfLine } from '../domain/cells-of-line.ts'
import type { PrintedFigure } from '../domain/document-draft.ts'
import { labelOfVersion } from '../domain/version-name.ts'
import type { FigureLine } from '../queries/list-lines.ts'
import { type EditionContext, editionPage } from './edition-context.ts'
import { evidenceView } from './figure-parts.ts'

/** One ledger line: the last amount that a figure opens until payments are recorded. */
export function linePage(
  context: EditionContext,
  line: FigureLine,
  printed: readonly PrintedFigure[],
): Page {
  const { found, names, base } = context
  const { ref, edition } = found
  const named = (code: string | null, name: string | null): string =>
    code === null ? '没有' : `${code} ${name ?? ''}`
  const facts: readonly (readonly [string, string])[] = [
    ['部门', `${ref.department} ${names.department}`],
    ['单位', named(line.unit, line.unitName)],
    ['支出类型', line.kindLabel],
    ['项目', named(line.project, line.projectName)],
    ['功能科目', named(line.function, line.functionName)],
    ['部门预算经济科目', named(line.deptEconomic, line.deptEconomicName)],
    ['政府预算经济科目', named(line.govEconomic, line.govEconomicName)],
    ['资金', `${line.fundName}，${line.carried ? `${line.originYear} 年结转` : '本年安排'}`],
    ['版本', labelOfVersion(line.sequence)],
    ['实际支出', '尚未公布'],
  ]
  const cells = cellsOfLine({
    unit: line.unit,
    kind: line.kind,
    project: line.project,
    function: line.function,
    dept_economic: line.deptEconomic,
    gov_economic: line.govEconomic,
    fund: line.fund,
    carried: line.carried,
  })
  return editionPage(context, {
    title: `账目行 ${line.number}`,
    crumbs: [{ label: `账目第 ${line.number} 行` }],
    body: html`<h1>${printYuan(line.fen)} 元</h1>
<p class="lead">${line.projectName ?? line.deptEconomicName ?? line.kindLabel}，账目第 ${line.number} 行。这是最后一层：预算里没有比它更细的金额。</p>
<div class="sheet"><dl>${facts.map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl></div>
${
  line.project
    ? html`<p class="lead"><a href="${base}/projects/${line.project}">这个项目的金额、目标和疑问</a></p>`
    : ''
}
<section aria-labelledby="printed"><h2 id="printed">原文</h2><p class="lead">公开的文件不逐笔列账；这一笔算在下面这些行里，点开看原文印的是多少。</p><ul class="points">${cells.map(
      ({ table, title, rowKey, columnKey }) => {
        const figure = `table-${table}/${rowKey}/${columnKey}`
        const isPrinted = printed.some((known) => known.figure === figure)
        return html`<li><a href="${base}/${figure}">表${table} ${title}</a>${isPrinted ? '' : '（原文没有这一行，或还没有录入）'}</li>`
      },
    )}</ul></section>
${evidenceView()}
<p class="note">来源：${edition.source}</p>`,
  })
}
