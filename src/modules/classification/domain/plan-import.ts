import {
  type Catalogue,
  type CatalogueRows,
  type Dated,
  type Entry,
  groupRows,
  isAfter,
  isInForce,
  LIST_NAMES,
  type ListName,
  type Mapping,
} from './catalogue.ts'
import { foldName } from './fold-name.ts'
import { isKnownInWhole } from './look-up.ts'

/** What taking a list changes. Rows under `added` and `to` are as they will stand. */
export interface Changes<Row> {
  readonly added: readonly Row[]
  /** Rows that end on the first day of the year. */
  readonly ended: readonly Row[]
  /** Rows whose name (or government code) changes: `from` ends that day and `to` begins. */
  readonly renamed: readonly { readonly from: Row; readonly to: Row }[]
  /** Rows marked uncertain that the year's list confirms. */
  readonly confirmed: readonly Row[]
  readonly unchanged: number
}

export interface ListPlan<List extends string, Row> extends Changes<Row> {
  readonly list: List
  /** Nothing was loaded yet: all rows go in as they are, history included. */
  readonly isFirst: boolean
  /** The list becomes known for the year. */
  readonly advances: boolean
  /** Years between the last known one and this one, of which nothing would be known. */
  readonly skipsYears: boolean
}

export interface ImportPlan {
  readonly year: number
  readonly lists: readonly ListPlan<ListName, Entry>[]
  /** Null: the folder brings no mapping. */
  readonly mapping: ListPlan<'mapping', Mapping> | null
}

export interface YearFiles extends Pick<CatalogueRows, 'entries' | 'mappings'> {
  readonly year: number
  readonly present: readonly (ListName | 'mapping')[]
}

/**
 * Compares a year's files with what is loaded. Into an empty list all rows go as they are;
 * otherwise the rows in force in the year are the whole list of that year. A list whose file is
 * absent is left alone.
 */
export function planImport(catalogue: Catalogue, files: YearFiles): ImportPlan {
  const { year, present } = files
  const lists = LIST_NAMES.filter((list) => present.includes(list)).map((list) =>
    planList(catalogue, year, {
      list,
      loaded: [...catalogue.entries[list].values()].flat(),
      given: files.entries.filter((entry) => entry.list === list),
      keyOf: (entry) => entry.code,
      meaningOf: (entry) => foldName(entry.name),
    }),
  )
  const mapping = present.includes('mapping')
    ? planList(catalogue, year, {
        list: 'mapping' as const,
        loaded: [...catalogue.mappings.values()].flat(),
        given: files.mappings,
        keyOf: (pair) => `${pair.departmentCode}.${pair.nature}`,
        meaningOf: (pair) => pair.governmentCode,
      })
    : null
  return { year, lists, mapping }
}

export function hasDifference(changes: Changes<unknown>): boolean {
  return changes.added.length + changes.ended.length + changes.renamed.length > 0
}

interface Comparison<List, Row> {
  readonly list: List
  readonly loaded: readonly Row[]
  readonly given: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly meaningOf: (row: Row) => string
}

type Versioned = Dated & { readonly certain: boolean }

function planList<List extends ListName | 'mapping', Row extends Versioned>(
  catalogue: Catalogue,
  year: number,
  comparison: Comparison<List, Row>,
): ListPlan<List, Row> {
  const { list } = comparison
  const known = catalogue.knowledge.get(list)
  const begin = Temporal.PlainDate.from({ year, month: 1, day: 1 })
  if (!known) {
    const none = { ended: [], renamed: [], confirmed: [], unchanged: 0 }
    return {
      list,
      isFirst: true,
      advances: true,
      skipsYears: false,
      added: comparison.given,
      ...none,
    }
  }
  return {
    list,
    isFirst: false,
    advances: !isKnownInWhole(known, begin),
    skipsYears: !isKnownInWhole(known, begin.subtract({ days: 1 })),
    ...compareYear(comparison, begin),
  }
}

function compareYear<List, Row extends Versioned>(
  comparison: Comparison<List, Row>,
  begin: Temporal.PlainDate,
): Changes<Row> {
  const { keyOf, meaningOf } = comparison
  const loaded = groupRows(comparison.loaded, keyOf)
  const added: Row[] = []
  const renamed: { from: Row; to: Row }[] = []
  const confirmed: Row[] = []
  let unchanged = 0
  const listed = new Set<string>()
  for (const given of comparison.given.filter((row) => isInForce(row, begin))) {
    const key = keyOf(given)
    listed.add(key)
    const rows = loaded.get(key) ?? []
    const standing = rows.find((row) => isInForce(row, begin))
    if (!standing) {
      // an announced later row of the same code keeps its day, and ends this one
      const next = rows.find((row) => isAfter(row.validFrom, begin))
      added.push({ ...given, validFrom: begin, validTo: next?.validFrom ?? null })
    } else if (meaningOf(standing) !== meaningOf(given)) {
      renamed.push({
        from: standing,
        to: { ...given, validFrom: begin, validTo: standing.validTo },
      })
    } else if (given.certain && !standing.certain) {
      confirmed.push(standing)
    } else {
      unchanged += 1
    }
  }
  const ended = comparison.loaded.filter((row) => isInForce(row, begin) && !listed.has(keyOf(row)))
  return { added, ended, renamed, confirmed, unchanged }
}
