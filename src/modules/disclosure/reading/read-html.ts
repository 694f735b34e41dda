import type { DefaultTreeAdapterTypes } from 'parse5'
import type { RawBlock, RawCell, RawDocument, ReadingDefect } from '../domain/document.ts'
import { LIMITS, Unreadable } from './limits.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

const SKIPPED = new Set([
  'script',
  'style',
  'head',
  'template',
  'noscript',
  'svg',
  'iframe',
  'object',
  'select',
  'button',
])
const BLOCKS = new Set([
  'p',
  'div',
  'section',
  'article',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'li',
  'ul',
  'ol',
  'dl',
  'dt',
  'dd',
  'blockquote',
  'center',
  'header',
  'footer',
  'main',
  'body',
  'form',
  'pre',
  'caption',
  'hr',
  'tr',
  'td',
  'th',
  'table',
  'tbody',
])

/** A web page by the rules of browsers, so that broken tables are mended as people see them. */
export async function readHtml(text: string): Promise<RawDocument> {
  const { parse } = await import('parse5')
  const document = parse(text, { sourceCodeLocationInfo: true })
  const blocks: RawBlock[] = []
  const defects: ReadingDefect[] = []
  let buffer = ''
  let line: number | null = null
  let images = 0
  const flush = (): void => {
    for (const part of buffer.split('\n')) {
      const plain = part.replace(/\s+/g, ' ').trim()
      if (plain !== '') blocks.push({ kind: 'paragraph', text: plain, line, page: null })
    }
    buffer = ''
    line = null
  }
  const visit = (node: Node, depth: number): void => {
    if (depth > LIMITS.xmlDepth)
      throw new Unreadable('too_large', '网页的嵌套层数太多，没有读。请核对来源。')
    if (node.nodeName === '#text') {
      const { value } = node as DefaultTreeAdapterTypes.TextNode
      if (line === null && value.trim() !== '') line = lineOf(node)
      buffer += value.replace(/\s+/g, ' ')
      return
    }
    if (!('tagName' in node)) return
    const element = node as Element
    if (SKIPPED.has(element.tagName) || isHidden(element)) return
    if (element.tagName === 'br') {
      buffer += '\n'
      return
    }
    if (element.tagName === 'img') images += 1
    if (element.tagName === 'table') {
      flush()
      readTable(element, depth)
      return
    }
    const isBlock = BLOCKS.has(element.tagName)
    if (isBlock) flush()
    for (const child of element.childNodes) visit(child, depth + 1)
    if (isBlock) flush()
  }
  const readTable = (table: Element, depth: number): void => {
    const rows = rowsOf(table)
    if (rows.length > LIMITS.rows)
      throw new Unreadable('too_large', `表格超过 ${LIMITS.rows} 行，没有读。请核对文件。`)
    const caption = table.childNodes.find(
      (node): node is Element => 'tagName' in node && node.tagName === 'caption',
    )
    if (caption) visit(caption, depth + 1)
    const inner = rows.some(({ cells }) => cells.some((cell) => findTable(cell)))
    // a table that only lays out the page
    if (inner && rows.every(({ cells }) => cells.length <= 3)) {
      for (const { cells } of rows) {
        for (const cell of cells) {
          for (const child of cell.childNodes) visit(child, depth + 1)
          flush()
        }
      }
      return
    }
    const raw = rows.map(({ cells }) =>
      cells.map(
        (cell): RawCell => ({
          text: textOf(cell, 0).replace(/\s+/g, ' ').trim(),
          colSpan: span(cell, 'colspan', 1_000),
          rowSpan: span(cell, 'rowspan', 65_534),
          line: lineOf(cell),
        }),
      ),
    )
    const kept = raw.filter((cells) => cells.length > 0)
    if (kept.length > 0)
      blocks.push({ kind: 'table', rows: kept, line: lineOf(table), page: null, sheet: null })
  }
  for (const child of document.childNodes) visit(child, 0)
  flush()
  const tables = blocks.filter(({ kind }) => kind === 'table').length
  if (images > 2 && tables === 0) {
    defects.push({
      what: 'pictures',
      message: `网页里有 ${images} 张图片而没有表格，表可能是图片，没有读。请改为文字表格再查。`,
      confidence: 0.7,
    })
  }
  return { blocks, defects }
}

function rowsOf(table: Element): { cells: Element[] }[] {
  const rows: { cells: Element[] }[] = []
  const visit = (node: Node): void => {
    if (!('tagName' in node)) return
    if (node.tagName === 'tr') {
      if (isHidden(node)) return
      rows.push({
        cells: node.childNodes.filter(
          (child): child is Element =>
            'tagName' in child && (child.tagName === 'td' || child.tagName === 'th'),
        ),
      })
      return
    }
    if (['tbody', 'thead', 'tfoot'].includes(node.tagName))
      for (const child of node.childNodes) visit(child)
  }
  for (const child of table.childNodes) visit(child)
  return rows
}

function findTable(node: Element): boolean {
  return node.childNodes.some(
    (child) => 'tagName' in child && (child.tagName === 'table' || findTable(child)),
  )
}

function textOf(node: Element, depth: number): string {
  if (depth > LIMITS.xmlDepth) return ''
  let text = ''
  for (const child of node.childNodes) {
    if (child.nodeName === '#text') text += (child as DefaultTreeAdapterTypes.TextNode).value
    else if ('tagName' in child && !SKIPPED.has(child.tagName) && !isHidden(child)) {
      const inner = textOf(child, depth + 1)
      text += child.tagName === 'br' ? ' ' : BLOCKS.has(child.tagName) ? ` ${inner} ` : inner
    }
  }
  return text
}

function isHidden(element: Element): boolean {
  const style = element.attrs.find(({ name }) => name === 'style')?.value
  return style !== undefined && /display\s*:\s*none|mso-hide\s*:\s*all/i.test(style)
}

function span(element: Element, name: string, most: number): number {
  const value = Number(element.attrs.find((attribute) => attribute.name === name)?.value ?? 1)
  return Number.isInteger(value) && value > 0 ? Math.min(value, most) : 1
}

function lineOf(node: Node): number | null {
  const location = node.sourceCodeLocation
  return location?.startLine ?? null
}
