import {
  canBeSame,
  type Interval,
  type MoneyUnit,
  type Printed,
  percentFits,
  percentRange,
  SCALES,
  showAmount,
  showPercent,
} from '../amount.ts'
import { conceptOf, type Dims, threePublicOf } from '../concepts.ts'
import type { Token } from '../prose.ts'
import { type ProseFact, readProseFacts } from '../prose-facts.ts'
import { type Disclosure, tableName } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfFigure,
  placeOfToken,
  type Rule,
  type RuleResult,
  resultOf,
} from '../rule.ts'
import { isExact, ledgerOf } from './sums.ts'

const facts = new WeakMap<Disclosure, readonly ProseFact[]>()

export function proseFactsOf(disclosure: Disclosure): readonly ProseFact[] {
  const known = facts.get(disclosure)
  if (known) return known
  const read = readProseFacts(disclosure, ledgerOf(disclosure).index)
  facts.set(disclosure, read)
  return read
}

/** Tokens of one section in order. */
export function sectionsOf(disclosure: Disclosure): Token[][] {
  const groups = new Map<string, Token[]>()
  for (const token of disclosure.tokens) {
    const key = `${token.passage.section}`
    const list = groups.get(key)
    if (list) list.push(token)
    else groups.set(key, [token])
  }
  return [...groups.values()].flatMap(inPieces)
}

/** No section of a disclosure is so long; one that is must not cost the square of its length. */
const LONGEST_SECTION = 400

function inPieces(tokens: Token[]): Token[][] {
  if (tokens.length <= LONGEST_SECTION) return [tokens]
  const pieces: Token[][] = []
  for (let at = 0; at < tokens.length; at += LONGEST_SECTION) {
    pieces.push(tokens.slice(at, at + LONGEST_SECTION))
  }
  return pieces
}

function unitOf(token: Token): MoneyUnit {
  return token.unit in SCALES ? (token.unit as MoneyUnit) : '万元'
}

export function say(token: Token, value: number): string {
  return `${showAmount(value, unitOf(token), 2)}${token.unit === '万' ? '万元' : token.unit}`
}

function printedOf(value: number, half: number, decimals: number): Printed {
  return { fen: value as Printed['fen'], half, decimals }
}

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

/** Amounts that a share may be a share of: the head of its list first, then what came before. */
function wholesOf(tokens: readonly Token[], at: number, part: Token): Token[] {
  const share = tokens[at]
  const named = /占([^，；。]*?)(?:的)?(?:比重|比例)?(?:为|约)?$/.exec(share?.name ?? '')?.[1] ?? ''
  const before = tokens.slice(0, at).filter(
    (token, index) =>
      token.kind === 'amount' &&
      token.role === 'statement' &&
      token !== part &&
      // A，占 x%；B，占 y%: A is B's neighbour, not its whole
      !(
        named === '' &&
        token.depth === part.depth &&
        token.passage === part.passage &&
        token.sentence === part.sentence &&
        tokens[index + 1]?.role === 'share'
      ),
  )
  const wanted = named ? conceptOf(named) : {}
  const isWanted = (token: Token): boolean => {
    const own = { ...token.passage.dims, ...conceptOf(token.name) }
    return (
      (wanted.kind === undefined || own.kind === wanted.kind) &&
      (wanted.fund === undefined || own.fund === wanted.fund)
    )
  }
  const isNear = (token: Token): boolean =>
    token.sentence === part.sentence && token.passage === part.passage
  const head =
    before.findLast((token) => isNear(token) && token.depth < part.depth) ??
    // 合计 A。其中：the list is a sentence of its own
    (/^其中/.test(part.before)
      ? before.findLast(
          (token) =>
            token.passage === part.passage && token.sentence < part.sentence && token.depth === 0,
        )
      : undefined)
  // 占政府采购支出总额的: the amount that bears the very name
  const plain = named.replace(/[“”]/g, '')
  const same = before.filter(
    ({ name }) => plain.length >= 4 && name.replace(/[“”]/g, '').includes(plain),
  )
  if (same.length > 0) return same.toReversed()
  const byName = named ? before.filter(isWanted).toReversed() : []
  // a list with a head is a list of that head's parts; 合计 A，包括 B、C。其中：has three heads
  if (head && byName.length === 0 && named === '') {
    const others = before.filter(
      (token) =>
        token !== head &&
        token.passage === head.passage &&
        token.sentence === head.sentence &&
        token.depth === head.depth &&
        (token.printed?.fen ?? 0) >= (part.printed?.fen ?? 0),
    )
    return [...others, head].sort((a, b) => (b.printed?.fen ?? 0) - (a.printed?.fen ?? 0))
  }
  // what stands in the same list is no whole of its neighbour
  const isAbove = (token: Token): boolean =>
    isNear(token) ? token.depth < part.depth || part.depth === 0 : token.depth === 0
  return [
    ...new Set([...byName.filter(isAbove), ...(head ? [head] : []), ...before.filter(isAbove)]),
  ].filter((token) => (token.printed?.fen ?? 0) >= (part.printed?.fen ?? 0) || token === head)
}

