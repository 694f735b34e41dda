import { isBlank } from '../amount.ts'
import { type Cell, fold, isOrigin, type PlaceInDocument } from '../document.ts'
import type { Table } from '../frame-tables.ts'
import type { Indicator } from '../indicators.ts'
import { moneyIn, type Project, projectsOf } from '../projects.ts'
import type { Disclosure } from '../read-disclosure.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  type Rule,
  resultOf,
  show,
  UNREADABLE,
} from '../rule.ts'

function plain(name: string): string {
  return fold(name).replace(/[()（）]/g, '')
}

function isSameName(left: string, right: string): boolean {
  const [a, b] = [plain(left), plain(right)]
  return a === b || (a.length >= 6 && b.startsWith(a)) || (b.length >= 6 && a.startsWith(b))
}

const pair: Rule = {
  code: 'disclosure.project_pair',
  group: 'targets',
  severity: 'error',
  title: '项目支出表和项目绩效目标表的项目、金额一致',
  source: '预算法第三十二条；部门预算绩效目标管理要求',
  tolerance: '无；两张表项目数相差一半以上时不查缺少',
  check: (disclosure) => {
    const { projects, aims: all } = projectsOf(disclosure)
    const aims = all.filter(({ form }) => !form)
    if (projects.length === 0 || aims.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    let matched = 0
    const left = [...aims]
    const missing: Project[] = []
    for (const project of projects) {
      const same = left.filter((aim) => isSameName(aim.name, project.name))
      const aim =
        same.find(({ amount }) => amount?.printed.fen === project.amount?.printed.fen) ?? same[0]
      if (!aim) {
        missing.push(project)
        continue
      }
      left.splice(left.indexOf(aim), 1)
      matched += 1
      if (!aim.amount || !project.amount) continue
      if (
        Math.abs(aim.amount.printed.fen - project.amount.printed.fen) <=
        Math.max(aim.amount.printed.half, project.amount.printed.half)
      )
        continue
      findings.push({
        code: 'disclosure.project_pair',
        severity: 'error',
        confidence: 0.95,
        message: `项目“${project.name}”在项目支出表是 ${project.amount.text}，在绩效目标表是 ${aim.amount.text}。同一个项目金额必须相同，请改正。`,
        stated: aim.amount.text,
        expected: project.amount.text,
        places: [placeOfFigure(aim.amount), placeOfFigure(project.amount)],
      })
    }
    if (matched < projects.length / 2) return matched === 0 ? NOT_APPLICABLE : resultOf(findings)
    for (const project of missing) {
      findings.push({
        code: 'disclosure.project_pair',
        severity: 'warning',
        confidence: 0.75,
        message: `项目“${project.name}”没有绩效目标。请在项目绩效目标表里补上，或核对两张表的项目名称。`,
        stated: project.name,
        expected: null,
        places: [placeOfCell(project.table, project.nameCell)],
      })
    }
    return resultOf(findings)
  },
}

const total: Rule = {
  code: 'disclosure.project_sum',
  group: 'targets',
  severity: 'error',
  title: '项目绩效目标表的合计等于各项目之和',
  source: '表内关系',
  tolerance: '四舍五入',
  check: (disclosure) => {
    const aims = projectsOf(disclosure).aims.filter(({ form }) => !form)
    const findings: DisclosureFinding[] = []
    let seen = 0
    for (const { table, sides } of disclosure.tables) {
      if (table.kind !== 'project_aims') continue
      const mine = aims.filter((project) => project.table === table)
      const column = mine[0]?.amount?.column
      const whole = sides[0]?.rows.find(({ kind }) => kind === 'total')?.figures.get(column ?? -1)
      if (!whole || mine.length < 2) continue
      seen += 1
      const sum = mine.reduce((value, { amount }) => value + (amount?.printed.fen ?? 0), 0)
      if (Math.abs(sum - whole.printed.fen) <= whole.printed.half * (mine.length + 1)) continue
      findings.push({
        code: 'disclosure.project_sum',
        severity: 'error',
        confidence: 0.9,
        message: `绩效目标表合计 ${whole.text}，各项目相加是 ${show(disclosure, sum)}。请核对合计和各项目。`,
        stated: whole.text,
        expected: show(disclosure, sum),
        places: [
          placeOfFigure(whole),
          ...mine.flatMap(({ amount }) => (amount ? [placeOfFigure(amount)] : [])).slice(0, 20),
        ],
      })
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const second: Rule = {
  code: 'disclosure.project_two_amounts',
  group: 'targets',
  severity: 'error',
  title: '一个项目只有一个金额',
  source: '表内关系',
  tolerance: '无',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    if (aims.length === 0) return NOT_APPLICABLE
    return resultOf(
      aims.flatMap((project): DisclosureFinding[] => {
        const { amount, second: other } = project
        if (!amount || !other || amount.printed.fen === other.printed.fen) return []
        return [
          {
            code: 'disclosure.project_two_amounts',
            severity: 'error',
            confidence: 0.9,
            message: `项目“${project.name}”上一行写 ${amount.text}，续行写 ${other.text}。请只留一个正确的金额。`,
            stated: other.text,
            expected: amount.text,
            places: [placeOfFigure(other), placeOfFigure(amount)],
          },
        ]
      }),
    )
  },
}

const TOTAL_WORDS = /预算|拨付|安排|指标|资金|经费|支出|支付|总额|总成本|发放/

function placesOf(table: Table, { nameCell, valueCell }: Indicator): PlaceInDocument[] {
  return [valueCell, nameCell].flatMap((cell) => (cell ? [placeOfCell(table, cell)] : []))
}

const money: Rule = {
  code: 'disclosure.indicator_money',
  group: 'targets',
  severity: 'error',
  title: '成本、数量指标里写的钱与项目金额一致',
  source: '项目绩效目标管理要求：指标与预算匹配',
  tolerance: '分项成本小于项目金额的不查；以“元”写的单价只提醒',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    if (aims.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    for (const project of aims) {
      if (!project.amount) continue
      const { fen } = project.amount.printed
      const off = project.indicators.filter(({ kind, name, value }) => {
        if (kind !== 'cost' && kind !== 'output') return false
        // a form counts loans, taxes and investments among its outputs
        if (project.form && (kind === 'output' || project.form.isLongTerm)) return false
        const stated = moneyIn(value) ?? (kind === 'cost' ? moneyIn(name) : undefined)
        if (!stated || stated.fen === 0 || /[/每]|≤|<|以内|不超过/.test(fold(value))) return false
        if (Math.abs(stated.fen - fen) <= Math.max(stated.half, project.amount?.printed.half ?? 0))
          return false
        // and splits its costs by their kinds
        const isTotal = TOTAL_WORDS.test(name) && (!project.form || /总成本|总额/.test(name))
        return (
          stated.fen > fen ||
          (isTotal &&
            (kind === 'cost' || moneyIn(name) !== undefined || /发放|支付|支出/.test(name)))
        )
      })
      const first = off[0]
      if (!first) continue
      const costs = off.filter(({ kind }) => kind === 'cost')
      // several partial costs that add up to the project are right
      const sum = project.indicators
        .filter(({ kind }) => kind === 'cost')
        .reduce((value, one) => value + (moneyIn(one.value)?.fen ?? 0), 0)
      if (costs.length > 1 && Math.abs(sum - fen) <= 10_000) continue
      const stated = moneyIn(first.value) ?? moneyIn(first.name)
      const isUnitPrice = stated?.unit === '元' && stated.fen < fen
      findings.push({
        code: 'disclosure.indicator_money',
        severity: isUnitPrice ? 'warning' : 'error',
        confidence: isUnitPrice ? 0.7 : 0.9,
        message: isUnitPrice
          ? `项目“${project.name}”金额 ${project.amount.text} 万元，指标写 ${stated?.text}。两者不同；如果是单价，请写明数量。`
          : `项目“${project.name}”金额 ${project.amount.text} 万元，指标“${first.name}”写 ${stated?.text ?? ''}。请核对，常见原因是从别的项目抄来。`,
        stated: stated?.text ?? null,
        expected: project.amount.text,
        places: [
          ...off.flatMap((one) => placesOf(project.table, one).slice(0, 1)),
          placeOfFigure(project.amount),
        ],
      })
    }
    return resultOf(findings)
  },
}

/** More working days than any year has since the law of 2014. */
const MOST_WORKING_DAYS = 252

const product: Rule = {
  code: 'disclosure.indicator_product',
  group: 'targets',
  severity: 'warning',
  title: '人数、天数、标准相乘等于项目金额',
  source: '算术；国务院放假安排',
  tolerance: '四舍五入到两位小数',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    const findings: DisclosureFinding[] = []
    let seen = 0
    for (const project of aims) {
      for (const indicator of project.indicators) {
        const text = fold(`${indicator.name}`)
        const people = /(\d+)(?:名|人)/.exec(text)?.[1]
        const days = /(\d+)(?:个)?(?:工作日|天)/.exec(text)?.[1]
        const price =
          /(?:每人每[天日]|每[天日]每人|人均)[^\d]{0,6}(\d+(?:\.\d+)?)/.exec(text)?.[1] ??
          /(\d+(?:\.\d+)?)元/.exec(text)?.[1]
        if (!people || !days || !price || !project.amount) continue
        seen += 1
        const isMonthly = Number(days) <= 23
        const yuan = Number(people) * Number(days) * Number(price) * (isMonthly ? 12 : 1)
        const { fen } = project.amount.printed
        const wan = Math.round(yuan / 100) / 100
        const yearly = Number(days) * (isMonthly ? 12 : 1)
        const isOff = Math.abs(Math.round(yuan * 100) - fen) > project.amount.printed.half
        if (!isOff && yearly <= MOST_WORKING_DAYS) continue
        const factors = `${people} × ${days} × ${price}${isMonthly ? ' × 12' : ''} = ${yuan} 元`
        findings.push({
          code: 'disclosure.indicator_product',
          severity: 'warning',
          confidence: 0.75,
          message: `${isOff ? `${factors}，合 ${wan.toFixed(2)} 万元，不是 ${project.amount.text}。` : ''}${yearly > MOST_WORKING_DAYS ? `一年 ${yearly} 天超过全年工作日（约 250 天）。` : ''}请核对人数、天数和标准。`,
          stated: project.amount.text,
          expected: isOff ? wan.toFixed(2) : null,
          places: [...placesOf(project.table, indicator).reverse(), placeOfFigure(project.amount)],
        })
      }
    }
    return seen === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

interface Asked {
  readonly code: string
  readonly title: string
  readonly message: (count: number) => string
  readonly isBad: (indicator: Indicator) => boolean
}

function indicatorRule({ code, title, message, isBad }: Asked): Rule {
  return {
    code,
    group: 'targets',
    severity: 'warning',
    title,
    source: '项目支出绩效目标管理要求：指标细化、可衡量、归类正确',
    tolerance: '无',
    check: (disclosure) => {
      const { aims } = projectsOf(disclosure)
      const all = aims.flatMap((project) =>
        project.indicators.map((indicator) => ({ project, indicator })),
      )
      if (all.length === 0) return NOT_APPLICABLE
      const bad = all.filter(({ indicator }) => isBad(indicator))
      if (bad.length === 0) return resultOf([])
      return resultOf([
        {
          code,
          severity: 'warning',
          confidence: 0.85,
          message: message(bad.length),
          stated: bad[0]?.indicator.name || bad[0]?.indicator.value || null,
          expected: null,
          places: bad.flatMap(({ project, indicator }) =>
            placesOf(project.table, indicator).reverse().slice(0, 1),
          ),
        },
      ])
    },
  }
}

const INDICATOR_RULES: readonly Rule[] = [
  indicatorRule({
    code: 'disclosure.indicator_blank',
    title: '每个指标都有指标值',
    message: (count) => `${count} 个指标没有指标值。请填写可以衡量的数。`,
    isBad: ({ name, value }) => !isBlank(name) && isBlank(value),
  }),
  indicatorRule({
    code: 'disclosure.satisfaction_as_output',
    title: '满意度指标不放在产出指标里',
    message: (count) => `${count} 个满意度指标写在产出指标里。请移到满意度指标。`,
    isBad: ({ kind, name }) => kind === 'output' && /满意/.test(name) && !/成本/.test(name),
  }),
  indicatorRule({
    code: 'disclosure.money_as_output',
    title: '金额不当作产出指标',
    message: (count) =>
      `${count} 个产出指标写的是金额。产出应写数量、质量、时效，金额请移到成本指标。`,
    isBad: ({ kind, value }) =>
      kind === 'output' && /^[≤≥=<>]?\d+(?:\.\d+)?(?:万元|万|元)$/.test(fold(value)),
  }),
  indicatorRule({
    code: 'disclosure.payment_as_satisfaction',
    title: '付款及时不当作满意度',
    message: (count) =>
      `${count} 个满意度指标写的是付款。满意度应写服务对象的满意程度，付款及时请移到时效指标。`,
    isBad: ({ kind, name }) =>
      kind === 'satisfaction' &&
      /支付|拨付|付款|收到.{0,8}(?:费|款)/.test(name) &&
      !/满意/.test(name),
  }),
]

/** Rows of the table of a department's aims: what stands left, and the value. */
function aimRows(disclosure: Disclosure): { table: Table; cells: readonly Cell[]; text: string }[] {
  return disclosure.tables
    .filter(({ table }) => table.kind === 'department_aims')
    .flatMap(({ table }) =>
      [...table.heading, ...table.body].map((row) => {
        const cells = (table.grid[row] ?? []).filter(
          (cell, column): cell is Cell => isOrigin(cell, row, column) && !isBlank(cell.text),
        )
        return { table, cells, text: fold(cells.map(({ text }) => text).join(' ')) }
      }),
    )
}

const zeroBase: Rule = {
  code: 'disclosure.indicator_zero_base',
  group: 'targets',
  severity: 'warning',
  title: '指标的分母不是零',
  source: '算术：分母为零的比率没有意义',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    if (rows.length === 0) return NOT_APPLICABLE
    const words = disclosure.passages.map(({ text }) => text).join('\n')
    const three = [...disclosure.facts.values()]
      .flat()
      .filter(({ dims }) => dims.line === 'three:total')
    const noThree =
      three.every(({ value }) => value === 0) &&
      (three.length > 0 ||
        /三公”?经费[^。]{0,20}?(?:为|支出预算)0(?:\.0+)?万?元|无[^。]{0,12}三公|三公”?经费支出预算为0万元/.test(
          words,
        ))
    const noProcurement =
      /无政府采购|没有[^。]{0,6}政府采购|政府采购(?:预算)?(?:总额|金额)?(?:为|共)?0(?:\.0+)?万?元/.test(
        words,
      )
    const noTransfer = /无[^。]{0,10}专项转移支付|没有[^。]{0,10}专项转移支付/.test(words)
    const zero: readonly (readonly [RegExp, boolean, string])[] = [
      [/三公经费”?控制率|“三公经费”控制率|三公.{0,4}控制率/, noThree, '“三公”经费预算是 0'],
      [/政府采购执行率/, noProcurement, '没有政府采购预算'],
      [/专项资金细化率/, noTransfer, '没有专项转移支付'],
    ]
    const bad = rows.flatMap(({ table, cells, text }) => {
      const why = zero.find(([pattern, isZero]) => isZero && pattern.test(text))
      const cell = cells.find((one) => why?.[0].test(fold(one.text)))
      return why && cell ? [{ place: placeOfCell(table, cell), why: why[2], name: cell.text }] : []
    })
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.indicator_zero_base',
        severity: 'warning',
        confidence: 0.85,
        message: `${bad.map(({ name, why }) => `${fold(name)}（${why}）`).join('、')}：分母是零，算不出来。请删去这些指标，或写明不适用。`,
        stated: bad.map(({ name }) => fold(name)).join('、'),
        expected: null,
        places: bad.map(({ place }) => place),
      },
    ])
  },
}

