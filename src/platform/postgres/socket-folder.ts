import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../kernel/app-error.ts'
import { postgresErrors } from './errors.ts'
import type { User } from './run-program.ts'

/** Only names the socket file; no port is opened. */
export const PORT = 5432

/** sun_path holds 108 bytes on Linux and 104 elsewhere, the last one for the final zero. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103

/** Where the socket goes: the data folder, or a short one when its path would be too long. */
export function chooseSocketFolder(data: string): string {
  if (fits(data)) return data
  const name = `yimen-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`
  const short = join(tmpdir(), name)
  return fits(short) ? short : join('/tmp', name)
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${PORT}`)) <= LONGEST_PATH
}

/**
 * The temporary directory is open to all, so a folder we find there must be ours and closed:
 * whoever owns the folder could put a server of his own behind our socket.
 */
export async function prepareSocketFolder(folder: string, user: User | undefined): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
    if (user) await chown(folder, user.uid, user.gid)
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = await lstat(folder)
  const owner = user?.uid ?? process.getuid?.()
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new AppError(
      postgresErrors.socketFolderTaken,
      `${folder} 属于别人或权限不是 0700；请删除它，或者用环境变量 TMPDIR 指定另一个临时目录。`,
    )
  }
}
