import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey'
import { html } from 'hono/html'
import { printWan } from '../../../../kernel/money.ts'
import type { Html } from '../../../../platform/page/index.ts'
import { basic as basicWhen, project as projectWhen, yearEndCarry } from '../../domain/measures.ts'
import { type Overview, sumOf } from '../../domain/overview.ts'
import { all, type Predicate } from '../../domain/predicate.ts'
import { type PlainAmount, sourcesOf, usesOf } from './plain-uses.ts'

interface Node extends PlainAmount {
  readonly name: string
  readonly color: string
}

const WIDTH = 860
const HEIGHT = 300
const NODE = 14
/** Room for the words to the right of the last column. */
const MARGIN = 190

/** The four pigments (and one grey) of the kinds of money; told apart in grey print, too. */
export const COLOR_OF_KIND = {
  personnel: 'c1',
  public: 'c2',
  other_running: 'c3',
  specific_target: 'c4',
  year_end_carry: 'c5',
} as const

/**
 * From where the money comes to what it is planned for, as SVG whose figures are doors. Undefined
 * where there is nothing to draw, or where differences make no picture.
 *
 * @param hrefOf the address of a figure inside the edition
 */
export function sankeyChart(
  overview: Overview,
  hrefOf: (figure: string) => string,
): Html | undefined {
  const nodes = nodesOf(overview)
  const links = linksOf(overview, nodes)
  if (links.length === 0 || overview.groups.some(({ fen }) => fen < 0)) return undefined
  const layout = sankey<Node, object>()
    .nodeId(({ name }) => name)
    .nodeAlign(sankeyJustify)
    .nodeSort(null)
    .nodeWidth(NODE)
    .nodePadding(16)
    .extent([
      [0, 4],
      [WIDTH - MARGIN, HEIGHT - 4],
    ])
  const graph = layout({ nodes: nodes.map((node) => ({ ...node })), links })
  const path = sankeyLinkHorizontal<Node, object>()
  const round = (value: number | undefined): string => (value ?? 0).toFixed(1)
  return html`<svg class="sankey" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="资金从来源到用途的图，同样的数字见下表">
${graph.links.map((link) => {
  const source = link.source as Node
  return html`<path class="flow ${source.color}" d="${rounded(path(link) ?? '')}" stroke-width="${round(Math.max(1, link.width ?? 0))}"/>`
})}
${graph.nodes.map((node) => {
  const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = node
  return html`<rect class="${node.color}" x="${round(x0)}" y="${round(y0)}" width="${round(x1 - x0)}" height="${round(Math.max(1, y1 - y0))}"/><a href="${hrefOf(node.figure)}"><text x="${round(x1 + 8)}" y="${round((y0 + y1) / 2 + 5)}">${node.label} <tspan>${printWan(node.fen)}</tspan></text></a>
`
})}</svg>`
}

function rounded(path: string): string {
  return path.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1))
}

/** Left to right: sources, basic and project, kinds. */
function nodesOf(overview: Overview): Node[] {
  const basic = sumOf(overview, basicWhen)
  const project = sumOf(overview, projectWhen)
  return [
    ...sourcesOf(overview).map((source) => ({
      ...source,
      name: `from ${source.figure}`,
      color: source.figure.includes('income.05') ? 'c3' : 'c1',
    })),
    ...(basic !== null && basic > 0
      ? [
          {
            name: 'basic',
            label: '基本支出',
            fen: basic,
            figure: 'table-3/total/basic',
            color: 'c1',
          },
        ]
      : []),
    ...(project !== null && project > 0
      ? [
          {
            name: 'project',
            label: '项目支出',
            fen: project,
            figure: 'table-3/total/project',
            color: 'c2',
          },
        ]
      : []),
    ...usesOf(overview).map((use) => ({ ...use, name: use.kind, color: COLOR_OF_KIND[use.kind] })),
  ]
}

function linksOf(
  overview: Overview,
  nodes: readonly Node[],
): { source: string; target: string; value: number }[] {
  const has = (name: string): boolean => nodes.some((node) => node.name === name)
  const middles: readonly (readonly [string, Predicate])[] = [
    ['basic', basicWhen],
    ['project', projectWhen],
    ['year_end_carry', yearEndCarry],
  ]
  const links: { source: string; target: string; value: number }[] = []
  const add = (source: string, target: string, value: number | null): void => {
    if (value !== null && value > 0 && has(source) && has(target)) {
      links.push({ source, target, value })
    }
  }
  for (const source of sourcesOf(overview)) {
    for (const [name, when] of middles) {
      const value = sumOf(overview, all(source.when, when))
      add(`from ${source.figure}`, name, value)
    }
  }
  for (const { kind, fen } of usesOf(overview)) {
    if (kind === 'personnel' || kind === 'public') add('basic', kind, fen)
    if (kind === 'other_running' || kind === 'specific_target') add('project', kind, fen)
  }
  return links
}
