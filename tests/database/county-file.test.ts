import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COUNTY_TABLES, exportCounty, importCounty } from '../../src/apps/county-file.ts'
import { findHead, type Head, printHead, verifyChain } from '../../src/modules/audit/index.ts'
import { compareWithChain, loadBudget, readBudgetFolder } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { listTables, readCounty } from '../../src/platform/db/index.ts'
import { DEMO_FOLDER, demoCounty, type SmallBudget, smallBudget } from '../support/demo-app.ts'
import {
  changeManifest,
  type Parts,
  readZip,
  restateParts,
  rewriteZip,
} from '../support/rewrite-zip.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/** A county's system, a province's into which it moves, and the file between them. */
let county: TestDatabase
let province: TestDatabase
let folder: string
let file: string
let head: Head
const COUNTY = demoCounty()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-county-'))
  file = join(folder, 'county.zip')
  county = await openTestDatabase()
  province = await openTestDatabase()
  await load(county, await readBudgetFolder(DEMO_FOLDER))
  // every state that a version can be in, and another county beside
  const budgets: SmallBudget[] = [
    { department: '641', state: 'draft' },
    { department: '642', state: 'approved' },
    { department: '643', name: '“引号”、\\反斜线\t制表' },
    { department: '643', adjustment: 1, amounts: ['-50.00', '0.01'] },
  ]
  for (const budget of budgets) await load(county, smallBudget(budget))
  await load(county, smallBudget({ department: '900', county: 990001 }))
  await load(province, smallBudget({ department: '901', county: 990001 }))
  await exportCounty(county.app, COUNTY, file)
  const found = await readCounty(county.app, COUNTY, (tx) => findHead(tx, COUNTY))
  if (!found) throw new Error('no head')
  head = found
})
afterAll(async () => {
  await county.close()
  await province.close()
  await rm(folder, { recursive: true, force: true })
})

async function load(database: TestDatabase, budget: ReturnType<typeof smallBudget>): Promise<void> {
  const catalogue = await loadCatalogue(database.app)
  const { outcome } = await loadBudget(database.app, budget, {
    catalogue,
    now: Temporal.Now.instant(),
  })
  expect(outcome).toBe('loaded')
}

/** Every row of every county table as the superuser sees it, by table. */
async function rowsIn(database: TestDatabase, of?: number): Promise<Record<string, string[]>> {
  const client = new pg.Client(database.admin)
  await client.connect()
  try {
    await client.query("set timezone = 'UTC'")
    const rows: Record<string, string[]> = {}
    for (const { name } of COUNTY_TABLES) {
      const found = await client.query<{ row: string }>(
        `select t::text as row from ${name} t where $1::int is null or county = $1 order by 1`,
        [of ?? null],
      )
      rows[name] = found.rows.map(({ row }) => row)
    }
    return rows
  } finally {
    await client.end()
  }
}

