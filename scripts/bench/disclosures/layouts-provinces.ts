import { sumOf, type Where } from './department.ts'
import { type Block, type Cell, cell, money, type Paper, type TableBlock } from './document.ts'
import {
  all,
  balance,
  basic,
  both,
  CLASSES,
  compare,
  economicRows,
  emptyTable,
  fiscalBalance,
  functionRows,
  income,
  isBasic,
  isBusiness,
  isCarried,
  isFiscal,
  isFund,
  isGeneral,
  isProject,
  isYear,
  ordinal,
  type Pen,
  publicItems,
  round,
  share,
  spending,
  table,
  texts,
  threeFigures,
  threePublic,
  vehiclesSentence,
} from './layouts.ts'

const general = both(isGeneral, isYear)
const isPersonnel: Where = ({ kind }) => kind === 'personnel'
const isPublic: Where = ({ kind }) => kind === 'public'

/** 比上年增加 A，增长 P%, in the words that most places use. */
function change(
  pen: Pen,
  now: number,
  than: string,
  words: { up?: string; down?: string; same?: string } = {},
): string {
  return compare(pen, now, { than, up: '增加', down: '减少', same: '持平', ...words })
}

/** What was planned for the accounts of a year. */
function budgetOf(pen: Pen, fen: number): number {
  return Math.round(fen * (0.9 + (pen.department.vehicles[0] ?? 0) * 0.05))
}

function completion(pen: Pen, now: number, planned: number): string {
  const share =
    Number(pen.text(planned)) === 0 ? 0 : (Number(pen.text(now)) / Number(pen.text(planned))) * 100
  return `${round(share, pen.style.percentDecimals)}%`
}

function against(pen: Pen, now: number, planned: number): string {
  const gap = Number(pen.text(now)) - Number(pen.text(planned))
  if (gap === 0) return '决算数与年初预算数持平'
  return `决算数${gap > 0 ? '大于' : '小于'}年初预算数的主要原因是工作安排变化`
}

function names(pen: Pen, code: string): { top: string; middle: string } {
  return {
    top: pen.names.functions.get(code.slice(0, 3)) ?? '',
    middle: pen.names.functions.get(code.slice(0, 5)) ?? '',
  }
}

// ---- the nine tables of the national accounts

function accountsBalance(pen: Pen): TableBlock {
  const left: [string, Cell][] = [
    ['一、一般公共预算财政拨款收入', pen.amount(general)],
    ['二、政府性基金预算财政拨款收入', pen.amount(both(isFund, isYear))],
    ['三、国有资本经营预算财政拨款收入', money('')],
    ['四、上级补助收入', money('')],
    ['五、事业收入', pen.amount(both(isBusiness, isYear))],
    ['六、经营收入', money('')],
    ['七、附属单位上缴收入', money('')],
    ['八、其他收入', money('')],
  ]
  const used = [
    ...new Set([...CLASSES, ...pen.department.lines.map(({ func }) => func.slice(0, 3))]),
  ].sort()
  const right = used.map((code, at): [string, Cell] => [
    `${ordinal(at + 1)}、${pen.names.functions.get(code)}`,
    pen.amount(({ func }) => func.startsWith(code)),
  ])
  const rows: [string, Cell, string, Cell][] = []
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    rows.push([
      left[at]?.[0] ?? '',
      left[at]?.[1] ?? money(''),
      right[at]?.[0] ?? '',
      right[at]?.[1] ?? money(''),
    ])
  }
  rows.push(
    ['本年收入合计', pen.amount(isYear), '本年支出合计', pen.amount(all)],
    ['使用非财政拨款结余和专用结余', money(''), '结余分配', money('')],
    ['年初结转和结余', pen.amount(isCarried), '年末结转和结余', money('')],
    ['', money(''), '', money('')],
    ['总计', pen.amount(all), '总计', pen.amount(all)],
  )
  return table(
    pen,
    '收入支出决算总表',
    [
      [cell('收入', 3), cell('支出', 3)],
      [cell('项目'), cell('行次'), cell('金额'), cell('项目'), cell('行次'), cell('金额')],
      [cell('栏次'), cell(''), cell('1'), cell('栏次'), cell(''), cell('2')],
    ],
    rows.map(([a, b, c, d], at) => [
      cell(a),
      cell(String(at + 1)),
      b,
      cell(c),
      cell(String(at + 1 + rows.length)),
      d,
    ]),
  )
}

function counted(columns: readonly string[], labels: number): Cell[] {
  return [cell('栏次', labels), ...columns.map((_, at) => cell(String(at + 1)))]
}

/** Rows by function under headings of two rows, with 栏次 and 合计 above. */
function byFunction(
  pen: Pen,
  title: string,
  where: Where,
  columns: readonly (readonly [string, Where])[],
  note = '',
): TableBlock {
  const row = (code: string, name: string, own: Where): Cell[] => [
    cell(code),
    cell(name),
    ...columns.map(([, column]) => pen.amount(both(own, column))),
  ]
  return table(
    pen,
    title,
    [
      [cell('项目', 2), ...columns.map(([name]) => cell(name, 1, 2))],
      [cell('功能分类科目编码'), cell('科目名称')],
      counted(
        columns.map(([name]) => name),
        2,
      ),
    ],
    [
      [cell('合计', 2), ...columns.map(([, column]) => pen.amount(both(where, column)))],
      ...functionRows(pen, where, [3, 5, 7]).map((item) => row(item.code, item.name, item.where)),
    ],
    note,
  )
}

function accountsFiscal(pen: Pen): TableBlock {
  const used = [
    ...new Set([
      ...CLASSES,
      ...pen.department.lines.filter(isFiscal).map(({ func }) => func.slice(0, 3)),
    ]),
  ].sort()
  const left: [string, Where | undefined][] = [
    ['一、一般公共预算财政拨款', general],
    ['二、政府性基金预算财政拨款', both(isFund, isYear)],
    ['三、国有资本经营财政拨款', undefined],
  ]
  const spread = (where: Where | undefined): Cell[] =>
    where
      ? [
          pen.amount(both(where, isFiscal)),
          pen.amount(both(where, isGeneral)),
          pen.amount(both(where, isFund)),
          money(''),
        ]
      : [money(''), money(''), money(''), money('')]
  const right = used.map((code, at): [string, Where] => [
    `${ordinal(at + 1)}、${pen.names.functions.get(code)}`,
    both(isFiscal, ({ func }) => func.startsWith(code)),
  ])
  const body: Cell[][] = []
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [a, b] = left[at] ?? ['', undefined]
    const [c, d] = right[at] ?? ['', undefined]
    body.push([cell(a), b ? pen.amount(b) : money(''), cell(c), ...spread(d)])
  }
  body.push(
    [
      cell('本年收入合计'),
      pen.amount(both(isFiscal, isYear)),
      cell('本年支出合计'),
      ...spread(isFiscal),
    ],
    [
      cell('年初财政拨款结转和结余'),
      pen.amount(both(isFiscal, isCarried)),
      cell('年末财政拨款结转和结余'),
      ...spread(undefined),
    ],
    [
      cell('一般公共预算财政拨款'),
      pen.amount(both(isGeneral, isCarried)),
      cell(''),
      ...spread(undefined),
    ],
    [cell('政府性基金预算财政拨款'), money(''), cell(''), ...spread(undefined)],
    [cell('国有资本经营预算财政拨款'), money(''), cell(''), ...spread(undefined)],
    [cell('总计'), pen.amount(isFiscal), cell('总计'), ...spread(isFiscal)],
  )
  return table(
    pen,
    '财政拨款收入支出决算总表',
    [
      [cell('收入', 2), cell('支出', 5)],
      [
        cell('项目'),
        cell('金额'),
        cell('项目'),
        cell('合计'),
        cell('一般公共预算财政拨款'),
        cell('政府性基金预算财政拨款'),
        cell('国有资本经营预算财政拨款'),
      ],
    ],
    body,
  )
}

