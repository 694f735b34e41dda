import { html } from 'hono/html'
import type { AppError } from '../../kernel/app-error.ts'
import { type Html, layout, type Site } from './layout.ts'

/** What went wrong in words, what to do, and the number to report. */
export function errorPage(site: Site, error: AppError, requestId: string): Html {
  return layout(site, {
    title: error.title.replace(/。$/, ''),
    body: html`<h1>${error.title}</h1>
<p class="lead">${error.detail}</p>
<ul class="points">${site.menu.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}<li>用上面的搜索框找：项目的名称、科目代码、金额都可以</li></ul>
<p class="note">如果您是从本站的链接来的，请打 ${site.telephone}，告诉我们这个编号：<code>${requestId}</code></p>`,
  })
}
