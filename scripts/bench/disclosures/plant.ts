import type { Cell, Paper, TableBlock, TextBlock } from './document.ts'
import type { Chance } from './random.ts'

/** An error put into a correct document, and where. */
export interface Planted {
  readonly kind: PlantKind | 'any digit'
  /** Of any digit: what the number is. */
  readonly where?: Where
  /** Number of the table; null: in a sentence. */
  readonly table: number | null
  /** What is written there now. */
  readonly text: string
  readonly was: string
}

export const PLANT_KINDS = [
  'table digit',
  'table total digit',
  'sentence amount digit',
  'sentence percent digit',
  'amount copied',
  'decimal moved',
  'direction',
  'code digit',
  'old or wrong name',
  'year compared',
  'unit missing',
  'vehicles',
  'row missing',
] as const
export type PlantKind = (typeof PLANT_KINDS)[number]

export const WHERES = [
  'table amount',
  'table code',
  'table number',
  'title',
  'sentence amount',
  'sentence percent',
  'sentence year',
  'sentence count',
  'sentence other',
] as const
export type Where = (typeof WHERES)[number]

function copy(paper: Paper): Paper {
  return structuredClone(paper)
}

function changeDigit(text: string, chance: Chance): string {
  const places = [...text].flatMap((char, at) => (/\d/.test(char) ? [at] : []))
  for (let tries = 0; tries < 20; tries++) {
    const at = chance.pick(places)
    const digit = String((Number(text[at]) + chance.whole(1, 9)) % 10)
    const changed = text.slice(0, at) + digit + text.slice(at + 1)
    if (!/^0\d/.test(changed)) return changed
  }
  return `${text}1`
}

const AMOUNT = /(?<![\d.])\d+(?:\.\d+)(?=万元|元)/g
const PERCENT = /(?<![\d.])\d+(?:\.\d+)?(?=%)/g

function replaceOnce(
  block: TextBlock,
  pattern: RegExp,
  chance: Chance,
  change: (text: string) => string,
): { was: string; text: string } | undefined {
  const matches = [...block.text.matchAll(pattern)].filter(({ 0: text }) => Number(text) !== 0)
  if (matches.length === 0) return undefined
  const match = chance.pick(matches)
  const was = match[0]
  const text = change(was)
  if (text === was) return undefined
  block.text = block.text.slice(0, match.index) + text + block.text.slice(match.index + was.length)
  return { was, text }
}

/** Undefined where the document has no place for such an error. */
export function plant(
  paper: Paper,
  kind: PlantKind,
  chance: Chance,
): { paper: Paper; planted: Planted } | undefined {
  const changed = copy(paper)
  const texts = changed.blocks.filter(
    (block): block is TextBlock =>
      block.kind === 'text' && !/^\d+年.{0,20}(?:预算|决算)/.test(block.text),
  )
  const tables = changed.blocks.filter((block): block is TableBlock => block.kind === 'table')
  const done = (
    table: number | null,
    was: string,
    text: string,
  ): { paper: Paper; planted: Planted } => ({ paper: changed, planted: { kind, table, was, text } })
  const inText = (
    pattern: RegExp,
    change: (text: string) => string,
    where: (text: string) => boolean = () => true,
  ): { paper: Paper; planted: Planted } | undefined => {
    const fit = texts.filter(
      ({ text }) =>
        where(text) && [...text.matchAll(pattern)].some(({ 0: found }) => Number(found) !== 0),
    )
    if (fit.length === 0) return undefined
    const result = replaceOnce(chance.pick(fit), pattern, chance, change)
    return result && done(null, result.was, result.text)
  }
  const inTable = (
    where: (cell: Cell, row: readonly Cell[], table: TableBlock) => boolean,
    change: (text: string) => string,
  ): { paper: Paper; planted: Planted } | undefined => {
    const fit = tables.flatMap((table, at) =>
      table.body.flatMap((row) =>
        row.flatMap((cell) => (where(cell, row, table) ? [{ cell, at }] : [])),
      ),
    )
    if (fit.length === 0) return undefined
    const { cell, at } = chance.pick(fit)
    const was = cell.text
    cell.text = change(was)
    return cell.text === was ? undefined : done(at + 1, was, cell.text)
  }
  const isFigure = (cell: Cell): boolean =>
    cell.isAmount && Number(cell.text) !== 0 && cell.text !== ''
  switch (kind) {
    case 'table digit':
      return inTable(isFigure, (text) => changeDigit(text, chance))
    case 'table total digit':
      return inTable(
        (cell, row) => isFigure(cell) && row.some(({ text }) => /合计|总计/.test(text)),
        (text) => changeDigit(text, chance),
      )
    case 'sentence amount digit':
      return inText(AMOUNT, (text) => changeDigit(text, chance))
    case 'sentence percent digit':
      return inText(PERCENT, (text) => changeDigit(text, chance))
    case 'amount copied': {
      const amounts = [
        ...new Set(
          texts.flatMap(({ text }) => [...text.matchAll(AMOUNT)].map(({ 0: found }) => found)),
        ),
      ].filter((text) => Number(text) !== 0)
      return inText(
        AMOUNT,
        (text) => chance.pick(amounts.filter((other) => other !== text)) ?? text,
      )
    }
    case 'decimal moved':
      return inText(AMOUNT, (text) => (Number(text) * 10).toFixed(2))
    case 'direction': {
      const fit = texts.filter(({ text }) => /(?:增加|减少)\d[\d.]*万?元，(?:增长|下降)/.test(text))
      const block = fit.length > 0 ? chance.pick(fit) : undefined
      if (!block) return undefined
      const match = /(增长|下降)(?=\d)/.exec(block.text)
      if (!match) return undefined
      const text = match[0] === '增长' ? '下降' : '增长'
      block.text = block.text.slice(0, match.index) + text + block.text.slice(match.index + 2)
      return done(null, match[0], text)
    }
    case 'code digit':
      return inTable(
        (cell, row) =>
          /^\d{5}$|^\d{7}$/.test(cell.text) &&
          !cell.isAmount &&
          row.indexOf(cell) === 0 &&
          row.length > 3,
        (text) => changeDigit(text, chance),
      )
    case 'old or wrong name': {
      const pairs: readonly (readonly [string, string])[] = [
        ['卫生健康支出', '医疗卫生与计划生育支出'],
        ['城乡社区支出', '城乡社区事务支出'],
        ['农林水支出', '农林水事务支出'],
        ['住房公积金', '住房补贴'],
        ['行政运行', '机关服务'],
        ['基本工资', '津贴补贴'],
        ['办公费', '印刷费'],
        ['差旅费', '会议费'],
      ]
      const pair = chance.pick(pairs)
      return inTable(
        (cell) => cell.text.endsWith(pair[0]) && !cell.isAmount,
        (text) => text.replace(pair[0], pair[1]),
      )
    }
    case 'year compared': {
      const fit = texts.filter(({ text }) => /[比与较]20\d{2}年/.test(text))
      const block = fit.length > 0 ? chance.pick(fit) : undefined
      const match = block && /([比与较])(20\d{2})年/.exec(block.text)
      if (!block || !match) return undefined
      const text = `${match[1]}${Number(match[2]) + 1}年`
      block.text = block.text.replace(match[0], text)
      return done(null, match[0], text)
    }
    case 'unit missing': {
      const at = chance.whole(0, tables.length - 1)
      const table = tables[at]
      if (!table) return undefined
      const was = table.unit
      table.unit = ''
      return done(at + 1, was, '')
    }
    case 'vehicles':
      return inText(/(?<=车辆)\d+(?=辆)/g, (text) => String(Number(text) + chance.whole(1, 3)))
    case 'row missing': {
      const fit = tables.flatMap((table, at) =>
        table.body.flatMap((row, index) =>
          row.length > 4 &&
          index > 1 &&
          row.filter(isFigure).length > 0 &&
          /^\d{5}$|^\d{7}$|^$/.test(row[0]?.text ?? '') &&
          !row.some(({ text }) => /合计|总计/.test(text)) &&
          /^\d{7}$|^3\d{4}$/.test(row[0]?.text ?? '')
            ? [{ table, at, index }]
            : [],
        ),
      )
      if (fit.length === 0) return undefined
      const { table, at, index } = chance.pick(fit)
      const [row] = table.body.splice(index, 1)
      return done(at + 1, (row ?? []).map(({ text }) => text).join(' '), '')
    }
  }
}

