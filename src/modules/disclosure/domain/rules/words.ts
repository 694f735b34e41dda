/** Words that a document of this year, or of these figures, does not use; slips of the pen. */

import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeInPassage,
  placeOfParagraph,
  placeOfTable,
  type Rule,
  resultOf,
} from '../rule.ts'
import { type Hit, textsOf } from '../search-text.ts'

/** Frequent slips in these documents; a word that is right in any sentence does not belong here. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/光钎/g, '光纤'],
  [/(?<=\d{4}年)年(?=\d)|年年(?=\d+年)/g, '多了一个“年”'],
  [/(?<=全[县市区省])统(?=的)/g, '统一'],
  [/数量、实效/g, '时效'],
  [/元元|万万元|%%|。。|，，|；；/g, '重复'],
  [/帐[户号]/g, '账户、账号'],
  [/预决算算|决算算|预算算/g, '重复'],
  [/反应了?(?=单位|部门|年度)/g, '反映'],
  [/部份/g, '部分'],
  [/收入入|支出出/g, '重复'],
]

const ANY_SLIP = new RegExp(SLIPS.map(([pattern]) => `(?:${pattern.source})`).join('|'))

const slips: Rule = {
  code: 'disclosure.slip',
  group: 'text',
  severity: 'advice',
  title: '没有常见的错字',
  source: '常见错字表',
  tolerance: '只查表里的字',
  check: (disclosure) => {
    const findings: DisclosureFinding[] = []
    const texts = textsOf(disclosure).filter(({ text }) => ANY_SLIP.test(text))
    for (const [pattern, right] of SLIPS) {
      const hits = texts.flatMap(({ text, place }): Hit[] =>
        [...text.matchAll(pattern)].map((match) => ({ place: place(), text: match[0], after: '' })),
      )
      if (hits.length === 0) continue
      const text = hits[0]?.text ?? ''
      findings.push({
        code: 'disclosure.slip',
        severity: 'advice',
        confidence: 0.8,
        message: `“${text}”可能是错字（${right}），共 ${hits.length} 处。请核对。`,
        stated: text,
        expected: right,
        places: hits.map(({ place }) => place),
      })
    }
    return resultOf(findings)
  },
}

const glossary: Rule = {
  code: 'disclosure.glossary_ended',
  group: 'text',
  severity: 'advice',
  title: '名词解释里没有已经取消的名词',
  source: '《政府会计制度》2019 年起施行：不再有事业基金',
  tolerance: '2018 年以前的文件不查',
  check: (disclosure) => {
    const glossaryLines = disclosure.framed.paragraphs.filter(({ part }) => part === 'glossary')
    if (glossaryLines.length === 0 || (disclosure.year ?? 0) < 2019) return NOT_APPLICABLE
    const bad = glossaryLines.filter(({ text }) => /事业基金/.test(text))
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.glossary_ended',
        severity: 'advice',
        confidence: 0.85,
        message:
          '名词解释还有“事业基金”，2019 年政府会计制度施行后已经没有。请改为“使用非财政拨款结余”。',
        stated: '事业基金',
        expected: '使用非财政拨款结余',
        places: bad.map((paragraph) => placeOfParagraph(paragraph)),
      },
    ])
  },
}

/** Words for things bought, and the economic code whose line must exist if they are named as spent. */
const NAMED_ITEMS: readonly (readonly [RegExp, string, string])[] = [
  [/公务交通补贴|其他交通费用/, '公务交通补贴', '30239'],
  [/工会经费/, '工会经费', '30228'],
  [/福利费/, '福利费', '30229'],
  [/差旅费/, '差旅费', '30211'],
  [/会议费/, '会议费', '30215'],
  [/培训费/, '培训费', '30216'],
  [/印刷费/, '印刷费', '30202'],
  [/邮电费/, '邮电费', '30207'],
  [/办公费/, '办公费', '30201'],
  [/水费/, '水费', '30205'],
  [/电费(?<!邮电费)/, '电费', '30206'],
  [/劳务费/, '劳务费', '30226'],
  [/公务用车运行/, '公务用车运行维护费', '30231'],
  [/公务接待费/, '公务接待费', '30217'],
]

const namedItems: Rule = {
  code: 'disclosure.item_without_money',
  group: 'text',
  severity: 'warning',
  title: '文字说明点到的费用在表里有钱',
  source: '同一件事两处必须一致',
  tolerance: '缺三项以上的是照抄定义，不查',
  check: (disclosure) => {
    const basic = disclosure.tables.find(({ table }) => table.kind === 'basic')
    const passages = disclosure.passages.filter(
      ({ topic, text }) =>
        (topic === 'operating' || topic === 'basic') && /包含|包括|主要用于/.test(text),
    )
    if (!basic || basic.facts.length === 0 || passages.length === 0) return NOT_APPLICABLE
    const codes = new Set(
      basic.sides.flatMap(({ rows }) =>
        rows.filter(({ figures }) => figures.size > 0).map(({ code }) => code),
      ),
    )
    if (![...codes].some((code) => /^302\d{2}$/.test(code))) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const passage of passages) {
      const at = passage.text.search(/包含|包括|主要用于/)
      const words = passage.text.slice(at).split('。')[0] ?? ''
      const named = NAMED_ITEMS.filter(([pattern]) => pattern.test(words))
      const without = named.filter(([, , code]) => !codes.has(code))
      // 差旅费、会议费… copied from the definition of operating costs names what may be, not what is
      if (without.length === 0 || without.length > 2 || named.length - without.length < 2) continue
      for (const [, name, code] of without) {
        findings.push({
          code: 'disclosure.item_without_money',
          severity: 'warning',
          confidence: 0.8,
          message: `文字说明写到“${name}”，基本支出表里没有 ${code}。请删去这个名称，或核对表。`,
          stated: name,
          expected: null,
          places: [placeInPassage(passage, at, words), placeOfTable(basic.table)],
        })
      }
    }
    return resultOf(findings)
  },
}

export const WORD_RULES: readonly Rule[] = [namedItems, glossary, slips]
