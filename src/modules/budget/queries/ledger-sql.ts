import { type RawBuilder, sql } from 'kysely'
import type { LedgerRef } from '../budget-ref.ts'
import type { GroupField, Predicate } from '../domain/predicate.ts'

/**
 * The planned lines of a ledger, as the derived table that every value and every list of lines is
 * asked of: the same rows, hence the same sums. Paid lines are another measure and stay out.
 */
export function ledgerOf(ref: LedgerRef): RawBuilder<unknown> {
  return sql`
    select sequence, number, unit, kind, project, function, dept_economic, gov_economic, fund,
      origin_year, origin_year < year as carried, fen
    from budget.line
    where ${upTo(ref)} and phase in ('planned', 'adjusted')`
}

/** The rows of a version and of all before it: what a ledger, its names and promises are made of. */
export function upTo(ref: LedgerRef): RawBuilder<boolean> {
  return sql<boolean>`county = ${ref.county} and department = ${ref.department}
      and year = ${ref.year} and sequence <= ${ref.sequence}`
}

/** The row of this version alone. */
export function exactly(ref: LedgerRef): RawBuilder<boolean> {
  return sql<boolean>`county = ${ref.county} and department = ${ref.department}
      and year = ${ref.year} and sequence = ${ref.sequence}`
}

export function columnOf(field: GroupField): RawBuilder<string> {
  if (field === 'function_class') return sql<string>`left(function, 3)`
  if (field === 'dept_class') return sql<string>`left(dept_economic, 3)`
  return sql<string>`${sql.ref(field)}`
}

/** A predicate as SQL; a line without the code that is asked for does not fulfil it. */
export function toSql(predicate: Predicate): RawBuilder<boolean> {
  switch (predicate.test) {
    case 'in':
      return predicate.values.length === 1
        ? sql<boolean>`${columnOf(predicate.field)} = ${predicate.values[0]}`
        : sql<boolean>`${columnOf(predicate.field)} in (${sql.join(predicate.values)})`
    case 'carried':
      return sql<boolean>`carried`
    case 'not':
      return sql<boolean>`(${toSql(predicate.of)}) is not true`
    case 'all':
      return joined(predicate.of, ' and ', true)
    case 'any':
      return joined(predicate.of, ' or ', false)
  }
}

function joined(of: readonly Predicate[], by: string, whenEmpty: boolean): RawBuilder<boolean> {
  if (of.length === 0) return sql<boolean>`${sql.lit(whenEmpty)}`
  return sql<boolean>`(${sql.join(of.map(toSql), sql.raw(by))})`
}
