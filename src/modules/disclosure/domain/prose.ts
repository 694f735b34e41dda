import { type MoneyUnit, type Printed, SCALES, toPrinted } from './amount.ts'
import { classOfName, conceptOf, type Dims, mergeDims, threePublicOf } from './concepts.ts'
import type { Passage } from './sections.ts'

/** A number in a sentence and the part that it plays there. */
export interface Token {
  readonly passage: Passage
  readonly kind: 'amount' | 'percent' | 'count'
  readonly role: 'statement' | 'delta' | 'share' | 'growth' | 'completion' | 'other'
  /** Words before it back to the last punctuation or number. */
  readonly name: string
  /** Words since the beginning of the sentence, at most LONGEST_SENTENCE of them. */
  readonly before: string
  readonly text: string
  readonly start: number
  /** Where its sentence begins in the passage. */
  readonly sentence: number
  /** Where its sentence ends in the passage: at the 。 or at the end. */
  readonly sentenceEnd: number
  /** Number of lists that are open where it stands: 其中, A万元： or A万元，包括：, of its sentence. */
  readonly depth: number
  readonly unit: string
  readonly value: number
  readonly decimals: number
  /** Of amounts. */
  readonly printed: Printed | undefined
  /** +1 for 增加, −1 for 减少; 0 where the words do not say, or say both. */
  readonly sign: -1 | 0 | 1
  readonly isAlternative: boolean
}

const NUMBER =
  /(?<![\d.])(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(亿元|万元|千元|元|万(?![元个人亿])|个百分点|%|辆|台|套|批次|人次|平方米|人|名(?!称)|个|项(?!\))|(?=[、，]\d+(?:\.\d+)?(?:亿元|万元|元|%)))/g

const UP = /(?:增加|增长|上升|上涨|提高|增幅|多|增)(?:了|约|为|额|率|幅度|至)*$/
const DOWN = /(?:减少|下降|降低|压减|减幅|降幅|节约|减|少)(?:了|约|为|额|率|幅度|至)*$/
const BOTH =
  /(?:增加|增长|上升)\s*[(/／或、]\s*(?:减少|下降|降低)\)?(?:了|约|为)*$|(?:减少|下降)\s*[(/／]\s*(?:增加|增长)\)?$/

export function readTokens(passage: Passage): Token[] {
  const tokens: Token[] = []
  const { text } = passage
  let end = 0
  let sentence = 0
  let sentenceEnd = endOfSentence(text, 0)
  for (const match of text.matchAll(NUMBER)) {
    const [whole, digits = '', ownUnit = ''] = match
    // 各是 A、B 万元: the unit stands once
    const unit =
      ownUnit ||
      (/^[、，]\d+(?:\.\d+)?(亿元|万元|元|%)/.exec(text.slice(match.index + whole.length))?.[1] ??
        '')
    const start = match.index
    while (sentenceEnd < start) {
      sentence = sentenceEnd + 1
      sentenceEnd = endOfSentence(text, sentence)
    }
    const from = Math.max(end, sentence)
    const between = text.slice(from, start)
    const name = between.split(/[，；：。、]/).at(-1) ?? ''
    const before = text.slice(Math.max(sentence, start - LONGEST_SENTENCE), start)
    const plain = digits.replaceAll(',', '')
    const decimals = plain.split('.')[1]?.length ?? 0
    const value = Number(plain)
    const kind =
      unit === '%' || unit === '个百分点'
        ? 'percent'
        : unit in SCALES || unit === '万'
          ? 'amount'
          : 'count'
    const isAlternative = BOTH.test(name)
    const sign = isAlternative ? 0 : UP.test(name) ? 1 : DOWN.test(name) ? -1 : 0
    // 单价20万元以上 names a class of things, not an amount that was spent
    const isLimit = /^(?:以上|以下|以内|及以上|\(含(?:本数|[\d.]+万?元)?\))/.test(
      text.slice(start + whole.length),
    )
    // 完成年初预算 A 万元的 x%: the budget's amount stands between
    const isCompletion =
      kind === 'percent' &&
      /完成(?:年初|全年|调整)?预算(?:数)?[\d.,]+[亿万]?元的$/.test(before.slice(-LONGEST_PHRASE))
    const role = isLimit
      ? 'other'
      : isCompletion
        ? 'completion'
        : roleOf(kind, between, before, sign, isAlternative)
    tokens.push({
      passage,
      kind,
      role,
      name,
      before,
      text: whole,
      start,
      sentence,
      sentenceEnd,
      depth: openLists(before),
      unit,
      value,
      decimals,
      printed:
        kind === 'amount'
          ? toPrinted({ value, decimals, unit: null }, (unit === '万' ? '万元' : unit) as MoneyUnit)
          : undefined,
      sign,
      isAlternative,
    })
    end = start + whole.length
  }
  return tokens
}

