import { type Context, Hono } from 'hono'
import type { County } from '../../kernel/county.ts'
import type { BudgetReference } from '../../modules/budget/index.ts'
import { budgetPages, homePage } from '../../modules/budget/pages/index.ts'
import type { Db } from '../../platform/db/index.ts'
import { displayRoutes, ICON, layout, type Site, STYLE_SHEET } from '../../platform/page/index.ts'

const FOR_GOOD = 'public, max-age=31536000, immutable'

export interface PortalOptions {
  readonly reader: Db
  readonly county: County
  readonly siteOf: (c: Context) => Site
  readonly reference: BudgetReference
}

/** The public portal: home, style sheet, and the pages of each module that has some. */
export function portal({ reader, county, siteOf, reference }: PortalOptions): Hono {
  const pages = new Hono()
  pages.get('/', async (c) => c.html(layout(siteOf(c), await homePage(reader, county, reference))))
  pages.get(STYLE_SHEET.path, (c) =>
    c.body(STYLE_SHEET.css, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': FOR_GOOD,
    }),
  )
  pages.get('/assets/icon.svg', (c) =>
    c.body(ICON, 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
    }),
  )
  pages.route('/', displayRoutes())
  pages.route('/', budgetPages({ reader, siteOf, reference }))
  return pages
}
