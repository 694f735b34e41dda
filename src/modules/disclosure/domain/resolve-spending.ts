import type { Printed } from './amount.ts'
import type { AmountColumn, Node, Side } from './columns.ts'
import { conceptOf, type Kind } from './concepts.ts'
import { type Equation, holds } from './equation.ts'
import type { SideRow } from './rows.ts'

/** Columns of the spending tables in the order in which every province prints them. */
const ORDER = [
  'total',
  'basic',
  'personnel',
  'wages',
  'families',
  'public',
  'goods',
  'capital',
  'project',
  'ops',
  'target',
] as const
type Leaf = (typeof ORDER)[number]

const MOST_COLUMNS = 11

/**
 * A heading whose lower row has lost its merged cells stands over the wrong columns. The order of
 * the columns is known and so is what adds up to what: the reading under which the rows add up is
 * taken. Undefined where the heading is right as it stands, or where no reading is better.
 */
export function resolveSpending(
  side: Side,
  rows: readonly SideRow[],
  across: (side: Pick<Side, 'tree' | 'amounts'>) => readonly Equation[],
): Side | undefined {
  const used = side.amounts.filter(({ index }) => rows.some(({ figures }) => figures.has(index)))
  const words = side.amounts.flatMap(({ path }) => path).join('|')
  if (!/基本支出/.test(words) || !/项目支出/.test(words)) return undefined
  if (/上缴上级|经营支出|附属单位/.test(words) || used.length > MOST_COLUMNS || used.length < 4) {
    return undefined
  }
  const asPrinted = across(side)
  const failing = distinct(asPrinted.filter((equation) => !holds(equation)))
  const passing = distinct(asPrinted.filter(holds))
  const kindsRight = used.every(({ path }) => fits(path))
  if (kindsRight && passing >= failing && asPrinted.length > 0) return undefined
  let best: { leaves: readonly Leaf[]; score: number; failing: number } | undefined
  const columns = used.map(
    ({ index, path }): Column => ({
      kinds: path.map((word) => conceptOf(word).kind),
      isSubtotal: path.at(-1) === '小计',
      printed: rows.map(({ figures }) => figures.get(index)?.printed),
    }),
  )
  for (const leaves of choices(used.length)) {
    const score = scoreOf(leaves, columns, rows.length)
    if (!best || score.value > best.score)
      best = { leaves, score: score.value, failing: score.failing }
  }
  if (!best || best.failing > 0.34 * rows.length) return undefined
  return rebuild(side, used, best.leaves)
}

function distinct(equations: readonly Equation[]): number {
  return new Set(
    equations.map(({ left, right }) =>
      [...left, ...right].map(({ printed }) => printed.fen).join(),
    ),
  ).size
}

/** A column under two headings that exclude each other was not read rightly. */
function fits(path: readonly string[]): boolean {
  const kinds = path.map((word) => conceptOf(word).kind).filter((found) => found !== undefined)
  const isBasic = kinds.some((found) => !['project', 'ops', 'target'].includes(found))
  const isProject = kinds.some((found) => ['project', 'ops', 'target'].includes(found))
  const isPersonnel =
    kinds.includes('personnel') && (kinds.includes('goods') || kinds.includes('capital'))
  const isTotal =
    path.some((word) => /^(?:合计|总计)$/.test(word)) &&
    kinds.length > 0 &&
    !/支出$/.test(path[0] ?? '')
  return !(isBasic && isProject) && !isPersonnel && !isTotal
}

function* choices(size: number, from = 0, taken: Leaf[] = []): Generator<readonly Leaf[]> {
  if (taken.length === size) {
    yield taken
    return
  }
  for (let at = from; at <= ORDER.length - (size - taken.length); at++) {
    const leaf = ORDER[at]
    if (leaf) yield* choices(size, at + 1, [...taken, leaf])
  }
}

