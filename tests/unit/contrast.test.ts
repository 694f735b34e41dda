import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** Whether the words of the portal can be read, computed from the tokens that colour them. */
const TOKENS = readFileSync('src/platform/page/tokens.css', 'utf8')
const RULES = ['tokens', 'portal', 'search']
  .map((name) => readFileSync(`src/platform/page/${name}.css`, 'utf8'))
  .join('\n')
  .replace(/\/\*.*?\*\//gs, '')

type Tokens = ReadonlyMap<string, string>

/** The colours of a theme: those of a later block replace those of an earlier one. */
function themeOf(...blocks: readonly Tokens[]): Tokens {
  return new Map(blocks.flatMap((block) => [...block]))
}

const [light, large] = [rootBlock(':root'), rootBlock(':root[data-size="large"]')]
const [dark, largeDark] = [darkBlock(':root'), darkBlock(':root[data-size="large"]')]
// who asks the system for more contrast, in whatever size
const more = contrastBlock('')
const moreDark = contrastBlock(' and (prefers-color-scheme: dark)')
const THEMES: readonly (readonly [string, Tokens])[] = [
  ['light', light],
  ['dark', themeOf(light, dark)],
  ['large, light', themeOf(light, large)],
  ['large, dark', themeOf(light, dark, large, largeDark)],
  ['more contrast, light', themeOf(light, more)],
  ['more contrast, dark', themeOf(light, dark, more, moreDark)],
]

/** A block outside of any media query stands at the beginning of a line. */
function rootBlock(selector: string): Tokens {
  return readBlock(TOKENS, new RegExp(`^${RegExp.escape(selector)} \\{(.*?)^\\}`, 'ms'))
}

function darkBlock(selector: string): Tokens {
  const pattern = new RegExp(
    `^@media \\(prefers-color-scheme: dark\\) \\{\\s+${RegExp.escape(selector)} \\{(.*?)^\\s*\\}`,
    'ms',
  )
  return readBlock(TOKENS, pattern)
}

function contrastBlock(scheme: string): Tokens {
  const media = RegExp.escape(`@media (prefers-contrast: more)${scheme} {`)
  return readBlock(TOKENS, new RegExp(`^${media}\\s+:root \\{(.*?)^\\s*\\}`, 'ms'))
}

function readBlock(css: string, pattern: RegExp): Tokens {
  const block = pattern.exec(css)?.[1]
  if (block === undefined) throw new Error(`no block ${pattern}`)
  const found = [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,8})\b/g)]
  return new Map(found.map(([, name = '', value = '']) => [name, value]))
}

/** Text on background, by token or colour, and where the portal puts it. */
const TEXTS: readonly (readonly [text: string, background: string, where: string])[] = [
  ['ink', 'paper', 'the page'],
  ['ink', 'surface', 'tables, the head, doors'],
  ['ink', 'azurite-wash', 'a figure under the pointer, a part that a link led to'],
  ['ink', 'gamboge-wash', 'a cell that is printed otherwise'],
  ['ink-2', 'paper', 'keys, the words before a search'],
  ['ink-2', 'surface', 'heads of tables'],
  ['ink-2', 'line-2', 'a plain tag'],
  ['ink-2', 'gamboge-wash', 'the mark of a cell that is printed otherwise'],
  ['ink-3', 'paper', 'notes, crumbs, the foot'],
  ['ink-3', 'surface', 'codes, units, terms'],
  ['ink-3', 'azurite-wash', 'the place of a part that a link led to'],
  ['azurite', 'paper', 'links'],
  ['azurite', 'surface', 'links in tables, the menu'],
  ['azurite', 'azurite-wash', 'a filter that is on'],
  ['azurite', 'gamboge-wash', 'the place of a figure that is printed otherwise'],
  ['malachite', 'malachite-wash', 'tag: the same'],
  ['gamboge', 'gamboge-wash', 'the demonstration’s band, tag: not built'],
  ['gamboge', 'surface', 'a doubt'],
  ['cinnabar', 'cinnabar-wash', 'tag: different'],
  ['cinnabar', 'surface', 'a grave doubt'],
  ['cinnabar', 'paper', 'what is wrong with a search'],
  ['on-c1', 'c1', 'areas'],
  ['on-c2', 'c2', 'areas'],
  ['on-c3', 'c3', 'areas'],
  ['on-c4', 'c4', 'areas'],
  ['on-c5', 'c5', 'areas'],
]

/** The button of the search: white on azurite, in the dark the paper's colour. */
const BUTTON: Readonly<Record<string, string>> = {
  light: '#fff',
  dark: 'paper',
  'large, light': '#fff',
  'large, dark': 'paper',
  'more contrast, light': '#fff',
  'more contrast, dark': 'paper',
}

/** What is no text but must be seen: 3 to 1 (WCAG 1.4.11). */
const SHAPES: readonly (readonly [shape: string, background: string, where: string])[] = [
  ['azurite', 'paper', 'the ring around what has the focus'],
  ['azurite', 'surface', 'the ring, the border of a button'],
  ['ink-3', 'surface', 'the border of a box to write in'],
  ['gamboge', 'gamboge-wash', 'the edge of a cell that is printed otherwise'],
]

/** Colours on which and in which nothing is written. */
const NO_TEXT: Readonly<Record<string, string>> = {
  line: 'hairlines; the bar of promises without records has its number beside it',
  'azurite-dark': 'of the workbench; the portal does not use it',
}

/** How a stream of the sankey lies over the paper, words upon it. */
const STREAM_OPACITY = 0.22

