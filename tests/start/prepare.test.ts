import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

/** A program that depends on nothing: for it `npm ci` is real and needs no network. */
const PACKAGE = { name: 'nothing', version: '1.0.0' }
const LOCK = JSON.stringify({ ...PACKAGE, lockfileVersion: 3, packages: { '': PACKAGE } })
const STAMP = `${createHash('sha256').update(LOCK).digest('hex')} ${process.platform} ${process.arch}\n`

/** These clones have no Node of their own, so that `node` must be the one we run on. */
const ENV = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
}

let folder: string
let root: string
const processes: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yimen-prepare-'))
  root = join(folder, 'a clone 依门')
  await mkdir(join(root, 'bin'), { recursive: true })
  for (const name of ['prepare.mjs', 'yimen']) {
    await copyFile(new URL(`../../bin/${name}`, import.meta.url), join(root, 'bin', name))
  }
  await chmod(join(root, 'bin', 'yimen'), 0o755)
  await writeFile(join(root, 'package.json'), JSON.stringify(PACKAGE))
  await writeFile(join(root, 'package-lock.json'), LOCK)
})

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

describe('prepare', () => {
  test('returns at once when the stamp is right', async () => {
    await putStamp(STAMP)
    const start = performance.now()
    expect(await prepare()).toEqual({ status: 0, stdout: '', stderr: '' })
    // the start of Node itself is most of it
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(await readdir(root)).not.toContain('var')
  })

  test('installs when there is no stamp, and writes it, with an empty stdout', async () => {
    const { status, stdout, stderr } = await prepare()
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(stderr).toContain('正在安装依赖')
    expect(await readStamp()).toBe(STAMP)
    expect(await readdir(root)).not.toContain('var')
  })

  test('installs again when the lock file has changed', async () => {
    await putStamp('of an earlier lock file')
    expect((await prepare()).stderr).toContain('正在安装依赖')
    expect(await readStamp()).toBe(STAMP)
  })

  test('keeps what npm says when that fails, and leaves no stamp', async () => {
    await putStamp('of an earlier lock file')
    await writeFile(join(root, 'package.json'), 'not JSON')
    const { status, stderr } = await prepare()
    expect(status).toBe(1)
    expect(stderr).toContain('npm error')
    expect(stderr).toContain('安装依赖没有成功')
    expect(stderr).not.toContain('at async')
    expect(existsSync(join(root, 'node_modules', '.installed'))).toBe(false)
    expect(await readdir(root)).not.toContain('var')
  })

  test('says that Node is too old', async () => {
    const source = `
      const { prepare } = await import('./bin/prepare.mjs')
      await prepare({ nodeVersion: '18.19.0' }).catch((error) => console.log(error.message))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source])
    expect(stdout).toContain('需要 Node.js 20 或更新的版本，这里是 18.19.0')
    expect(stdout).toContain('Node.js 20 or newer is needed')
  })

  test('says that the lock file is missing', async () => {
    await rm(join(root, 'package-lock.json'))
    const { status, stderr } = await prepare()
    expect(status).toBe(1)
    expect(stderr).toContain('缺少')
  })

  // root may write everywhere
  test.runIf(process.getuid?.() !== 0)(
    'says that the folder cannot be written (root may write everywhere: run as an ordinary user)',
    async () => {
      await chmod(root, 0o500)
      const { status, stderr } = await prepare()
      await chmod(root, 0o700)
      expect(status).toBe(1)
      expect(stderr).toContain('不能写入程序目录')
    },
  )
})

describe('two prepares at once', () => {
  test('install once: the second waits and finds the stamp', async () => {
    const results = await Promise.all([prepare(), prepare(), prepare()])
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0])
    expect(results.filter(({ stderr }) => stderr.includes('正在安装依赖'))).toHaveLength(1)
    expect(await readdir(root)).not.toContain('var')
  })

  test('respect a lock whose owner lives', async () => {
    const owner = spawn('sleep', ['60'], { stdio: 'ignore' })
    processes.push(owner)
    await putLock(`${owner.pid} ?`)
    let ended = false
    const waiting = prepare().finally(() => {
      ended = true
    })
    await pause(2_500)
    expect(ended).toBe(false)
    owner.kill('SIGKILL')
    const { status, stderr } = await waiting
    expect(status).toBe(0)
    expect(stderr).toContain('另一个进程正在安装依赖')
  })

  test('take over a lock whose owner is gone', async () => {
    await putLock('4194000 1')
    const results = await Promise.all([prepare(), prepare()])
    expect(results.map(({ status }) => status)).toEqual([0, 0])
    expect(await readStamp()).toBe(STAMP)
  })

  test.runIf(process.platform === 'linux')('see that a pid is another program’s', async () => {
    await putLock(`${process.pid} 1`)
    expect((await prepare()).status).toBe(0)
  })
})

describe('bin/yimen', () => {
  const program = `
    process.on('SIGTERM', () => process.exit(7))
    if (process.argv[2] === 'wait') setTimeout(() => undefined, 60_000)
    console.log(JSON.stringify(process.argv.slice(2)))
    process.exitCode = 3`

  beforeEach(async () => {
    await mkdir(join(root, 'src', 'apps', 'cli'), { recursive: true })
    await writeFile(join(root, 'src', 'apps', 'cli', 'main.ts'), program)
  })

  test('passes words, output and exit status, from any folder and through links', async () => {
    const link = join(folder, 'yimen link')
    await symlink(join('a clone 依门', 'bin', 'yimen'), link)
    const first = await run(link, ['a b', '中'], '/')
    expect(first).toMatchObject({ status: 3, stdout: '["a b","中"]\n' })
    expect(first.stderr).toContain('正在安装依赖')
    expect(await run(link, [], '/')).toEqual({ status: 3, stdout: '[]\n', stderr: '' })
  })

  test('passes signals', async () => {
    await putStamp(STAMP)
    const child = spawn(join(root, 'bin', 'yimen'), ['wait'], {
      env: ENV,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    processes.push(child)
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGTERM')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7)
  })
})

interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function prepare(): Promise<Result> {
  return run(process.execPath, ['bin/prepare.mjs'])
}

function run(program: string, words: string[], cwd = root): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
    processes.push(child)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text) => {
      stdout += text
    })
    child.stderr.on('data', (text) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

async function putStamp(text: string): Promise<void> {
  await mkdir(join(root, 'node_modules'), { recursive: true })
  await writeFile(join(root, 'node_modules', '.installed'), text)
}

function readStamp(): Promise<string> {
  return readFile(join(root, 'node_modules', '.installed'), 'utf8')
}

async function putLock(owner: string): Promise<void> {
  await mkdir(join(root, 'var', 'prepare.lock'), { recursive: true })
  await writeFile(join(root, 'var', 'prepare.lock', 'owner'), owner)
}
