import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../tests/support/told-findings.ts'

/** Rules of errors and warnings about a document of a county's forestry bureau. */
async function check(...paragraphs: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', '第二部分 预算情况说明', ...paragraphs].join('\n\n')
  return await toldFindings(text)
}

function tableOf(title: string, rows: readonly string[], notes = '', unit = '万元'): string {
  const body = rows.map((row) => row.replaceAll(' ', '\t')).join('\n')
  return `${title}\n\n部门：某县林业局  单位：${unit}\n\n${body}\n\n${notes}`
}

const GENERAL = '五、一般公共预算支出预算情况说明'
const TOTAL = '2023年一般公共预算支出440.00万元，与上年持平。'

/** 类, 款 and 项 in a column each, under one heading or under a word each. */
const split = (heading: readonly string[]): string =>
  tableOf('一般公共预算支出表', [
    ...heading,
    '合计    440.00 320.00 120.00',
    '208   社会保障和就业支出 60.00 60.00 ',
    '208 05  行政事业单位养老支出 60.00 60.00 ',
    '208 05 05 机关事业单位基本养老保险缴费支出 60.00 60.00 ',
    '213   农林水支出 380.00 260.00 120.00',
    '213 02  林业和草原 380.00 260.00 120.00',
    '213 02 01 行政运行 260.00 260.00 ',
    '213 02 05 森林资源培育 120.00  120.00',
  ])
const UNDER_ONE = split(['科目编码   科目名称 合计 基本支出 项目支出'])
const UNDER_THREE = split(['科目编码   科目名称 合计 基本支出 项目支出', '类 款 项    '])
const WHOLE = tableOf('一般公共预算支出表', [
  '科目编码 科目名称 合计 基本支出 项目支出',
  ' 合计 440.00 320.00 120.00',
  '208 社会保障和就业支出 60.00 60.00 ',
  '20805 行政事业单位养老支出 60.00 60.00 ',
  '2080505 机关事业单位基本养老保险缴费支出 60.00 60.00 ',
  '213 农林水支出 380.00 260.00 120.00',
  '21302 林业和草原 380.00 260.00 120.00',
  '2130201 行政运行 260.00 260.00 ',
  '2130205 森林资源培育 120.00  120.00',
])

describe.each([
  ['codes in one column', WHOLE],
  ['codes in three columns under one heading', UNDER_ONE],
  ['codes in three columns with a heading each', UNDER_THREE],
])('an item of a table with %s', (_, table) => {
  test.each([
    [
      'the class before the code',
      (of: string) => `1.农林水支出（2130201）行政运行：2023年预算数为${of}万元。`,
    ],
    ['the group in brackets', (of: string) => `1.农林水支出（林业和草原）行政运行${of}万元。`],
    [
      'quoted with its level',
      (of: string) => `1.“农林水支出”科目“林业和草原”款“行政运行”项支出${of}万元。`,
    ],
    [
      'its levels between dashes',
      (of: string) => `1.“农林水支出-林业和草原-行政运行”科目${of}万元，主要用于人员经费。`,
    ],
    ['by its bare name', (of: string) => `1、行政运行支出${of}万元。`],
    ['the code alone before it', (of: string) => `（一）2130201行政运行${of}万元。`],
  ])('is known, %s', async (_how, sentence) => {
    expect(await check(GENERAL, TOTAL, sentence('260.00'), table)).toEqual([])
    const found = await check(GENERAL, TOTAL, sentence('280.00'), table)
    expect(found).toEqual(['prose_differs 280.00万元 → 260.00万元'])
  })

  test('a wrong figure of it is found in the sums', async () => {
    const found = await check(table.replace('森林资源培育\t120.00', '森林资源培育\t150.00'))
    expect(found).toEqual(['row_sum 150.00 → 120.00'])
  })
})

test('a code of a sentence that is another’s, and a name that is not the code’s', async () => {
  const sentence = (code: string, name: string): string =>
    `1.农林水支出（${code}）${name}：2023年预算数为260.00万元。`
  expect(await check(GENERAL, TOTAL, sentence('2130205', '行政运行'), WHOLE)).toContain(
    'code_in_prose 2130205 → 2130201',
  )
  expect(await check(GENERAL, TOTAL, sentence('2130201', '防汛'), WHOLE)).toContain(
    'code_in_prose 防汛 → 行政运行',
  )
})

test('an archive is an office and an item', async () => {
  const table = tableOf('一般公共预算支出表', [
    '科目编码 科目名称 合计 基本支出 项目支出',
    ' 合计 90.00 90.00 ',
    '201 一般公共服务支出 90.00 90.00 ',
    '20126 档案事务 90.00 90.00 ',
    '2012604 档案馆 60.00 60.00 ',
    '2012699 其他档案事务支出 30.00 30.00 ',
  ])
  const sentence = (of: string): string =>
    `1.一般公共服务支出（类）档案事务（款）档案馆（项）2023年预算数为${of}万元。`
  expect(await check(GENERAL, sentence('60.00'), table)).toEqual([])
  expect(await check(GENERAL, sentence('68.00'), table)).toEqual([
    'prose_differs 68.00万元 → 60.00万元',
  ])
})

