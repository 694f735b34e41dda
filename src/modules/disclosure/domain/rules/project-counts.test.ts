import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the counting rules say of a budget, as `code stated → expected`. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', '第一部分 部门概况', ...lines].join('\n\n')
  const told = await toldFindings(text)
  return told.filter((line) => /^projects_/.test(line))
}

const LIST = [
  '项目支出表\n单位：万元',
  [
    '项目名称\t单位名称\t合计\t一般公共预算\t政府性基金',
    '合计\t\t90.00\t60.00\t30.00',
    '森林防火\t某县林业局\t50.00\t50.00\t',
    '苗木补贴\t某县林业局\t40.00\t10.00\t30.00',
  ].join('\n'),
]

describe('projects with aims', () => {
  const say = (sentence: string): Promise<string[]> =>
    check('（三）预算绩效情况说明', `2023年${sentence}`, ...LIST)

  test('their number is that of the list, whose money is named too', async () => {
    expect(await say('实行绩效目标管理的项目2个，涉及资金90.00万元。')).toEqual([])
    expect(await say('实行绩效目标管理的项目5个，涉及资金90.00万元。')).toEqual([
      'projects_counted 5 → 2',
    ])
  })

  test('their money is that of the list, fund by fund', async () => {
    const two = (general: string): string =>
      `对2个项目全面实施绩效目标管理，涉及一般公共预算拨款${general}万元，政府性基金预算拨款30.00万元。`
    expect(await say(two('60.00'))).toEqual([])
    expect(await say(two('66.00'))).toEqual(['projects_money 66.00万元 → 60.00'])
  })

  test('this year’s list is not told under last year', async () => {
    const last = '2022年实行绩效目标管理的项目2个，涉及资金90.00万元。'
    expect(await check('（三）预算绩效情况说明', last, ...LIST)).toEqual([
      'projects_money 2022 → 2023',
    ])
    const other = '2022年实行绩效目标管理的项目3个，涉及资金88.00万元。'
    expect(await check('（三）预算绩效情况说明', other, ...LIST)).toEqual([])
  })

  test('without a list a slip is known by the total of project spending', async () => {
    const spending = [
      '部门支出总表\n单位：万元',
      '科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t200.00\t110.00\t90.00\n2130201\t行政运行\t200.00\t110.00\t90.00',
    ]
    const told = (money: string): Promise<string[]> =>
      check(
        '（三）预算绩效情况说明',
        `2023年对2个项目全面实施绩效目标管理，涉及资金${money}。`,
        ...spending,
      )
    expect(await told('90.00万元')).toEqual([])
    expect(await told('90.08万元')).toEqual(['projects_money 90.08万元 → 90.00'])
    expect(await told('90.00元')).toEqual(['projects_money 90.00元 → 90.00'])
    expect(await told('61.50万元')).toEqual([])
  })

  test('some projects of many are not the list', async () => {
    expect(await say('对1个重点项目编报绩效目标，涉及资金50.00万元。')).toEqual([])
    expect(await say('编报绩效目标的项目1个，涉及资金12.00万元。')).toEqual([])
  })
})
