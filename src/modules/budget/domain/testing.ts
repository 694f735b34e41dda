import { type Fen, fen } from '../../../kernel/money.ts'
import type { Indicator } from './indicator.ts'
import type { LineGroup, Overview } from './overview.ts'

export const PROJECT = '410324230000000099001'

/** An invented budget at a glance; what is left out is empty. */
export function overviewOf(given: Partial<Overview> = {}): Overview {
  return {
    year: 2023,
    department: '900',
    departmentName: '示例部门',
    projects: [{ code: PROJECT, name: '示例项目', unit: '900001', kind: 'other_running' }],
    economicNames: new Map([['30201', '办公费']]),
    groups: [],
    indicators: [],
    priors: [],
    printed: [],
    measures: new Map(),
    nothing: new Set(),
    workingMonths: null,
    ...given,
  }
}

/** Lines of one kind together; a project's are its own. */
export function groupOf(yuan: number, given: Partial<LineGroup> = {}): LineGroup {
  const kind = given.kind ?? 'public'
  const isProject = kind === 'other_running' || kind === 'specific_target'
  return {
    kind,
    project: isProject ? PROJECT : null,
    deptEconomic: isProject || kind === 'year_end_carry' ? null : '30201',
    fund: '010101',
    carried: false,
    fen: fenOfYuan(yuan),
    lines: 1,
    ...given,
  }
}

export function promiseOf(level3: string, given: Partial<Indicator> = {}): Indicator {
  return {
    project: PROJECT,
    number: 1,
    level1: '产出指标',
    level2: null,
    level3,
    operator: null,
    target: '完成',
    unit: null,
    note: null,
    ...given,
  }
}

export function fenOfYuan(yuan: number): Fen {
  return fen(Math.round(yuan * 100))
}
