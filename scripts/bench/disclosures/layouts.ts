import { type Department, sumOf, type Where } from './department.ts'
import { type Block, type Cell, cell, money, type Paper, type TableBlock } from './document.ts'

/** How a place prints its disclosures; the words and the order of columns were modelled on real ones. */
export interface Style {
  readonly name: string
  readonly unit: '万元' | '元'
  readonly percentDecimals: number
  readonly tablesFirst: boolean
}

export interface Names {
  readonly functions: ReadonlyMap<string, string>
  readonly economic: ReadonlyMap<string, string>
}

export const isBasic: Where = ({ kind }) => kind === 'personnel' || kind === 'public'
export const isProject: Where = (line) => !isBasic(line)
export const isGeneral: Where = ({ fund }) => fund === 'general'
export const isFund: Where = ({ fund }) => fund === 'govfund'
export const isFiscal: Where = ({ fund }) => fund !== 'business'
export const isBusiness: Where = ({ fund }) => fund === 'business'
export const isCarried: Where = (line) => line.isCarried
export const isYear: Where = (line) => !line.isCarried
export const all: Where = () => true

export function both(...conditions: readonly Where[]): Where {
  return (line) => conditions.every((condition) => condition(line))
}

export function round(value: number, decimals: number): string {
  const factor = 10 ** decimals
  return (Math.floor(Math.abs(value) * factor + 0.5 + 1e-9) / factor).toFixed(decimals)
}

/** What writes amounts and percents of one document. */
export interface Pen {
  readonly style: Style
  readonly department: Department
  readonly names: Names
  readonly amount: (where: Where) => Cell
  readonly text: (fen: number) => string
  readonly percent: (part: number, whole: number) => string
  readonly total: (where?: Where) => number
  readonly prior: (fen: number) => number
}

export function penOf(style: Style, department: Department, names: Names): Pen {
  const print = (fen: number): string =>
    style.unit === '万元' ? round(fen / 1_000_000, 2) : round(fen / 100, 2)
  const step = department.lines.every(({ fen }) => fen % 10_000 === 0) ? 10_000 : 1
  return {
    style,
    department,
    names,
    text: print,
    amount: (where) => {
      const lines = department.lines.filter(where)
      return money(lines.length === 0 ? '' : print(sumOf(department, where)))
    },
    percent: (part, whole) => `${round((part / whole) * 100, style.percentDecimals)}%`,
    total: (where = all) => sumOf(department, where),
    prior: (fen) => Math.round((fen * department.priorShare) / step) * step,
  }
}

export interface Row {
  readonly code: string
  readonly name: string
  readonly where: Where
}

/** Rows of the functional classification, classes before what is under them. */
export function functionRows(pen: Pen, where: Where, levels: readonly number[]): Row[] {
  const codes = new Set<string>()
  for (const { func } of pen.department.lines.filter(where)) {
    for (const length of levels) codes.add(func.slice(0, length))
  }
  return [...codes].sort().map((code) => ({
    code,
    name: pen.names.functions.get(code) ?? code,
    where: both(where, ({ func }) => func.startsWith(code)),
  }))
}

export function economicRows(pen: Pen, where: Where, levels: readonly number[]): Row[] {
  const codes = new Set<string>()
  for (const { econ } of pen.department.lines.filter(where))
    for (const length of levels) codes.add(econ.slice(0, length))
  return [...codes].sort().map((code) => ({
    code,
    name: pen.names.economic.get(code) ?? code,
    where: both(where, ({ econ }) => econ.startsWith(code)),
  }))
}

export function table(
  pen: Pen,
  title: string,
  heading: readonly (readonly Cell[])[],
  body: Cell[][],
  note = '',
): TableBlock {
  return {
    kind: 'table',
    title,
    unit: pen.style.unit,
    office: pen.department.name,
    heading,
    body,
    note,
  }
}

export const CLASSES = [
  '201',
  '203',
  '204',
  '205',
  '206',
  '207',
  '208',
  '210',
  '211',
  '212',
  '213',
  '214',
  '221',
  '224',
  '229',
]
const ORDINALS = '一二三四五六七八九十'

export function ordinal(value: number): string {
  if (value <= 10) return ORDINALS[value - 1] ?? ''
  if (value < 20) return `十${ORDINALS[value - 11] ?? ''}`
  return `二十${value === 20 ? '' : (ORDINALS[value - 21] ?? '')}`
}

export function balance(
  pen: Pen,
  title: string,
  words: { year: string; carry: string; closing: string; isFull: boolean },
): TableBlock {
  const { department } = pen
  const left: [string, Cell][] = [
    ['一、一般公共预算拨款收入', pen.amount(both(isGeneral, isYear))],
    ['二、政府性基金预算拨款收入', pen.amount(isFund)],
    ['三、国有资本经营预算拨款收入', money('')],
    ['四、财政专户管理资金收入', money('')],
    ['五、事业收入', pen.amount(isBusiness)],
    ['六、上级补助收入', money('')],
    ['七、其他收入', money('')],
  ]
  const used = new Set(department.lines.map(({ func }) => func.slice(0, 3)))
  const classes = words.isFull ? [...new Set([...CLASSES, ...used])].sort() : [...used].sort()
  const right = classes.map((code, at): [string, Cell] => [
    `${ordinal(at + 1)}、${pen.names.functions.get(code) ?? code}`,
    pen.amount(({ func }) => func.startsWith(code)),
  ])
  const rows = Math.max(left.length, right.length)
  const body: Cell[][] = []
  for (let at = 0; at < rows; at++) {
    const [a, b] = left[at] ?? ['', money('')]
    const [c, d] = right[at] ?? ['', money('')]
    body.push([cell(a), b, cell(c), d])
  }
  body.push(
    [
      cell(`本年收入${words.year}`),
      pen.amount(isYear),
      cell(`本年支出${words.year}`),
      pen.amount(all),
    ],
    [cell(words.carry), pen.amount(isCarried), cell(words.closing), money('')],
    [cell('收入总计'), pen.amount(all), cell('支出总计'), pen.amount(all)],
  )
  return table(
    pen,
    title,
    [
      [cell('收入', 2), cell('支出', 2)],
      [cell('项目'), cell('预算数'), cell('项目'), cell('预算数')],
    ],
    body,
  )
}

