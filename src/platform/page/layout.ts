import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Display } from './display.ts'

/** Template text in which every value is escaped already. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const CSS = ['tokens.css', 'portal.css', 'search.css']
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  .join('\n')

/** The one style sheet; its address changes with its content, so browsers may keep it for good. */
export const STYLE_SHEET = {
  css: CSS,
  path: `/assets/${createHash('sha256').update(CSS).digest('hex').slice(0, 12)}.css`,
}

/** What every page of one portal shares. */
export interface Site {
  readonly title: string
  readonly subtitle: string
  /** Who answers for the site, and the telephone number that residents may call. */
  readonly sponsor: string
  readonly telephone: string
  /** Where the search box leads. */
  readonly search: string
  readonly demonstration: boolean
  readonly menu: readonly { readonly href: string; readonly label: string }[]
  readonly display: Display
}

export interface Page {
  readonly title: string
  /** Address of the menu entry that this page belongs to. */
  readonly section?: string
  readonly crumbs?: readonly { readonly href?: string; readonly label: string }[]
  /** Short text of the hash that seals the figures of the page; unset: it has none. */
  readonly seal?: string
  /** Where its figures are from, said beside the demonstration's notice. */
  readonly provenance?: string
  /** What stands in the search box already. */
  readonly asked?: string
  readonly body: Html
}

/** A whole page: complete without scripts, readable at 320 pixels, printable. */
export function layout(site: Site, page: Page): Html {
  return html`<!doctype html>
<html lang="zh-CN"${site.display === 'large' ? html` data-size="large"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${page.title} - ${site.title}</title>
<meta name="description" content="${page.title}。${site.sponsor}公开，每个数字都能点开看是怎么来的。">
<link rel="stylesheet" href="${STYLE_SHEET.path}">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
${site.demonstration ? html`<aside class="demo" aria-label="演示说明">演示系统，不是政府网站${page.provenance ? `。${page.provenance}` : ''}</aside>` : ''}
<header class="top"><div class="wrap">
<a class="brand" href="/">${BRAND}<span>${site.title}<small>${site.subtitle}</small></span></a>
<nav aria-label="主菜单">${displaySwitch(site)}${site.menu.map(
    (entry) =>
      html`<a href="${entry.href}"${entry.href === page.section ? html` aria-current="page"` : ''}>${entry.label}</a>`,
  )}</nav>
${searchBox(site.search, page.asked)}
</div></header>
<main id="main" class="wrap doc" tabindex="-1">
${page.crumbs ? crumbs(page.crumbs) : ''}
${page.body}
</main>
<footer class="foot"><div class="wrap"><span>主办：${site.sponsor}</span><span>电话 ${site.telephone}</span>${page.seal ? html`<span>防篡改校验码 <code>${page.seal}</code></span>` : ''}<a href="/reference">数据接口</a></div></footer>
</body>
</html>`
}

/** A form that works without scripts: one box finds figures, projects, codes and indicators. */
function searchBox(action: string, asked = ''): Html {
  return html`<form class="search" role="search" action="${action}"><input type="search" name="q" value="${asked}" aria-label="找数字、项目、科目或目标" placeholder="午餐、595.94" maxlength="40" autocomplete="off"><button>搜索</button></form>`
}

/** First in the menu: who needs it should not have to look for it. */
function displaySwitch({ display }: Site): Html {
  const to = display === 'large' ? 'normal' : 'large'
  return html`<a href="/display/${to}" rel="nofollow">${to === 'large' ? '大字版' : '标准字号'}</a>`
}

function crumbs(of: NonNullable<Page['crumbs']>): Html {
  return html`<nav class="crumb" aria-label="所在位置"><ol>${of.map((crumb) =>
    crumb.href
      ? html`<li><a href="${crumb.href}">${crumb.label}</a></li>`
      : html`<li aria-current="page">${crumb.label}</li>`,
  )}</ol></nav>`
}

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M6 28V6.5L15 4v24" fill="none" stroke="#ab2f22" stroke-width="3" stroke-linejoin="round"/><path d="M15 6h11v22h-5" fill="none" stroke="#17577f" stroke-width="3" stroke-linejoin="round"/><circle cx="12" cy="17" r="1.6" fill="#ab2f22"/></svg>`
const BRAND = html`<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M6 28V6.5L15 4v24" fill="none" stroke="#ab2f22" stroke-width="3" stroke-linejoin="round"/><path d="M15 6h11v22h-5" fill="none" stroke="#17577f" stroke-width="3" stroke-linejoin="round"/><circle cx="12" cy="17" r="1.6" fill="#ab2f22"/></svg>`
