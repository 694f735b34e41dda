import { type Fen, printWan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { LedgerRef } from '../budget-ref.ts'
import type { Indicator } from '../domain/indicator.ts'
import { locateCell, type RowAddress } from '../domain/locate-cell.ts'
import { foldText, joinFolded, type SearchEntry, searchWords } from '../domain/search-entry.ts'
import { loadSpelling, type SpellName } from '../domain/spell-name.ts'
import { amountColumnsOf, type TableDescription } from '../domain/table-description.ts'
import { TABLES } from '../domain/tables.ts'
import { type BudgetTable, closingRows } from './budget-table.ts'
import { readTables } from './compose-tables.ts'
import { listIndicators } from './list-indicators.ts'
import { loadNames, NAME_UNKNOWN, type Names } from './load-names.ts'
import { rowLabel } from './row-texts.ts'

/** Tables 12 and 13 state amounts that stand in these already. */
const TABLES_OF_FIGURES = TABLES.filter((table) => table.number <= 11)

/**
 * Everything of one ledger that can be searched for; the same ledger always gives the same. The
 * entries are made while they are taken, once.
 */
export async function composeSearchEntries(
  tx: CountyDb,
  ledger: LedgerRef,
): Promise<Iterable<SearchEntry>> {
  const names = await loadNames(tx, ledger)
  const compose = await readTables(tx, ledger, TABLES_OF_FIGURES, names)
  const indicators = await listIndicators(tx, ledger)
  const spell = await loadSpelling()
  return (function* () {
    const tables = new Map(compose().map((table) => [table.number, table]))
    yield* entriesOf({ ledger, names, tables, indicators, spell })
  })()
}

interface Findable {
  readonly ledger: LedgerRef
  readonly names: Names
  readonly tables: ReadonlyMap<number, BudgetTable>
  readonly indicators: readonly Indicator[]
  readonly spell: SpellName
}

function* entriesOf(all: Findable): Iterable<SearchEntry> {
  yield* projectEntries(all)
  for (const table of TABLES_OF_FIGURES) yield* figureEntries(table, all)
  yield* codeEntries(all)
  for (const indicator of all.indicators) yield indicatorEntry(indicator, all)
}

function* projectEntries({ names, tables, spell }: Findable): Iterable<SearchEntry> {
  const projects = [...names.projects.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const rows = new Map(tables.get(11)?.rows.map((row) => [row.key, row]))
  for (const { code, name } of projects) {
    yield {
      kind: 'project',
      address: `projects/${code}`,
      label: name,
      detail: code,
      amount: printed(rows.get(code)?.amounts.total),
      words: searchWords([name, code, ...spell(name)]),
    }
  }
}

/** Each cell that is printed, named as its own page names it. */
function* figureEntries(
  description: TableDescription,
  { ledger, names, tables }: Findable,
): Iterable<SearchEntry> {
  const table = tables.get(description.number)
  if (!table) return
  const columns = amountColumnsOf(description).map(({ key, under, label }) => {
    const name = [...under, label].join(' · ')
    return { key, name, folded: foldText(name) }
  })
  for (const row of [...table.rows, ...closingRows(table)]) {
    const filled = columns.filter(({ key }) => (row.amounts[key] ?? null) !== null)
    const cell = locateCell(description, ledger.department, row.key, filled[0]?.key ?? '')
    if (!cell) continue
    const of = rowLabel(cell.row, names)
    const words = [of, ...codesOf(cell.row, ledger)].map(foldText)
    for (const { key, name, folded } of filled) {
      yield {
        kind: 'figure',
        address: `table-${table.number}/${row.key}/${key}`,
        label: `表${table.number} ${of} ${name}`,
        detail: table.title,
        amount: printed(row.amounts[key]),
        words: joinFolded([`表${table.number}${words[0]}${folded}`, ...words]),
      }
    }
  }
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
function* codeEntries({ names, tables, ledger, spell }: Findable): Iterable<SearchEntry> {
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
  for (const { list, table, names: of, cells } of lists) {
    for (const [code, own] of cells) {
      yield codeEntry({ list, table, code, name: of.get(code), own }, spell)
    }
  }
  const unitCells = cellsBy(tables.get(2), 'code')
  for (const [code, { name }] of names.units) {
    const list = code === ledger.department ? '部门' : '单位'
    yield codeEntry({ list, table: 2, code, name, own: unitCells.get(code) ?? [] }, spell)
  }
}

interface Code {
  readonly list: string
  readonly table: number
  readonly code: string
  readonly name: string | undefined
  readonly own: readonly Cell[]
}

function codeEntry(of: Code, spell: SpellName): SearchEntry {
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
    words: searchWords([name, of.code, ...spell(name)]),
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
function indicatorEntry(
  { project, number, level3, operator, target, unit }: Indicator,
  { names, ledger, spell }: Findable,
): SearchEntry {
  const owner = project ?? ledger.department
  const projectName = project === null ? null : names.projects.get(project)?.name
  const of = projectName ? [projectName, ...spell(projectName)] : []
  const wanted = target === null ? '没有写指标值' : `${operator ?? ''}${target}${unit ?? ''}`
  return {
    kind: 'indicator',
    address: `promises/${owner}.${number}`,
    label: level3,
    detail: `${projectName ?? names.department} · ${wanted}`,
    amount: null,
    words: searchWords([level3, owner, ...spell(level3), ...of]),
  }
}

function printed(amount: Fen | null | undefined): string | null {
  return amount === null || amount === undefined ? null : printWan(amount)
}