export function fiscalBalance(pen: Pen, title: string): TableBlock {
  const used = [
    ...new Set(pen.department.lines.filter(isFiscal).map(({ func }) => func.slice(0, 3))),
  ].sort()
  const left: [string, Where | undefined][] = [
    ['一、本年收入', both(isFiscal, isYear)],
    ['（一）一般公共预算拨款', both(isGeneral, isYear)],
    ['（二）政府性基金预算拨款', both(isFund, isYear)],
    ['（三）国有资本经营预算拨款', undefined],
    ['二、上年结转', both(isFiscal, isCarried)],
    ['（一）一般公共预算拨款', both(isGeneral, isCarried)],
    ['（二）政府性基金预算拨款', both(isFund, isCarried)],
  ]
  const right: [string, Where | undefined][] = [
    ['一、本年支出', isFiscal],
    ...used.map((code, at): [string, Where] => [
      `（${ordinal(at + 1)}）${pen.names.functions.get(code)}`,
      both(isFiscal, ({ func }) => func.startsWith(code)),
    ]),
    ['二、结转下年', undefined],
  ]
  const body: Cell[][] = []
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [a, b] = left[at] ?? ['', undefined]
    const [c, d] = right[at] ?? ['', undefined]
    body.push([
      cell(a),
      b ? pen.amount(b) : money(''),
      cell(c),
      d ? pen.amount(d) : money(''),
      d ? pen.amount(both(d, isGeneral)) : money(''),
      d ? pen.amount(both(d, isFund)) : money(''),
      money(''),
    ])
  }
  body.push([
    cell('收入总计'),
    pen.amount(isFiscal),
    cell('支出总计'),
    pen.amount(isFiscal),
    pen.amount(isGeneral),
    pen.amount(isFund),
    money(''),
  ])
  return table(
    pen,
    title,
    [
      [cell('收入', 2), cell('支出', 5)],
      [
        cell('项目'),
        cell('金额'),
        cell('项目'),
        cell('合计'),
        cell('一般公共预算'),
        cell('政府性基金预算'),
        cell('国有资本经营预算'),
      ],
    ],
    body,
  )
}

/** Income by unit, with carry-over in its own columns or in one. */
export function income(pen: Pen, title: string): TableBlock {
  const columns: Where[] = [
    all,
    isCarried,
    both(isGeneral, isYear),
    both(isFund, isYear),
    () => false,
    both(isBusiness, isYear),
    () => false,
  ]
  const row = (code: string, name: string, where: Where): Cell[] => [
    cell(code),
    cell(name),
    ...columns.map((column) => pen.amount(both(where, column))),
  ]
  const body = [row('', '合计', all)]
  if (pen.department.units.length > 1) body.push(row(pen.department.code, pen.department.name, all))
  for (const unit of pen.department.units)
    body.push(row(unit.code, unit.name, (line) => line.unit === unit.code))
  return table(
    pen,
    title,
    [
      [
        cell('单位代码'),
        cell('单位名称'),
        cell('合计'),
        cell('上年结转'),
        cell('一般公共预算拨款收入'),
        cell('政府性基金预算拨款收入'),
        cell('国有资本经营预算拨款收入'),
        cell('事业收入'),
        cell('其他收入'),
      ],
    ],
    body,
  )
}

export function spending(
  pen: Pen,
  title: string,
  where: Where,
  levels: readonly number[],
  extra: boolean,
): TableBlock {
  const columns: Where[] = [
    all,
    isBasic,
    isProject,
    ...(extra ? [() => false, () => false, () => false] : []),
  ]
  const row = (code: string, name: string, own: Where): Cell[] => [
    cell(code),
    cell(name),
    ...columns.map((column) => pen.amount(both(own, column))),
  ]
  const body = [
    row('', '合计', where),
    ...functionRows(pen, where, levels).map(({ code, name, where: own }) => row(code, name, own)),
  ]
  return table(
    pen,
    title,
    [
      [
        cell('科目编码'),
        cell('科目名称'),
        cell('合计'),
        cell('基本支出'),
        cell('项目支出'),
        ...(extra
          ? [cell('上缴上级支出'), cell('事业单位经营支出'), cell('对附属单位补助支出')]
          : []),
      ],
    ],
    body,
  )
}

