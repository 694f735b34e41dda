-- The department budget: versions of a ledger, and all that freezes with a version when it is
-- approved. Every child carries the version's two states in its foreign key: approving or
-- publishing a version cascades to its children, and nothing can be added to a version under
-- another state than it really has.

create schema budget;
grant usage on schema budget to yimen_app, yimen_reader;

-- sequence 0 is the version `initial`, n the version `adjustment-n` whose lines are signed
-- differences to all before it
create table budget.version (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  frozen boolean not null,
  published boolean not null,
  -- stated sum of the version's lines, year-end carry included
  expected_fen bigint not null,
  reason text,
  paper text,
  source text not null,
  -- sha256 over the folder that it was loaded from: loading it again has no effect
  content_hash text collate "C" not null,
  loaded_at timestamptz not null,
  primary key (county, department, year, sequence),
  unique (county, department, year, sequence, frozen, published),
  foreign key (county, department) references organisation.unit (county, code),
  check (year between 1950 and 2200),
  check (sequence between 0 and 999),
  check (frozen or not published)
);

-- finance's approval (批复); the day is null where the published document does not state it
create table budget.approval (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  frozen boolean not null,
  published boolean not null,
  approved_on date,
  document text,
  recorded_at timestamptz not null,
  primary key (county, department, year, sequence)
);

-- editions are what the public sees: numbers 1, 2 … a department and year
create table budget.edition (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  number integer not null,
  sequence integer not null,
  frozen boolean not null,
  published boolean not null,
  published_on date,
  document text,
  recorded_at timestamptz not null,
  primary key (county, department, year, number),
  -- no edition of what finance has not approved
  foreign key (county, department, year, sequence)
    references budget.approval (county, department, year, sequence),
  check (number >= 1),
  check (frozen and published)
);
create index on budget.edition (county, department, year, sequence);
-- the public list: newest year first, by key
create index on budget.edition (county, year desc, department, number);

-- the name and nature that a unit bore in this budget; a later budget may give it another
create table budget.unit (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  code text collate "C" not null,
  frozen boolean not null,
  published boolean not null,
  -- null: the department itself
  parent text collate "C",
  name text not null,
  -- 行政单位, 参公单位, 事业单位; null for a department
  nature text,
  primary key (county, department, year, sequence, code),
  foreign key (county, code) references organisation.unit (county, code),
  check (nature in ('organ', 'managed_as_organ', 'institution'))
);

create table budget.project (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  code text collate "C" not null,
  frozen boolean not null,
  published boolean not null,
  unit text collate "C" not null,
  kind text not null,
  name text not null,
  primary key (county, department, year, sequence, code),
  unique (county, department, year, sequence, code, unit, kind),
  foreign key (county, unit) references organisation.unit (county, code),
  check (code ~ '^[0-9]{8}[0-9A-Z][0-9]{12}$'),
  check (kind in ('other_running', 'specific_target'))
);

create table budget.line (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  phase text not null,
  unit text collate "C" not null,
  kind text not null,
  project text collate "C",
  function text collate "C",
  dept_economic text collate "C",
  gov_economic text collate "C",
  -- Yimen's code of the kind of income, data/classification/income.csv
  fund text collate "C" not null,
  -- the year whose money it is; before `year`: carried over (上年结转)
  origin_year integer not null,
  fen bigint not null,
  primary key (county, department, year, sequence, number),
  foreign key (county, unit) references organisation.unit (county, code),
  foreign key (county, department, year, sequence, project, unit, kind)
    references budget.project (county, department, year, sequence, code, unit, kind) on delete cascade,
  check (number >= 1),
  check (phase in ('planned', 'adjusted', 'paid')),
  check (kind in ('personnel', 'public', 'other_running', 'specific_target', 'year_end_carry')),
  check ((kind in ('other_running', 'specific_target')) = (project is not null)),
  check ((kind = 'year_end_carry') = (function is null)),
  check ((kind = 'year_end_carry') = (dept_economic is null)),
  check ((kind = 'year_end_carry') = (gov_economic is null)),
  check (function ~ '^[0-9]{3}([0-9]{2}){0,2}$'),
  check (dept_economic ~ '^[0-9]{5}$'),
  check (gov_economic ~ '^[0-9]{5}$'),
  check (origin_year <= year),
  check (fen between -1000000000000000 and 1000000000000000)
);