const PARTS: readonly (readonly [Leaf, readonly Leaf[]])[] = [
  ['total', ['basic', 'project']],
  ['basic', ['personnel', 'public']],
  ['basic', ['wages', 'families', 'goods', 'capital']],
  ['personnel', ['wages', 'families']],
  ['public', ['goods', 'capital']],
  ['project', ['ops', 'target']],
]

/** What a choice is judged by; there are hundreds of choices, so it is looked up once. */
interface Column {
  /** What the words over it say, from the top down. */
  readonly kinds: readonly (Kind | undefined)[]
  readonly isSubtotal: boolean
  /** Its amounts, a place a row. */
  readonly printed: readonly (Printed | undefined)[]
}

function scoreOf(
  leaves: readonly Leaf[],
  columns: readonly Column[],
  rows: number,
): { value: number; failing: number } {
  let value = 0
  let failing = 0
  for (const [at, leaf] of leaves.entries()) {
    if (columns[at]?.kinds.includes(leaf as Kind)) value += 0.2
    // 小计 heads a group, never one of its parts
    if (columns[at]?.isSubtotal && (leaf === 'basic' || leaf === 'project')) value += 0.2
  }
  const columnOf = (leaf: Leaf): Column | undefined => columns[leaves.indexOf(leaf)]
  for (const [whole, parts] of PARTS) {
    const total = columnOf(whole)
    if (!total) continue
    const given = parts.flatMap((part) => columnOf(part) ?? [])
    if (given.length === 0) {
      value -= 0.1
      continue
    }
    for (let row = 0; row < rows; row++) {
      const stated = total.printed[row]
      let gap = stated?.fen ?? 0
      let count = 0
      for (const { printed } of given) {
        const part = printed[row]
        if (!part) continue
        gap -= part.fen
        count += 1
      }
      if (!stated && count === 0) continue
      if (Math.abs(gap) <= (stated?.half ?? 0) * (count + 1)) value += 1
      else {
        value -= 1
        failing += 1
      }
    }
  }
  return { value, failing }
}

const LABELS: Readonly<Record<Leaf, string>> = {
  total: '合计',
  basic: '小计',
  personnel: '人员经费',
  wages: '工资福利支出',
  families: '对个人和家庭的补助',
  public: '公用经费',
  goods: '商品和服务支出',
  capital: '资本性支出',
  project: '小计',
  ops: '其他运转类',
  target: '特定目标类',
}

function rebuild(side: Side, used: readonly AmountColumn[], leaves: readonly Leaf[]): Side {
  const column = (leaf: Leaf): Node[] => {
    const at = leaves.indexOf(leaf)
    const index = at >= 0 ? used[at]?.index : undefined
    return index === undefined ? [] : [{ label: LABELS[leaf], children: [], column: index }]
  }
  const group = (label: string, children: readonly Node[]): Node[] =>
    children.length > 0 ? [{ label, children, column: null }] : []
  const basicParts = [
    ...(leaves.includes('personnel')
      ? column('personnel')
      : [...column('wages'), ...column('families')]),
    ...(leaves.includes('public') ? column('public') : [...column('goods'), ...column('capital')]),
  ]
  const tree = [
    ...column('total'),
    ...group('基本支出', [...column('basic'), ...basicParts]),
    ...group('项目支出', [...column('project'), ...column('ops'), ...column('target')]),
  ]
  const amounts = used.map((old, at): AmountColumn => {
    const leaf = leaves[at] ?? 'total'
    const path = ['basic', 'personnel', 'wages', 'families', 'public', 'goods', 'capital'].includes(
      leaf,
    )
      ? ['基本支出', LABELS[leaf]]
      : leaf === 'total'
        ? ['合计']
        : ['项目支出', LABELS[leaf]]
    return {
      index: old.index,
      path,
      isPart: false,
      dims: leaf === 'total' ? {} : { kind: leaf },
    }
  })
  return { ...side, amounts, tree }
}
