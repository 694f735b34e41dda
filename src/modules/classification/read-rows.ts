import type { Finding } from '../../kernel/finding.ts'
import type { SheetRow } from '../../kernel/read-sheet.ts'
import {
  type Dated,
  type Entry,
  groupRows,
  isAfter,
  type Level,
  type ListName,
  type Mapping,
  type MappingNature,
} from './domain/catalogue.ts'
import { LEVEL_LABELS } from './labels.ts'
import { badFile, readTable } from './read-table.ts'

/** Digits of a code on each level; a level has two digits more than the one above. */
const FIRST_DIGITS: Readonly<Record<ListName, number>> = {
  functional: 3,
  department_economic: 3,
  government_economic: 3,
  income: 2,
}
const LEVELS: ReadonlyMap<string, Level> = new Map([
  [LEVEL_LABELS[1], 1],
  [LEVEL_LABELS[2], 2],
  [LEVEL_LABELS[3], 3],
])
const NATURES: ReadonlyMap<string, readonly MappingNature[]> = new Map([
  ['行政单位', ['organ']],
  ['事业单位', ['institution']],
  ['全部', ['organ', 'institution']],
])

const VALIDITY_COLUMNS = ['valid_from', 'valid_to', 'certain'] as const
const CODE_COLUMNS = ['code', 'name', 'level', 'parent', ...VALIDITY_COLUMNS] as const
const MAPPING_COLUMNS = [
  'department_code',
  'government_code',
  'unit_nature',
  ...VALIDITY_COLUMNS,
] as const

export interface ReadRows<Row> {
  readonly rows: readonly Row[]
  readonly findings: readonly Finding[]
}

/** The rows of one list, every doubtful cell a finding. */
export function readCodes(list: ListName, file: string, bytes: Uint8Array): ReadRows<Entry> {
  const table = readTable(file, bytes, CODE_COLUMNS)
  const findings = [...table.findings]
  const lines = new Map<Entry, number>()
  for (const line of table.rows) {
    const note = noteOf(file, line.row, findings)
    const { code, name, parent } = line.cells
    const validity = readValidity(line, note)
    const level = LEVELS.get(line.cells.level)
    if (!level) note('level', '级次应为 类、款 或 项。', line.cells.level)
    if (name === '') note('name', '名称为空。请补上。', name)
    if (!level || !validity || name === '') continue
    const digits = FIRST_DIGITS[list] + 2 * (level - 1)
    if (!/^\d+$/.test(code) || code.length !== digits) {
      note(
        'code',
        `${line.cells.level}的编码应为 ${digits} 位数字。请检查电子表格是否去掉了前面的 0。`,
        code,
      )
      continue
    }
    const expected = level === 1 ? '' : code.slice(0, -2)
    if (parent !== expected) {
      note('parent', `上级编码应为${expected === '' ? '空' : ` ${expected}`}。`, parent)
    }
    lines.set({ list, code, name, level, parent: expected || null, ...validity }, line.row)
  }
  const codes = new Set([...lines.keys()].map((entry) => entry.code))
  for (const [entry, row] of lines) {
    if (entry.parent !== null && !codes.has(entry.parent)) {
      findings.push(
        badFile(
          file,
          'bad_cell',
          row,
          'parent',
          `没有上级科目 ${entry.parent}。请补上它的一行。`,
          entry.parent,
        ),
      )
    }
  }
  findings.push(...findOverlaps(file, lines, (entry) => entry.code))
  return { rows: [...lines.keys()], findings }
}

/** Pairs of codes; a row for 全部 becomes two. */
export function readMappings(file: string, bytes: Uint8Array): ReadRows<Mapping> {
  const table = readTable(file, bytes, MAPPING_COLUMNS)
  const findings = [...table.findings]
  const lines = new Map<Mapping, number>()
  for (const line of table.rows) {
    const note = noteOf(file, line.row, findings)
    const { department_code: departmentCode, government_code: governmentCode } = line.cells
    const validity = readValidity(line, note)
    for (const column of ['department_code', 'government_code'] as const) {
      if (!/^\d{5}$/.test(line.cells[column]))
        note(column, '应为 5 位的款级编码。', line.cells[column])
    }
    const natures = NATURES.get(line.cells.unit_nature)
    if (!natures)
      note('unit_nature', '单位性质应为 行政单位、事业单位 或 全部。', line.cells.unit_nature)
    if (!natures || !validity) continue
    for (const nature of natures) {
      lines.set({ departmentCode, nature, governmentCode, ...validity }, line.row)
    }
  }
  findings.push(...findOverlaps(file, lines, (pair) => `${pair.departmentCode}.${pair.nature}`))
  return { rows: [...lines.keys()], findings }
}

type Note = (column: string, message: string, stated: string) => void

function noteOf(file: string, row: number, findings: Finding[]): Note {
  return (column, message, stated) => {
    findings.push(badFile(file, 'bad_cell', row, column, message, stated))
  }
}

/** Years in the files are inclusive, and an empty first year means “earlier than was established”. */
function readValidity(
  line: SheetRow<(typeof VALIDITY_COLUMNS)[number]>,
  note: Note,
): (Dated & { readonly certain: boolean }) | undefined {
  const { valid_from: from, valid_to: to, certain } = line.cells
  const first = readYear(from, 'valid_from', note)
  const last = readYear(to, 'valid_to', note)
  if (certain !== 'y' && certain !== 'm') note('certain', '应为 y（确定）或 m（待核对）。', certain)
  if (first === undefined || last === undefined) return undefined
  if (first !== null && last !== null && last < first) {
    note('valid_to', `停用年度早于启用年度 ${first}。`, to)
    return undefined
  }
  return {
    validFrom: Temporal.PlainDate.from({ year: first ?? 1, month: 1, day: 1 }),
    validTo: last === null ? null : Temporal.PlainDate.from({ year: last + 1, month: 1, day: 1 }),
    certain: certain === 'y',
  }
}

/** Null: empty; undefined: not a year. */
function readYear(text: string, column: string, note: Note): number | null | undefined {
  if (text === '') return null
  if (/^(19|20)\d\d$/.test(text)) return Number(text)
  note(column, '应为四位年份，或留空。', text)
  return undefined
}

/** Two rows of one key that hold on the same day would make an answer a matter of luck. */
function findOverlaps<Row extends Dated>(
  file: string,
  lines: ReadonlyMap<Row, number>,
  keyOf: (row: Row) => string,
): Finding[] {
  const findings: Finding[] = []
  for (const [key, rows] of groupRows([...lines.keys()], keyOf)) {
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1]
      if (!next || (row.validTo !== null && !isAfter(row.validTo, next.validFrom))) continue
      const line = lines.get(next) ?? null
      findings.push(
        badFile(
          file,
          'overlapping_rows',
          line,
          'valid_from',
          `与第 ${lines.get(row)} 行的有效年度重叠。请给较早的一行填停用年度，或删去重复的一行。`,
          key,
        ),
      )
    }
  }
  return findings
}
