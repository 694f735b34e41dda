import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../kernel/app-error.ts'
import { explainFailure, postgresErrors } from './errors.ts'
import type { Place } from './place.ts'
import { type Postmaster, startPostmaster } from './postmaster.ts'
import {
  judgeHolder,
  type PostmasterLock,
  readLock,
  removeEmptySocketLock,
  removeStaleLock,
} from './postmaster-lock.ts'
import { type Absence, enter, type Presence } from './presence.ts'
import { chooseSocketFolder, prepareSocketFolder } from './socket-folder.ts'

export interface Reached {
  readonly presence: Presence
  /** socket folder */
  readonly host: string
}

/** Connections are tried this long against a server that shows no sign of life. */
const PATIENCE_MS = 15_000
const RETRY_MS = 100
/** A server that we started ourselves is ready soon. */
const OWN_RETRY_MS = 10

/** A server that stops, or whose children outlive it for a second, still holds the data. */
const STILL_HELD = /lock file ".*" (already exists|is empty)|pre-existing shared memory block/

/**
 * Connects to the server of this cluster, and starts one where none runs. The one that runs may
 * be another process's, left over from one that was killed, about to stop, or gone without
 * removing its lock file: each turn of the loop looks again.
 */
export async function reach(place: Place, onProgress: (text: string) => void): Promise<Reached> {
  let own: Postmaster | undefined
  let deadline = Date.now() + PATIENCE_MS
  let complaint = ''
  for (;;) {
    const lock = await readLock(place.data)
    const host = socketFolderOf(place, lock)
    const entered = await enter(host)
    if (typeof entered === 'object') return { presence: entered, host }
    if (entered === 'recovering') {
      // as long as it takes, since the server says that it is at work
      deadline = Date.now() + PATIENCE_MS
    }
    const ending = await own?.ending()
    if (ending !== undefined) {
      own = undefined
      complaint = ending.output
      if (!ending.wasStopped && !STILL_HELD.test(complaint)) {
        throw explainFailure(complaint, place.data)
      }
    }
    if (Date.now() > deadline) throw tooBusy(complaint)
    if (own === undefined && ending === undefined && (await isFree(place, lock, entered))) {
      onProgress('正在启动数据库……')
      own = await start(place)
    }
    await pause(own ? OWN_RETRY_MS : RETRY_MS)
  }
}

/** A running server knows best where its socket is: our TMPDIR may be another than its starter's. */
function socketFolderOf(place: Place, lock: PostmasterLock | undefined): string {
  const told = lock?.data === place.data ? lock.socketFolder : ''
  return told === '' ? chooseSocketFolder(place.data) : told
}

async function isFree(
  place: Place,
  lock: PostmasterLock | undefined,
  absence: Absence,
): Promise<boolean> {
  if (absence !== 'absent') return false
  if (lock === undefined) return true
  const holder = await judgeHolder(lock, place.data)
  if (holder === 'another') await removeStaleLock(place.data, lock)
  return holder !== 'ours'
}

async function start(place: Place): Promise<Postmaster> {
  const socketFolder = chooseSocketFolder(place.data)
  try {
    if (socketFolder !== place.data) await prepareSocketFolder(socketFolder, place.runAs.user)
    await removeEmptySocketLock(socketFolder)
    return await startPostmaster({ ...place, socketFolder })
  } catch (error) {
    throw error instanceof AppError ? error : explainFailure(error, place.dataDir)
  }
}

function tooBusy(complaint: string): AppError {
  const last = complaint.trim().split('\n').at(-1) ?? ''
  return new AppError(
    postgresErrors.busy,
    `请过一会儿再启动；仍不行就结束残留的 postgres 进程。${last === '' ? '' : `它最后说：${last}`}`,
  )
}
