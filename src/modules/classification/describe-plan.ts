import type { Entry, Mapping } from './domain/catalogue.ts'
import type { ImportPlan, ListPlan } from './domain/plan-import.ts'
import { LIST_LABELS, NATURE_LABELS } from './labels.ts'

/** Rows shown of a kind; the rest is counted. */
const SHOWN = 200

/** The plan for a person at the command line: counts of all lists first, then the rows. */
export function describePlan(plan: ImportPlan): string[] {
  const counts = plan.lists.map((list) => countLine(list, '更名'))
  const rows = plan.lists.flatMap((list) =>
    rowLines(list, { print: printEntry, value: (entry) => entry.name, renamed: '更名' }),
  )
  if (plan.mapping) {
    counts.push(countLine(plan.mapping, '改对应'))
    rows.push(
      ...rowLines(plan.mapping, {
        print: printMapping,
        value: (pair) => pair.governmentCode,
        renamed: '改对应',
      }),
    )
  }
  const nothing = rows.length === 0 ? ['科目没有变化。'] : []
  return [`${plan.year}年政府收支分类科目`, ...counts, ...nothing, ...rows]
}

type AnyPlan<Row> = ListPlan<Entry['list'] | 'mapping', Row>

function countLine(plan: AnyPlan<unknown>, renamedLabel: string): string {
  const label = LIST_LABELS[plan.list]
  if (plan.isFirst) return `${label}：首次导入 ${plan.added.length} 行（含历年已停用的）`
  const { added, ended, renamed, confirmed, unchanged } = plan
  const counts = `新增 ${added.length}，停用 ${ended.length}，${renamedLabel} ${renamed.length}，核实 ${confirmed.length}，不变 ${unchanged}`
  return `${label}：${counts}${plan.advances ? '' : '（这一年已经导入）'}`
}

interface Wording<Row> {
  readonly print: (row: Row) => string
  readonly value: (row: Row) => string
  readonly renamed: string
}

function rowLines<Row>(plan: AnyPlan<Row>, wording: Wording<Row>): string[] {
  const { print, value, renamed } = wording
  const kinds: readonly [string, readonly string[]][] = [
    ['新增', plan.added.map(print)],
    ['停用', plan.ended.map(print)],
    [renamed, plan.renamed.map(({ from, to }) => `${print(from)} → ${value(to)}`)],
    ['核实', plan.confirmed.map(print)],
  ]
  const lines = kinds.flatMap(([kind, rows]) => [
    ...rows.slice(0, SHOWN).map((row) => `  ${kind} ${row}`),
    ...(rows.length > SHOWN ? [`  ${kind} 另有 ${rows.length - SHOWN} 行`] : []),
  ])
  return lines.length > 0 ? [`${LIST_LABELS[plan.list]}：`, ...lines] : []
}

function printEntry(entry: Entry): string {
  return `${entry.code} ${entry.name}`
}

function printMapping(pair: Mapping): string {
  return `${NATURE_LABELS[pair.nature]} ${pair.departmentCode} → ${pair.governmentCode}`
}
