/**
 * Organisation (机构): whose money and whose work it is.
 *
 * - **county** (县): the tenant; leads every key. `invented` tells a made-up one from a real one.
 * - **department** (部门): a unit without parent; drafts, publishes and answers for one budget.
 * - **unit** (预算单位): belongs to a department, known by its code for ever.
 * - **term**: name and nature of a unit from a day until the day before the next one.
 * - **nature** (单位性质): organ 行政单位, managed as organ 参公单位, institution 事业单位. It decides
 *   which government economic class a line must carry.
 */
export { recordCounty } from './commands/record-county.ts'
export { recordUnits, type UnitToRecord } from './commands/record-units.ts'
export { findCountyName } from './queries/find-county-name.ts'
export { findUnitNames } from './queries/find-unit-names.ts'
export { findUnits, type UnitNature, type UnitTerm } from './queries/find-units.ts'
