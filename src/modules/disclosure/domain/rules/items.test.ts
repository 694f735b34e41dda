import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the rule of left-out classes says of a budget with three classes. */
async function check(heading: string, sentence: string): Promise<string[]> {
  const told = await toldFindings(
    [
      '2023年某县林业局部门预算',
      '第二部分 预算情况说明',
      heading,
      sentence,
      '财政拨款收支总表\n单位：万元',
      [
        '收入\t\t支出\t',
        '项目\t金额\t项目\t金额',
        '一、本年收入\t95.00\t一、本年支出\t95.00',
        '一般公共预算拨款\t95.00\t社会保障和就业支出\t20.00',
        '\t\t卫生健康支出\t15.00',
        '\t\t农林水支出\t60.00',
        '收入总计\t95.00\t支出总计\t95.00',
      ].join('\n'),
      '一般公共预算支出表\n单位：万元',
      [
        '科目编码\t科目名称\t合计',
        '\t合计\t95.00',
        '2080501\t行政单位离退休\t20.00',
        '2101101\t行政单位医疗\t15.00',
        '2130201\t行政运行\t60.00',
      ].join('\n'),
    ].join('\n\n'),
  )
  return told.filter((line) => line.startsWith('class_left_out'))
}

test('spending listed behind the income of the same sentence is listed to the last class', async () => {
  const sentence = (spending: string): string =>
    `2023年财政拨款收支总预算95.00万元。收入包括：一般公共预算拨款收入95.00万元；${spending}农林水支出60.00万元。`
  const heading = '四、财政拨款收支预算情况的总体说明'
  const both = '支出包括：社会保障和就业支出20.00万元；卫生健康支出15.00万元；'
  expect(await check(heading, sentence(both))).toEqual([])
  expect(await check(heading, sentence('卫生健康支出15.00万元；'))).toEqual([
    'class_left_out 75.00万元 → 95.00万元',
  ])
})

test('classes are known by their names where no table has a row for them', async () => {
  const sentence = (health: string): string =>
    `社会保障和就业（类）支出20.00万元，占21.05%；${health}农林水（类）支出60.00万元，占63.16%。`
  const heading = '（二）一般公共预算拨款结构情况'
  expect(await check(heading, sentence('卫生健康（类）支出15.00万元，占15.79%；'))).toEqual([])
  expect(await check(heading, sentence(''))).toEqual(['class_left_out 80.00万元 → 95.00万元'])
})
