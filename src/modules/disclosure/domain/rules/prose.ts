import { canBeSame } from '../amount.ts'
import type { Token } from '../prose.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfToken,
  type Rule,
  resultOf,
} from '../rule.ts'
import { comparisonsOf } from './comparisons.ts'
import { keyText, printedOf, proseFactsOf, say, sectionsOf } from './prose-helpers.ts'
import { isExact, ledgerOf } from './sums.ts'

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
      .flatMap((dims) => index.facts.get(keyText(index.unify(dims))) ?? [])
      .find((fact) => canBeSame(own, printedOf(fact.value, fact.half, fact.decimals)))
    if (!found) return []
    const clause = token.passage.text.slice(token.start, token.start + 60).split('。')[0] ?? ''
    const isSaidTwice =
      /持平|一致|相同|无变化/.test(clause) ||
      facts.some(
        (other) =>
          other.token !== token &&
          other.token.passage === token.passage &&
          other.token.sentence === token.sentence &&
          other.token.role === 'statement' &&
          other.token.printed?.fen === own.fen,
      )
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

/** Money in a sentence for an income that the table of the balance lists and leaves empty. */
function againstBlanks(disclosure: Disclosure): DisclosureFinding[] {
  const { index } = ledgerOf(disclosure)
  const blanks = new Map(
    disclosure.tables.flatMap(({ table, blanks: own }) =>
      own.map((dims) => [keyText(index.unify(dims)), table] as const),
    ),
  )
  if (blanks.size === 0) return []
  return proseFactsOf(disclosure).flatMap(({ token, candidates, keys }): DisclosureFinding[] => {
    if (candidates.length > 0 || !token.printed || token.printed.fen <= 0) return []
    const key = keys.map((dims) => keyText(index.unify(dims))).find((one) => blanks.has(one))
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
    const subject = subjects[0]
    const fact =
      subject && subject.sentence === delta.sentence ? facts.get(subject)?.candidates[0] : undefined
    if (!fact || !delta.printed || delta.sign === 0 || subject?.passage !== delta.passage) return []
    const table = (
      index.facts.get(keyText(index.unify({ ...fact.dims, phase: 'delta' }))) ?? []
    ).find((other) => other.table === fact.table)
    const own = delta.printed
    // a difference of rounded figures is one off now and then
    const slack = isExact(disclosure) ? 0 : own.half * 2
    if (!table || Math.abs(own.fen - Math.abs(table.value)) <= Math.max(own.half, slack) + 0.5)
      return []
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

const COMPLETE: readonly (readonly RegExp[])[] = [
  [/基本支出/, /项目支出/],
  [/人员经费/, /公用经费/],
  [/货物/, /工程/, /服务/],
  [/出国/, /接待/, /用车/],
  [/一般公共预算/, /政府性基金/],
  [/用车购置/, /用车运行/],
  [/本年收入/, /年初结转|上年结转/],
  [/本年支出/, /年末结转|结余分配/],
]

const partsRule: Rule = {
  code: 'disclosure.list_sum',
  group: 'prose',
  severity: 'error',
  title: '“其中”各项加起来等于前面的总数',
  source: '算术',
  tolerance: '四舍五入：n 项最多差 ⌊(n+1)/2⌋ 个末位',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    let checked = 0
    for (const tokens of sectionsOf(disclosure)) {
      for (const [at, head] of tokens.entries()) {
        if (head.kind === 'percent' || head.role !== 'statement') continue
        const own = head.passage.text
        const after = own.slice(head.start + head.text.length)
        const opening =
          /^[^。0-9]{0,30}?(?:。?其中|包括|分别为|。分项情况(?:是|为|如下))[：，]?/.exec(after)
        if (!opening) continue
        const end = own.indexOf('。', head.start + head.text.length + opening[0].length)
        const stop = end < 0 ? own.length : end
        const items = tokens
          .slice(at + 1)
          .filter(
            (token) =>
              token.passage === head.passage &&
              token.start < stop &&
              token.kind === head.kind &&
              token.role === 'statement' &&
              token.depth === (opening[0].includes('。') ? 1 : head.depth + 1) &&
              (head.kind === 'amount' ? token.unit === head.unit : token.unit === head.unit),
          )
        if (items.length < 2) continue
        const value = (token: Token): number =>
          token.kind === 'amount' ? (token.printed?.fen ?? 0) : token.value
        const total = items.reduce((sum, token) => sum + value(token), 0)
        // 0万元 and 34万元 beside 7.80万元 lack only the zeros behind the point
        const half = Math.min(...[head, ...items].map((token) => token.printed?.half ?? 0))
        const allowance =
          (isExact(disclosure) ? 0 : Math.floor((items.length + 1) / 2) * half * 2) +
          (head.kind === 'amount' ? 0.5 : 0)
        const gap = Math.abs(total - value(head))
        const text = own.slice(head.start, stop)
        const isComplete =
          COMPLETE.some((patterns) =>
            patterns.every((pattern) => items.some((token) => pattern.test(token.name))),
          ) ||
          (head.passage.topic === 'income' && /(?:一般公共预算|财政拨款)/.test(text)) ||
          (head.kind === 'count' && /车/.test(head.name) && items.length >= 2) ||
          /^[^。0-9]{0,30}?分别为/.test(after)
        const shares = tokens.filter(
          (token) =>
            token.role === 'share' &&
            token.passage === head.passage &&
            token.start > head.start &&
            token.start < stop,
        )
        const isWholeByShare =
          // 经营收入 A，附属单位上缴收入 B，两项合计占 x%: fewer shares than items
          shares.length >= 2 &&
          shares.length <= items.length &&
          Math.abs(shares.reduce((sum, token) => sum + token.value, 0) - 100) < 1.5
        if (!isComplete && !isWholeByShare) continue
        checked += 1
        if (gap <= allowance) continue
        // 合计 A，包括 B、C。其中：the list may be of A
        const isOfEarlier = tokens.some(
          (token) =>
            token.passage === head.passage &&
            token.sentence === head.sentence &&
            token.start < head.start &&
            token.depth === head.depth &&
            token.kind === head.kind &&
            Math.abs(total - value(token)) <= allowance,
        )
        if (isOfEarlier) continue
        // overlapping lists: one of the items may itself be a part
        if (
          items.some((token) => /^其中|财政拨款$/.test(token.name)) &&
          head.passage.topic === 'income'
        )
          continue
        const show = (number: number): string =>
          head.kind === 'amount' ? say(head, number) : `${number}${head.unit}`
        findings.push({
          code: 'disclosure.list_sum',
          severity: 'error',
          confidence: 0.92,
          message: `“${head.name.slice(-16)}”写 ${show(value(head))}，其中各项相加是 ${show(total)}。请核对总数和各项。`,
          stated: show(value(head)),
          expected: show(total),
          places: [placeOfToken(head), ...items.map(placeOfToken)],
        })
      }
    }
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

export const PROSE_RULES: readonly Rule[] = [tableRule, partsRule]
