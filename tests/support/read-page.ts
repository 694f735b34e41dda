/**
 * A strict reader of the pages that we write ourselves: every token is accounted for, every element
 * closed by its own end tag. What it complains about is in `faults`.
 */
export interface ElementNode {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly parent: ElementNode | null
  readonly children: (ElementNode | string)[]
}

export interface Link {
  readonly href: string
  readonly text: string
  readonly isFigure: boolean
  readonly element: ElementNode
}

export interface Page {
  readonly path: string
  readonly bytes: number
  readonly text: string
  readonly root: ElementNode
  readonly links: readonly Link[]
  readonly ids: readonly string[]
  readonly faults: readonly string[]
}

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input', 'col', 'wbr'])
const TOKEN =
  /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*(\/?)>|[^<>]+/y

export function readPage(path: string, text: string): Page {
  const faults: string[] = []
  const ids: string[] = []
  const root: ElementNode = { name: '#root', attributes: new Map(), parent: null, children: [] }
  let open = root
  TOKEN.lastIndex = 0
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)
    if (!token) {
      faults.push(`not HTML: ${text.slice(at, at + 60)}`)
      break
    }
    const [whole, slash, name, written = '', selfClosing] = token
    if (name === undefined) {
      const unescaped = /&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)/i.exec(whole)
      if (unescaped) faults.push(`a bare & in ${whole.slice(0, 60)}`)
      if (!whole.startsWith('<')) open.children.push(plainText(whole))
    } else if (slash) {
      if (open.name !== name) faults.push(`</${name}> closes <${open.name}>`)
      open = open.parent ?? root
    } else {
      const attributes = new Map<string, string>()
      for (const [, key = '', value = ''] of written.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
        if (attributes.has(key)) faults.push(`an attribute twice: ${whole}`)
        attributes.set(key, plainText(value))
      }
      const id = attributes.get('id')
      if (id !== undefined) ids.push(id)
      const element: ElementNode = { name, attributes, parent: open, children: [] }
      open.children.push(element)
      if (!VOID.has(name) && !selfClosing) open = element
    }
  }
  if (open !== root) faults.push(`open at the end: ${pathOf(open)}`)
  const links = findAll(root, ({ name, attributes }) => name === 'a' && attributes.has('href')).map(
    (element) => ({
      href: element.attributes.get('href') ?? '',
      text: textOf(element),
      isFigure: hasClass(element, 'fig'),
      element,
    }),
  )
  return { path, bytes: Buffer.byteLength(text), text, root, links, ids, faults }
}

function plainText(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' }
  return text.replace(/&(\w+|#\d+);/g, (whole, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (named[name] ?? whole),
  )
}

/** The words of an element in their order, as a screen reader would come to them. */
export function textOf(node: ElementNode | string | undefined): string {
  if (node === undefined) return ''
  if (typeof node === 'string') return node
  return node.children.map(textOf).join('')
}

/** In the order of the page, the element itself included. */
export function findAll(
  from: ElementNode,
  passes: (element: ElementNode) => boolean,
): ElementNode[] {
  const found: ElementNode[] = passes(from) ? [from] : []
  for (const child of from.children) {
    if (typeof child !== 'string') found.push(...findAll(child, passes))
  }
  return found
}

export function byName(from: ElementNode, ...names: readonly string[]): ElementNode[] {
  return findAll(from, ({ name }) => names.includes(name))
}

export function byClass(from: ElementNode, name: string): ElementNode[] {
  return findAll(from, (element) => hasClass(element, name))
}

export function hasClass({ attributes }: ElementNode, name: string): boolean {
  return (attributes.get('class') ?? '').split(/\s+/).includes(name)
}

/** Whether the element or one that it stands in passes. */
export function isInside(
  element: ElementNode | null,
  passes: (ancestor: ElementNode) => boolean,
): boolean {
  for (let at = element; at; at = at.parent) if (passes(at)) return true
  return false
}

export function mainOf({ root, path }: Page): ElementNode {
  const [main] = byName(root, 'main')
  if (!main) throw new Error(`${path} has no main`)
  return main
}

export function headingOf(page: Page | undefined): string {
  return page ? textOf(byName(page.root, 'h1')[0]) : ''
}

export function titleOf({ root }: Page): string {
  return textOf(byName(root, 'title')[0])
}

/** The section of a page with a heading of these words. */
export function sectionOf(page: Page, heading: string): ElementNode | undefined {
  return byName(page.root, 'section').find((section) =>
    section.children.some(
      (child) => typeof child !== 'string' && child.name === 'h2' && textOf(child) === heading,
    ),
  )
}

/** The cells of a table's body, row by row, without the rows that head a group. */
export function bodyRows(from: ElementNode): ElementNode[][] {
  return byName(from, 'tbody').flatMap((body) =>
    byName(body, 'tr')
      .filter((row) => !hasClass(row, 'side'))
      .map((row) => byName(row, 'th', 'td')),
  )
}

function pathOf(element: ElementNode): string {
  return element.parent ? `${pathOf(element.parent)} ${element.name}` : ''
}