function roleOf(
  kind: Token['kind'],
  between: string,
  before: string,
  sign: number,
  isAlternative: boolean,
): Token['role'] {
  if (kind === 'percent') {
    if (/占[^，；。]*$/.test(between)) return 'share'
    if (/完成[^，；。]*预算(?:数)?(?:的|为)?$|(?:为|是)[^，；。]*预算(?:数)?的$/.test(between))
      return 'completion'
    if (sign !== 0 || isAlternative) return 'growth'
    return 'other'
  }
  if (kind === 'count') return 'statement'
  if (sign !== 0 || isAlternative) return 'delta'
  // (含外宾接待支出 A、B): parts of what was just named
  if (/\(含[^()]*$/.test(before.slice(-LONGEST_PHRASE))) return 'other'
  // 差值为 A: the gap between two amounts, without a direction
  if (/(?:差值|差额|相差)(?:为|是)?$/.test(between)) return 'other'
  return 'statement'
}

const OPENING = /其中|(?<=元)：|(?<=元[，。]?)(?:主要)?包括/g

/**
 * How many lists the words open and do not close. A list in a parenthesis ends with it; one whose
 * parts are joined by 、 or ， ends at the next ；, one whose parts are joined by ； does not.
 */
export function openLists(before: string): number {
  const open = withoutClosed(before.slice(-LONGEST_LIST))
  const pieces = open.split('；')
  return pieces.reduce((depth, piece, at) => {
    const opened = piece.match(OPENING)?.length ?? 0
    if (opened === 0 || at === pieces.length - 1) return depth + opened
    const list = piece.slice([...piece.matchAll(OPENING)].at(-1)?.index)
    return depth + opened - (partsIn(list) >= 2 ? 1 : 0)
  }, 0)
}

/** Without what stands in parentheses that are closed, however deep they stand in one another. */
function withoutClosed(text: string): string {
  if (!text.includes(')')) return text
  const opened: number[] = []
  let kept = ''
  for (const piece of text.split(/(?<=[()])|(?=[()])/)) {
    if (piece === '(') opened.push(kept.length)
    const from = piece === ')' ? opened.pop() : undefined
    kept = from === undefined ? kept + piece : kept.slice(0, from)
  }
  return kept
}

/** Characters; no list of a disclosure is so long, and one that is must not cost its square. */
const LONGEST_LIST = 1500

/** Amounts that are no comparison with another year. */
function partsIn(words: string): number {
  return words
    .split(/(?<=\d(?:亿元|万元|元))/)
    .filter(
      (piece) =>
        /\d(?:亿元|万元|元)$/.test(piece) &&
        !/(?:[比较与同](?:上年|去年|20\d{2}年)|增加|减少|增长|下降)[^，；、]*$/.test(piece),
    ).length
}

function endOfSentence(text: string, from: number): number {
  const end = text.indexOf('。', from)
  return end < 0 ? text.length : end
}

/** Characters; of a longer sentence each number sees only what stands around it. */
export const LONGEST_SENTENCE = 4000

/** Characters that a number can belong to in the words right before it. */
const LONGEST_PHRASE = 400

/** The token's sentence, or what stands around it in one that is too long. */
export function sentenceOf({ passage, start, sentence, sentenceEnd }: Token): string {
  return passage.text.slice(
    Math.max(sentence, start - LONGEST_SENTENCE),
    Math.min(sentenceEnd, start + LONGEST_SENTENCE),
  )
}

/** 教育支出（205类）普通教育（02款）小学教育（02项）: names, and the code where it is written. */
export interface FunctionName {
  readonly levels: readonly string[]
  readonly code: string | undefined
}

/** What the words before an amount say, and whether all of them were understood. */
export interface Meaning {
  /** The words without names of offices, with the subject that an earlier sentence gave. */
  readonly words: string
  readonly dims: Dims
  readonly isWhole: boolean
  readonly isUnderstood: boolean
  /** The words that were not understood. */
  readonly rest: string
  /** The year that is named; undefined: none. */
  readonly year: number | undefined
  readonly isPrior: boolean
  readonly functionName: FunctionName | undefined
}

const KNOWN =
  /一般公共(?:预算|财政)|财政拨款|政府性基金|国有资本经营|国有资本|财政专户管理|财政专户|专户|事业单位经营|经营|上级补助|附属单位上缴|附属单位|事业|其他|单位|部门|基本|项目|人员|日常公用|公用|工资福利|对个人和家庭(?:的)?(?:补助)?|商品(?:和|与)服务|资本性|运转类|特定目标类|收入|支出|收支|收和支|预算|决算|本年度?|当年|上年度?|年初|年末|以前年度|财政性|结转|结余|资金|拨款|经费|费用|总体|总计|合计|总额|总量|总数|总|安排|共计|共|计|年度|全年|万元|数|的|为|是|各|均|均为|和|及|与|由|按|比|较|同|去年|我局|我单位|本部门|本单位|全部|达|约|分别|其中|编制|公开|规模|收|支|使用|管理|非|用于|财政|补助|自有|教育收费|一、|二、|省级|市级|区级|县级|本级|汇总|批复|下达|执行|拨款|情况|说明|主要|包括|包含|关于|纳入|[()“”"'‘’《》]|\d{4}年度?/g

export function readMeaning(token: Token, names: readonly string[]): Meaning {
  let words = withoutOffice(token.name, names)
  // 年初预算为 A，支出决算为 B: the subject stands at the beginning of the sentence
  if (GENERIC.test(words)) words = `${subjectOf(token, names)}${words}`
  // Yunnan's way of saying what basic and project spending are
  words = words
    .replace(LEADING, '')
    .replace(/^.*正常运转的日常支出$/, '基本支出')
    .replace(/^.*专项业务工作的经费支出$/, '项目支出')
    .replace(/^.*等(?=(?:人员|公用|日常公用)经费)/, '')
  const code = codeInWords(words)
  words = words
    .replace(/\(\d{2,3}([类款项])\)/g, '($1)')
    .replace(/[“"]([^“”"-]{2,30})[”"](科目|[类款项])/g, (_, name: string, level: string) => {
      return `${name}(${level === '科目' ? '类' : level})`
    })
  const year = /(20\d{2})年/.exec(words)?.[1]
  const isPrior = /上年(?!结转|度结转|结余)|去年|上一年/.test(words)
  const named = levelsIn(words)
  const functionName =
    named.length > 0
      ? { levels: named, code }
      : (dashedLevels(words) ?? codedName(words) ?? quotedName(words))
  const dims = conceptOf(words)
  const econ = /\((3\d{2}(?:\d{2})?)\)/.exec(words)?.[1]
  // 外宾接待费, 国内接待费 are parts of 公务接待费
  const isGuestPart = /(?:外宾|外事|国内|国外|境\)?外)[^，。；]{0,6}接待/.test(words)
  // 使用非财政拨款结余 is no carry-over of this department's money, and no fiscal money
  const isNoFiscal = /非财政拨款结余/.test(words)
  const three = isGuestPart ? undefined : threePublicOf(words)
  const rest = words
    .replace(/^(?:\d+\.|\(\d+\)|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)/, '')
    .replace(KNOWN, '')
  const flow = /收和支|收支/.test(words)
    ? undefined
    : /支出/.test(words)
      ? 'out'
      : /收入/.test(words)
        ? 'in'
        : undefined
  const plainName = words
    .replace(/\d{4}年度?|[“”]/g, '')
    .replace(/(?:预算|决算)?(?:数)?(?:为|是)?$/, '')
  // 其他支出 is a class only in a list of classes; elsewhere it is whatever is left
  const isLeft = /^其他支出/.test(plainName)
  const classCode =
    functionName || (isLeft && !isAmongClasses(token)) ? undefined : classOfName(plainName)
  return {
    words,
    dims: mergeDims(
      dims,
      flow ? { flow } : {},
      econ
        ? { line: `econ:${econ}` }
        : three
          ? { line: `three:${three}` }
          : classCode && (rest !== '' || isLeft)
            ? { line: `func:${classCode}` }
            : {},
    ),
    isWhole: /总计|合计|总额|总量|总数|共计|总体|总/.test(words),
    isUnderstood:
      (rest === '' && !(isLeft && classCode === undefined) && !isGuestPart && !isNoFiscal) ||
      econ !== undefined ||
      functionName !== undefined ||
      three !== undefined ||
      classCode !== undefined,
    rest,
    year: year ? Number(year) : undefined,
    isPrior,
    functionName,
  }
}

