import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { AppError } from '../../kernel/app-error.ts'
import type { Logger } from '../log/logger.ts'
import { httpErrors } from './errors.ts'

const LONGEST_ADDRESS = 2_000

/** A strict policy: nothing is loaded from elsewhere, no script runs, nobody frames a page. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // not for sub-domains: they are other offices' sites
    strictTransportSecurity: 'max-age=15552000',
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
  })
}

/** One log line a request, when it is answered. */
export function requestLog(log: Logger): MiddlewareHandler {
  return async (c, next) => {
    const started = performance.now()
    await next()
    log.info(
      {
        id: c.get('requestId'),
        method: c.req.method,
        path: c.req.path.slice(0, 500),
        status: c.res.status,
        ms: Math.round(performance.now() - started),
      },
      'request',
    )
  }
}

/** What no page takes: long addresses, and methods that would change something. */
export function readOnlyLimits(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.url.length > LONGEST_ADDRESS) {
      throw new AppError(httpErrors.addressTooLong, `地址请不要超过 ${LONGEST_ADDRESS} 个字符。`)
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      c.header('allow', 'GET, HEAD')
      throw new AppError(httpErrors.methodNotAllowed, `${c.req.method} 不能用在这里，请用 GET。`)
    }
    await next()
  }
}
