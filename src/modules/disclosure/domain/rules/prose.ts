import { canBeSame } from '../amount.ts'
import { keyOf } from '../concepts.ts'
import { isExactAmount, ledgerOf } from '../ledger.ts'
import { LONGEST_SENTENCE, sentenceOf, type Token } from '../prose.ts'
import { printedOf, say } from '../prose-amounts.ts'
import { comparisonsOf } from '../prose-comparisons.ts'
import { proseFactsOf } from '../prose-facts.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfToken,
  type Rule,
  resultOf,
} from '../rule.ts'

const tableRule: Rule = {
  code: 'disclosure.prose_differs',
  group: 'prose',
  severity: 'error',
  title: '文字说明里的数与表里的数相同',
  source: '同一个数两处必须一致',
  tolerance: '文字小数位少的，按四舍五入到那一位',
  check: (disclosure) => {
    const compared = proseFactsOf(disclosure).filter(({ candidates }) => candidates.length > 0)
    if (compared.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { token, candidates } of compared) {
      const own = token.printed
      if (!own) continue
      const fits = candidates.some(
        (fact) =>
          canBeSame(
            own,
            printedOf(fact.value, fact.half / Math.max(1, fact.figures.length), fact.decimals),
          ) ||
          (fact.figures.length > 1 && Math.abs(own.fen - fact.value) <= own.half + fact.half),
      )
      if (fits) continue
      const first = candidates[0]
      if (!first) continue
      // rounded apart by one in the last place
      const gap = Math.abs(own.fen - first.value)
      const isRounding = gap <= Math.max(own.half, first.half) * 2 + 1
      findings.push({
        code: 'disclosure.prose_differs',
        severity: isRounding ? 'warning' : 'error',
        confidence: isRounding ? 0.6 : 0.96,
        message: `文字说明写“${token.name.slice(-20)}”${say(token, own.fen)}，${tableName(first.table)}“${first.name}”是 ${say(token, first.value)}。同一个数两处必须相同，请改正写错的一处。`,
        stated: say(token, own.fen),
        expected: say(token, first.value),
        places: [placeOfToken(token), ...first.figures.slice(0, 6).map(placeOfFigure)],
      })
    }
    findings.push(
      ...differencesFromTables(disclosure),
      ...againstBlanks(disclosure),
      ...underWrongYear(disclosure),
    )
    return resultOf(findings)
  },
}

/** This year's very figure under another year, in a sentence that does not give this year's too. */
function underWrongYear(disclosure: Disclosure): DisclosureFinding[] {
  const { index } = ledgerOf(disclosure)
  const { year } = disclosure
  const facts = proseFactsOf(disclosure)
  return facts.flatMap(({ token, meaning, otherKeys }): DisclosureFinding[] => {
    const own = token.printed
    if (!own || own.fen === 0 || year === undefined || otherKeys.length === 0) return []
    if (meaning.year === undefined || Math.abs(own.fen) < own.half * 200) return []
    const found = otherKeys
      .flatMap((dims) => index.facts.get(keyOf(index.unify(dims))) ?? [])
      .find((fact) => canBeSame(own, printedOf(fact.value, fact.half, fact.decimals)))
    if (!found) return []
    const clause = token.passage.text.slice(token.start, token.start + 60).split('。')[0] ?? ''
    const isSaidTwice =
      (/持平|一致|相同|无变化/.test(clause) && !isOnlyWithLastYear(token, meaning.year, year)) ||
      // a sentence that does not say this year says nothing of it twice
      (sentenceOf(token).includes(String(year)) &&
        facts.some(
          (other) =>
            other.token !== token &&
            other.token.passage === token.passage &&
            other.token.sentence === token.sentence &&
            other.token.role === 'statement' &&
            other.token.printed?.fen === own.fen,
        ))
    if (isSaidTwice) return []
    return [
      {
        code: 'disclosure.prose_differs',
        severity: 'error',
        confidence: 0.85,
        message: `文字说明写“${token.name.slice(-24)}”${say(token, own.fen)}，写在${meaning.year}年下，却是${tableName(found.table)}“${found.name}”${year}年的数。请核对年份。`,
        stated: String(meaning.year),
        expected: String(year),
        places: [placeOfToken(token), ...found.figures.slice(0, 2).map(placeOfFigure)],
      },
    ]
  })
}

