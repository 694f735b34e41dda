-- What is known of a published budget beside its ledger. A document is a reading of what was
-- published: the figures that it prints and where, its parts, how its promises would be measured.
-- It never changes the frozen version; a better reading replaces it whole, and its hash tells so.

create table budget.document (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  frozen boolean not null,
  published boolean not null,
  -- sha256 over the folder that it was read from
  content_hash text collate "C" not null,
  recorded_at timestamptz not null,
  primary key (county, department, year, sequence),
  unique (county, department, year, sequence, frozen, published),
  foreign key (county, department, year, sequence, frozen, published)
    references budget.version (county, department, year, sequence, frozen, published)
    on update cascade on delete cascade,
  check (published)
);

-- a part of the published document that is no table, project or indicator
create table budget.document_part (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  key text collate "C" not null,
  place text not null,
  title text not null,
  summary text not null,
  -- what answers it, separated by blanks: addresses inside the edition, or `system:4`
  answers text not null,
  primary key (county, department, year, sequence, number),
  unique (county, department, year, sequence, key)
);

create table budget.printed_figure (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  -- address inside the edition: `table-4/expenditure.year/total`, `facts/share.basic`
  figure text collate "C" not null,
  printed text not null,
  place text not null,
  note text,
  primary key (county, department, year, sequence, number)
);
create index on budget.printed_figure (county, department, year, sequence, figure);

-- which of Yimen's systems will answer a duty, task or aim
create table budget.answer (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  item text collate "C" not null,
  system integer not null,
  frozen boolean not null,
  published boolean not null,
  basis text not null,
  primary key (county, department, year, sequence, item, system),
  check (item ~ '^(duty|task|aim):[0-9]{1,9}$')
);

-- how an indicator would be measured: a key of data/measures.csv
create table budget.indicator_measure (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  owner text collate "C" not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  measure text collate "C" not null,
  primary key (county, department, year, sequence, owner, number)
);

-- who answers for a unit's money, where it is known
create table budget.contact (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  unit text collate "C" not null,
  frozen boolean not null,
  published boolean not null,
  office text not null,
  telephone text,
  source text not null,
  primary key (county, department, year, sequence, unit)
);

-- an edition taken back (撤回): its address answers 410 with the reason, for good
create table budget.withdrawal (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  number integer not null,
  sequence integer not null,
  frozen boolean not null,
  published boolean not null,
  withdrawn_on date not null,
  reason text not null,
  recorded_at timestamptz not null,
  primary key (county, department, year, number),
  foreign key (county, department, year, number)
    references budget.edition (county, department, year, number),
  foreign key (county, department, year, sequence, frozen, published)
    references budget.version (county, department, year, sequence, frozen, published)
    on update cascade on delete cascade
);
comment on table budget.withdrawal is '@append-only';

-- what the search box finds, made from an edition when it is published and a pure function of it
create table budget.search_entry (
  county integer not null,
  department text collate "C" not null,
  year integer not null,
  sequence integer not null,
  number integer not null,
  frozen boolean not null,
  published boolean not null,
  edition integer not null,
  kind text collate "C" not null,
  -- address inside the edition
  address text collate "C" not null,
  label text not null,
  detail text not null,
  -- an amount as it is printed, `595.94`; null: no figure
  amount text collate "C",
  -- what it is found by, folded: names, codes, pinyin, one a line
  words text not null,
  primary key (county, department, year, sequence, number),
  check (kind in ('project', 'figure', 'indicator', 'code'))
);
-- words are looked through one year of one county at a time: no index on text serves under row
-- security, and a year does not grow with history
create index on budget.search_entry (county, year, kind, department, number);
create index on budget.search_entry (county, amount, year desc, department, number)
  where amount is not null;

do $$
declare
  name text;
begin
  foreach name in array array['document_part', 'printed_figure', 'answer', 'indicator_measure',
                              'contact'] loop
    execute format('alter table budget.%I add foreign key (county, department, year, sequence, frozen, published)
      references budget.document (county, department, year, sequence, frozen, published)
      on update cascade on delete cascade', name);
  end loop;
  alter table budget.search_entry add foreign key (county, department, year, sequence, frozen, published)
    references budget.version (county, department, year, sequence, frozen, published)
    on update cascade on delete cascade;
  foreach name in array array['document', 'document_part', 'printed_figure', 'answer',
                              'indicator_measure', 'contact', 'withdrawal', 'search_entry'] loop
    execute format('alter table budget.%I enable row level security', name);
    execute format('alter table budget.%I force row level security', name);
    execute format('create policy app_reads on budget.%I for select to yimen_app using (county = current_setting(''yimen.county'')::integer)', name);
    execute format('create policy reader_reads on budget.%I for select to yimen_reader using (county = current_setting(''yimen.county'')::integer and published)', name);
    execute format('create policy app_adds on budget.%I for insert to yimen_app with check (county = current_setting(''yimen.county'')::integer and frozen)', name);
    execute format('grant select, insert on budget.%I to yimen_app', name);
    execute format('grant select on budget.%I to yimen_reader', name);
  end loop;
  foreach name in array array['document', 'search_entry'] loop
    execute format('create policy app_discards on budget.%I for delete to yimen_app using (county = current_setting(''yimen.county'')::integer and frozen)', name);
    execute format('grant delete on budget.%I to yimen_app', name);
  end loop;
end
$$;
