import type { AppErrorDefinition } from '../../kernel/app-error.ts'

export const dbErrors = {
  newerThanCode: {
    code: 'db.newer_than_code',
    status: 503,
    title: '数据库比程序新。',
  },
  migrationEdited: {
    code: 'db.migration_edited',
    status: 503,
    title: '迁移文件与数据库记录不符。',
  },
  notMigrated: {
    code: 'db.not_migrated',
    status: 503,
    title: '数据库结构还没有更新到本程序的版本。',
  },
  unsafeRole: {
    code: 'db.unsafe_role',
    status: 503,
    title: '拒绝以权限过大的数据库角色提供服务。',
  },
  roleTooWeak: {
    code: 'db.role_too_weak',
    status: 503,
    title: '这个数据库角色的权限不够。',
  },
  wrongRole: {
    code: 'db.wrong_role',
    status: 503,
    title: '数据库地址里的用户名不对。',
  },
  unreachable: {
    code: 'db.unreachable',
    status: 503,
    title: '连不上数据库。',
  },
  full: {
    code: 'db.full',
    status: 503,
    title: '数据库没有地方可写了。',
  },
  settingMissing: {
    code: 'db.setting_missing',
    status: 503,
    title: '缺少数据库地址。',
  },
  noCluster: {
    code: 'db.no_cluster',
    status: 503,
    title: '这个数据库不是集群。',
  },
  tooOld: {
    code: 'db.too_old',
    status: 503,
    title: 'PostgreSQL 版本太旧。',
  },
} as const satisfies Record<string, AppErrorDefinition>
