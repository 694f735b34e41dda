import { readSettings } from '../../platform/config/settings.ts'
import { backUp, restore } from '../backup.ts'
import { settleUpgrade } from '../settle-upgrade.ts'
import { EXIT, readArguments } from './arguments.ts'
import { onProgress } from './terminal.ts'

export async function backupCommand(args: string[]): Promise<number> {
  const { positionals } = readArguments(args, { positionals: ['文件'] })
  const path = positionals[0] ?? ''
  const settings = readSettings(process.env)
  await settleUpgrade(settings, onProgress)
  const { parts, heads } = await backUp(settings, path, onProgress)
  console.log(`已备份到 ${path}：${countRows(parts)} 行，${countFiles(parts)} 个文件。`)
  printHeads(heads)
  return EXIT.done
}

export async function restoreCommand(args: string[]): Promise<number> {
  const { positionals } = readArguments(args, { positionals: ['文件'] })
  const path = positionals[0] ?? ''
  const { parts, heads, made_at } = await restore(readSettings(process.env), path, onProgress)
  console.log(`已恢复 ${made_at} 的备份：${countRows(parts)} 行，${countFiles(parts)} 个文件。`)
  printHeads(heads)
  return EXIT.done
}

interface CountedPart {
  readonly rows: number | null
}

function countRows(parts: readonly CountedPart[]): number {
  return parts.reduce((sum, { rows }) => sum + (rows ?? 0), 0)
}

function countFiles(parts: readonly CountedPart[]): number {
  return parts.filter(({ rows }) => rows === null).length
}

function printHeads(heads: Readonly<Record<string, string>>): void {
  for (const [county, head] of Object.entries(heads)) console.log(`${county} 的链头 ${head}`)
}
