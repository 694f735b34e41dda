import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSheet } from '../../kernel/read-sheet.ts'
import { type Calendar, calendarOf, type SpecialDay } from './domain/calendar.ts'

const COLUMNS = [{ key: 'date' }, { key: 'kind' }, { key: 'name' }] as const

/**
 * Reads `2023.csv` and its like: one file a year whose notice is known.
 *
 * @throws where a file is malformed: it is part of the program, so that is a bug
 */
export async function readCalendarFolder(dir: string): Promise<Calendar> {
  const years = new Map<number, readonly SpecialDay[]>()
  for (const file of await readdir(dir)) {
    const year = /^(\d{4})\.csv$/.exec(file)?.[1]
    if (year === undefined) continue
    const text = await readFile(join(dir, file), 'utf8')
    const sheet = readSheet(file, text, COLUMNS, { module: 'calendar', otherColumns: 'refuse' })
    if (sheet.findings.length > 0) throw new Error(`${file}: ${JSON.stringify(sheet.findings[0])}`)
    years.set(
      Number(year),
      sheet.rows.map(({ cells }) => readDay(file, Number(year), cells)),
    )
  }
  return calendarOf(years)
}

function readDay(
  file: string,
  year: number,
  { date, kind, name }: Readonly<Record<'date' | 'kind' | 'name', string>>,
): SpecialDay {
  const day = Temporal.PlainDate.from(date)
  if (day.year !== year) throw new Error(`${file}: ${date} is of another year`)
  if (kind !== 'holiday' && kind !== 'workday') throw new Error(`${file}: unknown kind ${kind}`)
  return { date: day, kind, name }
}
