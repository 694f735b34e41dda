import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '../../src/platform/db/index.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

const rules = readFileSync(new URL('schema-rules.sql', import.meta.url), 'utf8')

interface Violation {
  readonly rule: string
  readonly name: string
  readonly detail: string
}

interface Fault {
  readonly fault: string
  readonly plant: string
  /** Every rule that must speak, each once or more, and no other. */
  readonly rules: readonly string[]
}

const COUNTY = "county = current_setting('yimen.county')::integer"

/** A table that obeys every rule: what is planted after it is the only fault. */
function soundTable(name: string, columns: string, more = ''): string {
  return `
    create table planted.${name} (${columns}) ${more};
    alter table planted.${name} enable row level security;
    alter table planted.${name} force row level security;
    create policy app_reads on planted.${name} for select to yimen_app using (${COUNTY});
    create policy app_adds on planted.${name} for insert to yimen_app with check (${COUNTY});
    create policy reader_reads on planted.${name} for select to yimen_reader using (${COUNTY});
    grant select, insert on planted.${name} to yimen_app;
    grant select on planted.${name} to yimen_reader;`
}

/** The two tables of a thing that freezes, as budget.version and budget.line do it. */
const freezing = `
  create table planted.draft (county integer not null, id uuid not null, frozen boolean not null,
    published boolean not null, primary key (county, id), unique (county, id, frozen, published));
  create table planted.draft_line (county integer not null, id uuid not null, number integer not null,
    frozen boolean not null, published boolean not null, primary key (county, id, number),
    foreign key (county, id, frozen, published)
      references planted.draft (county, id, frozen, published) on delete cascade);
  comment on table planted.draft is '@state';
  comment on table planted.draft_line is '@append-only';
  alter table planted.draft enable row level security;
  alter table planted.draft force row level security;
  alter table planted.draft_line enable row level security;
  alter table planted.draft_line force row level security;
  create policy app_adds on planted.draft for insert to yimen_app
    with check (${COUNTY} and not frozen and not published);
  create policy app_freezes on planted.draft for update to yimen_app
    using (${COUNTY} and not published) with check (${COUNTY} and frozen);
  create policy app_discards on planted.draft for delete to yimen_app using (${COUNTY} and not frozen);
  create policy app_adds on planted.draft_line for insert to yimen_app
    with check (${COUNTY} and not frozen);
  create policy app_follows on planted.draft_line for update to yimen_app
    using (${COUNTY} and not published) with check (${COUNTY} and frozen);
  create policy reader_reads on planted.draft for select to yimen_reader using (${COUNTY} and published);
  create policy reader_reads on planted.draft_line for select to yimen_reader
    using (${COUNTY} and published);
  grant select, insert, delete, update (frozen, published) on planted.draft to yimen_app;
  grant select, insert, update (frozen, published) on planted.draft_line to yimen_app;
  grant select on planted.draft, planted.draft_line to yimen_reader;`

const sound = `
  create schema planted authorization yimen_owner;
  grant usage on schema planted to yimen_app, yimen_reader;
  set local role yimen_owner;
  ${soundTable('thing', 'county integer not null, id uuid not null, name text, during tstzrange, primary key (county, id)')}
  ${soundTable('event', 'county integer not null, id uuid not null, thing_id uuid, primary key (county, id)')}
  comment on table planted.event is '@append-only';
  ${soundTable('log', 'county integer not null, day date not null, primary key (county, day)', 'partition by range (day)')}
  create table planted.log_2026 partition of planted.log for values from ('2026-01-01') to ('2027-01-01');
  create table planted.word (word text primary key, other text references planted.word);
  comment on table planted.word is 'words of the year @reference';
  grant select on planted.word to yimen_app, yimen_reader;
  create table planted.session (id integer generated always as identity primary key, at timestamptz default now());
  comment on table planted.session is '@local';
  create view planted.names with (security_invoker) as select county, name from planted.thing;
  ${freezing}
  reset role;`

const withoutCounty = 'id uuid not null, primary key (id)'

