import { randomBytes } from 'node:crypto'
import { chmod, chown, cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../kernel/app-error.ts'
import type { Binaries } from './binaries.ts'
import { postgresErrors } from './errors.ts'
import { type RunAs, runProgram, type User } from './run-program.ts'

/** Readable by every user, for what root's own folders hide from the user PostgreSQL runs as. */
export const SHARED_FOLDER = '/var/lib/yimen'

/** In a user namespace of its own the server is nobody special, yet its files stay root's. */
const UNSHARE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const

export interface Choice {
  readonly runAs: RunAs
  /** The user cannot reach the data folder: new data go to SHARED_FOLDER, a link leads there. */
  readonly elsewhere: boolean
}

/**
 * PostgreSQL refuses to run as root. Data that exist decide by their owner, since nobody else may
 * serve them; without data: the owner of the folder, root in a user namespace, a system user.
 */
export async function chooseRunAs(binaries: Binaries, dataDir: string): Promise<Choice> {
  const direct: RunAs = { binaries: binaries.folder, prefix: [], user: undefined }
  if (process.getuid?.() !== 0) return { runAs: direct, elsewhere: false }

  const data = await stat(join(dataDir, 'postgres')).catch(() => undefined)
  const { uid, gid } = data ?? (await stat(dataDir))
  if (
    uid !== 0 &&
    (data !== undefined || (await canUse({ ...direct, user: { uid, gid } }, dataDir)))
  ) {
    const owner: RunAs = { ...direct, user: { uid, gid } }
    return { runAs: await withReadableBinaries(binaries, owner), elsewhere: false }
  }
  const unshared: RunAs = { ...direct, prefix: UNSHARE }
  if (await canUse(unshared, dataDir)) {
    return { runAs: await withReadableBinaries(binaries, unshared), elsewhere: false }
  }
  if (data !== undefined) {
    throw new AppError(
      postgresErrors.rootRefused,
      `数据目录 ${join(dataDir, 'postgres')} 属于 root，而系统不允许建立用户命名空间；请用 chown -R 把 ${dataDir} 交给一个普通用户，再由该用户启动，或者用 DATABASE_URL 指定已有的 PostgreSQL。`,
    )
  }
  const user = (await findUser('postgres')) ?? (await findUser('nobody'))
  if (user === undefined) {
    throw new AppError(
      postgresErrors.rootRefused,
      '请用普通用户启动，或者建立用户 postgres，或者用 DATABASE_URL 指定已有的 PostgreSQL。',
    )
  }
  return { runAs: await withReadableBinaries(binaries, { ...direct, user }), elsewhere: true }
}

/** Makes a folder below SHARED_FOLDER that only this user can enter. */
export async function makePrivateFolder(path: string, user: User | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (user) await chown(path, user.uid, user.gid)
}

export async function makeSharedFolder(): Promise<void> {
  await mkdir(SHARED_FOLDER, { recursive: true })
  // a strict umask of root's must not hide it
  await chmod(SHARED_FOLDER, 0o755)
}

async function withReadableBinaries(binaries: Binaries, runAs: RunAs): Promise<RunAs> {
  if (await canRun(runAs)) return runAs
  const copied = { ...runAs, binaries: await copyBinaries(binaries) }
  if (await canRun(copied)) return copied
  throw new AppError(
    postgresErrors.rootRefused,
    `不能以普通用户的身份运行 ${copied.binaries} 中的程序；请用普通用户启动，或者用 DATABASE_URL 指定已有的 PostgreSQL。`,
  )
}

/** The folder beside `bin` holds the libraries, so all of its parent is copied (60 MB, once). */
async function copyBinaries(binaries: Binaries): Promise<string> {
  const target = join(SHARED_FOLDER, `postgresql-${binaries.version}`)
  const copied = join(target, 'bin')
  if (await stat(copied).catch(() => undefined)) return copied
  await makeSharedFolder()
  const fresh = `${target}.new-${process.pid}-${randomBytes(3).toString('hex')}`
  await cp(dirname(binaries.folder), fresh, { recursive: true, verbatimSymlinks: true })
  await runProgram(['chmod', '-R', 'go+rX', fresh], undefined)
  await rename(fresh, target).catch(async () => {
    // another starter was quicker; its copy is as good
    await rm(fresh, { recursive: true, force: true })
  })
  return copied
}

async function canRun(runAs: RunAs): Promise<boolean> {
  const command = [...runAs.prefix, join(runAs.binaries, 'postgres'), '--version']
  return (await runProgram(command, runAs.user)).ok
}

async function canUse(runAs: RunAs, folder: string): Promise<boolean> {
  const command = [...runAs.prefix, 'sh', '-c', 'test -w "$1" && test -x "$1"', 'sh', folder]
  return (await runProgram(command, runAs.user)).ok
}

async function findUser(name: string): Promise<User | undefined> {
  const [uid, gid] = await Promise.all([
    runProgram(['id', '-u', name], undefined),
    runProgram(['id', '-g', name], undefined),
  ])
  if (!uid.ok || !gid.ok || Number(uid.output) === 0) return undefined
  return { uid: Number(uid.output), gid: Number(gid.output) }
}