const adjustment: Rule = {
  code: 'disclosure.adjustment_formula',
  group: 'targets',
  severity: 'warning',
  title: '预算调整率的公式与调整数的定义相符',
  source: '财政部《预算绩效评价共性指标体系框架》：调整率 = 调整数 ÷ 预算数',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    if (rows.length === 0) return NOT_APPLICABLE
    return resultOf(
      rows.flatMap(({ table, cells }): DisclosureFinding[] => {
        const cell = cells.find(({ text }) => {
          const words = fold(text)
          return (
            /调整率=?[(（].{0,8}调整数?[-－—].{0,6}(?:年初)?预算数[)）]/.test(words) &&
            /调整数[:：是指].{0,60}(?:追加|追减|总和|之和)/.test(words)
          )
        })
        if (!cell) return []
        return [
          {
            code: 'disclosure.adjustment_formula',
            severity: 'warning',
            confidence: 0.8,
            message:
              '公式是（调整数 − 年初预算数）÷ 年初预算数，而调整数又定义为追加、追减的总和，两者不能同时成立。请把公式改为 调整数 ÷ 年初预算数。',
            stated: '（调整数 − 年初预算数）÷ 年初预算数',
            expected: '调整数 ÷ 年初预算数',
            places: [placeOfCell(table, cell)],
          },
        ]
      }),
    )
  },
}