test('a heading that ends its line with 情况 begins another matter', async () => {
  const lines = [
    '（八）国有资本经营预算情况',
    '某县林业局2023年没有国有资本经营预算支出。',
    '（九）其他事项',
    '1.机关运行经费30.00万元。',
    '2.预算绩效情况。涉及项目4个，资金合计120.00万元。',
  ]
  expect(await check(...lines, WHOLE)).toEqual([])
})

test('the amount that changed need not be written', async () => {
  const sentence = (direction: string): string =>
    `2023年预算支出440.00万元，较上年增加40.00万元，增长10.00%。其中：基本支出较上年减少8.00万元，${direction}2.44%；项目支出较上年增加48.00万元，增长66.67%。`
  expect(await check('二、比上年增减情况', sentence('下降'))).toEqual([])
  expect(await check('二、比上年增减情况', sentence('增长'))).not.toEqual([])
})

test('a part may grow by more than the whole', async () => {
  const rows = (part: string): string[] => [
    '项目 2022年预算数 2023年预算数 增减额',
    '合计 7.00 25.00 18.00',
    '公务用车购置及运行维护费 7.00 25.00 18.00',
    `其中：（1）公务用车购置费 0.00 ${part} ${part}`,
    `（2）公务用车运行维护费 7.00 ${(25 - Number(part)).toFixed(2)} ${(18 - Number(part)).toFixed(2)}`,
  ]
  expect(await check(tableOf('一般公共预算“三公”经费支出表', rows('18.50')))).toEqual([])
})

test('last year’s line may be gone', async () => {
  const spending = tableOf('部门支出总表', [
    '科目编码 科目名称 合计 基本支出 项目支出',
    ' 合计 380.00 260.00 120.00',
    '213 农林水支出 380.00 260.00 120.00',
    '21302 林业和草原 380.00 260.00 120.00',
    '2130201 行政运行 260.00 260.00 ',
    '2130205 森林资源培育 120.00  120.00',
  ])
  const general = (now: string): string =>
    tableOf('一般公共预算支出表', [
      '科目编码 科目名称 2022年预算数 2023年预算数',
      ' 合计 387.00 380.00',
      '213 农林水支出 387.00 380.00',
      '21302 林业和草原 387.00 380.00',
      '2130201 行政运行 260.00 260.00',
      `2130202 一般行政管理事务 7.00 ${now}`,
      `2130205 森林资源培育 120.00 ${(120 - Number(now)).toFixed(2)}`,
    ])
  expect(await check(spending, general('0.00'))).toEqual([])
  expect((await check(spending, general('5.00'))).join()).toContain('line_missing')
})

describe('a table that says that it is empty', () => {
  const fund = (rows: readonly string[], note: string): string =>
    tableOf('国有资本经营预算支出表', ['科目编码 科目名称 合计 基本支出 项目支出', ...rows], note)
  test.each([
    '本部门2023年国有资本经营预算支出为空。',
    '注：某县林业局2023年没有国有资本经营预算财政拨款安排的支出。',
  ])('%s', async (note) => {
    expect(await check(WHOLE, fund(['    '], note))).toEqual([])
    expect(await check(WHOLE, fund(['    '], ''))).toEqual(['empty_table null → null'])
  })
  test('and has amounts', async () => {
    const table = tableOf(
      '一般公共预算支出表',
      ['科目编码 科目名称 合计', '213 农林水支出 380.00'],
      '注：本部门本年度无此项支出，本表为空表。',
    )
    expect(await check(table)).toContain(
      'empty_table 注：本部门本年度无此项支出，本表为空表。 → null',
    )
  })
})

test('a text taken over from another place', async () => {
  const sentence = (name: string): string => `${name}2023年收支总预算440.00万元。`
  const title = (text: string): Promise<string[]> =>
    toldFindings(['乐山县林业局2023年部门预算', '一、收支预算总体情况说明', text].join('\n\n'))
  expect(await title(sentence('乐山县林业局'))).toEqual([])
  expect(await title(sentence('青河县教育局'))).toEqual([
    'name_of_other_place 青河县教育局 → 乐山县林业局',
  ])
})

test('posts are counted by kind', async () => {
  const sentence = (all: string): string =>
    `编制总数${all}名，其中：行政编制（含参公）22名，事业编制45名；实有在职人员59人。`
  expect(await check('二、机构设置', sentence('67'))).toEqual([])
  expect(await check('二、机构设置', sentence('69'))).toEqual(['list_sum 69名 → 67名'])
})

test('an amount and a percent that were left open', async () => {
  expect(await check('一、收支情况', '2023年预算收入440.00万元，比上年减少 万元。')).toContain(
    'placeholder 减少万元 → null',
  )
  expect(await check('一、收支情况', '2023年预算收入440.00万元，比上年下降%。')).toContain(
    'placeholder 下降% → null',
  )
})