/**
 * 2022年预算数为 A，与上年持平 or 与2022年持平 in a document of 2023 whose sentence does not say 2023:
 * nothing says that this year's amount is the same.
 */
function isOnlyWithLastYear(token: Token, named: number, year: number): boolean {
  const sentence = sentenceOf(token)
  const clause = token.passage.text.slice(
    token.start,
    Math.min(token.sentenceEnd, token.start + LONGEST_SENTENCE),
  )
  const same = new RegExp(`与(?:上年|${named}年)[^，。；]{0,6}(?:持平|一致|相同)`)
  return same.test(clause) && !sentence.includes(String(year))
}

/** Money in a sentence for an income that the table of the balance lists and leaves empty. */
function againstBlanks(disclosure: Disclosure): DisclosureFinding[] {
  const { index } = ledgerOf(disclosure)
  const blanks = new Map(
    disclosure.tables.flatMap(({ table, blanks: own }) =>
      own.map((dims) => [keyOf(index.unify(dims)), table] as const),
    ),
  )
  if (blanks.size === 0) return []
  return proseFactsOf(disclosure).flatMap(({ token, candidates, keys }): DisclosureFinding[] => {
    if (candidates.length > 0 || !token.printed || token.printed.fen <= 0) return []
    const key = keys.map((dims) => keyOf(index.unify(dims))).find((one) => blanks.has(one))
    const table = key === undefined ? undefined : blanks.get(key)
    if (!table) return []
    return [
      {
        code: 'disclosure.prose_differs',
        severity: 'error',
        confidence: 0.85,
        message: `文字说明写“${token.name.slice(-20)}”${say(token, token.printed.fen)}，${tableName(table)}这一行是空的。同一个数两处必须相同，请改正写错的一处。`,
        stated: say(token, token.printed.fen),
        expected: say(token, 0),
        places: [placeOfToken(token)],
      },
    ]
  })
}

/** 增加 A in a sentence against the column 增减额 of the table that the sentence speaks of. */
function differencesFromTables(disclosure: Disclosure): DisclosureFinding[] {
  const { index } = ledgerOf(disclosure)
  const facts = new Map(proseFactsOf(disclosure).map((fact) => [fact.token, fact]))
  return comparisonsOf(disclosure).flatMap(({ delta, subjects }): DisclosureFinding[] => {
    const own = delta.printed
    const [subject] = subjects
    if (!own || delta.sign === 0 || subject?.passage !== delta.passage) return []
    // a difference of rounded figures is one off now and then
    const slack = isExactAmount(disclosure, own) ? 0 : own.half * 2
    const changes = subjects.map((one) => {
      const fact = one.sentence === delta.sentence ? facts.get(one)?.candidates[0] : undefined
      const key = fact && keyOf(index.unify({ ...fact.dims, phase: 'delta' }))
      return key && index.facts.get(key)?.find((other) => other.table === fact.table)
    })
    const [table] = changes
    // behind a list the change may be that of the list's head
    const isOfOne = changes.some(
      (one) => one && Math.abs(own.fen - Math.abs(one.value)) <= Math.max(own.half, slack) + 0.5,
    )
    if (!table || isOfOne) return []
    return [
      {
        code: 'disclosure.prose_differs',
        severity: 'error',
        confidence: 0.93,
        message: `文字说明写“${delta.name.slice(-12)}”${say(delta, own.fen)}，${tableName(table.table)}“${table.name}”的增减额是 ${say(delta, table.value)}。同一个数两处必须相同，请改正写错的一处。`,
        stated: say(delta, own.fen),
        expected: say(delta, Math.abs(table.value)),
        places: [placeOfToken(delta), ...table.figures.slice(0, 2).map(placeOfFigure)],
      },
    ]
  })
}

export const PROSE_RULES: readonly Rule[] = [tableRule]
