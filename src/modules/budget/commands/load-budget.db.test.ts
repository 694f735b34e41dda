import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts'
import type { County } from '../../../kernel/county.ts'
import { inCounty, readCounty } from '../../../platform/db/index.ts'
import { type Catalogue, loadCatalogue } from '../../classification/index.ts'
import { findEdition } from '../queries/find-edition.ts'
import { listVersions } from '../queries/find-version.ts'
import { loadNames } from '../queries/load-names.ts'
import { readBudgetFolder } from '../read-budget-folder.ts'
import { buildFolder, type FolderToBuild } from '../testing.ts'
import { approveVersion } from './approve-version.ts'
import { type LoadResult, loadBudget } from './load-budget.ts'
import { publishVersion } from './publish-version.ts'

const NOW = Temporal.Instant.from('2023-03-01T00:00:00Z')
const COUNTY = 990001 as County
let database: TestDatabase
let catalogue: Catalogue
let year = 2000

beforeAll(async () => {
  database = await openTestDatabase()
  catalogue = await loadCatalogue(database.app)
})
afterAll(() => database.close())
beforeEach(() => {
  year += 1
})

const ONE_LINE = [{ amount_yuan: '1.00' }]
const DRAFT = { approved: null, published: null }

function load(folder: Partial<FolderToBuild>, replaceDraft = false): Promise<LoadResult> {
  const built = buildFolder({ lines: ONE_LINE, ...folder, manifest: { year, ...folder.manifest } })
  return loadBudget(database.app, built, { catalogue, now: NOW, replaceDraft })
}

