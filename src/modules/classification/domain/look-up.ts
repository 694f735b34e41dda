import {
  type Catalogue,
  type Dated,
  type Entry,
  isAfter,
  isInForce,
  type Knowledge,
  type Level,
  type ListName,
} from './catalogue.ts'

/** The day asked lies where the list is not known; null: the list was never loaded. */
export interface BeyondKnown {
  readonly state: 'beyond_known'
  readonly knownThrough: Temporal.PlainDate | null
}

export type LookUp =
  | { readonly state: 'in_force'; readonly entry: Entry }
  /** `entry` is the last row before the day; it no longer holds from `endedOn` on. */
  | { readonly state: 'ended'; readonly entry: Entry; readonly endedOn: Temporal.PlainDate }
  /** `entry` is the first row of the code. */
  | { readonly state: 'not_yet'; readonly entry: Entry; readonly beginsOn: Temporal.PlainDate }
  | { readonly state: 'unknown' }
  | BeyondKnown

/** What a code meant on a day. Beyond the known day it is never the old value. */
export function lookUp(
  catalogue: Catalogue,
  list: ListName,
  code: string,
  day: Temporal.PlainDate,
): LookUp {
  const known = catalogue.knowledge.get(list)
  const rows = catalogue.entries[list].get(code) ?? []
  const entry = rows.find((row) => isInForce(row, day))
  if (entry) return isAnswer(known, entry, day) ? { state: 'in_force', entry } : beyond(known)
  const ended = rows.findLast((row) => row.validTo !== null && !isAfter(row.validTo, day))
  if (ended?.validTo) {
    return isAnswer(known, ended, day)
      ? { state: 'ended', entry: ended, endedOn: ended.validTo }
      : beyond(known)
  }
  if (!isKnownInWhole(known, day)) return beyond(known)
  const coming = rows[0]
  return coming
    ? { state: 'not_yet', entry: coming, beginsOn: coming.validFrom }
    : { state: 'unknown' }
}

export type ListInForce =
  | { readonly state: 'known'; readonly entries: readonly Entry[] }
  /** Nothing is listed: a list known in part would pass as a whole one. */
  | (BeyondKnown & { readonly entries: readonly [] })

/** The whole list of a day in the order of codes, a class before what is under it. */
export function listInForce(
  catalogue: Catalogue,
  list: ListName,
  day: Temporal.PlainDate,
  level?: Level,
): ListInForce {
  const known = catalogue.knowledge.get(list)
  if (!isKnownInWhole(known, day)) return { ...beyond(known), entries: [] }
  const entries: Entry[] = []
  for (const rows of catalogue.entries[list].values()) {
    const entry = rows.find((row) => isInForce(row, day))
    if (entry && (level === undefined || entry.level === level)) entries.push(entry)
  }
  return { state: 'known', entries }
}

/** 行政单位, 参公单位, 事业单位, as a unit states it. */
export type UnitNature = 'organ' | 'managed_as_organ' | 'institution'

export interface GovernmentClassQuestion {
  /** A 款 of the department economic list. */
  readonly departmentCode: string
  readonly nature: UnitNature
  readonly day: Temporal.PlainDate
}

export type GovernmentClass =
  | { readonly state: 'in_force'; readonly code: string; readonly certain: boolean }
  /** The other nature has a pair, this one must not use the department code: 30107 of an organ. */
  | { readonly state: 'none' }
  /** The mapping says nothing of this code on this day: no such 款, or before the reform of 2018. */
  | { readonly state: 'unknown' }
  | BeyondKnown

/** The government economic code that a line must carry, from its department code and its unit. */
export function governmentClassOf(
  catalogue: Catalogue,
  question: GovernmentClassQuestion,
): GovernmentClass {
  const { departmentCode, day } = question
  const nature = question.nature === 'institution' ? 'institution' : 'organ'
  const known = catalogue.knowledge.get('mapping')
  const pairs = (catalogue.mappings.get(departmentCode) ?? []).filter((pair) =>
    isInForce(pair, day),
  )
  const mine = pairs.find((pair) => pair.nature === nature)
  if (mine) {
    return isAnswer(known, mine, day)
      ? { state: 'in_force', code: mine.governmentCode, certain: mine.certain }
      : beyond(known)
  }
  if (!isKnownInWhole(known, day)) return beyond(known)
  return { state: pairs.length > 0 ? 'none' : 'unknown' }
}

export function isKnownInWhole(known: Knowledge | undefined, day: Temporal.PlainDate): boolean {
  return known !== undefined && !isAfter(day, known.knownThrough)
}

/**
 * Whether a row settles a day. In the years known in part only a row written for them does: one
 * that begins there, or whose end is stated there. An older row with an open end is the old value.
 */
function isAnswer(known: Knowledge | undefined, row: Dated, day: Temporal.PlainDate): boolean {
  if (!known || isAfter(day, known.knownPartlyThrough)) return false
  if (isKnownInWhole(known, day)) return true
  const isOfLaterYears = isAfter(row.validFrom, known.knownThrough)
  return isOfLaterYears || (row.validTo !== null && isAfter(row.validTo, known.knownThrough))
}

function beyond(known: Knowledge | undefined): BeyondKnown {
  return { state: 'beyond_known', knownThrough: known?.knownThrough ?? null }
}
