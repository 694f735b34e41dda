import type { Chance } from './random.ts'

/** A made-up department with exact amounts; every table and sentence is a sum over its lines. */
export interface Department {
  readonly name: string
  readonly code: string
  readonly year: number
  readonly units: readonly { readonly code: string; readonly name: string }[]
  readonly lines: readonly Line[]
  /** Last year's exact amounts by the same keys as `sum` is asked for. */
  readonly priorShare: number
  readonly vehicles: readonly number[]
}

export interface Line {
  readonly unit: string
  readonly func: string
  readonly econ: string
  readonly kind: 'personnel' | 'public' | 'ops' | 'target'
  readonly project: string
  readonly fund: 'general' | 'govfund' | 'business'
  readonly isCarried: boolean
  readonly fen: number
}

const PLACES = ['青河县', '云岭市', '白石区', '东湖县', '临江市', '北山县']
const OFFICES = [
  '农业农村局',
  '档案馆',
  '交通运输局',
  '市场监督管理局',
  '文化馆',
  '水利局',
  '民政局',
  '教育局',
]
const MAIN = ['20103', '20113', '20132', '20701', '20802', '21301', '21303', '21401']
const PERSONNEL = ['30101', '30102', '30103', '30199', '30112']
const PUBLIC = ['30201', '30202', '30207', '30211', '30216', '30228', '30229', '30239']
const PROJECT_ECON = ['30227', '30214', '30226', '31002', '31005', '30299']
const PROJECTS = [
  '档案数字化项目',
  '河道整治工程',
  '村级补助资金',
  '业务培训经费',
  '系统运行维护费',
  '执法办案经费',
  '宣传活动经费',
  '设施修缮项目',
  '应急物资储备',
  '农田水利补助',
]

export function inventDepartment(
  chance: Chance,
  options: {
    isExact: boolean
    hasFund: boolean
    hasBusiness: boolean
    hasCarry: boolean
    units: number
  },
): Department {
  const place = chance.pick(PLACES)
  const name = `${place}${chance.pick(OFFICES)}`
  const code = String(chance.whole(301, 489))
  const step = options.isExact ? 10_000 : 1
  const amount = (low: number, high: number): number =>
    Math.round((low + chance.next() * (high - low)) / step) * step
  const units = Array.from({ length: options.units }, (_, at) => ({
    code: `${code}00${at + 1}`,
    name:
      at === 0
        ? options.units === 1
          ? name
          : `${name}机关`
        : `${place}${chance.pick(['技术推广', '监测', '服务', '管理'])}${at}中心`,
  }))
  const main = chance.pick(MAIN)
  const lines: Line[] = []
  const big = chance.pick([1, 1, 4, 20])
  for (const unit of units) {
    const put = (line: Omit<Line, 'unit' | 'project' | 'fund' | 'isCarried'>): void => {
      if (line.fen > 0)
        lines.push({ unit: unit.code, project: '', fund: 'general', isCarried: false, ...line })
    }
    for (const econ of PERSONNEL)
      put({ func: `${main}01`, econ, kind: 'personnel', fen: amount(5_000_000, 90_000_000 * big) })
    put({
      func: '2080505',
      econ: '30108',
      kind: 'personnel',
      fen: amount(4_000_000, 40_000_000 * big),
    })
    put({
      func: '2101101',
      econ: '30110',
      kind: 'personnel',
      fen: amount(2_000_000, 20_000_000 * big),
    })
    put({
      func: '2210201',
      econ: '30113',
      kind: 'personnel',
      fen: amount(3_000_000, 30_000_000 * big),
    })
    put({ func: '2080501', econ: '30302', kind: 'personnel', fen: amount(500_000, 8_000_000) })
    for (const econ of PUBLIC)
      if (chance.is(0.8))
        put({ func: `${main}01`, econ, kind: 'public', fen: amount(300_000, 12_000_000) })
  }
  const projects = [...PROJECTS].sort(() => chance.next() - 0.5).slice(0, chance.whole(2, 6))
  for (const [at, project] of projects.entries()) {
    lines.push({
      unit: chance.pick(units).code,
      func: `${main}${at % 2 === 0 ? '02' : '99'}`,
      econ: chance.pick(PROJECT_ECON),
      kind: chance.is(0.5) ? 'ops' : 'target',
      project,
      fund: options.hasBusiness && at === 1 ? 'business' : 'general',
      isCarried: options.hasCarry && at === 0,
      fen: amount(1_000_000, 300_000_000 * big),
    })
  }
  if (options.hasFund) {
    lines.push({
      unit: units[0]?.code ?? '',
      func: '2120803',
      econ: '31005',
      kind: 'target',
      project: '城市建设专项',
      fund: 'govfund',
      isCarried: false,
      fen: amount(3_000_000, 400_000_000),
    })
  }
  return {
    name,
    code,
    year: chance.pick([2022, 2023]),
    units,
    lines,
    priorShare: 0.7 + chance.next() * 0.6,
    vehicles: Array.from({ length: 4 }, () => chance.whole(0, 4)),
  }
}

export type Where = (line: Line) => boolean

export function sumOf(department: Department, where: Where = () => true): number {
  return department.lines.filter(where).reduce((sum, { fen }) => sum + fen, 0)
}
