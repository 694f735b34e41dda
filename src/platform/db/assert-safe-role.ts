import { sql } from 'kysely'
import { AppError } from '../../kernel/app-error.ts'
import type { Db } from './database.ts'
import { dbErrors } from './errors.ts'
import { ROLES, type RoleName } from './setup.ts'

/**
 * Refuses a role to which row-level security does not apply, or that could change the schema:
 * a wrong address in a setting must not open what the policies close.
 */
export async function assertSafeRole(db: Db, expected: RoleName): Promise<void> {
  const { rows } = await sql<{ name: string; powerful: boolean; owns: boolean }>`
    select current_user as name,
      exists (select 1 from pg_roles r
              where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as powerful,
      exists (select 1 from pg_class c
              where c.relkind = 'r' and pg_has_role(current_user, c.relowner, 'member')) as owns`.execute(
    db,
  )
  const role = rows[0]
  if (!role) throw new Error('no answer about the role')
  if (role.powerful || role.owns) {
    throw new AppError(
      dbErrors.unsafeRole,
      `角色 ${role.name} ${role.powerful ? '是超级用户或可绕过行级安全' : '拥有数据表'}。请改用 ${ROLES[expected]}（yimen db setup 会建立它）。`,
    )
  }
  if (role.name !== ROLES[expected]) {
    throw new AppError(dbErrors.wrongRole, `应为 ${ROLES[expected]}，实为 ${role.name}。`)
  }
}