/** Code in three columns, two kinds of basic and two of project spending, by unit. */
function wideSpending(pen: Pen, title: string, where: Where, note = ''): TableBlock {
  const econ =
    (code: string): Where =>
    (line) =>
      isBasic(line) && line.econ.startsWith(code)
  const columns: Where[] = [
    all,
    isBasic,
    econ('301'),
    econ('303'),
    econ('302'),
    econ('310'),
    isProject,
    ({ kind }) => kind === 'ops',
    ({ kind }) => kind === 'target',
  ]
  const row = (code: string, unit: string, name: string, own: Where): Cell[] => [
    cell(code.slice(0, 3)),
    cell(code.slice(3, 5)),
    cell(code.slice(5, 7)),
    cell(unit),
    cell(name),
    ...columns.map((column) => pen.amount(both(own, column))),
  ]
  const body = [row('', '', '合计', where)]
  if (pen.department.lines.some(where)) {
    body.push(row('', pen.department.code, pen.department.name, where))
    for (const unit of pen.department.units) {
      const own = both(where, (line) => line.unit === unit.code)
      if (!pen.department.lines.some(own)) continue
      if (pen.department.units.length > 1) body.push(row('', unit.code, unit.name, own))
      for (const item of functionRows(pen, own, [7]))
        body.push(row(item.code, '', item.name, item.where))
    }
  }
  return table(
    pen,
    title,
    [
      [
        cell('科目编码', 3, 2),
        cell('单位代码', 1, 3),
        cell('单位（科目名称）', 1, 3),
        cell('合计', 1, 3),
        cell('基本支出', 5),
        cell('项目支出', 3),
      ],
      [
        cell('小计', 1, 2),
        cell('人员经费', 2),
        cell('公用经费', 2),
        cell('小计', 1, 2),
        cell('其他运转类', 1, 2),
        cell('特定目标类', 1, 2),
      ],
      [
        cell('类'),
        cell('款'),
        cell('项'),
        cell('工资福利支出'),
        cell('对个人和家庭的补助'),
        cell('商品和服务支出'),
        cell('资本性支出'),
      ],
    ],
    body,
    note,
  )
}

function twoYears(pen: Pen, title: string): TableBlock {
  const where = both(isGeneral, isYear)
  const { year } = pen.department
  const body: Cell[][] = []
  const row = (code: string, name: string, own: Where): Cell[] => {
    const now = pen.total(own)
    // last year's figure of a class is the sum of its items', else rounding would tear them apart
    const before = functionRows(pen, own, [7]).reduce(
      (sum, item) => sum + pen.prior(pen.total(item.where)),
      0,
    )
    const printed = (fen: number): number => Number(pen.text(fen))
    const delta = printed(now) - printed(before)
    return [
      cell(code),
      cell(name),
      money(pen.text(before)),
      pen.amount(own),
      pen.amount(both(own, isBasic)),
      pen.amount(both(own, isProject)),
      money(delta.toFixed(2)),
      cell(`${round((delta / printed(before)) * 100, 2).replace(/^/, delta < 0 ? '-' : '')}`),
    ]
  }
  for (const item of functionRows(pen, where, [3, 5, 7]))
    body.push(row(item.code, item.name, item.where))
  // prior figures are shares rounded row by row: the printed total of last year is left out
  const total = row('', '合计', where)
  body.push(total)
  return table(
    pen,
    title,
    [
      [
        cell('功能分类科目', 2),
        cell(`${year - 1}年执行数`, 1, 2),
        cell(`${year}年预算数`, 3),
        cell(`${year}年预算数比${year - 1}年执行数`, 2),
      ],
      [
        cell('科目编码'),
        cell('科目名称'),
        cell('小计'),
        cell('基本支出'),
        cell('项目支出'),
        cell('增减额'),
        cell('增减%'),
      ],
    ],
    body,
  )
}

export function basic(pen: Pen, title: string, where: Where, isWide: boolean): TableBlock {
  const own = both(where, isBasic)
  const rows = economicRows(pen, own, [3, 5])
  const body: Cell[][] = [
    [
      cell(''),
      cell('合计'),
      pen.amount(own),
      pen.amount(both(own, ({ kind }) => kind === 'personnel')),
      pen.amount(both(own, ({ kind }) => kind === 'public')),
    ],
  ]
  for (const { code, name, where: mine } of rows) {
    body.push([
      cell(code),
      cell(name),
      pen.amount(mine),
      pen.amount(both(mine, ({ kind }) => kind === 'personnel')),
      pen.amount(both(mine, ({ kind }) => kind === 'public')),
    ])
  }
  const { year } = pen.department
  return table(
    pen,
    title,
    isWide
      ? [
          [cell('部门预算支出经济分类科目', 2), cell(`${year}年基本支出`, 3)],
          [cell('科目编码'), cell('科目名称'), cell('合计'), cell('人员经费'), cell('公用经费')],
        ]
      : [
          [
            cell('经济分类科目编码'),
            cell('经济分类科目名称'),
            cell('合计'),
            cell('人员经费'),
            cell('公用经费'),
          ],
        ],
    body,
  )
}

export function threeFigures(pen: Pen): {
  total: number
  abroad: number
  vehicle: number
  buy: number
  run: number
  reception: number
} {
  const base = pen.department.units.length * 1_000_000
  const [a = 0, b = 0, c = 0, d = 0] = pen.department.vehicles.map((count) => count * 350_000)
  const buy = c > 700_000 ? base * 3 : 0
  return {
    abroad: a > 900_000 ? a : 0,
    buy,
    run: base + b,
    reception: d + 120_000,
    vehicle: buy + base + b,
    total: (a > 900_000 ? a : 0) + buy + base + b + d + 120_000,
  }
}

export function threePublic(pen: Pen, title: string, isDouble: boolean): TableBlock {
  const three = threeFigures(pen)
  const values = (scale: (fen: number) => number): Cell[] => {
    const parts = {
      abroad: scale(three.abroad),
      buy: scale(three.buy),
      run: scale(three.run),
      reception: scale(three.reception),
    }
    const vehicle = parts.buy + parts.run
    return [
      parts.abroad + vehicle + parts.reception,
      parts.abroad,
      vehicle,
      parts.buy,
      parts.run,
      parts.reception,
    ].map((fen) => money(pen.text(fen)))
  }
  const head = (): Cell[] => [
    cell('合计', 1, 2),
    cell('因公出国（境）费', 1, 2),
    cell('公务用车购置及运行费', 3),
    cell('公务接待费', 1, 2),
  ]
  const under = (): Cell[] => [cell('小计'), cell('公务用车购置费'), cell('公务用车运行费')]
  if (!isDouble) return table(pen, title, [head(), under()], [values((fen) => fen)])
  const { year } = pen.department
  return table(
    pen,
    title,
    [
      [cell(`${year - 1}年预算数`, 6), cell(`${year}年预算数`, 6)],
      [...head(), ...head()],
      [...under(), ...under()],
    ],
    [[...values((fen) => pen.prior(fen)), ...values((fen) => fen)]],
  )
}

