import { link, readFile, readlink, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { PORT } from './socket-folder.ts'

/** `postmaster.pid`, which PostgreSQL keeps in its data folder while it runs. */
export interface PostmasterLock {
  readonly pid: number
  /** as the server was told; a copied folder still names the original */
  readonly data: string
  /** empty while the server has not opened its socket */
  readonly socketFolder: string
  readonly text: string
}

export async function readLock(data: string): Promise<PostmasterLock | undefined> {
  const text = await readFile(lockPath(data), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const [pid = '', folder = '', , , socketFolder = ''] = text.split('\n')
  return { pid: Number.parseInt(pid, 10), data: folder, socketFolder, text }
}

/** A zombie counts as alive: its pid is still taken. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Whose pid it is. `nobody`: PostgreSQL itself removes such a file when it starts. `another`: a
 * zombie or another program, as after a restart of a container, and PostgreSQL would refuse.
 */
export async function judgeHolder(
  lock: PostmasterLock,
  data: string,
): Promise<'ours' | 'nobody' | 'another'> {
  // PostgreSQL refuses an empty file for good; a starting server fills its own at once
  if (lock.text === '' && (await ageOf(lockPath(data))) > EMPTY_FOR_MS) return 'another'
  if (!isAlive(lock.pid)) return 'nobody'
  if (process.platform !== 'linux') {
    const { output } = await runProgram(['ps', '-o', 'comm=', '-p', String(lock.pid)], undefined)
    return output.includes('postgres') ? 'ours' : 'another'
  }
  try {
    return (await readlink(`/proc/${lock.pid}/cwd`)) === data ? 'ours' : 'another'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'another'
    // a server of another user, seen from a root without CAP_SYS_PTRACE
    const words = await readFile(`/proc/${lock.pid}/cmdline`, 'utf8').catch(() => '')
    return words.split('\0').includes(data) ? 'ours' : 'another'
  }
}

/**
 * Removes the file that was judged, and no other: a quicker starter may have put its own in its
 * place, which goes back. For that instant PostgreSQL's second guard, the shared memory named
 * after the data folder, keeps a second server out.
 */
export async function removeStaleLock(data: string, judged: PostmasterLock): Promise<void> {
  const aside = join(data, `postmaster.pid.stale-${process.pid}`)
  try {
    await rename(lockPath(data), aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8')) !== judged.text) {
    await link(aside, lockPath(data)).catch(() => undefined)
  }
  await rm(aside, { force: true })
}

/** The socket has a lock of its own, which PostgreSQL refuses for good, too, when it is empty. */
export async function removeEmptySocketLock(socketFolder: string): Promise<void> {
  const path = join(socketFolder, `.s.PGSQL.${PORT}.lock`)
  const found = await stat(path).catch(() => undefined)
  if (found?.size !== 0 || Date.now() - found.mtimeMs < EMPTY_FOR_MS) return
  await rm(path, { force: true })
}

const EMPTY_FOR_MS = 5_000

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found ? Date.now() - found.mtimeMs : 0
}

function lockPath(data: string): string {
  return join(data, 'postmaster.pid')
}
