import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../tests/support/told-findings.ts'

/** Rules of errors and warnings about the sentences, with what is stated and expected. */
async function check(...paragraphs: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', '第二部分 预算情况说明', ...paragraphs].join('\n\n')
  return await toldFindings(text)
}

function tableOf(title: string, rows: readonly string[], unit = '万元'): string {
  const body = rows.map((row) => row.replaceAll(' ', '\t')).join('\n')
  return `${title}\n\n部门：某县林业局  单位：${unit}\n\n${body}`
}

const SPENDING = tableOf('一般公共预算支出表', [
  '科目编码 科目名称 合计 基本支出 项目支出',
  ' 合计 500.00 380.00 120.00',
  '208 社会保障和就业支出 60.00 60.00 ',
  '20805 行政事业单位养老支出 60.00 60.00 ',
  '2080505 机关事业单位基本养老保险缴费支出 60.00 60.00 ',
  '210 卫生健康支出 25.00 25.00 ',
  '21011 行政事业单位医疗 25.00 25.00 ',
  '2101101 行政单位医疗 25.00 25.00 ',
  '213 农林水支出 380.00 260.00 120.00',
  '21302 林业和草原 380.00 260.00 120.00',
  '2130201 行政运行 260.00 260.00 ',
  '2130205 森林资源培育 120.00  120.00',
  '221 住房保障支出 35.00 35.00 ',
  '22102 住房改革支出 35.00 35.00 ',
  '2210201 住房公积金 35.00 35.00 ',
])

const GENERAL = '五、一般公共预算支出预算情况说明'
const TOTAL = '2023年一般公共预算拨款支出500.00万元，与上年持平。'

