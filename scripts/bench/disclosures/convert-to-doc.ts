import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const BATCH = 60
const SECONDS_A_BATCH = 120

/** Whether LibreOffice is here: only it writes .doc for us. */
export function hasOffice(): boolean {
  return spawnSync('soffice', ['--version']).status === 0
}

/** .docx files as .doc, many in one start of LibreOffice, with a profile of its own. */
export async function convertToDoc(files: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'yimen-office-'))
  try {
    const out: Uint8Array[] = []
    for (let start = 0; start < files.length; start += BATCH) {
      const batch = files.slice(start, start + BATCH)
      const names = batch.map((_, at) => join(folder, `${start + at}.docx`))
      await Promise.all(batch.map((bytes, at) => writeFile(names[at] ?? '', bytes)))
      const target = join(folder, `out${start}`)
      await mkdir(target)
      await run([
        `-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`,
        '--headless',
        '--convert-to',
        'doc:MS Word 97',
        '--outdir',
        target,
        ...names,
      ])
      for (const at of batch.keys()) out.push(await readFile(join(target, `${start + at}.doc`)))
    }
    return out
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The program starts others, so its whole group is stopped when it takes too long. */
async function run(args: readonly string[]): Promise<void> {
  const child = spawn('soffice', args, { detached: true, stdio: 'ignore' })
  const watch = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, SECONDS_A_BATCH * 1_000)
  const [code] = await once(child, 'exit')
  clearTimeout(watch)
  if (code !== 0) throw new Error(`soffice ended with ${code}`)
}
