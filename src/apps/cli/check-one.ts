import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  type CheckedDocument,
  type CheckSettings,
  checkDisclosure,
  type LocalRules,
  openArchive,
  openCodeBook,
  parseLocalRules,
  readBytes,
  sniff,
  Unreadable,
} from '../../modules/disclosure/index.ts'
import { WrongUse } from './arguments.ts'

const SHIPPED = fileURLToPath(new URL('../../../data/classification/2023', import.meta.url))

/** The answer for one file: what was found, or why it could not be read. */
export type FileResult =
  | ({ readonly file: string; readonly readable: true } & CheckedDocument)
  | UnreadableFile

export interface UnreadableFile {
  readonly file: string
  readonly readable: false
  readonly findings: readonly [
    {
      readonly code: string
      readonly severity: 'reading'
      readonly confidence: number
      readonly message: string
      readonly stated: null
      readonly expected: null
      readonly places: readonly []
    },
  ]
}

/** What the check of any file of a run needs; plain data, handed to the children. */
export interface RunSettings {
  readonly rulesFile: string | undefined
  readonly year: number | undefined
}

export async function openSettings(run: RunSettings): Promise<CheckSettings> {
  const local = run.rulesFile === undefined ? undefined : await readLocal(run.rulesFile)
  return { codes: await openCodeBook(SHIPPED), year: run.year, local }
}

async function readLocal(path: string): Promise<LocalRules> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WrongUse(`读不到规则文件 ${path}。`)
  })
  const local = parseLocalRules(text)
  if ('rules' in local) return local
  throw new WrongUse(`规则文件 ${path} 有错：${local.join(' ')}`)
}

/** Checks a file, or every file of an archive; results come one by one. */
export async function* checkFile(
  path: string,
  settings: CheckSettings,
): AsyncGenerator<FileResult> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    yield unreadable(
      path,
      'missing',
      code === 'ENOENT' ? '找不到这个文件。' : `读不了这个文件（${code}）。`,
    )
    return
  }
  yield* checkBytes(path, bytes, settings)
}

async function* checkBytes(
  file: string,
  bytes: Uint8Array,
  settings: CheckSettings,
): AsyncGenerator<FileResult> {
  if (sniff(bytes) !== 'zip') {
    yield await checkMember(file, bytes, settings)
    return
  }
  const members = openArchive(bytes)
  if (members.length === 0) yield unreadable(file, 'archive', '压缩包里没有文件。')
  for (const member of members) {
    const name = member.name === '' ? file : `${file}!${member.name}`
    if ('why' in member) yield unreadable(name, member.why.what, member.why.message)
    else yield await checkMember(name, member.bytes, settings)
  }
}

async function checkMember(
  file: string,
  bytes: Uint8Array,
  settings: CheckSettings,
): Promise<FileResult> {
  try {
    return { file, readable: true, ...checkDisclosure(await readBytes(bytes), settings) }
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(file, error.what, error.message)
    if (error instanceof RangeError)
      return unreadable(file, 'too_large', '文件太复杂，没有读完。请核对文件。')
    throw error
  }
}

export function unreadable(file: string, what: string, message: string): UnreadableFile {
  return {
    file,
    readable: false,
    findings: [
      {
        code: `disclosure.${what}`,
        severity: 'reading',
        confidence: 1,
        message,
        stated: null,
        expected: null,
        places: [],
      },
    ],
  }
}
