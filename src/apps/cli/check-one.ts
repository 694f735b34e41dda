import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  type Approved,
  type CheckedDocument,
  type CheckSettings,
  checkDisclosure,
  checkWithPage,
  type LocalRules,
  openArchive,
  openCodeBook,
  parseLocalRules,
  type RawDocument,
  readApproved,
  readBytes,
  sniff,
  Unreadable,
} from '../../modules/disclosure/index.ts'
import { WrongUse } from './arguments.ts'

const SHIPPED = fileURLToPath(new URL('../../../data/classification/2023', import.meta.url))

/** The answer for one file: what was found, or why it could not be read. */
export type FileResult =
  | ({ readonly file: string; readonly readable: true } & CheckedDocument & {
        /** Its part of the page, where a page is wanted. */
        readonly html?: string
      })
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
  readonly againstFile: string | undefined
  readonly year: number | undefined
  readonly wantsPage: boolean
}

export interface OpenSettings extends CheckSettings {
  readonly wantsPage: boolean
}

export async function openSettings(run: RunSettings): Promise<OpenSettings> {
  const local = run.rulesFile === undefined ? undefined : await readLocal(run.rulesFile)
  const approved = run.againstFile === undefined ? undefined : await readAgainst(run.againstFile)
  return {
    codes: await openCodeBook(SHIPPED),
    year: run.year,
    local,
    approved,
    wantsPage: run.wantsPage,
  }
}

async function readLocal(path: string): Promise<LocalRules> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WrongUse(`读不到规则文件 ${path}。`)
  })
  const local = parseLocalRules(text)
  if ('rules' in local) return local
  throw new WrongUse(`规则文件 ${path} 有错：${local.join(' ')}`)
}

async function readAgainst(path: string): Promise<Approved> {
  const bytes = await readFile(path).catch(() => {
    throw new WrongUse(`读不到批复文件 ${path}。`)
  })
  try {
    const approved = readApproved(await readBytes(bytes))
    if (approved.size === 0) throw new WrongUse(`批复文件 ${path} 里没有认出预算表。`)
    return approved
  } catch (error) {
    if (error instanceof Unreadable) throw new WrongUse(`批复文件 ${path}：${error.message}`)
    throw error
  }
}

/** Checks a file, or every file of an archive; results come one by one. */
export async function* checkFile(path: string, settings: OpenSettings): AsyncGenerator<FileResult> {
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
  if (sniff(bytes) !== 'zip') {
    yield await checkMember(path, bytes, settings)
    return
  }
  const members = openArchive(bytes)
  if (members.length === 0) yield unreadable(path, 'archive', '压缩包里没有文件。')
  for (const member of members) {
    const name = member.name === '' ? path : `${path}!${member.name}`
    if ('why' in member) yield unreadable(name, member.why.what, member.why.message)
    else yield await checkMember(name, member.bytes, settings)
  }
}

function checkMember(file: string, bytes: Uint8Array, settings: OpenSettings): Promise<FileResult> {
  return checkRead(file, () => readBytes(bytes), settings)
}

/** Whatever stands in the way of reading is the answer for this file, and stops no other. */
async function checkRead(
  file: string,
  read: () => Promise<RawDocument>,
  settings: OpenSettings,
): Promise<FileResult> {
  try {
    const raw = await read()
    if (!settings.wantsPage) return { file, readable: true, ...checkDisclosure(raw, settings) }
    const { checked, html } = checkWithPage(file, raw, settings)
    return { file, readable: true, ...checked, html }
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(file, error.what, error.message)
    if (error instanceof RangeError) {
      return unreadable(file, 'too_large', '文件太复杂，没有读完。请核对文件。')
    }
    throw error
  }
}

/** Text and tables that were published as several files, checked as one document. */
export async function checkTogether(
  files: readonly string[],
  settings: OpenSettings,
): Promise<FileResult> {
  const read = async (): Promise<RawDocument> => {
    const raws: RawDocument[] = []
    for (const file of files) raws.push(await readBytes(await bytesOf(file)))
    return {
      blocks: raws.flatMap(({ blocks }) => blocks),
      defects: raws.flatMap(({ defects }) => defects),
    }
  }
  return await checkRead(files.join(' + '), read, settings)
}

/** The bytes of a file by the name that its result bears: `folder/a.zip!b.docx` is in an archive. */
async function bytesOf(file: string): Promise<Uint8Array> {
  for (let at = file.indexOf('!'); at >= 0; at = file.indexOf('!', at + 1)) {
    const archive = await readFile(file.slice(0, at)).catch(() => undefined)
    const member = archive && openArchive(archive).find(({ name }) => name === file.slice(at + 1))
    if (member && 'bytes' in member) return member.bytes
  }
  return await readFile(file)
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