const aimWithout: Rule = {
  code: 'disclosure.aim_without_indicator',
  group: 'targets',
  severity: 'warning',
  title: '每个年度履职目标都有指标',
  source: '部门整体绩效目标管理要求：目标与指标对应',
  tolerance: '文字有八个字相同就算对应',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    const aims = rows.flatMap(({ table, cells, text }) => {
      if (!/履职目标|年度.{0,4}目标|总体目标/.test(text) || !/目标\d[:：]/.test(text)) return []
      const cell = cells.find((one) => /目标\d/.test(one.text))
      return cell
        ? fold(cell.text)
            .split(/(?=目标\d[:：])/)
            .filter((part) => /^目标\d[:：]/.test(part))
            .map((part) => ({ table, cell, part: part.replace(/<\/?p>/gi, '') }))
        : []
    })
    if (aims.length === 0) return NOT_APPLICABLE
    const from = rows.findIndex(({ text }) => /三级指标/.test(text))
    if (from < 0) return UNREADABLE
    const others = rows.slice(from + 1).map(({ text }) => text)
    const without = aims.filter(({ part }) => {
      const words = part.replace(/^目标\d[:：]/, '')
      return !others.some((text) => shareRun(words, text, 8))
    })
    // a document whose indicators never repeat their aims is not judged by words
    if (without.length === 0 || without.length === aims.length) return resultOf([])
    return resultOf(
      without.map(({ table, cell, part }) => ({
        code: 'disclosure.aim_without_indicator',
        severity: 'warning' as const,
        confidence: 0.8,
        message: `“${part.slice(0, 3)}”没有对应的指标。请补上衡量它的指标。`,
        stated: part.slice(0, 3),
        expected: null,
        places: [placeOfCell(table, cell)],
      })),
    )
  },
}

