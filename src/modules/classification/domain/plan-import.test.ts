import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCatalogue, type Entry, isInForce, type Mapping } from './catalogue.ts'
import { planImport } from './plan-import.ts'

const dayOf = (year: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year, month: 1, day: 1 })

function entry(
  code: string,
  name: string,
  from = 1,
  to: number | null = null,
  certain = true,
): Entry {
  return {
    list: 'functional',
    code,
    name,
    level: 1,
    parent: null,
    validFrom: dayOf(from),
    validTo: to === null ? null : dayOf(to),
    certain,
  }
}

function loaded(entries: readonly Entry[], mappings: readonly Mapping[] = []) {
  const knownThrough = Temporal.PlainDate.from('2023-12-31')
  const known = { knownThrough, knownPartlyThrough: knownThrough.add({ years: 1 }), source: 's' }
  return buildCatalogue({
    knowledge: [
      { list: 'functional', ...known },
      { list: 'mapping', ...known },
    ],
    entries,
    mappings,
  })
}

function plan(before: readonly Entry[], given: readonly Entry[], year = 2024) {
  const present = ['functional' as const]
  return planImport(loaded(before), { year, present, entries: given, mappings: [] }).lists[0]
}

describe('planImport', () => {
  test('adds, ends and renames on 1 January', () => {
    const before = [entry('201', '甲'), entry('202', '乙'), entry('203', '丙（一）')]
    const given = [entry('201', '甲'), entry('203', '丁', 2010), entry('204', '戊', 2010)]
    expect(plan(before, given)).toEqual({
      list: 'functional',
      isFirst: false,
      advances: true,
      skipsYears: false,
      added: [entry('204', '戊', 2024)],
      ended: [entry('202', '乙')],
      renamed: [{ from: entry('203', '丙（一）'), to: entry('203', '丁', 2024) }],
      confirmed: [],
      unchanged: 1,
    })
  })

  test('brackets of another width are the same name', () => {
    expect(plan([entry('201', '维修（护）费')], [entry('201', '维修(护)费')])?.unchanged).toBe(1)
  })

  test('rows of the file that do not hold in its year are no part of its list', () => {
    const given = [entry('201', '甲'), entry('202', '乙', 2025), entry('203', '丙', 2010, 2024)]
    expect(plan([entry('201', '甲')], given)).toMatchObject({ added: [], unchanged: 1 })
  })

  test('what was announced is confirmed, corrected or taken back', () => {
    const before = [
      entry('201', '甲', 2024, null, false),
      entry('202', '乙', 2024, null, false),
      entry('203', '丙', 2024),
      entry('204', '丁', 2025),
    ]
    const given = [entry('201', '甲'), entry('202', '又'), entry('204', '旧丁')]
    expect(plan(before, given)).toEqual({
      list: 'functional',
      isFirst: false,
      advances: true,
      skipsYears: false,
      unchanged: 0,
      confirmed: [before[0]],
      renamed: [{ from: before[1], to: entry('202', '又', 2024) }],
      ended: [before[2]],
      // ends where the announced row begins
      added: [entry('204', '旧丁', 2024, 2025)],
    })
  })

  test('says that years would be skipped', () => {
    expect(plan([entry('201', '甲')], [entry('201', '甲')], 2025)).toMatchObject({
      skipsYears: true,
    })
  })

  test('an absent file leaves its list alone; an unloaded list takes all rows', () => {
    const given = [{ ...entry('01', '甲', 1, 2020), list: 'income' as const }]
    const files = { year: 2024, present: ['income' as const], entries: given, mappings: [] }
    const answer = planImport(loaded([entry('201', '甲')]), files)
    expect(answer.mapping).toBeNull()
    expect(answer.lists).toMatchObject([{ list: 'income', isFirst: true }])
    expect(answer.lists[0]?.added).toEqual(given)
  })

  test('the mapping is compared by department code and nature', () => {
    const pair = (
      nature: 'organ' | 'institution',
      governmentCode: string,
      from: number,
    ): Mapping => ({
      departmentCode: '30101',
      nature,
      governmentCode,
      validFrom: dayOf(from),
      validTo: null,
      certain: true,
    })
    const before = [pair('organ', '50101', 2018), pair('institution', '50501', 2018)]
    const given = [pair('organ', '50101', 2018), pair('institution', '50599', 2018)]
    const files = { year: 2024, present: ['mapping' as const], entries: [], mappings: given }
    const { mapping } = planImport(loaded([], before), files)
    expect(mapping?.renamed).toEqual([{ from: before[1], to: pair('institution', '50599', 2024) }])
    expect(mapping).toMatchObject({ added: [], ended: [], unchanged: 1 })
  })

  test('taken, the year has the list given, years before keep theirs, and nothing overlaps', () => {
    const codes = fc.constantFrom('201', '202', '203', '204')
    const names = fc.constantFrom('甲', '乙')
    const list = fc.uniqueArray(fc.record({ code: codes, name: names }), {
      selector: (row) => row.code,
    })
    fc.assert(
      fc.property(list, list, list, (old, announced, given) => {
        const before = [
          ...old.map(({ code, name }) => entry(code, name, 1, 2024)),
          ...announced.map(({ code, name }) => entry(code, name, 2024)),
        ]
        const rows = given.map(({ code, name }) => entry(code, name))
        const after = take(before, plan(before, rows))
        const held = (all: readonly Entry[], year: number) =>
          all
            .filter((row) => isInForce(row, dayOf(year)))
            .map((row) => `${row.code} ${row.name}`)
            .sort()
        expect(held(after, 2024)).toEqual(held(rows, 2024))
        expect(held(after, 2023)).toEqual(held(before, 2023))
        expect(new Set(after.map((row) => `${row.code} ${row.validFrom}`)).size).toBe(after.length)
        expect(plan(after, rows)).toMatchObject({ added: [], ended: [], renamed: [] })
      }),
    )
  })
})

/** What the command does to the table, in memory. */
function take(before: readonly Entry[], changes: ReturnType<typeof plan>): Entry[] {
  if (!changes) throw new Error('no plan')
  const gone = new Set([...changes.ended, ...changes.renamed.map(({ from }) => from)])
  const begin = dayOf(2024)
  return [
    ...before.filter((row) => !gone.has(row)),
    ...[...gone]
      .filter((row) => row.validFrom.year < 2024)
      .map((row) => ({ ...row, validTo: begin })),
    ...changes.added,
    ...changes.renamed.map(({ to }) => to),
  ]
}