/** Whether the sentence gives an amount for another class of the functional classification. */
function isAmongClasses(token: Token): boolean {
  if (token.passage.topic === 'basic') return false
  return sentenceOf(token)
    .split(/[，；：、。]/)
    .some((clause) => {
      const name = clause.replace(/^支出/, '').split(/\d/)[0] ?? ''
      return !/^其他支出/.test(name) && /\d/.test(clause) && classOfName(name) !== undefined
    })
}

const GENERIC =
  /^(?:\d{4}年度?)?(?:当年|本年)?(?:支出)?(?:(?:年初|全年|调整)?(?:预算执行|预算|决算)(?:数|安排)?)(?:支出)?(?:为|是)?$/

function subjectOf(token: Token, names: readonly string[]): string {
  const first = subjectClause(token, names)
  return first.replace(
    /(?:年初|全年|调整)?(?:支出)?(?:预算|决算)?(?:数|安排)?(?:为|是)?\d[\d.,]*万?元.*$/,
    '',
  )
}

function subjectClause(token: Token, names: readonly string[]): string {
  // 公务接待费：2023年预算安排 A
  const label = /([^，。；：]{2,40})：[^，。；：]*$/.exec(token.before)?.[1]
  if (label !== undefined && threePublicOf(label) && !/\d万?元/.test(label)) return label
  let first = token.before.split(/[，：；]/)[0] ?? ''
  // …（项）。主要用于：…。年初预算为 A: the item named its subject at its beginning
  if (isGeneric(first, names)) first = itemOf(token) ?? first
  return withoutOffice(first, names)
}

