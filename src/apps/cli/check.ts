import { createWriteStream } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import {
  checkGroup,
  checklist,
  escapeHtml,
  type Grouped,
  groupParts,
  HTML_HEAD,
  HTML_TAIL,
  isPart,
  placeText,
  type ReportRow,
  reportText,
  reportXlsx,
  SEVERITY_LABELS,
} from '../../modules/disclosure/index.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { openJournal } from './check-journal.ts'
import {
  checkFile,
  checkTogether,
  type FileResult,
  openSettings,
  type RunSettings,
} from './check-one.ts'

const FORMATS = ['text', 'json', 'html', 'xlsx', 'checklist'] as const
type Format = (typeof FORMATS)[number]

/** Fewer files are read here, without waiting for a child to start; a large one needs its limits. */
const FEW = 3
const LARGE = 2_000_000

/** `yimen check`: exit 0 no error, 1 at least one, 2 a file unreadable. */
export async function checkCommand(args: string[]): Promise<number> {
  const { positionals, values, flags } = readArguments(args, {
    values: ['format', 'out', 'jobs', 'rules', 'year', 'against'],
    flags: ['group'],
    positionals: ['文件或文件夹'],
    rest: true,
  })
  const format = formatOf(values.format)
  if (format === 'xlsx' && values.out === undefined) {
    throw new WrongUse('--format xlsx 要用 --out 写明存到哪个文件。')
  }
  const run: RunSettings = {
    rulesFile: values.rules,
    againstFile: values.against,
    year: yearOf(values.year),
    wantsPage: format === 'html',
  }
  const jobs = jobsOf(values.jobs)
  const paths = await listFiles(positionals)
  if (paths.length === 0) throw new WrongUse('这些文件夹里没有可以查的文件。')
  const report = openReport(format, values.out)
  const journal = await openJournal(values.out, { run, format, flags: [...flags].join() })
  let isUnreadable = false
  let hasError = false
  const grouped: Grouped[] = []
  const add = async (result: FileResult): Promise<void> => {
    if (!result.readable) isUnreadable = true
    else {
      if (result.findings.some(({ severity }) => severity === 'error')) hasError = true
      if (flags.has('group')) grouped.push(toGrouped(result))
    }
    await report.add(result)
  }
  const parts: Readable[] = []
  await report.begin()
  for await (const result of journal.results(paths, (left) => results(left, run, jobs))) {
    // half of a document says little alone: it waits for the other half
    if (flags.has('group') && result.readable && isPart(toGrouped(result))) parts.push(result)
    else await add(result)
  }
  if (flags.has('group')) {
    for await (const result of joinParts(parts, run)) await add(result)
    const findings = checkGroup(grouped)
    if (findings.some(({ severity }) => severity === 'error')) hasError = true
    await report.group(findings)
  }
  await report.end()
  await journal.done()
  return isUnreadable ? EXIT.wrongUse : hasError ? EXIT.findings : EXIT.done
}

type Readable = Extract<FileResult, { readable: true }>

function toGrouped({ file, kind, department, year, summary }: Readable): Grouped {
  return { file, document: { kind, department, year, summary } }
}

/** Text and tables that were published apart are checked as one document, the rest as they are. */
async function* joinParts(
  parts: readonly Readable[],
  run: RunSettings,
): AsyncGenerator<FileResult> {
  const sets = groupParts(parts.map(toGrouped))
  const joined = new Set(sets.flat())
  const settings = await openSettings(run)
  // one at a time: a folder may hold thousands
  for (const files of sets) yield await checkTogether(files, settings)
  yield* parts.filter(({ file }) => !joined.has(file))
}

interface Report {
  begin(): Promise<void>
  add(result: FileResult): Promise<void>
  /** What documents say against one another. */
  group(findings: readonly GroupFinding[]): Promise<void>
  end(): Promise<void>
}

type GroupFinding = ReturnType<typeof checkGroup>[number]

