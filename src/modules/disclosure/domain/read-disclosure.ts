import { type MoneyUnit, SCALES } from './amount.ts'
import { type Dims, keyOf } from './concepts.ts'
import { fold, type RawDocument } from './document.ts'
import { gapOf, holds, misreadGroups, sum } from './equation.ts'
import { type Framed, frameTables, type Table, titleText } from './frame-tables.ts'
import { readTokens, type Token } from './prose.ts'
import { type ReadTable, readTable } from './read-table.ts'
import { type Passage, readPassages } from './sections.ts'
import type { Fact } from './table-facts.ts'

export type DisclosureKind = 'budget' | 'final_accounts' | 'government_budget' | 'other'

/** A document as it was understood: what every rule looks at. */
export interface Disclosure {
  readonly framed: Framed
  readonly kind: DisclosureKind
  readonly title: string
  readonly department: string
  /** Other ways in which the department calls itself, longest first. */
  readonly names: readonly string[]
  readonly year: number | undefined
  readonly unit: MoneyUnit
  readonly tables: readonly ReadTable[]
  readonly passages: readonly Passage[]
  readonly tokens: readonly Token[]
  /** Facts of the tables by what they are about. */
  readonly facts: ReadonlyMap<string, readonly TableFact[]>
  /** Groups of sums that were read wrongly. */
  readonly misread: ReadonlySet<string>
  /** No amount stands in any table: a form that nobody filled. */
  readonly isTemplate: boolean
}

export interface TableFact extends Fact {
  readonly table: Table
  readonly key: string
  readonly value: number
  readonly half: number
  readonly decimals: number
}

export function readDisclosure(raw: RawDocument): Disclosure {
  const framed = frameTables(raw)
  const title = titleOf(framed)
  const kind = kindOf(framed, title)
  const year = yearOf(framed, title)
  const unit = commonUnit(framed.tables)
  const tables = withUnits(framed.tables, unit)
  const passages = readPassages(framed.paragraphs)
  const department = departmentOf(framed, title)
  const facts = new Map<string, TableFact[]>()
  for (const read of tables) {
    for (const fact of read.facts) {
      const normal = toTableFact(read.table, fact, year, kind)
      const list = facts.get(normal.key)
      if (list) list.push(normal)
      else facts.set(normal.key, [normal])
    }
  }
  return {
    framed,
    kind,
    title,
    department,
    names: namesOf(department),
    year,
    unit,
    tables,
    passages,
    tokens: passages.flatMap(readTokens),
    facts,
    misread: misreadOf(tables),
    isTemplate:
      tables.some(({ table }) => table.kind !== 'other') &&
      tables.every(({ sides }) =>
        sides.every(({ rows }) => rows.every(({ figures }) => figures.size === 0)),
      ),
  }
}

/**
 * Sums that fail all along a row are a misreading, unless the table otherwise adds up: then a row
 * is missing, or a whole row is wrong.
 */
function misreadOf(tables: readonly ReadTable[]): Set<string> {
  const misread = misreadGroups(tables.flatMap(({ equations }) => equations))
  for (const { equations } of tables) {
    const isSound = (rule: string): boolean => {
      const telling = equations.filter(
        (equation) => equation.rule === rule && equation.right.length > 0,
      )
      return telling.length > 0 && telling.filter(holds).length >= telling.length * 0.9
    }
    if (!isSound('disclosure.row_sum')) continue
    for (const group of misread) {
      const mine = equations.filter((equation) => equation.group === group)
      if (mine[0]?.rule !== 'disclosure.column_sum') continue
      // a sum that is larger than its total counts something twice: that is how hierarchies are misread
      // a column of differences may fall short either way
      const failing = mine.filter((equation) => !holds(equation))
      const isShort =
        failing.filter((equation) => gapOf(equation) > 0).length >= failing.length * 0.6
      const others = equations.filter(
        (equation) =>
          equation.rule === 'disclosure.column_sum' &&
          equation.group !== group &&
          equation.right.length > 0,
      )
      const isAlone = others.length >= 6 && others.filter(holds).length >= others.length * 0.9
      if (isShort && (isAlone || mine.some(({ right }) => right.length > 1))) misread.delete(group)
    }
  }
  return misread
}

