import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { County } from '../../kernel/county.ts'
import { budgetDoors, budgetPages, readBudgets } from '../../modules/budget/pages/index.ts'
import type { Db } from '../../platform/db/index.ts'
import { displayRoutes, ICON, layout, type Site, STYLE_SHEET } from '../../platform/page/index.ts'

const FOR_GOOD = 'public, max-age=31536000, immutable'

/** The public portal: home, style sheet, and the pages of each module that has some. */
export function portal(reader: Db, county: County, siteOf: (c: Context) => Site): Hono {
  const pages = new Hono()
  pages.get('/', async (c) => {
    const budgets = await readBudgets(reader, county)
    return c.html(
      layout(siteOf(c), {
        title: '首页',
        body: html`<h1>每一笔钱，都能点开看</h1>
<p class="lead">这里公开部门一年打算收多少、花多少、做成什么。每个数字都是一扇门：点开，看它由哪几笔账相加得到。</p>
${budgetDoors(county, budgets)}`,
      }),
    )
  })
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
  pages.route('/', budgetPages({ reader, siteOf }))
  return pages
}
