import { AppError } from '../../kernel/app-error.ts'
import { readSettings } from '../../platform/config/settings.ts'
import { dbErrors, distribute, listMigrations, openPool } from '../../platform/db/index.ts'
import { administer } from '../backup.ts'
import { prepareSchema, setUpOwnServer } from '../open-system.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { onProgress, withSystem } from './terminal.ts'

export async function dbCommand([command, ...args]: string[]): Promise<number> {
  readArguments(args, {})
  switch (command) {
    case 'setup':
      return await setUp()
    case 'migrate':
      return await migrateNow()
    case 'distribute':
      return await distributeNow()
    case 'status':
      return await withSystem(async (system) => {
        const migrations = await listMigrations(system.app)
        for (const { file, appliedAt } of migrations) {
          const when = appliedAt
            ?.toZonedDateTimeISO('Asia/Shanghai')
            .toPlainDateTime()
            .toString({ smallestUnit: 'second' })
          console.log(`${file}\t${when ?? '未执行'}`)
        }
        return EXIT.done
      })
    default:
      throw new WrongUse('应是 yimen db setup、migrate、distribute 或 status。')
  }
}

async function setUp(): Promise<number> {
  const { databases } = readSettings(process.env)
  if (databases) await setUpOwnServer(databases, (text) => console.log(text))
  else await withSystem(async () => undefined)
  console.log('角色、数据库和结构都已就绪。')
  return EXIT.done
}

async function migrateNow(): Promise<number> {
  const { databases } = readSettings(process.env)
  if (!databases) {
    await withSystem(async () => undefined)
  } else if (!databases.owner) {
    throw new AppError(
      dbErrors.settingMissing,
      '更新结构要用 DATABASE_OWNER_URL（角色 yimen_owner）。',
    )
  } else {
    const owner = openPool(databases.owner, { max: 1 })
    try {
      await prepareSchema(owner, (text) => console.log(text))
    } finally {
      await owner.destroy()
    }
  }
  console.log('数据库结构是最新的。')
  return EXIT.done
}

async function distributeNow(): Promise<number> {
  const settings = readSettings(process.env)
  if (!settings.databases) {
    throw new AppError(
      dbErrors.settingMissing,
      '内置数据库只有一台，不能分布。要用集群，请设置 DATABASE_URL 等四个地址（见 docs/operations.md）。',
    )
  }
  const spread = await administer(settings, onProgress, async (server) => {
    const admin = openPool(server.admin, { max: 1 })
    try {
      return await distribute(admin)
    } finally {
      await admin.destroy()
    }
  })
  for (const name of spread) console.log(`已分布 ${name}`)
  console.log('各表都已分布。')
  return EXIT.done
}
