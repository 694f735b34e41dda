import { fold } from './document.ts'
import { remembering } from './remember.ts'

/**
 * What a figure is about, as far as its words say. Left out means "the whole": no fund named is all
 * money, no source this year's and carried-over money together.
 */
export interface Dims {
  readonly flow?: 'in' | 'out' | 'closing' | 'opening'
  readonly fund?: Fund
  readonly source?: 'year' | 'carry'
  readonly kind?: Kind
  /** `prior`, `current`, `adjusted`, `actual`: which of several figures of the same line. */
  readonly phase?: string
  /** `func:2010301`, `econ:30101`, `three:abroad`, `project:…`; left out: the total. */
  readonly line?: string
}

export type Fund =
  | 'fiscal'
  | 'general'
  | 'govfund'
  | 'statecap'
  | 'special'
  | 'business'
  | 'operating'
  | 'upper'
  | 'affiliated'
  | 'own'
  | 'other'
  /** 使用非财政拨款结余: earlier years' money that was no appropriation, neither income nor carry-over. */
  | 'saved'

export type Kind =
  | 'basic'
  | 'personnel'
  | 'public'
  | 'wages'
  | 'families'
  | 'goods'
  | 'capital'
  | 'project'
  | 'ops'
  | 'target'
  | 'to_upper'
  | 'operating_out'
  | 'to_affiliated'
  /** An economic class that only one classification has, by its name. */
  | `class:${string}`

const FUNDS: readonly (readonly [Fund, RegExp])[] = [
  ['saved', /非财政(?:拨款|补助)(?:结转和?)?结余/],
  ['govfund', /政府性?基金/],
  ['statecap', /国有资本/],
  ['general', /一般公共(?:预算|财政)/],
  ['special', /财政专户|专户管理|教育收费/],
  ['affiliated', /附属单位(?:上缴|缴)/],
  ['upper', /上级补助|上级拨款/],
  ['operating', /经营收入/],
  ['business', /事业收入|事业预算收入/],
  ['own', /单位资金|单位自有|自有资金/],
  ['other', /其他(?:资金)?收入|其他资金/],
  ['fiscal', /财政拨款|政府预算资金/],
]

/**
 * Classes of the two economic classifications that are like none of the kinds: 机关工资福利 is only a
 * part of 工资福利, the rest is in 对事业单位经常性补助.
 */
const CLASS_ALONE =
  /^(?:机关(?:工资福利|商品(?:和|与)?服务|资本性)|对事业单位(?:经常性|资本性)|对企业|债务(?:利息|还本)|对社会保障|转移性支出$|预备费)/

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['to_upper', /上缴上级/],
  ['operating_out', /经营支出/],
  ['to_affiliated', /对?附属单位补助/],
  ['ops', /其他运转类/],
  ['target', /特定目标类/],
  ['wages', /工资福利/],
  ['families', /对?个人和?家庭/],
  ['goods', /商品(?:和|与)?服务/],
  ['capital', /资本性支出/],
  ['basic', /人员经费(?:支出)?[和及、与](?:日常)?公用经费/],
  ['personnel', /人员(?:经费|支出|类)/],
  ['public', /公用(?:经费|支出)|日常公用|运转类/],
  ['basic', /基本支出/],
  ['project', /项目(?:支出|经费)|专项业务经费支出/],
]

/** What a heading, a label or a name in a sentence says. */
export const conceptOf = remembering((text): Dims => {
  const plain = fold(text)
  const out: { -readonly [Key in keyof Dims]: Dims[Key] } = {}
  const fund = FUNDS.find(([, pattern]) => pattern.test(plain))?.[0]
  if (fund) out.fund = fund
  const kind = CLASS_ALONE.test(plain)
    ? (`class:${plain}` as const)
    : KINDS.find(([, pattern]) => pattern.test(plain))?.[0]
  if (kind) out.kind = kind
  if (/年终结转|年末结转|结转下年|年末.{0,6}结[转余]|年终结余|结余分配/.test(plain))
    out.flow = 'closing'
  else if (fund !== 'saved' && /结转|弥补收支差额/.test(plain)) out.source = 'carry'
  // 本年支出 is what is spent this year, from whatever year's money
  else if (/本年|当年/.test(plain) && !/支出/.test(plain)) out.source = 'year'
  return out
})

