import { type Finding, faultAt, type Place } from '../../../kernel/finding.ts'
import { addFen, fen, printYuan } from '../../../kernel/money.ts'
import { type Catalogue, checkCode, checkGovernmentClass } from '../../classification/index.ts'
import type { BudgetDraft, DraftLine, DraftProject, DraftUnit } from './budget-draft.ts'
import { LINE_KINDS } from './labels.ts'

/**
 * What a draft must fulfil to be loaded (errors) and what deserves a look (warnings, advice): the
 * parts name each other rightly, the lines add up to the stated total, codes are those of the year.
 */
export function checkDraft(draft: BudgetDraft, catalogue: Catalogue): Finding[] {
  return [
    ...checkUnits(draft),
    ...checkNumbers(draft),
    ...checkProjects(draft),
    ...checkLines(draft),
    ...checkReferences(draft),
    ...checkTotal(draft),
    ...checkCodes(draft, catalogue),
  ]
}

function checkUnits(draft: BudgetDraft): Finding[] {
  const at = (row: number, column: string): Place => ({ file: 'units.csv', row, column })
  const findings: Finding[] = []
  const own = draft.units.find((unit) => unit.code === draft.department)
  if (!own) {
    findings.push(
      error(
        'unknown_department',
        `budget.json 说的部门 ${draft.department} 不在 units.csv 里。`,
        { file: 'units.csv', row: null, column: 'code' },
        draft.department,
      ),
    )
  } else if (own.parent !== null) {
    findings.push(
      error(
        'department_has_parent',
        `部门 ${own.code} 不应再有上级，请空着。`,
        at(own.row, 'parent'),
        own.parent,
      ),
    )
  }
  for (const unit of draft.units) {
    if (unit.code !== draft.department && unit.parent !== draft.department) {
      findings.push(
        error(
          'foreign_unit',
          `单位 ${unit.code} 的上级应是本部门 ${draft.department}。`,
          at(unit.row, 'parent'),
          unit.parent,
        ),
      )
    }
  }
  return [
    ...findings,
    ...doubles(
      draft.units,
      (unit) => unit.code,
      (unit) => at(unit.row, 'code'),
    ),
  ]
}

function checkProjects(draft: BudgetDraft): Finding[] {
  const at = (row: number, column: string): Place => ({ file: 'projects.csv', row, column })
  const units = new Set(draft.units.map((unit) => unit.code))
  const funded = new Set(draft.lines.map((line) => line.project))
  return [
    ...doubles(
      draft.projects,
      (project) => project.code,
      (project) => at(project.row, 'code'),
    ),
    ...draft.projects
      .filter((project) => !units.has(project.unit))
      .map((project) =>
        error(
          'unknown_unit',
          `单位 ${project.unit} 不在 units.csv 里。`,
          at(project.row, 'unit'),
          project.unit,
        ),
      ),
    ...draft.projects
      .filter((project) => !funded.has(project.code))
      .map((project) =>
        warning(
          'project_without_money',
          `项目 ${project.code} 没有一笔金额。`,
          at(project.row, 'code'),
          project.code,
        ),
      ),
  ]
}

interface Known {
  readonly units: ReadonlyMap<string, DraftUnit>
  readonly projects: ReadonlyMap<string, DraftProject>
}

function checkLines(draft: BudgetDraft): Finding[] {
  const known = {
    units: new Map(draft.units.map((unit) => [unit.code, unit])),
    projects: new Map(draft.projects.map((project) => [project.code, project])),
  }
  return draft.lines.flatMap((line) => checkLine(draft, line, known))
}

