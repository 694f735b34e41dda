import { canBeSame } from '../amount.ts'
import { classOfName, type Fund, keyOf } from '../concepts.ts'
import { ledgerOf } from '../ledger.ts'
import { isBudget, say } from '../prose-amounts.ts'
import {
  bare,
  codeOfFunction,
  functionChainsOf,
  type ProseFact,
  proseFactsOf,
} from '../prose-facts.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfToken,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'

/** A row of the functional classification in a table of spending. */
interface Row {
  readonly code: string
  readonly name: string
  readonly value: number
  readonly half: number
}

/** Of which money the rows of a reading are. */
interface Reading {
  readonly rows: ReadonlyMap<string, Row>
  readonly total: number
  readonly half: number
}

const FUNDS: readonly (Fund | undefined)[] = ['general', 'fiscal', 'govfund', 'statecap', undefined]

/** The rows with codes of so many digits, for each kind of money that a table gives a total of. */
function readingsOf(disclosure: Disclosure, digits: 3 | 7): Reading[] {
  const { index } = ledgerOf(disclosure)
  return FUNDS.flatMap((fund): Reading[] => {
    const one = fund ? { fund } : {}
    const total = index.facts.get(keyOf(index.unify({ flow: 'out', ...one })))?.[0]
    if (!total) return []
    const rows = new Map<string, Row>()
    for (const code of codesOf(disclosure, digits)) {
      const dims = index.unify({ flow: 'out', ...one, line: `func:${code}` })
      const fact = index.facts.get(keyOf(dims))?.[0]
      if (!fact || fact.value === 0) continue
      rows.set(code, { code, name: fact.name, value: fact.value, half: fact.half })
    }
    const sum = [...rows.values()].reduce((all, row) => all + row.value, 0)
    // rows that do not make up the total are not all of its rows
    const allowance = total.half * (rows.size + 1)
    return rows.size > 1 && Math.abs(sum - total.value) <= allowance
      ? [{ rows, total: total.value, half: total.half }]
      : []
  })
}

function codesOf(disclosure: Disclosure, digits: number): Set<string> {
  const { index } = ledgerOf(disclosure)
  const pattern = new RegExp(`/func:(2\\d{${digits - 1}})$`)
  return new Set([...index.facts.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []))
}

/** The code that the sentence's words stand for. */
function codeOf({ keys, token }: ProseFact): string | undefined {
  // a class and a kind of money at once
  if (/^国有资本经营预算支出(?:\(类\))?$/.test(token.name)) return '223'
  return keys.map(({ line }) => /^func:(2\d+)$/.exec(line ?? '')?.[1]).find(Boolean)
}

function fits({ token }: ProseFact, row: Row | undefined): boolean {
  return (
    row !== undefined &&
    token.printed !== undefined &&
    canBeSame(token.printed, { fen: row.value as never, half: row.half, decimals: 2 })
  )
}

/** The rows that the sentences leave out, where all that they name is as the table has it. */
function leftOut(
  readings: readonly Reading[],
  named: readonly ProseFact[],
): readonly Row[] | undefined {
  const codes = new Set(named.map(codeOf))
  const found = readings
    .filter(({ rows }) => named.every((fact) => fits(fact, rows.get(codeOf(fact) ?? ''))))
    .map(({ rows }) => [...rows.values()].filter(({ code }) => !codes.has(code)))
  // a reading under which nothing is left out is the right one
  return found.toSorted((a, b) => a.length - b.length)[0]
}

/** What is left out of the very total with which the passage begins; undefined where that is not sure. */
function leftOutOf(
  head: ProseFact | undefined,
  readings: readonly Reading[],
  named: readonly ProseFact[],
  sum: number,
): readonly Row[] | undefined {
  const whole = head?.token.printed
  if (!head || !whole || named.includes(head)) return undefined
  const own = readings.filter(({ total, half }) => Math.abs(total - whole.fen) <= half + whole.half)
  const missing = own.length > 0 ? leftOut(own, named) : undefined
  const all = missing?.reduce((value, row) => value + row.value, sum)
  const isAll = all !== undefined && Math.abs(all - whole.fen) <= whole.half * (named.length + 2)
  return isAll ? missing : undefined
}

const NOT_ALL = /其余|等(?=[，。；)、]|$|方面|支出|项目)/

