import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { ROLES } from '../../src/platform/db/index.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/**
 * What is frozen stays, whatever the program does: every statement here goes to the database by
 * hand, as the role with which the program serves.
 */
const COUNTY = 990001
const OTHER = 990002
const YEAR = 2026

// one code for two reasons: only the message tells a missing grant from a policy
const byGrant = { code: '42501', message: expect.stringMatching(/^permission denied/) }
const byPolicy = {
  code: '42501',
  message: expect.stringMatching(/violates row-level security policy/),
}
const byForeignKey = { code: '23503' }
const byCheck = { code: '23514' }

function lineValues(number: number): string {
  return `${number}, 'planned', '130001', 'public', '2010302', '30201', '50201', 'general', ${YEAR}, 100`
}

/** What stands beside the version's key and its two states. */
const children = {
  project: {
    columns: 'code, unit, kind, name',
    values: "'410324230000000000001', '130001', 'specific_target', 'p'",
  },
  line: {
    columns:
      'number, phase, unit, kind, function, dept_economic, gov_economic, fund, origin_year, fen',
    values: lineValues(1),
  },
  duty: { columns: 'number, text', values: "1, 'd'" },
  task: { columns: 'number, name, content', values: "1, 't', 'c'" },
  aim: { columns: 'number, text', values: "1, 'a'" },
  indicator: { columns: 'owner, number, level1, level3', values: "'', 1, 'l1', 'l3'" },
  link: {
    columns: 'from_kind, from_key, to_kind, to_key, inferred, basis',
    values: "'duty', '1', 'task', '1', false, 'b'",
  },
  prior_figure: {
    columns: 'prior_year, measure, fen, basis',
    values: `${YEAR - 1}, 'income', 100, 'b'`,
  },
} as const
/** They speak of a version after it froze. */
const records = {
  approval: { columns: 'recorded_at', values: "'2026-02-01T00:00:00Z'::timestamptz" },
  edition: {
    columns: 'number, recorded_at',
    values: "NUMBER, '2026-02-20T00:00:00Z'::timestamptz",
  },
} as const
type Child = keyof typeof children
type RecordName = keyof typeof records

const childNames = Object.keys(children) as Child[]
/** What a version has when it is frozen, and when it is published; each goes with it. */
const following = {
  'frozen = true': childNames,
  'published = true': [...childNames, 'approval'],
} as const
type Step = keyof typeof following
const recordNames = Object.keys(records) as RecordName[]

