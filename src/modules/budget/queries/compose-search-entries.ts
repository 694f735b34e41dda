import { type Fen, printWan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { Indicator } from '../domain/indicator.ts'
import { locateCell, type RowAddress } from '../domain/locate-cell.ts'
import { type SearchEntry, searchWords } from '../domain/search-entry.ts'
import { spellName } from '../domain/spell-name.ts'
import { amountColumnsOf, type TableDescription } from '../domain/table-description.ts'
import { TABLES } from '../domain/tables.ts'
import { type BudgetTable, closingRows } from './budget-table.ts'
import { composeTables } from './compose-tables.ts'
import { listIndicators } from './list-indicators.ts'
import { loadNames, NAME_UNKNOWN, type Names } from './load-names.ts'
import { rowLabel } from './row-texts.ts'

/** Tables 12 and 13 state amounts that stand in these already. */
const TABLES_OF_FIGURES = TABLES.filter((table) => table.number <= 11)

/** Everything of one ledger that can be searched for; the same ledger always gives the same. */
export async function composeSearchEntries(
  tx: CountyDb,
  ledger: LedgerRef,
): Promise<SearchEntry[]> {
  const names = await loadNames(tx, ledger)
  const composed = await composeTables(tx, ledger, TABLES_OF_FIGURES, names)
  const tables = new Map(composed.map((table) => [table.number, table]))
  const indicators = await listIndicators(tx, ledger)
  return [
    ...(await projectEntries(names, tables)),
    ...TABLES_OF_FIGURES.flatMap((table) => figureEntries(table, tables, ledger, names)),
    ...(await codeEntries(names, tables, ledger)),
    ...(await indicatorEntries(indicators, names, ledger)),
  ]
}

type Tables = ReadonlyMap<number, BudgetTable>

async function projectEntries(names: Names, tables: Tables): Promise<SearchEntry[]> {
  const projects = [...names.projects.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const rows = new Map(tables.get(11)?.rows.map((row) => [row.key, row]))
  return await Promise.all(
    projects.map(async ({ code, name }) => ({
      kind: 'project' as const,
      address: `projects/${code}`,
      label: name,
      detail: code,
      amount: printed(rows.get(code)?.amounts.total),
      words: searchWords([name, code, ...(await spellName(name))]),
    })),
  )
}

/** Each cell that is printed, named as its own page names it. */
function figureEntries(
  description: TableDescription,
  tables: Tables,
  ledger: LedgerRef,
  names: Names,
): SearchEntry[] {
  const table = tables.get(description.number)
  if (!table) return []
  return [...table.rows, ...closingRows(table)].flatMap((row) =>
    amountColumnsOf(description).flatMap((column) => {
      const amount = printed(row.amounts[column.key])
      const cell = locateCell(description, ledger.department, row.key, column.key)
      if (amount === null || !cell) return []
      const of = rowLabel(cell.row, names)
      const label = `表${table.number} ${of} ${[...column.under, column.label].join(' · ')}`
      return {
        kind: 'figure' as const,
        address: `table-${table.number}/${row.key}/${column.key}`,
        label,
        detail: table.title,
        amount,
        words: searchWords([label, of, ...codesOf(cell.row, ledger)]),
      }
    }),
  )
}

/** Not those of income, which are Yimen's own. */
function codesOf(row: RowAddress, ledger: LedgerRef): readonly string[] {
  if (row.row === 'department') return [ledger.department]
  return row.row === 'group' ? row.values : []
}

interface Cell {
  readonly address: string
  readonly amount: Fen | null
}

/** The codes that lines carry, each with the largest cell that is made of such lines. */
async function codeEntries(
  names: Names,
  tables: Tables,
  ledger: LedgerRef,
): Promise<SearchEntry[]> {
  const unitCells = cellsBy(tables.get(2), 'code')
  const lists = [
    {
      list: '功能科目',
      table: 3,
      names: names.functions,
      cells: cellsBy(tables.get(3), 'function'),
    },
    {
      list: '部门预算经济科目',
      table: 7,
      names: names.departmentEconomic,
      cells: cellsBy(tables.get(7), 'dept_economic', ledger.department),
    },
    {
      list: '政府预算经济科目',
      table: 7,
      names: names.governmentEconomic,
      cells: cellsBy(tables.get(7), 'gov_economic'),
    },
  ]
  const codes = lists.flatMap(({ list, table, names: of, cells }) =>
    [...cells].map(([code, own]) => ({ list, table, code, name: of.get(code), own })),
  )
  const units = [...names.units].map(([code, { name }]) => ({
    list: code === ledger.department ? '部门' : '单位',
    table: 2,
    code,
    name,
    own: unitCells.get(code) ?? [],
  }))
  return await Promise.all([...codes, ...units].map(codeEntry))
}

async function codeEntry(of: {
  readonly list: string
  readonly table: number
  readonly code: string
  readonly name: string | undefined
  readonly own: readonly Cell[]
}): Promise<SearchEntry> {
  const name = of.name ?? NAME_UNKNOWN
  const largest = [...of.own].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0))[0]
  const rows =
    of.own.length > 1 ? ` · 表${of.table} 有 ${of.own.length} 行，这是金额最大的一行` : ''
  return {
    kind: 'code',
    // a unit without money has a table, but no cell in it
    address: largest?.address ?? `table-${of.table}`,
    label: name,
    detail: `${of.list} ${of.code}${rows}`,
    amount: printed(largest?.amount),
    words: searchWords([name, of.code, ...(await spellName(name))]),
  }
}

/** The rows of a table by the code that stands in one text column, in the order of codes. */
function cellsBy(
  table: BudgetTable | undefined,
  column: string,
  except?: string,
): Map<string, Cell[]> {
  const cells = new Map<string, Cell[]>()
  for (const row of table?.rows ?? []) {
    const code = row.texts[column] ?? null
    if (code === null || code === except) continue
    const cell = {
      address: `table-${table?.number}/${row.key}/total`,
      amount: row.amounts.total ?? null,
    }
    const list = cells.get(code)
    if (list) list.push(cell)
    else cells.set(code, [cell])
  }
  return new Map([...cells].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Found by its project's name too: who looks for 午餐 wants to know what it promises. */
async function indicatorEntries(
  indicators: readonly Indicator[],
  names: Names,
  ledger: LedgerRef,
): Promise<SearchEntry[]> {
  return await Promise.all(
    indicators.map(async ({ project, number, level3, operator, target, unit }) => {
      const owner = project ?? ledger.department
      const projectName = project === null ? null : names.projects.get(project)?.name
      const of = projectName ? [projectName, ...(await spellName(projectName))] : []
      const wanted = target === null ? '没有写指标值' : `${operator ?? ''}${target}${unit ?? ''}`
      return {
        kind: 'indicator' as const,
        address: `promises/${owner}.${number}`,
        label: level3,
        detail: `${projectName ?? names.department} · ${wanted}`,
        amount: null,
        words: searchWords([level3, owner, ...(await spellName(level3)), ...of]),
      }
    }),
  )
}

function printed(amount: Fen | null | undefined): string | null {
  return amount === null || amount === undefined ? null : printWan(amount)
}
