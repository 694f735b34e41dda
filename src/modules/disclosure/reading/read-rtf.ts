import type { RawDocument } from '../domain/document.ts'
import type { EdgedCell } from './join-cells.ts'
import { type Story, startStory } from './mark-story.ts'

type RowCell = { -readonly [Key in keyof Omit<EdgedCell, 'text'>]: EdgedCell[Key] }

/** What a brace opens is forgotten when it closes. */
interface Group {
  isSkipped: boolean
  isDeleted: boolean
  /** How many fallback characters follow one in Unicode. */
  fallback: number
  font: number
  readonly isFontTable: boolean
  readonly isNestedRow: boolean
}

/** Groups whose text is not the document's. */
const SKIPPED = new Set([
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'nonshppict',
  'shprslt',
  'sp',
  'header',
  'headerl',
  'headerr',
  'headerf',
  'footer',
  'footerl',
  'footerr',
  'footerf',
  'footnote',
  'annotation',
  'atnid',
  'atnauthor',
  'fldinst',
  'nonesttables',
  'objdata',
  'objclass',
  'ftnsep',
  'ftnsepc',
  'aftnsep',
  'aftnsepc',
])
/** Groups that older programs skip and we do not. */
const KEPT = new Set(['shpinst', 'shptxt', 'nesttableprops', 'fldrslt', 'shppict'])

const WORDS: Readonly<Record<string, string>> = {
  tab: ' ',
  line: '\n',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emdash: '—',
  endash: '–',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
}

/** Code pages of the character sets that fonts name, and of whole files. */
const CHARSETS: Readonly<Record<number, string>> = {
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gb18030',
  136: 'big5',
}
const CODE_PAGES: Readonly<Record<number, string>> = {
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
}

