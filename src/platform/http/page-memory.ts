import type { Context, MiddlewareHandler } from 'hono'

/** What a remembered answer depends on, besides its address. */
export interface Remembered<Subject> {
  /** Undefined: the page is never remembered. */
  subjectOf(c: Context): Subject | undefined
  /** Whatever the visitor's request makes of the page: large type, the host that is cited. */
  variantOf(c: Context): string
  /** Text that changes whenever a page of the subject could; asked before each answer. */
  stateOf(subject: Subject): Promise<string>
  /** Names the subject among others. */
  nameOf(subject: Subject): string
}

export interface PageMemory {
  readonly middleware: MiddlewareHandler
  /** Answers given from memory, and bytes held, for measurements. */
  readonly counts: { readonly hits: number; readonly bytes: number }
}

interface Entry {
  readonly state: string
  readonly status: number
  readonly headers: readonly [string, string][]
  readonly etag: string | null
  readonly body: ArrayBuffer
}

const MOST_BYTES = 64 * 1024 * 1024
const LARGEST = 512 * 1024
/** What belongs to one request, not to the page. */
const OF_REQUEST = new Set([
  'x-request-id',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
])
const OF_BODY = new Set(['content-type', 'content-length', 'content-encoding'])

/**
 * Keeps whole answers, packed and tagged, and gives them again while the state of their subject is
 * what it was. The state is asked after a request has come and before it is answered, so nothing
 * stale is given; requests that wait at the same time share one question.
 */
export function pageMemory<Subject>(of: Remembered<Subject>): PageMemory {
  const entries = new Map<string, Entry>()
  const questions = new Map<string, () => Promise<string>>()
  const counts = { hits: 0, bytes: 0 }

  const forget = (key: string, entry: Entry): void => {
    entries.delete(key)
    counts.bytes -= entry.body.byteLength
  }
  const remember = (key: string, entry: Entry): void => {
    const before = entries.get(key)
    if (before) forget(key, before)
    entries.set(key, entry)
    counts.bytes += entry.body.byteLength
    // the oldest first: a Map keeps the order of insertion, and a hit inserts anew
    for (const [oldest, held] of entries) {
      if (counts.bytes <= MOST_BYTES) break
      forget(oldest, held)
    }
  }
  const askState = (subject: Subject): Promise<string> => {
    const name = of.nameOf(subject)
    let ask = questions.get(name)
    if (!ask) {
      if (questions.size >= MOST_QUESTIONS) questions.clear()
      ask = shared(() => of.stateOf(subject))
      questions.set(name, ask)
    }
    return ask()
  }

  const middleware: MiddlewareHandler = async (c, next) => {
    const subject = c.req.method === 'GET' ? of.subjectOf(c) : undefined
    if (subject === undefined) return await next()
    const key = [c.req.url, encodingOf(c), of.variantOf(c)].join('\n')
    const known = entries.get(key)
    const state = await askState(subject)
    if (known?.state === state) {
      counts.hits += 1
      entries.delete(key)
      entries.set(key, known)
      return answer(c, known)
    }
    await next()
    const { status, headers } = c.res
    if (status !== 200 || headers.has('set-cookie')) return
    const body = await c.res.clone().arrayBuffer()
    if (body.byteLength > LARGEST) return
    const kept = [...headers].filter(([name]) => !OF_REQUEST.has(name))
    remember(key, { state, status, headers: kept, etag: headers.get('etag'), body })
  }
  return { middleware, counts }
}

const MOST_QUESTIONS = 1_000

/** The packed forms that the server makes; a browser that takes none gets the plain one. */
function encodingOf(c: Context): string {
  const accepted = c.req.header('accept-encoding') ?? ''
  return accepted.includes('gzip') ? 'gzip' : accepted.includes('deflate') ? 'deflate' : ''
}

function answer(c: Context, { status, headers, etag, body }: Entry): Response {
  const id = c.get('requestId') as string | undefined
  const asked = c.req.header('if-none-match')
  const isSame = etag !== null && asked !== undefined && matches(asked, etag)
  const own: [string, string][] = id === undefined ? [] : [['x-request-id', id]]
  return isSame
    ? new Response(null, {
        status: 304,
        headers: [...headers.filter(([name]) => !OF_BODY.has(name)), ...own],
      })
    : new Response(body, { status, headers: [...headers, ...own] })
}

/** Weak comparison (RFC 9110 8.8.3.2). */
function matches(asked: string, etag: string): boolean {
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '')
  return asked.trim() === '*' || asked.split(',').some((tag) => strong(tag) === strong(etag))
}

/**
 * One question at a time. Who comes while one is under way waits for the next, since the running
 * one may have been answered before the change that happened before this request.
 */
function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined
  let next: Promise<Answer> | undefined
  const start = (): Promise<Answer> => {
    const asked = ask().finally(() => {
      if (running === asked) running = undefined
    })
    running = asked
    return asked
  }
  return () => {
    if (!running) return start()
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