/** Any office's own name before the year or before what its money is. */
const OFFICE =
  /^.{2,30}?(?:局|委|委员会|办公室|中心|法院|检察院|学院|大学|中学|小学|学校|幼儿园|医院|站|所|队|馆|处|联合会|协会|党校|政府|街道|办事处|机关|总公司|研究院|厅|署|部|社|园|团|场|会|院|校|乡|镇)(?:\([^()]*\)|本级)?(?=20\d{2}年|(?:本年|当年)?(?:收入|支出|收支)|部门(?:预算|决算)|一般公共预算|财政拨款|政府性基金)/

/** Items of the functional classification that bear the name of an office. */
const NAMED_AS_OFFICE = /^(?:档案馆|图书馆|博物馆|体育场馆)$/

function withoutOffice(words: string, names: readonly string[]): string {
  let plain = words
  for (const name of names) if (!NAMED_AS_OFFICE.test(name)) plain = plain.replaceAll(name, '')
  // 文化和旅游(款)图书馆(项) is an item, not an office
  return plain.replace(OFFICE, (office) =>
    /[类款项]\)/.test(office) || NAMED_AS_OFFICE.test(office.replace(LEADING, '')) ? office : '',
  )
}

/** 行政运行（2010301）, 一般公共服务支出（2010301）行政运行, 2010301行政运行: a name with its whole code. */
function codedName(words: string): FunctionName | undefined {
  const before = /^(2\d{6})([^\d()，、；]{2,40})$/.exec(words)
  if (before) return { levels: [clean(before[2])], code: before[1] }
  const match = /([^()，、；]+)\((2\d{2}(?:\d{2}){0,2})\)([^()，、；]*)/.exec(words)
  if (!match?.[1]) return undefined
  const item = withoutOwnWords(match[3] ?? '')
  const levels = [match[1], ...(item.length > 1 ? [item] : [])]
  return { levels: levels.map(clean), code: match[2] }
}

