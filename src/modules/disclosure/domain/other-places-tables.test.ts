import { strToU8 } from 'fflate'
import { describe, expect, test } from 'vitest'
import { checkDisclosure, openCodeBook, readBytes } from '../index.ts'

const codes = await openCodeBook('data/classification/2023')

/** A document in plain text: title, then tables whose cells are parted by bars. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = lines.map((line) => line.replaceAll('|', '\t')).join('\n')
  const { findings } = checkDisclosure(await readBytes(strToU8(text)), { codes })
  return findings
    .filter(
      ({ severity, code }) =>
        severity === 'error' || (severity === 'warning' && code !== 'disclosure.table_missing'),
    )
    .map(
      ({ code, stated, expected }) => `${code.replace('disclosure.', '')} ${stated} → ${expected}`,
    )
}

const BUDGET = '2023年某县气象局部门预算'

const titled = (title: string, ...rows: readonly string[]): string[] => [
  '',
  title,
  '',
  '部门：某县气象局  单位：万元',
  '',
  ...rows,
  '',
]

describe('三公 tables whose items are rows', () => {
  const basic = (guests: string): string[] =>
    titled(
      '一般公共预算基本支出表',
      '科目编码|科目名称|合计|人员经费|公用经费',
      `302|商品和服务支出|${guests}||${guests}`,
      `30217|公务接待费|${guests}||${guests}`,
    )
  const rows = (total: string): string[] =>
    titled(
      '行政经费及“三公”经费预算表',
      '项目|2023年预算',
      '行政经费|70.00',
      `“三公”经费|${total}`,
      '其中：（一）因公出国（境）支出|1.00',
      '（二）公务用车购置及运行维护支出|6.00',
      '1.公务用车购置|2.00',
      '2.公务用车运行维护费|4.00',
      '（三）公务接待费支出|5.00',
    )

  test('are read, and summed', async () => {
    expect(await check(BUDGET, ...basic('4.50'), ...rows('12.00'))).toEqual([])
    expect(await check(BUDGET, ...rows('13.00'))).toEqual(['column_sum 13.00 → 12.00'])
    expect(await check(BUDGET, ...basic('5.50'), ...rows('12.00'))).toEqual([
      'three_public_economic 5.00 → 不小于 5.50',
    ])
  })

  test('are summed by year, and 公务用车 by its 其中', async () => {
    const two = (run: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '“三公”经费支出表',
          '项目|2022年预算数|2023年预算数|增减额',
          '合计|9.00|8.00|-1.00',
          '1、因公出国（境）费|0.00|0.00|0.00',
          '2、公务接待费|4.00|3.00|-1.00',
          '3、公务用车费|5.00|5.00|0.00',
          `其中：（1）公务用车运行维护费|5.00|${run}|0.00`,
          '（2）公务用车购置费|0.00|0.00|0.00',
        ),
      )
    expect(await two('5.00')).toEqual([])
    expect(await two('4.00')).toEqual(['column_sum 4.00 → 5.00'])
  })

  test('that cannot be read are not nothing', async () => {
    const unread = titled('“三公”经费支出表', '项目|金额', '招待客人|5.00', '车辆|3.00')
    expect(await check(BUDGET, ...basic('5.00'), ...unread)).toEqual([])
  })
})
