import { AppError, type AppErrorDefinition } from '../../kernel/app-error.ts'

export const postgresErrors = {
  binariesMissing: {
    code: 'postgres.binaries_missing',
    status: 503,
    title: '找不到可用的 PostgreSQL 程序。',
  },
  rootRefused: {
    code: 'postgres.root_refused',
    status: 503,
    title: 'PostgreSQL 不允许以 root 身份运行，这台机器上也没有可代用的身份。',
  },
  notWritable: {
    code: 'postgres.not_writable',
    status: 503,
    title: '不能写入数据库的数据目录。',
  },
  diskFull: {
    code: 'postgres.disk_full',
    status: 503,
    title: '磁盘已满，数据库无法启动。',
  },
  otherVersion: {
    code: 'postgres.other_version',
    status: 503,
    title: '数据目录属于另一个大版本的 PostgreSQL。',
  },
  otherOwner: {
    code: 'postgres.other_owner',
    status: 503,
    title: '数据目录属于另一个用户。',
  },
  notACluster: {
    code: 'postgres.not_a_cluster',
    status: 503,
    title: '数据目录里不是完整的数据库。',
  },
  socketFolderTaken: {
    code: 'postgres.socket_folder_taken',
    status: 503,
    title: '放数据库套接字的临时目录不能使用。',
  },
  didNotStart: {
    code: 'postgres.did_not_start',
    status: 503,
    title: '自带的 PostgreSQL 没有启动成功。',
  },
  busy: {
    code: 'postgres.busy',
    status: 503,
    title: '等了很久，自带的 PostgreSQL 仍不接受连接。',
  },
  didNotStop: {
    code: 'postgres.did_not_stop',
    status: 503,
    title: '自带的 PostgreSQL 没有停下来。',
  },
} as const satisfies Record<string, AppErrorDefinition>

/**
 * What a program of PostgreSQL printed, or an error of the file system, as a sentence with a way
 * out. The programs run with LC_ALL=C, so their messages are English whatever the machine speaks.
 */
export function explainFailure(cause: unknown, folder: string): AppError {
  const text = cause instanceof Error ? `${cause.message}` : String(cause)
  const options = cause instanceof Error ? { cause } : undefined
  const as = (definition: AppErrorDefinition, detail: string): AppError =>
    new AppError(definition, detail, options)
  if (/No space left on device|quota exceeded|ENOSPC|EDQUOT/i.test(text)) {
    return as(postgresErrors.diskFull, `请给 ${folder} 所在的磁盘腾出空间（至少 200 MB）后再启动。`)
  }
  if (/wrong ownership|invalid permissions/.test(text)) {
    return as(
      postgresErrors.otherOwner,
      `请用建立 ${folder} 的那个用户启动，或者用 chown -R 把它改为当前用户所有，权限设为 0700。`,
    )
  }
  if (
    /Permission denied|Read-only file system|not permitted|EACCES|EPERM|EROFS|ENOTDIR|ENOENT.* mkdir /.test(
      text,
    )
  ) {
    return as(
      postgresErrors.notWritable,
      `请让当前用户能够写入 ${folder}，或者用环境变量 YIMEN_DATA 指定另一个目录。`,
    )
  }
  if (/loading shared librar|Library not loaded|ENOENT.*(postgres|initdb)/.test(text)) {
    return as(postgresErrors.binariesMissing, REINSTALL)
  }
  return as(
    postgresErrors.didNotStart,
    `它最后说：${lastComplaint(text)} 详见数据目录旁的 postgres.log。`,
  )
}

/** The way out when the packages were installed without their optional part or their scripts. */
export const REINSTALL =
  '请在程序目录运行 npm ci（不要带 --omit=optional 或 --ignore-scripts），或者用 DATABASE_URL 指定已有的 PostgreSQL。'

function lastComplaint(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  const complaint = lines.findLast((line) => /FATAL|PANIC|ERROR|error:/.test(line))
  return complaint ?? lines.findLast((line) => line !== '') ?? '（没有输出）'
}
