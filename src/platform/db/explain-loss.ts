import { AppError } from '../../kernel/app-error.ts'
import { dbErrors } from './errors.ts'

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '地址上没有数据库在听，请核对主机和端口。',
  ECONNRESET: '连接在中途断了。',
  ENOTFOUND: '找不到这台主机，请核对地址。',
  ENOENT: '找不到数据库的套接字文件，请核对地址。',
  EPIPE: '连接在中途断了。',
  ETIMEDOUT: '数据库没有回答。',
  '08006': '集群里的一台工作节点连不上。',
  '28P01': '用户名或密码不对。',
  '28000': '数据库不许这个用户登录。',
  '3D000': '没有这个数据库，请先执行 yimen db setup。',
  '57P01': '数据库正在停止。',
  '57P02': '数据库出了故障，正在恢复。',
  '57P03': '数据库正在启动或停止。',
  '53300': '数据库的连接已满。',
}

/**
 * A database that cannot be reached, went away or has no room, in words; undefined: something else.
 * What was not committed has left nothing; whether a commit on its way was taken is not known.
 */
export function explainLoss(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '' } = error as { code?: string }
  if (code === '53100' || code === '53200') {
    return new AppError(
      dbErrors.full,
      `${code === '53100' ? '磁盘已满' : '内存不足'}，这一步没有做成。请腾出空间后再做一次。`,
      { cause: error },
    )
  }
  if (/row-level security policy/.test(error.message) && /would be affected/.test(error.message)) {
    return new AppError(
      dbErrors.roleTooWeak,
      '这一步要读写所有县的数据，DATABASE_ADMIN_URL 应是超级用户或可绕过行级安全的角色。',
      { cause: error },
    )
  }
  const words =
    WORDS[code] ??
    (/Connection terminated|not queryable|timeout exceeded when trying to connect/.test(
      error.message,
    )
      ? '连接在中途断了。'
      : undefined)
  if (words === undefined) return undefined
  return new AppError(dbErrors.unreachable, words, { cause: error })
}
