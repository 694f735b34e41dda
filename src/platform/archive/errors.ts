import type { AppErrorDefinition } from '../../kernel/app-error.ts'

export const archiveErrors = {
  unreadable: { code: 'archive.unreadable', status: 422, title: '读不了这个文件。' },
  wrongKind: { code: 'archive.wrong_kind', status: 422, title: '这个文件不是这里要的那一种。' },
  newer: { code: 'archive.newer', status: 422, title: '这个文件是较新的程序写的。' },
  older: { code: 'archive.older', status: 422, title: '这个文件是较旧的程序写的。' },
  damaged: { code: 'archive.damaged', status: 422, title: '这个文件不完整或被改过，没有使用。' },
  notWritten: { code: 'archive.not_written', status: 422, title: '文件没有写成。' },
  notEmpty: { code: 'archive.not_empty', status: 409, title: '这里已经有数据，没有覆盖。' },
} as const satisfies Record<string, AppErrorDefinition>
