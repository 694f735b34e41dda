import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkDisclosure, openCodeBook, readBytes } from './index.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** The document as it was published; its sentences are not ours to copy, so it stands outside. */
const PUBLISHED = fileURLToPath(
  new URL('../../../../shared/seeds/luanchuan-2023.txt', import.meta.url),
)
/** The same figures, codes and names with sentences of our own. */
const FIXTURE = `${ROOT}/tests/fixtures/disclosure/luanchuan-2023.txt`

type Expected = readonly [
  severity: string,
  code: string,
  stated: string | null,
  expected: string | null,
  /** Numbers of the tables that the places name, `text` for sentences, in order of appearance. */
  tables: string,
  places: number,
]

/** Everything that is wrong in the budget of 2023, and nothing else. */
const COMPLETE: readonly Expected[] = [
  ['error', 'prose_differs', '595.94万元', '546.92万元', 'text 2', 2],
  ['error', 'prose_differs', '0.00万元', '49.02万元', 'text 2', 2],
  ['error', 'share', '90%', '91%', 'text', 3],
  ['error', 'share', '10%', '9%', 'text', 3],
  ['error', 'growth', '113%', '112%', 'text', 3],
  ['error', 'fiscal_equals_all', '546.92', '595.94', '4 1', 4],
  ['error', 'fiscal_equals_all', '546.92', '595.94', '4 1', 4],
  ['error', 'fiscal_equals_all', '49.02', '0.00', '4 1', 4],
  ['error', 'project_two_amounts', '73.91', '75.51', '13', 2],
  ['error', 'indicator_money', '40万', '2.61', '13', 2],
  ['error', 'indicator_money', '40万', '65.00', '13', 2],
  ['warning', 'unresolved_choice', '增加(减少)', '增加、减少或持平', 'text', 4],
  ['warning', 'class_name', '城乡社区事务支出', '城乡社区支出', '1 4', 2],
  ['warning', 'class_name', '农林水事务支出', '农林水支出', '1 4', 2],
  ['warning', 'class_name', '资源勘探信息等支出', '资源勘探工业信息等支出', '1 4', 2],
  ['warning', 'class_name', '医疗卫生与计划生育支出', '卫生健康支出', '4', 1],
  ['warning', 'comparison_twice', '206.7万元', '206.67万元', 'text', 2],
  ['warning', 'unit_nature', '50299、50209', '505、506', '7 6', 24],
  ['warning', 'placeholder', '主要是0车', null, 'text', 1],
  ['warning', 'unit_missing', '', '万元', '2', 1],
  ['warning', 'unit_missing', '', '万元', '7', 1],
  ['warning', 'unit_missing', '万', '万元', '11', 1],
  ['warning', 'running_of_institution', '2010301 行政运行', '事业运行', '3 5 6', 5],
  ['warning', 'economic_function', '2010301、2010302、2010399', '2080505', '6 7', 2],
  ['warning', 'economic_function', '2010301、2010302、2010399', '2101101 或 2101102', '6 7', 2],
  ['warning', 'economic_function', '2010301、2010302、2010399', '2210201', '6 7', 2],
  ['warning', 'indicator_blank', '维护满意率', null, '13', 4],
  ['warning', 'satisfaction_as_output', '办事群众满意度得到提高', null, '13', 6],
  ['warning', 'money_as_output', '支出2.5万元', null, '13', 4],
  ['warning', 'payment_as_satisfaction', '按时总额拨付工作经', null, '13', 15],
  [
    'warning',
    'indicator_zero_base',
    '专项资金细化率、“三公经费”控制率、政府采购执行率',
    null,
    '12',
    3,
  ],
  ['warning', 'level_word', '市级', '县级', '12 13', 2],
  [
    'warning',
    'title_differs',
    '2023年政府性基金支出预算表',
    '政府性基金预算支出预算表',
    '9 text',
    2,
  ],
  [
    'warning',
    'title_differs',
    '2023年国有资本经营支出预算表',
    '国有资本经营预算支出预算表',
    '10 text',
    2,
  ],
  [
    'warning',
    'title_differs',
    '市级部门(单位)整体绩效目标表',
    '部门(单位)整体绩效目标表',
    '12 text',
    2,
  ],
  [
    'warning',
    'title_differs',
    '2023年度市级部门预算项目绩效目标表',
    '部门预算项目绩效目标表',
    '13 text',
    2,
  ],
  ['warning', 'class_name', '文化体育旅游与传媒支出', '文化旅游体育与传媒支出', '4', 1],
  ['warning', 'capital_as_goods', '30299', '310', '11 7', 4],
  ['warning', 'other_too_large', '62.6%', null, '7', 2],
  [
    'warning',
    'adjustment_formula',
    '（调整数 − 年初预算数）÷ 年初预算数',
    '调整数 ÷ 年初预算数',
    '12',
    1,
  ],
  ['warning', 'aim_without_indicator', '目标2', null, '12', 1],
  ['warning', 'name_differs', '栾川政务服务和大数据中心', '栾川县政务服务和大数据中心', 'text', 1],
  ['warning', 'name_differs', '栾川县政务服务中心', '栾川县政务服务和大数据中心', '2 11 13', 19],
  ['warning', 'item_without_money', '公务交通补贴', null, 'text 6', 2],
  ['warning', 'indicator_product', '75.51', '75.50', '13', 3],
  ['warning', 'procurement_missing', '无政府采购预算', null, 'text 11', 5],
  ['warning', 'indicator_money', '20元', '0.01', '13', 3],
  ['advice', 'glossary_ended', '事业基金', '使用非财政拨款结余', 'text', 1],
  ['advice', 'slip', '光钎', '光纤', '12', 1],
  ['advice', 'slip', '年年', '多了一个“年”', '13', 1],
  ['advice', 'slip', '统', '统一', 'text', 1],
  ['advice', 'slip', '数量、实效', '时效', 'text', 1],
  ['advice', 'project_in_running', '0.01', null, '3 5', 2],
  ['advice', 'carry_rate', '12.59%', '≤5%', '1 12', 2],
  ['advice', 'project_class', '其他运转类', null, '11', 3],
  ['reading', 'markup_left', '<p>', null, '12', 1],
  ['reading', 'code_cut', '4103242300000000 36730', '410324230000000036730', '13', 11],
  ['reading', 'heading_lost', null, '特定目标类', '3', 1],
  ['reading', 'heading_lost', null, '特定目标类', '9', 1],
  ['reading', 'heading_lost', null, '特定目标类', '10', 1],
  ['reading', 'total_without_label', null, '合计', '11', 1],
]