function projects(pen: Pen, title: string): TableBlock {
  const rows = pen.department.lines.filter(isProject)
  const columns: Where[] = [
    all,
    both(isGeneral, isYear),
    both(isFund, isYear),
    isCarried,
    both(isBusiness, isYear),
  ]
  const body: Cell[][] = [
    [
      cell(''),
      cell('合计'),
      cell(''),
      ...columns.map((column) => pen.amount(both(isProject, column))),
    ],
  ]
  for (const line of rows) {
    const own: Where = (other) => other === line
    body.push([
      cell(line.kind === 'ops' ? '其他运转类' : '特定目标类'),
      cell(line.project),
      cell(pen.department.units.find(({ code }) => code === line.unit)?.name ?? ''),
      ...columns.map((column) => pen.amount(both(own, column))),
    ])
  }
  return table(
    pen,
    title,
    [
      [
        cell('类型'),
        cell('项目名称'),
        cell('项目单位'),
        cell('合计'),
        cell('一般公共预算'),
        cell('政府性基金预算'),
        cell('上年结转'),
        cell('单位资金'),
      ],
    ],
    body,
  )
}

export function emptyTable(pen: Pen, title: string, note: string): TableBlock {
  return table(
    pen,
    title,
    [[cell('科目编码'), cell('科目名称'), cell('合计'), cell('基本支出'), cell('项目支出')]],
    [[cell(''), cell('合计'), money(''), money(''), money('')]],
    note,
  )
}

// ---- sentences

export function compare(
  pen: Pen,
  now: number,
  words: { than: string; up: string; down: string; same: string },
  before = pen.prior(now),
): string {
  const delta = now - before
  if (Number(pen.text(Math.abs(delta))) === 0) return `${words.than}${words.same}`
  const up = delta > 0
  // what the reader computes again from printed figures
  const printedNow = Number(pen.text(now))
  const printedDelta = Number(pen.text(Math.abs(delta)))
  const base = up ? printedNow - printedDelta : printedNow + printedDelta
  if (base <= 0)
    return `${words.than}${up ? words.up : words.down}${pen.text(Math.abs(delta))}${pen.style.unit}`
  const percent = round((Math.abs(delta) / before) * 100, pen.style.percentDecimals)
  return `${words.than}${up ? words.up : words.down}${pen.text(Math.abs(delta))}${pen.style.unit}，${up ? '增长' : '下降'}${percent}%`
}

export function share(pen: Pen, name: string, where: Where, whole: number, phrase = '占'): string {
  const part = pen.total(where)
  return `${name}${pen.text(part)}${pen.style.unit}，${phrase}${pen.percent(part, whole)}`
}

export function texts(...lines: readonly string[]): Block[] {
  return lines.filter((line) => line !== '').map((text) => ({ kind: 'text', text }))
}

function contentsOf(tables: readonly TableBlock[]): Block[] {
  return texts(
    '目录',
    '第一部分 部门概况',
    '第二部分 部门预算情况说明',
    '第三部分 名词解释',
    '第四部分 部门预算表',
    ...tables.map(({ title }, at) => `${ordinal(at + 1)}、${title.replace(/^\d{4}年/, '')}`),
  )
}

/** The first three kinds of running cost that have money. */
export function publicItems(pen: Pen): string {
  const codes = [
    ...new Set(
      pen.department.lines.filter(({ kind }) => kind === 'public').map(({ econ }) => econ),
    ),
  ]
  return codes
    .slice(0, 3)
    .map((code) => pen.names.economic.get(code) ?? code)
    .join('、')
}

export function vehiclesSentence(pen: Pen): string {
  const [a = 0, b = 0, c = 0, d = 0] = pen.department.vehicles
  return `截至上年末，本部门共有车辆${a + b + c + d}辆，其中：机要通信用车${a}辆、应急保障用车${b}辆、执法执勤用车${c}辆、其他用车${d}辆。`
}

function procurementSentence(pen: Pen): string {
  const goods = 2_000_000 + pen.department.units.length * 10_000
  const works = 3_500_000
  const services = 1_250_000
  return `本年政府采购预算总额${pen.text(goods + works + services)}${pen.style.unit}，其中：政府采购货物预算${pen.text(goods)}${pen.style.unit}、政府采购工程预算${pen.text(works)}${pen.style.unit}、政府采购服务预算${pen.text(services)}${pen.style.unit}。`
}