async function countLines(): Promise<number> {
  return await readCounty(database.app, COUNTY, async (tx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from budget.line where county = ${COUNTY} and year = ${year}`.execute(
      tx,
    )
    return rows[0]?.n ?? 0
  })
}

const ref = (): { county: County; department: string; year: number; sequence: number } => ({
  county: COUNTY,
  department: '900',
  year,
  sequence: 0,
})

describe('loading', () => {
  test('the same folder twice has its effect once', async () => {
    expect((await load({})).outcome).toBe('loaded')
    expect((await load({})).outcome).toBe('already_loaded')
    expect(await countLines()).toBe(1)
  })

  test('the same folder twice at once has its effect once', async () => {
    const outcomes = await Promise.all([load({}), load({}), load({})])
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'already_loaded',
      'already_loaded',
      'loaded',
    ])
    expect(await countLines()).toBe(1)
  })

  test('a folder that does not add up leaves nothing behind', async () => {
    const result = await load({ manifest: { total_yuan: '2.00' } })
    expect(result.outcome).toBe('refused')
    expect(await readCounty(database.app, COUNTY, (tx) => listVersions(tx, ref()))).toEqual([])
  })

  test('an approved version is never replaced; the way out is named', async () => {
    await load({})
    await expect(load({ lines: [{ amount_yuan: '2.00' }] }, true)).rejects.toMatchObject({
      code: 'budget.version_frozen',
      detail: expect.stringContaining('adjustment-1'),
    })
    expect(await countLines()).toBe(1)
  })

  test('a draft is replaced only when asked', async () => {
    await load({ manifest: DRAFT })
    const other = { manifest: DRAFT, lines: [{ amount_yuan: '2.00' }, { amount_yuan: '3.00' }] }
    await expect(load(other)).rejects.toMatchObject({ code: 'budget.version_exists' })
    expect((await load(other, true)).outcome).toBe('loaded')
    expect(await countLines()).toBe(2)
  })

  test('an adjustment needs its predecessor, loaded and approved', async () => {
    const adjustment = { manifest: { version: 'adjustment-1', reason: '追加', paper: '〔1〕号' } }
    await expect(load(adjustment)).rejects.toMatchObject({ code: 'budget.version_missing' })
    await load({ manifest: DRAFT })
    await expect(load(adjustment)).rejects.toMatchObject({ code: 'budget.version_missing' })
    await inCounty(database.app, COUNTY, (tx) =>
      approveVersion(tx, ref(), { on: null, document: null }, NOW),
    )
    await expect(load(adjustment)).rejects.toMatchObject({ code: 'budget.version_missing' })
    await inCounty(database.app, COUNTY, (tx) =>
      publishVersion(tx, ref(), { on: null, document: null }, NOW),
    )
    expect((await load(adjustment)).outcome).toBe('loaded')
  })

  test('each budget keeps the name that a unit bore in it, whatever is loaded later', async () => {
    const units = (name: string): NonNullable<FolderToBuild['units']> => [
      { code: '900', parent: '', name: '示例部门', nature: '' },
      { code: '900001', parent: '900', name, nature: '事业单位' },
    ]
    await load({ manifest: { year: 2102 }, units: units('新名') })
    await load({ manifest: { year: 2101 }, units: units('旧名') })
    const nameIn = (asked: number): Promise<string | undefined> =>
      readCounty(database.reader, COUNTY, async (tx) => {
        const names = await loadNames(tx, { ...ref(), year: asked })
        return names.units.get('900001')?.name
      })
    expect([await nameIn(2101), await nameIn(2102)]).toEqual(['旧名', '新名'])
  })

  test('a unit code belongs to one department', async () => {
    await load({})
    const units = [
      { code: '902', parent: '', name: '第三部门', nature: '' },
      { code: '900001', parent: '902', name: '示例单位', nature: '事业单位' },
    ]
    const result = await load({ manifest: { department: '902' }, units })
    expect(result.outcome).toBe('refused')
    expect(result.findings.map(({ code }) => code)).toContain('organisation.unit_contradicts')
  })

  test('a unit misnamed in a draft is corrected with the draft; the county keeps one name', async () => {
    const units = (name: string): NonNullable<FolderToBuild['units']> => [
      { code: '901', parent: '', name: '另一部门', nature: '' },
      { code: '901001', parent: '901', name, nature: '事业单位' },
    ]
    const draft = { ...DRAFT, department: '901' }
    const lines = [{ unit: '901001', amount_yuan: '1.00' }]
    expect((await load({ manifest: draft, lines, units: units('错名') })).outcome).toBe('loaded')
    expect((await load({ manifest: draft, lines, units: units('正名') }, true)).outcome).toBe(
      'loaded',
    )
    const other = await load(
      { manifest: { ...draft, county_name: '别县' }, lines, units: units('正名') },
      true,
    )
    expect(other.findings.map(({ code }) => code)).toContain('organisation.county_contradicts')
  })

  test('twenty thousand lines go in whole', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => ({ amount_yuan: `${at}.01` }))
    expect((await load({ lines })).lineCount).toBe(20_000)
    expect(await countLines()).toBe(20_000)
  })
})

describe('approval and publication', () => {
  test('a draft is invisible to the reader, so is an approved version; a published one is edition 1', async () => {
    const editionOf = (): Promise<unknown> =>
      readCounty(database.reader, COUNTY, (tx) => findEdition(tx, ref()))
    const seen = (): Promise<number> =>
      readCounty(database.reader, COUNTY, async (tx) => (await listVersions(tx, ref())).length)
    await load({ manifest: DRAFT })
    expect([await editionOf(), await seen()]).toEqual([undefined, 0])
    const act = { on: Temporal.PlainDate.from('2023-02-28'), document: '〔2〕号' }
    await inCounty(database.app, COUNTY, (tx) => approveVersion(tx, ref(), act, NOW))
    expect([await editionOf(), await seen()]).toEqual([undefined, 0])
    await inCounty(database.app, COUNTY, (tx) => publishVersion(tx, ref(), act, NOW))
    expect(await editionOf()).toEqual(
      expect.objectContaining({ number: 1, sequence: 0, current: true, publishedOn: act.on }),
    )
  })

  test('nothing is published before the day of its approval', async () => {
    const on = (day: string): { on: Temporal.PlainDate; document: null } => ({
      on: Temporal.PlainDate.from(day),
      document: null,
    })
    await load({ manifest: DRAFT })
    const publish = (day: string): Promise<number> =>
      inCounty(database.app, COUNTY, (tx) => publishVersion(tx, ref(), on(day), NOW))
    await expect(publish('2023-03-01')).rejects.toMatchObject({ code: 'budget.not_frozen' })
    await inCounty(database.app, COUNTY, (tx) => approveVersion(tx, ref(), on('2023-02-28'), NOW))
    await expect(publish('2023-02-27')).rejects.toMatchObject({
      code: 'budget.published_before_approved',
    })
    expect(await publish('2023-02-28')).toBe(1)
    await expect(publish('2023-03-01')).rejects.toMatchObject({ code: 'budget.already_published' })
  })

  test('each act once; publication only after approval', async () => {
    const act = { on: null, document: null }
    const approve = (): Promise<void> =>
      inCounty(database.app, COUNTY, (tx) => approveVersion(tx, ref(), act, NOW))
    const publish = (): Promise<number> =>
      inCounty(database.app, COUNTY, (tx) => publishVersion(tx, ref(), act, NOW))
    await expect(approve()).rejects.toMatchObject({ code: 'budget.not_found' })
    await load({ manifest: DRAFT })
    await expect(publish()).rejects.toMatchObject({ code: 'budget.not_frozen' })
    const approvals = await Promise.allSettled([approve(), approve()])
    expect(approvals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const publications = await Promise.allSettled([publish(), publish()])
    expect(publications.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a folder on disk', () => {
  test('is read as UTF-8 or GB18030; anything else and a missing folder are said in words', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'yimen-folder-'))
    try {
      await writeFile(join(dir, 'budget.json'), '{}')
      // 单位 in GB18030
      await writeFile(join(dir, 'units.csv'), Buffer.from([0xb5, 0xa5, 0xce, 0xbb]))
      expect((await readBudgetFolder(dir)).texts.get('units.csv')).toBe('单位')
      await writeFile(join(dir, '账目.CSV'), 'a')
      expect([...(await readBudgetFolder(dir)).texts.keys()]).toContain('账目.CSV')
      await writeFile(join(dir, 'units.csv'), Buffer.from([0xff, 0xff, 0x00]))
      await expect(readBudgetFolder(dir)).rejects.toMatchObject({
        code: 'budget.folder_unreadable',
      })
      await rm(join(dir, 'units.csv'))
      for (const make of [
        () => mkdir(join(dir, 'units.csv')),
        () => symlink('/dev/zero', join(dir, 'units.csv')),
        () => symlink('units.csv', join(dir, 'units.csv')),
        () => symlink('/nowhere', join(dir, 'units.csv')),
      ]) {
        await make()
        await expect(readBudgetFolder(dir)).rejects.toMatchObject({
          code: 'budget.folder_unreadable',
          detail: expect.stringContaining('units.csv'),
        })
        await rm(join(dir, 'units.csv'), { recursive: true })
      }
      await expect(readBudgetFolder(join(dir, 'none'))).rejects.toMatchObject({
        code: 'budget.folder_unreadable',
      })
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