function toTableFact(
  table: Table,
  fact: Fact,
  year: number | undefined,
  kind: DisclosureKind,
): TableFact {
  const dims = normalise(fact.dims, year, kind)
  const halves = fact.figures.map(({ printed }) => printed.half)
  return {
    ...fact,
    dims,
    table,
    key: keyOf(dims),
    value: sum(fact.figures),
    half: halves.reduce((total, half) => total + half, 0),
    decimals: Math.max(0, ...fact.figures.map(({ printed }) => printed.decimals)),
  }
}

/** This year's figures lose their phase, others keep it; a grand total of income is the income. */
function normalise(dims: Dims, year: number | undefined, kind: DisclosureKind): Dims {
  let { phase, line } = dims
  if (phase) {
    const named = /^y(\d{4})/.exec(phase)?.[1]
    const what = phase.replace(/^y\d{4}-?|^prior-?/, '')
    const isPrior =
      phase.startsWith('prior') ||
      (named !== undefined && year !== undefined && Number(named) !== year)
    const isMain =
      what === '' || (kind === 'final_accounts' ? what === 'actual' : what === 'initial')
    phase = isPrior ? `prior-${what}` : isMain ? undefined : what
  }
  if (line === 'grand' && dims.flow === 'in') line = undefined
  const { phase: _, line: __, ...rest } = dims
  return { ...rest, ...(phase ? { phase } : {}), ...(line ? { line } : {}) }
}

const TITLE_OF_DOCUMENT = /(20\d{2})年?度?.{0,40}(预算|决算)/

function titleOf(framed: Framed): string {
  const head = framed.paragraphs.slice(0, 40)
  const found = head.find(({ text, part }) => {
    const plain = fold(text)
    return (
      part !== 'contents' &&
      plain.length <= 60 &&
      TITLE_OF_DOCUMENT.test(plain) &&
      !plain.includes('。')
    )
  })
  const broken = head
    .slice(0, 6)
    .map(({ text }) => fold(text))
    .join('')
  return (
    found?.text.trim() ??
    (TITLE_OF_DOCUMENT.test(broken) ? broken.slice(0, 60) : undefined) ??
    framed.tables.find(({ title }) => title !== '')?.title ??
    head[0]?.text.trim().slice(0, 60) ??
    ''
  )
}

function kindOf(framed: Framed, title: string): DisclosureKind {
  const words = [title, ...framed.tables.map((table) => table.title)].join('|')
  if (
    /(?:全[省市县区]|本级)(?:一般公共预算|政府性基金)收入|税收返还|转移支付.*决算表|债务限额/.test(
      words,
    )
  ) {
    return 'government_budget'
  }
  const plain = fold(title)
  if (/决算/.test(plain) && !/预算(?:公开|说明|情况)/.test(plain)) return 'final_accounts'
  if (/预算/.test(plain) && !/决算/.test(plain)) return 'budget'
  const finals = (words.match(/决算/g) ?? []).length
  const budgets = (words.match(/(?<!一般公共|资本经营)预算(?!财政|决算)/g) ?? []).length
  if (finals === 0 && budgets === 0)
    return framed.tables.some(({ kind }) => kind !== 'other') ? 'budget' : 'other'
  return finals > budgets ? 'final_accounts' : 'budget'
}

function yearOf(framed: Framed, title: string): number | undefined {
  const own = /(20\d{2})年/.exec(fold(title))?.[1]
  if (own) return Number(own)
  const counts = new Map<string, number>()
  const texts = [
    ...framed.tables.map((table) => table.title),
    ...framed.paragraphs.filter(({ text }) => text.length < 50).map(({ text }) => text),
    ...framed.paragraphs.map(({ text }) => text.slice(0, 60)),
  ]
  for (const text of texts) {
    const year = /(20\d{2})年/.exec(fold(text))?.[1]
    if (year) counts.set(year, (counts.get(year) ?? 0) + 1)
  }
  const best = mostOf(counts)
  return best ? Number(best) : latestYearOfHeadings(framed.tables)
}

