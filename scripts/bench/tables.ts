import { sql } from 'kysely'
import { findCounty } from '../../src/kernel/county.ts'
import { composeTables, findTable, loadBudget } from '../../src/modules/budget/index.ts'
import { loadCatalogue } from '../../src/modules/classification/index.ts'
import { readCounty } from '../../src/platform/db/index.ts'
import { type Bench, inTurn, printRatio } from './workbench.ts'

const OTHERS = 300
const LINES = 30

/** The thirteen tables of one department, alone and beside 300 others, against a bare GROUP BY. */
export async function benchTables({ app, reader }: Bench): Promise<void> {
  const county = findCounty('410324')
  if (!county) throw new Error('not a county')
  const ref = { county, department: '130', year: 2023, sequence: 0 }
  const table3 = findTable(3)
  if (!table3) throw new Error('no table 3')
  const works = {
    all: () => readCounty(reader, county, (tx) => composeTables(tx, ref)),
    one: () => readCounty(reader, county, (tx) => composeTables(tx, ref, [table3])),
    bare: () =>
      readCounty(reader, county, (tx) =>
        sql`select function, kind, sum(fen)::bigint from budget.line
          where county = ${county} and department = '130' and year = 2023 group by function, kind`.execute(
          tx,
        ),
      ),
  }
  const alone = await inTurn(60, works)
  await loadOthers(app)
  const beside = await inTurn(60, works)
  console.log(
    `\ntables (the department of 2023, 29 lines; beside ${OTHERS} departments of ${LINES} lines)`,
  )
  printRatio('thirteen tables, alone, to a bare GROUP BY', alone.all, alone.bare, 'ms')
  printRatio('one table, alone, to a bare GROUP BY', alone.one, alone.bare, 'ms')
  printRatio('thirteen tables beside the others, to alone', beside.all, alone.all, 'ms')
}

async function loadOthers(app: Bench['app']): Promise<void> {
  const catalogue = await loadCatalogue(app)
  for (let at = 0; at < OTHERS; at++) {
    const department = String(200 + at)
    const heading =
      'unit,kind,project,function,dept_economic,gov_economic,fund,origin_year,amount_yuan'
    const lines = Array.from(
      { length: LINES },
      (_, line) =>
        `${department}001,公用经费,,2010301,${['30201', '30202', '30207'][line % 3]},50502,010101,2023,${line + 1}.00`,
    )
    const total = (LINES * (LINES + 1)) / 2
    const texts = new Map([
      [
        'budget.json',
        JSON.stringify({
          county: 410324,
          county_name: '栾川县',
          department,
          year: 2023,
          version: 'initial',
          total_yuan: `${total}.00`,
          approved: { on: null, document: null },
          published: { on: null, document: null },
          source: 'bench',
        }),
      ],
      [
        'units.csv',
        `code,parent,name,nature\n${department},,部门${at},\n${department}001,${department},单位${at},事业单位\n`,
      ],
      ['lines.csv', `${heading}\n${lines.join('\n')}\n`],
    ])
    const result = await loadBudget(
      app,
      { texts, contentHash: `bench ${at}` },
      { catalogue, now: Temporal.Now.instant() },
    )
    if (result.outcome !== 'loaded') throw new Error(JSON.stringify(result.findings))
  }
}
