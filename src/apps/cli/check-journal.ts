import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { FileResult } from './check-one.ts'

type Batch = { readonly path: string; readonly results: readonly FileResult[] }

/** Remembers finished files beside the report, so that an interrupted run goes on where it stopped. */
export interface Journal {
  results(
    paths: readonly string[],
    check: (left: readonly string[]) => AsyncGenerator<Batch>,
  ): AsyncGenerator<FileResult>
  /** The report is whole: nothing needs to be remembered. */
  done(): Promise<void>
}

/** Where a report goes to the terminal there is nothing to go on with. */
export async function openJournal(out: string | undefined, asked: unknown): Promise<Journal> {
  if (out === undefined) return { results: straight, done: async () => {} }
  const path = `${out}.part`
  const mark = createHash('sha256').update(JSON.stringify(asked)).digest('hex')
  const known = await readParts(path, mark)
  let file: FileHandle | undefined
  return {
    async *results(paths, check) {
      file = await open(path, known.size > 0 ? 'a' : 'w')
      // what follows must not hang on a line that was cut off
      await file.write(known.size === 0 ? `${JSON.stringify({ mark })}\n` : '\n')
      const left: string[] = []
      for (const one of paths) {
        const state = await stateOf(one)
        const before = known.get(one)
        if (before && before.state === state) yield* before.results
        else left.push(one)
      }
      known.clear()
      for await (const batch of check(left)) {
        const line = { path: batch.path, state: await stateOf(batch.path), results: batch.results }
        await file.write(`${JSON.stringify(line)}\n`)
        yield* batch.results
      }
    },
    async done() {
      await file?.close()
      await rm(path, { force: true })
    },
  }
}

async function* straight(
  paths: readonly string[],
  check: (left: readonly string[]) => AsyncGenerator<Batch>,
): AsyncGenerator<FileResult> {
  for await (const { results } of check(paths)) yield* results
}

interface Part {
  readonly state: string
  readonly results: readonly FileResult[]
}

async function readParts(path: string, mark: string): Promise<Map<string, Part>> {
  const known = new Map<string, Part>()
  if (!(await stat(path).catch(() => undefined))) return known
  let isFirst = true
  for await (const line of createInterface({ input: createReadStream(path) })) {
    let data: { mark?: string; path?: string } & Partial<Part>
    try {
      data = JSON.parse(line)
    } catch {
      // the line at which a run was cut off
      continue
    }
    if (isFirst) {
      // other settings: their results are not ours
      if (data.mark !== mark) return known
      isFirst = false
      continue
    }
    if (data.path && data.state && data.results) {
      known.set(data.path, { state: data.state, results: data.results })
    }
  }
  return known
}

/** A file that was changed since is checked again. */
async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found ? `${found.size} ${found.mtimeMs}` : 'missing'
}
