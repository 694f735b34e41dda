import type { AmountColumn } from './columns.ts'
import { type ThreePublic, threePublicOf, withoutOrdinal } from './concepts.ts'
import { fold } from './document.ts'
import { type Equation, isRoundedChange } from './equation.ts'
import type { Table } from './frame-tables.ts'
import type { ReadSide } from './read-sides.ts'
import type { Figure, SideRow } from './rows.ts'

/** Numbers of journeys, guests and cars, which some places list under the money. */
const COUNTED = /[(（](?:个|辆|台|人|批|次|人次|批次)[)）]|团组|批次|人次|人数|保有量|数量|购置数$/

/** Other expenses that a table may list beside 三公经费 and sum with them. */
const BESIDE = /会议|培训|机关运行|行政经费/

interface Lines {
  readonly rows: readonly SideRow[]
  readonly amounts: readonly AmountColumn[]
}

/**
 * What each row of a 三公 table is, where the items stand as rows and a column gives only the year
 * or the phase. Empty where the columns name the items.
 */
export function threePublicRows({ rows, amounts }: Lines): Map<ThreePublic, SideRow> {
  const lines = new Map<ThreePublic, SideRow>()
  if (amounts.some(({ path }) => path.some((word) => /出国|接待|用车/.test(word)))) return lines
  for (const row of rows) {
    const name = fold(row.name)
    if (row.figures.size === 0 || COUNTED.test(name)) continue
    const line = lineOf(name)
    // 国内接待费 under 公务接待费: the first is the whole
    if (line && !lines.has(line)) lines.set(line, row)
  }
  const isSpread = ['abroad', 'vehicle', 'run', 'reception'].filter((line) =>
    lines.has(line as ThreePublic),
  )
  if (isSpread.length < 2) return new Map()
  const total = rows.find(
    ({ name, figures }) =>
      figures.size > 0 && /^(?:[(（]?[一1][)）、.．]?)?(?:支出)?(?:合计|总计)$/.test(fold(name)),
  )
  const isMore = rows.some(({ name }) => BESIDE.test(name))
  if (total && !isMore && !lines.has('total')) lines.set('total', total)
  return lines
}

function lineOf(name: string): ThreePublic | undefined {
  if (/会议|培训|行政经费/.test(name)) return undefined
  if (/出国/.test(name)) return 'abroad'
  // 公务用车费 over 购置 and 运行
  if (/公务用车(?:经?费|支出)$/.test(name)) return 'vehicle'
  return threePublicOf(
    name.replace(/^.*其中[:：]/, '').replace(/^(?:[(（]?[\d一二三四五]+[)）、.．])+/, ''),
  )
}

/** 国内接待费 and 国（境）外接待费 under 公务接待费. */
function receptionParts(rows: readonly SideRow[]): readonly (SideRow | undefined)[] {
  return [/^国内(?:公务)?接待(?:费|支出)/, /^国[(（]境[)）]外(?:公务)?接待(?:费|支出)/].map(
    (pattern) =>
      rows.find(({ name }) => pattern.test(withoutOrdinal(name)) && !COUNTED.test(fold(name))),
  )
}

const SUMS = [
  ['total', ['abroad', 'vehicle', 'reception'], '“三公”经费合计'],
  ['vehicle', ['buy', 'run'], '公务用车购置及运行费'],
  ['reception', [], '公务接待费'],
] as const

/** 三公经费 and 公务用车 as the sums of their rows, a column. */
export function threePublicRowSums(table: Table, side: Lines): Equation[] {
  const lines = threePublicRows(side)
  return SUMS.flatMap(([whole, parts, leftName]) => {
    const total = lines.get(whole)
    const rows =
      whole === 'reception' ? receptionParts(side.rows) : parts.map((part) => lines.get(part))
    if (!total || rows.some((row) => row === undefined)) return []
    return side.amounts.flatMap(({ index, dims }): Equation[] => {
      const left = total.figures.get(index)
      const right = rows.flatMap((row): Figure[] => {
        const figure = row?.figures.get(index)
        return figure ? [figure] : []
      })
      if (!left || right.length === 0) return []
      if (dims.phase === 'delta' && isRoundedChange([left], right, rows.length)) return []
      return [
        {
          rule: 'disclosure.column_sum',
          left: [left],
          right,
          leftName,
          rightName: '下面各项之和',
          group: `${table.number} three rows ${whole}`,
          trust: 0.95,
        },
      ]
    })
  })
}

/** 合计 and its parts by what the columns say, where budget and actual stand in turns under them. */
export function threePublicColumnSums(
  table: Table,
  sides: readonly ReadSide[],
  known: readonly Equation[],
): Equation[] {
  const out: Equation[] = []
  for (const side of sides) {
    const phases = new Set(side.amounts.map(({ dims }) => dims.phase ?? ''))
    for (const phase of phases) {
      const columnOf = (line: string): number | undefined => {
        const mine = side.amounts.filter(
          ({ dims }) => (dims.phase ?? '') === phase && dims.line === `three:${line}`,
        )
        return mine.length === 1 ? mine[0]?.index : undefined
      }
      for (const [whole, parts, name] of [
        ['total', ['abroad', 'vehicle', 'reception'], '“三公”经费合计'],
        ['vehicle', ['buy', 'run'], '公务用车小计'],
      ] as const) {
        const total = columnOf(whole)
        const columns = parts.map(columnOf)
        if (total === undefined || columns.some((column) => column === undefined)) continue
        for (const row of side.rows) {
          const left = row.figures.get(total)
          const right = columns.flatMap((column) => row.figures.get(column ?? -1) ?? [])
          if (!left || right.length === 0) continue
          if (known.some((equation) => equation.left.length === 1 && equation.left[0] === left))
            continue
          out.push({
            rule: 'disclosure.row_sum',
            left: [left],
            right,
            leftName: name,
            rightName: '同一行各项之和',
            group: `${table.number} three ${whole} ${phase}`,
            trust: 0.95,
          })
        }
      }
    }
  }
  return out
}