export function mergeDims(...patches: readonly Dims[]): Dims {
  return Object.assign({}, ...patches) as Dims
}

export function keyOf(dims: Dims): string {
  const { flow, fund, kind, source, phase, line } = dims
  return [
    flow ?? '',
    fund ?? 'all',
    kind ?? 'all',
    source ?? 'all',
    phase ?? '',
    line ?? 'total',
  ].join('/')
}

/** 类 of the functional classification by the words that no year changed. */
const CLASSES: readonly (readonly [string, RegExp])[] = [
  ['201', /^一般公共服务/],
  ['202', /^外交/],
  ['203', /^国防/],
  ['204', /^公共安全/],
  ['205', /^教育/],
  ['206', /^科学技术/],
  ['207', /^文化.*传媒/],
  ['208', /^社会保障和就业/],
  ['209', /^社会保险基金/],
  ['210', /^(?:卫生健康|医疗卫生)/],
  ['211', /^节能环保/],
  ['212', /^城乡社区/],
  ['213', /^农林水/],
  ['214', /^交通运输/],
  ['215', /^资源勘探/],
  ['216', /^商业服务业/],
  ['217', /^金融/],
  ['219', /^援助其他地区/],
  ['220', /^(?:自然资源海洋|国土海洋|国土资源气象)/],
  ['221', /^住房保障/],
  ['222', /^粮油物资/],
  ['223', /^国有资本经营预算/],
  ['224', /^灾害防治/],
  ['227', /^预备费/],
  ['229', /^其他支出/],
  ['230', /^转移性/],
  ['231', /^债务还本/],
  ['232', /^债务付息/],
  ['233', /^债务发行/],
  ['234', /^抗疫特别国债/],
]

/** The code of a 类 that is named in a summary table, with or without its ordinal. */
export const classOfName = remembering((label): string | undefined => {
  const plain = withoutOrdinal(label)
  return CLASSES.find(([, pattern]) => pattern.test(plain))?.[0]
})

const ORDINAL =
  /^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）][、.]?|\d{1,2}[、.．](?!\d)|[(（]\d{1,2}[)）])/

export const withoutOrdinal = remembering((label) => fold(label).replace(ORDINAL, ''))

/** 1 for 一、 2 for （一） 3 for 1. 4 for （1）; 0 without a number. */
export const ordinalLevel = remembering((label): 0 | 1 | 2 | 3 | 4 => {
  const plain = fold(label)
  if (/^[一二三四五六七八九十]+[、.．]/.test(plain)) return 1
  if (/^[(（][一二三四五六七八九十]+[)）]/.test(plain)) return 2
  if (/^\d{1,2}[、.．](?!\d)/.test(plain)) return 3
  if (/^[(（]\d{1,2}[)）]/.test(plain)) return 4
  return 0
})

/** 一 → 1 … 三十四 → 34 */
export function ordinalValue(label: string): number | undefined {
  const match = /^[(（]?([一二三四五六七八九十]+)[)）、.．]/.exec(fold(label))
  if (!match?.[1]) return undefined
  const digits = '一二三四五六七八九'
  const [tens = '', units = ''] = match[1].includes('十') ? match[1].split('十') : ['0', match[1]]
  const value =
    (match[1].includes('十') ? (tens === '' ? 1 : digits.indexOf(tens) + 1) : 0) * 10 +
    (units === '' ? 0 : digits.indexOf(units) + 1)
  return value || undefined
}

export type ThreePublic = 'operating' | 'total' | 'abroad' | 'vehicle' | 'buy' | 'run' | 'reception'

export const threePublicOf = remembering((text): ThreePublic | undefined => {
  const plain = fold(text)
  if (/机关运行经费/.test(plain)) return 'operating'
  if (/出国/.test(plain)) return 'abroad'
  if (/接待/.test(plain)) return 'reception'
  if (/(?:公务)?用车(?:购置|购买)(?:及|和|与)(?:租用|运行)|用车购置及运行/.test(plain))
    return 'vehicle'
  if (/用车购置|^购置费?/.test(plain)) return 'buy'
  if (/用车运行|^运行(?:维护)?费?/.test(plain)) return 'run'
  if (/三公/.test(plain)) return 'total'
  return undefined
})
