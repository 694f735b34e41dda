import { html } from 'hono/html'
import { printWan } from '../../../../kernel/money.ts'
import { figureLink, type Html } from '../../../../platform/page/index.ts'
import type { PlainAmount } from './plain-uses.ts'

export interface BarGroup {
  readonly label: string
  readonly rows: readonly PlainAmount[]
  readonly color: string
}

/**
 * The figures of a picture as a table of bars: what a phone shows instead of it, and what everybody
 * can read beneath it. Bars begin at zero and share one scale.
 */
export function barTable(
  caption: string,
  groups: readonly BarGroup[],
  hrefOf: (figure: string) => string,
): Html {
  const most = Math.max(1, ...groups.flatMap(({ rows }) => rows.map(({ fen }) => fen)))
  return html`<div class="sheet" role="region" tabindex="0" aria-label="${caption}，可左右滚动"><table class="bars">
<caption>${caption}<small>单位：万元</small></caption>
<thead><tr><th scope="col">名称</th><th scope="col" class="num">金额</th></tr></thead>
<tbody>${groups.map(
    ({ label, rows, color }) =>
      html`<tr class="side"><th scope="rowgroup" colspan="2">${label}</th></tr>
${rows.map(
  (row) =>
    html`<tr><th scope="row">${row.label}<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${color}" width="${Math.max(0.4, (row.fen / most) * 100).toFixed(1)}" height="10"/></svg></th><td class="num">${figureLink(hrefOf(row.figure), printWan(row.fen))}</td></tr>
`,
)}`,
  )}</tbody></table></div>`
}

/** Of every 100 yuan: one strip, its parts told apart by words beneath. */
export function hundredStrip(
  parts: readonly { readonly label: string; readonly percent: number; readonly color: string }[],
): Html {
  let from = 0
  return html`<svg class="hundred" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${parts.map(
    ({ percent, color }) => {
      const x = from
      from += percent
      return html`<rect class="${color}" x="${x.toFixed(2)}" width="${Math.max(0, percent - 0.25).toFixed(2)}" height="10"/>`
    },
  )}</svg>`
}
