/** What a project's name, class and code say. */

import { type Project, projectsOf } from '../projects.ts'
import {
  type DisclosureFinding,
  NOT_APPLICABLE,
  placeOfCell,
  placeOfFigure,
  type Rule,
  resultOf,
} from '../rule.ts'

const opsClass: Rule = {
  code: 'disclosure.project_class',
  group: 'targets',
  severity: 'advice',
  title: '人员补助、日常开支不列“其他运转类”项目',
  source: '财政部项目分类：其他运转类指大型公用设施、专用设备、专业信息系统的运行维护',
  tolerance: '按项目名称判断',
  check: (disclosure) => {
    const { projects } = projectsOf(disclosure)
    const typed = projects.filter(({ type }) => type !== '')
    if (typed.length === 0) return NOT_APPLICABLE
    const bad = typed.filter(
      ({ type, name }) =>
        /其他运转/.test(type) &&
        /午餐|餐补|伙食|就餐|卫生费|福利|补贴|津贴|慰问|^(?:20\d{2}年)?工作经费$/.test(name),
    )
    if (bad.length === 0) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.project_class',
        severity: 'advice',
        confidence: 0.7,
        message: `${bad.map(({ name }) => name).join('、')}按定义不是“其他运转类”。人员补助应列人员类，日常开支应列公用经费，请核对。`,
        stated: '其他运转类',
        expected: null,
        places: bad.map(({ table, nameCell }) => placeOfCell(table, nameCell)),
      },
    ])
  },
}

const projectCode: Rule = {
  code: 'disclosure.project_code',
  group: 'targets',
  severity: 'warning',
  title: '项目编码是 21 位，第 9 位起有入库年份',
  source: '预算管理一体化规范',
  tolerance: '空格和断行不算错',
  check: (disclosure) => {
    const { aims } = projectsOf(disclosure)
    const coded = aims.filter(({ code }) => code.length >= 15)
    if (coded.length === 0) return NOT_APPLICABLE
    const heads = new Map<string, number>()
    for (const { code } of coded)
      heads.set(code.slice(0, 6), (heads.get(code.slice(0, 6)) ?? 0) + 1)
    const common = [...heads].sort((a, b) => b[1] - a[1])[0]
    const seen = new Map<string, Project>()
    const findings = coded.flatMap((project): DisclosureFinding[] => {
      const { code } = project
      const twin = seen.get(code)
      seen.set(code, project)
      const isOdd = !/^\d{8}[0-9A-Z]\d{12}$/.test(code)
      const isForeign = common !== undefined && common[1] >= 3 && code.slice(0, 6) !== common[0]
      if (!isOdd && !isForeign && !twin) return []
      return [
        {
          code: 'disclosure.project_code',
          severity: 'warning',
          confidence: 0.8,
          message: twin
            ? `项目编码 ${code} 用了两次（${twin.name}、${project.name}）。请核对。`
            : isForeign
              ? `项目编码 ${code} 的前六位与其他项目不同（${common?.[0]}）。请核对。`
              : `项目编码 ${code} 有 ${code.length} 位，应为 21 位。请核对。`,
          stated: code,
          expected: null,
          places: project.codeCells.map((cell) => placeOfCell(project.table, cell)),
        },
      ]
    })
    return resultOf(findings)
  },
}

const procurement: Rule = {
  code: 'disclosure.procurement_missing',
  group: 'text',
  severity: 'warning',
  title: '有购置和工程的，说明政府采购预算',
  source: '政府采购法第三十三条；集中采购目录',
  tolerance: '购置和工程合计不到 10 万元的不查',
  check: (disclosure) => {
    const passage = disclosure.passages.find(
      ({ topic, text }) =>
        topic === 'procurement' &&
        /无政府采购|没有[^。]{0,8}政府采购|不涉及政府采购|政府采购(?:支出)?(?:预算)?(?:总额|金额)?(?:为|共)?0(?:\.0+)?万?元/.test(
          text,
        ),
    )
    const { projects } = projectsOf(disclosure)
    if (!passage || projects.length === 0) return NOT_APPLICABLE
    const bought = projects.filter(
      ({ name, amount }) =>
        /设备|购置|家具|服务器|硬件|装修|工程/.test(name) &&
        !/监理|设计/.test(name) &&
        (amount?.printed.fen ?? 0) > 0,
    )
    const value = bought.reduce((sum, { amount }) => sum + (amount?.printed.fen ?? 0), 0)
    if (value < 10_000_000) return resultOf([])
    return resultOf([
      {
        code: 'disclosure.procurement_missing',
        severity: 'warning',
        confidence: 0.75,
        message: `文字说明写没有政府采购，项目里却有 ${bought.map(({ name, amount }) => `${name} ${amount?.text ?? ''}`).join('、')}。办公设备、家具、服务器在集中采购目录内，请补编政府采购预算或说明理由。`,
        stated: '无政府采购预算',
        expected: null,
        places: [
          {
            part: passage.heading,
            table: null,
            row: null,
            column: null,
            page: passage.pages[0] ?? null,
            line: passage.lines[0] ?? null,
            text: passage.text.slice(0, 60),
          },
          ...bought.flatMap(({ amount }) => (amount ? [placeOfFigure(amount)] : [])),
        ],
      },
    ])
  },
}

export const PROJECT_RULES: readonly Rule[] = [opsClass, projectCode, procurement]
