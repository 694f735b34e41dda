import type { County } from '../../kernel/county.ts'
import type { CountyDb, CountyTable } from '../../platform/db/index.ts'
import { changeState } from './commands/change-state.ts'

/** What is asked of a line of `budget.version`. */
interface Versioned {
  readonly department: string
  readonly year: number
  readonly sequence: number
  readonly frozen: boolean
  readonly published: boolean
}

const DRAFT = { frozen: false, published: false }

/**
 * What a county's file holds of this module. Versions come in as drafts, are filled, and then
 * frozen and published: the same policies and foreign keys as in daily work see to it.
 */
export const budgetTables: readonly CountyTable[] = [
  { name: 'budget.version', insertedAs: DRAFT },
  { name: 'budget.unit', insertedAs: DRAFT },
  { name: 'budget.project', insertedAs: DRAFT },
  { name: 'budget.line', insertedAs: DRAFT },
  { name: 'budget.duty', insertedAs: DRAFT },
  { name: 'budget.task', insertedAs: DRAFT },
  { name: 'budget.aim', insertedAs: DRAFT },
  { name: 'budget.indicator', insertedAs: DRAFT },
  { name: 'budget.link', insertedAs: DRAFT },
  {
    name: 'budget.prior_figure',
    insertedAs: DRAFT,
    settle: (tx, county, linesOf) => settle(tx, county, 'frozen', linesOf('budget.version')),
  },
  {
    name: 'budget.approval',
    insertedAs: { published: false },
    settle: (tx, county, linesOf) => settle(tx, county, 'published', linesOf('budget.version')),
  },
  { name: 'budget.edition' },
  // what is known of a published budget beside its ledger
  { name: 'budget.withdrawal' },
  { name: 'budget.document' },
  { name: 'budget.document_part' },
  { name: 'budget.printed_figure' },
  { name: 'budget.answer' },
  { name: 'budget.indicator_measure' },
  { name: 'budget.contact' },
  { name: 'budget.search_entry' },
]

/** A version at a time: a county has thousands at most, each with its own rows to carry along. */
async function settle(
  tx: CountyDb,
  county: County,
  state: 'frozen' | 'published',
  batches: AsyncIterable<readonly string[]>,
): Promise<void> {
  for await (const lines of batches) {
    for (const line of lines) {
      const { department, year, sequence, ...states } = JSON.parse(line) as Versioned
      if (states[state]) await changeState(tx, { county, department, year, sequence }, state)
    }
  }
}