export function henan(pen: Pen): Paper {
  const { name, year } = pen.department
  const hasFund = pen.department.lines.some(isFund)
  const tables = [
    balance(pen, `${year}年部门收支预算表`, {
      year: '合计',
      carry: '上年结转结余',
      closing: '年终结转结余',
      isFull: true,
    }),
    income(pen, `${year}年部门收入预算表`),
    wideSpending(pen, `${year}年部门支出预算表`, all),
    fiscalBalance(pen, `${year}年财政拨款收支预算表`),
    wideSpending(pen, `${year}年一般公共预算支出预算表`, isGeneral),
    basic(pen, `${year}年一般公共预算基本支出预算表`, isGeneral, true),
    threePublic(pen, `${year}年一般公共预算“三公”经费预算表`, false),
    wideSpending(
      pen,
      `${year}年政府性基金预算支出预算表`,
      isFund,
      hasFund ? '' : '本部门没有政府性基金预算，故此表无数据。',
    ),
    emptyTable(
      pen,
      `${year}年国有资本经营预算支出预算表`,
      '本部门没有国有资本经营预算，故此表无数据。',
    ),
    projects(pen, `${year}年项目支出预算表`),
  ]
  const total = pen.total()
  const basicTotal = pen.total(both(isBasic, isGeneral))
  const three = threeFigures(pen)
  const { unit } = pen.style
  const other = pen.total(isBusiness)
  const prose = texts(
    `${year}年${name}部门预算说明`,
    '第一部分 部门概况',
    '一、主要职责',
    '本部门依照职责办理有关事务。',
    '第二部分 部门预算情况说明',
    '一、收入支出预算总体情况说明',
    `${name}${year}年收入总计${pen.text(total)}${unit}，支出总计${pen.text(total)}${unit}，${compare(pen, total, { than: `与${year - 1}年预算相比，收入`, up: '增加', down: '减少', same: '持平' })}。主要原因：业务变化。`,
    '二、收入预算总体情况说明',
    `${name}${year}年收入合计${pen.text(total)}${unit}，其中：一般公共预算${pen.text(pen.total(both(isGeneral, isYear)))}${unit}；政府性基金${pen.text(pen.total(isFund))}${unit}；事业收入${pen.text(other)}${unit}；上年结转${pen.text(pen.total(isCarried))}${unit}。`,
    '三、支出预算总体情况说明',
    `${name}${year}年支出合计${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    '五、一般公共预算支出预算情况说明',
    `${name}${year}年一般公共预算支出年初预算为${pen.text(pen.total(isGeneral))}${unit}。其中：${share(pen, '基本支出', both(isGeneral, isBasic), pen.total(isGeneral))}；${share(pen, '项目支出', both(isGeneral, isProject), pen.total(isGeneral))}。`,
    '六、一般公共预算基本支出预算情况说明',
    `${name}${year}年一般公共预算基本支出年初预算为${pen.text(basicTotal)}${unit}。其中：${share(
      pen,
      '人员经费支出',
      both(isGeneral, ({ kind }) => kind === 'personnel'),
      basicTotal,
    )}；${share(
      pen,
      '公用经费支出',
      both(isGeneral, ({ kind }) => kind === 'public'),
      basicTotal,
    )}。`,
    '七、一般公共预算“三公”经费支出预算情况说明',
    `${name}${year}年“三公”经费支出预算为${pen.text(three.total)}${unit}。${compare(pen, three.total, { than: `“三公”经费预算数比${year - 1}年`, up: '增加', down: '减少', same: '持平' })}。`,
    `（一）因公出国（境）费${pen.text(three.abroad)}${unit}。`,
    `（二）公务接待费${pen.text(three.reception)}${unit}，主要用于公务接待。`,
    `（三）公务用车购置及运行费${pen.text(three.vehicle)}${unit}。其中：公务用车购置费${pen.text(three.buy)}${unit}；公务用车运行维护费${pen.text(three.run)}${unit}。`,
    '八、政府性基金支出预算情况说明',
    hasFund
      ? `${name}${year}年政府性基金预算支出${pen.text(pen.total(isFund))}${unit}。`
      : `${name}${year}年无政府性基金预算拨款安排的支出。`,
    '十、其他重要事项情况说明',
    '（一）国有资产占用情况',
    vehiclesSentence(pen),
    '（二）政府采购支出预算情况',
    procurementSentence(pen),
    '第三部分 名词解释',
    '一、财政拨款收入：是指财政拨付的资金。',
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...prose.slice(0, 1),
      ...contentsOf(tables),
      ...prose.slice(1),
      ...texts(`附件：${year}年部门预算表`),
      ...tables,
    ],
  }
}

function functionSentences(
  pen: Pen,
  where: Where,
  words: (item: string, now: number) => string,
): string[] {
  return functionRows(pen, where, [7]).map(({ code, name, where: own }, at) => {
    const above = [
      pen.names.functions.get(code.slice(0, 3)),
      pen.names.functions.get(code.slice(0, 5)),
    ]
    return `${at + 1}.${above[0]}（类）${above[1]}（款）${name}（项）${words(name, pen.total(own))}。`
  })
}

export function centre(pen: Pen): Paper {
  const { name, year } = pen.department
  const general = both(isGeneral, isYear)
  const total = pen.total()
  const { unit } = pen.style
  const three = threeFigures(pen)
  const basicTotal = pen.total(both(isBasic, general))
  const tables = [
    balance(pen, '部门收支总表', {
      year: '合计',
      carry: '上年结转',
      closing: '结转下年',
      isFull: false,
    }),
    income(pen, '部门收入总表'),
    spending(pen, '部门支出总表', all, [3, 5, 7], true),
    fiscalBalance(pen, '财政拨款收支总表'),
    twoYears(pen, '一般公共预算支出表'),
    basic(pen, '一般公共预算基本支出表', general, true),
    threePublic(pen, '一般公共预算“三公”经费支出表', true),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算支出表', isFund, [3, 5, 7], false)
      : emptyTable(
          pen,
          '政府性基金预算支出表',
          `注：${name}没有使用政府性基金预算拨款安排的支出。`,
        ),
    emptyTable(
      pen,
      '国有资本经营预算支出表',
      `注：${name}没有使用国有资本经营预算拨款安排的支出。`,
    ),
  ]
  const prose = texts(
    `一、关于${year}年部门收支总表的说明`,
    `按照综合预算的原则，${name}所有收入和支出均纳入部门预算管理。${name}${year}年收支总预算${pen.text(total)}${unit}。`,
    `二、关于${year}年部门收入总表的说明`,
    `${name}${year}年收入预算${pen.text(total)}${unit}，其中：${share(pen, '上年结转', isCarried, total)}；${share(pen, '一般公共预算拨款收入', general, total)}；${share(pen, '政府性基金预算拨款收入', isFund, total)}；${share(pen, '事业收入', isBusiness, total)}。`,
    `三、关于${year}年部门支出总表的说明`,
    `${name}${year}年支出预算${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    `四、关于${year}年财政拨款收支总表的说明`,
    `${name}${year}年财政拨款收支总预算${pen.text(pen.total(isFiscal))}${unit}。`,
    `五、关于${year}年一般公共预算支出表的说明`,
    `（一）一般公共预算当年拨款规模变化情况`,
    `${name}${year}年一般公共预算当年拨款${pen.text(pen.total(general))}${unit}，${compare(
      pen,
      pen.total(general),
      { than: `比${year - 1}年执行数`, up: '增加', down: '减少', same: '持平' },
      functionRows(pen, general, [7]).reduce(
        (sum, item) => sum + pen.prior(pen.total(item.where)),
        0,
      ),
    )}。`,
    `（二）一般公共预算当年拨款具体使用情况`,
    ...functionSentences(
      pen,
      general,
      (_, now) =>
        `${year}年预算数为${pen.text(now)}${unit}，${compare(pen, now, { than: `比${year - 1}年执行数`, up: '增加', down: '减少', same: '持平' })}`,
    ),
    `六、关于${year}年一般公共预算基本支出表的说明`,
    `${name}${year}年一般公共预算基本支出${pen.text(basicTotal)}${unit}，其中：人员经费${pen.text(pen.total(both(general, ({ kind }) => kind === 'personnel')))}${unit}，主要包括基本工资、津贴补贴等；公用经费${pen.text(pen.total(both(general, ({ kind }) => kind === 'public')))}${unit}，主要包括${publicItems(pen)}等。`,
    `七、关于${year}年“三公”经费支出表的说明`,
    `${year}年“三公”经费预算数为${pen.text(three.total)}${unit}，其中：因公出国（境）费${pen.text(three.abroad)}${unit}；公务用车购置及运行费${pen.text(three.vehicle)}${unit}；公务接待费${pen.text(three.reception)}${unit}。`,
    '八、其他重要事项的情况说明',
    '（一）国有资产占用情况',
    vehiclesSentence(pen),
    '（二）政府采购情况',
    procurementSentence(pen),
    '第四部分 名词解释',
    '一、一般公共预算拨款收入：指财政当年拨付的资金。',
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(
        `${name}${year}年部门预算`,
        '第一部分 概况',
        '一、主要职责',
        '负责有关工作。',
        `第二部分 ${year}年部门预算表`,
      ),
      ...tables,
      ...texts(`第三部分 ${year}年部门预算情况说明`),
      ...prose,
    ],
  }
}

