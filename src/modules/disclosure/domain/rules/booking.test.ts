import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

function budget(
  economic: readonly string[],
  projects: readonly string[] = ['执法装备购置|20.00|20.00', '普法宣传|10.00|10.00'],
): Promise<string[]> {
  return toldFindings(
    [
      '2023年某县司法局部门预算',
      '',
      '一般公共预算项目支出情况表（按支出经济分类科目）',
      '单位：万元',
      '科目编码|科目名称|预算支出',
      ...economic,
      '',
      '部门预算项目支出表',
      '单位：万元',
      '项目名称|合计|一般公共预算',
      ...projects,
    ]
      .join('\n')
      .replaceAll('|', '\t'),
  )
}

const capital = (found: readonly string[]): string[] =>
  found.filter((line) => line.startsWith('capital_as_goods'))

test('equipment that 其他商品和服务支出 can hold is asked about', async () => {
  const rows = ['合计||30.00', '302|商品和服务支出|30.00', '30202|印刷费|5.00']
  expect(capital(await budget([...rows, '30299|其他商品和服务支出|25.00']))).toEqual([
    'capital_as_goods 30299 → 310',
  ])
})

test('equipment that is 310 in any economic table, has lines of its own, or other money, is not', async () => {
  expect(
    capital(
      await budget([
        '合计||30.00',
        '302|商品和服务支出|10.00',
        '30202|印刷费|10.00',
        '310|资本性支出|20.00',
        '31003|专用设备购置|20.00',
      ]),
    ),
  ).toEqual([])
  const goods = ['302|商品和服务支出|30.00', '30202|印刷费|10.00']
  expect(capital(await budget(['合计||30.00', ...goods, '30224|被装购置费|20.00']))).toEqual([])
  expect(
    capital(
      await budget(
        ['合计||30.00', ...goods, '30299|其他商品和服务支出|20.00'],
        ['普法宣传|30.00|30.00', '执法装备购置|20.00|'],
      ),
    ),
  ).toEqual([])
})

test('equipment that no single line can hold is advice only', async () => {
  const found = await budget(['合计||30.00', '302|商品和服务支出|30.00', '30202|印刷费|30.00'])
  expect(capital(found)).toEqual([])
})
