import { AppError } from '../../kernel/app-error.ts'
import { EXIT, WrongUse } from './arguments.ts'
import { HELP } from './help.ts'

/** `yimen GROUP COMMAND …`: exit 0 done, 1 findings, 2 wrong use or unreadable, 70 a bug of ours. */
const GROUPS: Readonly<Record<string, () => Promise<(args: string[]) => Promise<number>>>> = {
  // loaded when asked for: checking a document needs no database and must not wait for its code
  audit: async () => (await import('./audit.ts')).auditCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  budget: async () => (await import('./budget.ts')).budgetCommand,
  catalogue: async () => (await import('./catalogue.ts')).catalogueCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  county: async () => (await import('./county.ts')).countyCommand,
  db: async () => (await import('./db.ts')).dbCommand,
  restore: async () => (await import('./backup.ts')).restoreCommand,
  rules: async () => (await import('./rules.ts')).rulesCommand,
  upgrade: async () => (await import('./upgrade.ts')).upgradeCommand,
}

// `yimen … | head` closes the pipe early: that is the reader's wish, not an error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done)
  throw error
})

process.exitCode = await run(process.argv.slice(2))

async function run([group, ...args]: string[]): Promise<number> {
  if (group === undefined || group === 'help' || group === '--help' || group === '-h') {
    console.log(HELP)
    return group === undefined ? EXIT.wrongUse : EXIT.done
  }
  const load = GROUPS[group]
  try {
    if (!load) throw new WrongUse(`没有“${group}”这组命令。`)
    if (args.includes('--help') || args.includes('-h')) {
      console.log(HELP)
      return EXIT.done
    }
    return await (await load())(args)
  } catch (thrown) {
    const error = isOurs(thrown) ? thrown : await inWords(thrown)
    if (error instanceof WrongUse) {
      console.error(`${error.message}\n用法见 yimen --help。`)
      return EXIT.wrongUse
    }
    if (error instanceof AppError) {
      console.error(`${error.title}${error.detail}`)
      return EXIT.wrongUse
    }
    console.error('程序出错了，没有改动数据。请把下面的内容报告给维护者：')
    console.error(error)
    return EXIT.bug
  }
}

function isOurs(thrown: unknown): boolean {
  return thrown instanceof WrongUse || thrown instanceof AppError
}

/** A lost database is told apart from a bug; only then is its code needed. */
async function inWords(thrown: unknown): Promise<unknown> {
  const { explainLoss } = await import('../../platform/db/index.ts')
  return explainLoss(thrown) ?? thrown
}