describe('where a list in a sentence ends', () => {
  test('a list in a parenthesis ends with it', async () => {
    const sentence = (sum: string): string =>
      `2023年“三公”经费预算${sum}万元。其中：因公出国（境）费3.00万元；公务用车购置及运行维护费9.00万元（其中，公务用车购置费0万元，公务用车运行维护费9.00万元），比上年减少1.00万元，下降10%；公务接待费4.00万元。`
    expect(await check('二、“三公”经费安排情况说明', sentence('16.00'))).toEqual([])
    expect(await check('二、“三公”经费安排情况说明', sentence('18.00'))).toEqual([
      'list_sum 18.00万元 → 16.00万元',
    ])
  })

  test('a semicolon closes an inner list, and a share behind it is of the whole', async () => {
    const sentence = (share: string): string =>
      `某县林业局2023年支出预算500.00万元。按用途分，基本支出400.00万元，占80.00%，其中人员支出330.00万元、日常公用支出70.00万元；项目支出100.00万元，占${share}%。`
    expect(await check('（三）关于支出预算情况说明', sentence('20.00'))).toEqual([])
    expect(await check('（三）关于支出预算情况说明', sentence('26.00'))).toEqual([
      'share 26.00% → 20.00%',
    ])
  })

  test('shares are of the total of the section before, where no table gives it', async () => {
    const sections = (share: string): string[] => [
      '（四）关于一般公共预算当年拨款情况说明',
      '1.一般公共预算当年拨款规模变化情况',
      '2023年一般公共预算当年拨款500.00万元，比上年执行数减少45.00万元。',
      '2.一般公共预算当年拨款结构情况',
      `农林水（类）支出380.00万元，占${share}%；社会保障和就业（类）支出85.00万元，占17.00%；住房保障（类）支出35.00万元，占7.00%。`,
    ]
    expect(await check(...sections('76.00'))).toEqual([])
    expect(await check(...sections('67.00'))).toEqual(['share 67.00% → 76.00%'])
  })

  test('two lists in one sentence are two sums', async () => {
    const sentence = (own: string): string =>
      `2023年本部门预算收入600万元，其中一般公共预算拨款收入500万元、政府性基金拨款收入70万元、事业收入30万元，较上年增加60万元；2023年本部门预算支出600万元，其中一般公共预算拨款支出500万元、政府性基金拨款支出${own}万元，事业支出30万元，较上年增加60万元。`
    expect(await check('部门预算收支说明', sentence('70'))).toEqual([])
    expect(await check('部门预算收支说明', sentence('90'))).toEqual([
      'list_sum 600.00万元 → 620.00万元',
    ])
    const procurement = (work: string): string =>
      `各单位政府采购预算总额80.00万元：政府采购货物预算30.00万元、政府采购工程预算${work}万元、政府采购服务预算35.00万元；其中一般公共预算拨款政府采购60.00万元：政府采购货物预算30.00万元、政府采购工程预算5.00万元、政府采购服务预算25.00万元。`
    expect(await check('（二）政府采购情况', procurement('15.00'))).toEqual([])
    expect(await check('（二）政府采购情况', procurement('12.00'))).toEqual([
      'list_sum 80.00万元 → 77.00万元',
    ])
  })

  test('a list may follow a comparison, in the same sentence or the next', async () => {
    const spending = (basic: string): string =>
      `2023年一般公共预算财政拨款支出500.00万元，比2022年增加50.00万元。其中：基本支出${basic}万元，比2022年增加30.00万元，主要原因是人员增加；项目支出120.00万元，比2022年增加20.00万元。`
    expect(await check('三、部门预算情况说明', spending('380.00'))).toEqual([])
    expect(await check('三、部门预算情况说明', spending('330.00'))).toEqual([
      'list_sum 500.00万元 → 450.00万元',
    ])
  })

  test('parts that exceed their whole are wrong, be the list complete or not', async () => {
    const sentence = (post: string): string =>
      `2023年本部门机关运行经费安排40.00万元，比上年增加4.00万元，增长11.11%，主要原因是人员增加。其中：办公费15.00万元，邮电费${post}万元，差旅费12.00万元，其他费用6.00万元等。`
    expect(await check('三、机关运行经费安排情况说明', sentence('5.00'))).toEqual([])
    expect(await check('三、机关运行经费安排情况说明', sentence('17.00'))).toEqual([
      'list_sum 40.00万元 → 50.00万元',
    ])
  })

  test('a list of classes without 等 is all of them', async () => {
    const sentence = (end: string): string =>
      `（二）支出预算：2023年年初预算数500.00万元，其中：农林水支出380.00万元，社会保障和就业支出60.00万元，住房保障支出35.00万元${end}。`
    const heading = '二、部门收支总体情况'
    expect(await check(heading, sentence('等'))).toEqual([])
    expect(await check(heading, sentence('，卫生健康支出25.00万元'))).toEqual([])
    expect(await check(heading, sentence(''))).toEqual(['list_sum 500.00万元 → 475.00万元'])
  })

  test('several lists of one amount, and lists of other things', async () => {
    for (const sentence of [
      '2023年支出预算500.00万元，其中：农林水支出380.00万元，占76.00%；社会保障和就业支出60.00万元，占12.00%。其余为住房保障支出。',
      '2023年支出预算500.00万元。按功能分类：农林水支出440.00万元、其他支出60.00万元；按性质分类：基本支出380.00万元、项目支出120.00万元。',
      '2023年支出预算500.00万元，比上年增加50.00万元，其中：基本支出增加30.00万元，项目支出增加20.00万元；人员经费300.00万元，公用经费80.00万元。',
      '2023年收入预算500.00万元，其中：本年收入480.00万元，包括一般公共预算拨款收入400.00万元，事业收入80.00万元；上年结转20.00万元。',
      '2023年收入预算500.00万元：一般公共预算400.00万元、其他资金100.00万元（其中：事业收入80.00万元、其他收入20.00万元）。',
      '截至2022年底，固定资产原值300.00万元，净值100.00万元，其中：房屋原值200.00万元，车辆原值60.00万元，其他固定资产原值40.00万元。',
    ])
      expect(await check('二、部门收支总体情况', sentence), sentence).toEqual([])
  })

  test('3万元 beside 2.50万元 is no rounded 3', async () => {
    const sentence = (total: string): string =>
      `公务用车运行维护费2023年预算数${total}万元，其中：公务用车加油4.50万元，公务用车维修3万元，公务用车保险0万元，公务用车其他支出1.20万元。`
    expect(await check('四、“三公”经费情况说明', sentence('8.70'))).toEqual([])
    expect(await check('四、“三公”经费情况说明', sentence('8.20'))).toEqual([
      'list_sum 8.20万元 → 8.70万元',
    ])
  })
})

