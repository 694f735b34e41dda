import { type Finding, faultAt } from '../../../kernel/finding.ts'
import { type ReadAmount, readYuan } from '../../../kernel/money.ts'
import { readSheet, type SheetColumn, type SheetRow } from '../../../kernel/read-sheet.ts'

export const column = (key: string, label: string): SheetColumn => ({ key, label })
export const mayBeBlank = (key: string, label: string): SheetColumn => ({ key, label, blank: true })

/** Reads the files of one folder by their columns; what cannot be read becomes a finding. */
export class FolderReader {
  readonly #known: ReadonlySet<string>
  readonly #texts: ReadonlyMap<string, string>
  readonly #findings: Finding[]

  constructor(known: readonly string[], texts: ReadonlyMap<string, string>, findings: Finding[]) {
    this.#known = new Set(known)
    this.#texts = texts
    this.#findings = findings
  }

  read<Row>(
    file: string,
    columns: readonly SheetColumn[],
    readRow: (cells: Cells) => Row,
    need: 'required' | 'optional' = 'required',
  ): Row[] {
    const text = this.#texts.get(file)
    if (text === undefined) {
      if (need === 'required') this.#say(file, null, null, 'missing_file', `缺少 ${file}。`)
      return []
    }
    const sheet = readSheet(file, text, columns, { module: 'budget', otherColumns: 'refuse' })
    this.#findings.push(...sheet.findings)
    const before = this.#findings.length
    const rows = sheet.rows.map((row) => readRow(new Cells(file, row, this.#findings)))
    // rows of a file with errors hold stand-ins; the whole folder is refused anyway
    return this.#findings.length === before ? rows : []
  }

  refuseUnknown(file: string): void {
    if (this.#known.has(file)) return
    this.#say(
      file,
      null,
      null,
      'unknown_file',
      `不认识 ${file}。应有的文件：${[...this.#known].join('、')}。`,
    )
  }

  #say(
    file: string,
    row: number | null,
    column: string | null,
    code: string,
    message: string,
  ): void {
    this.#findings.push(faultAt(`budget.${code}`, message, { file, row, column }))
  }
}

/** The cells of one row, each read into its meaning; what cannot be read becomes a finding. */
export class Cells {
  readonly row: number
  readonly #file: string
  readonly #cells: SheetRow['cells']
  readonly #findings: Finding[]

  constructor(file: string, row: SheetRow, findings: Finding[]) {
    this.row = row.row
    this.#file = file
    this.#cells = row.cells
    this.#findings = findings
  }

  text(key: string): string {
    return this.#cells[key] ?? ''
  }

  optional(key: string): string | null {
    return this.text(key) || null
  }

  /** A cell of a fixed form; blank passes as null, what must not be blank was reported before. */
  code(key: string, form: RegExp, wanted: string): string | null {
    const text = this.text(key)
    if (text === '') return null
    if (!form.test(text)) this.say(key, 'bad_code', `“${text}”不对，应是${wanted}。`)
    return text
  }

  integer(key: string, least: number, most: number, wanted: string): number {
    const text = this.text(key)
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    if (text !== '') this.say(key, 'bad_number', `“${text}”不对，应是${wanted}。`)
    return least
  }

  yuan(key: string): Extract<ReadAmount, { ok: true }>['fen'] {
    const text = this.text(key)
    const amount = readYuan(text)
    if (amount.ok) return amount.fen
    if (amount.why !== 'empty')
      this.say(key, `amount_${amount.why}`, AMOUNT_WORDS[amount.why](text))
    return 0 as Extract<ReadAmount, { ok: true }>['fen']
  }

  /** One of a few words; the identifier or its Chinese name. */
  oneOf<Key extends string>(key: string, words: Readonly<Record<Key, string>>): Key {
    const text = this.text(key)
    const keys = Object.keys(words) as Key[]
    const found = keys.find((candidate) => text === candidate || text === words[candidate])
    if (found !== undefined) return found
    if (text !== '') {
      const wanted = keys.map((candidate) => `“${words[candidate]}”`).join('、')
      this.say(key, 'unknown_word', `“${text}”不对，应是${wanted}之一。`)
    }
    return keys[0] as Key
  }

  say(column: string, code: string, message: string): void {
    const stated = this.text(column) || null
    const place = { file: this.#file, row: this.row, column }
    this.#findings.push(faultAt(`budget.${code}`, message, place, stated))
  }
}

const AMOUNT_WORDS = {
  not_decimal: (text: string) =>
    `“${text.slice(0, 40)}”不是金额。请写成 1234.50 或 1,234.50，不用科学计数法。`,
  below_fen: (text: string) => `“${text}”超过两位小数。金额以元为单位，最小到分。`,
  negative_zero: () => '“-0.00”写法不对。没有金额写 0.00，减少写负数。',
  too_large: (text: string) => `“${text.slice(0, 40)}”太大，请核对单位是不是元。`,
} as const

export const UNIT_CODE = /^[0-9A-Z]{3,12}$/
export const PROJECT_CODE = /^[0-9]{8}[0-9A-Z][0-9]{12}$/
