/** `npm run check`: everything that is known to be wrong before a test runs. */
import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CRUISER = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
/** The build machine has two processors. */
const AT_ONCE = 2
/** None takes one minute; one that hangs must not hang the build. */
const GIVE_UP_MS = 300_000

interface Check {
  readonly name: string
  /** A script for Node and its arguments. */
  readonly command: readonly [string, ...string[]]
}

/** The slowest first, so that they run beside the others. */
const checks: readonly Check[] = [
  { name: 'tsc', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'schema difference', command: ['scripts/generate-schemas.ts', '--verify'] },
  { name: 'contract difference', command: ['scripts/generate-contract.ts', '--verify'] },
  { name: 'knip', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  {
    name: 'import graph',
    command: [CRUISER, '--config', '.dependency-cruiser.cjs', 'src', 'tests', 'scripts'],
  },
  { name: 'biome', command: ['node_modules/@biomejs/biome/bin/biome', 'check'] },
  { name: 'readme table', command: ['scripts/generate-readme.ts', '--verify'] },
  { name: 'rules list', command: ['scripts/generate-rules.ts', '--verify'] },
]

export interface CheckCounts {
  readonly passed: number
  readonly failed: number
}

/** Runs them all, whatever fails, and prints a line each as it ends. */
export async function runChecks(): Promise<CheckCounts> {
  const waiting = [...checks]
  const counts = { passed: 0, failed: 0 }
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const ok = await runCheck(check)
      counts[ok ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return counts
}

async function runCheck({ name, command }: Check): Promise<boolean> {
  const start = performance.now()
  const { outcome, output } = await runNode(command)
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`
  if (outcome === 0) console.log(`ok    ${name} ${seconds}`)
  else console.log(`FAIL  ${name} ${seconds} (${outcome})\n${output.trimEnd()}`)
  return outcome === 0
}

/** The exit code, or what ended it instead. */
function runNode(
  command: readonly string[],
): Promise<{ outcome: number | string; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: GIVE_UP_MS,
      // what the tools start in their turn must run on this Node, too
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
    })
    let output = ''
    const collect = (chunk: string): void => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => resolve({ outcome: error.message, output }))
    child.on('close', (code, signal) => resolve({ outcome: code ?? signal ?? 'unknown', output }))
  })
}

if (import.meta.main) {
  const { failed } = await runChecks()
  if (failed > 0) process.exitCode = 1
}
