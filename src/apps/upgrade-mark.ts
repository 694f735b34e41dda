import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../platform/config/settings.ts'
import { syncToDisk } from '../platform/files/index.ts'

/**
 * Lies beside the database from the first change of an upgrade until the new release has started
 * in earnest: whoever finds it knows what to go back to, and whether he should.
 */
export interface UpgradeMark {
  readonly backup: string
  /** Folder of the release that has shown that it serves; empty while the upgrade is under way. */
  readonly provenBy: string
}

/** Set for the server that an upgrade starts to see whether it serves. */
export const PROOF_SETTING = 'YIMEN_UPGRADE_PROOF'

/** Folder of the release that runs. */
export const THIS_RELEASE = fileURLToPath(new URL('../../', import.meta.url))

function pathOf({ dataDir }: Settings): string {
  return join(dataDir, 'upgrade-under-way')
}

/** undefined: no upgrade has begun, or the last one is over. */
export async function readUpgradeMark(settings: Settings): Promise<UpgradeMark | undefined> {
  try {
    const [backup = '', provenBy = ''] = (await readFile(pathOf(settings), 'utf8')).split('\n')
    return { backup, provenBy }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined
    throw error
  }
}

/** Whole and on the disk when it returns. */
export async function setUpgradeMark(settings: Settings, mark: UpgradeMark): Promise<void> {
  const path = pathOf(settings)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${mark.backup}\n${mark.provenBy}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
  await syncToDisk(settings.dataDir)
}

export async function removeUpgradeMark(settings: Settings): Promise<void> {
  await rm(pathOf(settings), { force: true })
  await syncToDisk(settings.dataDir)
}