/** Personnel in one block, running costs in two more beside it. */
function accountsBasic(pen: Pen, title: string): TableBlock {
  const where = both(isGeneral, isBasic)
  const rowsOf = (classes: readonly string[]): [string, string, Cell][] =>
    economicRows(
      pen,
      both(where, ({ econ }) => classes.includes(econ.slice(0, 3))),
      [3, 5],
    ).map((row) => [row.code, row.name, pen.amount(row.where)])
  const blocks = [rowsOf(['301', '303']), rowsOf(['302']), rowsOf(['307', '310'])]
  const size = Math.max(...blocks.map((block) => block.length))
  const body = Array.from({ length: size }, (_, at) =>
    blocks.flatMap((block) => {
      const [code = '', name = '', amount = money('')] = block[at] ?? []
      return [cell(code), cell(name), amount]
    }),
  )
  body.push([
    cell('人员经费合计', 2),
    pen.amount(both(where, isPersonnel)),
    cell('公用经费合计', 5),
    pen.amount(both(where, isPublic)),
  ])
  return table(
    pen,
    title,
    [
      [cell('人员经费', 3), cell('公用经费', 6)],
      [0, 1, 2].flatMap(() => [cell('科目编码'), cell('科目名称'), cell('决算数')]),
    ],
    body,
  )
}

interface Three {
  total: number
  abroad: number
  vehicle: number
  buy: number
  run: number
  reception: number
}

function planned(pen: Pen, three: Three): Three {
  const abroad = budgetOf(pen, three.abroad)
  const buy = budgetOf(pen, three.buy)
  const run = Math.round(three.run * 1.1)
  const reception = Math.round(three.reception * 1.25)
  return { abroad, buy, run, reception, vehicle: buy + run, total: abroad + buy + run + reception }
}

function accountsThree(pen: Pen): TableBlock {
  const three = threeFigures(pen)
  const plan = planned(pen, three)
  const keys = ['total', 'abroad', 'vehicle', 'buy', 'run', 'reception'] as const
  const head = (): Cell[] => [
    cell('合计', 1, 2),
    cell('因公出国（境）费', 1, 2),
    cell('公务用车购置及运行维护费', 3),
    cell('公务接待费', 1, 2),
  ]
  const under = (): Cell[] => [cell('小计'), cell('公务用车购置费'), cell('公务用车运行维护费')]
  return table(
    pen,
    '财政拨款“三公”经费支出决算表',
    [
      [cell('预算数', 6), cell('决算数', 6)],
      [...head(), ...head()],
      [...under(), ...under()],
    ],
    [
      [
        ...keys.map((key) => money(pen.text(plan[key]))),
        ...keys.map((key) => money(pen.text(three[key]))),
      ],
    ],
  )
}

function fundMovement(pen: Pen): TableBlock {
  const rows = functionRows(pen, isFund, [3, 5, 7])
  const row = (code: string, name: string, where: Where): Cell[] => [
    cell(code),
    cell(name),
    money('0.00'),
    pen.amount(where),
    pen.amount(where),
    pen.amount(both(where, isBasic)),
    pen.amount(both(where, isProject)),
    money('0.00'),
  ]
  return table(
    pen,
    '政府性基金预算财政拨款收入支出决算表',
    [
      [
        cell('项目', 2),
        cell('年初结转和结余', 1, 2),
        cell('本年收入', 1, 2),
        cell('本年支出', 3),
        cell('年末结转和结余', 1, 2),
      ],
      [
        cell('功能分类科目编码'),
        cell('科目名称'),
        cell('小计'),
        cell('基本支出'),
        cell('项目支出'),
      ],
    ],
    rows.length === 0
      ? [[cell('合计', 2), ...Array.from({ length: 6 }, () => money(''))]]
      : [
          [cell('合计', 2), ...row('', '', isFund).slice(2)],
          ...rows.map((item) => row(item.code, item.name, item.where)),
        ],
    rows.length === 0
      ? `说明：${pen.department.name}没有政府性基金预算财政拨款收支，故本表无数据。`
      : '',
  )
}

function accountsTables(pen: Pen): TableBlock[] {
  const none: Where = () => false
  return [
    accountsBalance(pen),
    byFunction(pen, '收入决算表', isYear, [
      ['本年收入合计', isYear],
      ['财政拨款收入', both(isFiscal, isYear)],
      ['上级补助收入', none],
      ['事业收入', both(isBusiness, isYear)],
      ['经营收入', none],
      ['附属单位上缴收入', none],
      ['其他收入', none],
    ]),
    byFunction(pen, '支出决算表', all, [
      ['本年支出合计', all],
      ['基本支出', isBasic],
      ['项目支出', isProject],
      ['上缴上级支出', none],
      ['经营支出', none],
      ['对附属单位补助支出', none],
    ]),
    accountsFiscal(pen),
    byFunction(pen, '一般公共预算财政拨款支出决算表', isGeneral, [
      ['本年支出', all],
      ['基本支出', isBasic],
      ['项目支出', isProject],
    ]),
    accountsBasic(pen, '一般公共预算财政拨款基本支出决算明细表'),
    fundMovement(pen),
    emptyTable(
      pen,
      '国有资本经营预算财政拨款支出决算表',
      `说明：${pen.department.name}没有国有资本经营预算财政拨款支出，故本表无数据。`,
    ),
    accountsThree(pen),
  ]
}

function procurementOfAccounts(pen: Pen): string {
  const { unit } = pen.style
  const [goods, works, services] = [2_340_000, 4_120_000, 1_860_000]
  const total = goods + works + services
  const middle = 5_730_000
  const small = 3_210_000
  return `${pen.department.year}年度政府采购支出总额${pen.text(total)}${unit}，其中：政府采购货物支出${pen.text(goods)}${unit}、政府采购工程支出${pen.text(works)}${unit}、政府采购服务支出${pen.text(services)}${unit}。授予中小企业合同金额${pen.text(middle)}${unit}，占政府采购支出总额的${pen.percent(middle, total)}，其中：授予小微企业合同金额${pen.text(small)}${unit}，占政府采购支出总额的${pen.percent(small, total)}。`
}

function basicSentence(pen: Pen, head: string): string {
  const { unit } = pen.style
  const where = both(isGeneral, isBasic)
  return `${head}${pen.text(pen.total(where))}${unit}，其中：人员经费${pen.text(pen.total(both(where, isPersonnel)))}${unit}，主要包括基本工资、津贴补贴；公用经费${pen.text(pen.total(both(where, isPublic)))}${unit}，主要包括${publicItems(pen)}。`
}

function threeOfAccounts(pen: Pen): string[] {
  const { unit } = pen.style
  const three = threeFigures(pen)
  const plan = planned(pen, three)
  const part = (name: string, key: keyof Three): string =>
    `${name}支出决算${pen.text(three[key])}${unit}，占${pen.percent(three[key], three.total)}`
  const item = (at: number, name: string, key: keyof Three, more: string): string =>
    `${at}.${name}预算为${pen.text(plan[key])}${unit}，支出决算为${pen.text(three[key])}${unit}，完成预算的${completion(pen, three[key], plan[key])}，${change(pen, three[key], '比上年')}。${more}`
  return [
    '（一）“三公”经费财政拨款支出决算总体情况说明',
    `“三公”经费财政拨款支出预算为${pen.text(plan.total)}${unit}，支出决算为${pen.text(three.total)}${unit}，完成预算的${completion(pen, three.total, plan.total)}。${against(pen, three.total, plan.total).replace('年初预算数', '预算数')}。`,
    '（二）“三公”经费财政拨款支出决算具体情况说明',
    `${pen.department.year}年度“三公”经费财政拨款支出决算中，${part('因公出国（境）费', 'abroad')}；${part('公务用车购置及运行维护费', 'vehicle')}；${part('公务接待费', 'reception')}。具体情况如下：`,
    item(1, '因公出国（境）费', 'abroad', '全年安排因公出国（境）团组0个，累计0人次。'),
    item(
      2,
      '公务用车购置及运行维护费',
      'vehicle',
      `其中：公务用车购置支出${pen.text(three.buy)}${unit}；公务用车运行维护支出${pen.text(three.run)}${unit}。`,
    ),
    item(
      3,
      '公务接待费',
      'reception',
      `国内公务接待支出${pen.text(three.reception)}${unit}，主要用于检查调研。`,
    ),
  ]
}

function front(pen: Pen, kind: string, tablesPart: string, tables: readonly TableBlock[]): Block[] {
  const { name, year } = pen.department
  return texts(
    `${year}年度${name}部门${kind}`,
    '目录',
    '第一部分 部门概况',
    `第二部分 ${tablesPart}`,
    ...tables.map(({ title }, at) => `${ordinal(at + 1)}、${title}`),
    `第三部分 ${year}年度部门${kind}情况说明`,
    '第四部分 名词解释',
    '第一部分 部门概况',
    '一、部门职责',
    '依照规定办理有关事务。',
    '二、机构设置',
    '本部门没有其他所属机构。',
  )
}