create table budget.duty (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  text text not null,
  place text,
  primary key (county, department, year, sequence, number)
);

create table budget.task (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  name text not null,
  content text not null,
  primary key (county, department, year, sequence, number)
);

create table budget.aim (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  -- null: an aim of the whole department
  project text collate "C",
  text text not null,
  primary key (county, department, year, sequence, number),
  foreign key (county, department, year, sequence, project)
    references budget.project (county, department, year, sequence, code) on delete cascade
);

create table budget.indicator (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  -- '' : the whole department (table 12); else a project (table 13)
  owner text collate "C" not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  project text collate "C",
  level1 text not null,
  level2 text,
  level3 text not null,
  operator text,
  target text,
  unit text,
  note text,
  primary key (county, department, year, sequence, owner, number),
  foreign key (county, department, year, sequence, project)
    references budget.project (county, department, year, sequence, code) on delete cascade,
  check (owner = coalesce(project, '')),
  check (operator in ('≥', '≤', '=', '>', '<')),
  check (target is not null or (operator is null and unit is null))
);

-- duty → task → project, aim → task: which promise is kept by what
create table budget.link (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  from_kind text not null,
  from_key text collate "C" not null,
  to_kind text not null,
  to_key text collate "C" not null,
  frozen boolean not null,
  published boolean not null,
  -- true: not stated by the document, drawn by the reader (推定)
  inferred boolean not null,
  basis text not null,
  primary key (county, department, year, sequence, from_kind, from_key, to_kind, to_key),
  check (from_kind in ('duty', 'task', 'aim')),
  check (to_kind in ('task', 'project'))
);

-- last year's published figures that the statement compares with
create table budget.prior_figure (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  prior_year integer not null,
  measure text collate "C" not null,
  frozen boolean not null,
  published boolean not null,
  fen bigint not null,
  basis text not null,
  primary key (county, department, year, sequence, prior_year, measure),
  check (prior_year < year)
);

alter table budget.version enable row level security;
alter table budget.version force row level security;
create policy app_reads on budget.version for select to yimen_app
  using (county = current_setting('yimen.county')::integer);
create policy app_adds on budget.version for insert to yimen_app
  with check (county = current_setting('yimen.county')::integer and not frozen and not published);
-- the only change of a version: draft → approved → published, one way, columns by grant
create policy app_freezes on budget.version for update to yimen_app
  using (county = current_setting('yimen.county')::integer and not published)
  with check (county = current_setting('yimen.county')::integer and frozen);
create policy app_discards on budget.version for delete to yimen_app
  using (county = current_setting('yimen.county')::integer and not frozen);
create policy reader_reads on budget.version for select to yimen_reader
  using (county = current_setting('yimen.county')::integer and published);
grant select, insert, delete, update (frozen, published) on budget.version to yimen_app;
grant select on budget.version to yimen_reader;

do $$
declare
  name text;
  adding text;
begin
  foreach name in array array['approval', 'edition', 'unit', 'project', 'line', 'duty', 'task', 'aim',
                              'indicator', 'link', 'prior_figure'] loop
    execute format('alter table budget.%I add foreign key (county, department, year, sequence, frozen, published)
      references budget.version (county, department, year, sequence, frozen, published)
      on update cascade on delete cascade', name);
    execute format('comment on table budget.%I is ''@append-only''', name);
    execute format('alter table budget.%I enable row level security', name);
    execute format('alter table budget.%I force row level security', name);
    execute format('create policy app_reads on budget.%I for select to yimen_app using (county = current_setting(''yimen.county'')::integer)', name);
    execute format('create policy reader_reads on budget.%I for select to yimen_reader using (county = current_setting(''yimen.county'')::integer and published)', name);
    -- approval and edition speak of a version after it froze; all else only before
    adding := case when name in ('approval', 'edition') then 'frozen' else 'not frozen' end;
    execute format('create policy app_adds on budget.%I for insert to yimen_app with check (county = current_setting(''yimen.county'')::integer and %s)', name, adding);
    execute format('grant select, insert on budget.%I to yimen_app', name);
    execute format('grant select on budget.%I to yimen_reader', name);
  end loop;
end
$$;
