import type { Context } from 'hono'
import type { AppError } from '../../kernel/app-error.ts'

/** RFC 9457 problem details; `code` is stable, `title` and `detail` are Chinese. */
export interface Problem {
  readonly type: string
  readonly code: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly request_id?: string
}

export const CONTENT_TYPE = 'application/problem+json; charset=utf-8'

function problemOf(error: AppError, instance: string, requestId?: string): Problem {
  return {
    type: `urn:yimen:problem:${error.code}`,
    code: error.code,
    title: error.title,
    status: error.status,
    detail: error.detail,
    // an address may be megabytes long; what is echoed is not
    instance: instance.slice(0, 200),
    ...(requestId ? { request_id: requestId } : {}),
  }
}

export function respondProblem(c: Context, error: AppError): Response {
  const problem = problemOf(error, c.req.path, c.get('requestId') as string | undefined)
  return c.body(JSON.stringify(problem), error.status, { 'content-type': CONTENT_TYPE })
}
