import type { CheckedDocument } from '../domain/check-disclosure.ts'
import { placeText } from './report-text.ts'

/** The questions that an inspector answers, each with the rules that answer it. */
const QUESTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['应公开的表是否齐全', ['table_missing', 'blank_template']],
  ['表的标题与目录是否一致', ['title_differs']],
  ['年份是否正确', ['year_of_title', 'year_compared']],
  ['每张表是否写明金额单位', ['unit_missing']],
  ['没有数据的表是否列出空表并说明', ['empty_table', 'none_but_money']],
  ['表内小计、合计是否正确', ['row_sum', 'column_sum', 'part_exceeds_whole', 'difference']],
  ['收支是否平衡', ['balance']],
  [
    '表与表的数是否一致',
    [
      'same_figure',
      'fiscal_equals_all',
      'fiscal_exceeds_all',
      'three_public_economic',
      'line_missing',
    ],
  ],
  [
    '文字说明与表是否一致',
    ['prose_differs', 'prose_twice', 'comparison_twice', 'item_without_money'],
  ],
  ['占比是否正确', ['share']],
  ['增减额和百分数是否正确', ['growth', 'direction', 'completion']],
  ['“其中”各项之和是否等于总数', ['list_sum']],
  ['科目编码和名称是否为当年', ['code_name', 'class_name']],
  ['政府经济分类是否与单位性质相符', ['economic_pair', 'unit_nature', 'running_of_institution']],
  [
    '功能分类与经济分类是否对应',
    ['economic_function', 'capital_as_goods', 'other_too_large', 'project_in_running'],
  ],
  [
    '是否公开项目绩效目标，项目和金额是否一致',
    ['project_pair', 'project_sum', 'project_two_amounts', 'project_code', 'aims_total'],
  ],
  [
    '绩效指标是否完整、可衡量、归类正确',
    [
      'indicator_blank',
      'indicator_money',
      'indicator_product',
      'satisfaction_as_output',
      'money_as_output',
      'payment_as_satisfaction',
      'indicator_zero_base',
      'adjustment_formula',
      'aim_without_indicator',
    ],
  ],
  ['项目分类是否正确，结转是否符合目标', ['project_class', 'carry_rate']],
  ['政府采购预算是否说明', ['procurement_missing']],
  ['是否没有留下模板选项和空位', ['unresolved_choice', 'placeholder']],
  ['部门和单位名称是否一致', ['name_differs', 'level_word']],
  ['名词解释是否正确，有无错字', ['glossary_ended', 'slip']],
  [
    '文件是否完整可读',
    [
      'file_defect',
      'not_recognised',
      'sentence_too_long',
      'not_understood',
      'table_misread',
      'heading_lost',
      'total_without_label',
      'code_cut',
      'markup_left',
    ],
  ],
]

/** A checklist that can be filed: question, 是 / 否 / 不适用 / 未能查, and where. */
export function checklist(file: string, document: CheckedDocument): string {
  const lines = [
    `# 公开情况检查表`,
    '',
    `文件：${file}　部门：${document.department || '（没有认出）'}　年度：${document.year ?? '（没有认出）'}`,
    '',
    '| 序号 | 检查内容 | 符合要求 | 问题和位置 |',
    '| --- | --- | --- | --- |',
  ]
  for (const [at, [question, names]] of QUESTIONS.entries()) {
    const codes = new Set(names.map((name) => `disclosure.${name}`))
    const outcomes = document.rules
      .filter(({ code }) => codes.has(code))
      .map(({ outcome }) => outcome)
    const findings = document.findings.filter(({ code }) => codes.has(code))
    const answer =
      findings.length > 0
        ? '否'
        : outcomes.includes('unreadable')
          ? '未能查'
          : outcomes.includes('passed')
            ? '是'
            : '不适用'
    const where = findings
      .slice(0, 5)
      .map(({ message, places }) => `${message}${places[0] ? `（${placeText(places[0])}）` : ''}`)
      .join('；')
    const more = findings.length > 5 ? `；另有 ${findings.length - 5} 处` : ''
    lines.push(
      `| ${at + 1} | ${question} | ${answer} | ${`${where}${more}`.replaceAll('|', '\\|').replace(/\s+/g, ' ')} |`,
    )
  }
  lines.push('', '检查人：　　　　　　　检查日期：　　　　　　　')
  return lines.join('\n')
}