const classLeftOut: Rule = {
  code: 'disclosure.class_left_out',
  group: 'prose',
  severity: 'error',
  title: '文字说明列出的各类支出没有遗漏',
  source: '公开文本格式：支出结构按类列全',
  tolerance: '写“等”的不查；各类金额与表都相符、只少个别类时才报',
  check: (disclosure) => {
    const readings = readingsOf(disclosure, 3)
    if (readings.length === 0) return NOT_APPLICABLE
    const facts = proseFactsOf(disclosure).filter(
      ({ token }) => !['basic', 'three_public', 'performance'].includes(token.passage.topic),
    )
    const sentences = Map.groupBy(
      facts,
      ({ token }) => `${disclosure.passages.indexOf(token.passage)} ${token.sentence}`,
    )
    return judgeEach(sentences.values(), (group) => {
      const named = group.filter((fact) => codeOf(fact)?.length === 3)
      const [first] = named
      const last = named.at(-1)
      if (!first || !last || named.length < 2) return undefined
      const { text } = first.token.passage
      const end = text.indexOf('。', last.token.start)
      // with what the next sentence begins with: 其余为…
      const words = text.slice(first.token.start, end < 0 ? text.length : end + 3)
      const before = text.slice(first.token.sentence, first.token.start)
      // another amount between them: not a list of classes alone
      const isMixed = group.some(
        (fact) =>
          fact.token.start > first.token.start &&
          fact.token.start < last.token.start &&
          !named.includes(fact),
      )
      const shares = disclosure.tokens.filter(
        ({ role, passage, start }) =>
          role === 'share' && passage === first.token.passage && start > first.token.start,
      )
      const isShared = shares.length >= named.length
      // 收入包括 …；and the spending behind it: one list of each side
      const isSide = /收入包括[^。]*；[^，；。]*$/.test(before)
      const claims = isShared || isSide || /(?:支出|[^主要]{2})包括[：，]?[^，；。]*$/.test(before)
      if (isMixed || !claims || NOT_ALL.test(words)) return undefined
      const isMainly = /主要/.test(before)
      if (isMainly && !isShared) return undefined
      const sum = group
        .filter(({ token }) => token.start >= first.token.start)
        .reduce((all, { token }) => all + (token.printed?.fen ?? 0), 0)
      const head = facts.find(({ token }) => token.passage === first.token.passage)
      const missing = leftOutOf(head, readings, named, sum) ?? leftOut(readings, named)
      if (!missing) return undefined
      if (missing.length === 0 || missing.length > Math.max(1, named.length / 3)) return RIGHT
      const whole = sum + missing.reduce((all, { value }) => all + value, 0)
      return {
        code: 'disclosure.class_left_out',
        severity: isMainly ? 'warning' : 'error',
        confidence: isMainly ? 0.7 : 0.88,
        message: `文字说明列出的各类相加是 ${say(first.token, sum)}，表里合计是 ${say(first.token, whole)}，少写了${missing.map(({ name, value }) => `“${name}”${say(first.token, value)}`).join('、')}。请补上。`,
        stated: say(first.token, sum),
        expected: say(first.token, whole),
        places: named.map(({ token }) => placeOfToken(token)),
      }
    })
  },
}

/** Amounts of this year for items down to （项）, by section. */
function itemsBySection(disclosure: Disclosure): ProseFact[][] {
  const items = proseFactsOf(disclosure).filter(
    ({ token, meaning }) =>
      meaning.functionName !== undefined &&
      meaning.functionName.levels.length >= 2 &&
      /\((?:\d{2})?项\)/.test(meaning.words) &&
      token.depth === 0 &&
      token.role === 'statement',
  )
  return [...Map.groupBy(items, ({ token }) => token.passage.section).values()]
}

function isOfYear(disclosure: Disclosure, { meaning, token }: ProseFact): boolean {
  if (meaning.isPrior || (disclosure.kind === 'final_accounts' && isBudget(token))) return false
  return meaning.year === undefined || meaning.year === disclosure.year
}

/** 1. 3. 4.: numbers of the paragraphs of a section that do not count on. */
function hasGap(items: readonly ProseFact[]): boolean {
  const numbers = items.flatMap(({ token }) => {
    const number = /^\(?(\d{1,2})(?:[.、]|\))/.exec(token.passage.text)?.[1]
    return number ? [Number(number)] : []
  })
  const distinct = [...new Set(numbers)]
  return distinct.some((number, at) => at > 0 && number === (distinct[at - 1] ?? 0) + 2)
}

/** Whether the section gives the sum of the items as an amount of its own, within rounding. */
function isSaidInSection(
  section: readonly ProseFact[],
  items: readonly ProseFact[],
  sum: number,
): boolean {
  return section.some(
    (fact) =>
      fact.token.printed !== undefined &&
      !items.includes(fact) &&
      Math.abs(fact.token.printed.fen - sum) <= fact.token.printed.half * (items.length + 1),
  )
}

/** Whether a table gives the sum as all spending of one kind of money, within rounding. */
function isTotalOfTable(disclosure: Disclosure, sum: number, parts: number): boolean {
  return [...disclosure.facts.values()]
    .flat()
    .some(
      ({ dims, value, half }) =>
        dims.flow === 'out' &&
        dims.line === undefined &&
        dims.kind === undefined &&
        Math.abs(value - sum) <= half * (parts + 1),
    )
}

