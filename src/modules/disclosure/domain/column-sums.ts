/** Sums down a column, by codes, by units, by numbers of the list, or by the words of a balance. */

import { BESIDE_YEAR, GRAND_TOTAL, YEAR_TOTAL } from './balance-rows.ts'
import { withoutOrdinal } from './concepts.ts'
import { fold, textAt } from './document.ts'
import { type Equation, isRoundedChange } from './equation.ts'
import type { Table } from './frame-tables.ts'
import type { ReadSide } from './read-sides.ts'
import { type Figure, labelOf, type SideRow } from './rows.ts'

interface Family {
  readonly parent: SideRow
  readonly children: readonly SideRow[]
  readonly trust: number
  readonly name: string
}

function toEquations(
  table: Table,
  side: ReadSide,
  at: number,
  families: readonly Family[],
): Equation[] {
  // a difference of two rounded figures is off by more than its last place: it is held against
  // the two years of its own row
  const years = new Set(side.amounts.flatMap(({ dims }) => dims.phase ?? []))
  const columns = side.amounts.filter(({ dims }) => dims.phase !== 'delta' || years.size < 3)
  return families.flatMap((family) =>
    columns.flatMap(({ index, dims }): Equation[] => {
      const left = family.parent.figures.get(index)
      // a form that asks for no parts has dashes there
      const isAsked = family.children.some(
        ({ row, figures }) => figures.has(index) || fold(textAt(table.grid, row, index)) === '',
      )
      if (!isAsked) return []
      const right = family.children.flatMap((child) => child.figures.get(index) ?? [])
      if (
        !left ||
        (dims.phase === 'delta' && isRoundedChange([left], right, family.children.length))
      )
        return []
      return [
        {
          rule: 'disclosure.column_sum',
          left: [left],
          right,
          leftName: family.name,
          rightName: '下面各行之和',
          group: `${table.number} down ${at} ${family.parent.row}`,
          trust: family.trust,
        },
      ]
    }),
  )
}

export function downCodes(table: Table, side: ReadSide, at: number): Equation[] {
  if (['three_public', 'department_aims', 'project_aims'].includes(table.kind)) return []
  return toEquations(table, side, at, familiesOfCodes(side.rows))
}

/** Which rows add up to which, by codes, by units and their rows, else all rows to the total. */
function familiesOfCodes(rows: readonly SideRow[]): Family[] {
  const families: Family[] = []
  const children = new Map<SideRow, SideRow[]>()
  const roots: SideRow[] = []
  const units: SideRow[] = []
  let block: SideRow | undefined
  let stack: SideRow[] = []
  const totals = rows.filter(({ kind }) => kind === 'total')
  const add = (parent: SideRow | undefined, child: SideRow): void => {
    const list = parent ? children.get(parent) : roots
    if (list) list.push(child)
    else if (parent) children.set(parent, [child])
  }
  for (const row of rows) {
    if (row.kind === 'total' || row.kind === 'part' || row.kind === 'group') continue
    if (row.kind === 'unit') {
      const above = units.findLast(
        (unit) => unit.code !== '' && row.code !== unit.code && row.code.startsWith(unit.code),
      )
      add(above, row)
      units.push(row)
      block = row
      stack = []
      continue
    }
    if (row.code === '') {
      // a table without codes: numbers of the list say what is under what
      while (stack.length > 0 && row.level !== 0 && (stack.at(-1)?.level ?? 0) >= row.level)
        stack.pop()
      const above = row.level > 1 ? stack.at(-1) : undefined
      add(above ?? block, row)
      if (row.level > 0) stack.push(row)
      continue
    }
    const above = stack.findLast(
      ({ code }) => code !== '' && code.length < row.code.length && row.code.startsWith(code),
    )
    add(above ?? block, row)
    stack = [...stack.filter(({ code }) => code === '' || row.code.startsWith(code)), row]
  }
  for (const [parent, under] of children) {
    const subunits = under.filter(({ kind }) => kind === 'unit')
    const kept = subunits.length > 0 ? subunits : under
    families.push({ parent, children: kept, trust: 0.95, name: labelOf(parent) })
  }
  const tops = roots.filter(({ kind }) => kind === 'unit')
  const under = tops.length > 0 ? tops : roots
  if (under.length > 0) {
    for (const parent of totals) {
      families.push({ parent, children: under, trust: 0.95, name: '合计' })
    }
  }
  return families
}

