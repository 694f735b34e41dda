/** A day that differs from its weekday: a holiday, or a weekend day on which people work. */
export interface SpecialDay {
  readonly date: Temporal.PlainDate
  readonly kind: 'holiday' | 'workday'
  readonly name: string
}

export interface WorkingMonth {
  readonly month: number
  readonly days: number
}

export interface Calendar {
  /** Working days of a year by month; undefined: the year's notice is not known. */
  workingMonths(year: number): readonly WorkingMonth[] | undefined
}

const SATURDAY = 6

/** @param years the special days of each known year, also of one that has none */
export function calendarOf(years: ReadonlyMap<number, readonly SpecialDay[]>): Calendar {
  const counted = new Map<number, readonly WorkingMonth[]>()
  return {
    workingMonths: (year) => {
      const special = years.get(year)
      if (special && !counted.has(year)) counted.set(year, countMonths(year, special))
      return counted.get(year)
    },
  }
}

function countMonths(year: number, special: readonly SpecialDay[]): WorkingMonth[] {
  const kinds = new Map(special.map(({ date, kind }) => [date.toString(), kind]))
  return Array.from({ length: 12 }, (_, at) => ({
    month: at + 1,
    days: daysOf(year, at + 1).filter((day) => {
      const kind = kinds.get(day.toString())
      return kind ? kind === 'workday' : day.dayOfWeek < SATURDAY
    }).length,
  }))
}

function daysOf(year: number, month: number): Temporal.PlainDate[] {
  const first = new Temporal.PlainDate(year, month, 1)
  return Array.from({ length: first.daysInMonth }, (_, at) => first.add({ days: at }))
}
