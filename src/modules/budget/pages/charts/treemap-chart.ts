import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import { html } from 'hono/html'
import { printWan } from '../../../../kernel/money.ts'
import type { Html } from '../../../../platform/page/index.ts'
import type { Overview } from '../../domain/overview.ts'
import { type PlainAmount, usesOf } from './plain-uses.ts'
import { COLOR_OF_KIND } from './sankey-chart.ts'

const WIDTH = 860
const HEIGHT = 400
const FONT = 15
interface Leaf extends PlainAmount {
  readonly color: string
}
interface Branch {
  readonly children: readonly (Branch | Leaf)[]
}

/** All that the money is planned for, as areas; each is a door, also one too small for words. */
export function treemapChart(
  overview: Overview,
  hrefOf: (figure: string) => string,
): Html | undefined {
  const uses = usesOf(overview)
  if (uses.length === 0) return undefined
  const root: Branch = {
    children: uses.map(({ kind, parts }) => ({
      children: parts.map((part) => ({ ...part, color: COLOR_OF_KIND[kind] })),
    })),
  }
  const tree = hierarchy<Branch | Leaf>(root, (node) => ('children' in node ? node.children : null))
    .sum((node) => ('fen' in node ? node.fen : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const leaves = treemap<Branch | Leaf>()
    .tile(treemapSquarify.ratio(1.6))
    .size([WIDTH, HEIGHT])
    .paddingInner(2)
    .round(true)(tree)
    .leaves()
  return html`<svg class="treemap" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="钱花在哪些事上的图，同样的数字见下表">
${leaves.map((node) => {
  const leaf = node.data as Leaf
  const [width, height] = [node.x1 - node.x0, node.y1 - node.y0]
  const amount = printWan(leaf.fen)
  return html`<a href="${hrefOf(leaf.figure)}" aria-label="${leaf.label} ${amount} 万元"><title>${leaf.label} ${amount} 万元</title><rect class="${leaf.color}" x="${node.x0}" y="${node.y0}" width="${width}" height="${height}"/>${words(leaf, amount, { x: node.x0, y: node.y0, width, height })}</a>
`
})}</svg>`
}

/** As many characters as the area has room for; amounts first, they are what is looked for. */
function words(
  { label, color }: Leaf,
  amount: string,
  { x, y, width, height }: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
): Html | string {
  const room = Math.floor((width - 14) / FONT)
  if (height < 24 || amount.length * 0.6 > room) return ''
  const lines = [amount]
  const rows = Math.min(3, Math.floor((height - 12) / 20) - 1)
  for (let row = 0, rest = label; row < rows && rest !== '' && room >= 4; row++) {
    const last = row === rows - 1 && rest.length > room
    lines.push(last ? `${rest.slice(0, room - 1)}…` : rest.slice(0, room))
    rest = rest.slice(room)
  }
  return html`<text class="on-${color}">${lines.map(
    (line, at) =>
      html`<tspan x="${x + 7}" y="${y + 20 + at * 20}"${at === 0 ? html` class="amount"` : ''}>${line}</tspan>`,
  )}</text>`
}