/** A percent that rounding can explain, with the finding it would be if nothing was rounded. */
interface Habit {
  /** How many percents rounding leaves to choose from. */
  readonly choices: number
  readonly isDirect: boolean
  readonly finding: DisclosureFinding
}

/**
 * Percents that follow from the printed amounts to the last place all through a document were
 * computed from them: one that does not is a slip, though rounding might explain it alone.
 */
function againstHabit(habits: readonly Habit[]): DisclosureFinding[] {
  const odd = habits.filter(({ isDirect }) => !isDirect)
  const direct = habits.filter(({ isDirect }) => isDirect)
  // how unlikely it is that all of them hit the one direct percent by chance
  const surprise = direct.reduce((sum, { choices }) => sum + Math.log(choices), 0)
  if (surprise < Math.log(100) || direct.length < odd.length * 8) return []
  return odd.map(({ finding }) => finding)
}

interface Percents {
  readonly findings: readonly DisclosureFinding[]
  readonly habits: readonly Habit[]
  readonly checked: number
}

const pools = new WeakMap<Disclosure, readonly Habit[]>()

/** Shares and completion rates are computed by the same hand from the same printed amounts. */
function poolOf(disclosure: Disclosure): readonly Habit[] {
  const known = pools.get(disclosure)
  if (known) return known
  const pool = [...readShares(disclosure).habits, ...readCompletions(disclosure).habits]
  pools.set(disclosure, pool)
  return pool
}

function resultOfPercents(disclosure: Disclosure, percents: Percents): RuleResult {
  if (percents.checked === 0) return NOT_APPLICABLE
  const isMine = (finding: DisclosureFinding): boolean =>
    percents.habits.some(
      (habit) => habit.finding.code === finding.code && habit.finding.message === finding.message,
    )
  return resultOf([...percents.findings, ...againstHabit(poolOf(disclosure)).filter(isMine)])
}

/** Whether the printed figures leave a choice of percents, and whether the direct one was printed. */
function habitOf(
  token: Token,
  exact: number,
  range: Interval,
  finding: () => DisclosureFinding,
): Habit[] {
  const step = 10 ** -token.decimals
  if (token.decimals === 0 || range.high - range.low < step * 1.5) return []
  const isDirect = Math.abs(Math.abs(token.value) - Math.abs(exact)) <= step / 2 + 1e-9
  return [{ choices: (range.high - range.low) / step + 1, isDirect, finding: finding() }]
}

function slip(
  code: string,
  token: Token,
  part: number,
  whole: number,
  subject: Token,
): DisclosureFinding {
  const exact = showPercent(Math.abs(part / whole) * 100, token.decimals)
  return {
    code,
    severity: 'warning',
    confidence: 0.75,
    message: `“${token.name.slice(-16)}”写 ${token.text}，按写出的金额 ${say(subject, part)} ÷ ${say(subject, whole)} 是 ${exact}；别处的百分数都与写出的金额相符。请核对。`,
    stated: token.text,
    expected: exact,
    places: [placeOfToken(token), placeOfToken(subject)],
  }
}

const shareRule: Rule = {
  code: 'disclosure.share',
  group: 'prose',
  severity: 'error',
  title: '占比等于部分除以总数',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => resultOfPercents(disclosure, readShares(disclosure)),
}

