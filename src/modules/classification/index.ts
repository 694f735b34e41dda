/**
 * The government revenue and expenditure classification (政府收支分类科目), which the Ministry of
 * Finance issues every year.
 *
 * - **list**: one of the classifications. `functional` 支出功能分类, what money is spent for;
 *   `department_economic` 部门预算支出经济分类 and `government_economic` 政府预算支出经济分类, on what,
 *   seen by the department and by the finance bureau; `income` 收入分类, by source.
 * - **类 款 项**: class, item and sub-item, levels 1, 2 and 3 of a list. A code begins with the
 *   code of the level above: 201, 20103, 2010301.
 * - **entry**: a code with the name it bore from `validFrom` until before `validTo`.
 * - **mapping**: the government code that a line of a department code must carry, by the nature of
 *   the unit: 行政单位 (with 参公) or 事业单位.
 * - **known through**: the last day for which a list is known in whole. Beyond it the answer is
 *   `beyond_known`, never the old value; up to *known partly through* a row written for those
 *   years still answers.
 *
 * Every question is asked as of a day. `openCatalogueFiles` answers from files,
 * `loadCatalogue` from the database, both with the same `Catalogue`.
 */
export { importCatalogue, planCatalogueImport } from './commands/import-catalogue.ts'
export { describePlan } from './describe-plan.ts'
export { type Catalogue, LIST_NAMES } from './domain/catalogue.ts'
export { checkCode, type StatedCode } from './domain/check-code.ts'
export {
  checkGovernmentClass,
  type StatedGovernmentClass,
} from './domain/check-government-class.ts'
export { type LookUp, lookUp, type UnitNature } from './domain/look-up.ts'
export type { ImportPlan } from './domain/plan-import.ts'
export { findCatalogueState } from './queries/find-catalogue-state.ts'
export { findNames } from './queries/find-names.ts'
export { hasCatalogue } from './queries/has-catalogue.ts'
export { type ClassName, listClasses } from './queries/list-classes.ts'
export { loadCatalogue } from './queries/load-catalogue.ts'
export {
  type CatalogueFiles,
  openCatalogueFiles,
  readCatalogueFolder,
} from './read-catalogue-folder.ts'
