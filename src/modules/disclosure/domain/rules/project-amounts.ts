/** A project's money in the list of projects, in the list of their aims, and in the total of both. */

import { fold } from '../document.ts'
import { listedAimsOf, type Project, projectsOf } from '../projects.ts'
import {
  type DisclosureFinding,
  judgeEach,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  RIGHT,
  type Rule,
  resultOf,
  show,
} from '../rule.ts'

function plain(name: string): string {
  return fold(name).replace(/[()（）]/g, '')
}

function isSameName(left: string, right: string): boolean {
  const [a, b] = [plain(left), plain(right)]
  return a === b || (a.length >= 6 && b.startsWith(a)) || (b.length >= 6 && a.startsWith(b))
}

const pair: Rule = {
  code: 'disclosure.project_pair',
  group: 'targets',
  severity: 'error',
  title: '项目支出表和项目绩效目标表的项目、金额一致',
  source: '预算法第三十二条；部门预算绩效目标管理要求',
  tolerance: '无；两张表项目数相差一半以上时不查缺少',
  check: (disclosure) => {
    const { projects } = projectsOf(disclosure)
    const aims = listedAimsOf(disclosure)
    if (projects.length === 0 || aims.length === 0) return NOT_APPLICABLE
    const findings: DisclosureFinding[] = []
    let matched = 0
    const left = [...aims]
    const missing: Project[] = []
    for (const project of projects) {
      const same = left.filter((aim) => isSameName(aim.name, project.name))
      const aim =
        same.find(({ amount }) => amount?.printed.fen === project.amount?.printed.fen) ?? same[0]
      if (!aim) {
        missing.push(project)
        continue
      }
      left.splice(left.indexOf(aim), 1)
      matched += 1
      if (!aim.amount || !project.amount) continue
      if (
        Math.abs(aim.amount.printed.fen - project.amount.printed.fen) <=
        Math.max(aim.amount.printed.half, project.amount.printed.half)
      )
        continue
      findings.push({
        code: 'disclosure.project_pair',
        severity: 'error',
        confidence: 0.95,
        message: `项目“${project.name}”在项目支出表是 ${project.amount.text}，在绩效目标表是 ${aim.amount.text}。同一个项目金额必须相同，请改正。`,
        stated: aim.amount.text,
        expected: project.amount.text,
        places: [placeOfFigure(aim.amount), placeOfFigure(project.amount)],
      })
    }
    if (matched < projects.length / 2) return matched === 0 ? NOT_APPLICABLE : resultOf(findings)
    for (const project of missing) {
      findings.push({
        code: 'disclosure.project_pair',
        severity: 'warning',
        confidence: 0.75,
        message: `项目“${project.name}”没有绩效目标。请在项目绩效目标表里补上，或核对两张表的项目名称。`,
        stated: project.name,
        expected: null,
        places: [placeOfCell(project.table, project.nameCell)],
      })
    }
    return resultOf(findings)
  },
}

const total: Rule = {
  code: 'disclosure.project_sum',
  group: 'targets',
  severity: 'error',
  title: '项目绩效目标表的合计等于各项目之和',
  source: '表内关系',
  tolerance: '四舍五入',
  check: (disclosure) => {
    const aims = listedAimsOf(disclosure)
    return judgeEach(disclosure.tables, ({ table, sides }) => {
      if (table.kind !== 'project_aims') return undefined
      const mine = aims.filter((project) => project.table === table)
      const column = mine[0]?.amount?.column
      const whole = sides[0]?.rows.find(({ kind }) => kind === 'total')?.figures.get(column ?? -1)
      if (!whole || mine.length < 2) return undefined
      const sum = mine.reduce((value, { amount }) => value + (amount?.printed.fen ?? 0), 0)
      if (Math.abs(sum - whole.printed.fen) <= whole.printed.half * (mine.length + 1)) return RIGHT
      return {
        code: 'disclosure.project_sum',
        severity: 'error',
        confidence: 0.9,
        message: `绩效目标表合计 ${whole.text}，各项目相加是 ${show(disclosure, sum)}。请核对合计和各项目。`,
        stated: whole.text,
        expected: show(disclosure, sum),
        places: [
          placeOfFigure(whole),
          ...mine.flatMap(({ amount }) => (amount ? [placeOfFigure(amount)] : [])).slice(0, 20),
        ],
      }
    })
  },
}

const second: Rule = {
  code: 'disclosure.project_two_amounts',
  group: 'targets',
  severity: 'error',
  title: '一个项目只有一个金额',
  source: '表内关系',
  tolerance: '无',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    if (aims.length === 0) return NOT_APPLICABLE
    return resultOf(
      aims.flatMap((project): DisclosureFinding[] => {
        const { amount, second: other } = project
        if (!amount || !other || amount.printed.fen === other.printed.fen) return []
        return [
          {
            code: 'disclosure.project_two_amounts',
            severity: 'error',
            confidence: 0.9,
            message: `项目“${project.name}”上一行写 ${amount.text}，续行写 ${other.text}。请只留一个正确的金额。`,
            stated: other.text,
            expected: amount.text,
            places: [placeOfFigure(other), placeOfFigure(amount)],
          },
        ]
      }),
    )
  },
}

export const PROJECT_AMOUNT_RULES: readonly Rule[] = [pair, total, second]
