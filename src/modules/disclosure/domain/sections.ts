import { type Dims, ordinalLevel } from './concepts.ts'
import { fold, type Paragraph, type Part } from './document.ts'

/** What an item of the statement is about, by the words of its heading. */
export type Topic =
  | 'balance'
  | 'income'
  | 'spending'
  | 'fiscal'
  | 'general'
  | 'basic'
  | 'three_public'
  | 'fund'
  | 'capital'
  | 'operating'
  | 'procurement'
  | 'assets'
  | 'performance'
  | 'transfers'
  | 'unknown'

/** A run of sentences under one heading, joined over line and page ends. */
export interface Passage {
  readonly part: Part
  readonly topic: Topic
  readonly dims: Dims
  /** Passages under one heading bear one number. */
  readonly section: number
  /** The heading, or '' before the first. */
  readonly heading: string
  /** Without blanks, width-folded, Chinese punctuation. */
  readonly text: string
  /** Line of each character of `text`. */
  readonly lines: readonly (number | null)[]
  readonly pages: readonly (number | null)[]
}

const TOPICS: readonly (readonly [Topic, RegExp, (title: string) => Dims])[] = [
  ['three_public', /三公/, () => ({ flow: 'out' })],
  ['operating', /运行经费/, () => ({})],
  ['procurement', /政府采购/, () => ({})],
  ['performance', /绩效/, () => ({})],
  ['transfers', /转移支付/, () => ({})],
  ['assets', /国有资产|资产占用|资产情况/, () => ({})],
  ['fund', /政府性?基金/, () => ({ flow: 'out', fund: 'govfund' })],
  ['capital', /国有资本/, () => ({ flow: 'out', fund: 'statecap' })],
  [
    'basic',
    /基本支出/,
    (title) => ({
      flow: 'out',
      ...(/一般公共/.test(title)
        ? { fund: 'general' as const }
        : /财政拨款/.test(title)
          ? { fund: 'fiscal' as const }
          : {}),
      kind: 'basic',
    }),
  ],
  ['fiscal', /财政拨款.{0,4}(?:收支|收入支出)/, () => ({ fund: 'fiscal' })],
  [
    'general',
    /一般公共预算.*(?:支出|拨款|预算)|财政拨款支出/,
    (title) => ({ flow: 'out', fund: /一般公共/.test(title) ? 'general' : 'fiscal' }),
  ],
  ['balance', /收支|收入支出|收、支|收入.{0,6}支出/, () => ({})],
  ['income', /收入/, () => ({ flow: 'in' })],
  ['spending', /支出/, () => ({ flow: 'out' })],
]

function topicOf(heading: string): { topic: Topic; dims: Dims } | undefined {
  const plain = fold(heading)
  for (const [topic, pattern, dims] of TOPICS)
    if (pattern.test(plain)) return { topic, dims: dims(plain) }
  return undefined
}

const APART: ReadonlySet<Topic> = new Set([
  'three_public',
  'operating',
  'procurement',
  'performance',
  'assets',
  'fund',
  'capital',
])

/** （一）“三公”经费预算：2023年…: an item that names its topic and goes on in the same line. */
function ownTopic(
  text: string,
  above: { topic: Topic; dims: Dims },
): { topic: Topic; dims: Dims } | undefined {
  const plain = fold(text)
  if (ordinalLevel(plain) === 0) return undefined
  const label = /^[^:：。，；]{2,24}(?=[:：].)|^[^:：。，；]{2,22}情况(?=。.)/.exec(plain)?.[0]
  if (label === undefined || /\d(?:\.\d+)?万?元/.test(label)) return undefined
  const own = topicOf(label)
  // 项目支出： under a heading of one fund stays under that fund
  return own && (above.topic === 'unknown' || APART.has(own.topic)) ? own : undefined
}

// a page may end after a semicolon too, and 其中： goes on in the next line
const END = /[。！？!?]$/