export function sichuan(pen: Pen): Paper {
  const { name, year } = pen.department
  const total = pen.total()
  const { unit } = pen.style
  const general = both(isGeneral, isYear)
  const three = threeFigures(pen)
  const basicTotal = pen.total(both(isBasic, general))
  const prose = texts(
    `${name}${year}年部门预算编制说明`,
    '一、收支预算情况说明',
    `按照综合预算的原则，${name}所有收入和支出均纳入部门预算管理。${name}${year}年收支预算总数${pen.text(total)}${unit}，${compare(pen, total, { than: `比${year - 1}年收支预算总数`, up: '增加', down: '减少', same: '持平' })}，主要原因是项目变化。`,
    '（一）收入预算情况',
    `${name}${year}年收入预算${pen.text(total)}${unit}，其中：${share(pen, '上年结转', isCarried, total)}；${share(pen, '一般公共预算拨款收入', general, total)}；${share(pen, '政府性基金预算拨款收入', isFund, total)}；${share(pen, '事业收入', isBusiness, total)}。`,
    '（二）支出预算情况',
    `${name}${year}年支出预算${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    '二、财政拨款收支预算情况说明',
    `${name}${year}年财政拨款收支预算总数${pen.text(pen.total(isFiscal))}${unit}，${compare(pen, pen.total(isFiscal), { than: `比${year - 1}年财政拨款收支预算总数`, up: '增加', down: '减少', same: '持平' })}。`,
    '三、一般公共预算当年拨款情况说明',
    '（一）一般公共预算当年拨款规模变化情况',
    `${name}${year}年一般公共预算当年拨款${pen.text(pen.total(general))}${unit}，${compare(pen, pen.total(general), { than: `比${year - 1}年预算数`, up: '增加', down: '减少', same: '持平' })}。`,
    '（二）一般公共预算当年拨款结构情况',
    `${functionRows(pen, general, [3])
      .map(({ name: item, where: own }) => share(pen, item, own, pen.total(general)))
      .join('；')}。`,
    '（三）一般公共预算当年拨款具体使用情况',
    ...functionSentences(
      pen,
      general,
      (_, now) => `${year}年预算数为${pen.text(now)}${unit}，主要用于单位开展工作`,
    ),
    '四、一般公共预算基本支出情况说明',
    `${name}${year}年一般公共预算基本支出${pen.text(basicTotal)}${unit}，其中：`,
    `人员经费${pen.text(pen.total(both(general, ({ kind }) => kind === 'personnel')))}${unit}，主要包括：基本工资、津贴补贴、奖金。`,
    `公用经费${pen.text(pen.total(both(general, ({ kind }) => kind === 'public')))}${unit}，主要包括：${publicItems(pen)}。`,
    '五、“三公”经费财政拨款预算安排情况说明',
    `${name}${year}年“三公”经费财政拨款预算数${pen.text(three.total)}${unit}，其中：因公出国（境）经费${pen.text(three.abroad)}${unit}，公务接待费${pen.text(three.reception)}${unit}，公务用车购置及运行维护费${pen.text(three.vehicle)}${unit}。`,
    `（一）公务接待费${compare(pen, three.reception, { than: `较${year - 1}年预算`, up: '增加', down: '减少', same: '持平' })}。`,
    '六、其他重要事项的情况说明',
    '（一）政府采购情况',
    procurementSentence(pen),
    '（二）国有资产占有使用情况',
    vehiclesSentence(pen),
    '七、名词解释',
    '（一）一般公共预算拨款收入：指财政当年拨付的资金。',
  )
  const tables = [
    balance(pen, '表1 部门收支总表', {
      year: '合计',
      carry: '上年结转',
      closing: '年终结转',
      isFull: true,
    }),
    income(pen, '表1-1 部门收入总表'),
    spending(pen, '表1-2 部门支出总表', all, [7], true),
    fiscalBalance(pen, '表2 财政拨款收支预算总表'),
    spending(pen, '表3 一般公共预算支出预算表', general, [7], false),
    basic(pen, '表3-1 一般公共预算基本支出预算表', general, false),
    threePublic(pen, '表3-3 一般公共预算“三公”经费支出预算表', false),
    pen.department.lines.some(isFund)
      ? spending(pen, '表4 政府性基金支出预算表', isFund, [7], false)
      : emptyTable(pen, '表4 政府性基金支出预算表', '本部门无此项支出，此表为空表。'),
    emptyTable(pen, '表5 国有资本经营预算支出预算表', '本部门无此项支出，此表为空表。'),
  ]
  return { layout: pen.style.name, blocks: [...prose, ...tables] }
}

/** Names without codes, as some places of the south print them. */
export function guangdong(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const three = threeFigures(pen)
  const rows = functionRows(pen, all, [3, 5, 7])
  const spend = table(
    pen,
    '支出总体情况表',
    [
      [
        cell('功能分类科目编码'),
        cell('功能分类科目名称'),
        cell('合计'),
        cell('基本支出'),
        cell('项目支出'),
      ],
    ],
    [
      [cell('合计', 2), pen.amount(all), pen.amount(isBasic), pen.amount(isProject)],
      ...rows.map(({ code, name: item, where }) => [
        cell(code),
        cell(item),
        pen.amount(where),
        pen.amount(both(where, isBasic)),
        pen.amount(both(where, isProject)),
      ]),
    ],
  )
  const tables = [
    balance(pen, '收支总体情况表', {
      year: '合计',
      carry: '上年结转',
      closing: '结转下年',
      isFull: true,
    }),
    income(pen, '收入总体情况表'),
    spend,
    fiscalBalance(pen, '财政拨款收支总体情况表'),
    spending(pen, '一般公共预算支出情况表（按功能分类科目）', isGeneral, [3, 5, 7], false),
    basic(pen, '一般公共预算基本支出情况表（按支出经济分类科目）', isGeneral, false),
    threePublic(pen, '一般公共预算安排的“三公”经费表', false),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算支出情况表', isFund, [3, 5, 7], false)
      : emptyTable(pen, '政府性基金预算支出情况表', '注：本表为空表。'),
  ]
  const prose = texts(
    '一、部门预算收支增减变化情况',
    `${year}年本部门收入预算${pen.text(total)}${unit}，${compare(pen, total, { than: '比上年', up: '增加', down: '减少', same: '持平' })}，主要原因是业务变化；支出预算${pen.text(total)}${unit}。`,
    '二、“三公”经费安排情况',
    `${year}年本部门“三公”经费预算安排${pen.text(three.total)}${unit}，${compare(pen, three.total, { than: '比上年', up: '增加', down: '减少', same: '持平' })}。其中：因公出国（境）费${pen.text(three.abroad)}${unit}；公务用车购置及运行费${pen.text(three.vehicle)}${unit}；公务接待费${pen.text(three.reception)}${unit}。`,
    '三、政府采购情况',
    procurementSentence(pen),
    '四、国有资产占有使用情况',
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
      ...texts('第三部分 部门预算情况说明'),
      ...prose,
    ],
  }
}

/** Accounts of a year: the same money as spent, with budget figures beside it in sentences. */
export function accounts(pen: Pen): Paper {
  const { name, year } = pen.department
  const { unit } = pen.style
  const total = pen.total()
  const opening = pen.total(isCarried)
  const incomeTotal = total - opening
  const balanceTable = ((): TableBlock => {
    const left: [string, Cell][] = [
      ['一、一般公共预算财政拨款收入', pen.amount(both(isGeneral, isYear))],
      ['二、政府性基金预算财政拨款收入', pen.amount(isFund)],
      ['三、国有资本经营预算财政拨款收入', money('')],
      ['四、上级补助收入', money('')],
      ['五、事业收入', pen.amount(isBusiness)],
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
    const body: Cell[][] = []
    const size = Math.max(left.length, right.length)
    for (let at = 0; at < size; at++) {
      const [a, b] = left[at] ?? ['', money('')]
      const [c, d] = right[at] ?? ['', money('')]
      body.push([cell(a), cell(String(at + 1)), b, cell(c), cell(String(at + size + 4)), d])
    }
    body.push(
      [
        cell('本年收入合计'),
        cell(String(size + 1)),
        money(pen.text(incomeTotal)),
        cell('本年支出合计'),
        cell(String(2 * size + 4)),
        pen.amount(all),
      ],
      [
        cell('使用非财政拨款结余'),
        cell(String(size + 2)),
        money(''),
        cell('结余分配'),
        cell(String(2 * size + 5)),
        money(''),
      ],
      [
        cell('年初结转和结余'),
        cell(String(size + 3)),
        pen.amount(isCarried),
        cell('年末结转和结余'),
        cell(String(2 * size + 6)),
        money(''),
      ],
      [
        cell('总计'),
        cell(String(size + 4)),
        pen.amount(all),
        cell('总计'),
        cell(String(2 * size + 7)),
        pen.amount(all),
      ],
    )
    return table(
      pen,
      '收入支出决算总表',
      [
        [cell('收入', 3), cell('支出', 3)],
        [cell('项目'), cell('行次'), cell('决算数'), cell('项目'), cell('行次'), cell('决算数')],
      ],
      body,
    )
  })()
  const incomeRows = (): Cell[][] => {
    const columns: Where[] = [
      isYear,
      both(isFiscal, isYear),
      () => false,
      both(isBusiness, isYear),
      () => false,
      () => false,
      () => false,
    ]
    const row = (code: string, item: string, own: Where): Cell[] => [
      cell(code),
      cell(item),
      ...columns.map((column) => pen.amount(both(own, column))),
    ]
    return [
      row('', '合计', all),
      ...functionRows(pen, isYear, [3, 5, 7]).map(({ code, name: item, where }) =>
        row(code, item, where),
      ),
    ]
  }
  const tables = [
    balanceTable,
    table(
      pen,
      '收入决算表',
      [
        [
          cell('功能分类科目编码'),
          cell('科目名称'),
          cell('本年收入合计'),
          cell('财政拨款收入'),
          cell('上级补助收入'),
          cell('事业收入'),
          cell('经营收入'),
          cell('附属单位上缴收入'),
          cell('其他收入'),
        ],
      ],
      incomeRows(),
    ),
    spending(pen, '支出决算表', all, [3, 5, 7], true),
    spending(pen, '一般公共预算财政拨款支出决算表', isGeneral, [3, 5, 7], false),
    basic(pen, '一般公共预算财政拨款基本支出决算明细表', isGeneral, false),
    threePublic(pen, '一般公共预算财政拨款“三公”经费支出决算表', false),
    fiscalBalance(pen, '财政拨款收入支出决算总表'),
    pen.department.lines.some(isFund)
      ? spending(pen, '政府性基金预算财政拨款支出决算表', isFund, [3, 5, 7], false)
      : emptyTable(pen, '政府性基金预算财政拨款支出决算表', '本部门没有此项支出，此表为空表。'),
  ]
  const budgetOf = (fen: number): number =>
    Math.round(fen * (0.9 + (pen.department.vehicles[0] ?? 0) * 0.05))
  const completion = (fen: number): string => {
    const planned = Number(pen.text(budgetOf(fen)))
    return round((Number(pen.text(fen)) / planned) * 100, pen.style.percentDecimals)
  }
  const general = pen.total(isGeneral)
  const basicTotal = pen.total(both(isBasic, isGeneral))
  const three = threeFigures(pen)
  const prose = texts(
    '一、收入支出决算总体情况说明',
    `${year}年度收、支总计均为${pen.text(total)}${unit}。${compare(pen, total, { than: `与${year - 1}年相比，收、支总计各`, up: '增加', down: '减少', same: '持平' })}。主要变动原因是项目变化。`,
    '二、收入决算情况说明',
    `${year}年本年收入合计${pen.text(incomeTotal)}${unit}，其中：${share(pen, '一般公共预算财政拨款收入', both(isGeneral, isYear), incomeTotal)}；${share(pen, '政府性基金预算财政拨款收入', isFund, incomeTotal)}；${share(pen, '事业收入', isBusiness, incomeTotal)}。`,
    '三、支出决算情况说明',
    `${year}年本年支出合计${pen.text(total)}${unit}，其中：${share(pen, '基本支出', isBasic, total)}；${share(pen, '项目支出', isProject, total)}。`,
    '四、一般公共预算财政拨款支出决算情况说明',
    '（一）一般公共预算财政拨款支出决算总体情况',
    `${year}年一般公共预算财政拨款支出${pen.text(general)}${unit}，占本年支出合计的${pen.percent(general, total)}。${compare(pen, general, { than: `与${year - 1}年相比，一般公共预算财政拨款支出`, up: '增加', down: '减少', same: '持平' })}。`,
    '（二）一般公共预算财政拨款支出决算具体情况',
    `${year}年一般公共预算财政拨款支出年初预算为${pen.text(budgetOf(general))}${unit}，支出决算为${pen.text(general)}${unit}，完成年初预算的${completion(general)}%。其中：`,
    ...functionSentences(
      pen,
      isGeneral,
      (_, now) =>
        `：年初预算为${pen.text(budgetOf(now))}${unit}，支出决算为${pen.text(now)}${unit}，完成年初预算的${completion(now)}%`,
    ),
    '五、一般公共预算财政拨款基本支出决算情况说明',
    `${year}年一般公共预算财政拨款基本支出${pen.text(basicTotal)}${unit}，其中：人员经费${pen.text(pen.total(both(isGeneral, ({ kind }) => kind === 'personnel')))}${unit}，主要包括：基本工资、津贴补贴；公用经费${pen.text(pen.total(both(isGeneral, ({ kind }) => kind === 'public')))}${unit}，主要包括：${publicItems(pen)}。`,
    '六、财政拨款“三公”经费支出决算情况说明',
    `${year}年“三公”经费支出决算为${pen.text(three.total)}${unit}。其中：因公出国（境）费支出决算为${pen.text(three.abroad)}${unit}；公务用车购置及运行维护费支出决算为${pen.text(three.vehicle)}${unit}；公务接待费支出决算为${pen.text(three.reception)}${unit}。`,
    '七、国有资产占有使用情况',
    vehiclesSentence(pen),
  )
  return {
    layout: pen.style.name,
    blocks: [
      ...texts(
        `${year}年度${name}部门决算`,
        '第一部分 部门概况',
        '一、主要职责',
        '办理有关事务。',
        '第二部分 部门决算情况说明',
      ),
      ...prose,
      ...texts('第三部分 名词解释', '一、财政拨款收入：指财政拨付的资金。', '第四部分 附表'),
      ...tables,
    ],
  }
}
