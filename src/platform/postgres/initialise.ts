import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { syncToDisk } from '../files/index.ts'
import { explainFailure } from './errors.ts'
import { isAlive } from './postmaster-lock.ts'
import { type Choice, makePrivateFolder, makeSharedFolder, SHARED_FOLDER } from './run-as.ts'
import { runProgram } from './run-program.ts'

/** Superuser of the private cluster. */
export const ADMIN_USER = 'postgres'

export interface InitialiseOptions extends Choice {
  readonly dataDir: string
  readonly major: number
  readonly durable: boolean
}

/**
 * Makes `<dataDir>/postgres`. Everything is written under another name first and then renamed: of
 * two first starts at once one wins whole, and the other throws its copy away.
 */
export async function initialise(options: InitialiseOptions): Promise<void> {
  const { dataDir, elsewhere, runAs } = options
  const target = join(dataDir, 'postgres')
  const fresh = elsewhere ? await makeFolderElsewhere(options) : nameBeside(target)
  try {
    await removeLeftovers(dataDir)
    const command = [
      ...runAs.prefix,
      join(runAs.binaries, 'initdb'),
      ...initdbWords(options, fresh),
    ]
    const { ok, output } = await runProgram(command, runAs.user)
    if (!ok) throw explainFailure(output, dataDir)
    await publish(fresh, target, elsewhere)
    if (options.durable) await syncToDisk(dataDir)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (!(isNodeError(error) && (error.code === 'EEXIST' || error.code === 'ENOTEMPTY')))
      throw error
  }
}

function initdbWords(options: InitialiseOptions, folder: string): string[] {
  const common = ['-D', folder, '-U', ADMIN_USER, '--auth=trust', '--encoding=UTF8']
  // the builtin provider never changes its order with the system's C library, but came with 17
  const locale =
    options.major >= 17
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8']
  return [...common, ...locale, ...(options.durable ? [] : ['--no-sync'])]
}

/** Random beside the pid: one process may join twice at once. */
function nameBeside(target: string): string {
  return `${target}.new-${process.pid}-${randomBytes(3).toString('hex')}`
}

async function publish(fresh: string, target: string, elsewhere: boolean): Promise<void> {
  // both fail when the target is already there: the rename because that folder is not empty
  await (elsewhere ? symlink(fresh, target) : rename(fresh, target))
}

/** An hour: a killed first start leaves its folder; a living one elsewhere needs seconds. */
const LEFTOVER_AGE_MS = 3_600_000

async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.new-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const path = join(dataDir, name)
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || Date.now() - found.mtimeMs < LEFTOVER_AGE_MS) continue
    await rm(path, { recursive: true, force: true })
  }
}

async function makeFolderElsewhere(options: InitialiseOptions): Promise<string> {
  await makeSharedFolder()
  if (!options.durable) await removeForgottenTests()
  const hash = createHash('sha256').update(options.dataDir).digest('hex').slice(0, 12)
  const kind = options.durable ? 'data' : 'test'
  const folder = nameBeside(join(SHARED_FOLDER, `${kind}-${hash}`)).replace('.new', '')
  await makePrivateFolder(folder, options.runAs.user)
  return folder
}

/** Test data of processes that have ended; data meant to last are never removed. */
async function removeForgottenTests(): Promise<void> {
  for (const name of await readdir(SHARED_FOLDER)) {
    if (!name.startsWith('test-')) continue
    const path = join(SHARED_FOLDER, name)
    const pid = Number.parseInt(
      await readFile(join(path, 'postmaster.pid'), 'utf8').catch(() => ''),
      10,
    )
    const maker = Number(/-(\d+)-[0-9a-f]+$/.exec(name)?.[1])
    if (isAlive(maker) || (pid > 0 && isAlive(pid))) continue
    await rm(path, { recursive: true, force: true })
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}
