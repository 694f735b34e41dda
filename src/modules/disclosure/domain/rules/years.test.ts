import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What these rules say of a budget of 2023, as `code stated → expected`. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', ...lines].join('\n\n')
  const told = await toldFindings(text)
  return told.filter((line) => /^heading_year/.test(line))
}

const balance = (left: string, right: string): string =>
  `部门收支总表\n单位：万元\n\n收入\t\t支出\t\n项目\t${left}\t项目\t${right}\n一、财政拨款收入\t9.00\t一、农林水支出\t9.00\n收入总计\t9.00\t支出总计\t9.00`

describe('years above columns', () => {
  const basic = (heading: string): string =>
    `2023年一般公共预算基本支出表\n单位：万元\n\n经济分类科目\t\t${heading}\t\t\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n\t合计\t9.00\t8.00\t1.00\n301\t工资福利支出\t8.00\t8.00\t\n302\t商品和服务支出\t1.00\t\t1.00`

  test('a year that stands alone is the year of the document', async () => {
    expect(await check(basic('2023年基本支出'))).toEqual([])
    expect(await check(basic('2022年结转安排的基本支出'))).toEqual([])
    expect(await check(basic('2022年基本支出'))).toEqual(['heading_year 2022 → 2023'])
  })

  test('income and spending are of one year', async () => {
    expect(await check(balance('2023年预算', '2023年预算'))).toEqual([])
    expect(await check(balance('2022年预算', '2023年预算'))).toEqual(['heading_year 2022 → 2023'])
  })
})
