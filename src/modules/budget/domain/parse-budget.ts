import type { Finding } from '../../../kernel/finding.ts'
import type {
  BudgetDraft,
  DraftIndicator,
  DraftLine,
  DraftLink,
  DraftProject,
  DraftUnit,
} from './budget-draft.ts'
import {
  type Cells,
  column,
  FolderReader,
  mayBeBlank,
  PROJECT_CODE,
  UNIT_CODE,
} from './folder-reader.ts'
import { FUNDS, LINE_KINDS, type LineKind, NATURES } from './labels.ts'
import { parseManifest } from './parse-manifest.ts'

/**
 * Reads the plain files of a department's folder into a draft. `docs/budget-folder.md` describes
 * them for people. Nothing is guessed: what cannot be read is a finding of severity error, and the
 * draft is null then.
 */
export function parseBudget(texts: ReadonlyMap<string, string>): {
  draft: BudgetDraft | null
  findings: Finding[]
} {
  const { manifest, findings } = parseManifest(texts.get('budget.json') ?? '')
  const reader = new FolderReader(KNOWN_FILES, texts, findings)
  const sheets = {
    units: reader.read('units.csv', UNIT_COLUMNS, readUnit),
    projects: reader.read('projects.csv', PROJECT_COLUMNS, readProject, 'optional'),
    lines: reader.read('lines.csv', LINE_COLUMNS, readLine),
    duties: reader.read('duties.csv', DUTY_COLUMNS, readDuty, 'optional'),
    tasks: reader.read('tasks.csv', TASK_COLUMNS, readTask, 'optional'),
    aims: reader.read('aims.csv', AIM_COLUMNS, readAim, 'optional'),
    indicators: reader.read('indicators.csv', INDICATOR_COLUMNS, readIndicator, 'optional'),
    links: reader.read('links.csv', LINK_COLUMNS, readLink, 'optional'),
    priorFigures: reader.read('prior-figures.csv', PRIOR_COLUMNS, readPrior, 'optional'),
  }
  for (const file of texts.keys()) reader.refuseUnknown(file)
  const failed = !manifest || findings.some(({ severity }) => severity === 'error')
  return { draft: failed ? null : { ...manifest, ...sheets }, findings }
}

const UNIT_COLUMNS = [
  column('code', '单位代码'),
  mayBeBlank('parent', '上级代码'),
  column('name', '单位名称'),
  mayBeBlank('nature', '单位性质'),
]
const PROJECT_COLUMNS = [
  column('code', '项目代码'),
  column('name', '项目名称'),
  column('unit', '单位代码'),
  column('kind', '支出类型'),
]
const LINE_COLUMNS = [
  column('unit', '单位代码'),
  column('kind', '支出类型'),
  mayBeBlank('project', '项目代码'),
  mayBeBlank('function', '功能科目'),
  mayBeBlank('dept_economic', '部门经济科目'),
  mayBeBlank('gov_economic', '政府经济科目'),
  column('fund', '资金性质'),
  column('origin_year', '资金年度'),
  column('amount_yuan', '金额（元）'),
]
const DUTY_COLUMNS = [column('number', '序号'), column('text', '职责'), mayBeBlank('place', '出处')]
const TASK_COLUMNS = [
  column('number', '序号'),
  column('name', '任务名称'),
  column('content', '主要内容'),
]
const AIM_COLUMNS = [
  column('number', '序号'),
  mayBeBlank('project', '项目代码'),
  column('text', '目标'),
]
const INDICATOR_COLUMNS = [
  column('number', '序号'),
  mayBeBlank('project', '项目代码'),
  column('level1', '一级指标'),
  mayBeBlank('level2', '二级指标'),
  column('level3', '三级指标'),
  mayBeBlank('operator', '符号'),
  mayBeBlank('target', '指标值'),
  mayBeBlank('unit', '单位'),
  mayBeBlank('note', '指标值说明'),
]
const LINK_COLUMNS = [
  column('from', '从'),
  column('to', '到'),
  column('inferred', '是否推定'),
  column('basis', '依据'),
]
const PRIOR_COLUMNS = [
  column('year', '年度'),
  column('measure', '口径'),
  column('amount_yuan', '金额（元）'),
  column('basis', '依据'),
]

const KNOWN_FILES = [
  'budget.json',
  'units.csv',
  'projects.csv',
  'lines.csv',
  'duties.csv',
  'tasks.csv',
  'aims.csv',
  'indicators.csv',
  'links.csv',
  'prior-figures.csv',
]

const PROJECT_FORM = '21 位项目代码（区划 6 位、年份 2 位、后 13 位）'
const PROJECT_KINDS = {
  other_running: LINE_KINDS.other_running,
  specific_target: LINE_KINDS.specific_target,
}

function readUnit(cells: Cells): DraftUnit {
  const parent = cells.code('parent', UNIT_CODE, '上级部门的代码，部门本身空着')
  if (parent !== null && cells.text('nature') === '') {
    cells.say('nature', 'blank_cell', '单位必须写明性质：行政单位、参公单位或事业单位。')
  }
  return {
    row: cells.row,
    code: cells.code('code', UNIT_CODE, '3 到 12 位数字或大写字母') ?? '',
    parent,
    name: cells.text('name'),
    nature: cells.text('nature') === '' ? null : cells.oneOf('nature', NATURES),
  }
}

