import type { Settings } from '../platform/config/settings.ts'
import { PROOF_SETTING, readUpgradeMark, removeUpgradeMark, THIS_RELEASE } from './upgrade-mark.ts'

/**
 * Before anything works on the data: an upgrade that was killed, or whose machine lost its power,
 * after it had begun to change the database, is taken back; also one that was proven and to whose
 * release nobody switched. It is over when its own release starts.
 *
 * @throws AppError upgrade.under_way while it still runs
 */
export async function settleUpgrade(
  settings: Settings,
  onProgress: (text: string) => void,
): Promise<void> {
  if (process.env[PROOF_SETTING]) return
  const mark = await readUpgradeMark(settings)
  if (mark === undefined) return
  if (mark.provenBy === THIS_RELEASE) {
    await removeUpgradeMark(settings)
    return
  }
  const { takeBack } = await import('./upgrade.ts')
  onProgress('上一次更新没有做完，正在回到更新以前……')
  await takeBack(settings, onProgress)
}