const GLOSSARY = ['第四部分 名词解释', '一、财政拨款收入：指单位从本级财政部门取得的财政预算资金。']

/** The template that most provinces took over for their accounts. */
export function nationalAccounts(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const incomeTotal = pen.total(isYear)
  const fiscal = pen.total(isFiscal)
  const own = pen.total(isGeneral)
  const tables = accountsTables(pen)
  const ownPlan = budgetOf(pen, own)
  const prose = texts(
    `第三部分 ${year}年度部门决算情况说明`,
    '一、收入支出决算总体情况说明',
    `${name}${year}年度收、支总计均为${pen.text(total)}${unit}。${change(pen, total, '与上年相比，收、支总计各')}，主要是业务变化。`,
    '二、收入决算情况说明',
    `${year}年度收入合计${pen.text(incomeTotal)}${unit}，其中：${share(pen, '财政拨款收入', both(isFiscal, isYear), incomeTotal)}；${share(pen, '事业收入', both(isBusiness, isYear), incomeTotal)}；其他收入0${unit}，占0%。`,
    '三、支出决算情况说明',
    `${year}年度支出合计${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    '四、财政拨款收入支出决算总体情况说明',
    `${year}年度财政拨款收、支总计均为${pen.text(fiscal)}${unit}。${change(pen, fiscal, '与上年相比，财政拨款收、支总计各')}。`,
    '五、一般公共预算财政拨款支出决算情况说明',
    '（一）一般公共预算财政拨款支出决算总体情况。',
    `${year}年度一般公共预算财政拨款支出${pen.text(own)}${unit}，占本年支出合计的${pen.percent(own, total)}。${change(pen, own, '与上年相比，一般公共预算财政拨款支出')}。`,
    '（二）一般公共预算财政拨款支出决算结构情况。',
    `${year}年度一般公共预算财政拨款支出${pen.text(own)}${unit}，主要用于以下方面：${functionRows(
      pen,
      isGeneral,
      [3],
    )
      .map(({ name: item, where }) =>
        share(pen, `${item.replace(/支出$/, '')}（类）支出`, where, own),
      )
      .join('；')}。`,
    '（三）一般公共预算财政拨款支出决算具体情况。',
    `${year}年度一般公共预算财政拨款支出年初预算为${pen.text(ownPlan)}${unit}，支出决算为${pen.text(own)}${unit}，完成年初预算的${completion(pen, own, ownPlan)}。其中：`,
    ...functionRows(pen, isGeneral, [7]).map(({ code, name: item, where }, at) => {
      const { top, middle } = names(pen, code)
      const now = pen.total(where)
      const plan = budgetOf(pen, now)
      return `${at + 1}.${top}（类）${middle}（款）${item}（项）。年初预算为${pen.text(plan)}${unit}，支出决算为${pen.text(now)}${unit}，完成年初预算的${completion(pen, now, plan)}。${against(pen, now, plan)}。`
    }),
    '六、一般公共预算财政拨款基本支出决算情况说明',
    basicSentence(pen, `${year}年度一般公共预算财政拨款基本支出`),
    '七、财政拨款“三公”经费支出决算情况说明',
    ...threeOfAccounts(pen),
    '八、政府性基金预算财政拨款收入支出决算情况',
    pen.department.lines.some(isFund)
      ? `${year}年度政府性基金预算财政拨款年初结转和结余0${unit}，本年收入${pen.text(pen.total(isFund))}${unit}，本年支出${pen.text(pen.total(isFund))}${unit}，年末结转和结余0${unit}。`
      : '本部门没有政府性基金预算财政拨款收入，也没有使用政府性基金预算财政拨款安排的支出。',
    '九、其他重要事项情况说明',
    '（一）政府采购支出情况',
    procurementOfAccounts(pen),
    '（二）国有资产占有使用情况',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...front(pen, '决算', '部门决算表', tables),
      ...texts('第二部分 部门决算表'),
      ...tables,
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

/** Accounts in yuan whose sentences give shares of 总收入 and 总支出, as in the south-west. */
export function yunnanAccounts(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const incomeTotal = pen.total(isYear)
  const own = pen.total(isGeneral)
  const basicTotal = pen.total(isBasic)
  const three = threeFigures(pen)
  const plan = planned(pen, three)
  const tables = accountsTables(pen).map((block) => ({
    ...block,
    title: block.title.replace('决算总表', '决算表'),
  }))
  const of = (item: string, where: Where, whole: number, of: string): string =>
    `${item}${pen.text(pen.total(where))}${unit}，占${of}的${pen.percent(pen.total(where), whole)}`
  const prose = texts(
    `第三部分 ${year}年度部门决算情况说明`,
    '一、收入决算情况说明',
    `${name}${year}年度收入合计${pen.text(incomeTotal)}${unit}。其中：${of('财政拨款收入', both(isFiscal, isYear), incomeTotal, '总收入')}；上级补助收入0.00${unit}，占总收入的0.00%；${of('事业收入', both(isBusiness, isYear), incomeTotal, '总收入')}；其他收入0.00${unit}，占总收入的0.00%。`,
    `${change(pen, incomeTotal, '与上年相比，收入合计')}。`,
    '二、支出决算情况说明',
    `${name}${year}年度支出合计${pen.text(total)}${unit}。其中：${of('基本支出', isBasic, total, '总支出')}；${of('项目支出', isProject, total, '总支出')}；上缴上级支出、经营支出、对附属单位补助支出共0.00${unit}，占总支出的0.00%。`,
    `${change(pen, total, '与上年相比，支出合计')}。`,
    '（一）基本支出情况',
    `${year}年度用于保障${name}机关、下属事业单位等机构正常运转的日常支出${pen.text(basicTotal)}${unit}。其中：基本工资、津贴补贴等人员经费支出${pen.text(pen.total(both(isBasic, isPersonnel)))}${unit}，占基本支出的${pen.percent(pen.total(both(isBasic, isPersonnel)), basicTotal)}；${publicItems(pen)}等公用经费${pen.text(pen.total(both(isBasic, isPublic)))}${unit}，占基本支出的${pen.percent(pen.total(both(isBasic, isPublic)), basicTotal)}。`,
    '（二）项目支出情况',
    `${year}年度用于保障${name}机构、下属事业单位等机构为完成特定的行政工作任务或事业发展目标，用于专项业务工作的经费支出${pen.text(pen.total(isProject))}${unit}。`,
    '三、一般公共预算财政拨款支出决算情况说明',
    '（一）一般公共预算财政拨款支出决算总体情况',
    `${name}${year}年度一般公共预算财政拨款支出${pen.text(own)}${unit}，占本年支出合计的${pen.percent(own, total)}。${change(pen, own, '与上年相比')}。`,
    '（二）一般公共预算财政拨款支出决算具体情况',
    ...functionRows(pen, isGeneral, [3]).map(
      ({ name: item, where }, at) =>
        `${at + 1}.${item.replace(/支出$/, '')}（类）支出${pen.text(pen.total(where))}${unit}，占一般公共预算财政拨款总支出的${pen.percent(pen.total(where), own)}。主要用于单位开展工作；`,
    ),
    '四、财政拨款“三公”经费支出决算情况说明',
    '（一）财政拨款“三公”经费支出决算总体情况',
    `${name}${year}年度财政拨款“三公”经费支出预算为${pen.text(plan.total)}${unit}，支出决算为${pen.text(three.total)}${unit}，完成预算的${completion(pen, three.total, plan.total)}。其中：因公出国（境）费支出决算为${pen.text(three.abroad)}${unit}，完成预算的${completion(pen, three.abroad, plan.abroad)}；公务用车购置及运行费支出决算为${pen.text(three.vehicle)}${unit}，完成预算的${completion(pen, three.vehicle, plan.vehicle)}；公务接待费支出决算为${pen.text(three.reception)}${unit}，完成预算的${completion(pen, three.reception, plan.reception)}。`,
    `${year}年度财政拨款“三公”经费支出决算数${change(pen, three.total, '比上年')}。`,
    '（二）财政拨款“三公”经费支出决算具体情况',
    `${year}年度财政拨款“三公”经费支出决算中，因公出国（境）费支出${pen.text(three.abroad)}${unit}，占${pen.percent(three.abroad, three.total)}；公务用车购置及运行维护费支出${pen.text(three.vehicle)}${unit}，占${pen.percent(three.vehicle, three.total)}；公务接待费支出${pen.text(three.reception)}${unit}，占${pen.percent(three.reception, three.total)}。`,
    '五、其他重要事项情况说明',
    '（一）国有资产占用情况',
    vehiclesSentence(pen),
    '（二）政府采购支出情况',
    procurementOfAccounts(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...front(pen, '决算', '部门决算表', tables),
      ...texts('第二部分 部门决算表'),
      ...tables,
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

/** Accounts that list each income and each class with its change, percents with one place. */
export function guangxiAccounts(pen: Pen): Paper {
  const { year } = pen.department
  const { unit } = pen.style
  const than = `较${year - 1}年度决算数`
  const tables = accountsTables(pen)
  const own = pen.total(isGeneral)
  const three = threeFigures(pen)
  const plan = planned(pen, three)
  const prose = texts(
    `第三部分 ${year}年度部门决算情况说明`,
    '一、收入支出决算总体情况',
    `（一）本部门${year}年度总收入${pen.text(pen.total())}${unit}，其中本年收入${pen.text(pen.total(isYear))}${unit}，${change(pen, pen.total(isYear), than)}。收入具体情况如下：`,
    `1.一般公共预算财政拨款收入${pen.text(pen.total(general))}${unit}，为本级财政当年拨付的资金。${change(pen, pen.total(general), than)}，主要原因是人员变化。`,
    `2.政府性基金预算财政拨款收入${pen.text(pen.total(isFund))}${unit}，为本级财政当年拨付的资金。`,
    `3.事业收入${pen.text(pen.total(isBusiness))}${unit}，为事业单位开展业务活动取得的收入。`,
    `4.上年结转和结余${pen.text(pen.total(isCarried))}${unit}，为以前年度支出预算未执行完毕、结转到本年度继续使用的资金。`,
    `（二）本部门${year}年度总支出${pen.text(pen.total())}${unit}，其中本年支出${pen.text(pen.total())}${unit}，${change(pen, pen.total(), than)}。支出具体情况如下：`,
    ...functionRows(pen, all, [3]).map(
      ({ name: item, where }, at) =>
        `${at + 1}.${item}${pen.text(pen.total(where))}${unit}：主要用于本部门开展工作。${change(pen, pen.total(where), than)}，主要原因是任务变化。`,
    ),
    '二、一般公共预算财政拨款支出决算情况说明',
    `本部门${year}年度一般公共预算财政拨款支出${pen.text(own)}${unit}，完成年初预算${pen.text(budgetOf(pen, own))}${unit}的${completion(pen, own, budgetOf(pen, own))}。其中：基本支出${pen.text(pen.total(both(isGeneral, isBasic)))}${unit}，占一般公共预算财政拨款支出的${pen.percent(pen.total(both(isGeneral, isBasic)), own)}；项目支出${pen.text(pen.total(both(isGeneral, isProject)))}${unit}，占一般公共预算财政拨款支出的${pen.percent(pen.total(both(isGeneral, isProject)), own)}。`,
    '三、一般公共预算财政拨款基本支出决算情况说明',
    basicSentence(pen, `${year}年度一般公共预算财政拨款基本支出`),
    '四、“三公”经费支出决算情况说明',
    `${year}年度财政拨款“三公”经费支出决算数${pen.text(three.total)}${unit}，${change(pen, three.total, than)}。其中：因公出国（境）费支出${pen.text(three.abroad)}${unit}；公务用车购置及运行维护费支出${pen.text(three.vehicle)}${unit}；公务接待费支出${pen.text(three.reception)}${unit}，完成预算的${completion(pen, three.reception, plan.reception)}。`,
    '五、其他重要事项情况说明',
    '（一）政府采购情况',
    procurementOfAccounts(pen),
    '（二）国有资产占用情况',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...front(pen, '决算', '部门决算表', tables),
      ...texts('第二部分 部门决算表'),
      ...tables,
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

// ---- budgets

function procurementOfBudget(pen: Pen, words: readonly [string, string, string, string]): string {
  const { unit } = pen.style
  const [goods, works, services] = [1_530_000, 2_780_000, 960_000]
  return `${pen.department.year}年${words[0]}${pen.text(goods + works + services)}${unit}，其中，${words[1]}${pen.text(goods)}${unit}；${words[2]}${pen.text(works)}${unit}；${words[3]}${pen.text(services)}${unit}。`
}

/** Income beside spending by function, by department class and by basic and project. */
function fourWays(pen: Pen, title: string): TableBlock {
  const left: [string, Cell][] = [
    ['一、一般公共预算拨款收入', pen.amount(general)],
    ['二、政府性基金预算拨款收入', pen.amount(both(isFund, isYear))],
    ['三、国有资本经营预算拨款收入', money('')],
    ['四、事业收入', pen.amount(both(isBusiness, isYear))],
  ]
  const classes = [
    ...new Set([...CLASSES, ...pen.department.lines.map(({ func }) => func.slice(0, 3))]),
  ].sort()
  const byClass = classes.map((code, at): [string, Cell] => [
    `${ordinal(at + 1)}、${pen.names.functions.get(code)}`,
    pen.amount(({ func }) => func.startsWith(code)),
  ])
  const econ = (code: string): Where => both(isBasic, ({ econ: own }) => own.startsWith(code))
  const byKind: [string, Cell][] = [
    ['一、基本支出', pen.amount(isBasic)],
    ['工资福利支出', pen.amount(econ('301'))],
    ['商品和服务支出', pen.amount(econ('302'))],
    ['对个人和家庭的补助', pen.amount(econ('303'))],
    ['二、项目支出', pen.amount(isProject)],
    ['三、事业单位经营服务支出', money('')],
  ]
  const size = Math.max(left.length, byClass.length, byKind.length)
  const body = Array.from({ length: size }, (_, at) =>
    [left, byClass, byKind].flatMap((list) => {
      const [name = '', amount = money('')] = list[at] ?? []
      return [cell(name), amount]
    }),
  )
  body.push(
    ['本年收入合计', '本年支出合计', '本年支出合计'].flatMap((name, at) => [
      cell(name),
      pen.amount(at === 0 ? isYear : all),
    ]),
    ['上年结转结余', '年终结转结余', '年终结转结余'].flatMap((name, at) => [
      cell(name),
      at === 0 ? pen.amount(isCarried) : money(''),
    ]),
    ['收入总计', '支出总计', '支出总计'].flatMap((name) => [cell(name), pen.amount(all)]),
  )
  return table(
    pen,
    title,
    [
      [cell('收入', 2), cell('支出', 4)],
      [
        cell('项目'),
        cell('本年预算'),
        cell('项目（按功能分类）'),
        cell('本年预算'),
        cell('项目（按支出性质和经济分类）'),
        cell('本年预算'),
      ],
    ],
    body,
  )
}

/** Basic spending in personnel and running costs, project spending, of the general budget. */
function generalByKind(pen: Pen, title: string): TableBlock {
  const columns: readonly Where[] = [
    all,
    isBasic,
    both(isBasic, isPersonnel),
    both(isBasic, isPublic),
    isProject,
  ]
  const row = (code: string, name: string, where: Where): Cell[] => [
    cell(code),
    cell(name),
    ...columns.map((column) => pen.amount(both(where, column))),
  ]
  return table(
    pen,
    title,
    [
      [cell('功能科目', 2), cell('合计', 1, 2), cell('基本支出', 3), cell('项目支出', 1, 2)],
      [cell('科目编码'), cell('科目名称'), cell('小计'), cell('人员经费'), cell('公用经费')],
    ],
    [
      row('', '合计', isGeneral),
      ...functionRows(pen, isGeneral, [3, 5, 7]).map((item) =>
        row(item.code, item.name, item.where),
      ),
    ],
  )
}

export function hunan(pen: Pen): Paper {
  const { year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const own = pen.total(isGeneral)
  const three = threeFigures(pen)
  const tables = [
    fourWays(pen, '收支总表'),
    income(pen, '收入总表'),
    spending(pen, '支出总表', all, [3, 5, 7], true),
    fiscalBalance(pen, '财政拨款收支总表'),
    generalByKind(pen, '一般公共预算支出表'),
    basic(pen, '一般公共预算基本支出表（按部门预算经济分类）', isGeneral, false),
    threePublic(pen, '一般公共预算“三公”经费支出表', false),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算支出表', isFund, [3, 5, 7], false)
      : emptyTable(pen, '政府性基金预算支出表', '注：本部门没有政府性基金预算，故本表为空。'),
    emptyTable(pen, '国有资本经营预算支出表', '注：本部门没有国有资本经营预算，故本表为空。'),
  ]
  const prose = texts(
    `第一部分 ${year}年部门预算说明`,
    '一、部门基本概况',
    '（一）职能职责',
    '依照规定办理有关事务。',
    '二、部门预算单位构成',
    '本部门只有本级，没有其他预算单位。',
    '三、部门收支总体情况',
    `（一）收入预算：包括一般公共预算、政府性基金、国有资本经营预算等财政拨款收入，以及经营收入、事业收入等单位资金。${year}年本部门收入预算${pen.text(total)}${unit}，其中，一般公共预算拨款${pen.text(pen.total(general))}${unit}，政府性基金预算拨款${pen.text(pen.total(isFund))}${unit}，事业收入${pen.text(pen.total(isBusiness))}${unit}，上年结转结余${pen.text(pen.total(isCarried))}${unit}。${change(pen, total, '收入较去年')}，主要是项目变化。`,
    `（二）支出预算：${year}年本部门支出预算${pen.text(total)}${unit}，其中，${functionRows(
      pen,
      all,
      [3],
    )
      .map(({ name: item, where }) => `${item}${pen.text(pen.total(where))}${unit}`)
      .join('，')}。${change(pen, total, '支出较去年')}，主要是项目变化。`,
    '四、一般公共预算拨款支出',
    `${year}年本部门一般公共预算拨款支出预算${pen.text(own)}${unit}，其中，${functionRows(
      pen,
      isGeneral,
      [3],
    )
      .map(({ name: item, where }) => share(pen, item, where, own))
      .join('；')}。具体安排情况如下：`,
    `（一）基本支出：${year}年本部门基本支出预算数${pen.text(pen.total(both(isGeneral, isBasic)))}${unit}，主要是为保障部门正常运转、完成日常工作任务而发生的各项支出，包括用于基本工资、津贴补贴等人员经费以及${publicItems(pen)}等公用经费。`,
    `（二）项目支出：${year}年本部门项目支出预算数${pen.text(pen.total(both(isGeneral, isProject)))}${unit}，主要是部门为完成特定行政工作任务或事业发展目标而发生的支出。`,
    '五、其他重要事项的情况说明',
    `（一）“三公”经费预算：${year}年本部门“三公”经费预算数${pen.text(three.total)}${unit}，其中，公务接待费${pen.text(three.reception)}${unit}，因公出国（境）费${pen.text(three.abroad)}${unit}，公务用车购置及运行费${pen.text(three.vehicle)}${unit}（其中，公务用车购置费${pen.text(three.buy)}${unit}，公务用车运行费${pen.text(three.run)}${unit}）。${change(pen, three.total, `${year}年“三公”经费预算较上年`)}。`,
    `（二）政府采购情况：${procurementOfBudget(pen, ['本部门政府采购预算总额', '货物类采购预算', '工程类采购预算', '服务类采购预算'])}`,
    `（三）国有资产占用使用及新增资产配置情况：${vehiclesSentence(pen)}`,
    '六、名词解释',
    '1.机关运行经费：是指为保障单位运行用于购买货物和服务的资金。',
    `第二部分 ${year}年部门预算表`,
  )
  return {
    layout: pen.style.name,
    blocks: [...texts(`${pen.department.name}${year}年部门预算公开`), ...prose, ...tables],
  }
}

/** 三公经费 with 会议费 and 培训费 behind it. */
function threeAndMeetings(pen: Pen, title: string): TableBlock {
  const three = threeFigures(pen)
  const meeting = 340_000
  const training = 270_000
  return table(
    pen,
    title,
    [
      [
        cell('“三公”经费合计', 1, 2),
        cell('因公出国（境）费', 1, 2),
        cell('公务用车购置及运行维护费', 3),
        cell('公务接待费', 1, 2),
        cell('会议费', 1, 2),
        cell('培训费', 1, 2),
      ],
      [cell('小计'), cell('公务用车购置费'), cell('公务用车运行维护费')],
    ],
    [
      [
        three.total,
        three.abroad,
        three.vehicle,
        three.buy,
        three.run,
        three.reception,
        meeting,
        training,
      ].map((fen) => money(pen.text(fen))),
    ],
  )
}

export function jiangsu(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const yearTotal = pen.total(isYear)
  const fiscal = pen.total(isFiscal)
  const three = threeFigures(pen)
  const basicTotal = pen.total(both(isFiscal, isBasic))
  const tables = [
    balance(pen, '收支总表', {
      year: '合计',
      carry: '上年结转结余',
      closing: '年终结转结余',
      isFull: true,
    }),
    income(pen, '收入总表'),
    spending(pen, '支出总表', all, [3, 5, 7], true),
    fiscalBalance(pen, '财政拨款收支总表'),
    spending(pen, '财政拨款支出表（功能科目）', isFiscal, [3, 5, 7], false),
    basic(pen, '财政拨款基本支出表（经济科目）', isFiscal, false),
    spending(pen, '一般公共预算支出表', isGeneral, [3, 5, 7], false),
    basic(pen, '一般公共预算基本支出表', isGeneral, false),
    threeAndMeetings(pen, '一般公共预算“三公”经费、会议费、培训费支出预算表'),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算支出表', isFund, [3, 5, 7], false)
      : emptyTable(pen, '政府性基金预算支出表', '注：本部门无政府性基金预算支出预算，故本表为空。'),
  ]
  const prose = texts(
    `第三部分 ${year}年度部门预算情况说明`,
    '一、收支预算总体情况说明',
    `${name}${year}年度收入、支出预算总计${pen.text(total)}${unit}，${change(pen, total, '与上年相比收、支预算总计各')}。其中：`,
    `（一）收入预算总计${pen.text(total)}${unit}。包括：`,
    `1.本年收入合计${pen.text(yearTotal)}${unit}。`,
    `（1）一般公共预算拨款收入${pen.text(pen.total(general))}${unit}，${change(pen, pen.total(general), '与上年相比')}。主要原因是任务变化。`,
    `（2）政府性基金预算拨款收入${pen.text(pen.total(isFund))}${unit}，${pen.total(isFund) > 0 ? change(pen, pen.total(isFund), '与上年相比') : '与上年预算数相同'}。`,
    `（3）事业收入${pen.text(pen.total(isBusiness))}${unit}，${pen.total(isBusiness) > 0 ? change(pen, pen.total(isBusiness), '与上年相比') : '与上年预算数相同'}。`,
    `2.上年结转结余为${pen.text(pen.total(isCarried))}${unit}。`,
    `（二）支出预算总计${pen.text(total)}${unit}。包括：`,
    `1.本年支出合计${pen.text(total)}${unit}。`,
    ...functionRows(pen, all, [3]).map(
      ({ name: item, where }, at) =>
        `（${at + 1}）${item}（类）支出${pen.text(pen.total(where))}${unit}，主要用于开展工作。${change(pen, pen.total(where), '与上年相比')}。`,
    ),
    `2.年终结转结余为0.00${unit}。`,
    '二、收入预算情况说明',
    `${name}${year}年度收入预算合计${pen.text(total)}${unit}，包括本年收入${pen.text(yearTotal)}${unit}，上年结转结余${pen.text(pen.total(isCarried))}${unit}。其中：`,
    `本年${share(pen, '一般公共预算收入', general, total)}；`,
    `本年${share(pen, '政府性基金预算收入', both(isFund, isYear), total)}；`,
    `本年${share(pen, '事业收入', both(isBusiness, isYear), total)}；`,
    `${share(pen, '上年结转结余', isCarried, total)}。`,
    '三、支出预算情况说明',
    `${name}${year}年度支出预算合计${pen.text(total)}${unit}，其中：`,
    `${share(pen, '基本支出', isBasic, total)}；`,
    `${share(pen, '项目支出', isProject, total)}。`,
    '四、财政拨款收支预算总体情况说明',
    `${name}${year}年度财政拨款收、支总预算${pen.text(fiscal)}${unit}。${change(pen, fiscal, '与上年相比，财政拨款收、支总计各')}。`,
    '五、财政拨款支出预算情况说明',
    `${name}${year}年财政拨款预算支出${pen.text(fiscal)}${unit}，占本年支出合计的${pen.percent(fiscal, total)}。${change(pen, fiscal, '与上年相比，财政拨款支出')}。其中：`,
    ...functionRows(pen, isFiscal, [3]).flatMap(({ name: item, where }, at) => [
      `（${ordinal(at + 1)}）${item}（类）`,
      ...functionRows(pen, where, [7]).map(
        (line, index) =>
          `${index + 1}.${names(pen, line.code).middle}（款）${line.name}（项）支出${pen.text(pen.total(line.where))}${unit}，${change(pen, pen.total(line.where), '与上年相比')}。`,
      ),
    ]),
    '六、财政拨款基本支出预算情况说明',
    `${name}${year}年度财政拨款基本支出预算${pen.text(basicTotal)}${unit}，其中：`,
    `（一）人员经费${pen.text(pen.total(both(isFiscal, isPersonnel)))}${unit}。主要包括：基本工资、津贴补贴。`,
    `（二）公用经费${pen.text(pen.total(both(isFiscal, isPublic)))}${unit}。主要包括：${publicItems(pen)}。`,
    '七、一般公共预算“三公”经费、会议费、培训费支出预算情况说明',
    `${name}${year}年度一般公共预算拨款安排的“三公”经费支出预算${pen.text(three.total)}${unit}，${change(pen, three.total, '比上年预算')}。其中：因公出国（境）费支出${pen.text(three.abroad)}${unit}，占“三公”经费的${pen.percent(three.abroad, three.total)}；公务用车购置及运行维护费支出${pen.text(three.vehicle)}${unit}，占“三公”经费的${pen.percent(three.vehicle, three.total)}；公务接待费支出${pen.text(three.reception)}${unit}，占“三公”经费的${pen.percent(three.reception, three.total)}。具体情况如下：`,
    `1.因公出国（境）费预算支出${pen.text(three.abroad)}${unit}。`,
    `2.公务用车购置及运行维护费预算支出${pen.text(three.vehicle)}${unit}。其中：`,
    `（1）公务用车购置预算支出${pen.text(three.buy)}${unit}。`,
    `（2）公务用车运行维护费预算支出${pen.text(three.run)}${unit}。`,
    `3.公务接待费预算支出${pen.text(three.reception)}${unit}。`,
    '八、政府采购支出预算情况说明',
    procurementOfBudget(pen, [
      '度政府采购支出预算总额',
      '拟采购货物支出',
      '拟采购工程支出',
      '拟采购服务支出',
    ]),
    '九、国有资产占用情况说明',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...front(pen, '预算', '部门预算表', tables),
      ...texts(`第二部分 ${year}年度部门预算表`),
      ...tables.flatMap((block, at) => [
        ...texts(`公开${String(at + 1).padStart(2, '0')}表`),
        block,
      ]),
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

export function zhejiang(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const own = pen.total(general)
  const three = threeFigures(pen)
  const tables = [
    balance(pen, `${year}年部门收支预算总表`, {
      year: '合计',
      carry: '上年结转',
      closing: '结转下年',
      isFull: false,
    }),
    income(pen, `${year}年部门收入预算总表`),
    spending(pen, `${year}年部门支出预算总表`, all, [3, 5, 7], false),
    fiscalBalance(pen, `${year}年财政拨款收支预算总表`),
    spending(pen, `${year}年一般公共预算支出表`, general, [3, 5, 7], false),
    basic(pen, `${year}年一般公共预算基本支出表`, general, true),
    pen.department.lines.some(isFund)
      ? spending(pen, `${year}年政府性基金预算支出表`, isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          `${year}年政府性基金预算支出表`,
          '注：本部门没有政府性基金预算支出，此表为空表。',
        ),
    threePublic(pen, `${year}年一般公共预算“三公”经费表`, false),
    projects(pen, `${year}年部门预算项目支出表`),
  ]
  const prose = texts(
    `三、${name}${year}年部门预算安排情况说明`,
    `（一）关于${name}${year}年收支预算情况的总体说明`,
    `按照综合预算的原则，${name}所有收入和支出均纳入部门预算管理。收入包括一般公共预算、政府性基金；支出包括有关各类支出。${name}${year}年收支总预算${pen.text(total)}${unit}。`,
    `（二）关于${name}${year}年收入预算情况说明`,
    `${name}${year}年收入预算${pen.text(total)}${unit}，${change(pen, total, '比上年执行数')}，主要是项目变化。其中：${share(pen, '一般公共预算', general, total)}；${share(pen, '政府性基金', both(isFund, isYear), total)}；${share(pen, '事业收入', both(isBusiness, isYear), total)}；${share(pen, '上年结转', isCarried, total)}。`,
    `（三）关于${name}${year}年支出预算情况说明`,
    `${name}${year}年支出预算${pen.text(total)}${unit}，${change(pen, total, '比上年执行数')}，主要是项目变化。`,
    `1.按支出功能分类，包括${functionRows(pen, all, [3])
      .map(({ name: item, where }) => `${item}${pen.text(pen.total(where))}${unit}`)
      .join('、')}。`,
    `2.按支出用途分类，包括${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    `（四）关于${name}${year}年财政拨款收支预算情况的总体说明`,
    `${name}${year}年财政拨款收支总预算${pen.text(pen.total(isFiscal))}${unit}。`,
    `（五）关于${name}${year}年一般公共预算当年拨款情况说明`,
    '1.一般公共预算当年拨款规模变化情况',
    `${name}${year}年一般公共预算当年拨款${pen.text(own)}${unit}，${change(pen, own, `比${year - 1}年执行数`)}。`,
    '2.一般公共预算当年拨款结构情况',
    `${functionRows(pen, general, [3])
      .map(({ name: item, where }) =>
        share(pen, `${item.replace(/支出$/, '')}（类）支出`, where, own),
      )
      .join('；')}。`,
    '3.一般公共预算当年拨款具体使用情况',
    ...functionRows(pen, general, [7]).map(({ code, name: item, where }, at) => {
      const { top, middle } = names(pen, code)
      return `（${at + 1}）${top}（类）${middle}（款）${item}（项）${pen.text(pen.total(where))}${unit}，主要用于单位开展工作。`
    }),
    `（六）关于${name}${year}年一般公共预算基本支出情况说明`,
    `${name}${year}年一般公共预算基本支出${pen.text(pen.total(both(general, isBasic)))}${unit}，其中：`,
    `人员经费${pen.text(pen.total(both(general, isPersonnel)))}${unit}，主要包括：基本工资、津贴补贴；`,
    `公用经费${pen.text(pen.total(both(general, isPublic)))}${unit}，主要包括：${publicItems(pen)}。`,
    `（七）关于${name}${year}年一般公共预算“三公”经费预算情况说明`,
    `${name}${year}年“三公”经费预算数为${pen.text(three.total)}${unit}，${change(pen, three.total, '比上年预算数')}，具体如下：`,
    `因公出国（境）费用：${year}年预算安排${pen.text(three.abroad)}${unit}。`,
    `公务接待费：${year}年预算安排${pen.text(three.reception)}${unit}，${change(pen, three.reception, '比上年预算数')}。`,
    `公务用车购置及运行维护费：${year}年预算安排${pen.text(three.vehicle)}${unit}。其中，公务用车购置费${pen.text(three.buy)}${unit}；公务用车运行维护费${pen.text(three.run)}${unit}。`,
    '（八）其他重要事项的情况说明',
    '1.政府采购情况',
    procurementOfBudget(pen, [
      '政府采购预算总额',
      '政府采购货物预算',
      '政府采购工程预算',
      '政府采购服务预算',
    ]),
    '2.国有资产占有使用情况',
    vehiclesSentence(pen),
    '四、名词解释',
    '（一）一般公共预算：指财政当年拨付的资金。',
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(`${name}${year}年部门预算`, '一、部门概况', '（一）主要职责', '办理有关事务。'),
      ...prose,
      ...texts(`${year}年部门预算表`),
      ...tables,
    ],
  }
}

