import {
  type ElementNode,
  findAll,
  hasClass,
  isInside,
  mainOf,
  type Page,
  textOf,
} from './read-page.ts'

/** Texts of the published document and of the catalogue, whose numbers are no figures of ours. */
export interface KnownTexts {
  /** Names, sentences and notes: numbers in them belong to the words. */
  readonly words: readonly string[]
  /** What was written as the target of each promise, with and without operator, by `130.5`. */
  readonly targets: ReadonlyMap<string, readonly string[]>
  /** Whether the page that a link opens states the number. */
  readonly states: (link: ElementNode, page: Page, number: string) => boolean
}

/** Amounts, percents and counts; `第 6 项` is an ordinal, `11　项目支出预算表` a title. */
const NUMBER =
  /(?<!第\s*)[-−]?(?:\d[\d,]*\.\d\d(?!\d)|\d[\d,]*(?:\.\d+)?\s*%|\d[\d,]*(?:\.\d+)?\s*(?:个项目|项(?!目)|处|笔|万元|元))/g
/** How many lines there are on all pages of them; the door test counts them. */
const LINES = /(?<=^\s*(?:共|全部) )\d+ 笔/
/** A measure, as in `每 100 元打算怎么用`: no figure of the budget. */
const MEASURE = /每 100 元/g

/** Stands where a number may stand without being a door. */
const COVERED = '\uE000'
const BLOCKS = new Set([
  ...['main', 'section', 'nav', 'div', 'p', 'ol', 'ul', 'li', 'dl', 'dt', 'dd', 'h1', 'h2'],
  ...['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary', 'svg'],
])

/** Where a number needs no door of its own, and why. */
const EXCEPTIONS: readonly {
  readonly why: string
  readonly covers: (element: ElementNode) => boolean
}[] = [
  { why: 'it is the door', covers: (it) => it.name === 'a' && hasClass(it, 'fig') },
  {
    why: 'the words of a chart are the door',
    covers: (it) => it.name === 'a' && isInside(it, ({ name }) => name === 'svg'),
  },
  { why: 'a picture that repeats the doors beside it', covers: isHidden },
  { why: 'what people copy; the address is in it', covers: (it) => hasClass(it, 'cite') },
  { why: 'the subject of the page: its door is the page', covers: ({ name }) => name === 'h1' },
  { why: 'codes and addresses', covers: ({ name }) => name === 'code' },
  {
    why: 'the last crumb repeats the subject of the page',
    covers: (it) => it.name === 'li' && it.attributes.has('aria-current'),
  },
  {
    why: 'what the document prints, beside the place where it does',
    covers: (it) => it.name === 'table' && isInside(it, isPrintedSection),
  },
  {
    why: 'the mark of a cell that is printed otherwise: the cell beside it is the door',
    covers: (it) => hasClass(it, 'sub') && isInside(it, (above) => hasClass(above, 'both')),
  },
]

/** Covered where a table of promises leaves out the links to them: the column says what it is. */
function isTargetCell(element: ElementNode): boolean {
  const row = element.parent
  if (element.name !== 'td' || row === null) return false
  const table = row.parent?.parent
  const heads = table
    ? findAll(table, ({ name, attributes }) => name === 'th' && attributes.get('scope') === 'col')
    : []
  return textOf(heads[elementsOf(row).indexOf(element)]) === '指标值'
}

function elementsOf({ children }: ElementNode): ElementNode[] {
  return children.filter((child) => typeof child !== 'string')
}

function isHidden({ attributes }: ElementNode): boolean {
  return attributes.get('aria-hidden') === 'true'
}

function isLinesSection({ name, attributes }: ElementNode): boolean {
  return name === 'section' && attributes.get('aria-labelledby') === 'lines'
}

function isPrintedSection({ name, attributes }: ElementNode): boolean {
  return name === 'section' && attributes.get('aria-labelledby') === 'printed'
}

/** Every number of a page that is neither a door nor covered by an exception, with its sentence. */
export function nakedNumbers(page: Page, known: KnownTexts): string[] {
  const naked: string[] = []
  for (const block of wordsOf(page, known).split('\n')) {
    for (const match of block.matchAll(NUMBER)) {
      const sentence = block.trim().slice(Math.max(0, match.index - 30), match.index + 40)
      naked.push(`${match[0]} in “${sentence.replaceAll(COVERED, '□')}”`)
    }
  }
  return naked
}

function wordsOf(page: Page, known: KnownTexts): string {
  // long ones first: a name may be a part of a sentence
  const all = [...new Set([...known.targets.values()].flat())]
  const words = [...new Set(known.words)].filter(hasDigit).sort((a, b) => b.length - a.length)
  const own = /\/promises\/([^/?]+)$/.exec(page.path)?.[1]
  const targetsIn = (element: ElementNode): string[] => {
    const keys = findAll(element, ({ name }) => name === 'a').flatMap((link) => {
      const key = /promises\/([^/?#]+)$/.exec(link.attributes.get('href') ?? '')?.[1]
      return key === undefined ? [] : [key]
    })
    return [...keys, ...(own === undefined ? [] : [own])].flatMap((key) => {
      return known.targets.get(key) ?? []
    })
  }
  const cover = (text: string, covered: readonly string[]): string =>
    covered.reduce((rest, word) => rest.replaceAll(word, COVERED), text)
  const read = (element: ElementNode, targets: readonly string[]): string => {
    if (EXCEPTIONS.some(({ covers }) => covers(element))) return COVERED
    const inside = ['tr', 'li', 'dl'].includes(element.name) ? targetsIn(element) : targets
    const text = element.children
      .map((child) => (typeof child === 'string' ? child : read(child, inside)))
      .join('')
    if (isTargetCell(element) && all.includes(text)) return `\n${COVERED}\n`
    const rest = cover(text, [...words, ...inside.filter(hasDigit)])
    if (hasClass(element, 'lead') || element.name === 'caption') {
      const counted = isInside(element, isLinesSection) ? rest.replace(LINES, COVERED) : rest
      if (counted !== rest) return `\n${counted}\n`
    }
    if (element.name === 'caption' || element.name === 'summary') {
      return `\n${rest.replace(NUMBER, (n) => (countsItsRows(element, n) ? COVERED : n))}\n`
    }
    if (element.name === 'a') {
      return rest.replace(NUMBER, (n) => (known.states(element, page, n) ? COVERED : n))
    }
    return BLOCKS.has(element.name) ? `\n${rest}\n` : rest
  }
  // “都写‘≥95%’”: a target in quotation marks is a quotation
  const quoted = all.map((target) => `“${target}”`)
  return cover(read(mainOf(page), []), quoted).replaceAll(MEASURE, COVERED)
}

const hasDigit = (text: string): boolean => /\d/.test(text)

/** `共 5 笔` over a table of five rows, `6 项` over a list of six. */
function countsItsRows(head: ElementNode, number: string): boolean {
  const parent = head.parent
  if (!parent) return false
  const rows = findAll(parent, ({ name }) => name === (head.name === 'summary' ? 'li' : 'tr'))
  const counted = rows.filter(
    (row) =>
      !hasClass(row, 'side') &&
      !hasClass(row, 'sum') &&
      !isInside(row, ({ name }) => name === 'thead'),
  )
  return Number.parseInt(number.replaceAll(',', ''), 10) === counted.length
}