function checkLine(draft: BudgetDraft, line: DraftLine, known: Known): Finding[] {
  const at = (column: string): Place => ({ file: 'lines.csv', row: line.row, column })
  const findings: Finding[] = []
  const unit = known.units.get(line.unit)
  if (!unit) {
    findings.push(
      error('unknown_unit', `单位 ${line.unit} 不在 units.csv 里。`, at('unit'), line.unit),
    )
  } else if (unit.parent === null) {
    findings.push(
      error(
        'line_of_department',
        `${line.unit} 是部门。部门本级的钱也要记在一个单位上：请在 units.csv 里为本级列一个单位代码。`,
        at('unit'),
        line.unit,
      ),
    )
  } else if (unit.nature === null) {
    findings.push(
      error(
        'unit_without_nature',
        `单位 ${line.unit} 有金额，就要在 units.csv 里写明性质。`,
        at('unit'),
        line.unit,
      ),
    )
  }
  if (line.project !== null) {
    const project = known.projects.get(line.project)
    if (!project) {
      findings.push(
        error(
          'unknown_project',
          `项目 ${line.project} 不在 projects.csv 里。`,
          at('project'),
          line.project,
        ),
      )
    } else if (project.unit !== line.unit) {
      findings.push(
        error(
          'project_unit_differs',
          `项目 ${line.project} 属于单位 ${project.unit}。`,
          at('unit'),
          line.unit,
          project.unit,
        ),
      )
    } else if (project.kind !== line.kind) {
      findings.push(
        error(
          'project_kind_differs',
          `项目 ${line.project} 是${LINE_KINDS[project.kind]}。`,
          at('kind'),
          LINE_KINDS[line.kind],
          LINE_KINDS[project.kind],
        ),
      )
    }
  }
  if (line.originYear > draft.year) {
    findings.push(
      error(
        'origin_in_future',
        `资金年度 ${line.originYear} 晚于预算年度 ${draft.year}。`,
        at('origin_year'),
        String(line.originYear),
      ),
    )
  } else if (line.fund === '04' && line.originYear === draft.year) {
    findings.push(
      error(
        'surplus_of_this_year',
        '使用非财政拨款结余用的是以前年度的钱，资金年度应早于预算年度。',
        at('origin_year'),
        String(line.originYear),
      ),
    )
  } else if (line.originYear < draft.year - 1) {
    // 预算法 42; 条例 50: what is not used up by the end of the next year is taken back
    findings.push(
      warning(
        'expired_carry',
        `${line.originYear} 年的结转资金到 ${line.originYear + 1} 年底应当用完，否则由财政收回。`,
        at('origin_year'),
        String(line.originYear),
      ),
    )
  }
  if (draft.sequence === 0 && line.fen < 0) {
    findings.push(
      warning(
        'negative_amount',
        '年初预算里出现负数。减少金额应写在调整预算里。',
        at('amount_yuan'),
        printYuan(line.fen),
      ),
    )
  }
  return [...findings, ...checkKindAgainstClass(line, at)]
}

/** 人员经费 is 301 and 303, 公用经费 302, 309 and 310 (支出经济分类). */
function checkKindAgainstClass(line: DraftLine, at: (column: string) => Place): Finding[] {
  const classes =
    line.kind === 'personnel'
      ? ['301', '303']
      : line.kind === 'public'
        ? ['302', '309', '310']
        : null
  const own = line.deptEconomic?.slice(0, 3) ?? ''
  if (classes === null || classes.includes(own)) return []
  return [
    warning(
      'kind_against_class',
      `${LINE_KINDS[line.kind]}一般只用 ${classes.join('、')} 类科目，这里是 ${line.deptEconomic}。`,
      at('dept_economic'),
      line.deptEconomic,
    ),
  ]
}

function checkNumbers(draft: BudgetDraft): Finding[] {
  const file = (name: string) => () => ({ file: name, row: null, column: 'number' })
  return [
    ...doubles(draft.duties, (row) => String(row.number), file('duties.csv')),
    ...doubles(draft.tasks, (row) => String(row.number), file('tasks.csv')),
    ...doubles(draft.aims, (row) => String(row.number), file('aims.csv')),
    ...doubles(
      draft.indicators,
      (row) => `${row.project ?? ''} ${row.number}`.trim(),
      (row) => ({ file: 'indicators.csv', row: row.row, column: 'number' }),
    ),
    ...doubles(
      draft.links,
      (row) => `${row.fromKind}:${row.fromKey}→${row.toKind}:${row.toKey}`,
      (row) => ({ file: 'links.csv', row: row.row, column: 'from' }),
    ),
    ...doubles(
      draft.priorFigures,
      (row) => `${row.priorYear} ${row.measure}`,
      () => ({ file: 'prior-figures.csv', row: null, column: 'measure' }),
    ),
  ]
}