function shareRun(left: string, right: string, length: number): boolean {
  for (let at = 0; at + length <= left.length; at++) {
    if (right.includes(left.slice(at, at + length))) return true
  }
  return false
}

const totals: Rule = {
  code: 'disclosure.aims_total',
  group: 'targets',
  severity: 'error',
  title: '整体绩效目标表里的预算总额与总表相同',
  source: '同一个数两处必须一致',
  tolerance: '无',
  check: (disclosure) => {
    const rows = aimRows(disclosure)
    const lines: readonly (readonly [RegExp, string, readonly string[]])[] = [
      [
        /部门预算总额|预算总额|资金总额/,
        '部门预算总额',
        ['in/all/all/all//total', 'out/all/all/all//total'],
      ],
      [/基本支出/, '基本支出', ['out/all/basic/all//total']],
      [/项目支出/, '项目支出', ['out/all/project/all//total']],
    ]
    const findings: DisclosureFinding[] = []
    let compared = 0
    for (const { table, cells } of rows) {
      const label = cells.find(
        (cell) =>
          lines.some(([pattern]) => pattern.test(fold(cell.text))) && fold(cell.text).length < 30,
      )
      const figure = cells.find(
        (cell) => cell !== label && /^-?[\d,]+(?:\.\d+)?$/.test(fold(cell.text)),
      )
      const line = lines.find(([pattern]) => pattern.test(fold(label?.text ?? '')))
      if (!label || !figure || !line) continue
      const unit = /[(（]元[)）]/.test(label.text) ? 1 / 10_000 : 1
      const value = Math.round(Number(fold(figure.text).replaceAll(',', '')) * unit * 1_000_000)
      const facts = line[2].flatMap((key) => disclosure.facts.get(key) ?? [])
      const first = facts[0]
      if (!first) continue
      compared += 1
      if (facts.some((fact) => Math.abs(fact.value - value) <= fact.half + 1)) continue
      findings.push({
        code: 'disclosure.aims_total',
        severity: 'error',
        confidence: 0.9,
        message: `整体绩效目标表的${line[1]}写 ${figure.text}，预算表是 ${show(disclosure, first.value)}。请改成相同。`,
        stated: figure.text,
        expected: show(disclosure, first.value),
        places: [placeOfCell(table, figure), ...first.figures.slice(0, 4).map(placeOfFigure)],
      })
    }
    return compared === 0 ? NOT_APPLICABLE : resultOf(findings)
  },
}

