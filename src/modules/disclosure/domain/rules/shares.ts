import { percentFits, percentRange, showPercent } from '../amount.ts'
import type { Token } from '../prose.ts'
import { isDirectly, rangeOf, say } from '../prose-amounts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import { type DisclosureFinding, placeOfToken } from '../rule.ts'
import { sectionsOf } from '../token-sections.ts'
import { type Habit, habitOf, type Percents, slip } from './percent-habit.ts'
import { agreedWhole, isHeadOf, namedWholes, wholesOf, wholesOfTables } from './share-wholes.ts'

/** 占 x%: every share against the amounts that it may be a share of. */
export function readShares(disclosure: Disclosure): Percents {
  const findings: DisclosureFinding[] = []
  const habits: Habit[] = []
  let checked = 0
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, token] of tokens.entries()) {
      if (token.role !== 'share') continue
      const part = tokens
        .slice(0, at)
        .findLast(({ kind, role }) => kind === 'amount' && role === 'statement')
      if (!part?.printed || part.passage !== token.passage) continue
      // 两项合计占 x%: of more than the last amount
      if (/合计占|共占|共计占/.test(token.name)) continue
      if (tokens.slice(tokens.indexOf(part) + 1, at).some(({ role }) => role === 'share')) continue
      const mine = part.printed
      const stated = namedWholes(disclosure, token, mine)
      const wholes = stated.length > 0 ? [] : wholesOf(tokens, at, part)
      const ranges = wholes.flatMap((whole) => {
        const range =
          whole.printed &&
          percentRange(rangeOf(disclosure, mine), rangeOf(disclosure, whole.printed))
        return range ? [{ whole, range }] : []
      })
      const isListed = wholes.length === 1 && isHeadOf(wholes[0] as Token, part)
      const inTables =
        stated.length > 0 ? stated : isListed ? [] : wholesOfTables(disclosure, token, mine)
      if (ranges.length === 0 && inTables.length === 0) {
        const agreed = agreedWhole(disclosure, tokens, token)
        const range = agreed?.printed
          ? percentRange(rangeOf(disclosure, mine), rangeOf(disclosure, agreed.printed))
          : undefined
        if (agreed && range) ranges.push({ whole: agreed, range })
      }
      const first = ranges.find(({ whole }) => isHeadOf(whole, part)) ?? ranges[0]
      if (!first?.whole.printed && inTables.length === 0) continue
      checked += 1
      const fits = [
        ...ranges.map(({ whole: { printed }, range }) => ({ value: printed?.fen ?? 0, range })),
        ...inTables,
      ].filter(({ range }) => percentFits(token.value, token.decimals, range))
      const [fit] = fits
      if (fit) {
        const direct = fits.find(({ value }) => isDirectly(token, (mine.fen / value) * 100)) ?? fit
        habits.push(
          ...habitOf(token, (mine.fen / direct.value) * 100, direct.range, () =>
            slip('disclosure.share', token, mine.fen, direct.value, part),
          ),
        )
        continue
      }
      // without a total in the sentence the table's total is meant
      const table = inTables[0]
      const isHeaded = first !== undefined && (isHeadOf(first.whole, part) || !table)
      const whole = isHeaded ? first?.whole.printed?.fen : table?.value
      if (!whole) continue
      const exact = (mine.fen / whole) * 100
      findings.push({
        code: 'disclosure.share',
        severity: 'error',
        confidence: 0.95,
        message: `“${part.name.slice(-16)}”占比写 ${token.text}，${say(part, mine.fen)} ÷ ${say(part, whole)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, token.decimals)}。请改正占比或金额。`,
        stated: token.text,
        expected: showPercent(exact, token.decimals),
        places: [
          placeOfToken(token),
          placeOfToken(part),
          ...(isHeaded && first ? [placeOfToken(first.whole)] : []),
        ],
      })
    }
  }
  return { findings, habits, checked }
}
