/**
 * An error that the person who caused it can mend: wrong address, wrong file, busy port.
 * Anything else that is thrown is a bug. The HTTP edge turns an AppError into RFC 9457 problem
 * details, the command line into one sentence and exit status 2.
 */
export interface AppErrorDefinition {
  /** Stable identifier, `module.what_is_wrong`. */
  readonly code: string
  /** HTTP status. */
  readonly status: 400 | 403 | 404 | 405 | 409 | 410 | 413 | 414 | 422 | 500 | 503
  /** One Chinese sentence: what is wrong. */
  readonly title: string
}

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: string
  readonly status: AppErrorDefinition['status']
  readonly title: string
  /** Chinese: where, and how to mend it. */
  readonly detail: string

  constructor(definition: AppErrorDefinition, detail: string, options?: ErrorOptions) {
    super(`${definition.title} ${detail}`, options)
    this.code = definition.code
    this.status = definition.status
    this.title = definition.title
    this.detail = detail
  }
}
