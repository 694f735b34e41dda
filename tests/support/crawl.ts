import type { DemoApp } from './demo-app.ts'
import { type Page, readPage } from './read-page.ts'

export interface Crawl {
  readonly pages: ReadonlyMap<string, Page>
  /** Answers that are no pages: JSON, CSV, the style sheet. */
  readonly others: ReadonlyMap<string, string>
  /** What did not answer as it should, with the page that leads there. */
  readonly broken: readonly string[]
}

/** More than there are: a portal that grew beyond it would be crawled in part, and fail. */
const MOST_PAGES = 4_000

/**
 * Everything that a visitor can reach from `start` by following links; of what `follows` refuses
 * nothing is asked.
 */
export async function crawl(
  demo: Pick<DemoApp, 'request'>,
  start: string,
  follows: (path: string) => boolean = () => true,
): Promise<Crawl> {
  const pages = new Map<string, Page>()
  const others = new Map<string, string>()
  const broken: string[] = []
  const waiting = [{ path: start, from: 'the test' }]
  const seen = new Set([start])
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (seen.size > MOST_PAGES) throw new Error(`more than ${MOST_PAGES} addresses`)
    const response = await demo.request(next.path)
    const text = await response.text()
    // the switch of the type size has no page: it leads back to the one it was pressed on
    const wanted = next.path.startsWith('/display/') ? 303 : 200
    if (response.status !== wanted) {
      broken.push(`${next.path}: ${response.status}, from ${next.from}`)
    }
    if (!response.headers.get('content-type')?.startsWith('text/html')) {
      others.set(next.path, response.headers.get('content-type') ?? '')
      continue
    }
    const page = readPage(next.path, text)
    pages.set(next.path, page)
    for (const { href } of page.links) {
      const target = resolve(href, next.path)
      if (target === undefined) broken.push(`${href} leaves the site, from ${next.path}`)
      else if (target !== '' && !seen.has(target) && follows(target)) {
        seen.add(target)
        waiting.push({ path: target, from: next.path })
      }
    }
  }
  return { pages, others, broken }
}

/** The filters of promises can be combined a thousand ways; one at a time shows what each gives. */
export function oneFilter(path: string): boolean {
  const { pathname, searchParams } = new URL(path, 'http://localhost')
  return !pathname.endsWith('/promises') || searchParams.size <= 1
}

/** Path and query that a link leads to; '' for a telephone number, undefined out of the site. */
export function resolve(href: string, base: string): string | undefined {
  const url = new URL(href, `http://localhost${base}`)
  if (url.protocol === 'tel:') return /^tel:\+?\d[\d-]+$/.test(href) ? '' : undefined
  return url.origin === 'http://localhost' ? url.pathname + url.search : undefined
}