/** Last year's amount stands in every comparison. */
function fromTo(pen: Pen, now: number, than: string): string {
  const { unit } = pen.style
  const before = pen.prior(now)
  const gap = Number(pen.text(now)) - Number(pen.text(before))
  if (gap === 0 || Number(pen.text(before)) === 0) return `${than}持平`
  const delta = Math.abs(gap).toFixed(2)
  const percent = round((Math.abs(gap) / Number(pen.text(before))) * 100, pen.style.percentDecimals)
  return `${than}${pen.text(before)}${unit}${gap > 0 ? '增加' : '减少'}${delta}${unit}，${gap > 0 ? '增长' : '下降'}${percent}%`
}

export function beijing(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const three = threeFigures(pen)
  const than = `比${year - 1}年`
  const tables = [
    balance(pen, '01部门收支总体情况表', {
      year: '合计',
      carry: '上年结转结余',
      closing: '年终结转结余',
      isFull: false,
    }),
    income(pen, '02部门收入总体情况表'),
    spending(pen, '03部门支出总体情况表', all, [3, 5, 7], true),
    fiscalBalance(pen, '04财政拨款收支总体情况表'),
    spending(pen, '05一般公共预算财政拨款支出情况表', isGeneral, [3, 5, 7], false),
    basic(pen, '06一般公共预算财政拨款基本支出情况表', isGeneral, false),
    threePublic(pen, '07一般公共预算财政拨款“三公”经费支出情况表', true),
    pen.department.lines.some(isFund)
      ? spending(pen, '08政府性基金预算财政拨款支出情况表', isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          '08政府性基金预算财政拨款支出情况表',
          '说明：本部门无此项支出，此表为空表。',
        ),
  ]
  const prose = texts(
    '二、收入预算情况说明',
    `${year}年收入预算${pen.text(total)}${unit}，${fromTo(pen, total, than)}。其中：`,
    `（一）本年财政拨款收入${pen.text(pen.total(both(isFiscal, isYear)))}${unit}，${fromTo(pen, pen.total(both(isFiscal, isYear)), than)}。`,
    `（二）上年结转结余${pen.text(pen.total(isCarried))}${unit}。`,
    '三、支出预算情况说明',
    `${year}年支出预算${pen.text(total)}${unit}，${fromTo(pen, total, than)}。其中：`,
    `（一）${share(pen, '基本支出预算', isBasic, total, '占总支出预算')}，${fromTo(pen, pen.total(isBasic), than)}。`,
    `（二）${share(pen, '项目支出预算', isProject, total, '占总支出预算')}，${fromTo(pen, pen.total(isProject), than)}。`,
    '四、一般公共预算财政拨款支出情况说明',
    `${year}年一般公共预算财政拨款支出预算${pen.text(pen.total(isGeneral))}${unit}，${fromTo(pen, pen.total(isGeneral), than)}。主要用于以下方面：`,
    ...functionRows(pen, isGeneral, [3]).flatMap(({ name: item, where }, at) => [
      `（${ordinal(at + 1)}）“${item}”${year}年预算${pen.text(pen.total(where))}${unit}，${fromTo(pen, pen.total(where), than)}。其中：`,
      ...functionRows(pen, where, [5]).map(
        (line) =>
          `“${line.name}”${year}年预算${pen.text(pen.total(line.where))}${unit}，${fromTo(pen, pen.total(line.where), than)}。`,
      ),
    ]),
    '五、“三公”经费财政拨款预算说明',
    `${year}年部门“三公”经费财政拨款预算${pen.text(three.total)}${unit}，${fromTo(pen, three.total, `比${year - 1}年“三公”经费财政拨款预算`)}。其中：`,
    `1.因公出国（境）费用。${year}年预算数${pen.text(three.abroad)}${unit}。`,
    `2.公务接待费。${year}年预算数${pen.text(three.reception)}${unit}，${fromTo(pen, three.reception, `比${year - 1}年预算数`)}。`,
    `3.公务用车购置和运行维护费。${year}年预算数${pen.text(three.vehicle)}${unit}，其中，公务用车购置费${pen.text(three.buy)}${unit}，公务用车运行维护费${pen.text(three.run)}${unit}。`,
    '六、其他情况说明',
    '（一）政府采购预算说明',
    procurementOfBudget(pen, [
      '政府采购预算总额',
      '政府采购货物预算',
      '政府采购工程预算',
      '政府采购服务预算',
    ]),
    '（二）国有资本占用情况说明',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(
        `${name}${year}年部门预算信息公开`,
        '第一部分 部门预算情况说明',
        '一、部门基本情况',
        '办理有关事务。',
      ),
      ...prose,
      ...texts(`第二部分 ${year}年部门预算报表`),
      ...tables,
    ],
  }
}

