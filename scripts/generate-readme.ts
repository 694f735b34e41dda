/**
 * Writes the table of systems in both READMEs, between `<!-- systems -->` and `<!-- /systems -->`,
 * from data/systems.csv. With `--verify` nothing is written and a difference is an error.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

const SOURCE = 'data/systems.csv'
const BEGIN = '<!-- systems -->'
const END = '<!-- /systems -->'

const STATES = {
  works: { en: 'works', zh: '可用' },
  partly: { en: 'works in part', zh: '部分可用' },
  designed: { en: 'designed', zh: '已设计' },
  'not begun': { en: 'not begun', zh: '未开始' },
} as const
type State = keyof typeof STATES
type Language = 'en' | 'zh'

interface System {
  readonly number: string
  readonly name: Readonly<Record<Language, string>>
  readonly state: State
  /** Address in the portal or path in the repository; blank: nothing to see yet. */
  readonly where: string
}

const READMES: readonly { path: string; language: Language; heads: readonly string[] }[] = [
  { path: 'README.md', language: 'en', heads: ['#', 'System', 'State', 'Where'] },
  { path: 'README.zh-CN.md', language: 'zh', heads: ['序号', '系统', '状态', '在哪里看'] },
]

const verify = process.argv.includes('--verify')
const systems = readSystems(readFileSync(SOURCE, 'utf8'))
for (const { path, language, heads } of READMES) {
  const known = readFileSync(path, 'utf8')
  const text = replaceTable(path, known, tableOf(systems, language, heads))
  if (text === known) continue
  if (verify) {
    console.log(`differs: ${path}. Run node scripts/generate-readme.ts.`)
    process.exitCode = 1
  } else {
    writeFileSync(path, text)
    console.log(`written: ${path}`)
  }
}

function readSystems(text: string): System[] {
  const rows: Partial<Record<string, string>>[] = parse(text, { columns: true, bom: true })
  return rows.map((row, at) => {
    const { number = '', name_en: en = '', name_zh: zh = '', state = '', where = '' } = row
    if (number !== String(at + 1) || en === '' || zh === '' || !isState(state)) {
      throw new Error(`${SOURCE} line ${at + 2}: number, name_zh, name_en or state is wrong`)
    }
    return { number, name: { en, zh }, state, where }
  })
}

function isState(text: string): text is State {
  return Object.hasOwn(STATES, text)
}

function tableOf(of: readonly System[], language: Language, heads: readonly string[]): string {
  const rows = of.map(({ number, name, state, where }) => [
    number,
    name[language],
    STATES[state][language],
    where === '' ? '' : `\`${where}\``,
  ])
  return [heads, heads.map(() => '---'), ...rows].map(lineOf).join('\n')
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function replaceTable(path: string, text: string, table: string): string {
  const [before, rest, again] = text.split(BEGIN)
  const [, after, more] = rest?.split(END) ?? []
  if (before === undefined || after === undefined || again !== undefined || more !== undefined) {
    throw new Error(`${path}: ${BEGIN} and ${END} must stand in it once each, in this order`)
  }
  return `${before}${BEGIN}\n${table}\n${END}${after}`
}
