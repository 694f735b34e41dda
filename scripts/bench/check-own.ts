import { findCounty } from '../../src/kernel/county.ts'
import {
  type BudgetTable,
  composeTables,
  loadBudget,
  toTableJson,
} from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { checkDisclosure, openCodeBook, readBytes } from '../../src/modules/disclosure/index.ts'
import { readCounty } from '../../src/platform/db/index.ts'
import { touches } from './check.ts'
import { type Department, inventDepartment } from './disclosures/department.ts'
import {
  type Block,
  type Cell,
  cell,
  money,
  type Paper,
  type TableBlock,
} from './disclosures/document.ts'
import { plant } from './disclosures/plant.ts'
import { chanceOf } from './disclosures/random.ts'
import { writePaper } from './disclosures/write-paper.ts'
import type { Bench } from './workbench.ts'

const FOLDER = 'data/classification/2023'
const DEPARTMENTS = 24
const KINDS = {
  personnel: '人员经费',
  public: '公用经费',
  ops: '其他运转类',
  target: '特定目标类',
} as const

/**
 * The check on the thirteen tables that this system itself makes from invented ledgers: correct,
 * then with one digit of an amount changed.
 */
export async function benchCheckOwn({ app, reader }: Bench): Promise<void> {
  const county = findCounty('410324')
  if (!county) throw new Error('not a county')
  const catalogue = await loadCatalogue(app)
  const codes = await openCodeBook(FOLDER)
  let planted = 0
  let found = 0
  let falseErrors = 0
  let understood = 0
  for (let at = 0; at < DEPARTMENTS; at++) {
    const chance = chanceOf(7_001 + at)
    const department = inventDepartment(chance, {
      isExact: chance.is(0.5),
      hasFund: false,
      hasBusiness: false,
      hasCarry: chance.is(0.5),
      units: chance.pick([1, 2, 3]),
    })
    const code = String(200 + at)
    const result = await loadBudget(
      app,
      { texts: folderOf(department, code, codes), contentHash: `own ${at}` },
      { catalogue, now: Temporal.Now.instant() },
    )
    if (result.outcome !== 'loaded') throw new Error(JSON.stringify(result.findings.slice(0, 3)))
    const ref = { county, department: code, year: 2023, sequence: 0 }
    const tables = await readCounty(reader, county, (tx) => composeTables(tx, ref))
    const paper = paperOf(department, tables)
    const check = async (one: Paper): Promise<ReturnType<typeof checkDisclosure>> =>
      checkDisclosure(await readBytes(writePaper(one, 'html', chanceOf(at))), { codes })
    const clean = await check(paper)
    understood += clean.understood
    const errors = clean.findings.filter(({ severity }) => severity === 'error')
    falseErrors += errors.length
    for (const { message } of errors) console.log(`CLEAN ${at} ${message}`)
    const known = new Set(clean.findings.map(({ message }) => message))
    for (let draw = 0; draw < 10; draw++) {
      const changed = plant(paper, 'table digit', chanceOf(at * 101 + draw))
      if (!changed) continue
      planted += 1
      const findings = (await check(changed.paper)).findings.filter(
        ({ severity, message }) =>
          severity !== 'reading' && severity !== 'advice' && !known.has(message),
      )
      if (findings.some((finding) => touches(finding, changed.planted))) found += 1
      else if (process.env.BENCH_SHOW === 'on')
        console.log(
          `MISSED ${at} table ${changed.planted.table} ${changed.planted.was} → ${changed.planted.text}`,
        )
    }
  }
  console.log(
    `\ncheck of our own tables: ${DEPARTMENTS} departments, false errors ${falseErrors}, numbers understood ${((understood / DEPARTMENTS) * 100).toFixed(1)} %, a changed digit found ${found} of ${planted}`,
  )
}

