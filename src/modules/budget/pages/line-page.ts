import { html } from 'hono/html'
import { printYuan } from '../../../kernel/money.ts'
import type { Page } from '../../../platform/page/index.ts'
import { budgetAddress, figureAddress } from '../domain/address.ts'
import { labelOfVersion } from '../domain/version-name.ts'
import type { PublicBudget } from '../queries/find-public.ts'
import type { FigureLine } from '../queries/list-lines.ts'
import type { Names } from '../queries/load-names.ts'

/** One ledger line, the last thing that a figure opens until payments are recorded. */
export function linePage(
  { ref, edition }: PublicBudget,
  { line, names }: { readonly line: FigureLine; readonly names: Names },
): Page {
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
  return {
    title: `账目行 ${line.number}`,
    section: `/${ref.county}/budget`,
    crumbs: [
      { href: budgetAddress(ref, edition.number), label: `${ref.year} 年部门预算` },
      { label: `账目第 ${line.number} 行` },
    ],
    body: html`<h1>${printYuan(line.fen)} 元</h1>
<p class="lead">${line.projectName ?? line.deptEconomicName ?? line.kindLabel}，账目第 ${line.number} 行。这是最后一层：预算里没有比它更细的金额。</p>
<div class="sheet"><dl>${facts.map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl></div>
${
  line.project
    ? html`<p class="lead"><a href="${figureAddress(ref, edition.number, { table: 11, rowKey: line.project, columnKey: 'total' })}">这个项目的全部金额</a></p>`
    : ''
}<p class="note">来源：${edition.source}</p>`,
  }
}
