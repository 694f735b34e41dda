import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API, type DemoApp, EDITION, openDemoApp } from '../support/demo-app.ts'
import { assertTied, findStatementFaults } from '../support/statement-faults.ts'

const TABLES = new Set(['budget.line', 'budget.project', 'organisation.unit'])

describe('a statement that is tied to one county', () => {
  test.each([
    'select * from budget.line where county = $1 and year = 2023',
    'select * from budget.line l where l.county = 410324',
    'select * from "budget"."line" where "county" = $1::integer',
    'select * from budget.line l join budget.project p on p.county = l.county where l.county = $1',
    'select * from budget.line l left join budget.project p on p.county = $1 and p.code = l.project where l.county = $1',
    'select * from budget.line l join budget.project p using (county, code) where l.county = $1',
    'select (select name from budget.project p where p.county = l.county) from budget.line l where l.county = $1',
    'with mine as (select * from budget.line where county = $1) select * from mine',
    'with mine as (select * from budget.line where county = $1) select * from mine join budget.project p on p.county = mine.county',
    'select 1 from classification.code',
    'insert into budget.line (county, fen) values ($1, $2)',
    'insert into budget.line (county, fen) select county, fen from json_populate_recordset(null::budget.line, $1) returning true',
    'insert into budget.line (county, fen) select county, fen from json_populate_recordset(null::budget.line, $1) on conflict do nothing',
    'with a as (update budget.line set fen = 1 where county = $1) update budget.project set name = $2 where county = $1 returning code',
    'update budget.line set fen = 1 where county = $1',
    'update budget.line l set fen = f.fen from json_populate_recordset(null::budget.line, $1) f where l.county = $2',
    'delete from budget.line where county = $1 and number = $2',
    'insert into budget.line (county, fen) values ($1, $2) on conflict (county) do update set fen = excluded.fen',
    "set local yimen.county = '410324'",
    'declare c cursor for select 1 from (select * from budget.line where county = 410324) as row',
  ])('%s', (text) => {
    expect(findStatementFaults(text, TABLES)).toEqual([])
  })
})

describe('a statement that is not', () => {
  test.each([
    ['select * from budget.line', ['budget.line (line) without county =']],
    ['select * from budget.line where year = $1', ['budget.line (line) without county =']],
    ['select * from budget.line where county > $1', ['budget.line (line) without county =']],
    ['select * from budget.line where county = any($1)', ['budget.line (line) without county =']],
    [
      'select * from budget.line where county = $1 or year = $2',
      ['budget.line (line) without county ='],
    ],
    ['select * from budget.line where not county = $1', ['budget.line (line) without county =']],
    [
      "select * from budget.line where county = current_setting('yimen.county')::integer",
      ['budget.line (line) without county ='],
    ],
    [
      'select * from budget.line l join budget.project p on p.code = l.project where l.county = $1',
      ['budget.project (p) without county ='],
    ],
    [
      'select * from budget.line l join budget.project p on p.county = l.county',
      ['budget.line (l) without county =', 'budget.project (p) without county ='],
    ],
    [
      'select * from budget.line l, budget.project p where county = $1',
      ['budget.line (l) without county =', 'budget.project (p) without county ='],
    ],
    [
      'with mine as (select * from budget.line) select * from mine where county = $1',
      ['budget.line (line) without county ='],
    ],
    [
      'select 1 from budget.line where county = $1 union all select 1 from budget.project',
      ['budget.project (project) without county ='],
    ],
    [
      'select 1 from budget.line where county = $1 and exists (select 1 from budget.project where code = project)',
      ['budget.project (project) without county ='],
    ],
    ['insert into budget.line (fen) values ($1)', ['insert into budget.line without county']],
    [
      'insert into budget.line (county, fen) select county, fen from budget.line returning true',
      ['budget.line (line) without county ='],
    ],
    [
      'insert into budget.line (county, fen) select county, fen from json_populate_recordset(null::budget.line, $1)',
      ['insert … select into budget.line without returning'],
    ],
    [
      'with a as (update budget.line set fen = 1 where number = $1) update budget.project set name = $2 where county = $1',
      ['budget.line (line) without county ='],
    ],
    ["begin; set local yimen.county = '410324'", ['set does not stand alone']],
    ['update budget.line set fen = 1 where number = $1', ['budget.line (line) without county =']],
    ['delete from budget.line', ['budget.line (line) without county =']],
    ["select set_config('yimen.county', $1, true)", ['set_config']],
    [
      'insert into budget.line (county, fen) values ($1, $2) on conflict (county) do update set at = now()',
      ['now() in do update'],
    ],
    [
      'update budget.line set at = clock_timestamp() where county = $1',
      ['clock_timestamp() in update'],
    ],
    [
      'merge into budget.line l using (values (1)) v on l.county = $1 when matched then delete',
      ['merge'],
    ],
  ])('%s', (text, faults) => {
    expect(findStatementFaults(text, TABLES)).toEqual(faults)
  })
})

describe('what is really sent', () => {
  let demo: DemoApp
  beforeAll(async () => {
    demo = await openDemoApp()
  })
  // throws when a statement of the other tests is not tied, as after every test file
  afterAll(() => demo.close())

  test('is recorded: the load, and what pages and the API ask', async () => {
    for (const path of ['/', '/410324/budget', EDITION, `${EDITION}/table-3`, `${API}${EDITION}`]) {
      expect((await demo.request(path)).status).toBe(200)
    }
    const sent = [...demo.database.statements].join('\n')
    for (const words of [
      'insert into "budget"."line"',
      'budget.line',
      'audit',
      'set local yimen',
    ]) {
      expect(sent).toContain(words)
    }
    expect(demo.database.statements.size).toBeGreaterThan(20)
  })

  test('one untied statement is enough to be refused', () => {
    const infos = [...TABLES].map((name) => ({
      name,
      columns: [],
      key: [],
      kind: 'county' as const,
      pointsAtItself: false,
    }))
    const sent = [...demo.database.statements, 'select fen from budget.line']
    expect(() => assertTied(sent, infos)).toThrow('budget.line (line) without county =')
  })
})
