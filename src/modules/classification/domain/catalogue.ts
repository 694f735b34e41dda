/**
 * The classification as facts that change with time. Immutable; every question is asked as of a
 * day. Days are whole years in practice (the Ministry of Finance issues one list a year), but
 * nothing here relies on it.
 */
export const LIST_NAMES = [
  'functional',
  'department_economic',
  'government_economic',
  'income',
] as const
export type ListName = (typeof LIST_NAMES)[number]

/** 类, 款, 项. */
export type Level = 1 | 2 | 3

export interface Entry {
  readonly list: ListName
  readonly code: string
  readonly name: string
  readonly level: Level
  /** Code of the class or item above; null on level 1. */
  readonly parent: string | null
  /** 0001-01-01: in force earlier, first year not established. */
  readonly validFrom: Temporal.PlainDate
  /** The first day on which it no longer holds; null: no end known. */
  readonly validTo: Temporal.PlainDate | null
  /** False: existence likely, name or code still to be compared with the official booklet. */
  readonly certain: boolean
}

/** How the mapping divides units: 行政单位 (with 参公) and other 事业单位. */
export type MappingNature = 'organ' | 'institution'

/** Which government economic code a department economic code must carry. */
export interface Mapping {
  readonly departmentCode: string
  readonly nature: MappingNature
  readonly governmentCode: string
  readonly validFrom: Temporal.PlainDate
  readonly validTo: Temporal.PlainDate | null
  readonly certain: boolean
}

/** How far a list is known. Beyond `knownPartlyThrough` it answers nothing. */
export interface Knowledge {
  readonly list: ListName | 'mapping'
  readonly knownThrough: Temporal.PlainDate
  readonly knownPartlyThrough: Temporal.PlainDate
  readonly source: string
}

export interface CatalogueRows {
  readonly knowledge: readonly Knowledge[]
  readonly entries: readonly Entry[]
  readonly mappings: readonly Mapping[]
}

export interface Catalogue {
  /** A list that was never loaded is missing here. */
  readonly knowledge: ReadonlyMap<ListName | 'mapping', Knowledge>
  /** All rows of a code, oldest first; codes in order. */
  readonly entries: Readonly<Record<ListName, ReadonlyMap<string, readonly Entry[]>>>
  /** All pairs of a department economic code, oldest first. */
  readonly mappings: ReadonlyMap<string, readonly Mapping[]>
}

export function buildCatalogue(rows: CatalogueRows): Catalogue {
  const entriesOf = (list: ListName): Map<string, Entry[]> =>
    groupRows(
      rows.entries.filter((entry) => entry.list === list),
      (entry) => entry.code,
    )
  return {
    knowledge: new Map(rows.knowledge.map((known) => [known.list, known])),
    entries: {
      functional: entriesOf('functional'),
      department_economic: entriesOf('department_economic'),
      government_economic: entriesOf('government_economic'),
      income: entriesOf('income'),
    },
    mappings: groupRows(rows.mappings, (mapping) => mapping.departmentCode),
  }
}

/** What has a time of validity. */
export interface Dated {
  readonly validFrom: Temporal.PlainDate
  readonly validTo: Temporal.PlainDate | null
}

export function isInForce(row: Dated, day: Temporal.PlainDate): boolean {
  return !isAfter(row.validFrom, day) && (row.validTo === null || isAfter(row.validTo, day))
}

export function isAfter(left: Temporal.PlainDate, right: Temporal.PlainDate): boolean {
  return ordinalOf(left) > ordinalOf(right)
}

/**
 * Temporal's own comparison takes microseconds, and a check asks it ten times a line: days are
 * remembered as numbers in the order of the calendar.
 */
const ordinals = new WeakMap<Temporal.PlainDate, number>()

function ordinalOf(day: Temporal.PlainDate): number {
  const known = ordinals.get(day)
  if (known !== undefined) return known
  const ordinal = (day.year * 16 + day.month) * 32 + day.day
  ordinals.set(day, ordinal)
  return ordinal
}

/** By key in code order, within a key oldest first. */
export function groupRows<Row extends Dated>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, Row[]> {
  const sorted = rows
    .map((row) => ({ key: keyOf(row), row }))
    .sort(
      (left, right) =>
        compareCodes(left.key, right.key) ||
        Temporal.PlainDate.compare(left.row.validFrom, right.row.validFrom),
    )
  const groups = new Map<string, Row[]>()
  for (const { key, row } of sorted) {
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** The order of PostgreSQL's collation "C": 201, 20101, 2010101, 20102, 202. */
function compareCodes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
