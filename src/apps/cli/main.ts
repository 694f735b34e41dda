import { AppError } from '../../kernel/app-error.ts'
import { explainLoss } from '../../platform/db/index.ts'
import { auditCommand } from './audit.ts'
import { backupCommand, restoreCommand } from './backup.ts'
import { budgetCommand } from './budget.ts'
import { catalogueCommand } from './catalogue.ts'
import { countyCommand } from './county.ts'
import { dbCommand } from './db.ts'
import { HELP } from './help.ts'
import { EXIT, WrongUse } from './terminal.ts'
import { upgradeCommand } from './upgrade.ts'

/** `yimen GROUP COMMAND …`: exit 0 done, 1 findings, 2 wrong use or unreadable, 70 a bug of ours. */
const GROUPS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  audit: auditCommand,
  backup: backupCommand,
  budget: budgetCommand,
  catalogue: catalogueCommand,
  county: countyCommand,
  db: dbCommand,
  restore: restoreCommand,
  upgrade: upgradeCommand,
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
  const command = GROUPS[group]
  try {
    if (!command) throw new WrongUse(`没有“${group}”这组命令。`)
    if (args.includes('--help') || args.includes('-h')) {
      console.log(HELP)
      return EXIT.done
    }
    return await command(args)
  } catch (thrown) {
    const error = explainLoss(thrown) ?? thrown
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
