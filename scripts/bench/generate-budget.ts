import { createHash } from 'node:crypto'
import type { BudgetFolder } from '../../src/modules/budget/index.ts'

export interface BudgetToGenerate {
  readonly county: number
  readonly department: string
  readonly year: number
  readonly lines: number
  /** The same seed gives the same folder, byte for byte. */
  readonly seed: number
}

export interface GeneratedBudget {
  readonly folder: BudgetFolder
  readonly totalFen: number
  readonly lines: number
}

const FUNCTIONS = ['2010301', '2010302', '2010399', '2080505', '2101102', '2210201']
const PERSONNEL = ['30101', '30102', '30103', '30107', '30108', '30110', '30112', '30113']
const PUBLIC = ['30201', '30202', '30205', '30206', '30207', '30211', '30213', '30216', '30228']
const FUNDS = ['010101', '010101', '010101', '010102', '0102', '02', '0305']

/**
 * An invented department with one unit, a third of its lines personnel, a third public, a third
 * projects. Codes are real; amounts follow no pattern that an index could use.
 */
export function generateBudget(input: BudgetToGenerate): GeneratedBudget {
  const { county, department, year, lines, seed } = input
  const random = randomOf(seed)
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const unit = `${department}001`
  const projects: string[] = []
  const rows: string[] = []
  let totalFen = 0
  for (let at = 0; at < lines; at += 1) {
    const fen = 100 + Math.floor(random() * 50_000_000)
    totalFen += fen
    const yuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
    const origin = random() < 0.1 ? year - 1 : year
    const [kind, project, economic, government] =
      at % 3 === 0
        ? ['人员经费', '', pick(PERSONNEL), '50501']
        : at % 3 === 1
          ? ['公用经费', '', pick(PUBLIC), '50502']
          : ['特定目标类', projectOf(county, year, projects.length), pick(PUBLIC), '50502']
    if (project !== '') projects.push(`${project},项目${projects.length + 1},${unit},特定目标类`)
    rows.push(
      `${unit},${kind},${project},${pick(FUNCTIONS)},${economic},${government},${pick(FUNDS)},${origin},${yuan}`,
    )
  }
  const manifest = {
    county,
    county_name: `示例县${county}`,
    invented: true,
    department,
    year,
    version: 'initial',
    total_yuan: `${Math.floor(totalFen / 100)}.${String(totalFen % 100).padStart(2, '0')}`,
    approved: { on: null, document: null },
    published: { on: null, document: null },
    source: `生成的预算，种子 ${seed}。`,
  }
  const texts = new Map([
    ['budget.json', JSON.stringify(manifest)],
    [
      'units.csv',
      `code,parent,name,nature\n${department},,部门${department},\n${unit},${department},单位${unit},事业单位\n`,
    ],
    ['projects.csv', `code,name,unit,kind\n${projects.map((row) => `${row}\n`).join('')}`],
    [
      'lines.csv',
      `unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan\n${rows.map((row) => `${row}\n`).join('')}`,
    ],
  ])
  const hash = createHash('sha256').update(JSON.stringify([...texts]))
  return { folder: { texts, contentHash: hash.digest('hex') }, totalFen, lines }
}

function projectOf(county: number, year: number, at: number): string {
  return `${county}${String(year % 100).padStart(2, '0')}0${String(at).padStart(12, '0')}`
}

/** mulberry32: small, and the same on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
