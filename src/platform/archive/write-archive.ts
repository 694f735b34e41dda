import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'
import { AppError } from '../../kernel/app-error.ts'
import { syncToDisk } from '../files/index.ts'
import { archiveErrors } from './errors.ts'
import {
  ARCHIVE_VERSION,
  type ArchiveKind,
  MANIFEST,
  type Manifest,
  type Part,
} from './manifest.ts'

export interface ArchiveWriter {
  /** A table's rows as JSON, one a line, in batches. */
  addLines(name: string, batches: AsyncIterable<readonly string[]>): Promise<void>
  addFile(name: string, path: string): Promise<void>
}

export type ManifestHead = Pick<Manifest, 'county' | 'schema' | 'heads'>

/** The same content gives the same bytes: no part carries the moment of its writing. */
const MTIME = new Date('2000-01-01T00:00:00Z')
// compressed with what every program can read; the fastest level, since the text is mostly repetition
const OPTIONS = { mtime: MTIME, mode: 0o100600, compressionLevel: 1 }

/**
 * Writes a zip file as its parts come, so that its size costs no memory. It appears under its name
 * when it is whole and on the disk, and never replaces another file.
 */
export async function writeArchive(
  path: string,
  kind: ArchiveKind,
  work: (archive: ArchiveWriter) => Promise<ManifestHead>,
): Promise<Manifest> {
  await refuseExisting(path)
  const unfinished = `${path}.part-${process.pid}`
  const zip = new yazl.ZipFile()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  zip.on('error', failed.reject)
  const parts: Part[] = []
  const add = async (name: string, stream: Readable, count: () => number | null): Promise<void> => {
    const hash = createHash('sha256')
    let bytes = 0
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
    })
    stream.pause()
    const ended = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve).once('error', reject)
    })
    zip.addReadStream(stream, name, OPTIONS)
    await Promise.race([ended, failed.promise])
    parts.push({ name, rows: count(), bytes, sha256: hash.digest('hex') })
  }
  const writing = pipeline(
    zip.outputStream as Readable,
    createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }),
  )
  writing.catch(failed.reject)
  try {
    const head = await work({
      addLines: async (name, batches) => {
        let rows = 0
        const stream = Readable.from(
          toBytes(batches, (count) => (rows += count)),
          {
            objectMode: false,
          },
        )
        await add(name, stream, () => rows)
      },
      addFile: (name, file) => add(name, createReadStream(file), () => null),
    })
    const manifest: Manifest = {
      kind,
      version: ARCHIVE_VERSION,
      made_at: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
      ...head,
      parts,
    }
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`), MANIFEST, OPTIONS)
    zip.end()
    await writing
    await syncToDisk(unfinished)
    await rename(unfinished, path)
    await syncToDisk(dirname(path))
    return manifest
  } catch (error) {
    await rm(unfinished, { force: true })
    throw inWords(error, path)
  }
}

async function* toBytes(
  batches: AsyncIterable<readonly string[]>,
  onRows: (count: number) => void,
): AsyncGenerator<Buffer> {
  for await (const lines of batches) {
    if (lines.length === 0) continue
    onRows(lines.length)
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  )
  if (exists) throw new AppError(archiveErrors.notWritten, `${path} 已经存在，请换一个文件名。`)
}

function inWords(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  const words: Readonly<Record<string, string>> = {
    ENOENT: '没有这个文件夹',
    EACCES: '没有权限写',
    EROFS: '那里不能写',
    ENOSPC: '磁盘已满',
    EDQUOT: '超出磁盘配额',
    EFBIG: '文件太大',
  }
  const why = words[code]
  return why ? new AppError(archiveErrors.notWritten, `${path}：${why}。`, { cause: error }) : error
}
