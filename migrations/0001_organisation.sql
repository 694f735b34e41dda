-- Counties, departments and units: who they are. The name that a unit bore stands with the budget
-- that it published, and freezes with it.

-- what was applied, so that a server can refuse a schema that it does not fit
grant usage on schema migration to yimen_app, yimen_reader;
grant select on migration.applied to yimen_app, yimen_reader;

create schema organisation;
grant usage on schema organisation to yimen_app, yimen_reader;

create table organisation.county (
  county integer not null,
  name text not null,
  -- true: made-up people and records; false: only what was really published
  invented boolean not null,
  primary key (county)
);

create table organisation.unit (
  county integer not null,
  code text collate "C" not null,
  -- the department that a unit belongs to; null for a department
  parent text collate "C",
  primary key (county, code),
  foreign key (county) references organisation.county (county),
  foreign key (county, parent) references organisation.unit (county, code),
  check (code ~ '^[0-9A-Z]{3,12}$'),
  check (parent <> code)
);
create index on organisation.unit (county, parent);

do $$
declare
  name text;
begin
  foreach name in array array['county', 'unit'] loop
    execute format('alter table organisation.%I enable row level security', name);
    execute format('alter table organisation.%I force row level security', name);
    execute format('create policy app_reads on organisation.%I for select to yimen_app using (county = current_setting(''yimen.county'')::integer)', name);
    execute format('create policy app_adds on organisation.%I for insert to yimen_app with check (county = current_setting(''yimen.county'')::integer)', name);
    execute format('create policy reader_reads on organisation.%I for select to yimen_reader using (county = current_setting(''yimen.county'')::integer)', name);
    execute format('grant select, insert on organisation.%I to yimen_app', name);
    execute format('grant select on organisation.%I to yimen_reader', name);
  end loop;
end
$$;
