import { AppError } from '../../kernel/app-error.ts'
import { printWan, printYuan } from '../../kernel/money.ts'
import {
  approveVersion,
  type BudgetRef,
  budgetErrors,
  composeTables,
  type Figure,
  findEdition,
  findFigure,
  findSequence,
  findTable,
  indexMissingEditions,
  type LedgerRef,
  listBudgets,
  listVersions,
  loadBudget,
  nameOfVersion,
  publishVersion,
  readBudgetFolder,
  TABLES,
  toFigureJson,
  toTableCsv,
  toTableJson,
  toTableMarkdown,
  withdrawEdition,
} from '../../modules/budget/index.ts'
import { loadCatalogue } from '../../modules/classification/index.ts'
import { type CountyDb, inCounty, readCounty } from '../../platform/db/index.ts'
import { recordReading, type System } from '../open-system.ts'
import { type Arguments, EXIT, readArguments, WrongUse } from './arguments.ts'
import { countyOf, departmentOf, printFindings, withSystem, yearOf } from './terminal.ts'

const BUDGET = ['county', 'year', 'department', 'version'] as const

export async function budgetCommand([command, ...args]: string[]): Promise<number> {
  switch (command) {
    case 'tables':
      return await tables(args)
    case 'figure':
      return await figure(args)
    case 'list':
      return await list(args)
    case 'load':
      return await load(args)
    case 'index':
      return await index(args)
    case 'withdraw':
      return await withdraw(args)
    case 'approve':
    case 'publish':
      return await act(command, args)
    default:
      throw new WrongUse(
        '应是 yimen budget tables、figure、list、load、withdraw、approve、publish 或 index。',
      )
  }
}

async function tables(args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: [...BUDGET, 'table', 'format'] })
  const budget = budgetOf(values)
  const version = versionOf(values)
  const format = formatOf(values, ['json', 'csv', 'md'])
  const asked = values.table === undefined ? TABLES : [tableOf(values)]
  const composed = await withSystem((system) =>
    readCounty(system.app, budget.county, async (tx) =>
      composeTables(tx, await resolve(tx, budget, version), asked),
    ),
  )
  if (format === 'json') {
    const json = composed.map(toTableJson)
    console.log(JSON.stringify(values.table === undefined ? json : json[0], null, 2))
  } else if (format === 'md') {
    console.log(composed.map(toTableMarkdown).join('\n'))
  } else {
    // several tables in one stream: each under a line with its title
    const titled = composed.map(
      (table) => `表${table.number} ${table.title}（万元）\n${toTableCsv(table)}`,
    )
    process.stdout.write(
      values.table === undefined ? titled.join('\n') : composed.map(toTableCsv).join(''),
    )
  }
  return EXIT.done
}

async function figure(args: string[]): Promise<number> {
  const { values } = readArguments(args, {
    values: [...BUDGET, 'table', 'row', 'column', 'format', 'after'],
  })
  const budget = budgetOf(values)
  const version = versionOf(values)
  const format = formatOf(values, ['json', 'md'])
  const address = {
    table: tableOf(values).number,
    rowKey: values.row ?? '',
    columnKey: values.column ?? '',
  }
  const found = await withSystem((system) =>
    readCounty(system.app, budget.county, async (tx) =>
      findFigure(tx, await resolve(tx, budget, version), address, values.after),
    ),
  )
  if (!found) {
    throw new AppError(
      budgetErrors.noSuchFigure,
      `表 ${address.table} 的 ${address.rowKey} 行 ${address.columnKey} 列没有金额。`,
    )
  }
  console.log(
    format === 'json' ? JSON.stringify(toFigureJson(found), null, 2) : figureMarkdown(found),
  )
  return EXIT.done
}

function figureMarkdown(found: Figure): string {
  const lines = found.lines.map(
    (line) =>
      `| ${nameOfVersion(line.sequence)}.${line.number} | ${line.projectName ?? line.deptEconomicName ?? line.kindLabel} | ${line.function ?? ''} | ${line.deptEconomic ?? ''} | ${line.originYear} | ${printYuan(line.fen)} |`,
  )
  return [
    `${found.rowLabel} · ${found.columnLabel}：${printWan(found.fen)} 万元（${printYuan(found.fen)} 元），${found.lineCount} 行`,
    '',
    '| 账目行 | 用途 | 功能科目 | 部门经济科目 | 资金年度 | 金额（元） |',
    '| --- | --- | --- | --- | --- | ---: |',
    ...lines,
    ...found.terms.map((term) => `${term.sign} ${term.label} ${printYuan(term.fen)} 元`),
    ...(found.next ? [`还有更多：--after ${found.next}`] : []),
  ].join('\n')
}

async function list(args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: ['county', 'after'] })
  const county = countyOf(values)
  const page = await withSystem((system) =>
    readCounty(system.app, county, (tx) => listBudgets(tx, county, values.after)),
  )
  for (const { year, department, departmentName, edition } of page.budgets) {
    console.log(`${year}\t${department}\t${departmentName}\t第 ${edition} 版`)
  }
  if (page.budgets.length === 0) console.error('还没有公开的预算。')
  if (page.next) console.error(`还有更多：--after ${page.next}`)
  return EXIT.done
}

