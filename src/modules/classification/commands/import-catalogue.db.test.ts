import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts'
import { describePlan } from '../describe-plan.ts'
import { type Entry, isInForce } from '../domain/catalogue.ts'
import { governmentClassOf, listInForce, lookUp } from '../domain/look-up.ts'
import { hasCatalogue } from '../queries/has-catalogue.ts'
import { loadCatalogue } from '../queries/load-catalogue.ts'
import { type CatalogueFiles, readCatalogueFolder } from '../read-catalogue-folder.ts'
import { importCatalogue, planCatalogueImport } from './import-catalogue.ts'

const of2023 = await readCatalogueFolder('data/classification/2023')
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const in2023 = day('2023-06-30')
const in2024 = day('2024-06-30')

let db: TestDatabase
beforeEach(async () => {
  db = await openTestDatabase()
})
afterEach(async () => {
  await db.close()
})

/** The functional list of a year: what the files of 2023 say of it, changed by `edit`. */
function functionalOf(
  year: number,
  edit: (entries: Entry[]) => Entry[] = (rows) => rows,
): CatalogueFiles {
  const begin = day(`${year}-01-01`)
  const entries = of2023.entries.filter(
    (entry) => entry.list === 'functional' && isInForce(entry, begin),
  )
  const knownThrough = day(`${year}-12-31`)
  return {
    ...of2023,
    year,
    knownThrough,
    knownPartlyThrough: knownThrough,
    source: `${year} 年试验`,
    present: ['functional'],
    entries: edit(entries),
    mappings: [],
  }
}

/** 20139 was announced and stays as it is; 2013903, announced too, is not in the list. */
function editFor2024(entries: Entry[]): Entry[] {
  const model = entries.find((entry) => entry.code === '2010301')
  if (!model) throw new Error('no 2010301')
  return [
    ...entries
      .filter((entry) => entry.code !== '2010308' && entry.code !== '2013903')
      .filter((entry) => entry.code !== '2130701')
      .map((entry) => (entry.code === '21501' ? { ...entry, name: '资源勘探与开发' } : entry))
      .map((entry) => (entry.code === '20140' ? { ...entry, certain: true } : entry)),
    { ...model, code: '2010311', name: '试验事务' },
  ]
}

async function countRows(): Promise<number> {
  const catalogue = await loadCatalogue(db.reader)
  return Object.values(catalogue.entries).reduce(
    (sum, codes) => sum + [...codes.values()].flat().length,
    [...catalogue.mappings.values()].flat().length,
  )
}

