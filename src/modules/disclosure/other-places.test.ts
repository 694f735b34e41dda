import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../tests/support/told-findings.ts'

type Row = readonly (string | number)[]

function table(
  title: string,
  heading: readonly Row[],
  body: readonly Row[],
  unit = '万元',
): string {
  const row = (cells: Row): string =>
    `<tr>${cells
      .map((cell) => {
        const [text, span = '1'] = String(cell).split('*')
        return `<td colspan="${span}">${text}</td>`
      })
      .join('')}</tr>`
  return `<p>${title}</p><p>单位：${unit}</p><table>${[...heading, ...body].map(row).join('')}</table>`
}

/** Errors and warnings as `code stated → expected`. */
async function check(...parts: readonly string[]): Promise<string[]> {
  const html = `<html><body>${parts.map((part) => (part.startsWith('<') ? part : `<p>${part}</p>`)).join('\n')}</body></html>`
  return await toldFindings(html)
}

const ACCOUNTS = '2022年度某县林业局部门决算'

const SPENDING = (general = '60.00'): string =>
  table(
    '一般公共预算财政拨款支出决算表',
    [['科目编码', '科目名称', '本年支出', '基本支出', '项目支出']],
    [
      ['', '合计', '100.00', '70.00', '30.00'],
      ['208', '社会保障和就业支出', '40.00', '40.00', ''],
      ['20805', '行政事业单位养老支出', '40.00', '40.00', ''],
      ['2080505', '机关事业单位基本养老保险缴费支出', '40.00', '40.00', ''],
      ['213', '农林水支出', general, '30.00', '30.00'],
      ['21302', '林业和草原', '60.00', '30.00', '30.00'],
      ['2130201', '行政运行', '60.00', '30.00', '30.00'],
    ],
  )

