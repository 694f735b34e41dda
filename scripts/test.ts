/**
 * `npm test`: the checks, then all tests; arguments go to Vitest (`npm test -- tables`). The last
 * line counts both, and says `failed` for whatever kept a test from running, too.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from './check.ts'
import { findCitus } from './find-citus.ts'
import { findOtherPostgres } from './find-other-postgres.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome']

/** Of Vitest's JSON reporter, what is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: 'passed' | 'failed'
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled'
    }[]
  }[]
}

interface Outcome {
  passed: number
  failed: number
  skipped: number
  /** A line each, for what the reporter on the terminal does not show as a failed test. */
  notes: string[]
}

async function runTests(args: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'yimen-report-'))
  try {
    const file = join(folder, 'report.json')
    const ended = await runVitest(args, file)
    return judge(ended, await readReport(file), args)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Undefined when Vitest ended before it wrote one, or while it did. */
async function readReport(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}

/** The exit code, or what ended it instead. */
function runVitest(args: readonly string[], file: string): Promise<number | string> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args],
    { cwd: ROOT, stdio: 'inherit' },
  )
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
}

/** A crash must not look like a success, so three witnesses are heard: exit, report, counts. */
function judge(
  ended: number | string,
  report: Report | undefined,
  args: readonly string[],
): Outcome {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, notes: [] }
  const fail = (note: string): void => {
    outcome.failed += 1
    outcome.notes.push(`FAIL  ${note}`)
  }
  if (!report) {
    fail(`Vitest ended (${ended}) without a report`)
    return outcome
  }
  for (const result of report.testResults) {
    const file = relative(ROOT, result.name)
    const count = (...states: string[]): number =>
      result.assertionResults.filter(({ status }) => states.includes(status)).length
    const passed = count('passed')
    const failed = count('failed')
    const skipped = result.assertionResults.length - passed - failed
    outcome.passed += passed
    outcome.failed += failed
    outcome.skipped += skipped
    const broke = result.status === 'failed' && failed === 0
    if (broke) fail(`${file}: ${result.message.split('\n')[0] || 'not all of it ran'}`)
    if (skipped === 0) continue
    const reason = reasonOf(file, result.status, args)
    if (reason) outcome.notes.push(`skipped: ${skipped} of ${file} — ${reason}`)
    else {
      for (const { fullName, status } of result.assertionResults) {
        if (status === 'passed' || status === 'failed') continue
        outcome.notes.push(`skipped: ${fullName} (${file})`)
      }
    }
  }
  if (!findOtherPostgres()) {
    outcome.notes.push(
      'not run: the database tests on PostgreSQL 15; install with: apt-get install -y postgresql-15',
    )
  }
  if (!findCitus()) {
    outcome.notes.push(
      'not run: the database tests on a Citus cluster; YIMEN_TEST_CITUS names one (docs/operations.md)',
    )
  }
  if (outcome.passed + outcome.failed === 0) fail('no test ran')
  if (ended !== 0 && outcome.failed === 0) fail(`Vitest ended (${ended}), though no test failed`)
  return outcome
}

/** For a whole file; a single test that is skipped tells the reason in its name. */
function reasonOf(file: string, status: string, args: readonly string[]): string | undefined {
  if (args.some((arg) => /^(-t|--testNamePattern)\b/.test(arg))) return 'not chosen by name'
  if (status === 'failed') return 'not reached: something else in the file failed'
  const hasBrowser = BROWSERS.some((name) => existsSync(`/usr/bin/${name}`))
  if (hasBrowser || !file.startsWith('tests/browser/')) return undefined
  return 'browser tests: no Chromium; install with: apt-get install -y chromium fonts-noto-cjk'
}

const checks = await runChecks()
const tests = await runTests(process.argv.slice(2))
for (const note of tests.notes) console.log(note)
const passed = checks.passed + tests.passed
const failed = checks.failed + tests.failed
console.log(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
if (failed > 0) process.exitCode = 1
