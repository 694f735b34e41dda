import type { Department } from './department.ts'
import type { Paper } from './document.ts'
import {
  accounts,
  centre,
  guangdong,
  henan,
  type Names,
  type Pen,
  penOf,
  type Style,
  sichuan,
} from './layouts.ts'
import {
  beijing,
  guangxiAccounts,
  hunan,
  jiangsu,
  jiangxi,
  nationalAccounts,
  shaanxi,
  shandong,
  yunnanAccounts,
  zhejiang,
} from './layouts-provinces.ts'

function style(name: string, unit: Style['unit'] = '万元', percentDecimals = 2): Style {
  return { name, unit, percentDecimals, tablesFirst: true }
}

const LAYOUTS: readonly (readonly [Style, (pen: Pen) => Paper])[] = [
  [style('henan', '万元', 0), henan],
  [style('centre'), centre],
  [style('sichuan'), sichuan],
  [style('guangdong'), guangdong],
  [style('shanghai', '元'), centre],
  [style('accounts'), accounts],
  [style('national accounts'), nationalAccounts],
  [style('hunan'), hunan],
  [style('jiangsu'), jiangsu],
  [style('zhejiang'), zhejiang],
  [style('shandong'), shandong],
  [style('beijing'), beijing],
  [style('yunnan accounts', '元'), yunnanAccounts],
  [style('guangxi accounts', '万元', 1), guangxiAccounts],
  [style('shaanxi'), shaanxi],
  [style('jiangxi'), jiangxi],
]

export const LAYOUT_NAMES: readonly string[] = LAYOUTS.map(([{ name }]) => name)

/** One correct disclosure in the layout of that number. */
export function compose(at: number, department: Department, names: Names): Paper {
  const [own, write] = LAYOUTS[at % LAYOUTS.length] as (typeof LAYOUTS)[number]
  return write(penOf(own, department, names))
}
