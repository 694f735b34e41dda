import { html } from 'hono/html'
import type { AppError } from '../../kernel/app-error.ts'
import { type Html, layout, type Site } from './layout.ts'

/** What went wrong in words, what to do, and the number to report. */
export function errorPage(site: Site, error: AppError, requestId: string): Html {
  return layout(site, {
    title: error.title.replace(/。$/, ''),
    body: html`<h1>${error.title}</h1>
<p class="lead">${error.detail}</p>
<p class="lead"><a href="/">回到首页</a></p>
<p class="note">如果您是从本站的链接来的，请告诉我们这个编号：<code>${requestId}</code></p>`,
  })
}
