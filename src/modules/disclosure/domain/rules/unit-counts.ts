/** How many units and offices there are: the number of a sentence against the names that it lists. */

import { fold, type Paragraph } from '../document.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfParagraph,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'

const DIGITS = '零一二三四五六七八九'

/** 12, 六, 十二, 二十; undefined for what is no such number. */
function readCount(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  const plain = text.replace('两', '二')
  const ten = /^([二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(plain)
  if (ten)
    return (ten[1] ? DIGITS.indexOf(ten[1]) : 1) * 10 + Math.max(0, DIGITS.indexOf(ten[2] || '零'))
  const one = plain.length === 1 ? DIGITS.indexOf(plain) : -1
  return one > 0 ? one : undefined
}

const NUMBER = '(\\d{1,3}|[一二两三四五六七八九十]{1,3})'

const OFFICES = new RegExp(
  `内设(?:机构|科室|处室|股室)(?:共|有|共有)?${NUMBER}个?[，,]?(?:分别(?:为|是)|包括|包含|即|有|具体(?:为|是))?[:：]?([^。；;:：]+)[。；;]?$|(?:设|内设|设有|设置|下设)${NUMBER}个(?:内设机构|内设科室|职能科室|职能处室|职能股室|科室|处室|股室|[处科][(（]室[)）])[，,]?(?:分别(?:为|是)|包括|包含|即|具体(?:为|是))?[:：]?([^。；;:：]+)[。；;]?$`,
)

/** 下设甲科、乙科等6个内设机构: more than are named is right, fewer is not. */
const OFFICES_BEFORE = new RegExp(
  `(?:设|下设|设有|设置|包括)([^。；;:：\\d]+?)等${NUMBER}个(?:内设机构|内设科室|职能科室|科室|处室|股室|[处科][(（]室[)）])`,
)

const OFFICE_NAME = /(?:室|科|处|股|部|党委|党组|支部|工会|组|队|中心|局|司|站|会|团委|所)$/

/** Names of a list; the last may be joined by 和, which may also be part of a name. */
function namesIn(list: string): { names: readonly string[]; counts: readonly number[] } {
  const names = list
    .replace(/[(（][^()（）]*[)）]/g, '')
    .replace(/等(?:\d+个)?[^、]{0,6}$/, '')
    .split(/[、，,；;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const last = names.at(-1) ?? ''
  const joined = /(?:以及|和|及|与)/.test(last.slice(2, -2)) ? names.length + 1 : names.length
  return { names, counts: [names.length, joined] }
}

/** Sentences of the overview, each with its paragraph. */
function overviewOf(disclosure: Disclosure): { paragraph: Paragraph; text: string }[] {
  return disclosure.framed.paragraphs
    .filter(({ part }) => part === 'overview' || part === 'cover' || part === 'statement')
    .flatMap((paragraph) =>
      fold(paragraph.text)
        .split(/(?<=[。；])/)
        .map((text) => ({ paragraph, text })),
    )
}

const officesCounted: Rule = {
  code: 'disclosure.offices_counted',
  group: 'text',
  severity: 'warning',
  title: '内设机构的个数与列出的名称一致',
  source: '同一件事两处必须一致',
  tolerance: '写“等”的、名称不像科室的不查',
  check: (disclosure) =>
    judgeEach(overviewOf(disclosure), ({ paragraph, text }) => {
      const match = OFFICES.exec(text)
      const before = OFFICES_BEFORE.exec(text)
      const count = readCount(match?.[1] ?? match?.[3] ?? before?.[2] ?? '')
      const list = match?.[2] ?? match?.[4] ?? before?.[1] ?? ''
      if (count === undefined || /等/.test(list)) return undefined
      const { names, counts } = namesIn(list)
      if (names.length < 2 || !names.every((name) => OFFICE_NAME.test(name))) return undefined
      if (counts.includes(count) || (!match && count > names.length)) return RIGHT
      return counted(
        'offices',
        `写内设机构 ${count} 个，列出的是 ${names.length} 个`,
        count,
        names.length,
        [placeOfParagraph(paragraph, text)],
      )
    }),
}

function counted(
  what: 'offices' | 'units',
  said: string,
  stated: number,
  expected: number,
  places: DisclosureFinding['places'],
): DisclosureFinding {
  return {
    code: `disclosure.${what}_counted`,
    severity: 'warning',
    confidence: 0.8,
    message: `${said}。请核对个数和名称，补上漏写的或改正个数。`,
    stated: String(stated),
    expected: String(expected),
    places,
  }
}

const UNITS = new RegExp(
  `(本级(?:预算)?(?:和|及|以及))?(所属|下属|直属|二级|纳入[^。；]{0,40}?|由)(?:的)?(?:各级|二级|预算|基层)?(?:单位(?:共有|共计|包括|共|有)?${NUMBER}[个家](?!内)|${NUMBER}[个家](?:二级)?(?:预算)?(?:单位|事业单位))`,
)

const OWN = /本级|机关[)）]?$|本部/

const LISTED =
  /^(?:(\d{1,3})[.、．]|[(（](\d{1,3}|[一二三四五六七八九十]+)[)）]、?)\s*([^。；，]{4,40})[。；]?$/

/** 所属事业单位3个：甲中心、乙站、丙馆。 */
const UNITS_INLINE = new RegExp(
  `(?:所属|下属|直属|局属|委属|厅属)(?:二级|基层)?(?:事业|预算)?单位(?:共有|共|有)?${NUMBER}[个家][，,]?(?:分别(?:为|是)|包括|即|为)?[:：]?([^。；;:：]+)[。；;]?$`,
)

const UNIT_END = /(?:中心|站|所|馆|院|校|园|队|局|场|处|团|台|会|社|室|库|医院)$/

function unitsInline(disclosure: Disclosure): { seen: number; findings: DisclosureFinding[] } {
  let seen = 0
  const findings: DisclosureFinding[] = []
  for (const { paragraph, text } of overviewOf(disclosure)) {
    const [, digits = '', list = ''] = UNITS_INLINE.exec(text) ?? []
    const count = readCount(digits)
    const { names, counts } = namesIn(list)
    const isList = names.length > 1 && names.every((name) => UNIT_END.test(name))
    if (count === undefined || /等/.test(list) || !isList) continue
    seen += 1
    if (counts.includes(count)) continue
    findings.push(
      counted('units', `写单位 ${count} 个，列出的是 ${names.length} 个`, count, names.length, [
        placeOfParagraph(paragraph, text),
      ]),
    )
  }
  return { seen, findings }
}

const unitsCounted: Rule = {
  code: 'disclosure.units_counted',
  group: 'text',
  severity: 'warning',
  title: '预算单位的个数与列出的单位一致',
  source: '同一件事两处必须一致',
  tolerance: '本级算不算在内，按句子写的；没有逐个列出的不查',
  check: (disclosure) => {
    const { paragraphs } = disclosure.framed
    const { findings, ...inline } = unitsInline(disclosure)
    let { seen } = inline
    for (const [at, paragraph] of paragraphs.entries()) {
      if (paragraph.part === 'contents' || paragraph.part === 'glossary') continue
      const text = fold(paragraph.text)
      if (/内设/.test(text)) continue
      const match = UNITS.exec(text)
      const count = readCount(match?.[3] ?? match?.[4] ?? '')
      if (!match || count === undefined) continue
      const names = listAfter(paragraphs.slice(at + 1))
      // without a colon the list must say that it begins with the department itself
      if (names.length < 2 || !(/[:：]$/.test(text) || OWN.test(names[0] ?? ''))) continue
      seen += 1
      const own = names.filter(
        (name) => OWN.test(name) || name === fold(disclosure.department),
      ).length
      const others = names.length - Math.min(own, 1)
      const isBelow = match[1] !== undefined || /所属|下属|直属|二级/.test(match[0])
      const rights =
        match[1] === undefined && isBelow
          ? [names.length, others]
          : [isBelow ? others : names.length]
      if (rights.includes(count)) continue
      const right = isBelow ? others : names.length
      findings.push(
        counted('units', `写“${match[0]}”，列出的是 ${right} 个`, count, right, [
          placeOfParagraph(paragraph, match[0]),
        ]),
      )
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

/** Names of a numbered list that begins with 1 and has no gap; none where it may go on. */
function listAfter(paragraphs: readonly Paragraph[]): string[] {
  const names: string[] = []
  for (const { text } of paragraphs) {
    const match = LISTED.exec(fold(text))
    const number = readCount(match?.[1] ?? match?.[2] ?? '')
    if (!match?.[3] || number !== names.length + 1) break
    names.push(match[3])
  }
  const goesOn = paragraphs
    .slice(names.length, names.length + 4)
    .some(({ text }) => Number(/^[(（]?(\d{1,3})[.、．)）]/.exec(fold(text))?.[1]) > names.length)
  return goesOn ? [] : names
}

export const UNIT_COUNT_RULES: readonly Rule[] = [unitsCounted, officesCounted]
