/**
 * Organisation (机构): whose money and whose work it is.
 *
 * - **county** (县): the tenant; leads every key. `invented` tells a made-up one from a real one.
 * - **department** (部门): a unit without parent; drafts, publishes and answers for one budget.
 * - **unit** (预算单位): belongs to a department, known by its code for ever. The name that it bore
 *   in a year stands with that year's budget.
 */
export { recordCounty } from './commands/record-county.ts'
export { recordUnits, type UnitToRecord } from './commands/record-units.ts'
export { organisationTables } from './county-tables.ts'
export { findCountyName } from './queries/find-county-name.ts'
