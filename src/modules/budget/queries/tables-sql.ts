import { type RawBuilder, sql } from 'kysely'
import type { LedgerRef } from '../budget-ref.ts'
import type { Predicate } from '../domain/predicate.ts'
import {
  amountColumnsOf,
  fieldsOfTable,
  type Section,
  type TableDescription,
} from '../domain/table-description.ts'
import { columnOf, ledgerOf, toSql } from './ledger-sql.ts'

/** One row of sums; `section` -1 is the table's total. */
export interface SumRow {
  readonly table: number
  readonly section: number
  /** Number of the item in its section; 0 for groups. */
  readonly item: number
  readonly k1: string | null
  readonly k2: string | null
  /** One for each amount column, fen; null: no line in scope. */
  readonly sums: readonly (number | null)[]
}

/**
 * The SQL of any number of tables: the ledger's lines are read once and summed by all codes that
 * the tables ask for, then each table sums these for its sections. A cell is null where no line is
 * in scope and 0 where lines cancel out: blank and 0.00 are told apart here.
 */
export function tablesSql(tables: readonly TableDescription[], ref: LedgerRef): RawBuilder<SumRow> {
  const fields = new Set(tables.flatMap(fieldsOfTable))
  const parts = tables.flatMap((table) => [
    select(table, sql`-1, 0, null::text, null::text`, null),
    ...table.sections.flatMap((section, at) => sectionSql(table, section, at)),
  ])
  return sql<SumRow>`
    with by_project as materialized (${summed(fields, sql`(${ledgerOf(ref)}) as line`)}),
      by_code as materialized (${summed(fields.difference(PROJECT), sql`by_project`)})
    select * from (${sql.join(parts, sql` union all `)}) as sums ("table", section, item, k1, k2, sums)`
}

const PROJECT = new Set(['project'] as const)

/** Lines with the same codes become one: of a department's many lines few differ, but for projects. */
function summed(fields: ReadonlySet<string>, from: RawBuilder<unknown>): RawBuilder<unknown> {
  const names = sql.join([...fields].sort().map((field) => sql.ref(field)))
  return sql`select ${names}, sum(fen)::bigint as fen from ${from} group by ${names}`
}

function sectionSql(table: TableDescription, section: Section, at: number): RawBuilder<unknown>[] {
  if (section.rows === 'items') {
    return section.items.map((item, number) =>
      select(
        table,
        sql`${sql.lit(at)}, ${sql.lit(number)}, null::text, null::text`,
        item.when,
        item.stated,
      ),
    )
  }
  const keys = section.by.map(columnOf)
  const k2 = keys[1] ?? sql`null::text`
  return [
    sql`${select(table, sql`${sql.lit(at)}, 0, ${keys[0]}, ${k2}`, null)}
      and ${toSql(section.within)} group by ${sql.join(keys)}`,
  ]
}

function select(
  table: TableDescription,
  keys: RawBuilder<unknown>,
  when: Predicate | null,
  stated = false,
): RawBuilder<unknown> {
  const sums = amountColumnsOf(table).map((column) => {
    const inColumn = toSql(column.when)
    if (when === null) return sum(sql`fen`, inColumn)
    return stated
      ? sum(sql`case when ${toSql(when)} then fen else 0 end`, inColumn)
      : sum(sql`fen`, sql`${toSql(when)} and ${inColumn}`)
  })
  const from = fieldsOfTable(table).includes('project') ? sql`by_project` : sql`by_code`
  return sql`select ${sql.lit(table.number)}, ${keys}, array[${sql.join(sums)}]
    from ${from} where ${toSql(table.scope)}`
}

function sum(of: RawBuilder<unknown>, filter: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(sum(${of}) filter (where ${filter}))::bigint`
}
