/**
 * The calendar (日历): which days are working days.
 *
 * - **working day** (工作日): Monday to Friday without statutory holidays, with make-up workdays
 *   (调休), as the State Council announces them for each year.
 * - **known year**: one whose notice has been entered. Of any other year nothing is answered,
 *   because plain weekdays would be a guess.
 */
export type { Calendar, WorkingMonth } from './domain/calendar.ts'
export { readCalendarFolder } from './read-calendar-folder.ts'