describe('what a change is measured from', () => {
  const heading = '一、收支预算总体情况说明'

  test('the subject of its sentence, not the last part of the list before', async () => {
    const sentence = (percent: string): string =>
      `（一）收入预算：2023年年初预算数560.00万元，其中，一般公共预算拨款收入500.00万元，其他收入48.00万元，上年结转12.00万元。收入比上年预算减少40.00万元，下降${percent}%，主要原因：项目完工。`
    expect(await check(heading, sentence('6.67'))).toEqual([])
    expect(await check(heading, sentence('7.67'))).toEqual(['growth 7.67% → 6.67%'])
  })

  test("last year's amount stated behind a list", async () => {
    const sentence = (change: string): string =>
      `（二）支出预算：2023年年初预算数560.00万元，其中，社会保障和就业支出500.00万元，其他支出60.00万元。支出比2022年预算数600.00万元减少${change}万元。`
    expect(await check(heading, sentence('40.00'))).toEqual([])
    expect(await check(heading, sentence('45.00'))).toHaveLength(1)
  })

  test('a difference above this year leaves less than nothing for last year', async () => {
    const sentence = (change: string): string =>
      `2023年公务接待费预算数12.00万元，较上年增加${change}万元，主要原因是来访增加。`
    expect(await check('四、“三公”经费情况说明', sentence('12.00'))).toEqual([])
    expect(await check('四、“三公”经费情况说明', sentence('120.00'))).toEqual([
      'change_too_large 120.00万元 → 不大于 12.00万元',
    ])
  })

  test('an amount with its parts in a parenthesis is what grew', async () => {
    const sentence = (percent: string): string =>
      `2023年财政拨款收入1100.00万元（含一般公共预算1000.00万元、政府性基金100.00万元），比上年增加90.00万元，增长${percent}%。`
    expect(await check(heading, sentence('8.91'))).toEqual([])
    expect(await check(heading, sentence('9.81'))).toEqual(['growth 9.81% → 8.91%'])
  })

  test('both kinds of spending in a list, each with its change', async () => {
    const sentence = (project: string): string =>
      `2023年一般公共预算财政拨款支出500.00万元，比上年增加50.00万元。其中：基本支出380.00万元，比上年增加35.00万元；项目支出120.00万元，比上年增加${project}万元。`
    expect(await check('三、部门预算情况说明', sentence('15.00'))).toEqual([])
    expect(await check('三、部门预算情况说明', sentence('25.00'))).toEqual([
      'change_of_kinds 50.00万元 → 60.00万元',
    ])
  })

  test('changes of both kinds of spending add up to the change of all', async () => {
    const sentence = (basic: string): string =>
      `（二）支出预算：2023年年初预算数560.00万元。支出较2022年增加80.00万元，主要是基本支出预算增加${basic}万元，项目支出预算增加50.00万元。`
    expect(await check(heading, sentence('30.00'))).toEqual([])
    expect(await check(heading, sentence('35.00'))).toEqual([
      'change_of_kinds 80.00万元 → 85.00万元',
    ])
  })
})