describe('a county’s file', () => {
  test('names every table that holds rows of a county', async () => {
    const tables = (await listTables(county.app)).filter(({ kind }) => kind === 'county')
    expect(COUNTY_TABLES.map(({ name }) => name).sort()).toEqual(
      tables.map(({ name }) => name).sort(),
    )
  })

  test('holds the county’s rows and no other’s, in the order of their keys', async () => {
    const parts = await readZip(file)
    const rows = await rowsIn(county, COUNTY)
    for (const { name } of COUNTY_TABLES) {
      const lines = (parts.get(`tables/${name}.jsonl`) ?? '').split('\n').slice(0, -1)
      expect(lines, name).toHaveLength(rows[name]?.length ?? -1)
      expect(lines.every((line) => JSON.parse(line).county === COUNTY)).toBe(true)
    }
    const numbers = (parts.get('tables/audit.entry.jsonl') ?? '').match(/"number":\d+/g)
    expect(numbers).toEqual(Array.from({ length: head.number }, (_, at) => `"number":${at + 1}`))
  })

  test('is the same, byte for byte, but for the moment of its writing', async () => {
    const again = join(folder, 'again.zip')
    await exportCounty(county.app, COUNTY, again)
    const texts = await Promise.all([file, again].map(readZip))
    for (const parts of texts) changeManifest(parts, (manifest) => delete manifest.made_at)
    expect(texts[0]).toEqual(texts[1])
  })

  test('is for its owner’s eyes, and replaces no other file', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await expect(exportCounty(county.app, COUNTY, file)).rejects.toMatchObject({
      code: 'archive.not_written',
    })
    await expect(exportCounty(county.app, COUNTY, join(folder, 'no/c.zip'))).rejects.toMatchObject({
      code: 'archive.not_written',
      detail: expect.stringContaining('没有这个文件夹'),
    })
    await expect(
      exportCounty(county.app, 990009 as typeof COUNTY, join(folder, 'none.zip')),
    ).rejects.toMatchObject({ code: 'archive.not_written' })
    await expect(stat(join(folder, 'none.zip'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('what is refused leaves the province as it was', () => {
  const changes: Readonly<Record<string, [(parts: Parts) => void, string, string]>> = {
    'an amount changed': [
      (parts) => edit(parts, 'budget.line', (text) => text.replace(/"fen":\d/, '"fen":7')),
      'archive.damaged',
      '哈希',
    ],
    'a row left out': [
      (parts) => edit(parts, 'budget.line', (text) => text.slice(text.indexOf('\n') + 1)),
      'archive.damaged',
      '大小',
    ],
    'a table left out': [
      (parts) => parts.delete('tables/budget.project.jsonl'),
      'archive.damaged',
      '清单',
    ],
    'a table too many': [
      (parts) => parts.set('tables/budget.more.jsonl', '{}\n'),
      'archive.damaged',
      '清单',
    ],
    'a table that nobody knows, stated': [
      (parts) => {
        parts.set('tables/budget.more.jsonl', '{}\n')
        restateParts(parts)
      },
      'archive.damaged',
      'budget.more',
    ],
    'no manifest': [(parts) => parts.delete('manifest.json'), 'archive.wrong_kind', 'manifest'],
    'a backup': [
      (parts) => changeManifest(parts, (manifest) => (manifest.kind = 'yimen-backup')),
      'archive.wrong_kind',
      '备份',
    ],
    'a later format': [
      (parts) => changeManifest(parts, (manifest) => (manifest.version = 2)),
      'archive.newer',
      '较新',
    ],
    'a later schema': [
      (parts) =>
        changeManifest(parts, (manifest) =>
          (manifest.schema as string[]).push('9999_future.sql#0'),
        ),
      'archive.newer',
      '9999_future.sql',
    ],
    'an earlier schema': [
      (parts) => changeManifest(parts, (manifest) => (manifest.schema as string[]).pop()),
      'archive.older',
      '0006_budget_states.sql',
    ],
    'rows of another county, stated': [
      (parts) => {
        edit(parts, 'budget.duty', (text) => text.replace('"county":410324', '"county":990001'))
        restateParts(parts)
      },
      'archive.damaged',
      'row-level security',
    ],
    'a line without its project, stated': [
      (parts) => {
        parts.set('tables/budget.project.jsonl', '')
        restateParts(parts)
      },
      'archive.damaged',
      'foreign key',
    ],
    'text that is no JSON, stated': [
      (parts) => {
        parts.set('tables/budget.duty.jsonl', '{"county":\n')
        restateParts(parts)
      },
      'archive.damaged',
      'json',
    ],
  }

  function edit(parts: Parts, table: string, change: (text: string) => string): void {
    const name = `tables/${table}.jsonl`
    const text = parts.get(name) ?? ''
    const changed = change(text)
    expect(changed).not.toBe(text)
    parts.set(name, changed)
  }

  test.each(Object.entries(changes))('%s', async (name, [change, code, words]) => {
    const changed = join(folder, `${Object.keys(changes).indexOf(name)}.zip`)
    await rewriteZip(file, changed, change)
    const before = await rowsIn(province)
    await expect(importCounty(province.app, changed)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
    expect(await rowsIn(province)).toEqual(before)
  })

  test.each([0.1, 0.5, 0.9, 0.999])('a file of which %d has come through', async (share) => {
    const cut = join(folder, `cut-${share}.zip`)
    await copyFile(file, cut)
    await truncate(cut, Math.floor((await stat(file)).size * share))
    await expect(importCounty(province.app, cut)).rejects.toMatchObject({ code: 'archive.damaged' })
  })

  test('any byte that fell over', async () => {
    const bytes = await readFile(file)
    const flipped = join(folder, 'flipped.zip')
    const before = await rowsIn(province)
    for (let at = 40; at < bytes.length; at += Math.floor(bytes.length / 60)) {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at)
      await writeFile(flipped, copy)
      const refusal = await importCounty(province.app, flipped).then(
        () => `taken, byte ${at}`,
        (error: { code?: string }) => error.code,
      )
      // a moment or a version of the zip format may change without harm; a row may not
      if (refusal?.startsWith('archive.')) expect(await rowsIn(province)).toEqual(before)
      else {
        expect(await rowsIn(province, COUNTY), String(at)).toEqual(await rowsIn(county, COUNTY))
        await forget(COUNTY)
      }
    }
  })

  test.each(['nothing there', 'a folder', 'text'])('%s', async (what) => {
    const path = what === 'a folder' ? folder : join(folder, 'text')
    if (what === 'text') await writeFile(path, 'county,name\n')
    await expect(importCounty(province.app, path)).rejects.toMatchObject({
      code: what === 'text' ? 'archive.damaged' : 'archive.unreadable',
    })
  })
})

/** As superuser, for the next trial. */
async function forget(code: number): Promise<void> {
  const client = new pg.Client(province.admin)
  await client.connect()
  for (const { name } of [...COUNTY_TABLES].reverse()) {
    await client.query(`delete from ${name} where county = $1`, [code])
  }
  await client.end()
}

test('a county moves into a province: row for row the same, and its chain sound', async () => {
  const others = await rowsIn(province, 990001)
  await importCounty(province.app, file)
  expect(await rowsIn(province, COUNTY)).toEqual(await rowsIn(county, COUNTY))
  expect(await rowsIn(province, 990001)).toEqual(others)
  const [chain, records] = await readCounty(province.app, COUNTY, async (tx) => [
    await verifyChain(tx, COUNTY, [head]),
    await compareWithChain(tx, COUNTY),
  ])
  expect(chain).toEqual({ reached: head, broken: undefined, confirmed: [head] })
  expect(records).toEqual({ sound: 4, untold: 0, findings: [] })
  // it goes on there, and leaves as it came
  await load(province, smallBudget({ department: '644' }))
  const again = join(folder, 'back.zip')
  await exportCounty(province.app, COUNTY, again)
  expect((await readZip(again)).get('tables/budget.link.jsonl')).toBe(
    (await readZip(file)).get('tables/budget.link.jsonl'),
  )
  await expect(importCounty(province.app, file)).rejects.toMatchObject({
    code: 'archive.not_empty',
  })
})

describe('tools/verify.py', () => {
  function verify(...words: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile('python3', ['tools/verify.py', ...words], (error, stdout, stderr) => {
        const code = error ? Number(error.code) : 0
        resolve({ code, output: stdout + stderr })
      })
    })
  }
  const lines = async (): Promise<number> =>
    (await readFile('tools/verify.py', 'utf8')).trimEnd().split('\n').length

  test('is short and finds an untouched file sound', async () => {
    expect(await lines()).toBeLessThanOrEqual(150)
    const { code, output } = await verify(file, '--head', printHead(head))
    expect(output).toContain(`${head.number} entries, head ${printHead(head)}`)
    expect(output).toContain('4 approved budgets are as approved; 0 were')
    expect(code).toBe(0)
  })

  const rows = (table: string): string => `tables/${table}.jsonl`
  const faults: Readonly<Record<string, [(parts: Parts) => void, string]>> = {
    'a part changed': [
      (parts) => replace(parts, 'budget.line', /"fen":\d/, '"fen":7'),
      'budget.line.jsonl: another sha256',
    ],
    'an amount changed and stated': [
      (parts) => {
        replace(parts, 'budget.line', /"fen":\d/, '"fen":7')
        restateParts(parts)
      },
      'the rows of budget.line are not those',
    ],
    'an entry altered and stated': [
      (parts) => {
        replace(parts, 'audit.entry', '"kind":"budget.loaded"', '"kind":"budget.thrown"')
        restateParts(parts)
      },
      'entry 1 was altered',
    ],
    'an entry taken out and stated': [
      (parts) => {
        const text = parts.get(rows('audit.entry')) ?? ''
        const kept = text.split('\n').filter((line) => !line.includes('"number":3,'))
        parts.set(rows('audit.entry'), kept.join('\n'))
        restateParts(parts)
      },
      'entry 3 is missing',
    ],
    'the last entry taken out and stated': [
      (parts) => {
        const text = parts.get(rows('audit.entry')) ?? ''
        parts.set(rows('audit.entry'), text.replace(/[^\n]*\n$/, ''))
        restateParts(parts)
      },
      'before the given head',
    ],
  }

  function replace(parts: Parts, table: string, what: string | RegExp, by: string): void {
    const text = parts.get(rows(table)) ?? ''
    expect(text.search(what)).toBeGreaterThan(-1)
    parts.set(rows(table), text.replace(what, by))
  }

  test.each(Object.entries(faults))('names %s', async (name, [change, words]) => {
    const changed = join(folder, `python-${Object.keys(faults).indexOf(name)}.zip`)
    await rewriteZip(file, changed, change)
    const { code, output } = await verify(changed, '--head', printHead(head))
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
  })

  test('names a head that is not on the way, and a file that is none', async () => {
    const { code, output } = await verify(file, '--head', `1-${'a'.repeat(64)}`)
    expect([code, output]).toEqual([1, expect.stringContaining('entry 1 is not the one')])
    expect((await verify('tools/verify.py')).code).toBe(2)
  })
})