const NUMBER = /(?<![\d.,A-Za-z])\d[\d,]*(?:\.\d+)?/g

function whereInText(text: string, end: number): Where {
  const after = text.slice(end).replace(/^\s+/, '')
  if (/^(?:亿元|万元|元|万)/.test(after)) return 'sentence amount'
  if (/^(?:%|个百分点)/.test(after)) return 'sentence percent'
  if (/^年/.test(after)) return 'sentence year'
  if (/^(?:辆|台|套|批|人|个|项|次|家)/.test(after)) return 'sentence count'
  return 'sentence other'
}

/**
 * One digit of any number, wherever it stands: amounts, codes, row numbers, years, counts, numbers
 * of headings. Not all of them contradict anything else in the document.
 */
export function plantAnyDigit(paper: Paper, chance: Chance): { paper: Paper; planted: Planted } {
  const changed = copy(paper)
  const spots: {
    where: Where
    table: number | null
    number: string
    change: (text: string) => void
  }[] = []
  const inText = (
    read: () => string,
    write: (text: string) => void,
    where: (text: string, end: number) => Where,
    table: number | null,
  ): void => {
    for (const match of read().matchAll(NUMBER)) {
      spots.push({
        where: where(read(), match.index + match[0].length),
        table,
        number: match[0],
        change: (text) => {
          const old = read()
          write(old.slice(0, match.index) + text + old.slice(match.index + match[0].length))
        },
      })
    }
  }
  let table = 0
  for (const block of changed.blocks) {
    if (block.kind === 'text') {
      inText(
        () => block.text,
        (text) => {
          block.text = text
        },
        whereInText,
        null,
      )
      continue
    }
    table += 1
    for (const row of [...block.heading, ...block.body]) {
      for (const cell of row) {
        const own = cell
        const isNumber = /^[-\d.,]+$/.test(own.text)
        const where: Where = own.isAmount
          ? 'table amount'
          : !isNumber
            ? 'title'
            : /^[235]\d{2}(?:\d{2}){0,2}$|^\d{2}$/.test(own.text) && row.indexOf(own) < 3
              ? 'table code'
              : 'table number'
        inText(
          () => own.text,
          (text) => {
            own.text = text
          },
          () => where,
          table,
        )
      }
    }
  }
  const spot = chance.pick(spots)
  const text = changeDigit(spot.number, chance)
  spot.change(text)
  return {
    paper: changed,
    planted: { kind: 'any digit', where: spot.where, table: spot.table, was: spot.number, text },
  }
}
