import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import type { County } from '../../src/kernel/county.ts'
import {
  composeTables,
  findFigure,
  type LedgerRef,
  loadBudget,
} from '../../src/modules/budget/index.ts'
import { type Catalogue, loadCatalogue } from '../../src/modules/classification/index.ts'
import { type CountyDb, type Db, inCounty, readCounty } from '../../src/platform/db/index.ts'
import { type GeneratedBudget, generateBudget } from './generate-budget.ts'
import { type Bench, inTurn, printRatio } from './workbench.ts'

export interface Province {
  readonly counties: number
  readonly departments: number
  readonly lines: number
  readonly seed: number
}

const FIRST_COUNTY = 990_001
const YEAR = 2023

/**
 * One department's tables alone and inside a province, against a bare GROUP BY; what row-level
 * security costs; loading against the same rows inserted by one statement, and against COPY.
 */
export async function benchLedger(bench: Bench, province: Province): Promise<void> {
  const catalogue = await loadCatalogue(bench.app)
  const own = departmentAt(0, province)
  await load(bench.app, own.budget, catalogue)
  const works = readingWorks(bench, own.ref)
  // as afterwards: known to the planner, and Node's code compiled
  await sql`vacuum analyze`.execute(bench.admin)
  await inTurn(60, works)
  const alone = await inTurn(60, works)
  await fill(bench, province, catalogue)
  const inside = await inTurn(60, works)

  const { counties, departments, lines } = province
  console.log(
    `\nledger: a department of ${own.budget.lines} lines; ${counties} counties, ${departments} departments, ${lines} lines (seed ${province.seed})`,
  )
  printRatio('thirteen tables inside the province, to alone', inside.all, alone.all, 'ms')
  printRatio('a figure with its lines inside, to alone', inside.figure, alone.figure, 'ms')
  printRatio('a bare GROUP BY inside, to alone', inside.bare, alone.bare, 'ms')
  printRatio('thirteen tables inside, to a bare GROUP BY', inside.all, inside.bare, 'ms')
  printRatio('thirteen tables under row security, to without', inside.all, inside.unbound, 'ms')
  printRatio(
    'a bare GROUP BY under row security, to without',
    inside.bare,
    inside.bareUnbound,
    'ms',
  )
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`
  console.log(
    `memory of this process until here: ${megabytes(process.resourceUsage().maxRSS * 1024)} at most; lines on disk: ${megabytes(await sizeOfLines(bench.admin))} with indexes`,
  )
  await benchLoading(bench, catalogue, province.seed)
}

interface Department {
  readonly ref: LedgerRef
  readonly budget: GeneratedBudget
}

/** Departments go round the counties, so that each county's rows lie scattered. */
function departmentAt(at: number, province: Province): Department {
  const county = (FIRST_COUNTY + (at % province.counties)) as County
  const department = String(100 + Math.floor(at / province.counties))
  const share = (upTo: number): number => Math.floor((upTo * province.lines) / province.departments)
  const lines = share(at + 1) - share(at)
  const budget = generateBudget({
    county,
    department,
    year: YEAR,
    lines,
    seed: province.seed + at,
  })
  return { ref: { county, department, year: YEAR, sequence: 0 }, budget }
}

async function fill(bench: Bench, province: Province, catalogue: Catalogue): Promise<void> {
  let next = 1
  let lines = 0
  const started = performance.now()
  const work = async (): Promise<void> => {
    while (next < province.departments) {
      const { budget } = departmentAt(next++, province)
      await load(bench.app, budget, catalogue)
      lines += budget.lines
    }
  }
  // as many as the processors of a small server
  await Promise.all([work(), work()])
  const seconds = (performance.now() - started) / 1000
  console.log(
    `\nfilled: ${next} departments, ${Math.round(lines / seconds)} lines/s with generating, in ${Math.round(seconds)} s`,
  )
  await sql`vacuum analyze`.execute(bench.admin)
}

async function load(app: Db, budget: GeneratedBudget, catalogue: Catalogue): Promise<void> {
  const now = Temporal.Now.instant()
  const result = await loadBudget(app, budget.folder, { catalogue, now })
  if (result.outcome !== 'loaded') throw new Error(JSON.stringify(result.findings))
}

function readingWorks(
  { reader, admin }: Bench,
  ref: LedgerRef,
): Record<'all' | 'figure' | 'bare' | 'unbound' | 'bareUnbound', () => Promise<unknown>> {
  const bare = (tx: CountyDb): Promise<unknown> =>
    sql`select function, kind, sum(fen)::bigint from budget.line
      where county = ${ref.county} and department = ${ref.department} and year = ${ref.year}
      group by function, kind`.execute(tx)
  const address = { table: 3, rowKey: 'total', columnKey: 'total' }
  return {
    all: () => readCounty(reader, ref.county, (tx) => composeTables(tx, ref)),
    figure: () => readCounty(reader, ref.county, (tx) => findFigure(tx, ref, address)),
    bare: () => readCounty(reader, ref.county, bare),
    unbound: () => readCounty(admin, ref.county, (tx) => composeTables(tx, ref)),
    bareUnbound: () => readCounty(admin, ref.county, bare),
  }
}

const LOADED_LINES = 20_000
const LOAD_ROUNDS = 5

/** The same department again and again under new codes, each way in turn. */
async function benchLoading(bench: Bench, catalogue: Catalogue, seed: number): Promise<void> {
  const county = 990_999 as County
  const folder = await mkdtemp(join(tmpdir(), 'yimen-copy-'))
  let code = 100
  const next = (): Department => {
    const department = String(code++)
    const budget = generateBudget({ county, department, year: YEAR, lines: LOADED_LINES, seed })
    return { ref: { county, department, year: YEAR, sequence: 0 }, budget }
  }
  const source = next()
  await load(bench.app, source.budget, catalogue)
  let prepared: Department[] = []
  const prepare = (): Department => prepared.pop() ?? next()
  try {
    // made before the clock runs: one for each turn of each way, three turns to warm up
    prepared = Array.from({ length: 3 * (LOAD_ROUNDS + 3) }, next)
    const times = await inTurn(LOAD_ROUNDS, {
      load: async () => load(bench.app, prepare().budget, catalogue),
      insert: async () => insertSelect(bench.app, source.ref, prepare().ref),
      copy: async () => parseAndCopy(bench.admin, folder, source.ref, prepare()),
    })
    console.log(`\nloading ${LOADED_LINES} lines, approved and published, each in one transaction`)
    const rate = (milliseconds: number): number => (LOADED_LINES / milliseconds) * 1000
    printRatio('load, to the same INSERT … SELECT', rate(times.load), rate(times.insert), 'lines/s')
    printRatio('load, to parsing + COPY', rate(times.load), rate(times.copy), 'lines/s')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** All that a load writes, but read from another department's rows; the chain is left out. */
async function insertSelect(app: Db, from: LedgerRef, to: LedgerRef): Promise<void> {
  await inCounty(app, to.county, async (tx) => {
    await insertParents(tx, from, to)
    await sql`insert into budget.line
      select county, ${to.department}, year, sequence, number, false, false, phase, ${unitOf(to)}, kind, project,
        function, dept_economic, gov_economic, fund, origin_year, fen
      from budget.line where ${rowsOf(from)}`.execute(tx)
    await settle(tx, from, to)
  })
}

/** The CSV read field by field, and the lines by the fastest way that PostgreSQL has. */
async function parseAndCopy(
  admin: Db,
  folder: string,
  from: LedgerRef,
  to: Department,
): Promise<void> {
  const text = to.budget.folder.texts.get('lines.csv') ?? ''
  const { county, department, year, sequence } = to.ref
  const kinds: Readonly<Record<string, string>> = {
    人员经费: 'personnel',
    公用经费: 'public',
    特定目标类: 'specific_target',
  }
  const rows = text.split('\n').slice(1, -1)
  const copied = rows.map((row, at) => {
    const [unit, kind = '', project, code, dept, gov, fund, origin, yuan = ''] = row.split(',')
    const fen = Math.round(Number(yuan) * 100)
    return [
      county,
      department,
      year,
      sequence,
      at + 1,
      'f',
      'f',
      'planned',
      unit,
      kinds[kind],
      project || '\\N',
      code,
      dept,
      gov,
      fund,
      origin,
      fen,
    ].join('\t')
  })
  const file = join(folder, `${department}.tsv`)
  await writeFile(file, `${copied.join('\n')}\n`, { mode: 0o644 })
  await inCounty(admin, county, async (tx) => {
    await insertParents(tx, from, to.ref)
    await sql`copy budget.line from ${sql.lit(file)}`.execute(tx)
    await settle(tx, from, to.ref)
  })
  await rm(file)
}

async function insertParents(tx: CountyDb, from: LedgerRef, to: LedgerRef): Promise<void> {
  await sql`insert into organisation.unit values (${to.county}, ${to.department}, null),
    (${to.county}, ${unitOf(to)}, ${to.department})`.execute(tx)
  await sql`insert into budget.version
    select county, ${to.department}, year, sequence, false, false, expected_fen, reason, paper, source,
      content_hash, loaded_at
    from budget.version where ${rowsOf(from)}`.execute(tx)
  await sql`insert into budget.unit
    select county, ${to.department}, year, sequence, replace(code, ${from.department}, ${to.department}),
      false, false, replace(parent, ${from.department}, ${to.department}), name, nature
    from budget.unit where ${rowsOf(from)}`.execute(tx)
  await sql`insert into budget.project
    select county, ${to.department}, year, sequence, code, false, false, ${unitOf(to)}, kind, name
    from budget.project where ${rowsOf(from)}`.execute(tx)
}

async function settle(tx: CountyDb, from: LedgerRef, to: LedgerRef): Promise<void> {
  await changeState(tx, to, 'frozen', ['unit', 'project', 'line'])
  await sql`insert into budget.approval values (${to.county}, ${to.department}, ${to.year}, 0, true, false,
    null, null, '2023-03-01T00:00:00Z')`.execute(tx)
  await changeState(tx, to, 'published', ['unit', 'project', 'line', 'approval'])
  await sql`insert into budget.edition values (${to.county}, ${to.department}, ${to.year}, 1, 0, true, true,
    null, null, '2023-03-01T00:00:00Z')`.execute(tx)
  await sql`insert into budget.search_entry
    select county, ${to.department}, year, sequence, number, true, true, edition, kind, address, label,
      detail, amount, words
    from budget.search_entry where ${rowsOf(from)}`.execute(tx)
}

/** All rows by one statement, as a load does it. */
async function changeState(
  tx: CountyDb,
  to: LedgerRef,
  state: string,
  tables: readonly string[],
): Promise<void> {
  const following = tables.map(
    (table) => sql`${sql.ref(`moved_${table}`)} as (
      update ${sql.table(`budget.${table}`)} set ${sql.ref(state)} = true where ${rowsOf(to)})`,
  )
  await sql`with ${sql.join(following)}
    update budget.version set ${sql.ref(state)} = true where ${rowsOf(to)}`.execute(tx)
}

function rowsOf(ref: LedgerRef): RawBuilder<boolean> {
  return sql<boolean>`county = ${ref.county} and department = ${ref.department}
    and year = ${ref.year} and sequence = ${ref.sequence}`
}

function unitOf(ref: LedgerRef): string {
  return `${ref.department}001`
}

async function sizeOfLines(admin: Db): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select pg_total_relation_size('budget.line') as size`.execute(admin)
  return rows[0]?.size ?? 0
}
