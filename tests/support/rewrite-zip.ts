import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import yazl from 'yazl'

/** The parts of a zip file by name; a character a byte, so that any part survives. */
export type Parts = Map<string, string>

/** Writes the file again with other parts, as somebody would who alters it with any zip program. */
export async function rewriteZip(
  from: string,
  to: string,
  change: (parts: Parts) => void,
): Promise<void> {
  const parts = await readZip(from)
  change(parts)
  const zip = new yazl.ZipFile()
  for (const [name, text] of parts) zip.addBuffer(Buffer.from(text, 'latin1'), name)
  zip.end()
  await pipeline(zip.outputStream as Readable, createWriteStream(to))
}

export async function readZip(path: string): Promise<Parts> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  const parts: Parts = new Map()
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    parts.set(entry.fileName, Buffer.concat(chunks).toString('latin1'))
  }
  zip.close()
  return parts
}

interface Stated {
  parts: { name: string; rows: number | null; bytes: number; sha256: string }[]
  [field: string]: unknown
}

export function changeManifest(parts: Parts, change: (manifest: Stated) => void): void {
  const manifest = JSON.parse(parts.get('manifest.json') ?? '') as Stated
  change(manifest)
  parts.set('manifest.json', JSON.stringify(manifest))
}

/** What somebody does who knows the format: the manifest says what the parts now are. */
export function restateParts(parts: Parts): void {
  changeManifest(parts, (manifest) => {
    manifest.parts = [...parts]
      .filter(([name]) => name !== 'manifest.json')
      .map(([name, text]) => ({
        name,
        rows: name.endsWith('.jsonl') ? text.split('\n').length - 1 : null,
        bytes: text.length,
        sha256: createHash('sha256').update(text, 'latin1').digest('hex'),
      }))
  })
}