function folderOf(
  department: Department,
  code: string,
  codes: Awaited<ReturnType<typeof openCodeBook>>,
): Map<string, string> {
  const unitOf = (unit: string): string => `${code}${unit.slice(-3)}`
  const projects = [...new Set(department.lines.map(({ project }) => project).filter(Boolean))]
  const codeOf = (project: string): string =>
    project === ''
      ? ''
      : `410324230000000${String(100_000 + Number(code) * 20 + projects.indexOf(project)).slice(-6)}`
  const lines = department.lines.map((line) =>
    [
      unitOf(line.unit),
      KINDS[line.kind],
      codeOf(line.project),
      line.func,
      line.econ,
      codes.government(line.econ, 2023)?.institution ?? '50502',
      '010101',
      line.isCarried ? 2022 : 2023,
      (line.fen / 100).toFixed(2),
    ].join(','),
  )
  const total = department.lines.reduce((sum, { fen }) => sum + fen, 0)
  return new Map([
    [
      'budget.json',
      JSON.stringify({
        county: 410324,
        county_name: '栾川县',
        department: code,
        year: 2023,
        version: 'initial',
        total_yuan: (total / 100).toFixed(2),
        approved: { on: null, document: null },
        published: { on: null, document: null },
        source: 'bench',
      }),
    ],
    [
      'units.csv',
      [
        'code,parent,name,nature',
        `${code},,${department.name},`,
        ...department.units.map((unit) => `${unitOf(unit.code)},${code},${unit.name},事业单位`),
        '',
      ].join('\n'),
    ],
    [
      'projects.csv',
      [
        'code,name,unit,kind',
        ...projects.map((project) => {
          const line = department.lines.find((one) => one.project === project)
          return `${codeOf(project)},${project},${unitOf(line?.unit ?? '')},${KINDS[line?.kind ?? 'ops']}`
        }),
        '',
      ].join('\n'),
    ],
    [
      'lines.csv',
      [
        'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan',
        ...lines,
        '',
      ].join('\n'),
    ],
  ])
}

/** The tables as the county prints them: tables 1 and 4 with income beside spending. */
function paperOf(department: Department, tables: readonly BudgetTable[]): Paper {
  const blocks: Block[] = [{ kind: 'text', text: `2023年${department.name}部门预算` }]
  for (const table of tables.filter(({ number, rows }) => number <= 11 && rows.length > 0)) {
    const isTwoSided = table.columns.some(({ key }) => key === 'side')
    const block: TableBlock = {
      kind: 'table',
      title: table.title,
      unit: '万元',
      office: department.name,
      ...(isTwoSided ? twoSides(table) : inRows(table)),
      note: table.note ?? '',
    }
    blocks.push(block)
  }
  return { layout: 'own', blocks }
}

type Printed = Pick<TableBlock, 'heading' | 'body'>
type Column = BudgetTable['columns'][number]

/** Headings in as many rows as they are nested; what stands under one heading is merged. */
function headingOf(columns: readonly Column[]): Cell[][] {
  const paths = columns.map((column) =>
    column.type === 'amount' ? [...column.under, column.label] : [column.label],
  )
  const depth = Math.max(...paths.map((path) => path.length))
  return Array.from({ length: depth }, (_, level) => {
    const cells: Cell[] = []
    let at = 0
    while (at < paths.length) {
      const path = paths[at] ?? []
      const isLeaf = path.length === level + 1
      let end = at + 1
      const isSame = (other: readonly string[] | undefined): boolean =>
        !isLeaf && path.slice(0, level + 1).every((word, index) => other?.[index] === word)
      while (path.length > level && end < paths.length && isSame(paths[end])) end += 1
      // a short heading reaches down to the last row
      if (path.length > level)
        cells.push(cell(path[level] ?? '', end - at, isLeaf ? depth - level : 1))
      at = end
    }
    return cells
  })
}

function inRows(table: BudgetTable): Printed {
  const json = toTableJson(table)
  const columns = json.columns.flatMap(
    ({ key }) => table.columns.find((column) => column.key === key) ?? [],
  )
  const body = json.rows.map((row) => cellsOf(row, columns))
  return { heading: headingOf(columns), body }
}

function twoSides(table: BudgetTable): Printed {
  const json = toTableJson(table)
  const amounts = table.columns.filter(({ type }) => type === 'amount')
  const item = table.columns.filter(({ key }) => key === 'item')
  const rowsOf = (side: string): Readonly<Record<string, string | null>>[] =>
    json.rows.filter((row) => row.side === side)
  const [left, right] = [rowsOf('income'), rowsOf('expenditure')]
  const leftColumns = [...item, ...amounts.slice(0, 1)]
  const rightColumns = [...item, ...amounts]
  const size = Math.max(left.length, right.length)
  const sides = Array.from({ length: size }, (_, at) => [left[at], right[at]] as const)
  // the grand totals close the table together
  const [closing] = [left.at(-1)]
  const body = sides.map(([a, b], at) => {
    const isLast = at === size - 1
    const mine = isLast ? closing : a === closing ? undefined : a
    return [...cellsOf(mine ?? {}, leftColumns), ...cellsOf(b ?? {}, rightColumns)]
  })
  return {
    heading: [
      [cell('收入', leftColumns.length), cell('支出', rightColumns.length)],
      [...leftColumns, ...rightColumns].map((column) => cell(column.label)),
    ],
    body,
  }
}

function cellsOf(row: Readonly<Record<string, string | null>>, columns: readonly Column[]): Cell[] {
  return columns.map(({ key, type }) =>
    type === 'amount' ? money(row[key] ?? '') : cell(row[key] ?? ''),
  )
}