/** A name without what the amount itself is called behind it. */
export function withoutOwnWords(words: string): string {
  return words.replace(OWN_WORDS, '')
}

const OWN_WORDS =
  /(?:\d{4}年度?)?(?:预算|支出|决算|拨款|安排)*(?:数|总额)?(?:共计|合计)?(?:为|是)?$/

/** Numbers of a list and words before a name that say nothing of it. */
const LEADING =
  /^(?:(?:\d+[.、]|\(\d+\)|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)|(?:包括|其中|主要用于|用于|安排用于))+/

/** Names of 类, 款 and 项 as far down as the words go. */
function levelsIn(words: string): string[] {
  const parts = [
    ...words.matchAll(/([^()，、；]+(?:\((?![类款项]\))[^()]*\)[^()，、；]*)*)\(([类款项])\)/g),
  ]
  return parts.map(([, name]) => clean(name))
}

/** “民政管理事务”2023年预算: a name in quotes, and nothing but the amount's own words behind it. */
function quotedName(words: string): FunctionName | undefined {
  const name = /^[“"]([^”"]{3,30})[”"](?:\d{4}年)?(?:预算|支出|决算)*(?:数|安排)?(?:为|是)?$/.exec(
    words,
  )?.[1]
  return name ? { levels: [clean(name)], code: undefined } : undefined
}

function codeInWords(words: string): string | undefined {
  const parts = [...words.matchAll(/\((\d{2,3})[类款项]\)/g)].map(([, digits]) => digits)
  return parts.length > 0 ? parts.join('') : undefined
}

/** “教育支出-普通教育-小学教育”科目: the levels between dashes instead of （类）（款）（项）. */
function dashedLevels(words: string): Meaning['functionName'] {
  const parts = /[“"]([^”"]+)[”"](?:科目)?(?:支出|预算)?(?:数)?(?:为|是)?$/
    .exec(words)?.[1]
    ?.split('-')
  if (parts?.length !== 3 || parts.some((part) => part.length < 2)) return undefined
  return { levels: parts.map((part) => clean(part)), code: undefined }
}

function isGeneric(words: string, names: readonly string[]): boolean {
  return GENERIC.test(withoutOffice(words, names).replace(/-?\d[\d.,]*万?元?$/, ''))
}

/** The last thing that the passage names with （项） before this sentence, else its first clause. */
function itemOf(token: Token): string | undefined {
  const earlier = token.passage.text.slice(0, token.sentence)
  if (earlier === '') return undefined
  const item = [...earlier.matchAll(/[^。；]*\((?:\d{2})?项\)/g)].at(-1)?.[0]
  return item ?? earlier.split(/[，：；。]/)[0]
}

function clean(text: string | undefined): string {
  return (text ?? '').replace(
    /^\d+[.、]|^\(\d+\)|^[“"]|\d{4}年度?|^[一二三四五六七八九十]+、|^支出/g,
    '',
  )
}
