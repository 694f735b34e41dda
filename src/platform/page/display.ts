import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** How a visitor wants pages shown; remembered by one cookie, which says nothing else. */
export type Display = 'normal' | 'large'

const COOKIE = 'display'
const ONE_YEAR = 31_536_000

export function readDisplay(c: Context): Display {
  return getCookie(c, COOKIE) === 'large' ? 'large' : 'normal'
}

/** A link and not a form, so that it works without scripts and inside a messaging app. */
export function displayRoutes(): Hono {
  const routes = new Hono()
  routes.get('/display/:display{normal|large}', (c) => {
    setCookie(c, COOKIE, c.req.param('display'), {
      path: '/',
      maxAge: ONE_YEAR,
      sameSite: 'Lax',
      httpOnly: true,
    })
    c.header('cache-control', 'no-store')
    return c.redirect(pageBefore(c), 303)
  })
  return routes
}

/**
 * The page on which the switch was pressed: our referrer policy lets the browser tell it to us.
 * Another site's page, or none, leads home.
 */
function pageBefore(c: Context): string {
  const before = URL.parse(c.req.header('referer') ?? '')
  if (!before || before.host !== c.req.header('host')) return '/'
  // `//host` would lead elsewhere
  const path = before.pathname.replace(/^[/\\]+/, '/')
  return path.startsWith('/display/') ? '/' : path + before.search
}
