/** What is left of the form that a document was written into. */

import { NOT_APPLICABLE, type Rule, resultOf } from '../rule.ts'
import { searchPassages } from '../search-text.ts'

const ALTERNATIVE =
  /(?:增加|增长|上升|减少|下降|降低)[(/／、或](?:增加|增长|减少|下降|降低)\)?|[(](?:增加|减少)\/(?:减少|增加)[)]|大小于/g

const PLACEHOLDER =
  /(?<![A-Za-z0-9])[XxＸ×]{2,}(?![A-Za-z0-9])|[_＿]{3,}|(?<=[为共计有])[XxＸ×](?=[万元辆台人个家])|\*{2,}|(?:增长|下降|增加|减少|占)\s*(?:%|万元)|20[XxＸ×]{2}年/g

const alternatives: Rule = {
  code: 'disclosure.unresolved_choice',
  group: 'text',
  severity: 'warning',
  title: '“增加（减少）”已经选定一个',
  source: '公开文本格式：模板里的选项应当填定',
  tolerance: '无',
  check: ({ passages }) => {
    if (passages.length === 0) return NOT_APPLICABLE
    const hits = searchPassages(passages, ALTERNATIVE)
    if (hits.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.unresolved_choice',
        severity: 'warning',
        confidence: 0.95,
        message: `“${hits[0]?.text}”这样的选项有 ${hits.length} 处没有选定。请写增加、减少或持平。`,
        stated: hits[0]?.text ?? null,
        expected: '增加、减少或持平',
        places: hits.map(({ place }) => place),
      },
    ])
  },
}

const placeholders: Rule = {
  code: 'disclosure.placeholder',
  group: 'text',
  severity: 'warning',
  title: '没有留下模板的空位',
  source: '公开文本格式',
  tolerance: '无',
  check: (disclosure) => {
    if (disclosure.passages.length === 0) return NOT_APPLICABLE
    const hits = [
      ...searchPassages(disclosure.passages, PLACEHOLDER),
      ...searchPassages(
        disclosure.passages,
        /主要是(?:0|[XxＸ×_＿]+|)(?:车|辆)|主要是0[^。\d]{1,4}0辆/g,
      ),
    ]
    if (hits.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.placeholder',
        severity: 'warning',
        confidence: 0.9,
        message: `${hits.length} 处还是模板的空位（${[...new Set(hits.map(({ text }) => text))].slice(0, 3).join('、')}）。请填写，没有内容的删去这句话。`,
        stated: hits[0]?.text ?? null,
        expected: null,
        places: hits.map(({ place }) => place),
      },
    ])
  },
}

export const blankTemplateRule: Rule = {
  code: 'disclosure.blank_template',
  group: 'parts',
  severity: 'advice',
  title: '文件不是空白模板',
  source: '公开文本格式',
  tolerance: '无',
  check: (disclosure) => {
    if (disclosure.tables.length === 0) return NOT_APPLICABLE
    if (!disclosure.isTemplate) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.blank_template',
        severity: 'advice',
        confidence: 0.95,
        message: '所有表里都没有数，像是还没有填写的模板。请填写后再公开。',
        stated: null,
        expected: null,
        places: [],
      },
    ])
  },
}

export const TEMPLATE_RULES: readonly Rule[] = [alternatives, placeholders]
