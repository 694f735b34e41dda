import { sql } from 'kysely'
import type { CountyDb } from '../../../platform/db/index.ts'
import { findNames } from '../../classification/index.ts'
import { dayOf, type LedgerRef } from '../budget-ref.ts'
import { ledgerOf, upTo } from './ledger-sql.ts'

export interface ProjectName {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly kind: 'other_running' | 'specific_target'
}

/** The words beside the figures of one ledger: of units, codes and projects, as of its year. */
export interface Names {
  readonly department: string
  /** The department and its units. */
  readonly units: ReadonlyMap<string, { readonly name: string }>
  readonly projects: ReadonlyMap<string, ProjectName>
  /** Of the functional codes in use and of their classes (类). */
  readonly functions: ReadonlyMap<string, string>
  readonly departmentEconomic: ReadonlyMap<string, string>
  readonly governmentEconomic: ReadonlyMap<string, string>
}

export const NAME_UNKNOWN = '（名称未知）'

export async function loadNames(tx: CountyDb, ref: LedgerRef): Promise<Names> {
  const day = dayOf(ref)
  const codes = await sql<{
    functions: string[] | null
    dept: string[] | null
    gov: string[] | null
  }>`select array_agg(distinct function) as functions, array_agg(distinct dept_economic) as dept,
      array_agg(distinct gov_economic) as gov
    from (${ledgerOf(ref)}) as ledger`.execute(tx)
  const used = codes.rows[0]
  const present = (values: string[] | null | undefined): string[] =>
    (values ?? []).filter((value) => value !== null)
  const names = await findNames(
    tx,
    {
      functional: present(used?.functions).flatMap((code) => [code, code.slice(0, 3)]),
      department_economic: present(used?.dept),
      government_economic: present(used?.gov),
    },
    day,
  )
  const units = await loadUnits(tx, ref)
  return {
    department: units.get(ref.department)?.name ?? ref.department,
    units,
    projects: await loadProjects(tx, ref),
    functions: names.functional,
    departmentEconomic: names.department_economic,
    governmentEconomic: names.government_economic,
  }
}

/** A unit bears the name that the latest version gave it. */
async function loadUnits(tx: CountyDb, ref: LedgerRef): Promise<Map<string, { name: string }>> {
  const rows = await tx
    .selectFrom('budget.unit')
    .select(['code', 'name'])
    .where(upTo(ref))
    .orderBy('sequence')
    .orderBy('code')
    .execute()
  return new Map(rows.map(({ code, name }) => [code, { name }]))
}

/** A project bears the name that the latest version gave it. */
async function loadProjects(tx: CountyDb, ref: LedgerRef): Promise<Map<string, ProjectName>> {
  const rows = await tx
    .selectFrom('budget.project')
    .select(['code', 'name', 'unit', 'kind'])
    .where(upTo(ref))
    .orderBy('sequence')
    .orderBy('code')
    .execute()
  // the table's check allows no other kind
  return new Map(rows.map((row) => [row.code, row as ProjectName]))
}
