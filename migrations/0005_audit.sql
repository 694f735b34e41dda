-- The chain (存证链): what was done, in the order in which it was done, each entry hashed over the
-- one before it. One chain and one head a county.

create schema audit;
grant usage on schema audit to yimen_app, yimen_reader;

-- text where the hash is over the text: moment and content are kept byte for byte as hashed
create table audit.entry (
  county integer not null,
  number integer not null,
  -- hash of the entry before; 64 zeros before the first
  previous text collate "C" not null,
  hash text collate "C" not null,
  at text collate "C" not null,
  -- `budget.approved`
  kind text collate "C" not null,
  -- what it was done to: `410324/budget/2023/130/initial`
  subject text collate "C" not null,
  -- one line of JSON
  content text collate "C" not null,
  primary key (county, number),
  -- no two entries follow the same one: the chain cannot fork
  unique (county, previous),
  check (number >= 1),
  check (previous ~ '^[0-9a-f]{64}$'),
  check (hash ~ '^[0-9a-f]{64}$'),
  check (at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z$'),
  check (kind ~ '^[a-z_]+[.][a-z_]+$'),
  check (subject !~ '[[:cntrl:]]'),
  check (content !~ E'\n')
);
comment on table audit.entry is '@append-only';

-- the last entry's number and hash; locking this row puts concurrent writers in line. number 0: none yet
create table audit.head (
  county integer not null,
  number integer not null,
  hash text collate "C" not null,
  primary key (county),
  check (number >= 0),
  check (hash ~ '^[0-9a-f]{64}$')
);

do $$
declare
  name text;
begin
  foreach name in array array['entry', 'head'] loop
    execute format('alter table audit.%I enable row level security', name);
    execute format('alter table audit.%I force row level security', name);
    execute format('create policy app_reads on audit.%I for select to yimen_app using (county = current_setting(''yimen.county'')::integer)', name);
    execute format('create policy app_adds on audit.%I for insert to yimen_app with check (county = current_setting(''yimen.county'')::integer)', name);
    execute format('grant select, insert on audit.%I to yimen_app', name);
  end loop;
end
$$;
create policy app_advances on audit.head for update to yimen_app
  using (county = current_setting('yimen.county')::integer)
  with check (county = current_setting('yimen.county')::integer);
grant update (number, hash) on audit.head to yimen_app;
-- the public sees the head and may keep it; what was done to drafts is not theirs to read
create policy reader_reads on audit.head for select to yimen_reader
  using (county = current_setting('yimen.county')::integer);
grant select on audit.head to yimen_reader;
