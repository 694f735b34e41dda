import { createWriteStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { reportText } from '../../modules/disclosure/index.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { checkFile, type FileResult, openSettings, type RunSettings } from './check-one.ts'

const FORMATS = ['text', 'json', 'html', 'xlsx', 'checklist'] as const
type Format = (typeof FORMATS)[number]

/** Fewer files are read here, without waiting for a child to start. */
const FEW = 3
const LARGE = 20_000_000

/** `yimen check`: exit 0 no error, 1 at least one, 2 a file unreadable. */
export async function checkCommand(args: string[]): Promise<number> {
  const { positionals, values, flags } = readArguments(args, {
    values: ['format', 'out', 'jobs', 'rules', 'year', 'against'],
    flags: ['group'],
    positionals: ['文件或文件夹'],
    rest: true,
  })
  const format = formatOf(values.format)
  const run: RunSettings = { rulesFile: values.rules, year: yearOf(values.year) }
  const paths = await listFiles(positionals)
  if (paths.length === 0) throw new WrongUse('这些文件夹里没有可以查的文件。')
  void flags
  const jobs = jobsOf(values.jobs)
  let isUnreadable = false
  let hasError = false
  const out = values.out === undefined ? process.stdout : createWriteStream(values.out)
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      out.write(text, (error) => (error ? reject(error) : resolve()))
    })
  let count = 0
  if (format === 'json') await write('{"documents":[')
  for await (const result of results(paths, run, jobs)) {
    if (!result.readable) isUnreadable = true
    else if (result.findings.some(({ severity }) => severity === 'error')) hasError = true
    if (format === 'json') await write(`${count > 0 ? ',\n' : '\n'}${JSON.stringify(result)}`)
    else await write(`${count > 0 ? '\n\n' : ''}${textOf(result)}`)
    count += 1
  }
  if (format === 'json') await write('\n]}')
  await write('\n')
  if (out !== process.stdout) await new Promise<void>((resolve) => out.end(resolve))
  return isUnreadable ? EXIT.wrongUse : hasError ? EXIT.findings : EXIT.done
}

function textOf(result: FileResult): string {
  if (result.readable) return reportText(result.file, result)
  return `${result.file}\n  读不了：${result.findings[0].message}`
}

async function* results(
  paths: readonly string[],
  run: RunSettings,
  jobs: number,
): AsyncGenerator<FileResult> {
  const sizes = await Promise.all(paths.slice(0, FEW).map(sizeOf))
  if (paths.length <= FEW && sizes.every((size) => size < LARGE)) {
    const settings = await openSettings(run)
    for (const path of paths) yield* checkFile(path, settings)
    return
  }
  const { checkInPool } = await import('./check-pool.ts')
  // a rules file that is wrong is said before children start
  await openSettings(run)
  const progress = startProgress(paths.length)
  for await (const { results: of } of checkInPool(paths, run, jobs)) {
    yield* of
    progress.step()
  }
  progress.end()
}

function startProgress(total: number): { step(): void; end(): void } {
  const began = performance.now()
  let done = 0
  let last = 0
  const isShown = process.stderr.isTTY
  return {
    step() {
      done += 1
      const now = performance.now()
      if (!isShown || now - last < 500) return
      last = now
      const left = Math.round((((now - began) / done) * (total - done)) / 1_000)
      process.stderr.write(
        `\r已查 ${done} / ${total}，大约还要 ${left >= 60 ? `${Math.floor(left / 60)} 分 ` : ''}${left % 60} 秒 `,
      )
    },
    end() {
      if (isShown) process.stderr.write('\r\u001b[K')
    },
  }
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

/** Files of folders in the order of their names; hidden ones and those of office locks left out. */
async function listFiles(places: readonly string[]): Promise<string[]> {
  const paths: string[] = []
  for (const place of places) {
    const found = await stat(place).catch(() => undefined)
    if (!found?.isDirectory()) {
      paths.push(place)
      continue
    }
    const entries = await readdir(place, { withFileTypes: true })
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (/^[.~]/.test(entry.name)) continue
      const path = join(place, entry.name)
      if (entry.isDirectory()) paths.push(...(await listFiles([path])))
      else if (entry.isFile()) paths.push(path)
    }
  }
  return paths
}

function formatOf(text = 'text'): Format {
  const format = FORMATS.find((one) => one === text)
  if (!format) throw new WrongUse(`--format 应是 ${FORMATS.join('、')}。`)
  return format
}

function yearOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^20\d{2}$/.test(text)) throw new WrongUse('--year 应是四位年份，例如 2023。')
  return Number(text)
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return Math.min(4, availableParallelism())
  const jobs = Number(text)
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
    throw new WrongUse('--jobs 应是 1 到 64 的整数。')
  return jobs
}
