/** What the department is called, and of which level it is. */

import { fold, isOrigin, type PlaceInDocument } from '../document.ts'
import {
  judgeEach,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfParagraph,
  placeOfTable,
  RIGHT,
  type Rule,
  resultOf,
} from '../rule.ts'
import { searchPassages } from '../search-text.ts'

const names: Rule = {
  code: 'disclosure.name_differs',
  group: 'text',
  severity: 'warning',
  title: '部门和单位的名称前后一致',
  source: '同一个名称各处必须一致',
  tolerance: '部门职责里写明的下属单位不查；只比较少了几个字的名称',
  check: (disclosure) => {
    const { department } = disclosure
    if (department.length < 5 || !/[\u4e00-\u9fa5]{2}$/.test(department)) return NOT_APPLICABLE
    const variants = new Map<string, PlaceInDocument[]>()
    const end = department.slice(-2)
    const pattern = new RegExp(`[\\u4e00-\\u9fa5]{2,30}?${end}`, 'g')
    const look = (text: string, placeOf: () => PlaceInDocument): void => {
      const plain = fold(text)
      if (!plain.includes(end)) return
      for (const match of plain.matchAll(pattern)) {
        const name = longestVariant(match[0], department)
        if (!name) continue
        const places = variants.get(name) ?? []
        if (places.length < 30) variants.set(name, [...places, placeOf()])
      }
    }
    for (const paragraph of disclosure.framed.paragraphs)
      look(paragraph.text, () => placeOfParagraph(paragraph))
    for (const { table } of disclosure.tables) {
      for (const [row, slots] of table.grid.entries()) {
        for (const [column, cell] of slots.entries()) {
          if (!isOrigin(cell, row, column) || cell.text.length < 4 || cell.text.length > 60)
            continue
          look(cell.text, () => placeOfCell(table, cell))
        }
      }
    }
    const listed = disclosure.framed.paragraphs
      .filter(({ part }) => part === 'overview')
      .map(({ text }) => fold(text))
      .join('\n')
    return resultOf(
      [...variants]
        .filter(([name]) => !listed.includes(name))
        .map(([name, places]) => ({
          code: 'disclosure.name_differs',
          severity: 'warning' as const,
          confidence: 0.8,
          message: `名称写作“${name}”，封面和正文是“${department}”。请写成一样；确是另一个单位的，在单位构成里写明。`,
          stated: name,
          expected: department,
          places,
        })),
    )
  },
}

/** The part of a text that is the department's name with some characters left out. */
function longestVariant(text: string, department: string): string | undefined {
  if (text.includes(department)) return undefined
  // cut off what stands before the name
  for (let from = 0; from <= text.length - 4; from++) {
    const name = text.slice(from)
    if (name.length >= department.length || name.length < department.length * 0.6) continue
    if (name.slice(0, 2) !== department.slice(0, 2)) continue
    if (!department.endsWith(name) && isSubsequence(name, department)) return name
  }
  return undefined
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0
  for (const char of long) if (char === short[at]) at += 1
  return at === short.length
}

const PLACE = /^[\u4e00-\u9fa5]{2,8}?[省市县区旗州]/
const OFFICE_OF_SENTENCE =
  /(?:^|[。；])(?:\d+[.、]|\(\d+\))?[\u4e00-\u9fa5]{2,8}?[省市县区旗州][\u4e00-\u9fa5]{2,20}?(?:局|委员会|委|办公室|中心|院|厅|馆|所|站|部|会)(?=20\d{2}年(?:度)?(?:部门)?(?:收支|收和支|收入|支出|预算|决算|一般公共|财政拨款|“三公”|政府性基金)|部门预算为)/g

/** A text that was taken over from another place's department. */
const otherPlace: Rule = {
  code: 'disclosure.name_of_other_place',
  group: 'text',
  severity: 'warning',
  title: '说自己的收支时写的是本部门的名称',
  source: '同一个名称各处必须一致',
  tolerance: '只看名称前面的地名与本部门不同的',
  check: ({ department, passages }) => {
    const own = PLACE.exec(department)?.[0]
    if (!own || passages.length === 0) return NOT_APPLICABLE
    return judgeEach(searchPassages(passages, OFFICE_OF_SENTENCE), ({ text, place }) => {
      const name = text.replace(/^[。；]?(?:\d+[.、]|\(\d+\))?/, '')
      const theirs = PLACE.exec(name)?.[0] ?? ''
      if (department.includes(theirs) || name.includes(own) || name.includes(department))
        return RIGHT
      return {
        code: 'disclosure.name_of_other_place',
        severity: 'warning',
        confidence: 0.8,
        message: `这里写的是“${name}”，本部门是“${department}”。请改为本部门的名称。`,
        stated: name,
        expected: department,
        places: [place],
      }
    })
  },
}

const level: Rule = {
  code: 'disclosure.level_word',
  group: 'text',
  severity: 'warning',
  title: '表头写的级次与部门相符',
  source: '公开文本格式',
  tolerance: '只比较表的标题',
  check: (disclosure) => {
    const own = /(?:^|.{1,6}?)(省|市|县|区|旗)/.exec(disclosure.department)
    const last = /^.{2,12}?(自治县|县|旗)(?!.{0,2}(?:市|区))/.exec(disclosure.department)?.[1]
    if (!own || !last) return NOT_APPLICABLE
    const bad = disclosure.tables.filter(({ table }) => /[省市]级|[省市]直/.test(fold(table.title)))
    if (bad.length === 0) return resultOf([])
    const word = /[省市][级直]/.exec(fold(bad[0]?.table.title ?? ''))?.[0] ?? ''
    return resultOf([
      {
        code: 'disclosure.level_word',
        severity: 'warning',
        confidence: 0.85,
        message: `${last}的部门，${bad.map(({ table }) => `第${table.number}张表`).join('、')}的标题却写“${word}”。请改为“${last.slice(-1)}级”。`,
        stated: word,
        expected: `${last.slice(-1)}级`,
        places: bad.map(({ table }) => placeOfTable(table)),
      },
    ])
  },
}

export const NAME_RULES: readonly Rule[] = [names, otherPlace, level]
