import { spawn } from 'node:child_process'

/** The user a program runs as, where root may not run it. */
export interface User {
  readonly uid: number
  readonly gid: number
}

/** How the programs of PostgreSQL are run: where they are, and as whom. */
export interface RunAs {
  /** Folder with `initdb` and `postgres`, readable by that user. */
  readonly binaries: string
  /** Words before the program, `unshare …`; usually none. */
  readonly prefix: readonly string[]
  /** undefined: as ourselves */
  readonly user: User | undefined
}

export interface Outcome {
  readonly ok: boolean
  readonly output: string
}

/**
 * Only what the programs need: PGDATA, PGPORT or a Chinese locale of the caller would change what
 * they do and say, and secrets of ours have no place in the environment of a server.
 */
export function programEnvironment(): Record<string, string> {
  const kept: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' }
  for (const name of ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR']) {
    const value = process.env[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** Runs a program to its end and returns all it printed. Never throws. */
export function runProgram(command: readonly string[], user: User | undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    const [program = '', ...words] = command
    const child = spawn(program, words, {
      // the folder we stand in may be closed to that user
      cwd: '/',
      env: programEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
    let output = ''
    const keep = (text: Buffer): void => {
      output += text.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}
