-- A cluster of PostgreSQL servers (Citus) refuses `on update cascade` on a key with the column by
-- which it distributes. The states of a version therefore no longer cascade: one statement updates
-- the version and all that belongs to it, and foreign keys that are checked at its end, and cannot
-- be deferred, refuse every statement that leaves a row behind or goes ahead.

do $$
declare
  key record;
  name text;
begin
  for key in
    select conname, conrelid::regclass as child, confrelid::regclass as parent from pg_constraint
    where contype = 'f' and confupdtype = 'c' and connamespace = 'budget'::regnamespace
  loop
    execute format('alter table %s drop constraint %I', key.child, key.conname);
    execute format('alter table %s add constraint same_state
      foreign key (county, department, year, sequence, frozen, published)
      references %s (county, department, year, sequence, frozen, published)
      on update no action on delete cascade not deferrable', key.child, key.parent);
  end loop;

  -- what is there when a version freezes or is published goes the same way as the version, and no
  -- other column of it can be changed
  foreach name in array array['approval', 'unit', 'project', 'line', 'duty', 'task', 'aim', 'indicator',
                              'link', 'prior_figure'] loop
    execute format('create policy app_follows on budget.%I for update to yimen_app
      using (county = current_setting(''yimen.county'')::integer and not published)
      with check (county = current_setting(''yimen.county'')::integer and frozen)', name);
    execute format('grant update (published) on budget.%I to yimen_app', name);
    -- an approval is frozen from its first moment
    if name <> 'approval' then
      execute format('grant update (frozen) on budget.%I to yimen_app', name);
    end if;
  end loop;
end
$$;

-- whose states the application sets; all others follow it
comment on table budget.version is '@state';