const faults: readonly Fault[] = [
  // county leads
  {
    fault: 'a county column under another name',
    plant: 'alter table planted.thing rename column county to area',
    rules: ['county-missing'],
  },
  {
    fault: 'county as bigint',
    plant: soundTable('wide', 'county bigint not null, id uuid, primary key (county, id)'),
    rules: ['county-type'],
  },
  {
    fault: 'county as a domain',
    plant: `create domain planted.code as integer;
      ${soundTable('domained', 'county planted.code not null, id uuid, primary key (county, id)')}`,
    rules: ['county-type'],
  },
  {
    fault: 'county as char(6)',
    plant: `create table planted.short (county char(6) not null primary key);
      alter table planted.short enable row level security;
      alter table planted.short force row level security;
      create policy app_reads on planted.short for select to yimen_app
        using (county = current_setting('yimen.county'));`,
    rules: ['county-type'],
  },
  {
    fault: 'county nullable, in no key',
    plant: soundTable('loose', 'county integer, id uuid primary key'),
    rules: ['county-nullable', 'unique-not-led-by-county'],
  },
  {
    fault: 'no primary key',
    plant: 'alter table planted.thing drop constraint thing_pkey',
    rules: ['primary-key-missing'],
  },
  {
    fault: 'a primary key with county last',
    plant: soundTable('behind', 'county integer not null, id uuid, primary key (id, county)'),
    rules: ['unique-not-led-by-county'],
  },
  {
    fault: 'a unique constraint without county',
    plant: 'alter table planted.thing add unique (name)',
    rules: ['unique-not-led-by-county'],
  },
  {
    fault: 'a unique index on an expression',
    plant: 'create unique index on planted.thing ((id::text), county)',
    rules: ['index-on-expression', 'unique-not-led-by-county'],
  },
  {
    fault: 'an index without county',
    plant: 'create index on planted.thing (name)',
    rules: ['index-not-led-by-county'],
  },
  {
    fault: 'an index on lower()',
    plant: 'create index on planted.thing (county, lower(name))',
    rules: ['index-on-expression'],
  },
  {
    fault: 'an exclusion without county',
    plant: 'alter table planted.thing add exclude using gist (during with &&)',
    rules: ['exclusion-without-county'],
  },
  {
    fault: 'an exclusion with county, not by =',
    plant:
      'alter table planted.thing add exclude using gist (int4range(county, county) with &&, during with &&)',
    rules: ['exclusion-without-county', 'index-on-expression'],
  },
  {
    fault: 'a foreign key without county',
    plant: `alter table planted.thing add unique (id);
      alter table planted.event add foreign key (thing_id) references planted.thing (id)`,
    rules: ['foreign-key-without-county', 'unique-not-led-by-county'],
  },
  {
    fault: 'a foreign key with county at another place',
    plant: `alter table planted.event add column owner integer;
      alter table planted.event add foreign key (owner, thing_id) references planted.thing (county, id)`,
    rules: ['foreign-key-without-county'],
  },
  {
    fault: 'a foreign key with county crossed over',
    plant: `alter table planted.thing add column origin integer not null;
      alter table planted.thing add unique (county, origin);
      alter table planted.event add column origin integer;
      alter table planted.event add foreign key (origin, county) references planted.thing (county, origin)`,
    rules: ['foreign-key-without-county'],
  },
  {
    fault: 'a county table that points at a local one',
    plant: `alter table planted.event add column session integer references planted.session (id)`,
    rules: ['foreign-key-to-local'],
  },
  {
    fault: 'a reference table that points at a local one',
    plant: `alter table planted.word add column session integer references planted.session (id)`,
    rules: ['foreign-key-to-local'],
  },
  {
    fault: 'a reference table that points at a county table',
    plant: `alter table planted.word add column area integer, add column thing uuid,
      add foreign key (area, thing) references planted.thing (county, id)`,
    rules: ['foreign-key-from-tagged'],
  },
  {
    fault: 'a local table that points at a county table',
    plant: `alter table planted.session add column county integer, add column thing uuid,
      add foreign key (county, thing) references planted.thing (county, id)`,
    rules: ['foreign-key-from-tagged'],
  },
  ...[
    'on delete set null (thing_id)',
    'on delete set default',
    'on update set null',
    'on update set default',
  ].map((action) => ({
    fault: `a foreign key ${action}`,
    plant: `alter table planted.event
        add foreign key (county, thing_id) references planted.thing (county, id) ${action}`,
    rules: ['foreign-key-sets-null'],
  })),
  {
    fault: 'a foreign key on update cascade',
    plant: `alter table planted.event
        add foreign key (county, thing_id) references planted.thing (county, id) on update cascade`,
    rules: ['foreign-key-cascades-update'],
  },
  ...[
    'add foreign key (county, thing_id) references planted.thing (county, id) deferrable',
    'add unique (county, thing_id) deferrable',
  ].map((constraint) => ({
    fault: `a constraint that can be deferred: ${constraint}`,
    plant: `alter table planted.event ${constraint}`,
    rules: ['deferrable'],
  })),
  {
    fault: 'a reference table with a county',
    plant: 'alter table planted.word add column county integer',
    rules: ['reference-with-county'],
  },
  {
    fault: 'a misspelt tag',
    plant: `comment on table planted.event is '@appendonly'`,
    rules: ['unknown-tag'],
  },

  // nothing acts by itself
  {
    fault: 'a trigger',
    plant: `create function planted.act() returns trigger language plpgsql as 'begin return new; end';
      create trigger acts before insert on planted.thing for each row execute function planted.act()`,
    rules: ['trigger'],
  },
  {
    fault: 'a trigger on a reference table',
    plant: `create function planted.act() returns trigger language plpgsql as 'begin return new; end';
      create trigger acts before insert on planted.word for each row execute function planted.act()`,
    rules: ['trigger'],
  },
  {
    fault: 'a rewrite rule',
    plant: 'create rule nothing as on delete to planted.thing do instead nothing',
    rules: ['rewrite-rule'],
  },
  {
    fault: 'inheritance',
    plant: `${soundTable('heir', 'primary key (county, id)', 'inherits (planted.thing)')}`,
    rules: ['inheritance'],
  },
  {
    fault: 'an identity column',
    plant: 'alter table planted.thing add column number integer generated always as identity',
    rules: ['identity-or-sequence'],
  },
  {
    fault: 'a serial column',
    plant: 'alter table planted.thing add column number bigserial',
    rules: ['identity-or-sequence'],
  },
  {
    fault: 'an identity column in a reference table',
    plant: 'alter table planted.word add column number integer generated by default as identity',
    rules: ['identity-or-sequence'],
  },
  { fault: 'a sequence', plant: 'create sequence planted.receipt', rules: ['sequence'] },
  ...['now()', 'current_date', 'gen_random_uuid()::text'].map((value) => ({
    fault: `a default of ${value}`,
    plant: `alter table planted.thing add column made text default ${value}`,
    rules: ['default-moment-or-random'],
  })),
  ...['planted.state', 'planted.state[]', 'planted.known_state'].map((type) => ({
    fault: `a column of an enum: ${type}`,
    plant: `create type planted.state as enum ('open', 'closed');
      create domain planted.known_state as planted.state;
      alter table planted.thing add column state ${type}`,
    rules: ['enum-column'],
  })),

  // row security
  {
    fault: 'row security not enabled',
    plant: 'alter table planted.thing disable row level security',
    rules: ['row-security-off'],
  },
  {
    fault: 'row security not forced',
    plant: 'alter table planted.thing no force row level security',
    rules: ['row-security-off'],
  },
  {
    fault: 'no policy',
    plant: `drop policy app_reads on planted.thing; drop policy app_adds on planted.thing;
      drop policy reader_reads on planted.thing`,
    rules: ['no-policy'],
  },
  ...[
    { text: 'county > 0', rule: 'policy-text' },
    { text: 'true', rule: 'policy-without-county' },
    { text: "current_setting('yimen.county') = '410324'", rule: 'policy-without-county' },
    { text: "current_setting('yimen.county')::integer > 0", rule: 'policy-without-county' },
    { text: `${COUNTY} or true`, rule: 'policy-text' },
    { text: `${COUNTY} or name = 'open'`, rule: 'policy-text' },
    { text: "county = current_setting('yimen.county', true)::integer", rule: 'policy-text' },
    { text: "county = current_setting('yimen.other')::integer", rule: 'policy-text' },
    { text: "county::text = current_setting('yimen.county')", rule: 'policy-text' },
    { text: `${COUNTY} and id in (select id from planted.event)`, rule: 'policy-sub-select' },
    {
      text: 'exists (select from planted.event e where e.county = thing.county)',
      rule: 'policy-sub-select',
    },
    { text: `current_setting('yimen.county') is null or ${COUNTY}`, rule: 'policy-null-test' },
    { text: `(${COUNTY}) is true`, rule: 'policy-boolean-test' },
  ].flatMap(({ text, rule }) => [
    {
      fault: `a policy using (${text})`,
      plant: `create policy wrong on planted.thing for select to yimen_app using (${text})`,
      rules: [rule],
    },
    {
      fault: `a policy with check (${text})`,
      plant: `create policy wrong on planted.thing for insert to yimen_app with check (${text})`,
      rules: [rule],
    },
    {
      fault: `a policy using the county with check (${text})`,
      plant: `create policy wrong on planted.thing for update to yimen_app using (${COUNTY}) with check (${text})`,
      rules: [rule],
    },
  ]),
  {
    fault: 'a policy with neither using nor with check',
    plant: 'create policy wrong on planted.thing for select to yimen_app',
    rules: ['policy-text'],
  },
  {
    fault: 'a policy for everyone',
    plant: `create policy wrong on planted.thing for select using (${COUNTY})`,
    rules: ['policy-for-everyone'],
  },
  {
    fault: 'a policy for a role that is not known',
    plant: `create role planted_role; create policy wrong on planted.thing for select to planted_role using (${COUNTY})`,
    rules: ['policy-unknown-role'],
  },
  ...[
    'insert to yimen_reader with check',
    'all to yimen_app, yimen_reader using',
    'delete to yimen_reader using',
  ].map((command) => ({
    fault: `a policy of the reader for ${command}`,
    plant: `create policy wrong on planted.thing for ${command} (${COUNTY})`,
    rules: ['reader-policy-writes'],
  })),
  ...['', ' and not published', ' and frozen', ' and not frozen and not published'].map((more) => ({
    fault: `the reader sees unpublished rows: county${more}`,
    plant: `create policy wrong on planted.draft for select to yimen_reader using (${COUNTY}${more})`,
    rules: ['reader-sees-unpublished'],
  })),
  {
    fault: 'an insert into what freezes, by county alone',
    plant: `create policy wrong on planted.draft_line for insert to yimen_app with check (${COUNTY})`,
    rules: ['policy-ignores-frozen'],
  },
  {
    fault: 'a delete of what freezes, by county alone',
    plant: `create policy wrong on planted.draft for delete to yimen_app using (${COUNTY})`,
    rules: ['policy-ignores-frozen'],
  },
  {
    fault: 'a line that does not follow its version',
    plant: `alter table planted.draft_line
        drop constraint draft_line_county_id_frozen_published_fkey,
        add foreign key (county, id) references planted.draft (county, id)`,
    rules: ['state-not-tied'],
  },
  ...[
    { how: 'on update cascade', rules: ['foreign-key-cascades-update', 'state-not-tied'] },
    { how: 'on update restrict', rules: ['state-not-tied'] },
    { how: 'deferrable', rules: ['deferrable', 'state-not-tied'] },
    { how: 'deferrable initially deferred', rules: ['deferrable', 'state-not-tied'] },
  ].map(({ how, rules: expected }) => ({
    fault: `a line that is tied to its version ${how}`,
    plant: `alter table planted.draft_line
        drop constraint draft_line_county_id_frozen_published_fkey,
        add foreign key (county, id, frozen, published)
          references planted.draft (county, id, frozen, published) ${how}`,
    rules: expected,
  })),
  {
    fault: 'states that the application sets, without a tag that says so',
    plant: 'comment on table planted.draft is null',
    rules: ['state-not-tied'],
  },
  {
    fault: 'a tag that says so of a table that none follows',
    plant: `comment on table planted.draft_line is '@state'`,
    rules: ['state-not-followed'],
  },
  ...[
    { using: COUNTY, check: `${COUNTY} and frozen` },
    { using: `${COUNTY} and not published`, check: COUNTY },
    { using: `${COUNTY} and not published`, check: `${COUNTY} and not frozen` },
    { using: `${COUNTY} and frozen`, check: `${COUNTY} and frozen` },
  ].flatMap(({ using, check }) =>
    ['draft', 'draft_line'].map((table) => ({
      fault: `a ${table} that goes back: using (${using}) with check (${check})`,
      plant: `create policy wrong on planted.${table} for update to yimen_app
        using (${using}) with check (${check})`,
      rules: ['state-may-go-back'],
    })),
  ),
  {
    fault: 'a state that may be null, so that its foreign key is not checked',
    plant: 'alter table planted.draft_line alter column published drop not null',
    rules: ['state-nullable'],
  },

  // grants
  {
    fault: 'a grant to everyone',
    plant: 'grant select on planted.thing to public',
    rules: ['grant-to-public'],
  },
  {
    fault: 'a grant of one column to everyone',
    plant: 'grant select (name) on planted.thing to public',
    rules: ['grant-to-public'],
  },
  {
    fault: 'a grant with grant option',
    plant: 'grant select on planted.thing to yimen_app with grant option',
    rules: ['grant-too-much'],
  },
  ...['truncate', 'references', 'trigger', 'references (county, id)'].map((privilege) => ({
    fault: `a grant of ${privilege}`,
    plant: `grant ${privilege} on planted.thing to yimen_app`,
    rules: ['grant-too-much'],
  })),
  ...['insert', 'update', 'delete', 'update (name)'].map((privilege) => ({
    fault: `the reader may ${privilege}`,
    plant: `grant ${privilege} on planted.thing to yimen_reader`,
    rules: ['reader-may-write'],
  })),
  ...['insert', 'update', 'delete', 'update (other)'].map((privilege) => ({
    fault: `the application may ${privilege} a reference table`,
    plant: `grant ${privilege} on planted.word to yimen_app`,
    rules: ['reference-may-be-written'],
  })),
  ...['update', 'delete', 'update (thing_id)'].map((privilege) => ({
    fault: `the application may ${privilege} an append-only table`,
    plant: `grant ${privilege} on planted.event to yimen_app`,
    rules: ['append-only-may-change'],
  })),
  ...['update', 'update (number)', 'delete'].map((privilege) => ({
    fault: `the application may ${privilege} a row that follows its version`,
    plant: `grant ${privilege} on planted.draft_line to yimen_app`,
    rules: ['append-only-may-change'],
  })),
  {
    fault: 'a grant by way of a role between',
    plant: `create role planted_role; grant planted_role to yimen_app;
      grant delete on planted.event to planted_role`,
    rules: ['append-only-may-change'],
  },
  ...['select', 'insert', 'update', 'delete', 'select (day)'].map((privilege) => ({
    fault: `a grant of ${privilege} on a partition`,
    plant: `grant ${privilege} on planted.log_2026 to yimen_app`,
    rules: ['partition-grant'],
  })),

  // ways round row security
  {
    fault: 'a view with its owner’s rights',
    plant: 'create view planted.open as select * from planted.thing',
    rules: ['view-without-invoker'],
  },
  {
    fault: 'a view whose security_invoker is off',
    plant: 'create view planted.open with (security_invoker = off) as select * from planted.thing',
    rules: ['view-without-invoker'],
  },
  {
    fault: 'a materialised view',
    plant: 'create materialized view planted.kept as select * from planted.thing',
    rules: ['materialised-view'],
  },
  {
    fault: 'a foreign table',
    plant: `create foreign data wrapper planted_wrapper;
      create server planted_server foreign data wrapper planted_wrapper;
      create foreign table planted.far (county integer) server planted_server`,
    rules: ['foreign-table'],
  },
  {
    fault: 'a security definer function that is not on the list',
    plant: `create function planted.all_rows() returns bigint language sql security definer
      as 'select count(*) from planted.thing'`,
    rules: ['security-definer'],
  },

  // roles
  ...['yimen_app', 'yimen_reader'].flatMap((role) => [
    ...['superuser', 'bypassrls', 'createrole', 'createdb', 'replication'].map((attribute) => ({
      fault: `${role} with ${attribute}`,
      plant: `alter role ${role} ${attribute}`,
      rules: ['role-powerful'],
    })),
    {
      fault: `${role} in a role that bypasses row security`,
      plant: `create role planted_role bypassrls; grant planted_role to ${role}`,
      rules: ['role-powerful'],
    },
    {
      fault: `${role} in the owner’s role`,
      plant: `grant yimen_owner to ${role}`,
      rules: ['role-owns'],
    },
    {
      fault: `${role} owns a function`,
      plant: `create function planted.own() returns integer language sql as 'select 1';
        alter function planted.own() owner to ${role}`,
      rules: ['role-owns'],
    },
    {
      fault: `${role} may create in a schema`,
      plant: `grant create on schema planted to ${role}`,
      rules: ['role-may-create'],
    },
  ]),
  ...['role yimen_app', 'role all'].map((whose) => ({
    fault: `a default county for ${whose}`,
    plant: `alter ${whose} set yimen.county = '990001'`,
    rules: ['setting-default'],
  })),
  {
    fault: 'the owner bypasses row security',
    plant: 'alter role yimen_owner bypassrls',
    rules: ['role-powerful'],
  },
  {
    fault: 'the owner is a superuser',
    plant: 'alter role yimen_owner superuser',
    rules: ['role-powerful'],
  },
  {
    fault: 'the application owns a table',
    plant: `create table planted.mine (word text primary key);
      comment on table planted.mine is '@local';
      alter table planted.mine owner to yimen_app`,
    rules: ['grant-too-much', 'role-owns'],
  },
  {
    fault: 'everybody may create in a schema',
    plant: 'grant create on schema planted to public',
    rules: ['role-may-create'],
  },
  {
    fault: 'a table without anything, as a beginner would make it',
    plant: `create table planted.bare (${withoutCounty})`,
    rules: ['county-missing', 'no-policy', 'row-security-off'],
  },
]