function readProject(cells: Cells): DraftProject {
  return {
    row: cells.row,
    code: cells.code('code', PROJECT_CODE, PROJECT_FORM) ?? '',
    name: cells.text('name'),
    unit: cells.code('unit', UNIT_CODE, '单位代码') ?? '',
    kind: cells.oneOf('kind', PROJECT_KINDS),
  }
}

const CODE_COLUMNS = [
  ['function', 'function'],
  ['deptEconomic', 'dept_economic'],
  ['govEconomic', 'gov_economic'],
] as const

function readLine(cells: Cells): DraftLine {
  const kind: LineKind = cells.oneOf('kind', LINE_KINDS)
  const codes = {
    function: cells.code('function', /^\d{3}(\d{2}){0,2}$/, '功能科目代码，例如 2010301'),
    deptEconomic: cells.code('dept_economic', /^\d{5}$/, '五位部门经济科目代码，例如 30201'),
    govEconomic: cells.code('gov_economic', /^\d{5}$/, '五位政府经济科目代码，例如 50502'),
  }
  for (const [key, column] of CODE_COLUMNS) {
    if (kind === 'year_end_carry' && codes[key] !== null) {
      cells.say(column, 'code_of_carry', '年终结转是打算不花的钱，没有科目，请空着。')
    }
    if (kind !== 'year_end_carry' && codes[key] === null) {
      cells.say(column, 'blank_cell', '支出必须有科目，不能空着。')
    }
  }
  const project = cells.code('project', PROJECT_CODE, PROJECT_FORM)
  const isProject = kind === 'other_running' || kind === 'specific_target'
  if (isProject && project === null) cells.say('project', 'blank_cell', '项目支出必须写项目代码。')
  if (!isProject && project !== null) {
    cells.say(
      'project',
      'project_of_basic',
      `${LINE_KINDS[kind]}不属于项目，请空着，或改支出类型。`,
    )
  }
  return {
    row: cells.row,
    unit: cells.code('unit', UNIT_CODE, '单位代码') ?? '',
    kind,
    project,
    ...codes,
    fund: cells.oneOf('fund', FUNDS),
    originYear: cells.integer('origin_year', 1950, 2200, '四位年份'),
    fen: cells.yuan('amount_yuan'),
  }
}

function readDuty(cells: Cells): BudgetDraft['duties'][number] {
  return { number: numberOf(cells), text: cells.text('text'), place: cells.optional('place') }
}

function readTask(cells: Cells): BudgetDraft['tasks'][number] {
  return { number: numberOf(cells), name: cells.text('name'), content: cells.text('content') }
}

function readAim(cells: Cells): BudgetDraft['aims'][number] {
  const project = cells.code('project', PROJECT_CODE, PROJECT_FORM)
  return { number: numberOf(cells), project, text: cells.text('text') }
}

function readIndicator(cells: Cells): DraftIndicator {
  const target = cells.optional('target')
  const operator = cells.code('operator', /^[≥≤=><]$/, '≥、≤、=、> 或 <，定性目标空着')
  const unit = cells.optional('unit')
  if (target === null && (operator !== null || unit !== null)) {
    cells.say(
      'target',
      'target_without_value',
      '没有指标值，却有符号或单位。没写目标就三格都空着。',
    )
  }
  return {
    row: cells.row,
    number: numberOf(cells),
    project: cells.code('project', PROJECT_CODE, PROJECT_FORM),
    level1: cells.text('level1'),
    level2: cells.optional('level2'),
    level3: cells.text('level3'),
    operator,
    target,
    unit,
    note: cells.optional('note'),
  }
}

function readLink(cells: Cells): DraftLink {
  const from = /^(duty|task|aim):([0-9]{1,9})$/.exec(cells.text('from'))
  const to = /^(task):([0-9]{1,9})$|^(project):([0-9A-Z]{21})$/.exec(cells.text('to'))
  if (!from) cells.say('from', 'bad_link', '应写成 duty:1、task:1 或 aim:1。')
  if (!to) cells.say('to', 'bad_link', '应写成 task:1 或 project:加项目代码。')
  return {
    row: cells.row,
    fromKind: (from?.[1] ?? 'duty') as DraftLink['fromKind'],
    fromKey: from?.[2] ?? '',
    toKind: (to?.[1] ?? to?.[3] ?? 'task') as DraftLink['toKind'],
    toKey: to?.[2] ?? to?.[4] ?? '',
    inferred: cells.oneOf('inferred', { yes: '是', no: '否' }) === 'yes',
    basis: cells.text('basis'),
  }
}

function readPrior(cells: Cells): BudgetDraft['priorFigures'][number] {
  return {
    priorYear: cells.integer('year', 1950, 2200, '四位年份'),
    measure: cells.code('measure', /^[a-z_]{1,40}$/, '小写字母的口径名，例如 total') ?? '',
    fen: cells.yuan('amount_yuan'),
    basis: cells.text('basis'),
  }
}

function numberOf(cells: Cells): number {
  return cells.integer('number', 1, 9999, '1 到 9999 的序号')
}