const carry: Rule = {
  code: 'disclosure.carry_rate',
  group: 'targets',
  severity: 'advice',
  title: '上年结转占上年预算的比率不超过自己定的目标',
  source: '部门整体绩效目标“结转结余率”',
  tolerance: '无',
  check: (disclosure) => {
    const target = aimRows(disclosure).flatMap(({ table, cells, text }) => {
      if (!/结转结余率/.test(text)) return []
      const cell = cells.find((one) => /^[≤<]=?\d+(?:\.\d+)?%$/.test(fold(one.text)))
      return cell ? [{ cell, table, limit: Number(fold(cell.text).replace(/[^\d.]/g, '')) }] : []
    })[0]
    const carried = disclosure.facts.get('in/all/all/carry//total')?.[0]
    const now = disclosure.facts.get('in/all/all/all//total')?.[0]
    if (!target || !carried || !now) return NOT_APPLICABLE
    const delta = disclosure.tokens.find(
      ({ role, passage, printed, sign }) =>
        role === 'delta' && passage.topic === 'balance' && printed !== undefined && sign !== 0,
    )
    if (!delta?.printed) return NOT_APPLICABLE
    const base = now.value - delta.sign * delta.printed.fen
    if (base <= 0) return NOT_APPLICABLE
    const rate = (carried.value / base) * 100
    if (rate <= target.limit) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.carry_rate',
        severity: 'advice',
        confidence: 0.7,
        message: `上年结转 ${show(disclosure, carried.value)} 占上年预算 ${show(disclosure, base)} 的 ${rate.toFixed(2)}%，目标是不超过 ${target.limit}%。请说明原因，或定一个能做到的目标。`,
        stated: `${rate.toFixed(2)}%`,
        expected: `≤${target.limit}%`,
        places: [...carried.figures.map(placeOfFigure), placeOfCell(target.table, target.cell)],
      },
    ])
  },
}