/** Writes as results come; only the workbook waits for the end. */
function openReport(format: Format, path: string | undefined): Report {
  if (format === 'xlsx' && path !== undefined) return openWorkbook(path)
  const out = path === undefined ? process.stdout : createWriteStream(path)
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      out.write(text, (error) => (error ? reject(error) : resolve()))
    })
  const close = async (): Promise<void> => {
    if (out !== process.stdout) await new Promise<void>((resolve) => out.end(resolve))
  }
  let count = 0
  let tail = ''
  switch (format) {
    case 'json':
      return {
        begin: () => write('{"documents":['),
        async add(result) {
          await write(`${count > 0 ? ',\n' : '\n'}${JSON.stringify(result)}`)
          count += 1
        },
        async group(findings) {
          tail = `,"group":${JSON.stringify({ findings })}`
        },
        async end() {
          await write(`\n]${tail}}\n`)
          await close()
        },
      }
    case 'html':
      return {
        begin: () => write(HTML_HEAD),
        add: (result) =>
          write(
            result.readable
              ? (result.html ?? '')
              : `<article><h2>${escapeHtml(result.file)}</h2><p>读不了：${escapeHtml(result.findings[0].message)}</p></article>`,
          ),
        group: (findings) =>
          write(
            `<article><h2>放在一起查</h2>${findings.map(({ message }) => `<p>${escapeHtml(message)}</p>`).join('')}</article>`,
          ),
        async end() {
          await write(HTML_TAIL)
          await close()
        },
      }
    default:
      return {
        begin: async () => {},
        async add(result) {
          const text = !result.readable
            ? `${result.file}\n  读不了：${result.findings[0].message}`
            : format === 'checklist'
              ? checklist(result.file, result)
              : reportText(result.file, result)
          await write(`${count > 0 ? '\n\n' : ''}${text}`)
          count += 1
        },
        async group(findings) {
          const lines = findings.map(
            ({ severity, message, places }, at) =>
              `  ${String(at + 1).padStart(3)}. ${SEVERITY_LABELS[severity]}　${message}\n       位置：${places.map(placeText).join('；')}`,
          )
          await write(`\n\n放在一起查\n${lines.join('\n') || '  没有发现问题'}`)
        },
        async end() {
          await write('\n')
          await close()
        },
      }
  }
}

function openWorkbook(path: string): Report {
  const rows: ReportRow[] = []
  return {
    begin: async () => {},
    async add(result) {
      rows.push(
        result.readable
          ? { file: result.file, document: result, why: undefined }
          : { file: result.file, document: undefined, why: result.findings[0].message },
      )
    },
    async group(findings) {
      for (const { message } of findings)
        rows.push({ file: '放在一起查', document: undefined, why: message })
    },
    end: () => writeFile(path, reportXlsx(rows)),
  }
}

async function* results(
  paths: readonly string[],
  run: RunSettings,
  jobs: number,
): AsyncGenerator<{ readonly path: string; readonly results: readonly FileResult[] }> {
  const settings = await openSettings(run)
  const sizes = await Promise.all(paths.slice(0, FEW).map(sizeOf))
  if (paths.length <= FEW && sizes.every((size) => size < LARGE)) {
    for (const path of paths) {
      const found: FileResult[] = []
      for await (const result of checkFile(path, settings)) found.push(result)
      yield { path, results: found }
    }
    return
  }
  const { checkInPool } = await import('./check-pool.ts')
  const progress = startProgress(paths.length)
  for await (const one of checkInPool(paths, run, jobs)) {
    yield one
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
      const minutes = left >= 60 ? `${Math.floor(left / 60)} 分 ` : ''
      process.stderr.write(`\r已查 ${done} / ${total}，大约还要 ${minutes}${left % 60} 秒 `)
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
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64) {
    throw new WrongUse('--jobs 应是 1 到 64 的整数。')
  }
  return jobs
}