describe('tables of other places', () => {
  test('本年支出 heads 基本支出 and 项目支出 without calling itself a sum', async () => {
    expect(await check(ACCOUNTS, SPENDING())).toEqual([])
    expect(await check(ACCOUNTS, SPENDING('65.00'))).toEqual(['row_sum 65.00 → 60.00'])
  })

  test('kinds of spending beside a balance are parts of its amount, not other figures for it', async () => {
    const balance = (goods: string): string =>
      table(
        '2023年部门收支预算总表',
        [
          ['收入*2', '支出*4'],
          ['项目', '预算数', '项目', '合计', '基本支出', '项目支出'],
        ],
        [
          ['一、财政拨款收入', '90.00', '一、教育支出', '70.00', '50.00', goods],
          ['二、事业收入', '', '二、住房保障支出', '20.00', '20.00', ''],
          ['收入总计', '90.00', '支出总计', '90.00', '70.00', '20.00'],
        ],
      )
    expect(await check('2023年某县教育局部门预算', balance('20.00'))).toEqual([])
    expect(await check('2023年某县教育局部门预算', balance('21.00'))).toEqual([
      'row_sum 21.00 → 20.00',
    ])
  })

  test('人员经费合计 and 公用经费合计 add up over columns side by side', async () => {
    const basic = (personnel: string): string =>
      table(
        '一般公共预算财政拨款基本支出决算明细表',
        [
          [
            '科目编码',
            '科目名称',
            '决算数',
            '科目编码',
            '科目名称',
            '决算数',
            '科目编码',
            '科目名称',
            '决算数',
          ],
        ],
        [
          [
            '301',
            '工资福利支出',
            '50.00',
            '302',
            '商品和服务支出',
            '8.00',
            '310',
            '资本性支出',
            '2.00',
          ],
          [
            '30101',
            '基本工资',
            '50.00',
            '30201',
            '办公费',
            '8.00',
            '31002',
            '办公设备购置',
            '2.00',
          ],
          ['303', '对个人和家庭的补助', '10.00', '', '', '', '', '', ''],
          ['30302', '退休费', '10.00', '', '', '', '', '', ''],
          ['人员经费合计*2', personnel, '公用经费合计*5', '10.00'],
        ],
      )
    expect(await check(ACCOUNTS, basic('60.00'))).toEqual([])
    expect(await check(ACCOUNTS, basic('61.00'))).toEqual(['column_sum 61.00 → 60.00'])
  })

  test('三公经费 with budget and actual in turns: neither is held against the other', async () => {
    const three = (total: string): string =>
      table(
        '财政拨款“三公”经费支出决算表',
        [
          ['合计*2', '因公出国（境）费*2', '公务用车购置及运行维护费*6', '公务接待费*2'],
          ['*2', '*2', '小计*2', '公务用车购置费*2', '公务用车运行维护费*2', '*2'],
          Array.from({ length: 6 }, () => ['预算数', '决算数']).flat(),
        ],
        [
          [
            '9.00',
            total,
            '0.00',
            '0.00',
            '6.00',
            '5.00',
            '0.00',
            '0.00',
            '6.00',
            '5.00',
            '3.00',
            '2.00',
          ],
        ],
      )
    expect(await check(ACCOUNTS, three('7.00'))).toEqual([])
    expect(await check(ACCOUNTS, three('7.50'))).toEqual(['row_sum 7.50 → 7.00'])
  })

  test('funds listed under 年初财政拨款结转和结余 are its parts, numbered or not', async () => {
    const fiscal = table(
      '财政拨款收入支出决算总表',
      [
        ['收入*2', '支出*2'],
        ['项目', '金额', '项目', '金额'],
      ],
      [
        ['一、一般公共预算财政拨款', '80.00', '一、农林水支出', '100.00'],
        ['本年收入合计', '80.00', '本年支出合计', '100.00'],
        ['年初财政拨款结转和结余', '20.00', '年末财政拨款结转和结余', '0.00'],
        ['一、一般公共预算财政拨款', '20.00', '', ''],
        ['二、政府性基金预算财政拨款', '', '', ''],
        ['总计', '100.00', '总计', '100.00'],
      ],
    )
    expect(await check(ACCOUNTS, fiscal)).toEqual([])
  })

  test('a last place between two tables that each add up is rounding, a wrong digit is not', async () => {
    const spending = (title: string, pension: string, item = pension): string =>
      table(
        title,
        [['科目编码', '科目名称', '合计']],
        [
          ['', '合计', '80.00'],
          ['208', '社会保障和就业支出', pension],
          ['20805', '行政事业单位养老支出', item],
          ['221', '住房保障支出', '50.00'],
        ],
      )
    const whole = spending('支出决算表', '30.00')
    const general = (pension: string, item?: string): string =>
      spending('一般公共预算财政拨款支出决算表', pension, item)
    // one more in both rows: the sum of its own table is off, that below it is right
    expect(await check(ACCOUNTS, whole, general('30.01'))).toEqual([])
    // in one row only both are off
    expect(await check(ACCOUNTS, whole, general('30.01', '30.00'))).toContain(
      'column_sum 30.01 → 30.00',
    )
  })

  test('a frame around a list of contents is no table', async () => {
    expect(
      await check(
        '2023年某县民政局部门预算',
        '<table><tr><td>目录</td></tr><tr><td>一、收入预算总表</td></tr><tr><td>二、“三公”经费预算表</td></tr><tr><td>三、其他说明</td></tr></table>',
      ),
    ).toEqual([])
  })

  test('增减% of a row follows from its two years', async () => {
    const years = (percent: string): string =>
      table(
        '一般公共预算支出表',
        [['科目编码', '科目名称', '2022年执行数', '2023年预算数', '增减额', '增减%']],
        [
          ['2010301', '行政运行', '50.00', '60.00', '10.00', '20.00'],
          ['2010302', '一般行政管理事务', '40.00', '30.00', '-10.00', percent],
          ['2010399', '其他政府办公厅（室）及相关机构事务支出', '20.00', '25.00', '5.00', '25.00'],
        ],
      )
    expect(await check('2023年某县政府办公室部门预算', years('-25.00'))).toEqual([])
    expect(await check('2023年某县政府办公室部门预算', years('-52.00'))).toEqual([
      'percent_column -52.00 → -25.00%',
    ])
  })

  test('one 行次 that does not count on', async () => {
    const list = (number: string): string =>
      table(
        '收入支出决算总表',
        [['项目', '行次', '金额']],
        [
          ['一、财政拨款收入', '1', '30.00'],
          ['二、事业收入', number, '10.00'],
          ['三、其他收入', '3', ''],
          ['收入总计', '4', '40.00'],
        ],
      )
    expect(await check(ACCOUNTS, list('2'))).toEqual([])
    expect(await check(ACCOUNTS, list('8'))).toEqual(['row_number 8 → null'])
  })
})

