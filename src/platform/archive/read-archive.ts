import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { AppError } from '../../kernel/app-error.ts'
import { archiveErrors } from './errors.ts'
import {
  ARCHIVE_VERSION,
  type ArchiveKind,
  MANIFEST,
  type Manifest,
  manifestSchema,
  type Part,
} from './manifest.ts'

/** An archive whose every part was found to be what its manifest says. */
export interface Archive {
  readonly manifest: Manifest
  /** The lines of a table in batches; none when the archive has no such part. */
  lines(name: string): AsyncGenerator<string[]>
  stream(name: string): Promise<Readable>
  close(): void
}

const LARGEST_MANIFEST = 16 * 1024 * 1024
/** No row of ours is nearly as long; more is not read into memory. */
const LONGEST_LINE = 32 * 1024 * 1024
const BATCH_ROWS = 2_000
const BATCH_BYTES = 1024 * 1024

/**
 * Opens an archive and reads all of it once, before anything is done with it: a wrong kind, a cut
 * file, a newer one, a part that is missing, too many or altered is refused whole.
 *
 * @throws AppError archive.unreadable, archive.wrong_kind, archive.newer, archive.damaged
 */
export async function openArchive(path: string, kind: ArchiveKind): Promise<Archive> {
  const zip = await openPromise(path, {
    autoClose: false,
    lazyEntries: true,
    strictFileNames: true,
  }).catch((cause: unknown) => {
    throw explain(cause, path)
  })
  try {
    const entries = await listEntries(zip, path)
    const manifest = await readManifest(zip, entries.get(MANIFEST), path)
    assertKind(manifest, kind)
    entries.delete(MANIFEST)
    const parts = new Map(manifest.parts.map((part) => [part.name, part]))
    if (parts.size !== manifest.parts.length || parts.size !== entries.size) {
      throw damaged('里面的文件与清单对不上。')
    }
    for (const part of manifest.parts) await verifyPart(zip, entries.get(part.name), part, path)
    const entryOf = (name: string): Entry => {
      const entry = entries.get(name)
      if (!entry) throw damaged(`缺少 ${name}。`)
      return entry
    }
    return {
      manifest,
      lines: (name) => readLines(zip, entries.get(name)),
      stream: async (name) => await zip.openReadStreamPromise(entryOf(name)),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listEntries(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw damaged(`${entry.fileName} 有两份。`)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    throw error instanceof AppError ? error : explain(error, path)
  }
  return entries
}

async function readManifest(
  zip: ZipFile,
  entry: Entry | undefined,
  path: string,
): Promise<Manifest> {
  if (!entry || entry.uncompressedSize > LARGEST_MANIFEST) {
    throw new AppError(archiveErrors.wrongKind, `${path} 里没有 manifest.json，不是一门写的文件。`)
  }
  const chunks: Buffer[] = []
  let value: unknown
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw damaged('读不出 manifest.json。', cause)
  }
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > ARCHIVE_VERSION) {
    throw new AppError(archiveErrors.newer, '请换用较新的程序。')
  }
  const parsed = manifestSchema.safeParse(value)
  if (!parsed.success) throw damaged('manifest.json 写得不对。', parsed.error)
  return parsed.data
}

const KINDS: Readonly<Record<ArchiveKind, string>> = {
  'yimen-county': '县数据文件（yimen county export 写的）',
  'yimen-backup': '备份（yimen backup 写的）',
}

function assertKind(manifest: Manifest, kind: ArchiveKind): void {
  if (manifest.kind === kind) return
  throw new AppError(
    archiveErrors.wrongKind,
    `它是${KINDS[manifest.kind]}，这里要的是${KINDS[kind]}。`,
  )
}

async function verifyPart(
  zip: ZipFile,
  entry: Entry | undefined,
  part: Part,
  path: string,
): Promise<void> {
  if (!entry) throw damaged(`缺少 ${part.name}。`)
  // declared sizes bound what is unpacked: the reader stops at the first byte too many
  if (entry.uncompressedSize !== part.bytes) throw damaged(`${part.name} 的大小与清单不符。`)
  const hash = createHash('sha256')
  let rows = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer
      hash.update(bytes)
      if (part.rows !== null) rows += countLines(bytes)
    }
  } catch (cause) {
    throw explain(cause, path)
  }
  if (hash.digest('hex') !== part.sha256) throw damaged(`${part.name} 的哈希与清单不符。`)
  if (part.rows !== null && rows !== part.rows) throw damaged(`${part.name} 的行数与清单不符。`)
}

const NEWLINE = 10

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

async function* readLines(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<string[]> {
  if (!entry) return
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let batch: string[] = []
  let size = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw damaged(`${entry.fileName} 里有一行太长。`)
    for (const line of lines) {
      batch.push(line)
      size += line.length
      if (batch.length < BATCH_ROWS && size < BATCH_BYTES) continue
      yield batch
      batch = []
      size = 0
    }
  }
  if (rest !== '') batch.push(rest)
  if (batch.length > 0) yield batch
}

function damaged(detail: string, cause?: unknown): AppError {
  return new AppError(archiveErrors.damaged, detail, cause === undefined ? {} : { cause })
}

function explain(cause: unknown, path: string): AppError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return new AppError(archiveErrors.unreadable, `没有 ${path}。`, { cause })
  if (code === 'EACCES') {
    return new AppError(archiveErrors.unreadable, `没有权限读 ${path}。`, { cause })
  }
  if (code === 'EISDIR') {
    return new AppError(archiveErrors.unreadable, `${path} 是文件夹。`, { cause })
  }
  if (/end of central directory|signature/i.test(message)) {
    return new AppError(
      archiveErrors.damaged,
      `${path} 不是 zip 文件，或者没有传完、后面被截掉了。`,
      { cause },
    )
  }
  return damaged(`${path} 里的内容读不出来。`, cause)
}
