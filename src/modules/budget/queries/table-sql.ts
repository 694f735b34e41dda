import { type RawBuilder, sql } from 'kysely'
import type { LedgerRef } from '../budget-ref.ts'
import type { Predicate } from '../domain/predicate.ts'
import {
  amountColumnsOf,
  type Section,
  type TableDescription,
} from '../domain/table-description.ts'
import { columnOf, ledgerOf, toSql } from './ledger-sql.ts'

/** One row of sums; `section` -1 is the table's total. */
export interface SumRow {
  readonly section: number
  /** Number of the item in its section; 0 for groups. */
  readonly item: number
  readonly k1: string | null
  readonly k2: string | null
  /** One for each amount column, fen; null: no line in scope. */
  readonly sums: readonly (number | null)[]
}

/**
 * The SQL of a table: the lines in scope are read once, then summed for each section. A cell is
 * null where no line is in scope and 0 where lines cancel out: blank and 0.00 are told apart here.
 */
export function tableSql(
  table: TableDescription,
  ref: LedgerRef,
): RawBuilder<Record<string, unknown>> {
  const parts = [
    select(table, sql`-1 as section, 0 as item, null::text as k1, null::text as k2`, null),
    ...table.sections.flatMap((section, at) => sectionSql(table, section, at)),
  ]
  return sql<Record<string, unknown>>`
    with scope as materialized (select * from (${ledgerOf(ref)}) as ledger where ${toSql(table.scope)})
    ${sql.join(parts, sql` union all `)}`
}

function sectionSql(table: TableDescription, section: Section, at: number): RawBuilder<unknown>[] {
  if (section.rows === 'items') {
    return section.items.map((item, number) =>
      select(
        table,
        sql`${sql.lit(at)} as section, ${sql.lit(number)} as item, null::text as k1, null::text as k2`,
        item.when,
        item.stated,
      ),
    )
  }
  const keys = section.by.map(columnOf)
  const k2 = keys[1] ?? sql`null::text`
  const grouped = sql`${sql.join(keys)}`
  return [
    sql`${select(table, sql`${sql.lit(at)} as section, 0 as item, ${keys[0]} as k1, ${k2} as k2`, null)}
      where ${toSql(section.within)} group by ${grouped}`,
  ]
}

function select(
  table: TableDescription,
  keys: RawBuilder<unknown>,
  when: Predicate | null,
  stated = false,
): RawBuilder<unknown> {
  const sums = amountColumnsOf(table).map((column, at) => {
    const inColumn = toSql(column.when)
    if (when === null) return sum(sql`fen`, inColumn, at)
    return stated
      ? sum(sql`case when ${toSql(when)} then fen else 0 end`, inColumn, at)
      : sum(sql`fen`, sql`${toSql(when)} and ${inColumn}`, at)
  })
  return sql`select ${keys}, ${sql.join(sums)} from scope`
}

function sum(
  of: RawBuilder<unknown>,
  filter: RawBuilder<unknown>,
  at: number,
): RawBuilder<unknown> {
  return sql`(sum(${of}) filter (where ${filter}))::bigint as ${sql.ref(`a${at}`)}`
}

export function readSumRow(row: Record<string, unknown>, columns: number): SumRow {
  return {
    section: row.section as number,
    item: row.item as number,
    k1: row.k1 as string | null,
    k2: row.k2 as string | null,
    sums: Array.from({ length: columns }, (_, at) => row[`a${at}`] as number | null),
  }
}
