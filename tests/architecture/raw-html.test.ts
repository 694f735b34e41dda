import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Ways to put text into a page unescaped; one folder holds them all, small enough to be read. */
const DOOR = 'src/platform/page/'
const ways: readonly { readonly way: string; readonly pattern: RegExp }[] = [
  { way: 'raw from hono', pattern: /\braw\b[^;{}]*\}\s*(from\s*|=\s*await import\(\s*)['"]hono\// },
  { way: 'all of hono/html', pattern: /\*\s*as\s+\w+\s+from\s*['"]hono\/(utils\/)?html['"]/ },
  { way: 'hono/html loaded late', pattern: /import\(\s*['"]hono\/(utils\/)?html['"]/ },
  // not sql.raw(, which has its own rules
  { way: 'raw()', pattern: /(?<![.\w])raw\s*\(/ },
  { way: 'a text that says it is escaped', pattern: /\bisEscaped\b/ },
  { way: 'inner HTML', pattern: /\b(dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML)\b/ },
]

function findRawHtml(text: string): string[] {
  return ways.filter(({ pattern }) => pattern.test(text)).map(({ way }) => way)
}

test('only the page platform puts text into a page unescaped', () => {
  const files = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(20)
  const found = files
    .filter((file) => !file.startsWith(DOOR))
    .flatMap((file) => findRawHtml(readFileSync(file, 'utf8')).map((way) => `${file}: ${way}`))
  expect(found).toEqual([])
  const exported = files
    .filter((file) => file.startsWith(DOOR) && !file.endsWith('.test.ts'))
    .filter((file) => /export\s*\{[^}]*\braw\b/.test(readFileSync(file, 'utf8')))
  expect(exported).toEqual([])
})

test.each([
  ["import { html, raw } from 'hono/html'", 'raw from hono'],
  ["import { raw as plain } from 'hono/html'", 'raw from hono'],
  ["import {\n  html,\n  raw,\n} from 'hono/html'", 'raw from hono'],
  ["import { raw } from 'hono/utils/html'", 'raw from hono'],
  ["export { raw } from 'hono/html'", 'raw from hono'],
  ["import * as hono from 'hono/html'", 'all of hono/html'],
  ["const { raw } = await import('hono/html')", 'hono/html loaded late'],
  [`html\`<p>\${raw(text)}</p>\``, 'raw()'],
  ['Object.assign(new String(text), { isEscaped: true })', 'a text that says it is escaped'],
  ['element.innerHTML = text', 'inner HTML'],
])('finds %s', (text, way) => {
  expect(findRawHtml(text)).toContain(way)
})

test.each([
  "import { html } from 'hono/html'",
  'sql.raw(text)',
  'drawRaw(text)',
  "import { raw } from './rows.ts'\nimport { html } from 'hono/html'",
])('leaves %s alone', (text) => {
  expect(findRawHtml(text)).toEqual([])
})