describe('a frozen version', () => {
  let database: TestDatabase
  let app: pg.Client
  let reader: pg.Client
  let sequence = -1

  beforeAll(async () => {
    database = await openTestDatabase()
    app = await connect(ROLES.app)
    reader = await connect(ROLES.reader)
    for (const county of [COUNTY, OTHER]) {
      await inCounty(
        app,
        `insert into organisation.county (county, name, invented) values (${county}, '示例县', true);
         insert into organisation.unit (county, code, parent)
         values (${county}, '130', null), (${county}, '130001', '130')`,
        county,
      )
    }
  })

  afterAll(async () => {
    await Promise.all([app.end(), reader.end()])
    await database.close()
  })

  beforeEach(async () => {
    sequence += 1
    await inCounty(app, addVersion())
  })

  async function connect(user: string): Promise<pg.Client> {
    const client = new pg.Client({ ...database.admin, user })
    await client.connect()
    return client
  }

  function addVersion(states = 'false, false', county = COUNTY): string {
    return `insert into budget.version (county, department, year, sequence, expected_fen, source,
        content_hash, loaded_at, frozen, published)
      values (${county}, '130', ${YEAR}, ${sequence}, 100, 's', 'h', '2026-01-01T00:00:00Z', ${states})`
  }

  /** An edition's number is its own key: one more than its version's sequence will do. */
  function add(
    child: Child | RecordName,
    states = 'false, false',
    county = COUNTY,
    values: string = { ...children, ...records }[child].values,
  ): string {
    const { columns } = { ...children, ...records }[child]
    return `insert into budget.${child} (county, department, year, sequence, frozen, published, ${columns})
      values (${county}, '130', ${YEAR}, ${sequence}, ${states}, ${values.replace('NUMBER', `${sequence + 1}`)})`
  }

  const ofVersion = (): string =>
    `where county = ${COUNTY} and department = '130' and year = ${YEAR} and sequence = ${sequence}`
  /** The version alone, as a program would do it that forgot the rest. */
  const set = (states: string): string => `update budget.version set ${states} ${ofVersion()}`
  /** The version and what belongs to it, by one statement. */
  const step = (states: Step, tables: readonly string[] = following[states]): string =>
    `with ${tables.map((table) => `"${table}" as (update budget.${table} set ${states} ${ofVersion()})`)}
     ${set(states)}`
  const lock = (): string => `select sequence from budget.version ${ofVersion()} for update`
  const discard = (): string => `delete from budget.version ${ofVersion()}`
  const rowsOf = (table: string): string => `select * from budget.${table} ${ofVersion()}`

  /** The columns that the application may update. */
  async function changeable(table: string): Promise<string[]> {
    const { rows } = await app.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and has_column_privilege(attrelid, attnum, 'update')
       order by attname`,
      [`budget.${table}`],
    )
    return rows.map(({ name }) => name)
  }

  async function fill(): Promise<void> {
    for (const child of childNames) await inCounty(app, add(child))
  }

  async function publish(): Promise<void> {
    await inCounty(app, step('frozen = true'))
    await inCounty(app, add('approval', 'true, false'))
    await inCounty(app, step('published = true'))
    await inCounty(app, add('edition', 'true, true'))
  }

  async function statesOf(table: string): Promise<unknown[]> {
    const result = await inCounty(app, rowsOf(table))
    return result.rows.map(({ frozen, published }) => ({ frozen, published }))
  }

  test('without a county nothing is answered and nothing is taken', async () => {
    const fresh = await connect(ROLES.app)
    try {
      const unset = { code: '42704', message: expect.stringContaining('yimen.county') }
      for (const table of ['version', ...childNames]) {
        await inCounty(app, table === 'version' ? rowsOf(table) : add(table as Child))
        await expect(fresh.query(rowsOf(table)), table).rejects.toMatchObject(unset)
      }
      await expect(fresh.query('select * from organisation.unit')).rejects.toMatchObject(unset)
      await expect(fresh.query(add('line'))).rejects.toMatchObject(unset)
      // a pooled connection that served a county remembers an empty text: an error as well
      await inCounty(fresh, rowsOf('version'))
      await expect(fresh.query(rowsOf('version'))).rejects.toMatchObject({ code: '22P02' })
    } finally {
      await fresh.end()
    }
  })

  test('another county is neither seen nor written nor changed', async () => {
    await fill()
    for (const table of ['version', ...childNames]) {
      expect(
        (await inCounty(app, `select * from budget.${table} where county = ${COUNTY}`)).rowCount,
        table,
      ).toBeGreaterThan(0)
      for (const client of [app, reader]) {
        expect(
          (await inCounty(client, `select * from budget.${table} where county = ${COUNTY}`, OTHER))
            .rowCount,
          table,
        ).toBe(0)
      }
    }
    await expect(inCounty(app, addVersion('false, false', OTHER))).rejects.toMatchObject(byPolicy)
    for (const child of childNames) {
      await expect(inCounty(app, add(child, 'false, false', OTHER)), child).rejects.toMatchObject(
        byPolicy,
      )
    }
    expect((await inCounty(app, set('frozen = true'), OTHER)).rowCount).toBe(0)
    expect(
      (await inCounty(app, `delete from budget.version where county = ${COUNTY}`, OTHER)).rowCount,
    ).toBe(0)
    expect(await statesOf('version')).toEqual([{ frozen: false, published: false }])
  })

  test('a draft is filled, and thrown away with all that is in it', async () => {
    await fill()
    for (const child of childNames) expect(await statesOf(child), child).toHaveLength(1)
    await inCounty(app, discard())
    for (const child of childNames) expect(await statesOf(child), child).toHaveLength(0)
  })

  test('freezing and publishing reach every row of the version', async () => {
    await fill()
    await inCounty(app, step('frozen = true'))
    for (const child of childNames) {
      expect(await statesOf(child), child).toEqual([{ frozen: true, published: false }])
    }
    await inCounty(app, add('approval', 'true, false'))
    await inCounty(app, step('published = true'))
    for (const child of [...childNames, 'approval']) {
      expect(await statesOf(child), child).toEqual([{ frozen: true, published: true }])
    }
  })

  test.each(childNames)('does not freeze or publish without its %s', async (child) => {
    await inCounty(app, add(child))
    const others = (states: Step): string[] => following[states].filter((table) => table !== child)
    for (const states of ['frozen = true', 'published = true'] as const) {
      await expect(inCounty(app, set(states))).rejects.toMatchObject(
        states === 'frozen = true' ? byForeignKey : byPolicy,
      )
    }
    await expect(
      inCounty(app, step('frozen = true', others('frozen = true'))),
    ).rejects.toMatchObject(byForeignKey)
    expect(await statesOf(child)).toEqual([{ frozen: false, published: false }])
    await inCounty(app, step('frozen = true'))
    await inCounty(app, add('approval', 'true, false'))
    for (const tables of [[], others('published = true'), childNames]) {
      const statement =
        tables.length === 0 ? set('published = true') : step('published = true', tables)
      await expect(inCounty(app, statement), statement).rejects.toMatchObject(byForeignKey)
    }
    for (const table of ['version', child, 'approval']) {
      expect(await statesOf(table), table).toEqual([{ frozen: true, published: false }])
    }
  })

  test.each(childNames)('is not gone ahead of by its %s', async (child) => {
    await inCounty(app, add(child))
    const alone = (states: string): string => `update budget.${child} set ${states} ${ofVersion()}`
    for (const states of ['frozen = true', 'frozen = true, published = true']) {
      await expect(inCounty(app, alone(states)), states).rejects.toMatchObject(byForeignKey)
    }
    await expect(inCounty(app, alone('published = true'))).rejects.toMatchObject(byPolicy)
    await inCounty(app, step('frozen = true'))
    await expect(inCounty(app, alone('published = true'))).rejects.toMatchObject(byForeignKey)
    await expect(inCounty(app, alone('frozen = false'))).rejects.toMatchObject(byPolicy)
    expect(await statesOf(child)).toEqual([{ frozen: true, published: false }])
  })

  test('takes nothing that is added as a draft and frozen after it, in one transaction or one statement', async () => {
    await inCounty(app, step('frozen = true'))
    await expect(
      inCounty(app, `set constraints all deferred; ${add('line')}; ${step('frozen = true')}`),
    ).rejects.toMatchObject(byForeignKey)
    await expect(
      inCounty(
        app,
        `with added as (${add('line')} returning *)
         update budget.line line set frozen = true from added
         where line.county = ${COUNTY} and line.number = added.number`,
      ),
    ).rejects.toMatchObject(byForeignKey)
    await expect(
      inCounty(
        app,
        `with added as (${add('line')} returning *), again as (
           update budget.line set frozen = true ${ofVersion()})
         ${set('frozen = true')}`,
      ),
    ).rejects.toMatchObject(byForeignKey)
    expect(await statesOf('line')).toEqual([])
  })

  test.each(childNames)('takes no %s under either state', async (child) => {
    await inCounty(app, step('frozen = true'))
    await expect(inCounty(app, add(child, 'false, false'))).rejects.toMatchObject(byForeignKey)
    await expect(inCounty(app, add(child, 'true, false'))).rejects.toMatchObject(byPolicy)
    await inCounty(app, step('published = true'))
    await expect(inCounty(app, add(child, 'false, false'))).rejects.toMatchObject(byForeignKey)
    await expect(inCounty(app, add(child, 'false, true'))).rejects.toMatchObject(byForeignKey)
    await expect(inCounty(app, add(child, 'true, true'))).rejects.toMatchObject(byPolicy)
    expect(await statesOf(child)).toEqual([])
  })

  test.each(childNames)(
    'a %s can be neither changed nor removed nor emptied, draft or frozen',
    async (child) => {
      await inCounty(app, add(child))
      expect(await changeable(child)).toEqual(['frozen', 'published'])
      for (const states of [undefined, 'frozen = true', 'published = true'] as const) {
        if (states) await inCounty(app, step(states))
        for (const statement of [
          `update budget.${child} set department = '130'`,
          `update budget.${child} set frozen = true, sequence = 999`,
          `delete from budget.${child}`,
          `truncate budget.${child}`,
        ]) {
          await expect(inCounty(app, statement), statement).rejects.toMatchObject(byGrant)
        }
        const back = inCounty(app, `update budget.${child} set frozen = false ${ofVersion()}`)
        // published rows are no longer among those that an update can reach
        if (states === 'published = true') expect((await back).rowCount).toBe(0)
        else await expect(back).rejects.toMatchObject(byPolicy)
      }
      expect(await statesOf(child)).toEqual([{ frozen: true, published: true }])
    },
    60_000,
  )

  test('an approval and an edition speak only of a frozen version, and stay', async () => {
    await expect(inCounty(app, add('approval', 'false, false'))).rejects.toMatchObject(byPolicy)
    await expect(inCounty(app, add('approval', 'true, false'))).rejects.toMatchObject(byForeignKey)
    await inCounty(app, step('frozen = true'))
    await inCounty(app, add('approval', 'true, false'))
    await expect(inCounty(app, add('edition', 'true, false'))).rejects.toMatchObject(byCheck)
    await expect(inCounty(app, add('edition', 'true, true'))).rejects.toMatchObject(byForeignKey)
    await inCounty(app, step('published = true'))
    await inCounty(app, add('edition', 'true, true'))
    expect(await changeable('approval')).toEqual(['published'])
    expect(await changeable('edition')).toEqual([])
    for (const record of recordNames) {
      for (const statement of [
        `update budget.${record} set recorded_at = '2030-01-01T00:00:00Z'`,
        `delete from budget.${record}`,
        `truncate budget.${record}`,
      ]) {
        await expect(inCounty(app, statement), statement).rejects.toMatchObject(byGrant)
      }
      expect(await statesOf(record)).toEqual([{ frozen: true, published: true }])
    }
  })

  test('a version begins as a draft', async () => {
    sequence += 1
    await expect(inCounty(app, addVersion('true, false'))).rejects.toMatchObject(byPolicy)
    await expect(inCounty(app, addVersion('true, true'))).rejects.toMatchObject(byPolicy)
    await expect(inCounty(app, addVersion('false, true'))).rejects.toMatchObject(byPolicy)
    await inCounty(app, addVersion())
  })

  test('goes one way: frozen, then published once', async () => {
    await expect(inCounty(app, set('published = true'))).rejects.toMatchObject(byPolicy)
    await inCounty(app, set('frozen = true'))
    await expect(inCounty(app, set('frozen = false'))).rejects.toMatchObject(byPolicy)
    expect((await inCounty(app, set('published = true'))).rowCount).toBe(1)
    // published rows are no longer among those that an update can reach
    for (const states of [
      'published = true',
      'published = false',
      'frozen = false, published = false',
    ]) {
      expect((await inCounty(app, set(states))).rowCount, states).toBe(0)
    }
    expect(await statesOf('version')).toEqual([{ frozen: true, published: true }])
  })

  test('is not removed, and nothing else of it is changed', async () => {
    await inCounty(app, add('line'))
    const columns = [
      'expected_fen = 1',
      "reason = 'x'",
      "content_hash = 'x'",
      'sequence = 999',
      "department = '130001'",
    ]
    for (const change of columns) {
      await expect(inCounty(app, set(change)), change).rejects.toMatchObject(byGrant)
    }
    for (const states of ['frozen = true', 'published = true'] as const) {
      await inCounty(app, step(states))
      expect((await inCounty(app, discard())).rowCount).toBe(0)
      for (const change of columns) {
        await expect(inCounty(app, set(change)), change).rejects.toMatchObject(byGrant)
      }
      await expect(inCounty(app, 'truncate budget.version cascade')).rejects.toMatchObject(byGrant)
    }
    expect(await statesOf('version')).toHaveLength(1)
    expect(await statesOf('line')).toHaveLength(1)
  })

  test('an upsert is no way round', async () => {
    await inCounty(app, add('line'))
    await inCounty(app, step('frozen = true'))
    await expect(
      inCounty(
        app,
        `${add('line')} on conflict (county, department, year, sequence, number) do update set fen = 1`,
      ),
    ).rejects.toMatchObject(byGrant)
    await expect(
      inCounty(
        app,
        `${addVersion()} on conflict (county, department, year, sequence) do update set frozen = false`,
      ),
    ).rejects.toMatchObject(byPolicy)
  })

  test('the public sees it when it is published, and nothing before', async () => {
    const tables = ['version', ...childNames, ...recordNames]
    const counts = async (): Promise<Record<string, number | null>> => {
      const found: Record<string, number | null> = {}
      for (const table of tables) found[table] = (await inCounty(reader, rowsOf(table))).rowCount
      return found
    }
    const each = (count: number): Record<string, number> =>
      Object.fromEntries(tables.map((table) => [table, count]))
    await fill()
    expect(await counts()).toEqual(each(0))
    await inCounty(app, step('frozen = true'))
    await inCounty(app, add('approval', 'true, false'))
    expect(await counts()).toEqual(each(0))
    await inCounty(app, step('published = true'))
    await inCounty(app, add('edition', 'true, true'))
    expect(await counts()).toEqual(each(1))
  })

  test('the public writes nothing, published or not', async () => {
    await fill()
    await publish()
    for (const table of [...childNames, ...recordNames]) {
      for (const statement of [
        add(table, 'true, true'),
        `update budget.${table} set frozen = true`,
        `delete from budget.${table}`,
      ]) {
        await expect(inCounty(reader, statement), statement).rejects.toMatchObject(byGrant)
      }
    }
    for (const statement of [addVersion(), set('frozen = false'), 'delete from budget.version']) {
      await expect(inCounty(reader, statement), statement).rejects.toMatchObject(byGrant)
    }
  })

  describe('while another transaction writes', () => {
    let second: pg.Client
    let watcher: pg.Client

    beforeAll(async () => {
      second = await connect(ROLES.app)
      watcher = new pg.Client(database.admin)
      await watcher.connect()
    })

    afterAll(async () => {
      await Promise.all([second.end(), watcher.end()])
    })

    // on a cluster it is a worker that waits
    const waiting = inject('cluster').citus
      ? 'select 1 from citus_lock_waits where citus_pid_for_gpid(waiting_gpid) = $1'
      : "select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'"

    async function untilItWaits(client: pg.Client): Promise<void> {
      const { processID } = client as pg.Client & { readonly processID: number }
      for (let attempt = 0; attempt < 2000; attempt += 1) {
        const { rows } = await watcher.query(waiting, [processID])
        if (rows.length > 0) return
      }
      throw new Error('it never waited for a lock')
    }

    test('freezing waits for a line that is being added, and freezes it too', async () => {
      await app.query(opening(COUNTY))
      await app.query(add('line'))
      const freezing = inCounty(second, `${lock()}; ${step('frozen = true')}`)
      await untilItWaits(second)
      await app.query('commit')
      expect((await freezing).rowCount).toBe(1)
      expect(await statesOf('line')).toEqual([{ frozen: true, published: false }])
    })

    test('freezing that did not wait for such a line is refused', async () => {
      await app.query(opening(COUNTY))
      await app.query(add('line'))
      const freezing = inCounty(second, step('frozen = true'))
      const outcome = expect(freezing).rejects.toMatchObject(byForeignKey)
      await untilItWaits(second)
      await app.query('commit')
      await outcome
      expect(await statesOf('line')).toEqual([{ frozen: false, published: false }])
    })

    test('a line waits for a freezing, and is refused', async () => {
      await app.query(opening(COUNTY))
      await app.query(set('frozen = true'))
      const adding = inCounty(second, add('line'))
      const outcome = expect(adding).rejects.toMatchObject(byForeignKey)
      await untilItWaits(second)
      await app.query('commit')
      await outcome
      expect(await statesOf('line')).toEqual([])
    })

    test('a line is added when the freezing is given up', async () => {
      await app.query(opening(COUNTY))
      await app.query(set('frozen = true'))
      const adding = inCounty(second, add('line'))
      await untilItWaits(second)
      await app.query('rollback')
      await adding
      expect(await statesOf('line')).toEqual([{ frozen: false, published: false }])
    })

    test('of lines and a freezing that race, none is added after it', async () => {
      let refusals = 0
      for (let round = 0; round < 20; round += 1) {
        sequence += 1
        await inCounty(app, addVersion())
        let frozen = false
        const added: number[] = []
        const writing = (async () => {
          for (let number = 1; ; number += 1) {
            const begunAfter = frozen
            try {
              await inCounty(second, add('line', 'false, false', COUNTY, lineValues(number)))
            } catch (error) {
              expect(error).toMatchObject(byForeignKey)
              refusals += 1
              return
            }
            expect(begunAfter, 'begun after the freezing was committed').toBe(false)
            added.push(number)
          }
        })()
        // a different moment each round
        for (let pause = 0; pause < round; pause += 1) await watcher.query('select 1')
        await inCounty(app, `${lock()}; ${step('frozen = true')}`)
        frozen = true
        await writing
        const rows = (await inCounty(app, `${rowsOf('line')} order by number`)).rows
        expect(rows.map(({ number }) => number)).toEqual(added)
        expect(rows.filter((row) => !row.frozen)).toEqual([])
      }
      expect(refusals).toBe(20)
    })
  })
})

const opening = (county: number): string => `begin; set local yimen.county = '${county}'`

/** One transaction of one county; its result is the last statement's. */
async function inCounty(
  client: pg.Client,
  statement: string,
  county = COUNTY,
): Promise<pg.QueryResult> {
  await client.query(opening(county))
  try {
    const results: pg.QueryResult[] = [await client.query(statement)].flat()
    await client.query('commit')
    return results.at(-1) as pg.QueryResult
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
