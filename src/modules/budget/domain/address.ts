import { findCounty } from '../../../kernel/county.ts'
import type { BudgetRef } from '../budget-ref.ts'

/**
 * Permanent addresses: `/{county}/budget/{year}/{department}/{edition}/table-3/{row}/{column}`.
 * The API's are the same under `/api/v1`. Without the edition they lead to the current one.
 */
export interface AddressParts {
  readonly county: string
  readonly year: string
  readonly department: string
}

/** Undefined where the parts name nothing that could exist. */
export function readBudgetRef(parts: AddressParts): BudgetRef | undefined {
  const county = findCounty(parts.county)
  const year = /^\d{4}$/.test(parts.year) ? Number(parts.year) : undefined
  if (!county || year === undefined || !/^[0-9A-Z]{3,12}$/.test(parts.department)) return undefined
  return { county, year, department: parts.department }
}

export function readEditionNumber(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined
}

export function readTableNumber(text: string): number | undefined {
  const match = /^table-([1-9]\d?)$/.exec(text)
  return match ? Number(match[1]) : undefined
}

export function budgetAddress(ref: BudgetRef, edition?: number): string {
  const address = `/${ref.county}/budget/${ref.year}/${ref.department}`
  return edition === undefined ? address : `${address}/${edition}`
}

export function tableAddress(ref: BudgetRef, edition: number, table: number): string {
  return `${budgetAddress(ref, edition)}/table-${table}`
}

export function figureAddress(
  ref: BudgetRef,
  edition: number,
  cell: { readonly table: number; readonly rowKey: string; readonly columnKey: string },
): string {
  return `${tableAddress(ref, edition, cell.table)}/${cell.rowKey}/${cell.columnKey}`
}

export function lineAddress(
  ref: BudgetRef,
  edition: number,
  line: { readonly version: string; readonly number: number },
): string {
  return `${budgetAddress(ref, edition)}/lines/${line.version}.${line.number}`
}

/** The cell that an address inside an edition names; undefined where it is no table's. */
export function figureOfAddress(
  address: string,
): { readonly table: number; readonly rowKey: string; readonly columnKey: string } | undefined {
  const [name = '', rowKey, columnKey, ...more] = address.split('/')
  const table = readTableNumber(name)
  if (table === undefined || rowKey === undefined || columnKey === undefined || more.length > 0) {
    return undefined
  }
  return { table, rowKey, columnKey }
}
