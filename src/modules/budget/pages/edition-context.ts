import { html } from 'hono/html'
import type { CountyDb, Db } from '../../../platform/db/index.ts'
import { figureLink, type Html, type Page } from '../../../platform/page/index.ts'
import type { AddressParts } from '../domain/address.ts'
import { budgetAddress } from '../domain/address.ts'
import type { Message } from '../domain/check-promises.ts'
import { type Fact, factsOf } from '../domain/facts.ts'
import type { Overview } from '../domain/overview.ts'
import { type PublicBudget, readPublic } from '../queries/find-public.ts'
import { loadNames, type Names } from '../queries/load-names.ts'
import { loadOverview } from '../queries/load-overview.ts'
import type { BudgetReference } from '../reference.ts'

/** One published edition with the words beside its figures. */
export interface NamedEdition {
  readonly found: PublicBudget
  readonly names: Names
  /** `/410324/budget/2023/130/1`. */
  readonly base: string
}

/** ... and with everything that is derived from it. */
export interface EditionContext extends NamedEdition {
  readonly overview: Overview
  readonly facts: ReadonlyMap<string, Fact>
  readonly reference: BudgetReference
}

export async function readNamedEdition<Result>(
  reader: Db,
  parts: AddressParts & { readonly edition?: string },
  work: (tx: CountyDb, edition: NamedEdition) => Promise<Result>,
): Promise<Result> {
  return await readPublic(reader, parts, async (tx, found) => {
    const names = await loadNames(tx, found.ledger)
    return await work(tx, { found, names, base: budgetAddress(found.ref, found.edition.number) })
  })
}

export async function readEdition<Result>(
  reader: Db,
  parts: AddressParts & { readonly edition?: string },
  reference: BudgetReference,
  work: (tx: CountyDb, context: EditionContext) => Promise<Result>,
): Promise<Result> {
  return await readNamedEdition(reader, parts, async (tx, edition) => {
    const overview = await loadOverview(tx, edition.found.ledger, edition.names, reference)
    return await work(tx, { ...edition, overview, facts: factsOf(overview), reference })
  })
}

/** A figure as a door: its text, leading to an address inside the edition. */
export function door({ base }: Pick<EditionContext, 'base'>, figure: string, text: string): Html {
  return figureLink(`${base}/${figure}`, text)
}

/** A derived figure as a door, with its unit behind it; blank where the budget has none. */
export function factDoor(context: EditionContext, key: string, unit?: string): Html {
  const fact = context.facts.get(key)
  if (!fact) return html``
  const after = unit ?? fact.unit
  return after === '%'
    ? door(context, `facts/${key}`, `${fact.text}%`)
    : html`${door(context, `facts/${key}`, fact.text)}${after === '' ? '' : ` ${after}`}`
}

/** Words with doors in them. */
export function messageView(
  context: Pick<EditionContext, 'base'>,
  message: string | Message,
): Html {
  const parts = typeof message === 'string' ? [message] : message
  return html`${parts.map((part) => (typeof part === 'string' ? part : door(context, part.figure, part.text)))}`
}

type Crumbs = NonNullable<Page['crumbs']>

/** The way from the list of budgets to a page of an edition. */
export function crumbsTo(
  { found: { ref }, base }: Pick<EditionContext, 'found' | 'base'>,
  ...rest: Crumbs
): Crumbs {
  return [
    { href: `/${ref.county}/budget`, label: '看预算' },
    { href: base, label: `${ref.year} 年部门预算` },
    ...rest,
  ]
}

/** What every page of an edition says at its foot: whose figures, which edition, which seal. */
export function sealOf({ edition }: PublicBudget): string {
  return `${edition.contentHash.slice(0, 4)}…${edition.contentHash.slice(-4)}`
}

/** Beside the sentence that this is a demonstration: where the figures are really from. */
export function provenanceOf({ ref }: PublicBudget): string {
  return `本页数字取自该单位公开的 ${ref.year} 年预算`
}
