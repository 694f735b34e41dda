import type { AppErrorDefinition } from '../../kernel/app-error.ts'

export const budgetErrors = {
  notFound: { code: 'budget.not_found', status: 404, title: '没有这份预算。' },
  noSuchTable: { code: 'budget.no_such_table', status: 404, title: '没有这张表。' },
  noSuchFigure: { code: 'budget.no_such_figure', status: 404, title: '这里没有数字。' },
  versionFrozen: {
    code: 'budget.version_frozen',
    status: 409,
    title: '这一版预算已经批复，不能再改。',
  },
  versionExists: { code: 'budget.version_exists', status: 409, title: '这一版预算已经装载过。' },
  alreadyPublished: {
    code: 'budget.already_published',
    status: 409,
    title: '这一版预算早已公布。',
  },
  publishedBeforeApproved: {
    code: 'budget.published_before_approved',
    status: 409,
    title: '公布不能早于批复。',
  },
  noSuchPage: { code: 'budget.no_such_page', status: 404, title: '没有这一页。' },
  notPublished: { code: 'budget.not_published', status: 409, title: '这份预算还没有公布。' },
  withdrawn: { code: 'budget.withdrawn', status: 410, title: '这一版预算已经撤回。' },
  alreadyWithdrawn: {
    code: 'budget.already_withdrawn',
    status: 409,
    title: '这一版已经撤回过。',
  },
  versionMissing: { code: 'budget.version_missing', status: 409, title: '前一版预算还没有定。' },
  notFrozen: { code: 'budget.not_frozen', status: 409, title: '这一版预算还没有批复。' },
  folderUnreadable: { code: 'budget.folder_unreadable', status: 422, title: '读不了这个文件夹。' },
} as const satisfies Record<string, AppErrorDefinition>