const itemLeftOut: Rule = {
  code: 'disclosure.item_left_out',
  group: 'prose',
  severity: 'error',
  title: '文字说明逐项列出的支出没有遗漏',
  source: '公开文本格式：具体使用情况按项列全',
  tolerance: '写“等”“主要”的不查；各项金额与表都相符、只少个别项时才报',
  check: (disclosure) => {
    const readings = readingsOf(disclosure, 7)
    if (readings.length === 0) return NOT_APPLICABLE
    const sections = Map.groupBy(proseFactsOf(disclosure), ({ token }) => token.passage.section)
    return judgeEach(itemsBySection(disclosure), (all) => {
      const named = all.filter((fact) => isOfYear(disclosure, fact))
      const [first] = named
      // an item whose name is not in the table may be the one that seems left out
      if (!first || named.length < 3 || named.some((fact) => codeOf(fact)?.length !== 7))
        return undefined
      if (/主要/.test(first.token.passage.heading)) return undefined
      // under another year: named all the same
      const isBudgetOfAccounts = (fact: ProseFact): boolean =>
        disclosure.kind === 'final_accounts' && isBudget(fact.token)
      if (all.some((fact) => !isOfYear(disclosure, fact) && !isBudgetOfAccounts(fact)))
        return undefined
      const missing = leftOut(readings, named)
      if (!missing) return undefined
      const isGap = hasGap(named)
      if (missing.length === 0 || missing.length > Math.max(1, named.length / 5)) return RIGHT
      const sum = named.reduce((whole, { token }) => whole + (token.printed?.fen ?? 0), 0)
      // they make up the amount that their own section or a table gives: other money is not left out
      if (isSaidInSection(sections.get(first.token.passage.section) ?? [], named, sum)) return RIGHT
      if (isTotalOfTable(disclosure, sum, named.length)) return RIGHT
      const whole = sum + missing.reduce((total, { value }) => total + value, 0)
      return {
        code: 'disclosure.item_left_out',
        severity: isGap ? 'error' : 'warning',
        confidence: isGap ? 0.9 : 0.75,
        message: `文字说明逐项相加是 ${say(first.token, sum)}，表里合计是 ${say(first.token, whole)}，少写了${missing.map(({ code, name, value }) => `${code}“${name}”${say(first.token, value)}`).join('、')}。请补上。`,
        stated: say(first.token, sum),
        expected: say(first.token, whole),
        places: named.map(({ token }) => placeOfToken(token)),
      }
    })
  },
}

const itemName: Rule = {
  code: 'disclosure.item_name',
  group: 'prose',
  severity: 'warning',
  title: '文字说明里的项与表里同一金额的项名称相同',
  source: '同一件事两处必须一致',
  tolerance: '表里同一款下只有一项是这个金额、而文字里没有写到它时才报',
  check: (disclosure) => {
    const readings = readingsOf(disclosure, 7)
    if (readings.length === 0) return NOT_APPLICABLE
    const chains = functionChainsOf(disclosure)
    const findings: DisclosureFinding[] = []
    let checked = 0
    for (const items of itemsBySection(disclosure)) {
      const codes = new Set(items.map(codeOf))
      for (const fact of items) {
        const levels = fact.meaning.functionName?.levels ?? []
        const [group, item] = levels.slice(-2)
        if (!group || !item || !fact.token.printed || !isOfYear(disclosure, fact)) continue
        checked += 1
        // tables with rows of the last level only know the group by its class
        const above = chains.get(bare(group)) ?? classOfName(levels.at(-3) ?? '')
        if (codeOfFunction(levels, chains) !== undefined || !/^2\d{2}(?:\d{2})?$/.test(above ?? ''))
          continue
        const near = readings.map(({ rows }) =>
          [...rows.values()].filter(
            (row) => row.code.startsWith(above ?? '') && !codes.has(row.code) && fits(fact, row),
          ),
        )
        const [row] = near.find(({ length }) => length === 1) ?? []
        // 其他…支出 in a shorter form is the same name
        if (!row || isSameName(row.name, item)) continue
        findings.push({
          code: 'disclosure.item_name',
          severity: 'warning',
          confidence: 0.85,
          message: `文字说明写“${item}（项）”${say(fact.token, fact.token.printed.fen)}，表里“${group}”下没有这一项，这个金额是 ${row.code}“${row.name}”。请核对名称。`,
          stated: item,
          expected: row.name,
          places: [placeOfToken(fact.token)],
        })
      }
    }
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

function isSameName(left: string, right: string): boolean {
  const [a, b] = [left, right].map((name) => bare(name).replace(/[、，,的和与及]/g, ''))
  return a !== undefined && b !== undefined && (a.includes(b) || b.includes(a))
}

export const ITEM_RULES: readonly Rule[] = [classLeftOut, itemLeftOut, itemName]
