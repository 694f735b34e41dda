import { strToU8 } from 'fflate'
import { describe, expect, test } from 'vitest'
import { checkDisclosure, readBytes } from '../../index.ts'

interface Form {
  readonly total?: string
  readonly fiscal?: string
  readonly aim?: string
  readonly value?: string
  readonly weight?: string
}

function form({
  total = '80.00',
  fiscal = '70.00',
  aim = '办好夜校，全年开办夜校24期。',
  value = '≥24期',
  weight = '30',
}: Form = {}): string {
  return [
    '项目支出绩效目标表',
    '（2023年度）',
    '',
    '项目名称\t职工夜校经费\t\t\t\t',
    '主管部门\t某县总工会\t\t实施单位\t某县总工会\t',
    `项目资金（万元）\t年度资金总额：\t\t${total}\t\t`,
    `\t其中：财政拨款\t\t${fiscal}\t\t`,
    '\t上年结转\t\t4.00\t\t',
    '\t其他资金\t\t6.00\t\t',
    `年度总体目标\t${aim}\t\t\t\t`,
    '一级指标\t二级指标\t三级指标\t指标值\t分值\t备注',
    `产出指标\t数量指标\t开办夜校\t${value}\t${weight}\t`,
    '产出指标\t质量指标\t结业率\t≥90%\t20\t',
    '效益指标\t社会效益指标\t技能提升\t明显\t30\t',
    '满意度指标\t服务对象满意度指标\t学员满意度\t≥95%\t10\t',
    '',
  ].join('\n')
}

function projects(amount = '80.00'): string {
  return [
    '项目支出表',
    '单位：万元',
    '',
    '项目名称\t单位名称\t合计\t一般公共预算\t其他资金',
    `合计\t\t${amount}\t70.00\t6.00`,
    `职工夜校经费\t某县总工会\t${amount}\t70.00\t6.00`,
    '',
  ].join('\n')
}

/** What the rules of forms say, as `code stated → expected`. */
async function check(...parts: readonly string[]): Promise<string[]> {
  const text = ['某县总工会2023年部门预算', '', ...parts].join('\n')
  const { findings } = checkDisclosure(await readBytes(strToU8(text)), { codes: undefined })
  return findings
    .filter(({ code }) => /form_|indicator|project_|as_output|as_satisfaction/.test(code))
    .map(
      ({ code, stated, expected }) => `${code.replace('disclosure.', '')} ${stated} → ${expected}`,
    )
}

describe('a performance form of label and value', () => {
  test('a form that agrees with itself and with the list of projects bears nothing', async () => {
    expect(await check(projects(), form())).toEqual([])
  })

  test('the total is the sum of the kinds of money, with last year’s inside or beside', async () => {
    expect(await check(form({ total: '76.00' }))).toEqual([])
    expect(await check(form({ total: '88.00' }))).toEqual(['form_money_parts 88.00 → 80.00'])
  })

  test('the total is that of the list of projects', async () => {
    expect(await check(projects('91.00'), form())).toEqual(['form_project_money 80.00 → 91.00'])
  })

  test('an amount in the aim is that of the project', async () => {
    expect(await check(form({ aim: '安排资金80万元，办好职工夜校。' }))).toEqual([])
    expect(await check(form({ aim: '争取上级补助资金300万元，办好职工夜校。' }))).toEqual([])
    expect(await check(form({ aim: '安排资金108万元，办好职工夜校。' }))).toEqual([
      'form_aim_money 108万元 → 80.00',
    ])
  })

  test('a count in the aim is that of the indicator of the same words', async () => {
    expect(await check(form({ aim: '办好夜校，全年开办夜校班60人次。' }))).toEqual([])
    expect(await check(form({ value: '≥20期' }))).toEqual(['form_aim_count 24期 → ≥20期'])
  })

  test('weights add up to 100, or to 90 beside the execution of the budget', async () => {
    expect(await check(form({ weight: '40' }))).toEqual([])
    expect(await check(form({ weight: '' }))).toEqual([])
    expect(await check(form({ weight: '25' }))).toEqual(['form_weights 85 → 100 或 90'])
  })

  test('one form of 100 among forms of 90 is asked about, one of two is not', async () => {
    const of = (name: string, weight: string): string =>
      form({ weight }).replaceAll('职工夜校经费', name)
    const told = (...forms: readonly string[]): Promise<string[]> => check(...forms)
    expect(await told(of('甲项目', '30'), of('乙项目', '40'))).toEqual([])
    expect(await told(of('甲项目', '30'), of('乙项目', '40'), of('丙项目', '30'))).toEqual([
      'form_weights 100 → 90',
    ])
  })

  test('the rules of indicators read its indicators', async () => {
    expect(await check(form({ value: '' }))).toEqual(['indicator_blank 开办夜校 → null'])
  })

  test('aims of each month and of several years are not those of the year', async () => {
    expect(await check(form({ aim: '每月开办夜校2期。' }))).toEqual([])
    const long = form({ aim: '安排资金240万元，开办夜校72期。' }).replace(
      '年度资金总额：\t\t80.00',
      '实施期资金总额：\t240.00\t年度资金总额：\t80.00',
    )
    expect(await check(long)).toEqual([])
  })

  test('a form of what was reached is no form of aims', async () => {
    const reached = form({ weight: '25' }).replace('备注', '得分')
    expect(await check(reached)).toEqual([])
  })

  test('forms one under another are each their own project', async () => {
    const [title, year, blank, ...rows] = form().split('\n')
    const second = form({ weight: '25' })
      .replaceAll('职工夜校经费', '劳模疗养经费')
      .split('\n')
      .slice(3)
    const stacked = [title, year, blank, ...rows.slice(0, -1), ...second].join('\n')
    expect(await check(projects(), stacked)).toEqual(['form_weights 85 → 100 或 90'])
  })
})
