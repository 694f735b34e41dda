/** Sums across a row: what stands under one heading adds up to its 小计 or 合计. */

import { isSumWord, type Node, type Side } from './columns.ts'
import type { Equation } from './equation.ts'
import type { Table } from './frame-tables.ts'
import type { SideRow } from './rows.ts'

function leavesOf(node: Node): number[] {
  if (node.column !== null) return [node.column]
  const total = sumChild(node.children)
  if (total?.column !== undefined && total.column !== null) return [total.column]
  return node.children.filter(({ label }) => !isPart(label)).flatMap(leavesOf)
}

function sumChild(nodes: readonly Node[]): Node | undefined {
  const sums = nodes.filter(({ label, column }) => column !== null && isSumWord(label))
  if (sums.length > 0) return sums.length === 1 ? sums[0] : undefined
  // 本年支出 | 基本支出 | 项目支出: a total that does not call itself so
  const [first, ...others] = nodes
  const isWhole =
    first !== undefined &&
    first.column !== null &&
    /^(?:本年|当年)支出$|^(?:决算|预算)数$|^支出$/.test(first.label) &&
    [/^基本支出/, /^项目支出/].every((pattern) => others.some(({ label }) => pattern.test(label)))
  return isWhole ? first : undefined
}

function isPart(label: string): boolean {
  return /^其中/.test(label)
}

export function acrossRows(
  table: Table,
  side: Pick<Side, 'tree' | 'amounts'>,
  rows: readonly SideRow[],
): Equation[] {
  const equations: Equation[] = []
  const phases = new Map(side.amounts.map((column) => [column.index, column.dims.phase]))
  const visit = (nodes: readonly Node[], path: string): void => {
    const total = sumChild(nodes)
    if (total?.column !== null && total !== undefined) {
      const others = nodes.filter((node) => node !== total && !isPart(node.label))
      const kept =
        /三公/.test(total.label) || table.kind === 'three_public'
          ? others.filter(({ label }) => !/会议|培训|机关运行/.test(label))
          : others
      const columns = kept
        .flatMap(leavesOf)
        // last year's figures and differences are not parts of this year's
        .filter((column) => phases.get(column) === phases.get(total.column ?? -1))
      if (
        columns.length > 1 ||
        (columns.length === 1 && kept.some((node) => node.column === null))
      ) {
        for (const row of rows) {
          const left = row.figures.get(total.column ?? -1)
          if (!left) continue
          const right = columns.flatMap((column) => row.figures.get(column) ?? [])
          equations.push({
            rule: 'disclosure.row_sum',
            left: [left],
            right,
            leftName: columnName(path, total.label),
            rightName: right.length > 0 ? '同一行各项之和' : '同一行各项（都是空的）',
            group: `${table.number} row ${path} ${total.column}`,
            trust: 0.97,
          })
        }
      }
    }
    for (const node of nodes)
      if (node.children.length > 0) visit(node.children, `${path}${node.label}`)
  }
  visit(side.tree, '')
  return equations
}

function columnName(path: string, label: string): string {
  return path ? `${path}${label}` : label
}
