import {
  classOfName,
  type Dims,
  type Kind,
  keyOf,
  threePublicOf,
  withoutOrdinal,
} from './concepts.ts'
import { consensusOf, type Index } from './cross-table.ts'
import { fold } from './document.ts'
import { ledgerOf } from './ledger.ts'
import { type Meaning, readMeaning, sentenceOf, type Token, withoutOwnWords } from './prose.ts'
import type { Disclosure, TableFact } from './read-disclosure.ts'
import type { Topic } from './sections.ts'
import type { TableKind } from './table-kind.ts'

/** An amount in a sentence with the figures of the tables that it may repeat, likeliest first. */
export interface ProseFact {
  readonly token: Token
  readonly meaning: Meaning
  readonly candidates: readonly TableFact[]
  /** What it may be about; empty where that was not understood. */
  readonly keys: readonly Dims[]
  /** What it would be about if it were this year's. */
  readonly otherKeys: readonly Dims[]
}

const factsOf = new WeakMap<Disclosure, readonly ProseFact[]>()

/** What the amounts of the sentences are about, read once a document. */
export function proseFactsOf(disclosure: Disclosure): readonly ProseFact[] {
  const known = factsOf.get(disclosure)
  if (known) return known
  const read = readProseFacts(disclosure, ledgerOf(disclosure).index)
  factsOf.set(disclosure, read)
  return read
}

function readProseFacts(disclosure: Disclosure, index: Index): ProseFact[] {
  const chains = functionChainsOf(disclosure)
  const facts: ProseFact[] = []
  for (const token of disclosure.tokens) {
    if (token.kind !== 'amount' || token.role !== 'statement') continue
    const meaning = withItem(readMeaning(token, disclosure.names), token, chains)
    const year = yearIn(token, meaning)
    const isOtherYear =
      meaning.isPrior ||
      (year !== undefined && disclosure.year !== undefined && year !== disclosure.year)
    const isFirstBudget =
      disclosure.kind === 'final_accounts' &&
      /(?:年初|全年|调整|本年)?(?<!一般公共|基金|经营|本)预算(?:数|安排)?(?:为|是)?$/.test(
        token.name,
      )
    const keys =
      isOtherYear || isFirstBudget || !meaning.isUnderstood ? [] : keysOf(token, meaning, chains)
    const candidates = keys.flatMap((dims) => {
      const found = index.facts.get(keyOf(index.unify(dims))) ?? []
      // a section speaks of its own table first: other tables may count carry-over otherwise
      const kind = OWN_TABLE[token.passage.topic]
      const own = found.filter(({ table }) => table.kind === kind)
      if (kind && own.length === 0 && isLeftOutOfOwn(dims, found, kind, index)) return []
      return [consensusOf(own), consensusOf(found)].filter((fact) => fact !== undefined)
    })
    const otherKeys =
      isOtherYear && !meaning.isPrior && meaning.isUnderstood ? keysOf(token, meaning, chains) : []
    facts.push({ token, meaning, candidates, keys, otherKeys })
  }
  return facts
}

/**
 * 1、行政运行支出 A, 农林水支出(林业和草原)行政运行 A: an item by its bare name, where a section of spending
 * lists its items.
 */
function withItem(meaning: Meaning, token: Token, chains: ReadonlyMap<string, string>): Meaning {
  if (meaning.functionName) return meaning
  if (!['general', 'spending', 'fiscal'].includes(token.passage.topic)) return meaning
  const behind = nameBehind(meaning)
  if (meaning.isUnderstood && behind === '') return meaning
  const name = bare(behind || withoutOwnWords(meaning.words.replace(/^\d{4}年度?/, '')))
  const code = chains.get(name)
  if (code?.length !== 7) return meaning
  return { ...meaning, isUnderstood: true, functionName: { levels: [name], code } }
}

/** What stands behind the last parenthesis: 社会保障和就业支出(行政事业单位养老支出)事业单位离退休. */
function nameBehind({ words }: Meaning): string {
  return withoutOwnWords(/\)([^()]*)$/.exec(words)?.[1] ?? '')
}

/**
 * The section's own table lists the group of a line, with another amount than the table that gives
 * the line, but not the line: the sentence speaks of what was left out there, and other tables count
 * more than it does.
 */
function isLeftOutOfOwn(
  dims: Dims,
  found: readonly TableFact[],
  own: string,
  index: Index,
): boolean {
  const line = /^func:2\d{4}(?=\d{2}$)/.exec(dims.line ?? '')?.[0]
  if (!line) return false
  const groups = index.facts.get(keyOf(index.unify({ ...dims, line }))) ?? []
  const inOwn = groups.find(({ table }) => table.kind === own)
  return (
    inOwn !== undefined &&
    groups.some(
      ({ table, value }) => value !== inOwn.value && found.some((fact) => fact.table === table),
    )
  )
}

const OWN_TABLE: Partial<Record<Topic, TableKind>> = {
  balance: 'balance',
  income: 'income',
  spending: 'spending',
  fiscal: 'fiscal_balance',
  general: 'general_spending',
  basic: 'basic',
  three_public: 'three_public',
  fund: 'fund_spending',
  capital: 'capital_spending',
}

