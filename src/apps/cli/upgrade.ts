import { readSettings } from '../../platform/config/settings.ts'
import { upgrade } from '../upgrade.ts'
import { EXIT, readArguments } from './arguments.ts'

export async function upgradeCommand(args: string[]): Promise<number> {
  const { flags } = readArguments(args, { flags: ['dry-run'] })
  const trialOnly = flags.has('dry-run')
  const { applied, backup } = await upgrade(readSettings(process.env), {
    trialOnly,
    onProgress: (text) => console.error(text),
  })
  const what = applied.length === 0 ? '数据库结构没有变化' : `数据库结构：${applied.join('、')}`
  console.log(trialOnly ? `试更新成功，什么都没有改。${what}。` : `更新成功。${what}。`)
  if (backup) console.log(`更新以前的备份：${backup}`)
  return EXIT.done
}
