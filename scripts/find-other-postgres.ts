import { existsSync } from 'node:fs'

export interface OtherPostgres {
  readonly major: number
  /** Folder with `initdb` and `postgres`. */
  readonly binaries: string
}

/** The oldest PostgreSQL that the system has and Yimen serves, where Debian puts it. */
export function findOtherPostgres(): OtherPostgres | undefined {
  for (const major of [15, 16, 17]) {
    const binaries = `/usr/lib/postgresql/${major}/bin`
    if (existsSync(`${binaries}/initdb`)) return { major, binaries }
  }
  return undefined
}
