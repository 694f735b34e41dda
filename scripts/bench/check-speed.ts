import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBytes } from '../../src/modules/disclosure/index.ts'
import { draw, readNames } from './check.ts'
import { chanceOf } from './disclosures/random.ts'
import { FORMATS, writePaper } from './disclosures/write-paper.ts'

/** A folder of mixed documents through the command line, against what reading alone costs. */
export async function benchCheckSpeed(): Promise<void> {
  const size = Number(process.env.BENCH_DOCUMENTS ?? 1_000)
  const folder = await mkdtemp(join(tmpdir(), 'yimen-speed-'))
  try {
    const names = await readNames()
    const paths: string[] = []
    const half: number[] = []
    for (let at = 0; at < size; at++) {
      const format = FORMATS[at % FORMATS.length] ?? 'txt'
      const path = join(folder, `${String(at).padStart(5, '0')}.${format}`)
      await writeFile(path, writePaper(draw(at, chanceOf(at), names), format, chanceOf(at)))
      paths.push(path)
    }
    const began = performance.now()
    for (const path of paths) await readBytes(await readFile(path))
    const reading = (performance.now() - began) / 1_000
    for (const count of [Math.floor(size / 2), size]) {
      const { seconds, peak } = await run(folder, paths.slice(0, count))
      half.push(peak)
      console.log(
        `check-speed: ${count} documents with 2 jobs in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second, peak ${(peak / 1_000).toFixed(0)} MB in the largest process`,
      )
      if (count === size) {
        // reading was timed in one process; two share the work here
        console.log(
          `against reading alone, two at a time: ratio ${(seconds / (reading / 2)).toFixed(2)}`,
        )
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(folder: string, paths: readonly string[]): Promise<{ seconds: number; peak: number }> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    execFile(
      '/usr/bin/time',
      [
        '-f',
        '%M',
        process.execPath,
        'src/apps/cli/main.ts',
        'check',
        ...paths,
        '--format',
        'json',
        '--jobs',
        '2',
        '--out',
        join(folder, 'out.json'),
      ],
      { maxBuffer: 100_000_000 },
      (error, _, stderr) => {
        const peak = Number(/(\d+)\s*$/.exec(stderr)?.[1])
        if (!Number.isFinite(peak)) reject(error ?? new Error(stderr))
        else resolve({ seconds: (performance.now() - began) / 1_000, peak })
      },
    )
  })
}