/** Tables that were published alone may name their year only where last year's column stands beside. */
function latestYearOfHeadings(tables: readonly Table[]): number | undefined {
  const years = tables.flatMap(({ grid, heading }) =>
    heading.flatMap((row) =>
      (grid[row] ?? []).flatMap((cell) => {
        const year = /(20\d{2})年/.exec(fold(cell?.text ?? ''))?.[1]
        return year ? [Number(year)] : []
      }),
    ),
  )
  return years.length > 0 ? Math.max(...years) : undefined
}

function commonUnit(tables: readonly Table[]): MoneyUnit {
  const counts = new Map<MoneyUnit, number>()
  for (const { unit } of tables) if (unit) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return mostOf(counts) ?? '万元'
}

/** A table without a unit of money has that under which its total agrees with the others. */
function withUnits(tables: readonly Table[], common: MoneyUnit): ReadTable[] {
  const read = tables.map((table) => readTable(table, table.unit ?? common))
  const known = new Set(
    read
      .filter(({ table }) => table.unit !== null)
      .flatMap(({ facts }) => facts.map(({ figures }) => sum(figures)))
      .filter((value) => value !== 0),
  )
  return read.map((one) => {
    if (one.table.unit !== null || known.size === 0) return one
    const totals = one.facts.filter(({ dims }) => !dims.line || dims.line === 'grand')
    if (totals.length === 0 || totals.some(({ figures }) => known.has(sum(figures)))) return one
    for (const unit of Object.keys(SCALES) as MoneyUnit[]) {
      if (unit === common) continue
      const ratio = SCALES[unit] / SCALES[common]
      if (totals.some(({ figures }) => near(known, sum(figures) * ratio, SCALES[common] / 200))) {
        return readTable(one.table, unit)
      }
    }
    return one
  })
}

function near(known: ReadonlySet<number>, value: number, half: number): boolean {
  if (value === 0) return false
  for (const candidate of known) if (Math.abs(candidate - value) <= half) return true
  return false
}

const OFFICE = /[:：]\s*([^:：\s]{3,40}?)\s*(?:单位[:：]|$)/

function departmentOf(framed: Framed, title: string): string {
  const counts = new Map<string, number>()
  for (const { text } of framed.paragraphs) {
    if (
      !/^(?:填报|编制|预算|主管)?(?:部门|单位)(?:[(（]单位[)）])?(?:名称)?\s*[:：]/.test(fold(text))
    )
      continue
    const name = OFFICE.exec(text.trim())?.[1]
    if (name && !/万元|元$/.test(name)) counts.set(bare(name), (counts.get(bare(name)) ?? 0) + 1)
  }
  const fromTitle = fold(title)
    .replace(/^附件\d*[:：]?/, '')
    .replace(/20\d{2}年度?/, '')
    .replace(/(?:部门|单位|本级)?(?:财政拨款|一般公共|[“"]?三公).*$/, '')
    .replace(/(?:部门|单位|本级)?(?:财政)?(?:预算|决算).*$/, '')
    .replace(/^关于|的$/g, '')
  const named = mostOf(counts) ?? ''
  const isTitleOfTable = framed.tables.some((table) => table.title.trim() === title)
  if (isTitleOfTable && named !== '') return named
  if (isTitleOfTable && !/20\d{2}年/.test(fold(title))) return ''
  // 某市2025年区级部门预算 names a place, the lines above the tables name the office
  const isPlace = /(?:[省市县区州旗盟]|[省市县区]级)$/.test(fromTitle)
  if (fromTitle.length >= 3 && fromTitle.length <= 40 && !(isPlace && named !== '')) {
    return bare(fromTitle)
  }
  return named
}

function mostOf<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

function bare(name: string): string {
  return fold(name).replace(/[(（][^()（）]*[)）]$/, '')
}

function namesOf(department: string): string[] {
  if (department === '') return []
  const short = department.replace(/^.{2,8}?(?:省|市|县|区|自治州|旗)/, '')
  return [...new Set([department, short].filter((name) => name.length >= 3))]
}

export function tableName(read: Pick<Table, 'number' | 'title'>): string {
  const title = titleText(read.title).replace(/^20\d{2}年度?/, '')
  return title ? `第${read.number}张表（${title}）` : `第${read.number}张表`
}