describe('codes', () => {
  const TITLES = ['2025年部门支出预算总表', '2025年一般公共预算支出预算表']
  const spending = (title: string, code: string): string =>
    table(
      title,
      [['科目编码', '科目名称', '合计', '基本支出', '项目支出']],
      [
        ['', '合计', '90.00', '90.00', ''],
        ['208', '社会保障和就业支出', '30.00', '30.00', ''],
        ['20805', '行政事业单位养老支出', '30.00', '30.00', ''],
        [code, '机关事业单位基本养老保险缴费支出', '30.00', '30.00', ''],
        ['221', '住房保障支出', '60.00', '60.00', ''],
        ['22102', '住房改革支出', '60.00', '60.00', ''],
        ['2210201', '住房公积金', '60.00', '60.00', ''],
      ],
    )

  test('a code one digit off is one finding, in a year whose list is not at hand too', async () => {
    const right = TITLES.map((title) => spending(title, '2080505'))
    expect(await check('2025年某县档案馆部门预算', ...right)).toEqual([])
    const wrong = [spending(TITLES[0] ?? '', '2080505'), spending(TITLES[1] ?? '', '2080605')]
    const found = await check('2025年某县档案馆部门预算', ...wrong)
    expect(found).toContain(
      'code_name 2080605 机关事业单位基本养老保险缴费支出 → 2080505 机关事业单位基本养老保险缴费支出',
    )
    expect(found.filter((one) => /column_sum|line_missing|leaf_missing/.test(one))).toEqual([])
  })

  test('digits of a code in a sentence', async () => {
    const sentence = (code: string): string =>
      `1、社会保障和就业支出（208类）行政事业单位养老支出（05款）机关事业单位基本养老保险缴费支出（${code}项）30.00万元，主要用于养老保险。`
    const prose = (code: string): Promise<string[]> =>
      check(
        '2025年某县档案馆部门预算',
        '部门预算编制说明',
        sentence(code),
        spending(TITLES[0] ?? '', '2080505'),
      )
    expect(await prose('05')).toEqual([])
    expect(await prose('06')).toEqual(['code_in_prose 2080506 → 2080505'])
  })
})