const DEEPEST = 1_000
const MOST_CELLS = 400
const DEEPEST_TABLE = 60
const TOKEN = /[{}]|\\(?:([a-z]+)(-?\d{1,10})? ?|'([0-9a-f]{2})|([^a-z]))|[^{}\\]+/gi

/** Rich Text Format, as WPS and old systems write it, often under the name .doc. */
export function readRtf(bytes: Uint8Array): RawDocument {
  const source = new TextDecoder('latin1').decode(bytes)
  const story = startStory()
  const charsets = new Map<number, string>()
  let page = 'windows-1252'
  let group: Group = {
    isSkipped: false,
    isDeleted: false,
    fallback: 1,
    font: 0,
    isFontTable: false,
    isNestedRow: false,
  }
  const groups: Group[] = []
  let text = ''
  /** Bytes of characters in a code page, until it is known where they end. */
  let pending: number[] = []
  let fallback = 0
  let isStarred = false
  let isInTable = false
  let depth = 0
  let row: RowCell[] = []
  let nestedRow: RowCell[] = []
  let next: Pick<RowCell, 'across' | 'down'> = { across: 'none', down: 'none' }

  const flush = (): void => {
    if (pending.length === 0) return
    const encoding = charsets.get(group.font) ?? page
    text += new TextDecoder(encoding).decode(Uint8Array.from(pending))
    pending = []
  }
  const level = (): number =>
    isInTable || depth > 1 ? Math.max(1, Math.min(depth, DEEPEST_TABLE)) : 0
  const add = (at: number, endsCell: boolean): void => {
    flush()
    story.add({ text, depth: at, endsCell, endsRow: false, row: undefined })
    text = ''
  }
  const endRow = (at: number, cells: RowCell[]): void => {
    flush()
    story.add({ text: '', depth: at, endsCell: false, endsRow: true, row: [...cells] })
    text = ''
  }
  const control = (word: string, value: number | undefined): void => {
    switch (word) {
      case 'ansicpg':
        page = CODE_PAGES[value ?? 0] ?? page
        return
      case 'f':
        flush()
        group.font = value ?? 0
        return
      case 'fcharset': {
        const charset = CHARSETS[value ?? 0]
        if (group.isFontTable && charset) charsets.set(group.font, charset)
        return
      }
      case 'uc':
        group.fallback = Math.max(0, Math.min(value ?? 1, 10))
        return
      case 'u':
        flush()
        fallback = group.fallback
        if (!group.isDeleted && !group.isSkipped)
          text += String.fromCharCode((value ?? 0x3f) & 0xffff)
        return
      case 'plain':
        group.isDeleted = false
        return
      case 'deleted':
        flush()
        group.isDeleted = value !== 0
        return
      default:
    }
    if (group.isSkipped || group.isFontTable) return
    const cells = group.isNestedRow ? nestedRow : row
    switch (word) {
      case 'par':
      case 'sect':
      case 'page':
        add(level(), false)
        break
      case 'pard':
        isInTable = false
        depth = 0
        break
      case 'intbl':
        isInTable = true
        break
      case 'itap':
        depth = value ?? 0
        break
      case 'cell':
        add(1, true)
        break
      case 'nestcell':
        add(Math.max(2, level()), true)
        break
      case 'row':
        endRow(1, row)
        break
      case 'nestrow':
        endRow(Math.max(2, level()), nestedRow)
        break
      case 'trowd':
        if (group.isNestedRow) nestedRow = []
        else row = []
        next = { across: 'none', down: 'none' }
        break
      case 'clmgf':
        next.across = 'start'
        break
      case 'clmrg':
        next.across = 'continue'
        break
      case 'clvmgf':
        next.down = 'start'
        break
      case 'clvmrg':
        next.down = 'continue'
        break
      case 'cellx': {
        const left = cells.at(-1)?.right ?? Math.min(0, value ?? 0)
        if (cells.length < MOST_CELLS) cells.push({ left, right: value ?? left, ...next })
        next = { across: 'none', down: 'none' }
        break
      }
      default: {
        const shown = WORDS[word]
        if (shown === undefined || group.isDeleted) break
        flush()
        text += shown
      }
    }
  }

  TOKEN.lastIndex = 0
  let whole = false
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const [token, word, number, code, symbol] = match
    if (token === '{') {
      flush()
      fallback = 0
      if (groups.length > DEEPEST) break
      groups.push(group)
      group = { ...group }
    } else if (token === '}') {
      flush()
      fallback = 0
      group = groups.pop() ?? group
      if (groups.length === 0) {
        whole = true
        break
      }
    } else if (word !== undefined) {
      const value = number === undefined ? undefined : Number(number)
      if (word === 'bin') {
        TOKEN.lastIndex += Math.max(0, value ?? 0)
      } else if (word === 'fonttbl') group = { ...group, isFontTable: true }
      else if (SKIPPED.has(word) || (isStarred && !KEPT.has(word))) {
        group.isSkipped = true
      } else if (word === 'nesttableprops') group = { ...group, isNestedRow: true }
      else control(word, value)
    } else if (symbol === '*') {
      isStarred = true
      continue
    } else if (!group.isSkipped && !group.isFontTable && !group.isDeleted) {
      if (code !== undefined) {
        if (fallback > 0) fallback -= 1
        else pending.push(Number.parseInt(code, 16))
      } else if (symbol === undefined) {
        for (const char of token) {
          if (char === '\r' || char === '\n') continue
          if (fallback > 0) fallback -= 1
          else pending.push(char.charCodeAt(0))
        }
      } else if (symbol === '~') pending.push(0x20)
      else if (symbol === '_') pending.push(0x2d)
      else if (symbol === '\n' || symbol === '\r') control('par', undefined)
      else if ('\\{}'.includes(symbol)) pending.push(symbol.charCodeAt(0))
    }
    isStarred = false
  }
  return finish(story, () => add(level(), false), whole)
}

function finish(story: Story, flush: () => void, isWhole: boolean): RawDocument {
  flush()
  const built = story.finish()
  const defects =
    isWhole && built.isWhole
      ? []
      : [
          {
            what: 'cut',
            message: '文件没有读到底，后面的内容可能丢了。请用 Word 或 WPS 打开后另存，再查一次。',
            confidence: 0.95,
          },
        ]
  return { blocks: built.blocks, defects }
}
