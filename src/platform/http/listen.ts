import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { AppError } from '../../kernel/app-error.ts'
import { CONTENT_TYPE } from './problem.ts'

export interface Listening {
  readonly port: number
  /** Takes no new connection, lets running requests end, then cuts what is left. */
  close(): Promise<void>
}

type Fetch = (request: Request) => Response | Promise<Response>

const PORT_BUSY = { code: 'http.port_busy', status: 503, title: '端口被占用。' } as const
const PORT_FORBIDDEN = {
  code: 'http.port_forbidden',
  status: 503,
  title: '不能使用这个端口。',
} as const
const HOST_UNKNOWN = {
  code: 'http.host_unknown',
  status: 503,
  title: '找不到要监听的地址。',
} as const
const DRAIN = 10_000
/** Connections that wait to be taken: beyond it a burst of honest clients would wait for seconds. */
const BACKLOG = 2_000

/**
 * Times are limits on a slow client; the database has its own for a slow statement.
 *
 * @param host an address, a name, or the path of a socket that is made; then the port means nothing
 */
export async function listen(fetch: Fetch, host: string, port: number): Promise<Listening> {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16_384,
      connectionsCheckingInterval: 5_000,
    },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  )
  server.maxConnections = 2_000
  server.timeout = 60_000
  const running = countRequests(server)
  server.on('clientError', answerBadClient)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)))
    const place = host.startsWith('/') ? { path: host } : { host, port }
    server.listen({ ...place, backlog: BACKLOG }, resolve)
  })
  const address = server.address() as AddressInfo | string
  return {
    port: typeof address === 'string' ? 0 : address.port,
    close: () => drain(server, running),
  }
}

function inWords(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new AppError(
      PORT_BUSY,
      `${host} 的 ${port} 端口已有程序在用。请停掉它，或换一个：PORT=${port + 1} npm start`,
    )
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
    return new AppError(
      PORT_FORBIDDEN,
      `${host}:${port} 不允许使用。请换一个，例如 PORT=8080 HOST=127.0.0.1。`,
    )
  }
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new AppError(
      HOST_UNKNOWN,
      `HOST 应为本机的一个地址，实为 ${host}。只给本机用写 HOST=127.0.0.1，让别的机器也能访问写 HOST=0.0.0.0。`,
    )
  }
  return error
}

/** What never became a request: too long, too slow, no HTTP. Answered in words, then cut. */
function answerBadClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code, title] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'http.head_too_large', '地址或请求头太长，请缩短后再试。']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'http.too_slow', '请求来得太慢，连接已断开，请再试一次。']
        : [400, 'http.malformed', '这不是有效的 HTTP 请求。']
  const body = JSON.stringify({ type: `urn:yimen:problem:${code}`, code, title, status })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[Number(status)]}\r\ncontent-type: ${CONTENT_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

/**
 * Requests that are being answered end first. A connection on which no whole request has come is
 * nobody's work: it is cut at once, however slowly its client goes on sending.
 */
async function drain(server: Server<typeof IncomingMessage>, running: Running): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const started = Date.now()
  while (running.requests > 0 && Date.now() - started < DRAIN) {
    server.closeIdleConnections()
    await pause(20)
  }
  server.closeAllConnections()
  await closed
}

interface Running {
  requests: number
}

function countRequests(server: Server<typeof IncomingMessage>): Running {
  const running = { requests: 0 }
  server.on('request', (_, response) => {
    running.requests += 1
    response.once('close', () => {
      running.requests -= 1
    })
  })
  return running
}
