/**
 * The department budget (部门预算): one ledger, thirteen tables, and the promises made with it.
 *
 * - **ledger line** (预算账目行): an amount in fen with unit, kind, project, functional class, both
 *   economic classes, fund and the year whose money it is.
 * - **version** (版本): `initial` or `adjustment-n`; a later one adds signed differences. Approving
 *   (批复) freezes it with all its children.
 * - **edition** (公开版次): a version made public, numbered 1, 2 … a department and year.
 * - **table** (表): one description from which its SQL, the lines behind each cell and its head come.
 * - **figure** (数): a cell that is not blank; it opens the lines that add up to it.
 * - **carried over** (上年结转): money of an earlier year; income and planned expenditure of this one.
 */
export type { BudgetRef, LedgerRef } from './budget-ref.ts'
export { approveVersion } from './commands/approve-version.ts'
export { indexMissingEditions } from './commands/index-missing-editions.ts'
export { type LoadOptions, type LoadResult, loadBudget } from './commands/load-budget.ts'
export { publishVersion } from './commands/publish-version.ts'
export { type RecordResult, recordDocument } from './commands/record-document.ts'
export { withdrawEdition } from './commands/withdraw-edition.ts'
export { budgetTables } from './county-tables.ts'
export { findTable, TABLES } from './domain/tables.ts'
export { findSequence, nameOfVersion } from './domain/version-name.ts'
export { budgetErrors } from './errors.ts'
export { type FigureJson, toFigureJson } from './presenters/figure-json.ts'
export { type TableJson, toTableJson } from './presenters/table-json.ts'
export { toTableCsv, toTableMarkdown } from './presenters/table-text.ts'
export type { BudgetTable, TableRow } from './queries/budget-table.ts'
export { type Comparison, compareWithChain } from './queries/compare-with-chain.ts'
export { composeTables } from './queries/compose-tables.ts'
export { type Edition, findEdition } from './queries/find-edition.ts'
export { type Figure, findFigure } from './queries/find-figure.ts'
export { listVersions, type Version } from './queries/find-version.ts'
export { listBudgets } from './queries/list-budgets.ts'
export { type BudgetFolder, readBudgetFolder, readDocumentFolder } from './read-budget-folder.ts'
export { type BudgetReference, readBudgetReference } from './reference.ts'
