import { findCounty } from '../../src/kernel/county.ts'
import { type GeneratedBudget, generateBudget } from './generate-budget.ts'

const DEPARTMENTS = 900

export const CRASH_COUNTY = findCounty('990001') as NonNullable<ReturnType<typeof findCounty>>

/** Department and year of the budget with this number, 0 to 180,000. */
export function crashKey(number: number): { department: string; year: number } {
  return {
    department: String(100 + (number % DEPARTMENTS)),
    year: 2000 + Math.floor(number / DEPARTMENTS),
  }
}

export function crashNumber(department: string, year: number): number {
  return (year - 2000) * DEPARTMENTS + Number(department) - 100
}

export function crashBudget(number: number): GeneratedBudget {
  const lines = 60 + (number % 5) * 40
  return generateBudget({ county: CRASH_COUNTY, ...crashKey(number), lines, seed: number })
}