describe('names in sentences', () => {
  test('图书馆（项） is an item, not the name of an office', async () => {
    const table = tableOf('一般公共预算支出表', [
      '科目编码 科目名称 合计 基本支出 项目支出',
      ' 合计 90.00 50.00 40.00',
      '207 文化旅游体育与传媒支出 90.00 50.00 40.00',
      '20701 文化和旅游 90.00 50.00 40.00',
      '2070101 行政运行 50.00 50.00 ',
      '2070104 图书馆 40.00  40.00',
    ])
    const item = (amount: string): string =>
      `2.文化旅游体育与传媒支出（类）文化和旅游（款）图书馆（项）2023年预算数为${amount}万元，主要用于购书。`
    expect(await check(GENERAL, item('40.00'), table)).toEqual([])
    expect(await check(GENERAL, item('46.00'), table)).toEqual([
      'prose_differs 46.00万元 → 40.00万元',
    ])
  })

  test('其他支出 among classes is class 229', async () => {
    const table = tableOf('财政拨款收支总表', [
      '收入  支出   ',
      '项目 预算数 项目 合计 一般公共预算 政府性基金预算',
      '一、本年收入 80.00 一、本年支出 80.00 70.00 10.00',
      '（一）一般公共预算拨款 70.00 （一）农林水支出 70.00 70.00 ',
      '（二）政府性基金预算拨款 10.00 （二）其他支出 10.00  10.00',
      '收入总计 80.00 支出总计 80.00 70.00 10.00',
    ])
    const sentence = (other: string): string =>
      `某县林业局2023年财政拨款收支总预算80.00万元。收入包括：一般公共预算拨款收入70.00万元、政府性基金预算拨款收入10.00万元；支出包括：农林水支出70.00万元；其他支出${other}万元。`
    const heading = '四、财政拨款收支预算总体情况说明'
    expect(await check(heading, sentence('10.00'), table)).toEqual([])
    expect(await check(heading, sentence('13.00'), table)).toEqual([
      'prose_differs 13.00万元 → 10.00万元',
    ])
  })

  test('the item of an amount under another name', async () => {
    const item = (name: string): string[] => [
      '1.农林水支出（类）林业和草原（款）行政运行（项）2023年预算数为260.00万元。',
      `2.住房保障支出（类）住房改革支出（款）${name}（项）2023年预算数为35.00万元。`,
    ]
    expect(await check(GENERAL, ...item('住房公积金'), SPENDING)).toEqual([])
    for (const name of ['购房补贴', '行政单位医疗'])
      expect(await check(GENERAL, ...item(name), SPENDING)).toEqual([
        `item_name ${name} → 住房公积金`,
      ])
  })
})

describe('what is left out', () => {
  const CLASSES = [
    '社会保障和就业支出（类）60.00万元，占12.00%',
    '卫生健康支出（类）25.00万元，占5.00%',
    '农林水支出（类）380.00万元，占76.00%',
    '住房保障支出（类）35.00万元，占7.00%',
  ]

  test('a class that the table has', async () => {
    const list = (some: readonly string[], end = ''): string => `${some.join('；')}${end}。`
    const without = CLASSES.filter((text) => !text.startsWith('卫生'))
    expect(await check(GENERAL, TOTAL, list(CLASSES), SPENDING)).toEqual([])
    expect(await check(GENERAL, TOTAL, list(without, '等'), SPENDING)).toEqual([])
    expect(await check(GENERAL, TOTAL, list(without), SPENDING)).toEqual([
      'class_left_out 475.00万元 → 500.00万元',
    ])
  })

  const ITEMS = [
    '社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）2023年预算数为60.00万元，与上年持平。',
    '卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）2023年预算数为25.00万元，与上年持平。',
    '农林水支出（类）林业和草原（款）行政运行（项）2023年预算数为260.00万元，与上年持平。',
    '农林水支出（类）林业和草原（款）森林资源培育（项）2023年预算数为120.00万元，与上年持平。',
    '住房保障支出（类）住房改革支出（款）住房公积金（项）2023年预算数为35.00万元，与上年持平。',
  ].map((text, at) => `${at + 1}.${text}`)

  test('an item that the table has', async () => {
    const without = (at: number): string[] => ITEMS.filter((_, index) => index !== at)
    expect(await check(GENERAL, TOTAL, ...ITEMS, SPENDING)).toEqual([])
    expect(await check(GENERAL, TOTAL, ...without(1), SPENDING)).toEqual([
      'item_left_out 475.00万元 → 500.00万元',
    ])
    // three of five are a choice
    expect(await check(GENERAL, TOTAL, ...ITEMS.slice(0, 3), SPENDING)).toEqual([])
  })

  test('an item of last year', async () => {
    const ofLastYear = ITEMS.map((text, at) => (at === 3 ? text.replace('2023', '2022') : text))
    expect(await check(GENERAL, TOTAL, ...ofLastYear, SPENDING)).toEqual([
      'prose_differs 2022 → 2023',
    ])
    const procurement = (year: number): string =>
      `${year}年安排政府采购预算30.00万元，其中：货物类采购10.00万元，工程类采购0.00万元，服务类采购20.00万元。`
    expect(await check('（二）政府采购情况', procurement(2023))).toEqual([])
    expect(await check('（二）政府采购情况', procurement(2022))).toEqual([
      'year_of_sentence 2022年 → 2023年',
    ])
  })
})

