-- The government revenue and expenditure classification (政府收支分类科目), issued every year by
-- the Ministry of Finance. Small, rarely written, the same for all counties; written by the owner.

create schema classification;
grant usage on schema classification to yimen_app, yimen_reader;

create table classification.list (
  list text collate "C" not null,
  -- last day for which the list is known in whole; null: not loaded yet
  known_through date not null,
  -- last day for which some of its changes are known
  known_partly_through date not null,
  source text not null,
  primary key (list),
  check (list in ('functional', 'department_economic', 'government_economic', 'income', 'mapping')),
  check (known_partly_through >= known_through)
);
comment on table classification.list is '@reference';

create table classification.code (
  list text collate "C" not null,
  code text collate "C" not null,
  -- 0001-01-01: in force earlier, first year not established
  valid_from date not null,
  valid_to date,
  name text not null,
  -- 1 类, 2 款, 3 项
  level integer not null,
  parent text collate "C",
  certain boolean not null,
  primary key (list, code, valid_from),
  foreign key (list) references classification.list (list),
  check (level between 1 and 3),
  check (valid_to > valid_from)
);
comment on table classification.code is '@reference';
create index on classification.code (list, level, code);

create table classification.mapping (
  department_code text collate "C" not null,
  nature text not null,
  valid_from date not null,
  valid_to date,
  government_code text collate "C" not null,
  certain boolean not null,
  primary key (department_code, nature, valid_from),
  -- organ includes institutions managed as organs (参公)
  check (nature in ('organ', 'institution')),
  check (valid_to > valid_from)
);
comment on table classification.mapping is '@reference';

grant select on classification.list, classification.code, classification.mapping
  to yimen_app, yimen_reader;
