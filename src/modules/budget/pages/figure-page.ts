import { html } from 'hono/html'
import { printWan, printYuan } from '../../../kernel/money.ts'
import { figureLink, type Html, type Page } from '../../../platform/page/index.ts'
import { budgetAddress, figureAddress, lineAddress, tableAddress } from '../domain/address.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import type { Figure } from '../queries/find-figure.ts'
import type { PublicBudget } from '../queries/find-public.ts'

/** A figure opened: the lines that add up to it, their sum, its address and how to cite it. */
export function figurePage({ ref, edition }: PublicBudget, figure: Figure, origin: string): Page {
  const { table, rowKey, column } = figure.cell
  const address = figureAddress(ref, edition.number, {
    table: table.number,
    rowKey,
    columnKey: column.key,
  })
  const amount = printWan(figure.fen)
  const what = `${figure.rowLabel} · ${figure.columnLabel}`
  return {
    title: `${amount} 万元 ${what}`,
    section: `/${ref.county}/budget`,
    crumbs: [
      { href: budgetAddress(ref, edition.number), label: `${ref.year} 年部门预算` },
      { href: tableAddress(ref, edition.number, table.number), label: `表${table.number}` },
      { label: what },
    ],
    body: html`<h1>${amount} 万元${
      figure.terms.length > 0 && figure.lineCount === 0
        ? html`是相减得到的`
        : html`由 ${figure.lineCount} 笔组成`
    }</h1>
<p class="lead">${figure.names.department} ${ref.year} 年${table.title}：${what}。实际支出尚未公布。</p>
${figure.terms.length > 0 ? terms(ref, edition.number, figure) : ''}
${figure.lineCount > 0 ? lines({ ref, edition }, figure, address) : ''}
<section aria-labelledby="cite"><h2 id="cite">引用</h2><p class="cite">${figure.names.department}：${ref.year} 年部门预算，公开第 ${edition.number} 版，表${table.number} ${table.title}，${what}，${amount} 万元。<a href="${address}">${origin}${address}</a></p>
<p class="note">这个地址不会变。定版校验码 <code>${edition.contentHash.slice(0, 16)}</code>　<a href="/api/v1${address}">同样的内容（JSON）</a></p></section>`,
  }
}

function terms(ref: PublicBudget['ref'], edition: number, figure: Figure): Html {
  const table = figure.cell.table.number
  return html`<div class="sheet" role="region" tabindex="0" aria-label="计算"><table><caption>计算<small>总计减去本年支出，剩下的结转到下年</small></caption>
<thead><tr><th scope="col">项目</th><th scope="col" class="num">金额（元）</th><th scope="col" class="num">万元</th></tr></thead>
<tbody>${figure.terms.map(
    (term) =>
      html`<tr><th scope="row">${term.sign === '−' ? '减：' : ''}${term.label}</th><td class="num">${printYuan(term.fen)}</td><td class="num">${figureLink(
        figureAddress(ref, edition, { table, rowKey: term.rowKey, columnKey: term.columnKey }),
        printWan(term.fen),
      )}</td></tr>`,
  )}<tr class="sum"><th scope="row">${figure.rowLabel}</th><td class="num">${printYuan(figure.fen)}</td><td class="num">${printWan(figure.fen)}</td></tr></tbody></table></div>`
}

function lines(
  { ref, edition }: Pick<PublicBudget, 'ref' | 'edition'>,
  figure: Figure,
  address: string,
): Html {
  // a department with one unit need not say so in each row
  const units = figure.names.units.size > 2
  return html`<div class="sheet" role="region" tabindex="0" aria-label="相加"><table><caption>相加<small>共 ${figure.lineCount} 笔，从大到小</small></caption>
<thead><tr><th scope="col">用途</th><th scope="col" class="num">金额（元）</th>${units ? html`<th scope="col">单位</th>` : ''}<th scope="col">功能科目</th><th scope="col">部门经济科目</th><th scope="col">资金</th></tr></thead>
<tbody>${figure.lines.map(
    (line) =>
      html`<tr><th scope="row">${line.projectName ?? line.deptEconomicName ?? line.kindLabel}<span class="sub">${line.kindLabel}</span></th><td class="num">${figureLink(
        lineAddress(ref, edition.number, {
          version: nameOfVersion(line.sequence),
          number: line.number,
        }),
        printYuan(line.fen),
      )}</td>${units ? html`<td>${line.unitName}<span class="sub">${line.unit}</span></td>` : ''}<td>${line.functionName ?? ''}<span class="sub">${line.function ?? ''}</span></td><td>${line.deptEconomicName ?? ''}<span class="sub">${line.deptEconomic ?? ''}</span></td><td>${line.fundName}<span class="sub">${line.carried ? `${line.originYear} 年结转` : '本年'}</span></td></tr>
`,
  )}${
    figure.next
      ? ''
      : html`<tr class="sum"><th scope="row">合计</th><td class="num">${printYuan(figure.fen)}</td><td colspan="${units ? 4 : 3}">${printWan(figure.fen)} 万元</td></tr>`
  }</tbody></table></div>${
    figure.next
      ? html`<p class="lead">全部 ${figure.lineCount} 笔合计 ${printYuan(figure.fen)} 元。<a href="${address}?after=${figure.next}">看后面的</a></p>`
      : ''
  }`
}