async function listFindings(path: string): Promise<Expected[]> {
  const codes = await openCodeBook(`${ROOT}/data/classification/2023`)
  const { findings } = checkDisclosure(await readBytes(readFileSync(path)), { codes })
  return findings.map(({ severity, code, stated, expected, places }) => [
    severity,
    code.replace('disclosure.', ''),
    stated,
    expected,
    [...new Set(places.map(({ table }) => table ?? 'text'))].join(' '),
    places.length,
  ])
}

const sorted = (list: readonly Expected[]): string[] => list.map((one) => one.join(' | ')).sort()

describe('the budget of 2023', () => {
  test('in our own words: the complete list, and nothing else', async () => {
    expect(sorted(await listFindings(FIXTURE))).toEqual(sorted(COMPLETE))
  })

  test.skipIf(!existsSync(PUBLISHED))(
    `as published: the same list (skipped where the published text is not beside the repository)`,
    async () => {
      expect(sorted(await listFindings(PUBLISHED))).toEqual(sorted(COMPLETE))
    },
  )

  test('every place can be gone to: a table with row and column, or a line', async () => {
    const codes = await openCodeBook(`${ROOT}/data/classification/2023`)
    const { findings } = checkDisclosure(await readBytes(readFileSync(FIXTURE)), { codes })
    const lines = readFileSync(FIXTURE, 'utf8').split('\n')
    for (const place of findings.flatMap(({ places }) => places)) {
      expect(place.line).toBeGreaterThan(0)
      if (place.row === null || place.column === null) continue
      const cell = lines[(place.line ?? 0) - 1]?.split('\t')[place.column - 1]
      expect(cell?.trim().replace(/\s+/g, ' ').slice(0, 20)).toBe(place.text?.slice(0, 20))
    }
  })

  test('understands nearly every number and runs every rule to an outcome', async () => {
    const codes = await openCodeBook(`${ROOT}/data/classification/2023`)
    const checked = checkDisclosure(await readBytes(readFileSync(FIXTURE)), { codes })
    expect(checked.understood).toBeGreaterThan(0.97)
    expect(checked.tables).toHaveLength(13)
    expect(checked.rules.filter(({ outcome }) => outcome === 'unreadable')).toEqual([])
  })
})
