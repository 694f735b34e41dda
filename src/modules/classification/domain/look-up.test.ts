import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openCatalogueFiles } from '../read-catalogue-folder.ts'
import { buildCatalogue, type Entry, isInForce } from './catalogue.ts'
import { governmentClassOf, listInForce, lookUp } from './look-up.ts'

const catalogue = await openCatalogueFiles('data/classification/2023')
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const in2023 = day('2023-06-30')

describe('the lists of 2023', () => {
  test.each([
    ['functional', 1, 30],
    ['functional', 2, 259],
    ['functional', 3, 1_180],
    ['department_economic', 1, 10],
    ['department_economic', 2, 100],
    ['government_economic', 1, 15],
    ['government_economic', 2, 67],
    ['income', undefined, 20],
  ] as const)('%s, level %s: %i rows', (list, level, count) => {
    const answer = listInForce(catalogue, list, in2023, level)
    expect(answer.state).toBe('known')
    expect(answer.entries).toHaveLength(count)
  })

  test('come in the order of codes, a class before what is under it', () => {
    const { entries } = listInForce(catalogue, 'functional', in2023)
    expect(entries.slice(0, 4).map((entry) => entry.code)).toEqual([
      '201',
      '20101',
      '2010101',
      '2010102',
    ])
  })

  test('give every code one parent in force', () => {
    for (const list of [
      'functional',
      'department_economic',
      'government_economic',
      'income',
    ] as const) {
      for (const { parent } of listInForce(catalogue, list, in2023).entries) {
        if (parent) expect(lookUp(catalogue, list, parent, in2023).state).toBe('in_force')
      }
    }
  })
})

describe('lookUp', () => {
  const nameOn = (code: string, date: string): string => {
    const answer = lookUp(catalogue, 'department_economic', code, day(date))
    return answer.state === 'in_force' ? answer.entry.name : answer.state
  }

  test('30311 means two things over the years, and nothing between them', () => {
    expect(nameOn('30311', '2017-12-31')).toBe('住房公积金')
    // toMatchObject takes any two days for equal, hence toHaveProperty
    const after = lookUp(catalogue, 'department_economic', '30311', day('2018-01-01'))
    expect(after.state).toBe('ended')
    expect(after).toHaveProperty('endedOn', day('2018-01-01'))
    expect(nameOn('30311', '2019-12-31')).toBe('ended')
    expect(nameOn('30311', '2020-01-01')).toBe('代缴社会保险费')
    expect(nameOn('30311', '2023-12-31')).toBe('代缴社会保险费')
  })

  test('a code announced for 2024 is not there yet in 2023, and answers for 2024', () => {
    const ask = (date: string) => lookUp(catalogue, 'functional', '20139', day(date))
    expect(ask('2023-12-31').state).toBe('not_yet')
    expect(ask('2023-12-31')).toHaveProperty('beginsOn', day('2024-01-01'))
    expect(ask('2024-12-31')).toMatchObject({ state: 'in_force' })
    expect(ask('2025-01-01')).toEqual({ state: 'beyond_known', knownThrough: day('2023-12-31') })
  })

  test('in the year known in part a stated end answers, an old value and absence do not', () => {
    const ask = (code: string) => lookUp(catalogue, 'functional', code, day('2024-01-01')).state
    expect(ask('20822')).toBe('ended')
    expect(ask('2010301')).toBe('beyond_known')
    expect(ask('2019999')).toBe('beyond_known')
    // ended in 2018: whether 2024 took it up again is not known
    expect(ask('20115')).toBe('beyond_known')
    expect(listInForce(catalogue, 'functional', day('2024-01-01'))).toMatchObject({
      state: 'beyond_known',
      entries: [],
    })
  })

  test('a list that was never loaded is beyond what is known', () => {
    const empty = buildCatalogue({ knowledge: [], entries: [], mappings: [] })
    const unknown = { state: 'beyond_known', knownThrough: null }
    expect(lookUp(empty, 'income', '01', in2023)).toEqual(unknown)
    expect(
      governmentClassOf(empty, { departmentCode: '30101', nature: 'organ', day: in2023 }),
    ).toEqual(unknown)
  })

  test('never answers with a row that does not hold on the day, nor beyond the known day', () => {
    const codes = fc.constantFrom(...catalogue.entries.functional.keys())
    const days = fc.integer({ min: 0, max: 9_000 }).map((days) => day('2005-01-01').add({ days }))
    fc.assert(
      fc.property(codes, days, (code, date) => {
        const answer = lookUp(catalogue, 'functional', code, date)
        const year = date.year
        if (answer.state === 'in_force') expect(isInForce(answer.entry, date)).toBe(true)
        if (answer.state === 'ended') expect(answer.endedOn.year).toBeLessThanOrEqual(year)
        if (answer.state === 'not_yet') expect(answer.beginsOn.year).toBeGreaterThan(year)
        if (year > 2024) expect(answer.state).toBe('beyond_known')
        if (year < 2024) expect(['in_force', 'ended', 'not_yet']).toContain(answer.state)
      }),
    )
  })
})