const opsClass: Rule = {
  code: 'disclosure.project_class',
  group: 'targets',
  severity: 'advice',
  title: '人员补助、日常开支不列“其他运转类”项目',
  source: '财政部项目分类：其他运转类指大型公用设施、专用设备、专业信息系统的运行维护',
  tolerance: '按项目名称判断',
  check: (disclosure) => {
    const { projects } = projectsOf(disclosure)
    const typed = projects.filter(({ type }) => type !== '')
    if (typed.length === 0) return NOT_APPLICABLE
    const bad = typed.filter(
      ({ type, name }) =>
        /其他运转/.test(type) &&
        /午餐|餐补|伙食|就餐|卫生费|福利|补贴|津贴|慰问|^(?:20\d{2}年)?工作经费$/.test(name),
    )
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.project_class',
        severity: 'advice',
        confidence: 0.7,
        message: `${bad.map(({ name }) => name).join('、')}按定义不是“其他运转类”。人员补助应列人员类，日常开支应列公用经费，请核对。`,
        stated: '其他运转类',
        expected: null,
        places: bad.map(({ table, nameCell }) => placeOfCell(table, nameCell)),
      },
    ])
  },
}

const projectCode: Rule = {
  code: 'disclosure.project_code',
  group: 'targets',
  severity: 'warning',
  title: '项目编码是 21 位，第 9 位起有入库年份',
  source: '预算管理一体化规范',
  tolerance: '空格和断行不算错',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    const coded = aims.filter(({ code }) => code.length >= 15)
    if (coded.length === 0) return NOT_APPLICABLE
    const heads = new Map<string, number>()
    for (const { code } of coded)
      heads.set(code.slice(0, 6), (heads.get(code.slice(0, 6)) ?? 0) + 1)
    const common = [...heads].sort((a, b) => b[1] - a[1])[0]
    const seen = new Map<string, Project>()
    const findings = coded.flatMap((project): DisclosureFinding[] => {
      const { code } = project
      const twin = seen.get(code)
      seen.set(code, project)
      const isOdd = !/^\d{8}[0-9A-Z]\d{12}$/.test(code)
      const isForeign = common !== undefined && common[1] >= 3 && code.slice(0, 6) !== common[0]
      if (!isOdd && !isForeign && !twin) return []
      return [
        {
          code: 'disclosure.project_code',
          severity: 'warning',
          confidence: 0.8,
          message: twin
            ? `项目编码 ${code} 用了两次（${twin.name}、${project.name}）。请核对。`
            : isForeign
              ? `项目编码 ${code} 的前六位与其他项目不同（${common?.[0]}）。请核对。`
              : `项目编码 ${code} 有 ${code.length} 位，应为 21 位。请核对。`,
          stated: code,
          expected: null,
          places: project.codeCells.map((cell) => placeOfCell(project.table, cell)),
        },
      ]
    })
    return resultOf(findings)
  },
}