describe('sentences in 万元 over tables in 元', () => {
  test('are rounded: a percent or a difference may be of the exact amounts', async () => {
    // 25 sums without a gap: the tables are exact
    const groups = Array.from({ length: 25 }, (_, at) => 20_101 + at)
    const part = (at: number): number => 1_000_003.37 + at * 1_000.11
    const rows = groups.flatMap((code, at) => [
      `${code} 事务 ${(part(at) * 2).toFixed(2)} ${part(at).toFixed(2)} ${part(at).toFixed(2)}`,
      `${code}01 事项 ${(part(at) * 2).toFixed(2)} ${part(at).toFixed(2)} ${part(at).toFixed(2)}`,
    ])
    const total = groups.reduce((sum, _, at) => sum + Math.round(part(at) * 100), 0)
    const money = (fen: number): string => (fen / 100).toFixed(2)
    const table = tableOf(
      '一般公共预算支出表',
      [
        '科目编码 科目名称 合计 基本支出 项目支出',
        ` 合计 ${money(total * 2)} ${money(total)} ${money(total)}`,
        `201 一般公共服务支出 ${money(total * 2)} ${money(total)} ${money(total)}`,
        ...rows,
      ],
      '元',
    )
    const sentence = (change: string): string =>
      `2023年机关运行经费预算77.48万元，比上年的42.90万元增加${change}万元。`
    const differences = async (change: string, text: string): Promise<string[]> =>
      (await check('三、机关运行经费情况', sentence(change), text)).filter((finding) =>
        finding.startsWith('difference'),
      )
    // 77.484 − 42.896 = 34.588
    expect(await differences('34.59', table)).toEqual([])
    expect(await differences('34.69', table)).toEqual(['difference_of_two 34.69万元 → 34.58万元'])
    const inTenThousands = table.replaceAll('单位：元', '单位：万元')
    expect(await differences('34.59', inTenThousands)).toEqual([
      'difference_of_two 34.59万元 → 34.58万元',
    ])
  })
})

describe('a row that the table of the section leaves out', () => {
  const balance = tableOf('财政拨款收支总表', [
    '收入 金额 支出 金额',
    '一、本年收入 500.00 一、本年支出 590.00',
    '一般公共预算拨款 500.00 农林水支出 590.00',
    '二、上年结转 90.00 二、结转下年 ',
    '收入总计 590.00 支出总计 590.00',
  ])
  const spending = (title: string, total: string, ...items: readonly string[]): string =>
    tableOf(title, [
      '科目编码 科目名称 合计 基本支出 项目支出',
      ` 合计 ${total} 380.00 ${total === '590.00' ? '210.00' : '120.00'}`,
      `213 农林水支出 ${total} 380.00 ${total === '590.00' ? '210.00' : '120.00'}`,
      `21302 林业和草原 ${total} 380.00 ${total === '590.00' ? '210.00' : '120.00'}`,
      ...items,
    ])
  const sentence = '农林水支出（类）林业和草原（款）森林资源培育（项）120.00万元，主要用于造林。'
  const prose = async (general: string): Promise<string[]> =>
    (
      await check(
        '五、一般公共预算当年拨款情况说明',
        sentence,
        balance,
        spending(
          '部门支出总表',
          '590.00',
          '2130201 行政运行 380.00 380.00 ',
          '2130205 森林资源培育 210.00  210.00',
        ),
        general,
      )
    ).filter((finding) => finding.startsWith('prose_differs'))

  test('is no other figure of a table that counts carried-over money', async () => {
    expect(
      await prose(spending('一般公共预算支出表', '500.00', '2130201 行政运行 380.00 380.00 ')),
    ).toEqual([])
  })

  test('but where both tables count the same, the sentence contradicts', async () => {
    expect(
      await prose(spending('一般公共预算支出表', '590.00', '2130201 行政运行 380.00 380.00 ')),
    ).toEqual(['prose_differs 120.00万元 → 210.00万元'])
  })
})
