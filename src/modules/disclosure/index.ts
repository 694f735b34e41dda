/**
 * Published budgets and accounts of departments (部门预算决算公开): read as people publish them, and
 * held against themselves, one another and the classification of their year.
 *
 * - **raw document**: what a reader makes of a file's bytes: paragraphs and tables in order, each
 *   cell with its spans and its place. No reader knows what a budget is.
 * - **disclosure**: the document as understood: its parts, kind, year, department; tables
 *   recognised by title and heading; sentences cut into amounts with the words before them.
 * - **figure**: one printed amount with its place and the precision it was printed with.
 * - **fact**: figures with their meaning: flow, fund, source, kind, line, phase (`concepts.ts`).
 *   Its key is the text `flow/fund/kind/source/phase/line`; left out means the whole.
 * - **equation**: two sums of figures that must be equal. Rounding explains small gaps; where most
 *   equations of one reading fail, the table was misread, not misprinted.
 * - **diagnosis**: the figure that, set right, makes several failing equations hold.
 * - **rule**: a small pure function over a disclosure. It ends in `found`, `passed`,
 *   `not_applicable` or `unreadable`; silence is never a pass.
 * - **finding**: what a rule says, with both figures and their places: `error`, `warning`,
 *   `advice`, or `reading` for a defect of reading rather than of the document.
 *
 * No database, no HTTP, no files: bytes go in, findings come out. `openCodeBook` alone reads the
 * folder of the classification.
 */
export { type Approved, readApproved } from './domain/approved.ts'
export {
  type CheckedDocument,
  type CheckSettings,
  checkDisclosure,
} from './domain/check-disclosure.ts'
export { checkGroup, type Grouped } from './domain/check-group.ts'
export type { RawDocument } from './domain/document.ts'
export { groupParts, isPart } from './domain/group-parts.ts'
export { type LocalRules, parseLocalRules } from './domain/local-rules.ts'
export { openCodeBook } from './open-code-book.ts'
export { checklist } from './presenters/checklist.ts'
export { checkWithPage, escapeHtml, HTML_HEAD, HTML_TAIL } from './presenters/report-html.ts'
export { placeText, reportText, SEVERITY_LABELS } from './presenters/report-text.ts'
export { type ReportRow, reportXlsx } from './presenters/report-xlsx.ts'
export { listRules, rulesMarkdown } from './presenters/rules-list.ts'
export { Unreadable } from './reading/limits.ts'
export { openArchive, readBytes, sniff } from './reading/read-bytes.ts'
