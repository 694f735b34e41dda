import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../tests/support/told-findings.ts'

/** A document in plain text: title, then tables whose cells are parted by bars. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = lines.map((line) => line.replaceAll('|', '\t')).join('\n')
  return await toldFindings(text)
}

const BUDGET = '2023年某县气象局部门预算'
const ACCOUNTS = '2023年度某县气象局部门决算'

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
    const all = (saved: string): string[] =>
      titled(
        '部门收支总表',
        '收入||支出|',
        '项目|预算数|项目|预算数',
        '一、一般公共预算拨款收入|50.00|一、自然资源海洋气象等支出|80.00',
        '二、事业收入|10.00||',
        '本年收入合计|60.00|本年支出合计|80.00',
        `使用非财政拨款结余|${saved}||`,
        '上年结转|4.00||',
        '收入总计|80.00|支出总计|80.00',
      )
    expect(await check(BUDGET, ...all('16.00'), ...income, ...fiscal('4.00'))).toEqual([])
    expect(await check(BUDGET, ...all('17.00'), ...income)).toEqual(['column_sum 17.00 → 16.00'])
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

describe('tables of other shapes', () => {
  test('a class that runs on into the next columns is one class', async () => {
    const basic = (training: string): Promise<string[]> =>
      check(
        ACCOUNTS,
        ...titled(
          '一般公共预算财政拨款基本支出决算表',
          '科目编码|科目名称|金额|科目编码|科目名称|金额|科目编码|科目名称|金额',
          `301|工资福利支出|7.00|302|商品和服务支出|9.00|30216|培训费|${training}`,
          '30101|基本工资|7.00|30201|办公费|3.00|30299|其他商品和服务支出|1.00',
          '人员经费合计||7.00|公用经费合计|||||9.00',
        ),
      )
    expect(await basic('5.00')).toEqual([])
    expect(await basic('6.00')).toEqual(['column_sum 9.00 → 10.00'])
  })

  const balance = titled(
    '部门收支总表',
    '收入||支出|',
    '项目|预算数|项目|预算数',
    '一、一般公共预算拨款收入|90.00|一、自然资源海洋气象等支出|96.00',
    '二、事业收入|6.00||',
    '本年收入合计|96.00|本年支出合计|96.00',
    '收入总计|96.00|支出总计|96.00',
  )
  const spending = titled(
    '部门支出总表',
    '科目编码|科目名称|合计|基本支出|项目支出',
    '|合计|96.00|60.00|36.00',
    '220|自然资源海洋气象等支出|96.00|60.00|36.00',
  )

  test('a title says of which fund and kind its table is', async () => {
    const tables = (total: string): string[] => [
      ...balance,
      ...spending,
      ...titled(
        '一般公共预算项目支出情况表（按支出经济分类科目）',
        '科目编码|科目名称|预算支出',
        '|合计|30.00',
        '302|商品和服务支出|30.00',
        '30201|办公费|30.00',
      ),
      ...titled(
        '财政拨款支出预算表（部门经济分类科目）',
        '科目编码|科目名称|总计|一般公共预算|政府性基金',
        `|合计|${total}|${total}|`,
        '301|工资福利支出|60.00|60.00|',
        '302|商品和服务支出|30.00|30.00|',
      ),
      ...titled(
        '部门预算项目支出及其他支出预算表',
        '项目名称|合计|一般公共预算|其他资金',
        '合计|36.00|30.00|6.00',
        '雷达维护|30.00|30.00|',
        '科普捐赠|6.00||6.00',
      ),
    ]
    expect(await check(BUDGET, ...tables('90.00'))).toEqual([])
    expect(await check(BUDGET, ...tables('91.00'))).toContain('column_sum 91.00 → 90.00')
  })

  test('classes of the government are no totals', async () => {
    const classes = (organ: string): string[] =>
      titled(
        '支出分类汇总表（按政府预算经济分类）',
        '科目编码|科目名称|总计|机关工资福利支出|对事业单位经常性补助|对个人和家庭的补助',
        `|合计|96.00|${organ}|40.00|6.00`,
        `220|自然资源海洋气象等支出|96.00|50.00|40.00|6.00`,
      )
    expect(await check(BUDGET, ...balance, ...classes('50.00'))).toEqual([])
    expect(await check(BUDGET, ...balance, ...classes('51.00'))).toEqual(['row_sum 51.00 → 50.00'])
  })

  test('a unit’s code is not a part of the subject’s', async () => {
    const units = (code: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '部门支出总表',
          '科目编码|||单位代码|单位名称（科目）|合计|基本支出|项目支出',
          '类|款|项|||||',
          '||||合计|96.00|60.00|36.00',
          '|||234001|某县气象局（本级）|80.00|60.00|20.00',
          '208|05|01|234001|行政单位离退休|60.00|60.00|',
          '208|08|01|234001|死亡抚恤|20.00||20.00',
          '|||234002|某县人工影响天气院|16.00||16.00',
          `208|08|${code}|234002|死亡抚恤|16.00||16.00`,
        ),
      )
    expect(await units('01')).toEqual([])
    expect(await units('71')).toContain('code_name 2080871 死亡抚恤 → 2080801 死亡抚恤')
  })

  test('projects under a subject of the same code are its parts', async () => {
    const projects = (radar: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '一般公共预算项目支出预算表',
          '科目编码|||单位代码|单位名称（项目）|金额',
          '类|款|项|||',
          '||||合计|36.00',
          '|||617001|某县气象局|36.00',
          '220|05|09||气象服务|36.00',
          `220|05|09|617001|雷达维护|${radar}`,
          '220|05|09|617001|人工增雨|6.00',
        ),
      )
    expect(await projects('30.00')).toEqual([])
    expect(await projects('31.00')).toEqual(['column_sum 36.00 → 37.00'])
  })

  test('what stood at the beginning of the year counts, a row or a column', async () => {
    const opening = (income: string): Promise<string[]> =>
      check(
        ACCOUNTS,
        ...titled(
          '财政拨款收入支出决算总表',
          '收入||支出|||',
          '项目|金额|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款',
          '一、一般公共预算财政拨款|50.00|一、自然资源海洋气象等支出|50.00|50.00|',
          '二、政府性基金预算财政拨款|20.00|二、其他支出|23.00||23.00',
          '本年收入合计|70.00|本年支出合计|73.00|50.00|23.00',
          '年初财政拨款结转和结余|3.00|年末财政拨款结转和结余|||',
          '政府性基金预算财政拨款|3.00||||',
          '总计|73.00|总计|73.00|50.00|23.00',
        ),
        ...titled(
          '政府性基金预算财政拨款收入支出决算表',
          '项目||年初结转和结余|本年收入|本年支出|||年末结转和结余',
          '科目编码|科目名称|||小计|基本支出|项目支出|',
          `|合计|3.00|${income}|23.00||23.00|`,
          '229|其他支出|3.00|20.00|23.00||23.00|',
        ),
      )
    expect(await opening('20.00')).toEqual([])
    expect(await opening('21.00')).not.toEqual([])
  })

  test('goods are summed by their catalogue codes', async () => {
    const bought = (desks: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '政府采购预算表',
          '采购类别|采购项目|金额',
          '|合计|12.00',
          'A|货物|8.00',
          'A02010000|信息化设备|3.00',
          `A05010000|家具|${desks}`,
          'C|服务|4.00',
          'C16000000|信息技术服务|4.00',
        ),
      )
    expect(await bought('5.00')).toEqual([])
    expect(await bought('6.00')).toEqual(['column_sum 8.00 → 9.00'])
  })

  test('what stands under projects is of the projects, and government classes are their own', async () => {
    const shaanxi = (goods: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '部门综合预算收支总表',
          '收入||支出|||',
          '项目|预算数|部门经济科目|预算数|政府支出经济分类科目|预算数',
          `一、部门预算|50.00|一、部门预算|50.00|一、部门预算|50.00`,
          '1、财政拨款|50.00|1、人员经费和公用经费支出|30.00|1、机关工资福利支出|20.00',
          '||（1）工资福利支出|20.00|2、机关商品和服务支出|30.00',
          `||（2）商品和服务支出|${goods}||`,
          '||2、专项业务经费支出|20.00||',
          '||（1）商品和服务支出|20.00||',
          '收入总计|50.00|支出总计|50.00|支出总计|50.00',
        ),
        ...titled(
          '一般公共预算支出明细表（按支出功能分类科目）',
          '功能科目编码|功能科目名称|合计|人员经费支出|公用经费支出|专项业务经费支出',
          '|合计|50.00|20.00|10.00|20.00',
          '220|自然资源海洋气象等支出|50.00|20.00|10.00|20.00',
        ),
      )
    expect(await shaanxi('10.00')).toEqual([])
    expect(await shaanxi('11.00')).toContain('column_sum 30.00 → 31.00')
  })

  test('dashes ask for no parts', async () => {
    const form = (parts: string): Promise<string[]> =>
      check(
        ACCOUNTS,
        '“三公”经费财政拨款支出及机关运行经费情况表',
        '',
        '公开09表',
        '部门：某县气象局  单位：万元',
        '项目|行次|预算数|决算数',
        '一、“三公”经费支出|1||',
        '（一）支出合计|2|9.00|7.00',
        '1．因公出国（境）费|3|0.00|0.00',
        '2．公务用车购置及运行维护费|4|6.00|5.00',
        '（1）公务用车购置费|5|0.00|0.00',
        '（2）公务用车运行维护费|6|6.00|5.00',
        '3．公务接待费|7|3.00|2.00',
        `（1）国内接待费|8|—|${parts}`,
        '（2）国（境）外接待费|9|—|0.00',
        '（二）相关统计数|10|—|—',
        '1．因公出国（境）团组数（个）|11|—|4',
      )
    expect(await form('2.00')).toEqual([])
    expect(await form('1.00')).toEqual(['column_sum 2.00 → 1.00'])
  })
})

describe('三公 tables and what is said of them', () => {
  const rows = titled(
    '一般公共预算“三公”经费支出表',
    '项目|上年预算数|本年预算数|增减额',
    '合计|14.00|12.00|-2.00',
    '1、因公出国（境）费|0.00|0.00|0.00',
    '2、公务接待费|3.00|3.00|0.00',
    '3、公务用车购置及运行费|11.00|9.00|-2.00',
    '其中：（1）公务用车运行维护费|3.00|4.00|1.00',
    '（2）公务用车购置费|8.00|5.00|-3.00',
  )
  const say = (run: string, change: string): Promise<string[]> =>
    check(
      BUDGET,
      '第二部分 预算情况说明',
      '七、“三公”经费预算情况说明',
      `公务用车购置及运行费9.00万元，其中：公务用车购置费5.00万元，公务用车运行维护费${run}万元，比上年预算减少${change}万元。`,
      ...rows,
    )

  test('本年预算数 is what the text gives', async () => {
    expect(await say('4.00', '2.00')).toEqual([])
    expect(await say('4.50', '2.00')).toContain('prose_differs 4.50万元 → 4.00万元')
  })

  test('a change behind a list is that of the head or of the last', async () => {
    expect(await say('4.00', '2.50')).toContainEqual(expect.stringMatching(/^prose_differs 2\.50/))
  })
})

describe('last places and borrowed names', () => {
  test('a change may be one off where others are too small to be printed', async () => {
    const changes = (change: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '一般公共预算支出表',
          '科目编码|科目名称|2022年预算数|2023年预算数|增减额',
          `210|卫生健康支出|9.00|8.00|${change}`,
          '21011|行政事业单位医疗|9.00|8.00|-1.00',
          '2101101|行政单位医疗|4.00|4.00|',
          '2101102|事业单位医疗|5.00|4.00|-0.99',
        ),
      )
    expect(await changes('-1.00')).toEqual([])
    expect(await changes('-1.20')).not.toEqual([])
  })

  test('an item of 229 does not bear the name of another', async () => {
    const lottery = (name: string): Promise<string[]> =>
      check(
        BUDGET,
        ...titled(
          '政府性基金预算支出表',
          '科目编码|科目名称|合计|基本支出|项目支出',
          '229|其他支出|4.00||4.00',
          '22960|彩票公益金安排的支出|4.00||4.00',
          `2296002|${name}|4.00||4.00`,
        ),
      )
    expect(await lottery('用于本县福利的彩票支出')).toEqual([])
    expect(await lottery('用于教育事业的彩票公益金支出')).toEqual([
      expect.stringMatching(/^code_name 2296002/),
    ])
  })
})

describe('Hunan’s tables of basic spending by government classes', () => {
  const basic = titled(
    '一般公共预算支出表',
    '科目编码|科目名称|合计|人员经费|公用经费|项目支出',
    '|合计|30.00|20.00|9.00|1.00',
    '220|自然资源海洋气象等支出|30.00|20.00|9.00|1.00',
  )
  const goods = (code: string, total: string): string[] =>
    titled(
      '一般公共预算基本支出表--公用经费（商品和服务支出）（按政府预算经济分类）',
      '科目编码|科目名称|合计',
      `|合计|${total}`,
      `502|机关商品和服务支出|${total}`,
      `${code}|办公经费|${total}`,
    )

  test('are of running costs alone, with codes of their own', async () => {
    expect(await check(BUDGET, ...basic, ...goods('50201', '9.00'))).toEqual([])
    expect(await check(BUDGET, ...basic, ...goods('50201', '8.00'))).toEqual([
      'same_figure 8.00 → 9.00',
    ])
    expect(await check(BUDGET, ...basic, ...goods('50281', '9.00'))).toContain(
      'code_name 50281 办公经费 → 50201 办公经费',
    )
  })
})
