import { checkPromises, type PromiseFinding } from './check-promises.ts'
import type { Fact } from './fact.ts'
import { moneyFacts } from './money-facts.ts'
import type { Overview } from './overview.ts'
import { promiseFacts } from './promise-facts.ts'

/** Every derived figure of one budget, by key. */
export function factsOf(
  overview: Overview,
  findings: readonly PromiseFinding[] = checkPromises(overview),
): ReadonlyMap<string, Fact> {
  const facts = [...moneyFacts(overview), ...promiseFacts(overview, findings)]
  return new Map(facts.map((fact) => [fact.key, fact]))
}
