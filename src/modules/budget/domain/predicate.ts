/**
 * A predicate over ledger lines, as data: one description from which the query of a value and the
 * query of the lines behind it are both made (mechanism 4).
 */
export type LineField =
  | 'unit'
  | 'kind'
  | 'project'
  | 'function'
  | 'dept_economic'
  | 'gov_economic'
  | 'fund'

/** A field, or the first three digits of one: the class (类) of a code. */
export type GroupField = LineField | 'function_class' | 'dept_class'

export type Predicate =
  | { readonly test: 'in'; readonly field: GroupField; readonly values: readonly string[] }
  /** Money of an earlier year than the budget's: 上年结转. */
  | { readonly test: 'carried' }
  | { readonly test: 'not'; readonly of: Predicate }
  | { readonly test: 'all'; readonly of: readonly Predicate[] }
  | { readonly test: 'any'; readonly of: readonly Predicate[] }

export function isIn(field: GroupField, ...values: readonly string[]): Predicate {
  return { test: 'in', field, values }
}

/** Every line that the first predicate leaves and the others do too; of nothing: every line. */
export function all(...of: readonly Predicate[]): Predicate {
  return { test: 'all', of }
}

export function any(...of: readonly Predicate[]): Predicate {
  return { test: 'any', of }
}

export function not(of: Predicate): Predicate {
  return { test: 'not', of }
}

export const everyLine: Predicate = all()
export const carried: Predicate = { test: 'carried' }

/** The codes of a ledger line, as predicates ask for them. */
export type LineCodes = Readonly<Record<LineField, string | null>> & { readonly carried: boolean }

/** A predicate over one line; one without the code that is asked for does not fulfil it. */
export function fulfils(line: LineCodes, predicate: Predicate): boolean {
  switch (predicate.test) {
    case 'in':
      return predicate.values.includes(fieldOf(line, predicate.field) ?? '')
    case 'carried':
      return line.carried
    case 'not':
      return !fulfils(line, predicate.of)
    case 'all':
      return predicate.of.every((part) => fulfils(line, part))
    case 'any':
      return predicate.of.some((part) => fulfils(line, part))
  }
}

/** What must be known of a line to tell whether it fulfils a predicate. */
export function fieldsOf(predicate: Predicate): (keyof LineCodes)[] {
  switch (predicate.test) {
    case 'in':
      return [baseOf(predicate.field)]
    case 'carried':
      return ['carried']
    case 'not':
      return fieldsOf(predicate.of)
    case 'all':
    case 'any':
      return predicate.of.flatMap(fieldsOf)
  }
}

/** The field whose first digits are asked for. */
export function baseOf(field: GroupField): LineField {
  if (field === 'function_class') return 'function'
  return field === 'dept_class' ? 'dept_economic' : field
}

export function fieldOf(line: LineCodes, field: GroupField): string | null {
  if (field === 'function_class') return line.function?.slice(0, 3) ?? null
  if (field === 'dept_class') return line.dept_economic?.slice(0, 3) ?? null
  return line[field]
}
