import { Hono } from 'hono'
import type { Db } from '../../platform/db/index.ts'
import { budgetAddress } from './domain/address.ts'
import { readPublic } from './queries/find-public.ts'

/** What stands below an edition, by its first part; a number would be an edition. */
const BELOW =
  ':rest{(?:table-|tables|projects|promises|document|differences|facts/|stated/|lines/).*}'

/** Addresses without an edition lead to the current one: of pages, and of the API under its prefix. */
export function currentEditionRedirects(reader: Db, prefix: '' | '/api/v1'): Hono {
  const routes = new Hono()
  const budget = `${prefix}/:county/budget/:year/:department`
  for (const path of [budget, `${budget}/${BELOW}`]) {
    routes.get(path, async (c) => {
      const { county = '', year = '', department = '' } = c.req.param() as Record<string, string>
      // as it was sent, since what is decoded here would have to be encoded again
      const { pathname, search } = new URL(c.req.url)
      const below = pathname.slice(prefix.length).split('/').slice(5)
      const target = await readPublic(
        reader,
        { county, year, department },
        async (_, { ref, edition }) =>
          [prefix + budgetAddress(ref, edition.number), ...below].join('/') + search,
      )
      return c.redirect(target, 302)
    })
  }
  return routes
}
