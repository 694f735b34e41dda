import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the rule of names says of a table of general spending, in a budget of 2023. */
async function check(pension: string, others: readonly string[]): Promise<string[]> {
  const told = await toldFindings(
    [
      '2023年某县林业局部门预算',
      '一般公共预算支出表\n单位：万元',
      [
        '科目编码\t科目名称\t合计',
        '\t合计\t9.00',
        '208\t社会保障和就业支出\t9.00',
        ...others.map((name) => `20805\t${name}\t9.00`),
        `2080506\t${pension}\t9.00`,
      ].join('\n'),
    ].join('\n\n'),
  )
  return told.filter((line) => line.startsWith('code_name'))
}

test('a name that the width of its column cuts off is right', async () => {
  expect(await check('机关事业单位职业年', ['行政事业单位养老支'])).toEqual([])
})

test('a name that lacks its end beside longer names is not', async () => {
  expect(await check('机关事业单位职业年', ['行政事业单位养老支出'])).toEqual([])
  expect(await check('机关事业单位职业年金缴费支', ['行政事业单位养老支出'])).toEqual([])
  expect(await check('机关事业单位', ['行政事业单位养老支出'])).toEqual([
    'code_name 2080506 机关事业单位 → 2080506 机关事业单位职业年金缴费支出',
  ])
})