describe('the shape of the database', () => {
  let database: TestDatabase
  let admin: pg.Client

  beforeAll(async () => {
    database = await openTestDatabase()
    admin = new pg.Client(database.admin)
    await admin.connect()
  })

  afterAll(async () => {
    await admin.end()
    await database.close()
  })

  async function violationsAfter(...plants: string[]): Promise<Violation[]> {
    await admin.query('begin')
    try {
      for (const plant of plants) await admin.query(plant)
      return (await admin.query<Violation>(rules)).rows
    } finally {
      await admin.query('rollback')
    }
  }

  test('the migrated database breaks no rule', async () => {
    expect(await violationsAfter()).toEqual([])
    const tables = await admin.query<{ count: number }>(
      "select count(*)::integer as count from information_schema.tables where table_schema in ('organisation', 'budget')",
    )
    expect(tables.rows[0]?.count).toBeGreaterThan(10)
  })

  test('tables made by the rules break none', async () => {
    expect(await violationsAfter(sound)).toEqual([])
  })

  test.each(faults)('finds $fault', async ({ plant, rules: expected }) => {
    const found = await violationsAfter(sound, plant)
    expect([...new Set(found.map(({ rule }) => rule))], JSON.stringify(found)).toEqual(expected)
    // nothing of what the migrations made is blamed for it, except the roles
    expect(
      found.filter(({ name }) => /^(organisation|classification|budget)\./.test(name)),
    ).toEqual([])
  })

  test('every rule has a fault that was planted', () => {
    const violation = rules.slice(rules.indexOf('violation (rule'))
    const written = [...violation.matchAll(/\b(?:select|then|else) '([a-z-]+)'/g)].map(
      (match) => match[1],
    )
    const planted = new Set(faults.flatMap((fault) => fault.rules))
    expect(written.length).toBeGreaterThan(40)
    expect(written.filter((rule) => rule !== undefined && !planted.has(rule))).toEqual([])
  })

  test.each([ROLES.app, ROLES.reader])('%s owns nothing and is nobody’s superior', async (role) => {
    const attributes = await admin.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1`,
      [role],
    )
    expect(attributes.rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
      },
    ])
    const owned = await admin.query(
      `select classid::regclass::text as kind, objid from pg_shdepend
       where refobjid = (select oid from pg_roles where rolname = $1) and deptype = 'o'`,
      [role],
    )
    expect(owned.rows).toEqual([])
    const groups = await admin.query(
      `select roleid::regrole::text from pg_auth_members
       where member = (select oid from pg_roles where rolname = $1)`,
      [role],
    )
    expect(groups.rows).toEqual([])
  })

  test.each([ROLES.app, ROLES.reader])(
    '%s is refused a new table in every schema',
    async (role) => {
      const client = new pg.Client({ ...database.admin, user: role })
      await client.connect()
      try {
        const schemas = await client.query<{ name: string }>(
          "select nspname as name from pg_namespace where nspname not like 'pg\\_temp%' and nspname not like 'pg\\_toast%'",
        )
        expect(schemas.rows.length).toBeGreaterThan(5)
        for (const { name } of schemas.rows) {
          await expect(
            client.query(`create table ${pg.escapeIdentifier(name)}.mine (id integer)`),
            name,
          ).rejects.toMatchObject({ code: '42501' })
        }
        await expect(client.query('create schema mine')).rejects.toMatchObject({ code: '42501' })
      } finally {
        await client.end()
      }
    },
  )
})
