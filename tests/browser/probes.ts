import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * Questions to a page. The functions given to `evaluate` run inside the browser; of its window only
 * what they use is declared, in this file alone: TypeScript's DOM library would let the server's
 * code name a `document`, too.
 */
interface PageElement {
  readonly id: string
  readonly localName: string
  readonly outerHTML: string
  readonly textContent: string | null
  readonly scrollWidth: number
  readonly clientWidth: number
  readonly scrollLeft: number
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>
  getAttribute(name: string): string | null
  getBoundingClientRect(): Readonly<
    Record<'top' | 'bottom' | 'left' | 'right' | 'width' | 'height', number>
  >
  closest(selector: string): PageElement | null
  matches(selector: string): boolean
}
declare const document: {
  readonly body: PageElement
  readonly documentElement: PageElement
  readonly activeElement: PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}
declare const innerWidth: number
declare const innerHeight: number
declare function getComputedStyle(element: PageElement): Readonly<Record<string, string>>

/** What is wider than the window, what is cut off, and what scrolls without a way to scroll it. */
export async function overflowOf(page: Page): Promise<object> {
  return await page.evaluate(() => {
    const root = document.documentElement
    const inside = (it: PageElement): boolean => it.closest('.sheet') !== null
    const all = [...document.querySelectorAll('body *')]
    return {
      sideways: root.scrollWidth - innerWidth,
      cut: all
        .filter((it) => !inside(it) && it.getBoundingClientRect().right > innerWidth + 1)
        .map((it) => it.outerHTML.slice(0, 80)),
      unreachable: all
        .filter((it) => it.matches('.sheet') && it.scrollWidth > it.clientWidth)
        .filter((it) => it.getAttribute('tabindex') !== '0')
        .map((it) => it.outerHTML.slice(0, 80)),
    }
  })
}

export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`),
  )
}

export async function smallTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const hasWords = (it: PageElement): boolean =>
      [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
    return [...document.querySelectorAll('body *')]
      .filter((it) => hasWords(it) && Number.parseFloat(getComputedStyle(it).fontSize ?? '') < 14)
      .map((it) => it.outerHTML.slice(0, 100))
  })
}

export async function focusOf(page: Page): Promise<{
  text: string
  isSeen: boolean
  hasOutline: boolean
  isIn: string
  id: string
  /** Of a region that scrolls. */
  label: string | null
}> {
  return await page.evaluate(() => {
    const it = document.activeElement ?? document.body
    const { top, bottom, left, right, width, height } = it.getBoundingClientRect()
    const style = getComputedStyle(it)
    return {
      text: it.textContent?.replace(/\s+/g, '') ?? '',
      isSeen:
        width > 0 &&
        height > 0 &&
        top >= 0 &&
        left >= 0 &&
        bottom <= innerHeight &&
        right <= innerWidth,
      hasOutline:
        style.outlineStyle === 'solid' && Number.parseFloat(style.outlineWidth ?? '') >= 2,
      isIn: it.closest('main') ? 'main' : 'elsewhere',
      id: it.id,
      label: it.getAttribute('role') === 'region' ? it.getAttribute('aria-label') : null,
    }
  })
}

/** Labels of what scrolls sideways. */
export async function scrollingRegions(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((it) => it.scrollWidth > it.clientWidth)
      .filter((it) => ['auto', 'scroll'].includes(getComputedStyle(it).overflowX ?? ''))
      .map((it) => it.getAttribute('aria-label') ?? it.outerHTML.slice(0, 60)),
  )
}

/** Waits until what has the focus has been scrolled sideways. */
export async function hasScrolled(page: Page): Promise<void> {
  await page.waitForFunction(() => (document.activeElement?.scrollLeft ?? 0) > 0)
}

export async function leftEdges(page: Page, selector: string): Promise<number[]> {
  return await page.evaluate(
    (asked) =>
      [...document.querySelectorAll(asked)].map((it) =>
        Math.round(it.getBoundingClientRect().left),
      ),
    selector,
  )
}

export async function elementNames(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll('*')].map(({ localName }) => localName),
  )
}

export async function styleOf(
  page: Page,
  selector: string,
): Promise<{ paper?: string; ink?: string; overflow?: string }> {
  return await page.evaluate((asked) => {
    const found = document.querySelector(asked)
    if (!found) throw new Error(`no ${asked}`)
    const { backgroundColor = '', color = '', overflow = '' } = getComputedStyle(found)
    return { paper: backgroundColor, ink: color, overflow }
  }, selector)
}

/** Text that is to be touched, smaller than 24 pixels either way (WCAG 2.5.8). */
export async function smallTargets(page: Page, selector: string): Promise<string[]> {
  return await page.evaluate((asked) => {
    const found: string[] = []
    for (const it of document.querySelectorAll(asked)) {
      const { width, height } = it.getBoundingClientRect()
      // what is not shown is not touched
      if (width === 0 && height === 0) continue
      if (width < 24 || height < 24) {
        found.push(`${it.textContent?.trim()} ${Math.round(width)}×${Math.round(height)}`)
      }
    }
    return found
  }, selector)
}

/** What stays unseen of the tables: cells that are cut off, hidden, or beside the paper. */
export async function unseenCells(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const right = document.documentElement.scrollWidth
    return [...document.querySelectorAll('main th, main td')]
      .filter((it) => {
        const box = it.getBoundingClientRect()
        const sheet = it.closest('.sheet')
        const isCut = sheet !== null && getComputedStyle(sheet).overflowX !== 'visible'
        return isCut || box.width === 0 || box.height === 0 || box.right > right + 1
      })
      .map((it) => it.textContent ?? '')
  })
}

export async function contentWidth(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth)
}

/** The words of the page as a reader sees them, without the spaces of its layout. */
export async function visibleWords(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is not rendered is not read
  const text = await page.locator('main').innerText()
  return text.replace(/\s+/g, '')
}
