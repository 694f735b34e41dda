import type { CountyTable } from '../../platform/db/index.ts'

/** The chain comes along as it is: its hashes stay true wherever the county goes. */
export const auditTables: readonly CountyTable[] = [{ name: 'audit.entry' }, { name: 'audit.head' }]