describe('governmentClassOf', () => {
  const ask = (
    departmentCode: string,
    nature: 'organ' | 'managed_as_organ' | 'institution',
    date = '2023-06-30',
  ) => governmentClassOf(catalogue, { departmentCode, nature, day: day(date) })

  test.each([
    ['30101', 'institution', '50501'],
    ['30101', 'organ', '50101'],
    ['30101', 'managed_as_organ', '50101'],
    ['30213', 'institution', '50502'],
    ['30213', 'organ', '50209'],
    ['31002', 'institution', '50601'],
    ['30305', 'organ', '50901'],
  ] as const)('%s of %s is %s', (departmentCode, nature, code) => {
    expect(ask(departmentCode, nature)).toMatchObject({ state: 'in_force', code })
  })

  test('has none for 30107 of an organ', () => {
    expect(ask('30107', 'organ')).toEqual({ state: 'none' })
    expect(ask('30107', 'managed_as_organ')).toEqual({ state: 'none' })
    expect(ask('30107', 'institution')).toMatchObject({ code: '50501' })
  })

  test('is unknown for what is no 款 in force, and before the reform of 2018', () => {
    expect(ask('30104', 'organ')).toEqual({ state: 'unknown' })
    expect(ask('301', 'organ')).toEqual({ state: 'unknown' })
    expect(ask('30101', 'organ', '2017-12-31')).toEqual({ state: 'unknown' })
    expect(ask('30101', 'organ', '2024-01-01').state).toBe('beyond_known')
  })

  test('the mapping is single-valued for one nature on any day, and its codes are in force', () => {
    const pairs = [...catalogue.mappings.values()].flat()
    for (let year = 2018; year <= 2023; year += 1) {
      const date = day(`${year}-07-01`)
      const valid = pairs.filter((pair) => isInForce(pair, date))
      const keys = valid.map((pair) => `${pair.departmentCode}.${pair.nature}`)
      expect(new Set(keys).size).toBe(keys.length)
    }
    for (const pair of pairs.filter((pair) => isInForce(pair, in2023))) {
      const { departmentCode, governmentCode } = pair
      expect(lookUp(catalogue, 'department_economic', departmentCode, in2023).state).toBe(
        'in_force',
      )
      expect(lookUp(catalogue, 'government_economic', governmentCode, in2023).state).toBe(
        'in_force',
      )
    }
  })

  test('every department 款 of 2023 has a pair for institutions', () => {
    const { entries } = listInForce(catalogue, 'department_economic', in2023, 2)
    const without = entries.filter(({ code }) => ask(code, 'institution').state !== 'in_force')
    expect(without.map((entry) => entry.code)).toEqual([])
  })
})

test('rows of one code stand oldest first, whatever the order given', () => {
  const entry = (from: string, to: string | null): Entry => ({
    list: 'functional',
    code: '201',
    name: from,
    level: 1,
    parent: null,
    validFrom: day(from),
    validTo: to === null ? null : day(to),
    certain: true,
  })
  const rows = [entry('2020-01-01', null), entry('0001-01-01', '2020-01-01')]
  const built = buildCatalogue({ knowledge: [], entries: rows, mappings: [] })
  expect(built.entries.functional.get('201')?.map((row) => row.name)).toEqual([
    '0001-01-01',
    '2020-01-01',
  ])
})
