import { createHash } from 'node:crypto'
import { stringify } from 'csv-stringify/sync'
import type { BudgetFolder } from './read-budget-folder.ts'

/** A line as a test writes it; what is left out gets a plain value. */
export interface LineToBuild {
  readonly unit?: string
  readonly kind?: string
  readonly project?: string
  readonly function?: string
  readonly dept_economic?: string
  readonly gov_economic?: string
  readonly fund?: string
  readonly origin_year?: number
  readonly amount_yuan: string
}

export interface FolderToBuild {
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly lines: readonly LineToBuild[]
  readonly units?: readonly Readonly<Record<string, string>>[]
  readonly projects?: readonly Readonly<Record<string, string>>[]
  /** Further files, or files that replace a built one. */
  readonly files?: Readonly<Record<string, string>>
}

const LINE_HEADING =
  'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan'

export const TEST_PROJECT = '990001230000000000001'

/**
 * The folder of an invented department (990001, 900 with the unit 900001) for tests. The stated
 * total is computed unless the manifest gives one.
 */
export function buildFolder(input: FolderToBuild): BudgetFolder {
  const year = Number(input.manifest?.year ?? 2023)
  const lines = input.lines.map((line) => ({
    unit: line.unit ?? '900001',
    kind: line.kind ?? '公用经费',
    project: line.project ?? '',
    function: line.function ?? '2010301',
    dept_economic: line.dept_economic ?? '30201',
    gov_economic: line.gov_economic ?? '50502',
    fund: line.fund ?? '010101',
    origin_year: String(line.origin_year ?? year),
    amount_yuan: line.amount_yuan,
  }))
  const total = input.lines.reduce(
    (sum, line) => sum + Math.round(Number(line.amount_yuan) * 100),
    0,
  )
  const texts = new Map([
    [
      'budget.json',
      JSON.stringify({
        county: 990001,
        county_name: '示例县',
        invented: true,
        department: '900',
        year,
        version: 'initial',
        total_yuan: (total / 100).toFixed(2),
        approved: { on: null, document: null },
        published: { on: null, document: null },
        source: '测试',
        ...input.manifest,
      }),
    ],
    ['units.csv', sheet(input.units ?? TEST_UNITS)],
    ['projects.csv', input.projects ? sheet(input.projects) : 'code,name,unit,kind\n'],
    ['lines.csv', lines.length === 0 ? `${LINE_HEADING}\n` : sheet(lines)],
    ...Object.entries(input.files ?? {}),
  ])
  const hash = createHash('sha256')
    .update(JSON.stringify([...texts]))
    .digest('hex')
  return { texts, contentHash: hash }
}

const TEST_UNITS = [
  { code: '900', parent: '', name: '示例部门', nature: '' },
  { code: '900001', parent: '900', name: '示例单位', nature: '事业单位' },
]
export const TEST_PROJECTS = [
  { code: TEST_PROJECT, name: '示例项目', unit: '900001', kind: '特定目标类' },
]

function sheet(rows: readonly Readonly<Record<string, string>>[]): string {
  return stringify(
    rows.map((row) => ({ ...row })),
    { header: true },
  )
}
