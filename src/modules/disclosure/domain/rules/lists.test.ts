import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'
import { checkDisclosure, readBytes } from '../../index.ts'

/** How the rule of lists judges a list of nine parts whose sum is 45.00. */
async function judge(whole: string): Promise<string[]> {
  const parts = [
    '办公费',
    '水费',
    '电费',
    '邮电费',
    '差旅费',
    '会议费',
    '培训费',
    '劳务费',
    '福利费',
  ]
  const sentence = `2023年机关运行经费支出${whole}万元，其中：${parts.map((name, at) => `${name}支出${at + 1}.01万元`).join('、')}，工会经费支出0万元。`
  const text = ['2023年某县林业局部门预算', '三、机关运行经费情况说明', sentence].join('\n\n')
  const { findings } = checkDisclosure(await readBytes(new TextEncoder().encode(text)), {
    codes: undefined,
  })
  return findings
    .filter(({ code }) => code === 'disclosure.list_sum')
    .map(({ severity }) => severity)
}

test('what rounding all but never leaves is asked about, what it cannot leave is an error', async () => {
  expect(await judge('45.09')).toEqual([])
  expect(await judge('45.06')).toEqual([])
  expect(await judge('45.05')).toEqual(['warning'])
  expect(await judge('45.01')).toEqual(['error'])
})

test('a list that names its head is a list of what came before', async () => {
  const sentence = (whole: string): string =>
    `2023年收入预算合计${whole}万元，包括本年收入70.00万元，上年结转结余20.00万元。其中：`
  const told = async (whole: string): Promise<string[]> =>
    (
      await toldFindings(
        [
          '2023年某县林业局部门预算',
          '二、收入预算情况说明',
          sentence(whole),
          '本年一般公共预算收入70.00万元；',
          '上年结转结余20.00万元。',
        ].join('\n\n'),
      )
    ).filter((line) => line.startsWith('list_sum'))
  expect(await told('90.00')).toEqual([])
  expect(await told('40.00')).toEqual(['list_sum 40.00万元 → 90.00万元'])
})

test('one part beside zeros is the whole itself', async () => {
  const told = async (whole: string): Promise<string[]> =>
    (
      await toldFindings(
        [
          '2023年某县林业局部门预算',
          '四、政府采购情况说明',
          `2023年政府采购预算总额${whole}万元，其中：政府采购货物预算141.07万元，政府采购工程预算0.00万元，政府采购服务预算0.00万元。`,
        ].join('\n\n'),
      )
    ).filter((line) => line.startsWith('list_sum'))
  expect(await told('141.07')).toEqual([])
  expect(await told('141.08')).toEqual(['list_sum 141.08万元 → 141.07万元'])
})
