import type { CountyTable } from '../../platform/db/index.ts'

/** What a county's file holds of this module. */
export const organisationTables: readonly CountyTable[] = [
  { name: 'organisation.county' },
  { name: 'organisation.unit' },
]
