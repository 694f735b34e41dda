import { readNumber, roundingAllowance, showAmount, toPrinted } from '../amount.ts'
import { type Cell, fold } from '../document.ts'
import { sum } from '../equation.ts'
import type { PerformanceForm } from '../performance-forms.ts'
import { formsOf, projectsOf } from '../projects.ts'
import { judgeEach, placeOfCell, placeOfFigure, RIGHT, type Rule } from '../rule.ts'

function plain(name: string): string {
  return fold(name).replace(/[()（）“”"]/g, '')
}

/** Kinds of money that do not overlap. */
const APART =
  /^(?:当年|本年|年初)?财政拨款$|^上年结[转余]|^结转|^其他资金|^单位(?:自有)?资金|^自有资金/

const moneyParts: Rule = {
  code: 'disclosure.form_money_parts',
  group: 'targets',
  severity: 'error',
  title: '绩效目标表的年度资金总额等于财政拨款、结转和其他资金之和',
  source: '《项目支出绩效目标申报表》表内关系',
  tolerance: '四舍五入；上年结转算在财政拨款里的也可以；另有分项的不查',
  check: (disclosure) =>
    judgeEach(formsOf(disclosure), ({ name, total, parts, unit }) => {
      const isKnown = parts.every(({ label }) => APART.test(label))
      const labels = new Set(parts.map(({ label }) => label))
      if (!total || !isKnown || labels.size !== parts.length || parts.length < 2) return undefined
      if (!parts.some(({ label }) => /财政拨款/.test(label))) return undefined
      const all = parts.map(({ figure }) => figure)
      const now = parts.filter(({ label }) => !/结[转余]/.test(label)).map(({ figure }) => figure)
      const allowed = roundingAllowance(parts.length, total.printed.half)
      if ([all, now].some((some) => Math.abs(sum(some) - total.printed.fen) <= allowed))
        return RIGHT
      return {
        code: 'disclosure.form_money_parts',
        severity: 'error',
        confidence: 0.9,
        message: `项目“${name}”的绩效目标表，年度资金总额写 ${total.text}，各项资金相加是 ${showAmount(sum(all), unit)}。请核对总额和各项资金，改正写错的一个。`,
        stated: total.text,
        expected: showAmount(sum(all), unit),
        places: [total, ...all].map(placeOfFigure),
      }
    }),
}

const projectMoney: Rule = {
  code: 'disclosure.form_project_money',
  group: 'targets',
  severity: 'error',
  title: '绩效目标表的资金总额与项目支出表一致',
  source: '预算法第三十二条；同一个数两处必须一致',
  tolerance: '四舍五入；名称相同的项目不止一个时，等于其中一个或它们之和都可以',
  check: (disclosure) => {
    const { projects } = projectsOf(disclosure)
    const forms = formsOf(disclosure)
    return judgeEach(forms, ({ name, total, parts }) => {
      const named = projects.filter((project) => plain(project.name) === plain(name))
      const amounts = named.flatMap(({ amount }) => (amount ? [amount] : []))
      const isAlone = forms.filter((form) => plain(form.name) === plain(name)).length === 1
      const [first] = amounts
      if (!total || !first || amounts.length !== named.length || !isAlone) return undefined
      const listed = [...amounts.map(({ printed }) => printed.fen), sum(amounts)]
      const fiscal = parts.filter(({ label }) => /财政拨款$|一般公共/.test(label))
      // where the parts agree with the list, the total is told to differ from its parts
      const own = [
        total.printed.fen,
        sum(parts.map(({ figure }) => figure)),
        ...fiscal.map(({ figure }) => figure.printed.fen),
      ]
      const half = Math.max(first.printed.half, total.printed.half)
      // a list of one fund shows the part of the money that the budget grants
      const isSame = own.some((mine) => listed.some((fen) => Math.abs(fen - mine) <= half))
      if (isSame) return RIGHT
      return {
        code: 'disclosure.form_project_money',
        severity: 'error',
        confidence: 0.9,
        message: `项目“${name}”在绩效目标表的资金总额是 ${total.text}，在项目支出表是 ${first.text}。同一个项目金额必须相同，请改正写错的一处。`,
        stated: total.text,
        expected: first.text,
        places: [placeOfFigure(total), ...amounts.map(placeOfFigure)],
      }
    })
  },
}

const MONEY_IN_AIM = /([^，。；]{0,16}?)(\d+(?:,\d{3})*(?:\.\d+)?)(亿元|万元|元)/g
const OF_PROJECT =
  /(?:安排|投入|下达|项目|预算)(?:本?项目)?(?:预算|财政)?(?:资金|经费|预算)(?:总额)?(?:共计|合计|为|共|计)?$/
const OF_OTHERS = /上级|中央|省|市级|配套|总投资|累计|每|人均|补助|其中|争取|约|20\d{2}/

const aimMoney: Rule = {
  code: 'disclosure.form_aim_money',
  group: 'targets',
  severity: 'error',
  title: '总体目标里写的项目资金与资金总额一致',
  source: '项目支出绩效目标管理要求：目标与预算匹配',
  tolerance: '四舍五入；只查目标里唯一的、写明是项目资金的金额；多年的目标不查',
  check: (disclosure) => {
    const aimsOfYear = formsOf(disclosure).flatMap((form) =>
      form.isLongTerm ? [] : form.aims.map((cell) => ({ ...form, cell })),
    )
    return judgeEach(aimsOfYear, ({ table, name, total, parts, cell }) => {
      if (!total) return undefined
      const text = fold(cell.text)
      const [match, second] = text.matchAll(MONEY_IN_AIM)
      const [whole, before = '', digits = '', unit = '元'] = match ?? []
      if (!whole || second || !OF_PROJECT.test(before) || OF_OTHERS.test(before)) return undefined
      const number = readNumber(digits)
      if (!number) return undefined
      const stated = toPrinted(number, unit as '元')
      const known = [total, ...parts.map(({ figure }) => figure)]
      const isKnown = known.some(
        ({ printed }) => Math.abs(printed.fen - stated.fen) <= Math.max(printed.half, stated.half),
      )
      if (isKnown) return RIGHT
      return {
        code: 'disclosure.form_aim_money',
        severity: 'error',
        confidence: 0.85,
        message: `项目“${name}”的总体目标写 ${digits}${unit}，资金总额是 ${total.text}。请改成相同，常见原因是从别的项目或上年抄来。`,
        stated: `${digits}${unit}`,
        expected: total.text,
        places: [placeOfCell(table, cell), placeOfFigure(total)],
      }
    })
  },
}

/** `≥8次`: a number and what it counts; no percent, date or money. */
const COUNTED =
  /^(?:[≥=>＝]|不少于|大于等于|大于)?(\d+)(次|场|份|台|套|个|人次|人|期|家|项|批|辆|户|处|篇|件|名)$/

const aimCount: Rule = {
  code: 'disclosure.form_aim_count',
  group: 'targets',
  severity: 'warning',
  title: '总体目标里写的数量与指标值一致',
  source: '项目支出绩效目标管理要求：指标细化目标',
  tolerance: '名称和量词都相同才比较；每月、每个的数量和多年的目标不查',
  check: (disclosure) => {
    const indicatorsOfYear = formsOf(disclosure).flatMap((form) =>
      form.isLongTerm ? [] : form.indicators.map((indicator) => ({ form, indicator })),
    )
    return judgeEach(indicatorsOfYear, ({ form, indicator }) => {
      const { table, name, aims, indicators } = form
      const { name: label, value, valueCell } = indicator
      const words = fold(label).replace(/(?:次数|场次|人数|数量|个数)$/, '')
      const [, digits, unit = ''] = COUNTED.exec(fold(value)) ?? []
      const isAlone = indicators.filter((one) => fold(one.name).includes(words)).length === 1
      if (!digits || words.length < 3 || !isAlone || !valueCell) return undefined
      const stated = aims.flatMap((cell) => countsAfter(cell, words, unit))
      const [first] = stated
      if (!first) return undefined
      if (stated.some(({ count }) => count === Number(digits))) return RIGHT
      return {
        code: 'disclosure.form_aim_count',
        severity: 'warning',
        confidence: 0.8,
        message: `项目“${name}”的总体目标写“${first.text}”，指标“${label}”的值是 ${value}。请把两处写成相同。`,
        stated: `${first.count}${unit}`,
        expected: value,
        places: [placeOfCell(table, first.cell), placeOfCell(table, valueCell)],
      }
    })
  },
}

/** A count of a month, of each place, or of several years. */
const OFTEN = /每|各|平均|累计|以来|[三五]年/

function countsAfter(
  cell: Cell,
  words: string,
  unit: string,
): { cell: Cell; count: number; text: string }[] {
  const text = fold(cell.text)
  return [...text.matchAll(/(\d+)(?:余|多)?(人次|[^\d，。；、])/g)].flatMap((match) => {
    const before = text.slice(0, match.index)
    const from = before.lastIndexOf(words)
    const between = before.slice(from + words.length)
    const clause =
      before
        .slice(0, Math.max(0, from))
        .split(/[，。；]/)
        .at(-1) ?? ''
    if (OFTEN.test(clause + between)) return []
    if (from < 0 || match[2] !== unit || between.length > 6 || /[\d，。；、]/.test(between))
      return []
    return [
      { cell, count: Number(match[1]), text: text.slice(from, match.index + match[0].length) },
    ]
  })
}

/** 90: 预算执行率 has the other ten. */
const WHOLE_WEIGHTS = [100, 90, 1]

const weightsSum: Rule = {
  code: 'disclosure.form_weights',
  group: 'targets',
  severity: 'warning',
  title: '指标的分值（权重）合计是 100 或 90',
  source: '财政部《项目支出绩效评价管理办法》：指标权重合计 100，预算执行率占 10',
  tolerance: '有指标没有分值的不查；其他项目都是 90 时，一个项目是 100 的也提醒',
  check: (disclosure) => {
    const weighed = formsOf(disclosure).flatMap((form) => weighedOf(form) ?? [])
    return judgeEach(weighed, ({ form: { table, name }, cells, whole }) => {
      const isWhole = (right: number): boolean =>
        Math.abs(right - whole) <= 0.02 * Math.min(right, 2)
      const others = weighed.filter(({ form }) => form.name !== name)
      // the same department's other forms leave ten for 预算执行率
      const isAlone = isWhole(100) && others.length > 1 && others.every((one) => one.whole === 90)
      if (WHOLE_WEIGHTS.some(isWhole) && !isAlone) return RIGHT
      return {
        code: 'disclosure.form_weights',
        severity: 'warning',
        confidence: isAlone ? 0.7 : 0.85,
        message: isAlone
          ? `项目“${name}”各指标的分值相加是 100，其他 ${others.length} 个项目都是 90（预算执行率另占 10）。请核对各指标的分值。`
          : `项目“${name}”各指标的分值相加是 ${whole}，应是 100（预算执行率另占 10 的是 90）。请核对各指标的分值。`,
        stated: String(whole),
        expected: isAlone ? '90' : '100 或 90',
        places: cells.map((cell) => placeOfCell(table, cell)),
      }
    })
  },
}

interface Weighed {
  readonly form: PerformanceForm
  readonly cells: readonly Cell[]
  readonly whole: number
}

/** The sum of a form's weights; undefined where an indicator has none. */
function weighedOf(form: PerformanceForm): Weighed | undefined {
  const all = form.weights.flatMap((cell) => (cell ? [cell] : []))
  const cells = [...new Set(all)]
  const numbers = cells.map(({ text }) =>
    Number.parseFloat(/^(\d+(?:\.\d+)?)[分%]?$/.exec(fold(text))?.[1] ?? ''),
  )
  if (all.length < form.weights.length || numbers.length < 3 || numbers.some(Number.isNaN))
    return undefined
  return {
    form,
    cells,
    whole: Math.round(numbers.reduce((value, one) => value + one, 0) * 100) / 100,
  }
}

export const FORM_RULES: readonly Rule[] = [
  moneyParts,
  projectMoney,
  aimMoney,
  aimCount,
  weightsSum,
]
