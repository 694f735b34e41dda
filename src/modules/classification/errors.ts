import type { AppErrorDefinition } from '../../kernel/app-error.ts'

export const classificationErrors = {
  notACatalogueFolder: {
    code: 'classification.not_a_catalogue_folder',
    status: 422,
    title: '这个文件夹不是科目表文件夹。',
  },
  badFiles: {
    code: 'classification.bad_files',
    status: 422,
    title: '科目表文件有错误，整体没有采用。',
  },
  yearAlreadyKnown: {
    code: 'classification.year_already_known',
    status: 409,
    title: '这一年的科目表已经导入，内容不同。',
  },
  yearSkipped: {
    code: 'classification.year_skipped',
    status: 409,
    title: '科目表要逐年导入，中间不能缺年。',
  },
} as const satisfies Record<string, AppErrorDefinition>