/** 收入预算 A，其中，一般公共预算拨款 B: the list's head says which side its parts are on. */
function flowOfHead(token: Token): Dims['flow'] {
  if (token.depth === 0) return undefined
  const head = token.before.split('其中')[0] ?? ''
  const income = /收入/.test(head)
  const spending = /支出/.test(head)
  return income === spending ? undefined : income ? 'in' : 'out'
}

/** A year named earlier in the sentence holds on until another is named. */
function yearIn(token: Token, meaning: Meaning): number | undefined {
  if (meaning.year !== undefined) return meaning.year
  const { before } = token
  const clause = before.slice(Math.max(before.lastIndexOf('，'), before.lastIndexOf('；')) + 1)
  const year = /(20\d{2})年/.exec(clause)?.[1]
  return year ? Number(year) : undefined
}

function keysOf(token: Token, meaning: Meaning, chains: ReadonlyMap<string, string>): Dims[] {
  const { topic } = token.passage
  const { dims } = meaning
  if (topic === 'three_public') {
    if (dims.line?.startsWith('three:')) return threeKeys(dims.line)
    // under a heading of its own: 1.公务接待费 / 预算安排 A
    const isAlone = meaning.words !== '' && withoutOwnWords(meaning.words) === ''
    const line = isAlone && threePublicOf(token.passage.heading)
    return line && line !== 'total' && token.depth === 0 ? threeKeys(`three:${line}`) : []
  }
  if (topic === 'operating') {
    return /机关运行经费(?:财政拨款|一般公共预算)?(?:支出|预算|决算|安排)*(?:数|总额)?(?:共计|合计|为|是|共)*$/.test(
      token.name,
    )
      ? threeKeys('three:operating')
      : []
  }
  if (['procurement', 'assets', 'performance', 'transfers'].includes(topic)) return []
  if (/机关运行经费|政府采购/.test(token.name)) return []
  // without a heading only a sentence that says by itself what it is about
  if (topic === 'unknown' && !saysItself(token, meaning)) return []
  const base = token.passage.dims
  const flow = dims.flow ?? flowOfHead(token) ?? base.flow
  const fund = dims.fund ?? base.fund
  if (meaning.functionName) {
    const named = codeOfFunction(meaning.functionName.levels, chains)
    const written = /^2\d{6}$/.exec(meaning.functionName.code ?? '')?.[0]
    // 一般公共服务支出(2010501)行政运行: the class stands before the code of its item
    const code =
      named && written?.startsWith(named) ? written : (named ?? written ?? classAlone(meaning))
    if (!code) return []
    const out: Dims = {
      flow: 'out',
      line: `func:${code}`,
      ...(base.kind ? { kind: base.kind } : {}),
    }
    // without a fund in sentence and heading it may be all money or the fiscal alone
    return fund
      ? [{ ...out, fund }, ...(fund === 'general' ? [{ ...out, fund: 'fiscal' as const }] : [])]
      : [out, { ...out, fund: 'general' }, { ...out, fund: 'fiscal' }]
  }
  if (dims.line?.startsWith('econ:')) {
    // without 基本支出 it is not said whether projects are counted
    return /基本支出/.test(token.name) || base.kind === 'basic'
      ? [
          { flow: 'out', kind: 'basic', line: dims.line, fund: fund ?? 'general' },
          { flow: 'out', kind: 'basic', line: dims.line, fund: 'fiscal' },
        ]
      : []
  }
  if (dims.line?.startsWith('func:')) {
    // more than the class is named
    if (nameBehind(meaning).length > 1) return []
    return [{ flow: 'out', line: dims.line, ...(fund ? { fund } : {}) }]
  }
  if (flow === 'in') return incomeKeys(token, meaning, fund)
  if (flow === 'out') return spendingKeys(topic, dims, fund)
  // 收支总预算: both sides
  if (topic === 'balance' || topic === 'fiscal') {
    if (dims.kind) return [{ flow: 'out', kind: dims.kind, ...(fund ? { fund } : {}) }]
    if (dims.source === 'carry') return [{ flow: 'in', source: 'carry', ...(fund ? { fund } : {}) }]
    const one = fund ? { fund } : {}
    return [
      { flow: 'in', ...one },
      { flow: 'out', line: 'grand', ...one },
      { flow: 'out', ...one },
      { flow: 'in', source: 'year', ...one },
    ]
  }
  return []
}

/** 卫生健康（类）支出, where no table has a row for the class itself. */
function classAlone({ functionName, words }: Meaning): string | undefined {
  const [name, below] = functionName?.levels ?? []
  return name && below === undefined && words.includes('(类)') ? classOfName(name) : undefined
}

function saysItself({ name }: Token, { dims, functionName }: Meaning): boolean {
  if (functionName !== undefined) return true
  return (
    dims.flow !== undefined &&
    !dims.source &&
    !dims.line &&
    /(?:收入|支出)(?:总)?(?:预算|决算)|(?:收入|支出)(?:总计|合计|总额)|财政拨款(?:收入|支出)|一般公共预算(?:拨款|财政拨款)?(?:收入|支出)/.test(
      name,
    )
  )
}

