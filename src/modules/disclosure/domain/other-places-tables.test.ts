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

describe('what a figure is of', () => {
  test('使用非财政拨款结余 is no appropriation and no carry-over', async () => {
    const income = titled(
      '部门收入总表',
      '科目编码|科目名称|合计|上年结转|一般公共预算拨款收入|事业收入|使用非财政拨款结余',
      '|合计|80.00|4.00|50.00|10.00|16.00',
      '220|自然资源海洋气象等支出|80.00|4.00|50.00|10.00|16.00',
    )
    const fiscal = (carry: string): string[] =>
      titled(
        '财政拨款收支总表',
        '收入||支出|',
        '项目|预算数|项目|合计',
        '一、本年收入|50.00|一、本年支出|54.00',
        '（一）一般公共预算拨款|50.00|（一）自然资源海洋气象等支出|54.00',
        `二、上年结转|${carry}||`,
        `收入总计|5${carry}|支出总计|54.00`,
      )
    expect(await check(BUDGET, ...income, ...fiscal('4.00'))).toEqual([])
  })

  test('其他支出 is a class, not all spending', async () => {
    const say = (other: string): Promise<string[]> =>
      check(
        BUDGET,
        '第二部分 预算情况说明',
        '一、财政拨款收支预算总体情况说明',
        `支出包括：自然资源海洋气象等支出70.00万元；其他支出${other}万元。`,
        ...titled(
          '财政拨款收支总表',
          '收入||支出|||',
          '项目|预算数|项目|合计|一般公共预算|政府性基金预算',
          '一、本年收入|90.00|一、本年支出|90.00|70.00|20.00',
          '（一）一般公共预算拨款|70.00|（一）自然资源海洋气象等支出|70.00|70.00|',
          '（二）政府性基金预算拨款|20.00|（二）其他支出|20.00||20.00',
          '收入总计|90.00|支出总计|90.00|70.00|20.00',
        ),
      )
    expect(await say('20.00')).toEqual([])
    expect(await say('21.00')).toEqual(['prose_differs 21.00万元 → 20.00万元'])
  })
})

describe('the nature of a unit', () => {
  const rows = titled(
    '一般公共预算基本支出表',
    '部门预算支出经济分类科目||政府预算支出经济分类科目||本年支出',
    '科目编码|科目名称|科目编码|科目名称|合计',
    '|合计|||15.00',
    '30101|基本工资|50101|工资奖金津补贴|9.00',
    '30201|办公费|50502|商品和服务支出|6.00',
  )

  test.each([
    '本部门预算由3个预算单位构成。',
    '本部门预算包括：本级预算和所属1家单位预算。',
    '纳入预算编制范围的单位：\n1.某县气象局\n2.某县人工影响天气中心',
  ])('is not asked of several units: %s', async (units) => {
    expect(await check(BUDGET, units, ...rows)).toEqual([])
  })

  test('is asked of one', async () => {
    expect(await check(BUDGET, '本部门只有本级一个预算单位。', ...rows)).toEqual([
      expect.stringContaining('unit_nature'),
    ])
  })
})
