import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts'
import type { County } from '../../kernel/county.ts'
import { inCounty, readCounty } from '../../platform/db/index.ts'
import { appendEntry } from './commands/append-entry.ts'
import type { Break } from './domain/follow-chain.ts'
import { type Entry, hashEntry } from './domain/hash-entry.ts'
import type { Head } from './domain/head.ts'
import { findHead } from './queries/find-head.ts'
import { verifyChain } from './queries/verify-chain.ts'

const NOW = Temporal.Instant.from('2023-03-01T00:00:00.123456789Z')
const OTHER = 990002 as County
let database: TestDatabase
let admin: pg.Client
/** A chain of its own for each test. */
let county = 991000 as County

beforeAll(async () => {
  database = await openTestDatabase()
  admin = new pg.Client(database.admin)
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await database.close()
})
beforeEach(() => {
  county = (county + 1) as County
})

function append(subject: string): Promise<Head> {
  return inCounty(database.app, county, (tx) =>
    appendEntry(
      tx,
      county,
      { kind: 'test.done', subject, content: { 说明: `“${subject}”\n` } },
      NOW,
    ),
  )
}

/** Ten entries; the heads after each. */
async function makeChain(): Promise<Head[]> {
  const heads: Head[] = []
  for (let number = 1; number <= 10; number += 1) heads.push(await append(`件/${number}`))
  return heads
}

async function broken(outside: readonly Head[] = []): Promise<Break | undefined> {
  const report = await readCounty(database.app, county, (tx) => verifyChain(tx, county, outside))
  return report.broken
}

/** What somebody does who owns the database and knows how entries are hashed. */
async function rewriteFrom(number: number, content: string): Promise<void> {
  const { rows } = await admin.query<Entry>(
    'select * from audit.entry where county = $1 and number >= $2 order by number',
    [county, number],
  )
  await admin.query('delete from audit.entry where county = $1 and number >= $2', [county, number])
  let previous = rows[0]?.previous ?? ''
  for (const row of rows) {
    const entry = { ...row, previous, content: row.number === number ? content : row.content }
    previous = hashEntry(entry)
    await admin.query('insert into audit.entry values ($1, $2, $3, $4, $5, $6, $7, $8)', [
      county,
      entry.number,
      entry.previous,
      previous,
      entry.at,
      entry.kind,
      entry.subject,
      entry.content,
    ])
  }
  await admin.query('update audit.head set hash = $2 where county = $1', [county, previous])
}

async function cutTo(number: number, head: Head | undefined): Promise<void> {
  await admin.query('delete from audit.entry where county = $1 and number > $2', [county, number])
  if (head) {
    await admin.query('update audit.head set number = $2, hash = $3 where county = $1', [
      county,
      head.number,
      head.hash,
    ])
  }
}

describe('a chain', () => {
  test('that nobody touched is sound, and passes through every head that was kept', async () => {
    const heads = await makeChain()
    const report = await readCounty(database.app, county, (tx) => verifyChain(tx, county, heads))
    expect(report).toEqual({ reached: heads[9], broken: undefined, confirmed: heads })
    expect(await readCounty(database.reader, county, (tx) => findHead(tx, county))).toEqual(
      heads[9],
    )
  })

  test('of a county that did nothing is empty and sound', async () => {
    expect(await broken()).toBeUndefined()
    expect(await readCounty(database.app, county, (tx) => findHead(tx, county))).toBeUndefined()
  })

  test('has one head, whoever writes at once', async () => {
    const at = Array.from({ length: 40 }, (_, number) => number)
    const heads = await Promise.all(at.map((number) => append(`件/${number}`)))
    expect(heads.map(({ number }) => number).sort((a, b) => a - b)).toEqual(at.map((n) => n + 1))
    expect(await broken(heads)).toBeUndefined()
  })

  test('keeps nothing of a transaction that is given up', async () => {
    const [first] = await makeChain()
    const failing = inCounty(database.app, county, async (tx) => {
      await appendEntry(tx, county, { kind: 'test.done', subject: '不成', content: {} }, NOW)
      throw new Error('given up')
    })
    await expect(failing).rejects.toThrow('given up')
    const next = await append('件/11')
    expect(next.number).toBe(11)
    expect(await broken(first ? [first, next] : [])).toBeUndefined()
  })

  test('is a county’s own', async () => {
    await makeChain()
    expect(await readCounty(database.app, OTHER, (tx) => findHead(tx, county))).toBeUndefined()
    const crossing = inCounty(database.app, OTHER, (tx) =>
      appendEntry(tx, county, { kind: 'test.done', subject: '别县', content: {} }, NOW),
    )
    await expect(crossing).rejects.toMatchObject({ code: '42501' })
  })
})

