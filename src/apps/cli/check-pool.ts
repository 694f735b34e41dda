import { type ChildProcess, fork } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ToChild } from './check-child.ts'
import { type FileResult, type RunSettings, unreadable } from './check-one.ts'

const CHILD = fileURLToPath(new URL('./check-child.ts', import.meta.url))
/** A child that needs more is stopped: a published document needs a tenth of it. */
const MOST_BYTES = 900_000_000
const WATCH_MS = 100
const SECONDS_A_FILE = 30
const SECONDS_A_MEGABYTE = 2
/** A child that has grown to this is replaced after its file: a new one takes a second to warm up. */
const WORN_BYTES = 400_000_000
const PAGE = 4_096

/**
 * Reads and checks files in forked children, so that a hostile one costs a child and not the run.
 * Results come in the order of the files.
 */
export async function* checkInPool(
  paths: readonly string[],
  settings: RunSettings,
  jobs: number,
): AsyncGenerator<{ readonly path: string; readonly results: readonly FileResult[] }> {
  const waiting = new Map<number, Promise<readonly FileResult[]>>()
  let next = 0
  const children = Array.from({ length: Math.min(jobs, paths.length) }, () => openChild(settings))
  const idle = [...children]
  const queue: (() => void)[] = []
  const start = (at: number): void => {
    const path = paths[at]
    if (path === undefined) return
    waiting.set(
      at,
      (async () => {
        while (idle.length === 0) await new Promise<void>((resolve) => queue.push(resolve))
        const child = idle.pop()
        if (!child) return []
        try {
          return await child.check(path)
        } finally {
          idle.push(child)
          queue.shift()?.()
        }
      })(),
    )
  }
  try {
    // a little ahead of what was handed out, so that memory stays flat however long the list is
    const ahead = jobs * 4
    for (let at = 0; at < paths.length; at++) {
      while (next < paths.length && next < at + ahead) {
        start(next)
        next += 1
      }
      const results = (await waiting.get(at)) ?? []
      waiting.delete(at)
      yield { path: paths[at] ?? '', results }
    }
  } finally {
    for (const child of children) child.close()
  }
}

interface Child {
  check(path: string): Promise<readonly FileResult[]>
  close(): void
}

function openChild(settings: RunSettings): Child {
  let process_: ChildProcess | undefined
  const begin = (): ChildProcess => {
    const child = fork(CHILD, [], {
      execArgv: [
        '--max-old-space-size=2000',
        // a document is read and forgotten: room for it to die young
        '--max-semi-space-size=32',
        '--permission',
        '--allow-fs-read=*',
        '--allow-fs-write=*',
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    send(child, { settings })
    return child
  }
  return {
    async check(path) {
      // the system may have stopped an idle one
      if (!process_?.connected) process_ = begin()
      const child = process_
      const { results, isLost } = await ask(child, path)
      if (isLost) process_ = undefined
      else if ((await memoryOf(child.pid).catch(() => 0)) > WORN_BYTES) {
        child.disconnect()
        process_ = undefined
      }
      return results
    },
    close() {
      process_?.disconnect()
    },
  }
}

function send(child: ChildProcess, message: ToChild): void {
  child.send(message)
}

async function ask(
  child: ChildProcess,
  path: string,
): Promise<{ results: readonly FileResult[]; isLost: boolean }> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  const limit = (SECONDS_A_FILE + (size / 1_000_000) * SECONDS_A_MEGABYTE) * 1_000
  const results: FileResult[] = []
  return await new Promise((resolve) => {
    let deadline = performance.now() + limit
    let why: readonly [string, string] | undefined
    const stop = (what: string, message: string): void => {
      why ??= [what, message]
      child.kill('SIGKILL')
    }
    const watch = setInterval(() => {
      if (performance.now() > deadline)
        stop('timeout', '读这个文件用的时间太长，已经停下。请核对文件，或分开再查。')
      memoryOf(child.pid).then((bytes) => {
        if (bytes > MOST_BYTES)
          stop('too_large', '读这个文件用的内存太多，已经停下。这不像正常的文件，请核对来源。')
      }, ignore)
    }, WATCH_MS)
    const finish = (isLost: boolean): void => {
      clearInterval(watch)
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve({ results, isLost })
    }
    const onMessage = (message: { result?: FileResult; done?: true; bug?: string }): void => {
      if (message.result) {
        results.push(message.result)
        // an archive of many files gets its time for each of them
        deadline = performance.now() + limit
      } else {
        if (message.bug) {
          console.error(`${path}：程序出错了，请把下面的内容报告给维护者：\n${message.bug}`)
          results.push(unreadable(path, 'bug', '程序出错了，没有查完。请报告给维护者。'))
        }
        finish(false)
      }
    }
    const onExit = (): void => {
      const [what, message] = why ?? [
        'too_large',
        '读这个文件时程序中断了，多半是文件太大或坏了。请核对文件。',
      ]
      results.push(unreadable(path, what, message))
      finish(true)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
    send(child, { path })
  })
}

function ignore(): void {}

/** Resident memory, where the system tells it. */
async function memoryOf(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0
  const text = await readFile(`/proc/${pid}/statm`, 'utf8')
  return Number(text.split(' ')[1]) * PAGE
}