describe('sentences of other places', () => {
  const items = (amount: string): string[] => [
    ACCOUNTS,
    '第三部分 部门决算情况说明',
    '五、一般公共预算财政拨款支出决算情况说明',
    '1、农林水支出（类）林业和草原（款）行政运行（项）。',
    `主要用于：人员支出。年初预算为58.00万元，支出决算为${amount}万元，完成年初预算的103.45%。决算数大于预算数的主要原因：人员增加。`,
    SPENDING(),
  ]

  test('the subject stands in the sentence or the line before', async () => {
    expect(await check(...items('60.00'))).toEqual([])
    const found = await check(...items('62.00'))
    expect(found).toContain('prose_differs 62.00万元 → 60.00万元')
  })

  test('决算数大于预算数 must be true', async () => {
    expect(await check(...items('50.00'))).toContain('budget_compared 大于 → 小于')
  })

  const budget = (...sentences: readonly string[]): Promise<string[]> =>
    check(
      '2023年某县档案馆部门预算',
      '第二部分 部门预算情况说明',
      '二、支出预算情况说明',
      ...sentences,
    )

  test('two stated years and their percent', async () => {
    const say = (percent: string): Promise<string[]> =>
      budget(
        `2022年当年预算执行数为80.00万元，2023年预算安排90.00万元，比2022年预算执行数增加${percent}%。`,
      )
    expect(await say('12.50')).toEqual([])
    expect(await say('15.20')).toEqual(['growth_of_two 15.20% → 12.50%'])
  })

  test('this year, last year and the difference', async () => {
    const say = (delta: string): Promise<string[]> =>
      budget(`2023年支出预算90.00万元，比2022年80.00万元增加${delta}万元，增长12.50%。`)
    expect(await say('10.00')).toEqual([])
    expect(await say('10.50')).toContain('difference_of_two 10.50万元 → 10.00万元')
  })

  test('changes of the parts of 三公经费 add up', async () => {
    const say = (delta: string): Promise<string[]> =>
      check(
        '2023年某县档案馆部门预算',
        '一、“三公”经费预算情况说明',
        `2023年“三公”经费预算数为8.00万元，比2022年预算减少${delta}万元。其中：`,
        '（一）因公出国（境）费0万元，与2022年预算持平。',
        '（二）公务用车购置及运行费6.00万元，比2022年预算减少3.00万元。',
        '（三）公务接待费2.00万元，与2022年预算持平。',
      )
    expect(await say('3.00')).toEqual([])
    expect(await say('4.00')).toEqual(['change_sum -4.00万元 → -3.00万元'])
  })

  test('a neighbour in the list is no whole of a share', async () => {
    expect(
      await check(
        ACCOUNTS,
        '七、“三公”经费支出决算情况说明',
        '2022年度“三公”经费支出决算中，因公出国（境）费支出决算0万元，占0%；公务用车购置及运行维护费支出决算6.00万元，占75%；公务接待费支出决算2.00万元，占25%。',
      ),
    ).toEqual([])
  })

  test('占本年支出合计的 is a share of that total, wherever it is given', async () => {
    const say = (percent: string): Promise<string[]> =>
      check(
        ACCOUNTS,
        '三、支出决算情况说明',
        '本年支出合计200.00万元，其中：基本支出120.00万元，占60%；项目支出80.00万元，占40%。',
        '五、一般公共预算财政拨款支出决算情况说明',
        `一般公共预算财政拨款支出150.00万元，占本年支出合计的${percent}%。`,
      )
    expect(await say('75.00')).toEqual([])
    expect(await say('57.00')).toEqual(['share 57.00% → 75.00%'])
  })

  test('合计 A，包括 B、C。其中： is a list of A', async () => {
    expect(
      await check(
        '2023年某县档案馆部门预算',
        '二、收入预算情况说明',
        '2023年度收入预算合计100.00万元，包括本年收入80.00万元，上年结转结余20.00万元。其中：',
        '本年一般公共预算收入70.00万元，占70%；',
        '本年事业收入10.00万元，占10%；',
        '上年结转结余20.00万元，占20%。',
      ),
    ).toEqual([])
  })

  test('the budget of the whole is not the budget of its part', async () => {
    expect(
      await check(
        ACCOUNTS,
        '七、“三公”经费支出决算情况说明',
        '“三公”经费财政拨款支出年初预算为20.00万元，支出决算为8.00万元，完成预算的40%，其中：公务用车购置及运行维护费支出决算为6.00万元，完成预算的60%；公务接待费支出决算为2.00万元，完成预算的20%。',
      ),
    ).toEqual([])
  })

  test('sentences alone: the same amount twice, and income against spending', async () => {
    const say = (spending: string): Promise<string[]> =>
      check(
        '2024年某镇人民政府部门预算',
        '三、收支预算情况说明',
        '2024年收支总预算960.00万元。',
        '（二）支出预算情况',
        `2024年支出总预算${spending}万元。`,
      )
    expect(await say('960.00')).toEqual([])
    expect(await say('906.00')).toEqual(['prose_twice 906.00万元 → 960.00万元'])
  })

  test('an increase above the amount itself', async () => {
    const say = (delta: string): Promise<string[]> =>
      budget(`行政运行90.00万元，较上年增加${delta}万元，原因是任务变化。`)
    expect(await say('8.00')).toEqual([])
    expect(await say('800.00')).toEqual(['change_too_large 800.00万元 → 不大于 90.00万元'])
  })

  test('0万元 in a list makes its sum no coarser', async () => {
    const say = (goods: string): Promise<string[]> =>
      check(
        '2023年某县档案馆部门预算',
        '三、政府采购预算情况',
        `2023年度政府采购预算38.20万元，其中：政府采购货物预算${goods}万元、政府采购工程预算0万元、政府采购服务预算30.40万元。`,
      )
    expect(await say('7.80')).toEqual([])
    expect(await say('7.30')).toEqual(['list_sum 38.20万元 → 37.70万元'])
  })

  test('years that cannot be meant', async () => {
    expect(await budget('2823年支出预算90.00万元。')).toContain('year_odd 2823 → null')
    expect(await budget('单位成立于2004年，依据2030年远景目标开展工作。')).toEqual([])
  })
})