async function load(args: string[]): Promise<number> {
  const { positionals, flags } = readArguments(args, {
    flags: ['replace'],
    positionals: ['文件夹'],
  })
  const dir = positionals[0] ?? ''
  const folder = await readBudgetFolder(dir)
  return await withSystem(async (system) => {
    const result = await loadBudget(system.app, folder, {
      catalogue: await loadCatalogue(system.app),
      now: Temporal.Now.instant(),
      replaceDraft: flags.has('replace'),
    })
    printFindings(result.findings)
    if (result.outcome === 'refused' || !result.ref) {
      console.error('没有装载，什么都没有改。请按上面的提示改好再装。')
      return EXIT.findings
    }
    const { department, year, sequence } = result.ref
    const what = `${year} 年 ${department} 的 ${nameOfVersion(sequence)}`
    console.log(
      result.outcome === 'loaded'
        ? `已装载 ${what}，${result.lineCount} 行账目。`
        : `${what} 早已装载，内容相同，没有改动。`,
    )
    return await recordBeside(system, dir, result.ref)
  })
}

/** The reading in `document/`, which has to wait until the budget is published. */
async function recordBeside(system: System, dir: string, ref: LedgerRef): Promise<number> {
  try {
    const reading = await recordReading(system.app, dir, ref)
    if (!reading) return EXIT.done
    printFindings(reading.findings)
    if (reading.outcome === 'refused') {
      console.error('document 里的原文对照没有录入，请改好再执行一次。')
      return EXIT.findings
    }
    console.log(
      reading.outcome === 'recorded'
        ? '已录入 document 里的原文对照。'
        : 'document 里的原文对照早已录入，没有改动。',
    )
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== budgetErrors.notPublished.code) throw error
    console.log('document 里的原文对照要等公布以后再录入：公布后请再执行一次 load。')
  }
  return EXIT.done
}

async function act(command: 'approve' | 'publish', args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: [...BUDGET, 'on', 'document'] })
  const budget = budgetOf(values)
  const sequence = versionOf(values)
  if (sequence === undefined) throw new WrongUse('请写明 --version，例如 initial。')
  const dated = { on: dayOf(values.on), document: values.document ?? null }
  const now = Temporal.Now.instant()
  await withSystem((system) =>
    inCounty(system.app, budget.county, async (tx) => {
      const ref = { ...budget, sequence }
      await (command === 'approve' ? approveVersion : publishVersion)(tx, ref, dated, now)
    }),
  )
  console.log(command === 'approve' ? '已批复定版。' : '已公布。')
  return EXIT.done
}

async function index(args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: ['county'] })
  const county = countyOf(values)
  const count = await withSystem((system) => indexMissingEditions(system.app, county))
  console.log(count === 0 ? '公开的版次都能搜到，没有改动。' : `已为 ${count} 个公开版次编好搜索。`)
  return EXIT.done
}

async function withdraw(args: string[]): Promise<number> {
  const { values } = readArguments(args, {
    values: ['county', 'year', 'department', 'edition', 'reason', 'on'],
  })
  const budget = budgetOf(values)
  const edition = /^[1-9]\d{0,4}$/.test(values.edition ?? '') ? Number(values.edition) : undefined
  if (edition === undefined) throw new WrongUse('--edition 应是公开的版次，例如 1。')
  const reason = values.reason?.trim() ?? ''
  if (reason === '' || reason.length > 200) {
    throw new WrongUse('请用 --reason 写明撤回的理由，不超过 200 字，公众看得到。')
  }
  const now = Temporal.Now.instant()
  const on = dayOf(values.on) ?? now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
  await withSystem((system) =>
    inCounty(system.app, budget.county, (tx) =>
      withdrawEdition(tx, budget, edition, { on, reason }, now),
    ),
  )
  console.log(`已撤回第 ${edition} 版；它的地址从此说明撤回的日期和理由。`)
  return EXIT.done
}

function budgetOf(values: Arguments['values']): BudgetRef {
  return { county: countyOf(values), year: yearOf(values), department: departmentOf(values) }
}

function versionOf(values: Arguments['values']): number | undefined {
  if (values.version === undefined) return undefined
  const sequence = findSequence(values.version)
  if (sequence === undefined)
    throw new WrongUse('--version 应是 initial 或 adjustment-1 这样的版本名。')
  return sequence
}

function tableOf(values: Arguments['values']): (typeof TABLES)[number] {
  const table = /^\d{1,2}$/.test(values.table ?? '') ? findTable(Number(values.table)) : undefined
  if (!table)
    throw new WrongUse(`--table 应是 1 到 13${values.table ? `，没有表 ${values.table}` : ''}。`)
  return table
}

function formatOf<Format extends string>(
  values: Arguments['values'],
  formats: readonly Format[],
): Format {
  const format = formats.find((known) => known === (values.format ?? formats[0]))
  if (!format) throw new WrongUse(`--format 应是 ${formats.join('、')} 之一。`)
  return format
}

function dayOf(text: string | undefined): Temporal.PlainDate | null {
  if (text === undefined) return null
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    throw new WrongUse('--on 应是 2023-02-28 这样的日期。')
  }
}

/** The version asked for; without one the public edition, failing that the latest version. */
async function resolve(tx: CountyDb, budget: BudgetRef, asked?: number): Promise<LedgerRef> {
  const versions = await listVersions(tx, budget)
  const sequence = asked ?? (await findEdition(tx, budget))?.sequence ?? versions.at(-1)?.sequence
  if (sequence === undefined || !versions.some((version) => version.sequence === sequence)) {
    const known = versions.map((version) => nameOfVersion(version.sequence)).join('、')
    throw new AppError(
      budgetErrors.notFound,
      known
        ? `${budget.year} 年 ${budget.department} 只有 ${known}。`
        : `${budget.county} 没有 ${budget.department} 部门 ${budget.year} 年的预算。可用 yimen budget list 查看。`,
    )
  }
  return { ...budget, sequence }
}
