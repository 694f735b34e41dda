import { type ChildProcess, spawn } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../kernel/app-error.ts'
import { postgresErrors } from './errors.ts'
import { judgeHolder, type PostmasterLock, readLock } from './postmaster-lock.ts'
import { programEnvironment, type RunAs } from './run-program.ts'
import { PORT } from './socket-folder.ts'

export interface PostmasterOptions {
  readonly runAs: RunAs
  readonly dataDir: string
  /** real path of the cluster's folder */
  readonly data: string
  readonly socketFolder: string
  readonly durable: boolean
}

export interface Postmaster {
  /** Undefined while it runs. */
  ending(): Promise<Ending | undefined>
}

export interface Ending {
  /** Another process joined it and stopped it before we came to it. */
  readonly wasStopped: boolean
  /** what it printed */
  readonly output: string
}

const LARGEST_LOG_BYTES = 10 * 1024 * 1024

/**
 * Starts the server in a session of its own: Ctrl-C must not reach it before our own requests are
 * answered, and it outlives a process that is killed.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { runAs } = options
  const path = join(options.dataDir, 'postgres.log')
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  const log = await open(path, 'a', 0o600)
  // root must not leave a log that the owner of the folder cannot write the next time
  if (runAs.user) await log.chown(runAs.user.uid, runAs.user.gid)
  let from = size
  if (size > LARGEST_LOG_BYTES) {
    await log.truncate(0)
    from = 0
  }
  const command = [...runAs.prefix, join(runAs.binaries, 'postgres'), ...postgresWords(options)]
  const [program = '', ...words] = command
  const child = spawn(program, words, {
    cwd: '/',
    detached: true,
    env: programEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    ...runAs.user,
  })
  child.unref()
  const failure = listen(child)
  await log.close()
  return {
    ending: async () => {
      const failed = failure()
      if (failed !== undefined) return { wasStopped: false, output: failed }
      if (child.exitCode === null && child.signalCode === null) return undefined
      return { wasStopped: child.exitCode === 0, output: await readFrom(path, from) }
    },
  }
}

function listen(child: ChildProcess): () => string | undefined {
  let failure: string | undefined
  child.on('error', (error) => {
    failure = error.message
  })
  return () => failure
}

function postgresWords(options: PostmasterOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(PORT),
    // a list of quoted names
    unix_socket_directories: `"${options.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    cluster_name: 'yimen',
    max_connections: '200',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    ...(options.durable
      ? {}
      : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', options.data, ...words]
}

async function readFrom(path: string, offset: number): Promise<string> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, offset)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

const FAST_STOP_MS = 20_000
const IMMEDIATE_STOP_MS = 10_000

/**
 * Stops the server that runs on these data and waits until it is gone. False: it is out of reach,
 * in another container that shares the folder.
 */
export async function stopPostmaster(data: string): Promise<boolean> {
  const lock = await readLock(data)
  if (lock === undefined) return true
  if ((await judgeHolder(lock, data)) !== 'ours') return false
  // SIGINT: a fast shutdown; SIGQUIT: an immediate one, which costs a recovery at the next start
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    send(lock.pid, signal)
    const deadline = Date.now() + patience
    while (Date.now() < deadline) {
      if (await isGone(data, lock)) return true
      await pause(10)
    }
  }
  throw new AppError(
    postgresErrors.didNotStop,
    `请查看数据目录旁的 postgres.log，然后手工结束进程 ${lock.pid}。`,
  )
}

/** Its lock file is the last thing it removes; a zombie, where nobody collects it, is gone too. */
async function isGone(data: string, lock: PostmasterLock): Promise<boolean> {
  const present = await readLock(data)
  return present?.pid !== lock.pid || (await judgeHolder(lock, data)) !== 'ours'
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
