import { type Printed, percentFits, percentRange, showPercent } from '../amount.ts'
import { type Dims, keyOf, threePublicOf } from '../concepts.ts'
import { ledgerOf } from '../ledger.ts'
import type { Token } from '../prose.ts'
import { isBudget, isDirectly, printedOf, rangeOf, say } from '../prose-amounts.ts'
import { proseFactsOf } from '../prose-facts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { type DisclosureFinding, placeOfToken } from '../rule.ts'
import { sectionsOf } from '../token-sections.ts'
import { type Habit, habitOf, type Percents, slip } from './percent-habit.ts'

/** 完成预算的 x%: every rate against the budget and the actual amount beside it. */
export function readCompletions(disclosure: Disclosure): Percents {
  const findings: DisclosureFinding[] = []
  const lines = new Map(
    proseFactsOf(disclosure).map(({ token, meaning }) => [token, meaning.dims.line] as const),
  )
  const lineOf = (token: Token): string | undefined => lines.get(token)
  const habits: Habit[] = []
  let checked = 0
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) {
      if (token.role !== 'completion') continue
      const before = tokens
        .slice(0, at)
        .filter(
          (other) =>
            other.kind === 'amount' &&
            other.role === 'statement' &&
            other.passage === token.passage,
        )
      const own = before.filter(({ sentence }) => sentence === token.sentence)
      const isWhole = own.some(isBudget) && own.some((other) => !isBudget(other))
      const near = isWhole ? own : before
      const budget = near.findLast(isBudget)
      const actual = near.findLast((other) => !isBudget(other))
      if (!actual?.printed) continue
      const planned = plannedOf(disclosure, actual)
      // the budget of the whole is not that of its part
      const isOther =
        budget !== undefined &&
        token.passage.topic === 'three_public' &&
        lineOf(actual) !== undefined &&
        lineOf(budget) !== lineOf(actual)
      if ((!budget?.printed || isOther) && !planned) continue
      checked += 1
      const pairs = (isOther ? [] : near).flatMap((one) =>
        near.flatMap((other) =>
          one !== other && one.printed && other.printed
            ? [[one.printed, other.printed] as const]
            : [],
        ),
      )
      const fits = [...pairs, ...(planned ? [[actual.printed, planned] as const] : [])].flatMap(
        ([part, whole]) => {
          const range = percentRange(rangeOf(disclosure, part), rangeOf(disclosure, whole))
          return range !== undefined && percentFits(token.value, token.decimals, range)
            ? [{ part, whole, range }]
            : []
        },
      )
      const fit =
        fits.find(({ part, whole }) => isDirectly(token, (part.fen / whole.fen) * 100)) ?? fits[0]
      if (fit) {
        habits.push(
          ...habitOf(token, (fit.part.fen / fit.whole.fen) * 100, fit.range, () =>
            slip('disclosure.completion', token, fit.part.fen, fit.whole.fen, actual),
          ),
        )
        continue
      }
      const whole = isOther ? planned : (budget?.printed ?? planned)
      if (!whole || whole.fen === 0) continue
      const exact = (actual.printed.fen / whole.fen) * 100
      findings.push({
        code: 'disclosure.completion',
        severity: 'error',
        confidence: 0.92,
        message: `完成预算写 ${token.text}，${say(actual, actual.printed.fen)} ÷ ${say(actual, whole.fen)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, token.decimals)}。请改正。`,
        stated: token.text,
        expected: showPercent(exact, token.decimals),
        places: [
          placeOfToken(token),
          placeOfToken(actual),
          ...(budget && !isOther ? [placeOfToken(budget)] : []),
        ],
      })
    }
  }
  return { findings, habits, checked }
}

/** What the table of 三公经费 says was planned for the thing that was spent. */
function plannedOf(disclosure: Disclosure, actual: Token): Printed | undefined {
  const line = actual.passage.topic === 'three_public' ? threePublicOf(actual.name) : undefined
  if (!line || disclosure.kind !== 'final_accounts') return undefined
  const { index } = ledgerOf(disclosure)
  for (const fund of ['general', 'fiscal', undefined] as const) {
    const dims: Dims = {
      flow: 'out',
      ...(fund ? { fund } : {}),
      phase: 'initial',
      line: `three:${line}`,
    }
    const fact = index.facts.get(keyOf(index.unify(dims)))?.[0]
    if (fact) return printedOf(fact.value, fact.half, fact.decimals)
  }
  return undefined
}
