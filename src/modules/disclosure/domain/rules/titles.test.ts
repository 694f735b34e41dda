import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What these rules say of a budget of 2023, as `code stated → expected`. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', ...lines].join('\n\n')
  const told = await toldFindings(text)
  return told.filter((line) => /^(?:contents_table|title_twice)/.test(line))
}

const income = (title = '部门收入总表'): string =>
  `${title}\n单位：万元\n\n科目编码\t科目名称\t合计\t财政拨款收入\t事业收入\n\t合计\t9.00\t8.00\t1.00`
const spending = (title = '部门支出总表'): string =>
  `${title}\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t9.00\t5.00\t4.00`

describe('the list of contents', () => {
  const listed = [
    '目  录',
    '第一部分 概况',
    '第二部分 2023年部门预算表',
    '一、收入总表',
    '二、支出总表',
  ]
  const body = ['第一部分 概况', '管理森林。', '第二部分 2023年部门预算表']

  test('each table that it names is in the file, whatever its title leaves out', async () => {
    expect(await check(...listed, ...body, income(), spending())).toEqual([])
    expect(await check(...listed, '三、项目支出表', ...body, income(), spending())).toEqual([
      'contents_table_missing 项目支出表 → null',
    ])
  })

  test('a title alone, above a picture or a sentence, is enough', async () => {
    expect(
      await check(
        ...listed,
        '三、项目支出表',
        ...body,
        income(),
        spending(),
        '项目支出表',
        '本部门没有项目支出，此表为空。',
      ),
    ).toEqual([])
  })

  test('tables in another file are not missing', async () => {
    expect(await check(...listed, '三、项目支出表', ...body, income())).toEqual([])
  })

  test('a table under another’s title is told once', async () => {
    const text = await check(...listed, ...body, income(), spending('部门收入总表'))
    expect(text).toEqual(['title_twice 部门收入总表 → null'])
  })
})

test('two tables of different columns do not bear one title', async () => {
  expect(await check(income(), spending())).toEqual([])
  expect(await check(income(), income())).toEqual([])
  expect(await check(income('部门收支预算表'), spending('部门收支预算表'))).toEqual([
    'title_twice 部门收支预算表 → null',
  ])
})
