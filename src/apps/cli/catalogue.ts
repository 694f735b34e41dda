import { fileURLToPath } from 'node:url'
import {
  describePlan,
  importCatalogue,
  LIST_NAMES,
  type LookUp,
  lookUp,
  openCatalogueFiles,
  planCatalogueImport,
  readCatalogueFolder,
} from '../../modules/classification/index.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { withSystem } from './terminal.ts'

const SHIPPED = fileURLToPath(new URL('../../../data/classification/2023', import.meta.url))

export async function catalogueCommand([command, ...args]: string[]): Promise<number> {
  if (command === 'import') return await importFolder(args)
  if (command === 'show') return await show(args)
  throw new WrongUse('应是 yimen catalogue import 文件夹，或 yimen catalogue show 代码。')
}

async function importFolder(args: string[]): Promise<number> {
  const { positionals, flags } = readArguments(args, { flags: ['take'], positionals: ['文件夹'] })
  const files = await readCatalogueFolder(positionals[0] ?? '')
  return await withSystem(async (system) => {
    const take = flags.has('take')
    const plan = take
      ? await importCatalogue(system.owner(), files)
      : await planCatalogueImport(system.owner(), files)
    for (const line of describePlan(plan)) console.log(line)
    console.log(take ? '已装入。' : '以上还没有装入。核对无误后加 --take。')
    return EXIT.done
  })
}

/** What a code meant on a day, from the files that come with the program: no database is started. */
async function show(args: string[]): Promise<number> {
  const { positionals, values } = readArguments(args, {
    values: ['day', 'dir'],
    positionals: ['代码'],
  })
  const code = positionals[0] ?? ''
  const day = readDay(values.day)
  const catalogue = await openCatalogueFiles(values.dir ?? SHIPPED)
  const answers = LIST_NAMES.map((list) => ({ list, answer: lookUp(catalogue, list, code, day) }))
  // beyond the known day a list answers so for every code, also for one that it never had
  const known = answers.filter(
    ({ list, answer }) =>
      answer.state !== 'unknown' &&
      (answer.state !== 'beyond_known' || catalogue.entries[list].has(code)),
  )
  for (const { list, answer } of known) console.log(`${LISTS[list]}\t${code}\t${describe(answer)}`)
  if (known.length === 0) console.log(`${day} 各目录里都没有 ${code}。`)
  return known.length === 0 ? EXIT.findings : EXIT.done
}

const LISTS: Readonly<Record<(typeof LIST_NAMES)[number], string>> = {
  functional: '支出功能分类',
  department_economic: '部门预算支出经济分类',
  government_economic: '政府预算支出经济分类',
  income: '收入来源',
}

function describe(answer: LookUp): string {
  switch (answer.state) {
    case 'in_force':
      return answer.entry.name
    case 'ended':
      return `${answer.entry.name}（${answer.endedOn} 起停用）`
    case 'not_yet':
      return `${answer.entry.name}（${answer.beginsOn} 起启用）`
    case 'unknown':
      return '没有这个代码'
    case 'beyond_known':
      return `目录只完整到 ${answer.knownThrough ?? '（没有装入）'}，这一天不知道`
  }
}

function readDay(text: string | undefined): Temporal.PlainDate {
  try {
    return text === undefined
      ? Temporal.Now.plainDateISO('Asia/Shanghai')
      : Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    throw new WrongUse('--day 应是 2023-01-01 这样的日期。')
  }
}