const procurement: Rule = {
  code: 'disclosure.procurement_missing',
  group: 'text',
  severity: 'warning',
  title: '有购置和工程的，说明政府采购预算',
  source: '政府采购法第三十三条；集中采购目录',
  tolerance: '购置和工程合计不到 10 万元的不查',
  check: (disclosure) => {
    const passage = disclosure.passages.find(
      ({ topic, text }) =>
        topic === 'procurement' &&
        /无政府采购|没有[^。]{0,8}政府采购|不涉及政府采购|政府采购(?:支出)?(?:预算)?(?:总额|金额)?(?:为|共)?0(?:\.0+)?万?元/.test(
          text,
        ),
    )
    const { projects } = projectsOf(disclosure)
    if (!passage || projects.length === 0) return NOT_APPLICABLE
    const bought = projects.filter(
      ({ name, amount }) =>
        /设备|购置|家具|服务器|硬件|装修|工程/.test(name) &&
        !/监理|设计/.test(name) &&
        (amount?.printed.fen ?? 0) > 0,
    )
    const value = bought.reduce((sum, { amount }) => sum + (amount?.printed.fen ?? 0), 0)
    if (value < 10_000_000) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.procurement_missing',
        severity: 'warning',
        confidence: 0.75,
        message: `文字说明写没有政府采购，项目里却有 ${bought.map(({ name, amount }) => `${name} ${amount?.text ?? ''}`).join('、')}。办公设备、家具、服务器在集中采购目录内，请补编政府采购预算或说明理由。`,
        stated: '无政府采购预算',
        expected: null,
        places: [
          {
            part: passage.heading,
            table: null,
            row: null,
            column: null,
            page: passage.pages[0] ?? null,
            line: passage.lines[0] ?? null,
            text: passage.text.slice(0, 60),
          },
          ...bought.flatMap(({ amount }) => (amount ? [placeOfFigure(amount)] : [])),
        ],
      },
    ])
  },
}

export const TARGET_RULES: readonly Rule[] = [
  pair,
  total,
  second,
  money,
  product,
  ...INDICATOR_RULES,
  zeroBase,
  adjustment,
  aimWithout,
  totals,
  carry,
  opsClass,
  projectCode,
  procurement,
]
