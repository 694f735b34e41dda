/**
 * The database: one pool a role, one transaction a county.
 *
 * - **owner** runs migrations and catalogue imports; **app** runs commands under row-level
 *   security; **reader** serves the portal and sees published rows only.
 * - `inCounty` opens every command, `readCounty` every set of reads that must agree.
 */
export { assertSafeRole } from './assert-safe-role.ts'
export { exportLines, importLines } from './copy-rows.ts'
export type { CountyTable } from './county-table.ts'
export type { CountyDb, Database, Db } from './database.ts'
export { distribute, hasCitus } from './distribute.ts'
export { dbErrors } from './errors.ts'
export { explainLoss } from './explain-loss.ts'
export { inCounty, readCounty } from './in-county.ts'
export { insertRows } from './insert-rows.ts'
export { listApplied, listTables, type TableInfo } from './list-tables.ts'
export {
  assertKnownSchema,
  assertMigrated,
  listMigrations,
  type MigrationState,
  migrate,
  migrateTo,
} from './migrate.ts'
export { openPool } from './pool.ts'
export { ROLES, type RoleName, setUpDatabase } from './setup.ts'
