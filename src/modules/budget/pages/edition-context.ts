import { html } from 'hono/html'
import type { CountyDb, Db } from '../../../platform/db/index.ts'
import { figureLink, type Html, type Page } from '../../../platform/page/index.ts'
import type { AddressParts } from '../domain/address.ts'
import { budgetAddress } from '../domain/address.ts'
import { checkPromises, type Message, type PromiseFinding } from '../domain/check-promises.ts'
import type { Fact } from '../domain/fact.ts'
import { factsOf } from '../domain/facts.ts'
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
  /** What is wrong with the promises, in their order. */
  readonly findings: readonly PromiseFinding[]
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
    const findings = checkPromises(overview)
    const facts = factsOf(overview, findings)
    return await work(tx, { ...edition, overview, findings, facts, reference })
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

/**
 * A page of an edition: under its crumbs, with the seal of its figures at the foot, and where they
 * are really from beside the sentence that this is a demonstration.
 *
 * @param page its crumbs are those below the budget's own page; none: it is that page
 */
export function editionPage(
  { found, names, base }: NamedEdition,
  page: { readonly title: string; readonly crumbs: Crumbs; readonly body: Html },
): Page {
  const { ref, edition } = found
  const list = `/${ref.county}/budget`
  const own =
    page.crumbs.length === 0
      ? { label: `${names.department} ${ref.year} 年` }
      : { href: base, label: `${ref.year} 年部门预算` }
  return {
    ...page,
    section: list,
    crumbs: [{ href: list, label: '看预算' }, own, ...page.crumbs],
    seal: `${edition.contentHash.slice(0, 4)}…${edition.contentHash.slice(-4)}`,
    provenance: `本页数字取自该单位公开的 ${ref.year} 年预算`,
  }
}
