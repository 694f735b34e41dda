import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openArchive } from '../../src/platform/archive/index.ts'
import { ROLES } from '../../src/platform/db/index.ts'
import {
  CITUS_ADMIN,
  dropCitusDatabase,
  joinWorkers,
  runOn,
  spread,
} from '../support/citus-database.ts'
import { DEMO_FOLDER } from '../support/demo-app.ts'

/** A cluster from nothing, with the program alone: what docs/operations.md says to type. */
const nodes = inject('cluster').citus ?? []
const [coordinator = { host: '', port: 0 }, ...workers] = nodes
const database = `yimen_${randomBytes(6).toString('hex')}`
const COUNTY = 410324
let folder: string
let env: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-citus-'))
  const address = (user: string, name = database): string =>
    `postgresql://${user}@${coordinator.host}:${coordinator.port}/${name}`
  env = {
    DATABASE_URL: address(ROLES.app),
    DATABASE_READER_URL: address(ROLES.reader),
    DATABASE_OWNER_URL: address(ROLES.owner),
    DATABASE_ADMIN_URL: address(CITUS_ADMIN, 'postgres'),
    YIMEN_DATA: folder,
    YIMEN_DEMO: 'off',
  }
})
afterAll(async () => {
  await dropCitusDatabase(nodes, database)
  await rm(folder, { recursive: true, force: true })
})

function yimen(...args: string[]): Promise<{ code: number; output: string }> {
  const { PATH, HOME } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/apps/cli/main.ts', ...args],
      { env: { PATH, HOME, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    )
  })
}

async function partsOf(file: string): Promise<unknown> {
  const archive = await openArchive(file, 'yimen-county')
  archive.close()
  return archive.manifest.parts
}

/** What a role sees on each node itself, of all the parts of a table that lie there. */
async function askParts(user: string, table: string, opening = ''): Promise<unknown[]> {
  const answers: unknown[] = []
  const [parts] = await runOn(
    coordinator,
    database,
    `select nodename as host, nodeport as port, shard_name as name from citus_shards
     where table_name = '${table}'::regclass`,
  )
  for (const { host, port, name } of parts?.rows ?? []) {
    const client = new pg.Client({ host, port, user, database })
    await client.connect()
    try {
      const results = await client.query(`${opening}; select * from ${name}`).then(
        (found) => [found].flat().at(-1)?.rows ?? [],
        (error: { code: string }) => [error.code],
      )
      answers.push(...results)
    } finally {
      await client.end()
    }
  }
  return answers
}

test('a single server, and a coordinator without workers, are told apart', async () => {
  const setUp = await yimen('db', 'setup')
  expect([setUp.code, setUp.output]).toEqual([0, expect.stringContaining('都已就绪')])
  const single = await yimen('db', 'distribute')
  expect([single.code, single.output]).toEqual([2, expect.stringContaining('没有 Citus 扩展')])
  expect(single.output.trim().split('\n')).toHaveLength(1)
  await runOn(coordinator, database, 'create extension citus')
  const alone = await yimen('db', 'distribute')
  expect([alone.code, alone.output]).toEqual([2, expect.stringContaining('还没有工作节点')])
  await runOn(coordinator, database, 'drop extension citus')
})

test('what was loaded before comes along; a second time nothing is left to do', async () => {
  const loaded = await yimen('budget', 'load', DEMO_FOLDER)
  expect([loaded.code, loaded.output]).toEqual([0, expect.stringContaining('29')])
  const file = join(folder, 'before.zip')
  expect((await yimen('county', 'export', String(COUNTY), file)).code).toBe(0)
  const head = (await yimen('audit', 'head')).output

  await joinWorkers(coordinator, workers, database)
  expect((await spread(coordinator, database)).length).toBeGreaterThan(20)
  expect(await spread(coordinator, database)).toEqual([])
  const again = await yimen('db', 'distribute')
  expect([again.code, again.output.trim()]).toEqual([0, '各表都已分布。'])

  expect((await yimen('audit', 'head')).output).toBe(head)
  const verified = await yimen('audit', 'verify', '--head', head.trim())
  expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('一致：1 版')])
  const later = join(folder, 'after.zip')
  expect((await yimen('county', 'export', String(COUNTY), later)).code).toBe(0)
  expect(await partsOf(later)).toEqual(await partsOf(file))
  const upgraded = await yimen('upgrade')
  expect([upgraded.code, upgraded.output]).toEqual([2, expect.stringContaining('db distribute')])
})

test('a table that a later migration makes joins the others', async () => {
  await runOn(
    coordinator,
    database,
    `create table budget.later (county integer not null, department text collate "C" not null,
       primary key (county, department),
       foreign key (county, department) references organisation.unit (county, code))`,
  )
  expect(await spread(coordinator, database)).toEqual(['budget.later'])
  const [found] = await runOn(
    coordinator,
    database,
    `select count(distinct colocation_id)::int as groups from citus_tables
     where table_name in ('budget.later'::regclass, 'budget.version'::regclass)`,
    'drop table budget.later',
  )
  expect(found?.rows).toEqual([{ groups: 1 }])
})

test('every table is spread as its tag says, the tables of counties side by side', async () => {
  const [found] = await runOn(
    coordinator,
    database,
    `select c.oid::regclass::text as name, coalesce(s.citus_table_type, 'local') as type,
       s.distribution_column as by, s.colocation_id as beside,
       coalesce(substring(obj_description(c.oid, 'pg_class') from '@(reference|local)'), 'county') as tag
     from pg_class c left join citus_tables s on s.table_name = c.oid
     where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in
       ('organisation', 'classification', 'budget', 'audit')
       and not exists (select from pg_dist_shard where c.relname ~ ('_' || shardid || '$'))`,
  )
  const tables = found?.rows ?? []
  expect(tables.length).toBeGreaterThan(20)
  const ofCounties = tables.filter(({ tag }) => tag === 'county')
  for (const { name, type, by } of ofCounties) {
    expect({ name, type, by }).toEqual({ name, type: 'distributed', by: 'county' })
  }
  expect(new Set(ofCounties.map(({ beside }) => beside)).size).toBe(1)
  for (const { name, type, tag } of tables.filter((table) => table.tag !== 'county')) {
    expect({ name, type, tag }).toEqual({ name, type: 'reference', tag: 'reference' })
  }
})

test.each([ROLES.app, ROLES.reader])('on the workers, too, %s sees one county', async (role) => {
  const table = 'budget.line'
  // no county, or an empty one: an error on every part, not rows
  expect(new Set(await askParts(role, table))).toEqual(new Set(['42704']))
  expect(await askParts(role, table, "set yimen.county = '990001'")).toEqual([])
  expect(await askParts(role, table, `set yimen.county = '${COUNTY}'`)).toHaveLength(29)
})

test('a session that does not carry its county to the workers is refused', async () => {
  const client = new pg.Client({ ...coordinator, user: ROLES.app, database })
  await client.connect()
  try {
    const ask = async (): Promise<unknown[]> => {
      await client.query(`begin; set local yimen.county = '${COUNTY}'`)
      const found = await client
        .query('select number from budget.line where county = $1', [COUNTY])
        .then(
          ({ rows }) => rows,
          (error: { code: string }) => [error.code],
        )
      await client.query('rollback')
      return found
    }
    expect(await ask()).toHaveLength(29)
    await client.query('set citus.propagate_set_commands = none')
    // 42704: not known there; 22P02: known from an earlier transaction, and empty since
    expect(['42704', '22P02']).toContain((await ask())[0])
  } finally {
    await client.end()
  }
})
