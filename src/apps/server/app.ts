import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { requestId } from 'hono/request-id'
import { sql } from 'kysely'
import { AppError } from '../../kernel/app-error.ts'
import type { County } from '../../kernel/county.ts'
import type { BudgetReference } from '../../modules/budget/index.ts'
import { rememberedEditions } from '../../modules/budget/pages/index.ts'
import { budgetRoutes } from '../../modules/budget/routes.ts'
import type { Db } from '../../platform/db/index.ts'
import {
  httpErrors,
  pageMemory,
  readOnlyLimits,
  requestLog,
  respondProblem,
  securityHeaders,
} from '../../platform/http/index.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { errorPage, readDisplay, type Site } from '../../platform/page/index.ts'
import { portal } from '../portal/home.ts'
import { type ApiDocument, referencePage } from './reference-page.ts'

export interface AppOptions {
  readonly reader: Db
  readonly county: County
  readonly demonstration: boolean
  /** What budgets are read with. */
  readonly reference: BudgetReference
  /** Name of the county, for the head of every page; unset: nobody has recorded it yet. */
  readonly countyName?: string
  /** Who answers for the portal; unset: the county's centre. */
  readonly sponsor?: string
  /** (Default: 12345, the government hotline.) */
  readonly telephone?: string
  readonly log: Logger
  /** Whether pages that cannot change are kept in memory. (Default: yes.) */
  readonly remembersPages?: boolean
}

const LARGEST_BODY = 100_000
const DOCUMENT = { openapi: '3.1.0', info: { title: '一门 Yimen', version: '1' } } as const

/** Everything that the server answers; listening is done elsewhere, so tests can ask it directly. */
export function createApp(options: AppOptions): OpenAPIHono {
  const { reader, county, log, reference } = options
  const siteOf = (c: Context): Site => ({
    title: `${options.countyName ?? ''}一门`,
    subtitle: '政务服务和大数据中心',
    sponsor: options.sponsor ?? `${options.countyName ?? ''}政务服务和大数据中心`,
    telephone: options.telephone ?? '12345',
    search: `/${county}/search`,
    demonstration: options.demonstration,
    menu: [
      { href: '/', label: '首页' },
      { href: `/${county}/budget`, label: '看预算' },
    ],
    display: readDisplay(c),
  })
  const app = new OpenAPIHono()
  app.use(requestId(), requestLog(log))
  if (options.remembersPages !== false) app.use(pageMemory(rememberedEditions(reader)).middleware)
  app.use(securityHeaders(), readOnlyLimits())
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => {
        throw new AppError(httpErrors.bodyTooLarge, '请不要超过 100 KB。')
      },
    }),
  )
  app.use(compress(), etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'x-request-id'] }))

  app.use(async (c, next) => {
    await next()
    // a page in large type must not be kept for those who did not ask for it
    if (c.res.headers.get('content-type')?.startsWith('text/html')) {
      c.header('vary', 'Cookie', { append: true })
    }
  })

  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    await sql`select 1`.execute(reader).catch((error: unknown) => {
      throw new AppError(httpErrors.unavailable, '数据库没有回答，请稍后再试。', { cause: error })
    })
    return c.json({ status: 'ready' })
  })
  app.route('/', budgetRoutes(reader))
  app.doc31('/openapi.json', DOCUMENT)
  app.get('/reference', (c) => c.html(referencePage(siteOf(c), contractOf(app) as ApiDocument)))
  app.route('/', portal({ reader, county, siteOf, reference }))

  const respond = (c: Context, error: AppError): Response | Promise<Response> =>
    isForPeople(c)
      ? c.html(errorPage(siteOf(c), error, c.get('requestId') as string), error.status)
      : respondProblem(c, error)
  app.notFound((c) => respond(c, new AppError(httpErrors.notFound, '请核对地址，或从首页查找。')))
  app.onError((error, c) => respond(c, toAppError(error, log, c)))
  return app
}

/** The contract as machines read it, without a database: what the routes say of themselves. */
export function contractOf(app: OpenAPIHono): unknown {
  return app.getOpenAPI31Document(DOCUMENT)
}

function isForPeople(c: Context): boolean {
  return !/^\/(api\/|openapi\.json|healthz|readyz)/.test(c.req.path)
}

/** A lost database is told apart from a bug; of a bug the answer shows nothing. */
function toAppError(error: Error, log: Logger, c: Context): AppError {
  const id = c.get('requestId') as string
  if (error instanceof AppError) {
    if (error.status >= 500) log.error({ id, err: error }, 'unavailable')
    return error
  }
  if (isDatabaseLost(error)) {
    log.error({ id, err: error }, 'unavailable')
    return new AppError(httpErrors.unavailable, '请过一会儿再试。', { cause: error })
  }
  log.error({ id, err: error }, 'bug')
  return new AppError(httpErrors.bug, `我们已经记下来了。请告诉我们编号 ${id}。`, { cause: error })
}

/**
 * Connection failures, a server that shuts down (57P0x), a database that is not there (3D000, while
 * a backup is restored), a statement given up (57014).
 */
function isDatabaseLost(error: Error): boolean {
  const code = (error as { code?: string }).code ?? ''
  return (
    /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|57P0|57014|08|53|3D000)/.test(
      code,
    ) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(
      error.message,
    )
  )
}
