import { mergeDims } from './concepts.ts'
import { fold } from './document.ts'
import type { Equation } from './equation.ts'
import type { Table } from './frame-tables.ts'
import type { ReadSide } from './read-sides.ts'
import type { Figure, SideRow } from './rows.ts'
import { dimsOfTable, type Fact } from './table-facts.ts'

/** Economic classes of personnel; all others of basic spending are running costs. */
const PERSONNEL_CLASSES = ['301', '303']

/**
 * 人员经费合计 and 公用经费合计 under columns that stand side by side: each is the sum of its classes
 * wherever in the table they stand, and both together are the basic spending.
 */
export function economicGroups(
  table: Table,
  sides: readonly ReadSide[],
): { equations: Equation[]; facts: Fact[] } {
  const equations: Equation[] = []
  const facts: Fact[] = []
  const depth = Math.max(0, ...sides.map(({ amounts }) => amounts.length))
  for (let at = 0; at < depth; at++) {
    const figuresOf = (where: (row: SideRow) => boolean): Figure[] =>
      sides.flatMap(({ rows, amounts }) =>
        rows.filter(where).flatMap((row) => row.figures.get(amounts[at]?.index ?? -1) ?? []),
      )
    const totals: Figure[] = []
    for (const [kind, pattern, isMine] of [
      ['personnel', /^人员/, (code: string) => PERSONNEL_CLASSES.includes(code)],
      ['public', /公用/, (code: string) => !PERSONNEL_CLASSES.includes(code)],
    ] as const) {
      const own = figuresOf((row) => row.kind === 'group' && pattern.test(fold(row.name)))
      const [left] = own
      if (own.length !== 1 || !left) continue
      totals.push(left)
      const name = kind === 'personnel' ? '人员经费合计' : '公用经费合计'
      const right = figuresOf((row) => /^3\d{2}$/.test(row.code) && isMine(row.code))
      if (right.length > 0) {
        equations.push({
          rule: 'disclosure.column_sum',
          left: [left],
          right,
          leftName: name,
          rightName: '各类之和',
          group: `${table.number} groups ${kind} ${at}`,
          trust: 0.95,
        })
      }
      facts.push({ dims: mergeDims(dimsOfTable(table), { kind }), figures: [left], name })
    }
    if (totals.length === 2)
      facts.push({ dims: dimsOfTable(table), figures: totals, name: '基本支出' })
  }
  return { equations, facts }
}
