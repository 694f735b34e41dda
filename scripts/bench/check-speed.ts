import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { draw, readNames } from './check.ts'
import type { Paper } from './disclosures/document.ts'
import { fixturePaper } from './disclosures/fixture-paper.ts'
import { chanceOf } from './disclosures/random.ts'
import { FORMATS, writePaper } from './disclosures/write-paper.ts'

const COMMAND = 'src/apps/cli/main.ts'
const READ_ALONE = 'scripts/bench/check-alone.ts'

/**
 * A folder of mixed documents through the command line, against what their libraries need to read
 * them alone. Processor time of all processes is compared, their start included: it is the same on
 * a busy machine. Then twice as many with a tenth of them broken.
 */
export async function benchCheckSpeed(): Promise<void> {
  const size = Number(process.env.BENCH_DOCUMENTS ?? 1_000)
  const names = await readNames()
  const fixture = (at: number): Promise<Paper> => fixturePaper(1 + (at % 97))
  await measure('of the size of the 2023 budget', size, fixture)
  await measure('of the generator, a quarter of that size', size, async (at) =>
    draw(at, chanceOf(at), names),
  )
  await measureBroken(size * 2, fixture)
}

async function measure(
  name: string,
  size: number,
  paperOf: (at: number) => Promise<Paper>,
): Promise<void> {
  await inFolders(async (half, whole, out) => {
    for (let at = 0; at < size; at++) {
      const { file, bytes } = await document(at, paperOf)
      await writeFile(join(whole, file), bytes)
      if (at < size / 2) await writeFile(join(half, file), bytes)
    }
    const alone = await run([READ_ALONE, whole])
    const less = await check(half, out)
    const full = await check(whole, out)
    console.log(
      `check-speed: ${size} documents ${name}, 2 jobs: ${(size / full.wall).toFixed(1)} a second, ` +
        `ratio of processor time to reading alone ${(full.cpu / alone.cpu).toFixed(2)} ` +
        `(${((full.cpu / size) * 1_000).toFixed(1)} and ${((alone.cpu / size) * 1_000).toFixed(1)} ms a document), ` +
        `largest process ${full.megabytes} MB, with half as many ${less.megabytes} MB`,
    )
  })
}

async function measureBroken(size: number, paperOf: (at: number) => Promise<Paper>): Promise<void> {
  await inFolders(async (folder, _, out) => {
    let broken = 0
    for (let at = 0; at < size; at++) {
      const { file, bytes } = await document(at, paperOf)
      const isBroken = at % 10 === 7
      if (isBroken) broken += 1
      await writeFile(join(folder, file), isBroken ? broke(bytes, at) : bytes)
    }
    const { wall, megabytes } = await check(folder, out)
    const { documents } = JSON.parse(await readFile(out, 'utf8')) as {
      documents: { readable: boolean }[]
    }
    const unreadable = documents.filter(({ readable }) => !readable).length
    console.log(
      `check-speed: ${size} documents, ${broken} of them broken: ${documents.length} answers in ${wall.toFixed(1)} s, ${unreadable} unreadable, largest process ${megabytes} MB`,
    )
  })
}

async function document(
  at: number,
  paperOf: (at: number) => Promise<Paper>,
): Promise<{ file: string; bytes: Uint8Array }> {
  const format = FORMATS[at % FORMATS.length] ?? 'txt'
  const bytes = writePaper(await paperOf(at), format, chanceOf(at))
  return { file: `${String(at).padStart(5, '0')}.${format}`, bytes }
}

/** Cut, emptied, overwritten, or filled with noise. */
function broke(bytes: Uint8Array, at: number): Uint8Array {
  const chance = chanceOf(at)
  switch (Math.floor(chance.next() * 4)) {
    case 0:
      return bytes.subarray(0, Math.floor(bytes.length * chance.next()))
    case 1:
      return new Uint8Array()
    case 2:
      return Uint8Array.from(bytes, (byte) => (chance.is(0.02) ? 256 * chance.next() : byte))
    default:
      return Uint8Array.from({ length: 20_000 }, () => 256 * chance.next())
  }
}

async function inFolders(
  work: (first: string, second: string, out: string) => Promise<void>,
): Promise<void> {
  const first = await mkdtemp(join(tmpdir(), 'yimen-speed-'))
  const second = await mkdtemp(join(tmpdir(), 'yimen-speed-'))
  const third = await mkdtemp(join(tmpdir(), 'yimen-speed-'))
  try {
    await work(first, second, join(third, 'out.json'))
  } finally {
    for (const folder of [first, second, third]) await rm(folder, { recursive: true, force: true })
  }
}

/** The folder through the command line with two jobs. */
function check(folder: string, out: string): ReturnType<typeof run> {
  return run([COMMAND, 'check', folder, '--jobs', '2', '--format', 'json', '--out', out])
}

/** Seconds on the clock, seconds of processors, and the largest process, children counted. */
function run(
  args: readonly string[],
): Promise<{ readonly wall: number; readonly cpu: number; readonly megabytes: number }> {
  return new Promise((resolve, reject) => {
    execFile(
      '/usr/bin/time',
      ['-f', '%e %U %S %M', process.execPath, ...args],
      { maxBuffer: 100_000_000 },
      (error, _, stderr) => {
        const told = /([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr)
        const [wall, user, system, kilobytes] = (told ?? []).slice(1).map(Number)
        // a check ends with 1 or 2 where it found something
        const hasFailed = error !== null && args[0] === READ_ALONE
        if (
          hasFailed ||
          wall === undefined ||
          user === undefined ||
          system === undefined ||
          !kilobytes
        )
          reject(error ?? new Error(stderr))
        else resolve({ wall, cpu: user + system, megabytes: Math.round(kilobytes / 1_000) })
      },
    )
  })
}