test.each([
  'update audit.entry set content = content',
  'update audit.entry set hash = hash where number = 1',
  'delete from audit.entry',
  'truncate audit.entry',
  'update audit.head set county = county',
  'delete from audit.head',
  'truncate audit.head',
])('the application may not: %s', async (statement) => {
  const client = new pg.Client({ ...database.admin, user: 'yimen_app' })
  await client.connect()
  try {
    await client.query(`begin; set local yimen.county = '${county}'`)
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
  } finally {
    await client.end()
  }
})

test('no second entry can follow the same one', async () => {
  const [first] = await makeChain()
  const fork = admin.query(
    `insert into audit.entry select county, 11, previous, repeat('a', 64), at, kind, subject, content
     from audit.entry where county = $1 and number = 2`,
    [county],
  )
  await expect(fork).rejects.toMatchObject({ code: '23505' })
  expect(await broken(first ? [first] : [])).toBeUndefined()
})

describe('what an owner of the database does to it is named', () => {
  test.each(['at', 'kind', 'subject', 'content', 'hash'])('an altered %s', async (column) => {
    const heads = await makeChain()
    const values: Record<string, string> = {
      at: '2024-01-01T00:00:00Z',
      kind: 'test.undone',
      subject: '件/99',
      content: '{}',
      hash: 'a'.repeat(64),
    }
    await admin.query(`update audit.entry set ${column} = $2 where county = $1 and number = 4`, [
      county,
      values[column],
    ])
    expect(await broken()).toEqual({ number: 4, problem: 'altered' })
    expect(await broken(heads)).toEqual({ number: 4, problem: 'altered' })
  })

  test('an entry taken out, first, middle or last', async () => {
    for (const number of [1, 5, 10]) {
      county = (county + 1) as County
      await makeChain()
      await admin.query('delete from audit.entry where county = $1 and number = $2', [
        county,
        number,
      ])
      expect(await broken()).toEqual({ number, problem: 'missing' })
    }
  })

  test('an entry taken out and the later ones moved up', async () => {
    await makeChain()
    await admin.query('delete from audit.entry where county = $1 and number = 5', [county])
    for (let number = 6; number <= 10; number += 1) {
      await admin.query('update audit.entry set number = $2 where county = $1 and number = $3', [
        county,
        number - 1,
        number,
      ])
    }
    await admin.query('update audit.head set number = 9 where county = $1', [county])
    expect(await broken()).toEqual({ number: 5, problem: 'not_linked' })
  })

  test('the end cut off: by the head in the database, or by one that was kept', async () => {
    const heads = await makeChain()
    await cutTo(7, undefined)
    expect(await broken()).toEqual({ number: 8, problem: 'missing' })
    await cutTo(7, heads[6])
    expect(await broken(heads.slice(7))).toEqual({ number: 8, problem: 'cut_before_outside_head' })
    expect(await broken(heads.slice(8, 9))).toEqual({
      number: 8,
      problem: 'cut_before_outside_head',
    })
    // said in the guide: a cut with the head set back shows only from outside
    expect(await broken()).toBeUndefined()
    expect(await broken(heads.slice(0, 7))).toBeUndefined()
  })

  test('the last entry and the head that goes with it', async () => {
    const heads = await makeChain()
    await cutTo(9, heads[8])
    expect(await broken(heads.slice(9))).toEqual({ number: 10, problem: 'cut_before_outside_head' })
  })

  test('a suffix that was hashed anew: by any head from after the change', async () => {
    const heads = await makeChain()
    await rewriteFrom(6, '{"改":1}')
    expect(await broken()).toBeUndefined()
    expect(await broken(heads.slice(0, 5))).toBeUndefined()
    expect(await broken(heads.slice(8, 9))).toEqual({ number: 9, problem: 'outside_head_differs' })
    expect(await broken(heads)).toEqual({ number: 6, problem: 'outside_head_differs' })
  })

  test('a head set back, or to another hash', async () => {
    const heads = await makeChain()
    const kept = heads.slice(0, 3)
    await admin.query('update audit.head set number = 8, hash = $2 where county = $1', [
      county,
      heads[7]?.hash,
    ])
    expect(await broken(kept)).toEqual({ number: 9, problem: 'beyond_head' })
    await admin.query(
      `update audit.head set number = 10, hash = repeat('b', 64) where county = $1`,
      [county],
    )
    expect(await broken(kept)).toEqual({ number: 10, problem: 'head_differs' })
    await admin.query('delete from audit.head where county = $1', [county])
    expect(await broken(kept)).toEqual({ number: 1, problem: 'beyond_head' })
  })
})