/** A line that names an item and no more; one that goes on about the item of the line before. */
const ITEM_NAMED = /\((?:\d{2})?项\)[”"]?。$/
const GOES_ON =
  /^(?:主要用于|主要是用于|(?:年初|全年|调整|本年)预算(?:数|安排)?(?:为|是|\d)|支出决算(?:数)?(?:为|是|\d)|完成(?:年初|全年|调整)?预算|决算数)/

/** Cuts the paragraphs into passages, each under its nearest headings. */
export function readPassages(paragraphs: readonly Paragraph[]): Passage[] {
  const passages: Passage[] = []
  let headings: { level: number; text: string }[] = []
  let pending: Paragraph[] = []
  let section = 0
  let topic: { topic: Topic; dims: Dims } = { topic: 'unknown', dims: {} }
  const flush = (): void => {
    if (pending.length > 0)
      passages.push(
        join(
          pending,
          headings.at(-1)?.text ?? '',
          ownTopic(pending[0]?.text ?? '', topic) ?? topic,
          section,
        ),
      )
    pending = []
  }
  for (const paragraph of paragraphs) {
    if (paragraph.part === 'contents' || paragraph.part === 'glossary') continue
    const text = paragraph.text.trim()
    if (isHeading(text)) {
      flush()
      section += 1
      const level = ordinalLevel(text) || (/^第.部分/.test(fold(text)) ? 0 : 1)
      headings = [...headings.filter((heading) => heading.level < level), { level, text }]
      // the nearest heading that says what its figures are about
      const named = headings
        .toReversed()
        .map(({ text: words }) => topicOf(words))
        .find(Boolean)
      topic = named ?? { topic: 'unknown', dims: {} }
      const own = topicOf(text)
      if (!own && headings.length === 1) topic = { topic: 'unknown', dims: {} }
      continue
    }
    const last = pending.at(-1)
    const isBroken =
      last !== undefined &&
      ordinalLevel(text) === 0 &&
      (!END.test(last.text.trim()) || ITEM_NAMED.test(fold(last.text)) || GOES_ON.test(fold(text)))
    if (!isBroken) flush()
    pending.push(paragraph)
  }
  flush()
  return passages
}

function isHeading(text: string): boolean {
  const plain = fold(text)
  if (plain.length > 60 || /[。；，,;]$/.test(plain)) return false
  if (/^第[一二三四五六七八九十]部分/.test(plain)) return true
  if (ordinalLevel(plain) === 0) return /情况(?:的)?说明[:：]?$/.test(plain) && plain.length <= 40
  // 1. and below it is an item of a list, unless it is as short as a title
  if (ordinalLevel(plain) >= 3 && (plain.length > 24 || /\d.*\d/.test(plain))) return false
  if (plain.length > 45) return false
  // 农林水支出（类）… is a sentence, wherever a page end cut it
  if (/[(（](?:\d{2,3})?[类款项](?:[)）]|$)/.test(plain)) return false
  if (/[类款项]$|[(（][^)）]*$/.test(plain) && /[(（]/.test(plain)) return false
  // （一）收入预算：包括… goes on in the next line
  if (/[:：]./.test(plain) && ordinalLevel(plain) > 0) return false
  // an item that says its amount in the same line is a sentence
  return !/\d(?:\.\d+)?(?:万?元|%|辆|台)/.test(plain) && !/。./.test(plain)
}

const FOLDED: Readonly<Record<string, string>> = {
  '（': '(',
  '）': ')',
  '％': '%',
  '．': '.',
  '－': '-',
  '—': '-',
  ';': '；',
  ':': '：',
  '〔': '(',
  '〕': ')',
  ...Object.fromEntries(Array.from('０１２３４５６７８９', (wide, digit) => [wide, String(digit)])),
}

function join(
  paragraphs: readonly Paragraph[],
  heading: string,
  topic: { topic: Topic; dims: Dims },
  section: number,
): Passage {
  let text = ''
  const lines: (number | null)[] = []
  const pages: (number | null)[] = []
  for (const paragraph of paragraphs) {
    text += paragraph.text
      .replace(/[\s\u200b\ufeff]+/g, '')
      .replace(/[（）％．－—;:〔〕０-９]/g, (char) => FOLDED[char] ?? char)
    while (lines.length < text.length) {
      lines.push(paragraph.line)
      pages.push(paragraph.page)
    }
  }
  // a comma that is no thousands separator is punctuation; the length stays
  text = text.replace(/(?<!\d),|,(?!\d{3}(?!\d))/g, '，').replace(/收、支/g, '收和支')
  return {
    part: paragraphs[0]?.part ?? 'statement',
    ...topic,
    section,
    heading,
    text,
    lines,
    pages,
  }
}
