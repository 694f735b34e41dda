import { access, chown, constants, lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../kernel/app-error.ts'
import { findBinaries } from './binaries.ts'
import { explainFailure, postgresErrors } from './errors.ts'
import { initialise } from './initialise.ts'
import { chooseRunAs } from './run-as.ts'
import type { RunAs } from './run-program.ts'

/** A cluster on disk, and how its server is run. */
export interface Place {
  readonly dataDir: string
  /** real path of the cluster's folder, as the server sees it */
  readonly data: string
  readonly runAs: RunAs
  readonly durable: boolean
}

export interface PlaceOptions {
  /** absolute */
  readonly dataDir: string
  readonly binaries: string | undefined
  readonly durable: boolean
  readonly onProgress: (text: string) => void
}

/** Finds the cluster of this folder, and makes it when there is none yet. */
export async function preparePlace(options: PlaceOptions): Promise<Place> {
  const { dataDir, durable } = options
  const binaries = await findBinaries(options.binaries)
  const target = join(dataDir, 'postgres')
  let isNew: boolean
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.W_OK)
    isNew = !(await exists(target))
  } catch (error) {
    throw explainFailure(error, dataDir)
  }
  const { runAs, elsewhere } = await chooseRunAs(binaries, dataDir)
  if (isNew) {
    options.onProgress('正在建立数据库……')
    try {
      await initialise({ dataDir, durable, elsewhere, major: binaries.major, runAs })
    } catch (error) {
      throw error instanceof AppError ? error : explainFailure(error, dataDir)
    }
  }
  const data = await realpath(target).catch((cause: unknown) => {
    throw incomplete(target, cause)
  })
  await assertSameMajor(data, binaries.major)
  return { data, dataDir, durable, runAs }
}

async function assertSameMajor(data: string, major: number): Promise<void> {
  let text: string
  try {
    text = await readFile(join(data, 'PG_VERSION'), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EACCES') throw incomplete(data, cause)
    throw new AppError(
      postgresErrors.otherOwner,
      `请用建立 ${data} 的那个用户启动，或者用环境变量 YIMEN_DATA 指定另一个目录。`,
      { cause },
    )
  }
  if (Number.parseInt(text, 10) === major) return
  throw new AppError(
    postgresErrors.otherVersion,
    `${data} 是 PostgreSQL ${text.trim()} 建立的，本程序带的是 ${major}；请先用旧版本的程序备份，把该目录改名，再启动并恢复备份。`,
  )
}

function incomplete(path: string, cause: unknown): AppError {
  return new AppError(
    postgresErrors.notACluster,
    `${path} 里没有 PG_VERSION 文件；请从备份恢复该目录，或者把它改名，程序会另建一个空的数据库。`,
    { cause },
  )
}

/** Every folder that root makes goes to the owner of the folder it is in, as in his own clone. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return
  const parent = dirname(path)
  await makeFolder(parent)
  // another first start may be quicker; `recursive` would report ENOENT on a read-only disk
  await mkdir(path).catch(ignoreExisting)
  const { uid, gid } = await stat(parent)
  if (process.getuid?.() === 0 && uid !== 0) await chown(path, uid, gid)
}

/** A link that leads nowhere exists, too: its data must not silently be replaced. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