function channels(color: string): readonly [number, number, number] {
  const hex = color.slice(1)
  const parts = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? [])
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = parts.map((part) =>
    Number.parseInt(part, 16),
  )
  return [red, green, blue]
}

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const part = channel / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function ratioOf(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [luminance(a), luminance(b)]
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function colorOf(theme: Tokens, name: string): readonly [number, number, number] {
  const color = name.startsWith('#') ? name : theme.get(name)
  if (color === undefined) throw new Error(`no colour ${name}`)
  return channels(color)
}

function contrast(theme: Tokens, a: string, b: string): number {
  return ratioOf(colorOf(theme, a), colorOf(theme, b))
}

test('the ratio is the one of WCAG', () => {
  const none: Tokens = new Map()
  expect(contrast(none, '#000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast(none, '#777', '#fff')).toBeCloseTo(4.48, 2)
  expect(contrast(none, '#767676', '#fff')).toBeCloseTo(4.54, 2)
  expect(contrast(none, '#0000ff', '#ffffff')).toBeCloseTo(8.59, 2)
})

test('the four themes are read: the dark one is dark, the large one blacker', () => {
  expect(light.size).toBeGreaterThan(20)
  const papers = THEMES.map(([, theme]) => luminance(colorOf(theme, 'paper')))
  expect(papers.map((paper) => paper > 0.5)).toEqual([true, false, true, false, true, false])
  expect(THEMES.map(([, theme]) => theme.get('ink'))).toEqual([
    '#1c2126',
    '#e9ecee',
    '#000',
    '#fff',
    '#000',
    '#fff',
  ])
})

describe.each(THEMES)('%s', (name, theme) => {
  test.each(TEXTS)('%s on %s: %s', (text, background) => {
    expect(contrast(theme, text, background)).toBeGreaterThanOrEqual(4.5)
  })

  test('the button of the search', () => {
    expect(contrast(theme, BUTTON[name] ?? '', 'azurite')).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['c1', 'c2', 'c3'])('ink over a stream of %s in the sankey', (stream) => {
    const [over, under] = [colorOf(theme, stream), colorOf(theme, 'paper')]
    const mixed = over.map(
      (channel, at) => channel * STREAM_OPACITY + (under[at] ?? 0) * (1 - STREAM_OPACITY),
    )
    expect(ratioOf(colorOf(theme, 'ink'), mixed)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(SHAPES)('the shape %s on %s: %s', (shape, background) => {
    expect(contrast(theme, shape, background)).toBeGreaterThanOrEqual(3)
  })

  test.each([
    ['c1', 'c2'],
    ['c2', 'c3'],
    ['c3', 'c4'],
    ['c4', 'c5'],
  ])('%s and %s, side by side in a chart, are told apart in grey', (one, other) => {
    expect(contrast(theme, one, other)).toBeGreaterThan(1.5)
  })
})

describe('the list of pairs is whole', () => {
  const texts = new Set([...TEXTS.map(([text]) => text)])
  const backgrounds = new Set(TEXTS.map(([, background]) => background))

  test('every colour of the tokens is in a pair, or has a reason not to be', () => {
    const all = new Set(THEMES.flatMap(([, theme]) => [...theme.keys()]))
    const covered = new Set([...texts, ...backgrounds, ...Object.keys(NO_TEXT)])
    expect([...all].filter((name) => !covered.has(name))).toEqual([])
    // and a reason is kept only as long as it is needed
    expect(Object.keys(NO_TEXT).filter((name) => !all.has(name) || texts.has(name))).toEqual([])
  })

  const used = (...properties: readonly string[]): Set<string> =>
    new Set(
      properties.flatMap((property) =>
        [...RULES.matchAll(new RegExp(`(?<![\\w-])${property}:\\s*var\\(--([\\w-]+)\\)`, 'g'))].map(
          ([, name = '']) => name,
        ),
      ),
    )

  test('every colour that the style sheets write with is the text of a pair', () => {
    const inks = [...used('color')]
    expect(inks.length).toBeGreaterThan(7)
    expect(inks.filter((name) => name !== 'paper' && !texts.has(name))).toEqual([])
  })

  test('every colour that they lay under words is the background of a pair', () => {
    // marks of a legend and bars of a strip, with their words beside them
    const marks = new Set(['line', 'malachite', 'azurite', 'cinnabar'])
    const grounds = [...used('background', 'background-color')]
    expect(grounds.length).toBeGreaterThan(10)
    expect(grounds.filter((name) => !backgrounds.has(name) && !marks.has(name))).toEqual([])
  })

  test('a rule that sets both sets a pair', () => {
    const pairs = new Set(TEXTS.map(([text, background]) => `${text} on ${background}`))
    const found = [...RULES.matchAll(/\{([^{}]*)\}/g)].flatMap(([, body = '']) => {
      const text = /(?<![\w-])color:\s*var\(--([\w-]+)\)/.exec(body)?.[1]
      const background = /(?<![\w-])background:\s*var\(--([\w-]+)\)/.exec(body)?.[1]
      return text && background ? [`${text} on ${background}`] : []
    })
    expect(found.length).toBeGreaterThan(5)
    expect(found.filter((pair) => !pairs.has(pair))).toEqual([])
  })

  test('no colour is written without a token, but white on the button', () => {
    // paper is black on white: a block that ends where a line begins with its brace
    const rest = RULES.replace(/^@media print \{.*?^\}/gms, '').replace(/--[\w-]+:[^;]*;/g, '')
    const bare = [...rest.matchAll(/(?:color|background|fill|stroke):\s*(#\w+|rgb|hsl|[a-z]+\()/g)]
    expect(bare.map(([whole]) => whole).filter((whole) => !whole.endsWith('var('))).toEqual([
      'color: #fff',
    ])
  })
})