describe('importCatalogue', () => {
  test('into empty tables takes all rows, history included', async () => {
    await db.owner.deleteFrom('classification.mapping').execute()
    await db.owner.deleteFrom('classification.code').execute()
    await db.owner.deleteFrom('classification.list').execute()
    expect(await hasCatalogue(db.owner)).toBe(false)
    const plan = await importCatalogue(db.owner, of2023)
    expect(await hasCatalogue(db.reader)).toBe(true)
    expect(plan.lists.map((list) => [list.list, list.isFirst, list.added.length])).toEqual([
      ['functional', true, 1_500],
      ['department_economic', true, 117],
      ['government_economic', true, 89],
      ['income', true, 21],
    ])
    expect(plan.mapping).toMatchObject({ isFirst: true })
    expect(await countRows()).toBe(of2023.entries.length + of2023.mappings.length)
    expect(describePlan(plan).slice(0, 2)).toEqual([
      '2023年政府收支分类科目',
      '支出功能分类：首次导入 1500 行（含历年已停用的）',
    ])
    expect(describePlan(plan)).toContain('  新增 另有 1300 行')
  })

  test('the same folder again changes nothing', async () => {
    const before = await loadCatalogue(db.owner)
    const plan = await importCatalogue(db.owner, of2023)
    expect(plan.lists.map((list) => [list.list, list.advances, list.unchanged])).toEqual([
      ['functional', false, 1_469],
      ['department_economic', false, 110],
      ['government_economic', false, 82],
      ['income', false, 20],
    ])
    expect(await loadCatalogue(db.owner)).toEqual(before)
    expect(describePlan(plan).at(-1)).toBe('科目没有变化。')
  })

  test('a year later: planned, taken, and the old year keeps its names', async () => {
    const files = functionalOf(2024, editFor2024)
    const planned = await planCatalogueImport(db.owner, files)
    expect(lookUp(await loadCatalogue(db.owner), 'functional', '21501', in2024).state).toBe(
      'beyond_known',
    )
    const [list] = await importCatalogue(db.owner, files).then((plan) => plan.lists)
    expect([list]).toEqual(planned.lists)
    expect(planned.mapping).toBeNull()
    expect(list?.added.map((entry) => entry.code)).toEqual(['2010311'])
    expect(list?.ended.map((entry) => entry.code).sort()).toEqual(['2013903', '2130701'])
    expect(list?.confirmed.map((entry) => entry.code)).toEqual(['20140'])
    expect(describePlan(planned)).toEqual([
      '2024年政府收支分类科目',
      `支出功能分类：新增 1，停用 2，更名 1，核实 1，不变 ${list?.unchanged}`,
      '支出功能分类：',
      '  新增 2010311 试验事务',
      expect.stringMatching(/^ {2}停用 (2013903|2130701) /),
      expect.stringMatching(/^ {2}停用 (2013903|2130701) /),
      '  更名 21501 资源勘探开发 → 资源勘探与开发',
      expect.stringMatching(/^ {2}核实 20140 /),
    ])

    const catalogue = await loadCatalogue(db.reader)
    const ask = (code: string, on: Temporal.PlainDate) => lookUp(catalogue, 'functional', code, on)
    expect(ask('21501', in2023)).toMatchObject({ entry: { name: '资源勘探开发' } })
    expect(ask('21501', in2024)).toMatchObject({ entry: { name: '资源勘探与开发' } })
    expect(ask('2010311', in2023)).toHaveProperty('beginsOn', day('2024-01-01'))
    expect(ask('2010311', in2024)).toMatchObject({ state: 'in_force' })
    expect(ask('2130701', in2023)).toMatchObject({ state: 'in_force' })
    expect(ask('2130701', in2024)).toHaveProperty('endedOn', day('2024-01-01'))
    // announced for 2024 and not in its list: never in force
    expect(ask('2013903', in2024)).toEqual({ state: 'unknown' })
    expect(ask('20140', in2024)).toMatchObject({ state: 'in_force', entry: { certain: true } })
    expect(ask('2010301', day('2025-01-01')).state).toBe('beyond_known')
    expect(listInForce(catalogue, 'functional', in2023).entries).toHaveLength(1_469)
    expect(listInForce(catalogue, 'functional', in2024).entries).toHaveLength(files.entries.length)
    // its file was absent
    expect(lookUp(catalogue, 'income', '01', in2024).state).toBe('beyond_known')

    const again = await importCatalogue(db.owner, files)
    expect(again.lists).toMatchObject([{ added: [], ended: [], renamed: [], confirmed: [] }])
    const older = await importCatalogue(db.owner, of2023)
    expect(older.lists[0]).toMatchObject({ added: [], ended: [], renamed: [], unchanged: 1_469 })
    expect(await loadCatalogue(db.reader)).toEqual(catalogue)
  })

  test('a mapping of a later year', async () => {
    const files: CatalogueFiles = {
      ...functionalOf(2024),
      present: ['mapping'],
      entries: [],
      mappings: of2023.mappings.flatMap((pair) => {
        if (pair.nature !== 'institution') return [pair]
        if (pair.departmentCode === '30107') return []
        return [pair.departmentCode === '30101' ? { ...pair, governmentCode: '50599' } : pair]
      }),
    }
    const plan = await importCatalogue(db.owner, files)
    expect(describePlan(plan).slice(1)).toEqual([
      '部门与政府经济分类对应关系：新增 0，停用 1，改对应 1，核实 0，不变 197',
      '部门与政府经济分类对应关系：',
      '  停用 事业单位 30107 → 50501',
      '  改对应 事业单位 30101 → 50501 → 50599',
    ])
    const catalogue = await loadCatalogue(db.app)
    const ask = (departmentCode: string, on: Temporal.PlainDate) =>
      governmentClassOf(catalogue, { departmentCode, nature: 'institution', day: on })
    expect(ask('30101', in2023)).toMatchObject({ code: '50501' })
    expect(ask('30101', in2024)).toMatchObject({ code: '50599' })
    expect(ask('30107', in2023)).toMatchObject({ code: '50501' })
    expect(ask('30107', in2024)).toEqual({ state: 'unknown' })
  })

  test('an announced name is corrected in its place', async () => {
    const rename = (entries: Entry[]): Entry[] =>
      entries.map((entry) => (entry.code === '20139' ? { ...entry, name: '社会事务' } : entry))
    await importCatalogue(db.owner, functionalOf(2024, rename))
    const catalogue = await loadCatalogue(db.owner)
    const rows = catalogue.entries.functional.get('20139')
    expect(rows?.map((row) => [row.name, row.validFrom])).toEqual([['社会事务', day('2024-01-01')]])
  })

  test('a known year with other rows is refused, and nothing is changed', async () => {
    const before = await loadCatalogue(db.owner)
    const files = functionalOf(2023, (entries) => entries.slice(1))
    await expect(importCatalogue(db.owner, files)).rejects.toMatchObject({
      code: 'classification.year_already_known',
      status: 409,
      detail: expect.stringContaining('停用 1'),
    })
    await expect(planCatalogueImport(db.owner, files)).rejects.toThrow()
    expect(await loadCatalogue(db.owner)).toEqual(before)
  })

  test('a known year may be confirmed', async () => {
    const isDoubtful = (entry: Entry): boolean => !entry.certain && isInForce(entry, in2023)
    const doubtful = of2023.entries.filter((row) => row.list === 'functional' && isDoubtful(row))
    const files = functionalOf(2023, (entries) => entries.map((row) => ({ ...row, certain: true })))
    const plan = await importCatalogue(db.owner, files)
    expect(plan.lists[0]?.confirmed).toHaveLength(doubtful.length)
    const { entries } = listInForce(await loadCatalogue(db.owner), 'functional', in2023)
    expect(entries.every((entry) => entry.certain)).toBe(true)
    expect(entries).toHaveLength(1_469)
  })

  test('a year is not skipped', async () => {
    await expect(importCatalogue(db.owner, functionalOf(2025))).rejects.toMatchObject({
      code: 'classification.year_skipped',
      detail: expect.stringContaining('请先导入 2024 年'),
    })
  })

  test('files with an error are refused', async () => {
    const error = { code: 'x.y', severity: 'error' as const, confidence: 1, message: '坏行。' }
    const finding = { ...error, stated: null, expected: null, places: [] }
    const files = { ...functionalOf(2024), findings: [finding] }
    await expect(importCatalogue(db.owner, files)).rejects.toMatchObject({
      code: 'classification.bad_files',
    })
  })

  test('two at once: one takes the year, the other finds it taken', async () => {
    const files = functionalOf(2024, editFor2024)
    const plans = await Promise.all([
      importCatalogue(db.owner, files),
      importCatalogue(db.owner, files),
    ])
    expect(plans.map((plan) => plan.lists[0]?.added.length).sort()).toEqual([0, 1])
    expect(plans.map((plan) => plan.lists[0]?.advances).sort()).toEqual([false, true])
  })

  test('neither the application nor the portal may write', async () => {
    const denied = { code: '42501' }
    for (const role of [db.app, db.reader]) {
      await expect(importCatalogue(role, functionalOf(2024, editFor2024))).rejects.toMatchObject(
        denied,
      )
      await expect(role.deleteFrom('classification.code').execute()).rejects.toMatchObject(denied)
      await expect(
        role.updateTable('classification.list').set({ source: '' }).execute(),
      ).rejects.toMatchObject(denied)
      await expect(role.deleteFrom('classification.mapping').execute()).rejects.toMatchObject(
        denied,
      )
    }
  })
})