/** Items named with their code in brackets, comparisons without percents. */
export function shaanxi(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total(isYear)
  const own = pen.total(general)
  const three = threeFigures(pen)
  const delta = (fen: number): string => {
    const gap = fen - pen.prior(fen)
    return Number(pen.text(Math.abs(gap))) === 0
      ? '较上年持平'
      : `较上年${gap > 0 ? '增加' : '减少'}${pen.text(Math.abs(gap))}${unit}`
  }
  const tables = [
    balance(pen, '表1 部门综合预算收支总表', {
      year: '合计',
      carry: '上年结转',
      closing: '结转下年',
      isFull: true,
    }),
    income(pen, '表2 部门综合预算收入总表'),
    spending(pen, '表3 部门综合预算支出总表', all, [3, 5, 7], true),
    fiscalBalance(pen, '表4 部门综合预算财政拨款收支总表'),
    generalByKind(pen, '表5 部门综合预算一般公共预算支出明细表（按支出功能分类科目）'),
    basic(
      pen,
      '表6 部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）',
      isGeneral,
      false,
    ),
    threeAndMeetings(pen, '表7 部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表'),
    pen.department.lines.some(isFund)
      ? spending(pen, '表8 部门综合预算政府性基金收支表', isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          '表8 部门综合预算政府性基金收支表',
          '本部门无当年政府性基金预算收支，故本表为空表。',
        ),
  ]
  const prose = texts(
    '五、部门预算收支说明',
    '（一）收支预算总体情况',
    `按照综合预算的原则，本部门所有收入和支出均纳入部门预算管理。${year}年本部门当年预算收入${pen.text(total)}${unit}，其中一般公共预算拨款收入${pen.text(own)}${unit}、政府性基金拨款收入${pen.text(pen.total(isFund))}${unit}、事业收入${pen.text(pen.total(isBusiness))}${unit}，${delta(total).replace('较上年', `${year}年本部门当年预算收入较上年`)}，主要原因是任务变化。`,
    '（二）支出按功能科目分类的明细情况',
    `本部门${year}年一般公共预算支出${pen.text(pen.total(isGeneral))}${unit}，其中：`,
    ...functionRows(pen, isGeneral, [7]).map(
      ({ code, name: item, where }, at) =>
        `${at + 1}.${item}（${code}）${pen.text(pen.total(where))}${unit}，${delta(pen.total(where))}，原因是任务变化。`,
    ),
    '（三）支出按经济科目分类的明细情况',
    ...economicRows(pen, both(isGeneral, isBasic), [3]).map(
      ({ code, name: item, where }, at) =>
        `${at + 1}.基本支出中${item}（${code}）${pen.text(pen.total(where))}${unit}，${delta(pen.total(where))}。`,
    ),
    '（四）“三公”经费等预算情况',
    `${year}年本部门当年一般公共预算“三公”经费预算支出${pen.text(three.total)}${unit}，${delta(three.total)}。其中：因公出国（境）经费${pen.text(three.abroad)}${unit}；公务接待费${pen.text(three.reception)}${unit}；公务用车运行维护费${pen.text(three.run)}${unit}；公务用车购置费${pen.text(three.buy)}${unit}。`,
    '（五）政府采购情况',
    procurementOfBudget(pen, [
      '本部门政府采购预算共',
      '政府采购货物类预算',
      '政府采购工程类预算',
      '政府采购服务类预算',
    ]),
    '（六）国有资产占有使用及资产购置情况说明',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(`${name}${year}年部门综合预算说明`, '一、部门主要职责及机构设置', '办理有关事务。'),
      ...prose,
      ...texts(`${year}年部门综合预算公开报表`),
      ...tables,
    ],
  }
}

