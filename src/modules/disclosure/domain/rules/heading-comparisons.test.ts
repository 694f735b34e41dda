import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the rule says of a table of general spending with these columns, in a budget of 2023. */
async function check(...columns: readonly string[]): Promise<string[]> {
  const row = (...cells: readonly string[]): string =>
    [...cells, ...columns.map(() => '9.00')].join('\t')
  const told = await toldFindings(
    [
      '2023年某县林业局部门预算',
      '一般公共预算支出表\n单位：万元',
      [
        ['科目编码', '科目名称', ...columns].join('\t'),
        row('', '合计'),
        row('213', '农林水支出'),
        row('21302', '林业和草原'),
        row('2130201', '行政运行'),
      ].join('\n'),
    ].join('\n\n'),
  )
  return told.filter((line) => line.startsWith('heading_compared'))
}

test('the compared years are those of the columns', async () => {
  expect(await check('2022年执行数', '2023年预算数', '2023年预算数比2022年执行数增减')).toEqual([])
  expect(await check('2022年执行数', '2022年预算数', '2023年预算数比2022年执行数增减')).toEqual([
    'heading_compared 2022年预算数 → null',
  ])
  expect(await check('2021年执行数', '2023年预算数', '2023年预算数比2022年执行数增减')).toEqual([
    'heading_compared 2021年执行数 → null',
  ])
})

test('nothing is compared with itself', async () => {
  expect(await check('合计', '基本支出', '2022年预算数比2022年预算数')).toEqual([
    'heading_compared 2022年预算数比2022年预算数 → null',
  ])
})

test('of two years the other is the year before; of three it is not asked', async () => {
  expect(await check('2022年预算数', '2023年预算数')).toEqual([])
  expect(await check('2020年预算数', '2023年预算数')).toEqual([
    'heading_compared 2020年预算数 → null',
  ])
  expect(await check('2021年预算数', '2022年预算数', '2023年预算数')).toEqual([])
  expect(await check('2021年结转', '2023年预算数')).toEqual([])
})
