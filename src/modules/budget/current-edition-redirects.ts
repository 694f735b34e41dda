import { Hono } from 'hono'
import type { Db } from '../../platform/db/index.ts'
import { budgetAddress } from './domain/address.ts'
import { readPublic } from './queries/find-public.ts'

/** The pages of an edition that are no table's. */
const PAGES = [
  'tables',
  'projects',
  'projects/:key',
  'promises',
  'promises/:key',
  'document',
  'facts/:key',
  'stated/:key',
] as const

/** Addresses without an edition lead to the current one: of pages, and of the API under its prefix. */
export function currentEditionRedirects(reader: Db, prefix: '' | '/api/v1'): Hono {
  const routes = new Hono()
  const budget = `${prefix}/:county/budget/:year/:department`
  const table = `${budget}/:table{table-[^/]+}`
  const more = prefix === '' ? PAGES.map((page) => `${budget}/${page}`) : []
  for (const path of [budget, table, `${table}/:row/:column`, ...more]) {
    routes.get(path, async (c) => {
      const {
        county = '',
        year = '',
        department = '',
        ...rest
      } = c.req.param() as Record<string, string>
      const parts =
        rest.table === undefined
          ? c.req.path.split('/').slice(5)
          : [rest.table, rest.row, rest.column].filter((part) => part !== undefined)
      const target = await readPublic(
        reader,
        { county, year, department },
        async (_, { ref, edition }) =>
          [prefix + budgetAddress(ref, edition.number), ...parts.map(encodeURIComponent)].join('/'),
      )
      return c.redirect(target, 302)
    })
  }
  return routes
}
