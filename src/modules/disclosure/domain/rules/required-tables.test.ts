import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the rule of odd units says of a budget whose last table bears this unit and amount. */
async function check(title: string, unit: string, amount: string): Promise<string[]> {
  const spending = (name: string): string[] => [
    `${name}\n单位：万元`,
    '科目编码\t科目名称\t合计\n\t合计\t95.00\n2130201\t行政运行\t95.00',
  ]
  const told = await toldFindings(
    [
      '2023年某县林业局部门预算',
      ...spending('部门支出总表'),
      ...spending('一般公共预算支出表'),
      `${title}\n单位：${unit}`,
      `项目名称\t合计\n合计\t${amount}\n森林防火\t${amount}`,
    ].join('\n\n'),
  )
  return told.filter((line) => line.startsWith('unit_odd'))
}

test('a table in 元 of a document in 万元 has more than a few hundred', async () => {
  expect(await check('项目支出表', '元', '412.50')).toEqual(['unit_odd 元 → 万元'])
  expect(await check('项目支出表', '元', '412,500.00')).toEqual([])
  expect(await check('项目支出表', '万元', '41.25')).toEqual([])
})