function checkReferences(draft: BudgetDraft): Finding[] {
  const known = {
    duty: new Set(draft.duties.map((duty) => String(duty.number))),
    task: new Set(draft.tasks.map((task) => String(task.number))),
    aim: new Set(draft.aims.map((aim) => String(aim.number))),
    project: new Set(draft.projects.map((project) => project.code)),
  }
  const findings: Finding[] = []
  for (const indicator of draft.indicators) {
    if (indicator.project !== null && !known.project.has(indicator.project)) {
      findings.push(
        error(
          'unknown_project',
          `项目 ${indicator.project} 不在 projects.csv 里。`,
          { file: 'indicators.csv', row: indicator.row, column: 'project' },
          indicator.project,
        ),
      )
    }
  }
  for (const aim of draft.aims) {
    if (aim.project !== null && !known.project.has(aim.project)) {
      findings.push(
        error(
          'unknown_project',
          `项目 ${aim.project} 不在 projects.csv 里。`,
          { file: 'aims.csv', row: null, column: 'project' },
          aim.project,
        ),
      )
    }
  }
  for (const link of draft.links) {
    for (const [kind, key, column] of [
      [link.fromKind, link.fromKey, 'from'],
      [link.toKind, link.toKey, 'to'],
    ] as const) {
      if (!known[kind].has(key)) {
        findings.push(
          error(
            'broken_link',
            `${kind}:${key} 在文件夹里找不到。`,
            { file: 'links.csv', row: link.row, column },
            `${kind}:${key}`,
          ),
        )
      }
    }
  }
  for (const figure of draft.priorFigures) {
    if (figure.priorYear >= draft.year) {
      findings.push(
        error(
          'prior_year',
          `${figure.priorYear} 不早于预算年度 ${draft.year}。`,
          { file: 'prior-figures.csv', row: null, column: 'year' },
          String(figure.priorYear),
        ),
      )
    }
  }
  return findings
}

function checkTotal(draft: BudgetDraft): Finding[] {
  const total = addFen(draft.lines.map((line) => line.fen))
  if (total === draft.expectedTotal) return []
  const [stated, expected] = [printYuan(draft.expectedTotal), printYuan(total)]
  const found = error(
    'total_differs',
    `budget.json 说合计 ${stated} 元，lines.csv 各行相加是 ${expected} 元，相差 ${printYuan(fen(total - draft.expectedTotal))} 元。请核对后再装载。`,
    { file: 'budget.json', row: null, column: 'total_yuan' },
    stated,
    expected,
  )
  return [
    {
      ...found,
      places: [...found.places, { file: 'lines.csv', row: null, column: 'amount_yuan' }],
    },
  ]
}

function checkCodes(draft: BudgetDraft, catalogue: Catalogue): Finding[] {
  const day = new Temporal.PlainDate(draft.year, 1, 1)
  const natures = new Map(draft.units.map((unit) => [unit.code, unit.nature]))
  // many lines bear the same codes; what was right once is right again
  const right = new Set<string>()
  const findingsOf = (line: DraftLine): Finding[] => {
    const at = (column: string): Place => ({ file: 'lines.csv', row: line.row, column })
    const check = (
      list: 'functional' | 'department_economic' | 'government_economic',
      code: string | null,
      column: string,
    ): Finding[] =>
      code === null ? [] : checkCode(catalogue, { list, code, day, place: at(column) })
    const nature = natures.get(line.unit)
    return [
      ...check('functional', line.function, 'function'),
      ...check('department_economic', line.deptEconomic, 'dept_economic'),
      ...check('government_economic', line.govEconomic, 'gov_economic'),
      ...(line.deptEconomic && nature
        ? checkGovernmentClass(catalogue, {
            departmentCode: line.deptEconomic,
            nature,
            day,
            governmentCode: line.govEconomic,
            place: at('gov_economic'),
          })
        : []),
    ]
  }
  return draft.lines.flatMap((line) => {
    const key = `${line.function} ${line.deptEconomic} ${line.govEconomic} ${natures.get(line.unit)}`
    if (right.has(key)) return []
    const findings = findingsOf(line)
    if (findings.length === 0) right.add(key)
    return findings
  })
}

function doubles<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  placeOf: (row: Row) => Place,
): Finding[] {
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const row of rows) {
    const key = keyOf(row)
    if (seen.has(key)) findings.push(error('double_key', `“${key}”出现了两次。`, placeOf(row), key))
    seen.add(key)
  }
  return findings
}

function error(
  code: string,
  message: string,
  place: Place,
  stated: string | null = null,
  expected: string | null = null,
): Finding {
  return faultAt(`budget.${code}`, message, place, stated, expected)
}

function warning(
  code: string,
  message: string,
  place: Place,
  stated: string | null = null,
): Finding {
  return { ...error(code, message, place, stated), severity: 'warning', confidence: 0.9 }
}
