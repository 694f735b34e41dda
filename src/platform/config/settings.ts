import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../kernel/app-error.ts'
import { type County, findCounty } from '../../kernel/county.ts'

/** What the environment decides; each has a default with which a bare machine starts. */
export interface Settings {
  readonly port: number
  readonly host: string
  /** Folder of the embedded database and of files, absolute. */
  readonly dataDir: string
  readonly county: County
  readonly demonstration: boolean
  /** undefined: the embedded database */
  readonly databases:
    | {
        readonly app: string
        readonly owner: string | undefined
        readonly reader: string | undefined
        readonly admin: string | undefined
      }
    | undefined
  readonly logLevel: string
  /** Who answers for the portal; unset: the county's centre. */
  readonly sponsor: string | undefined
  /** The telephone number that residents may call: the government hotline unless set. */
  readonly telephone: string
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const WRONG = { code: 'config.wrong_setting', status: 500, title: '设置有误。' } as const

export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const value = (name: string): string | undefined => env[name]?.trim() || undefined
  const app = value('DATABASE_URL')
  const county = findCounty(value('YIMEN_COUNTY') ?? '410324')
  if (!county) throw new AppError(WRONG, 'YIMEN_COUNTY 应为六位行政区划代码，例如 410324。')
  const digits = value('PORT') ?? '8080'
  const port = Number(digits)
  if (!/^\d{1,5}$/.test(digits) || port > 65_535) {
    throw new AppError(WRONG, `PORT 应为 0 到 65535 的整数，实为 ${env.PORT}。`)
  }
  const logLevel = value('YIMEN_LOG') ?? 'info'
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(logLevel)) {
    throw new AppError(
      WRONG,
      `YIMEN_LOG 应为 info、warn、error、debug 或 silent，实为 ${logLevel}。`,
    )
  }
  return {
    port,
    host: value('HOST') ?? '127.0.0.1',
    dataDir: resolve(ROOT, value('YIMEN_DATA') ?? 'var'),
    county,
    demonstration: readSwitch('YIMEN_DEMO', value('YIMEN_DEMO'), app === undefined),
    databases: app
      ? {
          app,
          owner: value('DATABASE_OWNER_URL'),
          reader: value('DATABASE_READER_URL'),
          admin: value('DATABASE_ADMIN_URL'),
        }
      : undefined,
    logLevel,
    sponsor: value('YIMEN_SPONSOR'),
    telephone: value('YIMEN_TELEPHONE') ?? '12345',
  }
}

function readSwitch(name: string, value: string | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise
  if (['on', '1', 'true', 'yes'].includes(value.toLowerCase())) return true
  if (['off', '0', 'false', 'no'].includes(value.toLowerCase())) return false
  throw new AppError(WRONG, `${name} 应为 on 或 off，实为 ${value}。`)
}