function readShares(disclosure: Disclosure): Percents {
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

function isDirectly(token: Token, exact: number): boolean {
  return Math.abs(Math.abs(token.value) - Math.abs(exact)) <= 10 ** -token.decimals / 2 + 1e-9
}

/** The head of the list, or an amount that calls itself a total. */
function isHeadOf(whole: Token, part: Token): boolean {
  if (/^其中/.test(part.before) && whole.passage === part.passage && whole.depth === 0) return true
  if (
    whole.passage === part.passage &&
    whole.sentence === part.sentence &&
    whole.depth < part.depth
  ) {
    return true
  }
  return /总计|合计|总额|总数|总预算|当年拨款|支出预算|收入预算/.test(whole.name)
}

/** 占本年支出合计的: the sentence says which total it means, and a table gives it. */
function namedWholes(
  disclosure: Disclosure,
  token: Token,
  part: Printed,
): { readonly value: number; readonly range: Interval }[] {
  const named = /占([^，；。]*?)(?:的)?(?:比重|比例)?(?:为|约)?$/.exec(token.name)?.[1] ?? ''
  const flow = /^(?:本年|当年|年度|全年|部门|总)*支出(?:合计|总计|总额|预算|决算)*$/.test(named)
    ? ('out' as const)
    : /^(?:本年|当年|年度|全年|部门|总)*收入(?:合计|总计|总额|预算|决算)*$/.test(named)
      ? ('in' as const)
      : undefined
  if (!flow || named.length < 3) return []
  const { index } = ledgerOf(disclosure)
  const keys: Dims[] =
    flow === 'out' ? [{ flow }, { flow, line: 'grand' }] : [{ flow, source: 'year' }, { flow }]
  const fund = token.passage.dims.fund
  const inTables = [...keys, ...(fund ? keys.map((dims) => ({ ...dims, fund })) : [])].flatMap(
    (dims) =>
      (index.facts.get(keyText(index.unify(dims))) ?? []).flatMap((whole) => {
        const range = percentRange(rangeOf(disclosure, part), {
          low: whole.value - whole.half,
          high: whole.value + whole.half,
        })
        return range && whole.value > 0 ? [{ value: whole.value, range }] : []
      }),
  )
  if (inTables.length > 0) return inTables
  // no table gives it: the sentence that does
  return disclosure.tokens.flatMap((other) => {
    const isNamed =
      other.kind === 'amount' && other.role === 'statement' && other.name.includes(named)
    const range =
      isNamed && other.printed
        ? percentRange(rangeOf(disclosure, part), rangeOf(disclosure, other.printed))
        : undefined
    return range && other.printed && other.printed.fen > 0
      ? [{ value: other.printed.fen, range }]
      : []
  })
}

/** Parts of 三公经费 are parts of its total, never of all spending. */
const THREE_TOTALS: readonly Dims[] = [
  { flow: 'out', fund: 'general', line: 'three:total' },
  { flow: 'out', fund: 'fiscal', line: 'three:total' },
  { flow: 'out', line: 'three:total' },
]

/** The whole may stand in a table only: 占本年支出 in a section that does not repeat it. */
function wholesOfTables(
  disclosure: Disclosure,
  token: Token,
  part: Printed,
): { readonly value: number; readonly range: Interval }[] {
  const { index } = ledgerOf(disclosure)
  const { flow, fund, kind } = token.passage.dims
  const out: { value: number; range: Interval }[] = []
  const isThree = token.passage.topic === 'three_public'
  if (isThree) {
    for (const { token: other, meaning } of proseFactsOf(disclosure)) {
      if (other.passage.topic !== 'three_public' || meaning.dims.line !== 'three:total') continue
      const range =
        other.printed && percentRange(rangeOf(disclosure, part), rangeOf(disclosure, other.printed))
      if (range && other.printed && other.printed.fen >= part.fen)
        out.push({ value: other.printed.fen, range })
    }
  }
  for (const key of isThree
    ? THREE_TOTALS
    : ([
        { ...(flow ? { flow } : {}), ...(fund ? { fund } : {}), ...(kind ? { kind } : {}) },
        { ...(flow ? { flow } : {}), ...(fund ? { fund } : {}) },
        { ...(flow ? { flow } : {}) },
      ] as Dims[])) {
    for (const dims of [key, { ...key, source: 'year' as const }]) {
      for (const whole of index.facts.get(keyText(index.unify(dims))) ?? []) {
        const range = percentRange(rangeOf(disclosure, part), {
          low: whole.value - whole.half,
          high: whole.value + whole.half,
        })
        if (range && whole.value >= part.fen) out.push({ value: whole.value, range })
      }
    }
  }
  return out
}

export function keyText(dims: Dims): string {
  return [
    dims.flow ?? '',
    dims.fund ?? 'all',
    dims.kind ?? 'all',
    dims.source ?? 'all',
    dims.phase ?? '',
    dims.line ?? 'total',
  ].join('/')
}

/** A difference from another year in a sentence with the amounts that it may be a difference of. */
interface Comparison {
  readonly delta: Token
  readonly subjects: readonly Token[]
  readonly growth: Token | undefined
}

export function comparisonsOf(disclosure: Disclosure): Comparison[] {
  const out: Comparison[] = []
  const meanings = new Map(
    proseFactsOf(disclosure).map(({ token, meaning }) => [token, meaning.dims] as const),
  )
  for (const tokens of sectionsOf(disclosure)) {
    for (const [at, delta] of tokens.entries()) {
      if (delta.kind !== 'amount' || delta.role !== 'delta') continue
      const before = tokens
        .slice(0, at)
        .filter(
          (token) =>
            token.kind === 'amount' && token.role === 'statement' && token.passage.text.length > 0,
        )
      const wanted = conceptOf(delta.name)
      const near = before.filter((token) => token.passage === delta.passage)
      // 与上年相比，收入合计增加 A stands in a paragraph of its own
      const pool =
        near.length > 0
          ? near
          : before.filter(({ depth }) => depth === 0 || threePublicOf(delta.name) !== undefined)
      const isTotal = SUM_WORDS.test(delta.name)
      const isNoun = /收入|支出|收支|收和支|三公|经费/.test(delta.name)
      const named = pool
        .filter(
          (token) =>
            matches(wanted, delta.name, token, meanings.get(token)) &&
            !(/决算/.test(delta.name) && isBudget(token)),
        )
        .toReversed()
        .sort(
          (a, b) =>
            Number(isTotal && SUM_WORDS.test(b.name)) - Number(isTotal && SUM_WORDS.test(a.name)) ||
            (isNoun ? a.depth - b.depth : 0),
        )
      const isNamed = isNoun && named.length > 0
      const others =
        near.length > 0 ? near.toReversed().slice(0, 6) : before.toReversed().slice(0, 6)
      // 比上年 A 增加 B: what was there last year is written
      const stated = near.at(-1)
      const isStated =
        stated !== undefined &&
        tokens[at - 1] === stated &&
        stated.sentence === delta.sentence &&
        (PRIOR.test(stated.name) || yearBefore(disclosure, stated)) &&
        /[比较]/.test(stated.name)
      const subjects = isStated ? [stated] : [...new Set([...named, ...(isNamed ? [] : others)])]
      const next = tokens[at + 1]
      const growth =
        next?.role === 'growth' &&
        next.passage === delta.passage &&
        next.sentence === delta.sentence
          ? next
          : undefined
      out.push({ delta, subjects, growth })
    }
  }
  return out
}

const SUM_WORDS = /合计|总计|总额/

function matches(wanted: Dims, name: string, token: Token, meaning: Dims | undefined): boolean {
  const own = { ...conceptOf(token.name), ...meaning }
  const line = threePublicOf(name)
  if (line && own.line !== `three:${line}`) return false
  const sameFlow =
    (!/收入/.test(name) || /收入|收支|收和支/.test(token.name)) &&
    (!/支出/.test(name) || /支出|收支|收和支/.test(token.name))
  return (
    sameFlow &&
    (wanted.fund === undefined || own.fund === wanted.fund) &&
    (wanted.kind === undefined || own.kind === wanted.kind)
  )
}

/** The values that a printed amount can have been rounded from. */
export function rangeOf(disclosure: Disclosure, amount: Printed): Interval {
  // one place less than the tables have is rounded all the same
  const half = isExact(disclosure) && amount.decimals >= 2 ? 0 : amount.half
  return { low: amount.fen - half, high: amount.fen + half }
}

/** What last year's amount must have been. */
function baseOf(
  disclosure: Disclosure,
  current: Printed,
  delta: Printed,
  sign: number,
  decimals: number,
): Interval {
  const value = current.fen - sign * delta.fen
  const half = [current, delta].reduce((sum, amount) => {
    // two places of a percent tell more than the last place of small amounts can bear
    const range = decimals === 0 ? rangeOf(disclosure, amount) : undefined
    return sum + (range ? (range.high - range.low) / 2 : amount.half)
  }, 0)
  return { low: value - half, high: value + half }
}

const growthRule: Rule = {
  code: 'disclosure.growth',
  group: 'prose',
  severity: 'error',
  title: '增长、下降的百分数等于增减额除以上年数',
  source: '算术；上年数 = 本年数 − 增减额',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    const habits: Habit[] = []
    let checked = 0
    for (const { delta, subjects, growth } of comparisonsOf(disclosure)) {
      if (!growth || !delta.printed || delta.sign === 0) continue
      const change = delta.printed
      const tries = subjects.flatMap((subject) => {
        if (!subject.printed) return []
        // a subject may itself be last year's amount
        const bases = [
          baseOf(disclosure, subject.printed, change, delta.sign, growth.decimals),
          rangeOf(disclosure, subject.printed),
        ]
        const isPrior = PRIOR.test(subject.name) || yearBefore(disclosure, subject)
        return [{ subject, base: (isPrior ? bases[1] : bases[0]) as Interval }]
      })
      const first = tries[0]
      if (!first?.subject.printed) continue
      checked += 1
      const bases = tries.map(({ base }) => base)
      const fits = bases.filter((base) => {
        const exact = growth.decimals === 0
        const part = exact
          ? rangeOf(disclosure, change)
          : { low: change.fen - change.half, high: change.fen + change.half }
        const range = percentRange(part, base)
        return (
          range !== undefined &&
          base.low > 0 &&
          percentFits(Math.abs(growth.value), growth.decimals, range)
        )
      })
      const direct = fits.find((base) =>
        isDirectly(growth, (change.fen / ((base.low + base.high) / 2)) * 100),
      )
      const fit = direct ?? fits[0]
      if (fit) {
        const middle = (fit.low + fit.high) / 2
        const range = percentRange(
          { low: change.fen - change.half, high: change.fen + change.half },
          fit,
        )
        if (range)
          habits.push(
            ...habitOf(growth, (change.fen / middle) * 100, range, () =>
              slip('disclosure.growth', growth, change.fen, middle, delta),
            ),
          )
        continue
      }
      const { base } = first
      const middle = (base.low + base.high) / 2
      const isZero = base.low <= 0 && base.high >= 0
      if (isZero) {
        if (change.fen === 0) continue
        findings.push({
          code: 'disclosure.growth',
          severity: 'error',
          confidence: 0.85,
          message: `上年数是 0，却写了${growth.name.slice(-2)} ${growth.text}。上年没有的项目不写百分数，请写“上年无此项”。`,
          stated: growth.text,
          expected: null,
          places: [
            placeOfToken(growth),
            placeOfToken(delta),
            ...(first ? [placeOfToken(first.subject)] : []),
          ],
        })
        continue
      }
      if (middle < 0) {
        findings.push({
          code: 'disclosure.growth',
          severity: 'error',
          confidence: 0.9,
          message: `增加额 ${say(delta, change.fen)} 大于本年数 ${first ? say(first.subject, first.subject.printed?.fen ?? 0) : ''}，上年数成了负数。请核对增减额和本年数。`,
          stated: say(delta, change.fen),
          expected: null,
          places: [placeOfToken(delta), ...(first ? [placeOfToken(first.subject)] : [])],
        })
        continue
      }
      const exact = (change.fen / middle) * 100
      findings.push({
        code: 'disclosure.growth',
        severity: 'error',
        confidence: 0.94,
        message: `写${growth.name.slice(-2)} ${growth.text}，上年数为 ${say(delta, middle)}，${say(delta, change.fen)} ÷ ${say(delta, middle)} = ${showPercent(exact, 2)}，应写 ${showPercent(exact, growth.decimals)}。请改正百分数或金额。`,
        stated: growth.text,
        expected: showPercent(exact, growth.decimals),
        places: [
          placeOfToken(growth),
          placeOfToken(delta),
          ...(first ? [placeOfToken(first.subject)] : []),
        ],
      })
    }
    findings.push(...againstHabit(habits))
    return checked === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const PRIOR = /上年(?!结转|度结转|结余)|去年|上一年/

function yearBefore(disclosure: Disclosure, token: Token): boolean {
  const year = /(20\d{2})年/.exec(token.name)?.[1]
  return year !== undefined && disclosure.year !== undefined && Number(year) === disclosure.year - 1
}

const directionRule: Rule = {
  code: 'disclosure.direction',
  group: 'prose',
  severity: 'error',
  title: '增加与增长、减少与下降一致',
  source: '算术',
  tolerance: '无',
  check: (disclosure) => {
    const comparisons = comparisonsOf(disclosure).filter(
      ({ growth, delta }) => growth && delta.sign !== 0,
    )
    if (comparisons.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const { delta, growth } of comparisons) {
      if (!growth || growth.sign === 0 || growth.sign === delta.sign) continue
      if (delta.value === 0 || growth.value === 0) continue
      findings.push({
        code: 'disclosure.direction',
        severity: 'error',
        confidence: 0.95,
        message: `金额写“${delta.name.slice(-4)}”，百分数写“${growth.name.slice(-4)}”，方向相反。请改成一致。`,
        stated: growth.name.slice(-4),
        expected: delta.sign > 0 ? '增长' : '下降',
        places: [placeOfToken(growth), placeOfToken(delta)],
      })
    }
    return resultOf(findings)
  },
}

const comparisonRule: Rule = {
  code: 'disclosure.comparison_twice',
  group: 'prose',
  severity: 'warning',
  title: '同一个比较在各处写成一样',
  source: '同一个数两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const known = comparisonsOf(disclosure).flatMap(({ delta, subjects, growth }) => {
      const subject = subjects[0]
      return delta.printed && subject?.printed && delta.sign !== 0 && delta.printed.fen !== 0
        ? [{ delta, change: delta.printed, subject: subject.printed, growth }]
        : []
    })
    if (known.length < 2) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const [at, one] of known.entries()) {
      for (const other of known.slice(at + 1, at + 200)) {
        if (one.subject.fen !== other.subject.fen || one.delta.sign !== other.delta.sign) continue
        if (one.delta.passage.section === other.delta.passage.section) continue
        if (one.change.fen === other.change.fen) continue
        const gap = Math.abs(one.change.fen - other.change.fen)
        const isPrecision = gap <= Math.max(one.change.half, other.change.half) + 1
        // the same amount with the same percent, and one digit of the difference apart
        const isDigit =
          one.growth !== undefined &&
          one.growth.text === other.growth?.text &&
          one.growth.decimals > 0 &&
          oneDigitApart(one.delta.text, other.delta.text)
        if (!isPrecision && !isDigit) continue
        findings.push({
          code: 'disclosure.comparison_twice',
          severity: 'warning',
          confidence: 0.9,
          message: `同一个增减额一处写 ${one.delta.text}，一处写 ${other.delta.text}。请写成一样，保留两位小数。`,
          stated: other.delta.text,
          expected: one.delta.text,
          places: [placeOfToken(other.delta), placeOfToken(one.delta)],
        })
      }
    }
    return resultOf(findings)
  },
}

function oneDigitApart(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  return [...left].filter((char, at) => char !== right[at]).length === 1
}

const completionRule: Rule = {
  code: 'disclosure.completion',
  group: 'prose',
  severity: 'error',
  title: '完成预算的百分数等于决算数除以预算数',
  source: '算术',
  tolerance: '按所写两个金额的四舍五入范围能得到的任何百分数都算对',
  check: (disclosure) => resultOfPercents(disclosure, readCompletions(disclosure)),
}

function readCompletions(disclosure: Disclosure): Percents {
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
    const fact = index.facts.get(keyText(index.unify(dims)))?.[0]
    if (fact) return printedOf(fact.value, fact.half, fact.decimals)
  }
  return undefined
}

/** 年初预算为, 全年预算为: an amount that was planned. */
export function isBudget({ name }: Token): boolean {
  return /(?:年初|全年|调整|本年)?(?<!一般公共|基金|经营)预算(?:数|安排)?(?:为|是)?$/.test(name)
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

export const PROSE_RULES: readonly Rule[] = [
  tableRule,
  shareRule,
  growthRule,
  directionRule,
  completionRule,
  partsRule,
  comparisonRule,
]
