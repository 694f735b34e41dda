-- What the migrated catalogue must obey; every row returned is a violation: rule, name, detail.
-- The same schema serves one county on one PostgreSQL and a province on a Citus cluster: hence keys
-- that find their shard, and row security of columns and settings only, since a cluster takes no
-- other. Works on PostgreSQL 15 to 18 and changes nothing.
--
-- Three kinds of table, told by a tag in the table's comment: county (no tag), @reference (the
-- same for all counties, written by the owner), @local (tables of libraries, coordinator only).
-- @append-only may stand beside any: the application holds only select and insert, and may update
-- the two states of a row that follows its version. @state: the application sets the states of this
-- table; every other table that has them follows one by a foreign key.
with
-- the only texts a policy may have, as pg_get_expr prints them; a new one is argued for here
allowed_policy (text, shows_published_only) as (values
  ('(county = (current_setting(''yimen.county''::text))::integer)', false),
  ('((county = (current_setting(''yimen.county''::text))::integer) AND published)', true),
  ('((county = (current_setting(''yimen.county''::text))::integer) AND (NOT published))', false),
  ('((county = (current_setting(''yimen.county''::text))::integer) AND frozen)', false),
  ('((county = (current_setting(''yimen.county''::text))::integer) AND (NOT frozen))', false),
  ('((county = (current_setting(''yimen.county''::text))::integer) AND (NOT frozen) AND (NOT published))', false)
),
-- functions that run with their owner's rights, as schema.name(arguments): none is needed yet
allowed_definer (signature) as (select null::text where false),
-- the migrator's own tables, written by its library; the job library's will be added with it
ours as (
  select oid, nspname, nspowner, nspacl from pg_namespace
  where nspname <> 'information_schema' and nspname <> 'migration' and nspname not like 'pg\_%'
),
service_role as (
  select r.oid, r.rolname, r.rolname = 'yimen_reader' as reads_only,
    exists (select from pg_roles p
            where (p.rolsuper or p.rolbypassrls or p.rolcreaterole or p.rolcreatedb or p.rolreplication)
              and pg_has_role(r.oid, p.oid, 'member')) as powerful,
    exists (select from pg_roles p
            where p.rolname = 'yimen_owner' and pg_has_role(r.oid, p.oid, 'member')) as is_owner
  from pg_roles r where r.rolname in ('yimen_app', 'yimen_reader')
),
-- who is powerful may do everything: said once, by rule role-powerful, not again by every grant
bounded_role as (select * from service_role where not powerful and not is_owner),
relation as (
  select c.oid, n.nspname || '.' || c.relname as name, c.relkind, c.relowner, c.relacl,
    c.reloptions, c.relispartition as is_partition,
    c.relrowsecurity and c.relforcerowsecurity as is_secured,
    coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
    obj_description(c.oid, 'pg_class') ~ '@state\M' as sets_state
  from pg_class c join ours n on n.oid = c.relnamespace
  where not exists (select from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
any_table as (
  select r.*, r.comment ~ '@reference\M' as is_reference, r.comment ~ '@local\M' as is_local,
    a.attnum as county, a.atttypid as county_type, a.attnotnull as county_is_set
  from relation r
  left join pg_attribute a on a.attrelid = r.oid and a.attname = 'county' and not a.attisdropped
  where r.relkind in ('r', 'p')
),
cluster_table as (select * from any_table where not is_local),
county_table as (select * from any_table where not is_local and not is_reference),
columns as (
  select t.oid as relid, t.name, t.is_local, a.attnum, a.attname, a.atttypid, a.attnotnull, a.attidentity,
    pg_get_expr(d.adbin, d.adrelid) as default_text
  from any_table t
  join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''
),
foreign_key as (
  select k.conname, k.conkey, k.confkey, k.confdeltype, k.confupdtype, k.condeferrable,
    k.conrelid, k.confrelid
  from pg_constraint k where k.contype = 'f'
),
-- what a row's states are tied by: checked at the end of the statement, whatever the program says
state_key as (
  select k.conrelid, a.attname
  from foreign_key k, unnest(k.conkey, k.confkey) pair (a, b), pg_attribute a, pg_attribute parent
  where k.confupdtype = 'a' and not k.condeferrable
    and a.attrelid = k.conrelid and a.attnum = pair.a and a.attname in ('frozen', 'published')
    and parent.attrelid = k.confrelid and parent.attnum = pair.b and parent.attname = a.attname
),
policy as (
  select t.oid as relid, t.name, t.county_type, p.polname, p.polcmd, p.polroles,
    pg_get_expr(p.polqual, p.polrelid) as using_text,
    pg_get_expr(p.polwithcheck, p.polrelid) as check_text,
    p.polqual::text as using_tree, p.polwithcheck::text as check_tree,
    exists (select from service_role r where r.reads_only and r.oid = any (p.polroles)) as for_reader
  from county_table t join pg_policy p on p.polrelid = t.oid
),
policy_text as (
  select name, polname, county_type, 'using' as part, using_text as text, using_tree as tree
  from policy where using_text is not null or check_text is null
  union all
  select name, polname, county_type, 'with check', check_text, check_tree
  from policy where check_text is not null
),
grants as (
  select r.oid as relid, r.name, r.relowner, g.grantee, g.privilege_type, g.is_grantable
  from relation r, aclexplode(r.relacl) g
  union all
  select r.oid, r.name || '.' || a.attname, r.relowner, g.grantee, g.privilege_type, g.is_grantable
  from relation r join pg_attribute a on a.attrelid = r.oid, aclexplode(a.attacl) g
),
-- what each role may do, by grants to itself, to a role that it is in, to everyone
may as (
  select r.oid as relid, r.name, s.rolname, s.reads_only,
    has_table_privilege(s.oid, r.oid, 'select')
      or has_any_column_privilege(s.oid, r.oid, 'select') as may_select,
    has_table_privilege(s.oid, r.oid, 'insert')
      or has_any_column_privilege(s.oid, r.oid, 'insert') as may_insert,
    has_table_privilege(s.oid, r.oid, 'update')
      or has_any_column_privilege(s.oid, r.oid, 'update') as may_update,
    has_table_privilege(s.oid, r.oid, 'delete') as may_delete,
    -- more than the states, which rule state-not-tied watches
    has_table_privilege(s.oid, r.oid, 'update') or exists (
      select from pg_attribute a
      where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(s.oid, r.oid, a.attnum, 'update')
        and a.attname not in ('frozen', 'published')
    ) as may_update_more,
    -- none of these asks a policy
    has_table_privilege(s.oid, r.oid, 'truncate, references, trigger')
      or has_any_column_privilege(s.oid, r.oid, 'references') as may_too_much
  from relation r, bounded_role s
  where r.relkind in ('r', 'p', 'v', 'm', 'f')
),
violation (rule, name, detail) as (
  -- county leads
  select 'county-missing', name, 'add county, or tag the table @reference or @local'
  from county_table where county is null
  union all
  select 'county-type', name, format_type(county_type, null)
  from county_table where county_type <> 'int4'::regtype
  union all
  select 'county-nullable', name, '' from county_table where not county_is_set
  union all
  select 'primary-key-missing', t.name, '' from county_table t
  where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
  union all
  select case when i.indisunique then 'unique-not-led-by-county' else 'index-not-led-by-county' end,
    t.name, i.indexrelid::regclass::text
  from county_table t join pg_index i on i.indrelid = t.oid
  where t.county is not null and not i.indisexclusion and i.indkey[0] <> t.county
  union all
  -- what is not leakproof, such as lower(), uses no index under row security: a column holds the
  -- value instead
  select 'index-on-expression', t.name, i.indexrelid::regclass::text
  from county_table t join pg_index i on i.indrelid = t.oid where i.indexprs is not null
  union all
  select 'exclusion-without-county', t.name, k.conname
  from county_table t join pg_constraint k on k.conrelid = t.oid and k.contype = 'x'
  where t.county is not null and not exists (
    select from pg_operator o
    where k.conkey[1] = t.county and o.oid = k.conexclop[1] and o.oprname = '=')
  union all
  select 'foreign-key-without-county', t.name, k.conname
  from county_table t join foreign_key k on k.conrelid = t.oid
  join county_table target on target.oid = k.confrelid
  where t.county is not null and target.county is not null and not exists (
    select from unnest(k.conkey, k.confkey) pair (a, b)
    where pair.a = t.county and pair.b = target.county)
  union all
  select 'foreign-key-to-local', t.name, k.conname
  from cluster_table t join foreign_key k on k.conrelid = t.oid
  join any_table target on target.oid = k.confrelid and target.is_local
  union all
  select 'foreign-key-from-tagged', t.name, k.conname
  from any_table t join foreign_key k on k.conrelid = t.oid
  join county_table target on target.oid = k.confrelid
  where t.is_reference or t.is_local
  union all
  select 'foreign-key-sets-null', t.name, k.conname
  from cluster_table t join foreign_key k on k.conrelid = t.oid
  where k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd')
  union all
  -- Citus: the column by which a table is distributed is in the key
  select 'foreign-key-cascades-update', t.name, k.conname
  from county_table t join foreign_key k on k.conrelid = t.oid
  where k.confupdtype = 'c' and t.county = any (k.conkey)
  union all
  -- what is checked at commit only is checked on a worker when others have committed
  select 'deferrable', t.name, k.conname
  from cluster_table t join pg_constraint k on k.conrelid = t.oid
  where k.condeferrable
  union all
  -- a tag must not be the way round the rules for a county's rows
  select 'reference-with-county', name, ''
  from any_table where is_reference and county is not null
  union all
  -- a tag misspelt would lose its rule in silence
  select 'unknown-tag', r.name, tag[1] from relation r, regexp_matches(r.comment, '@[\w-]+', 'g') tag
  where tag[1] not in ('@reference', '@local', '@append-only', '@state')
  union all

  -- nothing acts by itself, nothing counts outside a county
  select 'trigger', t.name, g.tgname
  from cluster_table t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
  union all
  select 'rewrite-rule', t.name, w.rulename
  from cluster_table t join pg_rewrite w on w.ev_class = t.oid
  union all
  select 'inheritance', t.name, '' from cluster_table t
  where not t.is_partition and exists (select from pg_inherits h where h.inhrelid = t.oid)
  union all
  select 'identity-or-sequence', c.name, c.attname from columns c
  where not c.is_local and (c.attidentity <> '' or c.default_text ~ 'nextval')
  union all
  -- one that belongs to a column is told by the rule above
  select 'sequence', r.name, '' from relation r
  where r.relkind = 'S' and not exists (
    select from pg_depend d
    where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i')
      and d.refobjsubid > 0)
  union all
  select 'default-moment-or-random', c.name, c.attname from columns c
  where not c.is_local
    and c.default_text ~* '\m(now|random|uuidv[47]|uuid_\w+|gen_random_\w+|\w+_timestamp|timeofday)\(|current_(date|time)|localtime'
  union all
  select 'enum-column', c.name, c.attname from columns c
  join pg_type y on y.oid = c.atttypid
  where not c.is_local and exists (
    select from pg_type e where e.oid in (y.oid, y.typelem, y.typbasetype) and e.typtype = 'e')
  union all

  -- row security: columns and the setting only
  select 'row-security-off', name, '' from county_table where not is_partition and not is_secured
  union all
  select 'no-policy', name, '' from county_table t
  where not is_partition and not exists (select from pg_policy p where p.polrelid = t.oid)
  union all
  select case
      when tree ~ '\{SUBLINK' then 'policy-sub-select'
      when tree ~ '\{NULLTEST :arg \{FUNCEXPR' then 'policy-null-test'
      when tree ~ '\{BOOLEANTEST' then 'policy-boolean-test'
      when replace(text, 'yimen.county', '') !~ '\mcounty\M' then 'policy-without-county'
      else 'policy-text'
    end,
    name, format('%s: %s %s', polname, part, text)
  from policy_text
  where county_type = 'int4'::regtype and coalesce(text, '') not in (select text from allowed_policy)
  union all
  select 'policy-for-everyone', name, polname from policy where 0 = any (polroles)
  union all
  select 'policy-unknown-role', p.name, p.polname || ' to ' || r.rolname
  from policy p join pg_roles r on r.oid = any (p.polroles)
  where r.oid not in (select oid from service_role)
  union all
  select 'reader-policy-writes', name, polname from policy where for_reader and polcmd <> 'r'
  union all
  select 'reader-sees-unpublished', p.name, p.polname
  from policy p join columns c on c.relid = p.relid and c.attname = 'published'
  where p.for_reader and p.polcmd = 'r'
    and p.using_text in (select text from allowed_policy where not shows_published_only)
  union all
  -- who may write a table that freezes must be asked whether it is frozen
  select 'policy-ignores-frozen', p.name, p.polname
  from policy p join columns c on c.relid = p.relid and c.attname = 'frozen'
  where p.polcmd in ('a', 'd') and concat(p.using_text, p.check_text) !~ '\mfrozen\M'
  union all
  -- ... an update goes one way: draft, frozen, published
  select 'state-may-go-back', p.name, p.polname
  from policy p join columns c on c.relid = p.relid and c.attname = 'frozen'
  where p.polcmd in ('w', '*')
    and (coalesce(p.using_text, '') not like '%AND (NOT published))'
      or coalesce(p.check_text, '') not like '%AND frozen)')
  union all
  -- ... and a row must follow what it belongs to
  select 'state-not-tied', t.name, c.attname
  from county_table t
  join columns c on c.relid = t.oid and c.attname in ('frozen', 'published')
  where not t.is_partition and t.sets_state is not true
    and exists (select from columns f where f.relid = t.oid and f.attname = 'frozen')
    and not exists (select from state_key k where k.conrelid = t.oid and k.attname = c.attname)
  union all
  select 'state-not-followed', t.name, ''
  from any_table t
  where t.sets_state and not exists (select from foreign_key k where k.confrelid = t.oid)
  union all
  -- a foreign key with a null in it is not checked
  select 'state-nullable', t.name, c.attname
  from county_table t join columns c on c.relid = t.oid and c.attname in ('frozen', 'published')
  where not c.attnotnull
  union all

  -- grants
  select 'grant-to-public', name, privilege_type from grants where grantee = 0
  union all
  select 'grant-too-much', name, privilege_type || ' with grant option' from grants
  where is_grantable and grantee <> relowner
  union all
  select 'grant-too-much', name, rolname from may where may_too_much
  union all
  -- PostgreSQL 17's maintain locks tables against everyone; older servers do not know the word
  select 'grant-too-much', g.name, s.rolname || ' ' || g.privilege_type
  from grants g join bounded_role s on s.oid = g.grantee where g.privilege_type = 'MAINTAIN'
  union all
  select 'reader-may-write', m.name, m.rolname from may m
  where m.reads_only and (m.may_insert or m.may_update or m.may_delete)
  union all
  select 'reference-may-be-written', m.name, m.rolname
  from may m join any_table t on t.oid = m.relid and t.is_reference
  where not m.reads_only and (m.may_insert or m.may_update or m.may_delete)
  union all
  select 'append-only-may-change', m.name, m.rolname
  from may m join relation r on r.oid = m.relid and r.comment ~ '@append-only\M'
  where not m.reads_only and (m.may_update_more or m.may_delete)
  union all
  -- a partition does not inherit row security
  select 'partition-grant', m.name, m.rolname
  from may m join relation r on r.oid = m.relid and r.is_partition
  where m.may_select or m.may_insert or m.may_update or m.may_delete
  union all

  -- ways round row security
  select 'view-without-invoker', r.name, '' from relation r
  where r.relkind = 'v' and not exists (
    select from pg_options_to_table(r.reloptions) o
    where o.option_name = 'security_invoker' and o.option_value::boolean)
  union all
  select 'materialised-view', name, '' from relation where relkind = 'm'
  union all
  select 'foreign-table', name, '' from relation where relkind = 'f'
  union all
  select 'security-definer', p.oid::regprocedure::text, ''
  from pg_proc p join ours n on n.oid = p.pronamespace
  where p.prosecdef
    and format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
      not in (select signature from allowed_definer)
    and not exists (select from pg_depend d
                    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  union all

  -- roles
  select 'role-powerful', rolname, '' from service_role where powerful
  union all
  select 'role-powerful', rolname, '' from pg_roles
  where rolname = 'yimen_owner' and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)
  union all
  select 'role-owns', rolname, 'is a member of the owner' from service_role
  where is_owner and not powerful
  union all
  select 'role-owns', s.rolname, o.name
  from bounded_role s join (
    select relowner, name from relation
    union all select nspowner, nspname from ours
    union all select p.proowner, p.oid::regprocedure::text from pg_proc p join ours n on n.oid = p.pronamespace
    union all select datdba, datname from pg_database where datname = current_database()
  ) o (owner, name) on pg_has_role(s.oid, o.owner, 'member')
  union all
  -- a read that forgot its county must fail, not answer for a default one
  select 'setting-default', coalesce(r.rolname, 'everyone'), setting
  from pg_db_role_setting d left join pg_roles r on r.oid = d.setrole, unnest(d.setconfig) setting
  where setting like 'yimen.%'
    and (d.setdatabase = 0 or d.setdatabase = (select oid from pg_database where datname = current_database()))
  union all
  select 'role-may-create', s.rolname, n.nspname
  from bounded_role s, ours n where has_schema_privilege(s.oid, n.oid, 'create')
  union all
  select 'role-may-create', s.rolname, current_database()
  from bounded_role s where has_database_privilege(s.oid, current_database(), 'create')
)
select rule, name, detail from violation order by rule, name, detail
