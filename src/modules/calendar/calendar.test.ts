import { expect, test } from 'vitest'
import { calendarOf } from './domain/calendar.ts'
import { readCalendarFolder } from './read-calendar-folder.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

test('2023 has 249 working days, as the notice of the State Council gives them', async () => {
  const calendar = await readCalendarFolder('data/calendars')
  const months = calendar.workingMonths(2023) ?? []
  expect(months.reduce((sum, { days }) => sum + days, 0)).toBe(249)
})

test('of a year without notice nothing is known', async () => {
  const calendar = await readCalendarFolder('data/calendars')
  expect(calendar.workingMonths(1999)).toBeUndefined()
  expect(calendar.workingMonths(2199)).toBeUndefined()
})

test('a holiday on a weekday is free, a make-up day on a weekend is worked', () => {
  const calendar = calendarOf(
    new Map([
      [
        2023,
        [
          { date: day('2023-01-02'), kind: 'holiday', name: '元旦' },
          { date: day('2023-01-28'), kind: 'workday', name: '春节' },
        ],
      ],
      [2024, []],
    ]),
  )
  // January 2023: 22 weekdays
  expect(calendar.workingMonths(2023)?.[0]).toEqual({ month: 1, days: 22 - 1 + 1 })
  // February 2024: a leap year's, 21 weekdays
  expect(calendar.workingMonths(2024)?.[1]).toEqual({ month: 2, days: 21 })
})
