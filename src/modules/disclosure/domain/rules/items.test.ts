import { expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the rules of classes and items say of a budget with three classes. */
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
  return told.filter((line) => /^(?:class_left_out|item_name)/.test(line))
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

test('items that make up what their section gives leave nothing out, whatever other funds have', async () => {
  const told = async (whole: string): Promise<string[]> =>
    (
      await toldFindings(
        [
          '2023年度某县林业局部门决算',
          '第三部分 决算情况说明',
          '五、财政拨款支出决算情况说明',
          `2023年度财政拨款支出${whole}万元。`,
          ...['行政运行', '森林资源培育', '技术推广与转化', '动植物保护', '防沙治沙'].map(
            (item, at) =>
              `${at + 1}.农林水支出（类）林业和草原（款）${item}（项）支出${(at + 1) * 10}.00万元。`,
          ),
          '支出决算表\n单位：万元',
          [
            '科目编码\t科目名称\t合计\t基本支出\t项目支出',
            '\t合计\t170.00\t10.00\t160.00',
            ...['01', '05', '06', '11', '17'].map((code, at) => {
              const names = ['行政运行', '森林资源培育', '技术推广与转化', '动植物保护', '防沙治沙']
              const amount = `${(at + 1) * 10}.00`
              return `21302${code}\t${names[at]}\t${amount}\t${at === 0 ? amount : ''}\t${at === 0 ? '' : amount}`
            }),
            '2120803\t城市建设支出\t20.00\t\t20.00',
          ].join('\n'),
        ].join('\n\n'),
      )
    ).filter((line) => line.startsWith('item_left_out'))
  expect(await told('150.00')).toEqual([])
  expect(await told('170.00')).toEqual(['item_left_out 150.00万元 → 170.00万元'])
})

test('an item of another name is known by its class where tables give no groups', async () => {
  const sentence = (name: string): string =>
    `卫生健康支出（类）行政事业单位医疗（款）${name}（项）2023年预算15.00万元，主要用于医疗保险缴费。`
  const heading = '（三）一般公共预算拨款具体使用情况'
  expect(await check(heading, sentence('行政单位医疗'))).toEqual([])
  expect(await check(heading, sentence('公务员医疗补助'))).toEqual([
    'item_name 公务员医疗补助 → 行政单位医疗',
  ])
})

test('what is left out of the total with which the passage begins is left out, though one fund is whole', async () => {
  const told = async (spending: string): Promise<string[]> =>
    (
      await toldFindings(
        [
          '2023年某县林业局部门预算',
          '第二部分 预算情况说明',
          '四、财政拨款收支预算情况的总体说明',
          `2023年财政拨款收支总预算95.00万元。收入包括：一般公共预算拨款收入75.00万元、政府性基金预算拨款收入20.00万元；支出包括：${spending}卫生健康支出15.00万元；农林水支出60.00万元。`,
          '财政拨款收支总表\n单位：万元',
          [
            '收入\t\t支出\t\t\t',
            '项目\t金额\t项目\t合计\t一般公共预算\t政府性基金预算',
            '一、本年收入\t95.00\t一、本年支出\t95.00\t75.00\t20.00',
            '一般公共预算拨款\t75.00\t城乡社区支出\t20.00\t\t20.00',
            '政府性基金预算拨款\t20.00\t卫生健康支出\t15.00\t15.00\t',
            '\t\t农林水支出\t60.00\t60.00\t',
            '收入总计\t95.00\t支出总计\t95.00\t75.00\t20.00',
          ].join('\n'),
        ].join('\n\n'),
      )
    ).filter((line) => line.startsWith('class_left_out'))
  expect(await told('城乡社区支出20.00万元；')).toEqual([])
  expect(await told('')).toEqual(['class_left_out 75.00万元 → 95.00万元'])
})

test('items that make up the year’s own table leave out nothing that was carried over', async () => {
  const table = (title: string, total: string, ...more: readonly string[]): string[] => [
    `${title}\n单位：万元`,
    [
      '科目编码\t科目名称\t合计',
      `\t合计\t${total}`,
      '2080501\t行政单位离退休\t20.00',
      '2101101\t行政单位医疗\t15.00',
      '2130201\t行政运行\t60.00',
      ...more,
    ].join('\n'),
  ]
  const told = async (...general: readonly string[]): Promise<string[]> =>
    (
      await toldFindings(
        [
          '2023年某县林业局部门预算',
          '（三）一般公共预算当年拨款具体使用情况',
          '1.社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）20.00万元，用于退休人员。',
          '2.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）15.00万元，用于医疗保险。',
          '3.农林水支出（类）林业和草原（款）行政运行（项）60.00万元，用于机关运行。',
          ...table('部门支出总表', '97.50', '2130205\t森林资源培育\t2.50'),
          ...general,
        ].join('\n\n'),
      )
    ).filter((line) => line.startsWith('item_left_out'))
  expect(await told(...table('一般公共预算支出表', '95.00'))).toEqual([])
  expect(await told()).toEqual(['item_left_out 95.00万元 → 97.50万元'])
})