export function downBalance(table: Table, side: ReadSide, at: number): Equation[] {
  const families: Family[] = []
  let addends: SideRow[] = []
  const under = new Map<SideRow, SideRow[]>()
  let parent: SideRow | undefined
  // 本年支出合计 above the classes that it is the sum of
  let ahead: { row: SideRow; children: SideRow[] } | undefined
  const hasLevelOne = side.rows.some(({ level }) => level === 1)
  for (const row of side.rows) {
    const name = withoutOrdinal(row.name)
    if (row.kind === 'part' || name === '') continue
    if (GRAND_TOTAL.test(name) || YEAR_TOTAL.test(name)) {
      const isGrand = GRAND_TOTAL.test(name)
      if (!isGrand && addends.length === 0 && families.length === 0) {
        ahead = { row, children: [] }
        addends = [row]
        parent = undefined
        continue
      }
      if (addends.length > 0 && (addends.length > 1 || addends[0]?.figures.size)) {
        families.push({ parent: row, children: addends, trust: 0.96, name })
      }
      addends = isGrand ? [] : [row]
      parent = undefined
      continue
    }
    const isTop = row.level === 1 || (row.level === 0 && (!hasLevelOne || BESIDE_YEAR.test(name)))
    if (isTop && !isUnderSpecial(parent, row, name)) {
      if (ahead && !BESIDE_YEAR.test(name)) ahead.children.push(row)
      else addends.push(row)
      parent = row
    } else if (parent) {
      under.set(parent, [...(under.get(parent) ?? []), row])
    } else addends.push(row)
  }
  if (ahead && ahead.children.length > 0) {
    families.push({
      parent: ahead.row,
      children: ahead.children,
      trust: 0.96,
      name: labelOf(ahead.row),
    })
  }
  for (const [top, rows] of under) {
    const inner = rows.filter(({ level }) => level === Math.min(...rows.map((row) => row.level)))
    families.push({ parent: top, children: inner, trust: 0.93, name: labelOf(top) })
  }
  const deeper = [...under.values()].flatMap(familiesOfLevels)
  return [
    ...toEquations(table, side, at, families),
    // one row under another may be only a part of it
    ...toEquations(table, side, at, deeper).filter(({ right }) => right.length > 1),
  ].filter(
    // 上年结转 may stand without its parts
    ({ left, right }) => right.length > 0 || left[0]?.printed.fen === 0 || !isDetail(left, side),
  )
}

/** （1）（2） under 1、 where 1、 stands itself under 一、 */
function familiesOfLevels(rows: readonly SideRow[]): Family[] {
  return rows.flatMap((parent, at): Family[] => {
    if (parent.level === 0) return []
    const end = rows.findIndex(({ level }, other) => other > at && level <= parent.level)
    const inner = rows.slice(at + 1, end < 0 ? undefined : end)
    const level = Math.min(...inner.map((row) => row.level))
    const children = inner.filter((row) => row.level === level)
    return children.length > 1 ? [{ parent, children, trust: 0.9, name: labelOf(parent) }] : []
  })
}

function isDetail(left: readonly Figure[], side: ReadSide): boolean {
  const row = side.rows.find((candidate) => candidate.row === left[0]?.row)
  return row !== undefined && BESIDE_YEAR.test(withoutOrdinal(row.name))
}

/** 年初财政拨款结转和结余, then without numbers the funds that it consists of. */
function isUnderSpecial(parent: SideRow | undefined, row: SideRow, name: string): boolean {
  return (
    parent !== undefined &&
    // numbered as 一、 again under a row that has no number
    (row.level === 0 || parent.level === 0) &&
    BESIDE_YEAR.test(withoutOrdinal(parent.name)) &&
    /^(?:一般公共预算|政府性基金|国有资本)/.test(name)
  )
}