/** Spending by kind, by function and by economic class one after another. */
export function jiangxi(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const three = threeFigures(pen)
  const than = '较上年预算安排'
  const tables = [
    balance(pen, '《收支预算总表》', {
      year: '合计',
      carry: '上年结转',
      closing: '结转下年',
      isFull: false,
    }),
    income(pen, '《部门收入总表》'),
    spending(pen, '《部门支出总表》', all, [3, 5, 7], false),
    fiscalBalance(pen, '《财政拨款收支总表》'),
    spending(pen, '《一般公共预算支出表》', isGeneral, [3, 5, 7], false),
    basic(pen, '《一般公共预算基本支出表》', isGeneral, false),
    threePublic(pen, '《一般公共预算“三公”经费支出表》', false),
    pen.department.lines.some(isFund)
      ? spending(pen, '《政府性基金预算支出表》', isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          '《政府性基金预算支出表》',
          '注：若此表为空表，则为没有使用政府性基金预算拨款安排的支出。',
        ),
  ]
  const prose = texts(
    `第三部分 ${year}年部门预算情况说明`,
    `一、${year}年部门预算收支情况说明`,
    '（一）收入预算情况',
    `${year}年${name}收入预算总额为${pen.text(total)}${unit}，${change(pen, total, than)}。其中：财政拨款收入${pen.text(pen.total(both(isFiscal, isYear)))}${unit}，占收入预算总额的${pen.percent(pen.total(both(isFiscal, isYear)), total)}；事业收入${pen.text(pen.total(isBusiness))}${unit}，占收入预算总额的${pen.percent(pen.total(isBusiness), total)}；上年结转${pen.text(pen.total(isCarried))}${unit}，占收入预算总额的${pen.percent(pen.total(isCarried), total)}。`,
    '（二）支出预算情况',
    `${year}年${name}支出预算总额为${pen.text(total)}${unit}，${change(pen, total, than)}。`,
    `按支出项目类别划分：基本支出${pen.text(pen.total(isBasic))}${unit}，占支出预算总额的${pen.percent(pen.total(isBasic), total)}，${change(pen, pen.total(isBasic), than)}；项目支出${pen.text(pen.total(isProject))}${unit}，占支出预算总额的${pen.percent(pen.total(isProject), total)}，${change(pen, pen.total(isProject), than)}。`,
    `按支出功能科目划分：${functionRows(pen, all, [3])
      .map(
        ({ name: item, where }) =>
          `${item}${pen.text(pen.total(where))}${unit}，占支出预算总额的${pen.percent(pen.total(where), total)}`,
      )
      .join('；')}。`,
    `按支出经济分类划分：${economicRows(pen, all, [3])
      .map(
        ({ name: item, where }) =>
          `${item}${pen.text(pen.total(where))}${unit}，占支出预算总额的${pen.percent(pen.total(where), total)}`,
      )
      .join('；')}。`,
    '（三）财政拨款支出情况',
    `${year}年${name}财政拨款支出预算总额${pen.text(pen.total(isFiscal))}${unit}，${change(pen, pen.total(isFiscal), than)}。`,
    '（四）政府采购情况',
    procurementOfBudget(pen, [
      '部门所属各单位政府采购总额',
      '政府采购货物预算',
      '政府采购工程预算',
      '政府采购服务预算',
    ]),
    '（五）国有资产占有使用情况',
    vehiclesSentence(pen),
    `二、${year}年“三公”经费预算情况说明`,
    `${year}年${name}“三公”经费年初预算安排${pen.text(three.total)}${unit}。其中：`,
    `因公出国（境）费${pen.text(three.abroad)}${unit}，${three.abroad > 0 ? change(pen, three.abroad, '比上年') : '比上年持平'}。`,
    `公务接待费${pen.text(three.reception)}${unit}，${change(pen, three.reception, '比上年')}。`,
    `公务用车运行维护费${pen.text(three.run)}${unit}，${change(pen, three.run, '比上年')}。`,
    `公务用车购置费${pen.text(three.buy)}${unit}，${three.buy > 0 ? change(pen, three.buy, '比上年') : '比上年持平'}。`,
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(
        `${name}${year}年部门预算公开`,
        '第一部分 部门概况',
        '一、部门主要职责',
        '办理有关事务。',
        `第二部分 ${year}年部门预算表`,
      ),
      ...tables,
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

/** Budgets of the coast in the north: two tables of lists, change without percents. */
export function shandong(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const own = pen.total(isGeneral)
  const three = threeFigures(pen)
  const tables = [
    balance(pen, '部门收支总体情况表', {
      year: '合计',
      carry: '上年结转',
      closing: '年终结转',
      isFull: true,
    }),
    income(pen, '部门收入总体情况表'),
    spending(pen, '部门支出总体情况表', all, [3, 5, 7], true),
    fiscalBalance(pen, '财政拨款收支总体情况表'),
    generalByKind(pen, '一般公共预算支出情况表'),
    basic(pen, '一般公共预算基本支出情况表', isGeneral, true),
    threePublic(pen, '一般公共预算“三公”经费支出情况表', true),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算支出情况表', isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          '政府性基金预算支出情况表',
          '注：本部门没有政府性基金预算支出，故本表为空。',
        ),
    projects(pen, '项目支出情况表'),
  ]
  const prose = texts(
    '第三部分 部门预算情况和重要事项说明',
    '一、收支预算总体情况说明',
    `按照综合预算的原则，${name}所有收入和支出均纳入部门预算管理。${year}年收支总预算${pen.text(total)}${unit}，${change(pen, total, `与${year - 1}年预算相比`)}。`,
    '二、收入预算情况说明',
    `${year}年收入预算${pen.text(total)}${unit}，其中：${share(pen, '一般公共预算收入', general, total)}；${share(pen, '政府性基金预算收入', both(isFund, isYear), total)}；${share(pen, '事业收入', both(isBusiness, isYear), total)}；${share(pen, '上年结转收入', isCarried, total)}。`,
    '三、支出预算情况说明',
    `${year}年支出预算${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    '四、一般公共预算支出情况说明',
    `${year}年一般公共预算支出预算${pen.text(own)}${unit}，${change(pen, own, `比${year - 1}年预算`)}。具体情况如下：`,
    ...functionRows(pen, isGeneral, [7]).map(({ code, name: item, where }, at) => {
      const { top, middle } = names(pen, code)
      return `${at + 1}、${top}（类）${middle}（款）${item}（项）${year}年预算${pen.text(pen.total(where))}${unit}，${change(pen, pen.total(where), `比${year - 1}年预算`)}，主要是任务变化。`
    }),
    '五、一般公共预算基本支出情况说明',
    basicSentence(pen, `${year}年一般公共预算基本支出`),
    '六、“三公”经费预算情况说明',
    `${year}年“三公”经费预算${pen.text(three.total)}${unit}，${change(pen, three.total, `比${year - 1}年预算`)}。其中，因公出国（境）费${pen.text(three.abroad)}${unit}，公务用车购置及运行维护费${pen.text(three.vehicle)}${unit}，公务接待费${pen.text(three.reception)}${unit}。`,
    '七、政府采购情况说明',
    procurementOfBudget(pen, [
      '政府采购预算',
      '政府采购货物预算',
      '政府采购工程预算',
      '政府采购服务预算',
    ]),
    '八、国有资产占有使用情况说明',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(
        `${year}年${name}部门预算`,
        '第一部分 部门概况',
        '一、主要职责',
        '办理有关事务。',
        '第二部分 部门预算表',
      ),
      ...tables,
      ...prose,
      ...texts(...GLOSSARY),
    ],
  }
}

/** Projects as a list with a running number. */
function projects(pen: Pen, title: string): TableBlock {
  const lines = pen.department.lines.filter(isProject)
  return table(
    pen,
    title,
    [
      [
        cell('序号'),
        cell('项目名称'),
        cell('合计'),
        cell('一般公共预算'),
        cell('政府性基金预算'),
        cell('上年结转'),
        cell('单位资金'),
      ],
    ],
    [
      [
        cell(''),
        cell('合计'),
        pen.amount(isProject),
        pen.amount(both(isProject, general)),
        pen.amount(both(isProject, isFund)),
        pen.amount(both(isProject, isCarried)),
        pen.amount(both(isProject, isBusiness, isYear)),
      ],
      ...lines.map((line, at) => {
        const own: Where = (other) => other === line
        return [
          cell(String(at + 1)),
          cell(line.project),
          money(pen.text(sumOf(pen.department, own))),
          pen.amount(both(own, general)),
          pen.amount(both(own, isFund)),
          pen.amount(both(own, isCarried)),
          pen.amount(both(own, isBusiness, isYear)),
        ]
      }),
    ],
  )
}