function threeKeys(line: string): Dims[] {
  return [
    { flow: 'out', fund: 'general', line },
    { flow: 'out', fund: 'fiscal', line },
    { flow: 'out', line },
  ]
}

function incomeKeys(token: Token, { dims }: Meaning, fund: Dims['fund']): Dims[] {
  const one = fund ? { fund } : {}
  if (dims.source === 'carry')
    return [
      { flow: 'in', source: 'carry', ...one },
      { flow: 'in', source: 'carry' },
      { flow: 'in', source: 'carry', fund: 'fiscal' },
    ]
  const listsCarry = /结转/.test(sentenceOf(token))
  const isPlain = !fund || fund === token.passage.dims.fund
  if (/本年|当年/.test(token.name)) return [{ flow: 'in', source: 'year', ...one }]
  if (isPlain) {
    const isTotal = /总计|总额|总量|总预算|总收入|总体/.test(token.name)
    return [
      { flow: 'in', ...one },
      ...(isTotal ? [] : [{ flow: 'in' as const, source: 'year' as const, ...one }]),
    ]
  }
  return listsCarry
    ? [{ flow: 'in', source: 'year', ...one }]
    : [
        { flow: 'in', source: 'year', ...one },
        { flow: 'in', ...one },
      ]
}

function spendingKeys(topic: string, dims: Dims, fund: Dims['fund']): Dims[] {
  const one = fund ? { fund } : {}
  if (dims.source === 'carry' || dims.flow === 'closing') return []
  const isBasic = topic === 'basic'
  if (dims.kind) {
    if (isBasic && dims.kind !== 'basic') {
      const econ = {
        wages: 'econ:301',
        goods: 'econ:302',
        families: 'econ:303',
        capital: 'econ:310',
      }[dims.kind as string]
      return fundsOf(fund).flatMap((own): Dims[] => [
        { flow: 'out', kind: dims.kind as Kind, ...own },
        ...(econ ? [{ flow: 'out' as const, kind: 'basic' as const, line: econ, ...own }] : []),
      ])
    }
    // 工资福利 under 项目支出 is another figure: only the two great kinds are sure outside of 基本支出
    if (
      ![
        'basic',
        'project',
        'personnel',
        'public',
        'to_upper',
        'operating_out',
        'to_affiliated',
        'ops',
        'target',
      ].includes(dims.kind)
    )
      return []
    return [{ flow: 'out', kind: dims.kind, ...one }]
  }
  if (isBasic) return fundsOf(fund).map((own) => ({ flow: 'out', kind: 'basic', ...own }))
  return [
    { flow: 'out', ...one },
    { flow: 'out', line: 'grand', ...one },
  ]
}

const chainsOf = new WeakMap<Disclosure, Map<string, string>>()

export function functionChainsOf(disclosure: Disclosure): ReadonlyMap<string, string> {
  const known = chainsOf.get(disclosure)
  if (known) return known
  const made = functionChains(disclosure)
  chainsOf.set(disclosure, made)
  return made
}

/** A heading 基本支出 that names no fund may speak of all money or of the fiscal alone. */
function fundsOf(fund: Dims['fund']): Dims[] {
  return fund ? [{ fund }] : [{}, { fund: 'general' }, { fund: 'fiscal' }]
}

/** 类/款/项 names, as the spending tables chain them, to the code. */
function functionChains(disclosure: Disclosure): Map<string, string> {
  const chains = new Map<string, string>()
  const twice = new Set<string>()
  const set = (name: string, code: string): void => {
    const known = chains.get(name)
    if (known !== undefined && known !== code) twice.add(name)
    chains.set(name, code)
  }
  for (const { table, sides } of disclosure.tables) {
    if (!['spending', 'general_spending', 'fund_spending'].includes(table.kind)) continue
    for (const { rows } of sides) {
      const names = new Map(rows.map(({ code, name }) => [code, withoutOrdinal(name)]))
      for (const row of rows) {
        if (!/^2\d{2}(?:\d{2}){0,2}$/.test(row.code)) continue
        const own = withoutOrdinal(row.name)
        const above = names.get(row.code.slice(0, 5))
        set(bare(own), row.code)
        if (row.code.length === 7 && above) set(`${bare(above)}/${bare(own)}`, row.code)
      }
    }
  }
  for (const name of twice) chains.delete(name)
  return chains
}

export function bare(name: string): string {
  return fold(name)
    .replace(/[()（）]/g, '')
    .replace(/支出$/, '')
}

export function codeOfFunction(
  levels: readonly string[],
  chains: ReadonlyMap<string, string>,
): string | undefined {
  const last = levels.at(-1)
  if (!last) return undefined
  const above = levels.at(-2)
  const own = bare(last)
  if (above) {
    const chained = chains.get(`${bare(above)}/${own}`)
    if (chained) return chained
    // 住房改革支出（款）行政单位医疗（项）: the item of that name is another's
    const group = chains.get(bare(above))
    const other = chains.get(own)
    if (group?.length === 5 && other?.length === 7 && !other.startsWith(group)) return undefined
  }
  return chains.get(own)
}
