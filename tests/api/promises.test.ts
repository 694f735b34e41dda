import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fenOf, roundToWan } from '../support/decimals.ts'
import { type DemoApp, EDITION, openDemoApp } from '../support/demo-app.ts'
import { demoRows, type Row, targetIn } from '../support/demo-data.ts'
import {
  bodyRows,
  byClass,
  byName,
  findAll,
  headingOf,
  type Page,
  readPage,
  sectionOf,
  textOf,
} from '../support/read-page.ts'

const INDICATORS = demoRows('indicators.csv')
const PROJECTS = demoRows('projects.csv')
const LINES = demoRows('lines.csv')
const LUNCH = '410324230000000036730'

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

async function open(inside: string): Promise<Page> {
  const path = `${EDITION}/${inside}`
  const response = await demo.request(path)
  expect([path, response.status]).toEqual([path, 200])
  return readPage(path, await response.text())
}

function keyOf({ project, number }: Row): string {
  return `${project || '130'}.${number}`
}

function moneyOf(code: string): { fen: bigint; lines: number } {
  const own = LINES.filter(({ project }) => project === code)
  return {
    fen: own.reduce((sum, { amount_yuan }) => sum + fenOf(amount_yuan ?? ''), 0n),
    lines: own.length,
  }
}

describe('projects', () => {
  test('all seventeen, the largest first, with money, share, targets and doubts', async () => {
    const page = await open('projects')
    expect(headingOf(page)).toBe('17 个项目，一共 417.04 万元')
    const rows = bodyRows(page.root).map((row) => row.map(textOf))
    const shown = rows.map(([name, amount, , , targets]) => [name, amount, targets])
    const wanted = PROJECTS.map(({ code = '', name }) => {
      const { fen } = moneyOf(code)
      const targets = INDICATORS.filter(({ project }) => project === code).length
      return { fen, row: [`${name}${code}`, roundToWan(fen), String(targets)] }
    }).sort((a, b) => (a.fen < b.fen ? 1 : -1))
    expect(new Set(shown.map((row) => row.join()))).toEqual(
      new Set(wanted.map(({ row }) => row.join())),
    )
    const amounts = rows.map(([, amount]) => Number(amount))
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a))
    expect(rows).toHaveLength(17)
    expect(rows[0]?.[0]).toContain('2023年工作经费')
  })

  test.each(PROJECTS.map(({ code, name }) => [name, code]))(
    '%s: money, lines, targets, doubts, who answers, the path',
    async (name = '', code = '') => {
      const page = await open(`projects/${code}`)
      const { fen, lines } = moneyOf(code)
      expect(headingOf(page)).toBe(`${name}：${roundToWan(fen)} 万元`)

      const sum = bodyRows(sectionOf(page, '相加') ?? page.root).map((row) => row.map(textOf))
      const own = sum.filter(([what]) => what !== '合计').map(([, amount]) => fenOf(amount ?? ''))
      expect([own.length, own.reduce((a, b) => a + b, 0n)]).toEqual([lines, fen])

      const section = sectionOf(page, '目标和疑问')
      const targets = INDICATORS.filter(({ project }) => project === code)
      expect(targets.length).toBeGreaterThan(0)
      const rows = section ? bodyRows(section).map((row) => row.map(textOf)) : []
      expect(rows.map(([what, target]) => [what, target])).toEqual(
        targets.map((row) => [row.level3, targetIn(row) ?? '没有写']),
      )
      // as many doubts as the sentence says
      const doubts = section ? byClass(section, 'finding') : []
      expect(textOf(byClass(page.root, 'lead')[0])).toContain(`有疑问的 ${doubts.length} 处`)

      const who = textOf(sectionOf(page, '谁负责'))
      for (const words of ['项目单位', '科室', '电话', code]) expect(who).toContain(words)
      // the document names no telephone
      expect(who).toContain('公开的文件没有写，可以打政务服务便民热线 12345 转问')

      const [path] = byClass(page.root, 'path')
      const steps = path ? byName(path, 'li').map((step) => textOf(byName(step, 'b')[0])) : []
      expect(steps).toEqual(['职责', '任务', '资金', '目标', '证据'])
      const linked = demoRows('links.csv').filter(({ to }) => to === `project:${code}`)
      const isInferred = linked.some(({ inferred }) => inferred === '是')
      expect(linked.length).toBeGreaterThan(0)
      const marks = path ? byName(path, 'em').map(textOf) : []
      expect(marks.every((mark) => mark === '推定')).toBe(true)
      expect(marks.length > 0).toBe(isInferred)
      const why = textOf(sectionOf(page, '为什么归到这项工作'))
      for (const { basis = '' } of linked) expect(why).toContain(basis)
      expect(textOf(sectionOf(page, '记录'))).toContain('尚无记录')
    },
  )

  test.each(['x', '410324230000000099999', '130', 'constructor', '%00'])(
    'there is no project %s',
    async (code) => {
      expect((await demo.request(`${EDITION}/projects/${code}`)).status).toBe(404)
    },
  )
})

describe('promises', () => {
  test('each of the 137 has an address that states target, formula, state and place', async () => {
    expect(INDICATORS).toHaveLength(137)
    const faults: string[] = []
    for (const row of INDICATORS) {
      const page = await open(`promises/${keyOf(row)}`)
      const target = targetIn(row)
      const how = textOf(sectionOf(page, '怎样衡量'))
      const printed = textOf(sectionOf(page, '原文'))
      const isRight =
        headingOf(page) === `${row.level3}：${target ?? '没有写指标值'}` &&
        printed.includes(row.project ? '表13' : '表12') &&
        printed.includes(target ?? '没有写') &&
        /怎样算(?!还没有定)/.test(how) &&
        /记录由谁给/.test(how) &&
        textOf(byClass(page.root, 'lead')[0]).startsWith(
          target === null ? '现在：无法衡量。' : '现在：',
        ) &&
        textOf(byClass(page.root, 'cite')[0]).includes(`promises/${keyOf(row)}`)
      if (!isRight) faults.push(page.path)
    }
    expect(faults).toEqual([])
  })

  test('a rate shows what is divided by what, on the list and on its own page', async () => {
    const page = await open('promises')
    const rows = bodyRows(page.root).map((row) => row.map(textOf))
    expect(rows).toHaveLength(137)
    expect(rows.filter(([, , formula]) => formula === '' || formula === '还没有定')).toEqual([])
    const rates = rows.filter(([, , formula]) => formula?.includes(' ÷ '))
    expect(rates.length).toBeGreaterThan(60)
  })

  test('the states add up to all', async () => {
    const page = await open('promises')
    const [key] = byClass(page.root, 'key')
    const states = key ? byName(key, 'li').map(textOf) : []
    expect(states).toEqual(['由记录计算 0', '人工填报 0', '无法衡量 7', '尚无记录 130'])
    const bars = byClass(page.root, 'states').flatMap((strip) => byName(strip, 'rect'))
    const widths = bars.map(({ attributes }) => Number(attributes.get('width')))
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(137)
  })

  test('the sentence on top is computed: each of its figures opens its working', async () => {
    const page = await open('promises')
    const [lead] = byClass(page.root, 'lead')
    expect(textOf(lead)).toBe(
      '4 项没写指标值，3 项分母为零，78 项都写“≥95%”，4 项写的钱与预算不符。2023年进驻中心工作人员午餐补助即使全员全年出满勤也只能花 712,140.00 元，预算是 755,100.00 元。',
    )
    const doors = new Map(
      (lead ? byClass(lead, 'fig') : []).map((link) => [
        textOf(link),
        link.attributes.get('href')?.slice(EDITION.length + 1) ?? '',
      ]),
    )
    expect([...doors.keys()].sort()).toEqual(['3', '4', '712,140.00', '755,100.00', '78'])
    for (const [text, address] of doors) {
      const opened = await open(address)
      const rows = bodyRows(sectionOf(opened, '相加') ?? sectionOf(opened, '计算') ?? page.root)
      if (/^\d+$/.test(text)) {
        expect([address, headingOf(opened).split(' ')[0], rows.length]).toEqual([
          address,
          text,
          Number(text),
        ])
      } else {
        expect([address, textOf(rows.at(-1)?.[1])]).toEqual([address, text])
      }
    }
  })

  test('the limit of the lunch: 220 × 13.00 × 249 working days', async () => {
    const page = await open(`facts/limit.${LUNCH}.2`)
    const rows = bodyRows(sectionOf(page, '计算') ?? page.root).map((row) => row.map(textOf))
    expect(rows.map(([label, text, unit]) => `${label} ${text} ${unit}`)).toEqual([
      '人数 220 人',
      '乘：每人每天 13.00 元',
      '乘：2023 年工作日 249 天',
      '全员全年出满勤最多能花 712,140.00 元',
    ])
    const days = await open('facts/working-days')
    const months = bodyRows(sectionOf(days, '计算') ?? days.root).map((row) => textOf(row[1]))
    expect(months).toHaveLength(13)
    expect(months.slice(0, 12).reduce((sum, month) => sum + Number(month), 0)).toBe(249)
    expect(headingOf(await open(`facts/limit-gap.${LUNCH}.2`))).toMatch(/^42,960\.00 元/)
  })

  describe('filters', () => {
    const states = ['computed', 'manual', 'unmeasurable', 'no_record']
    const faults = [
      'blank_target',
      'zero_basis',
      'money_differs',
      'over_capacity',
      'not_a_rate',
      'satisfaction_as_output',
      'money_as_output',
      'payment_as_satisfaction',
    ]
    const owners = ['130', ...PROJECTS.map(({ code = '' }) => code)]
    const filters = [
      ...states.map((state) => [`state=${state}`, `state.${state}`]),
      ...faults.map((fault) => [`fault=${fault}`, `findings.${fault}`]),
      ...owners.map((code) => [
        `owner=${code}`,
        `count.promises.${code === '130' ? 'department' : code}`,
      ]),
    ]

    test.each(filters)('?%s gives as many as facts/%s states', async (query, fact) => {
      const [page, counted] = [await open(`promises?${query}`), await open(`facts/${fact}`)]
      const count = Number(headingOf(counted).split(' ')[0])
      expect([query, listed(page)]).toEqual([query, count])
    })

    test('every fault of the list is one that is found, and none is missing from the filters', async () => {
      const page = await open('promises')
      const offered = new Set(
        page.links.flatMap(({ href }) => /\?fault=(\w+)$/.exec(href)?.[1] ?? []),
      )
      for (const fault of faults) {
        const count = Number(headingOf(await open(`facts/findings.${fault}`)).split(' ')[0])
        expect([fault, offered.has(fault)]).toEqual([fault, count > 0])
      }
    })

    test('two filters keep what both keep, in any order', async () => {
      const both = [
        'state=no_record&owner=410324230000000027786',
        'owner=410324230000000027786&state=no_record',
      ]
      const [a, b] = [await open(`promises?${both[0]}`), await open(`promises?${both[1]}`)]
      const keys = (page: Page): string[] =>
        bodyRows(page.root).map(
          (row) => byName(row[0] ?? page.root, 'a')[0]?.attributes.get('href') ?? '',
        )
      expect(keys(a)).toEqual(keys(b))
      expect(keys(a).length).toBeGreaterThan(0)
      expect(keys(a).every((key) => key.startsWith('promises/410324230000000027786.'))).toBe(true)
    })

    test('what is filtered is said, with the way back to all', async () => {
      const page = await open('promises?fault=zero_basis')
      const on = byClass(page.root, 'filters').flatMap((nav) =>
        findAll(nav, ({ attributes }) => attributes.get('aria-current') === 'true').map(textOf),
      )
      expect(on).toEqual(['全部', '分母为零，算不出比例', '全部'])
      expect(
        byName(page.root, 'details').filter(({ attributes }) => attributes.has('open')),
      ).toHaveLength(1)
      const none = await open('promises?state=computed')
      expect(textOf(byName(none.root, 'main')[0])).toContain('没有这样的目标。看全部目标')
    })

    test('the promises behind a figure are those of the projects in it', async () => {
      const lines = LINES.filter(
        ({ kind, function: code }) => code === '2010302' && kind !== '人员经费',
      )
      const projects = new Set(lines.map(({ project }) => project).filter(Boolean))
      const wanted = INDICATORS.filter(({ project }) => project && projects.has(project)).length
      const page = await open('promises?of=table-3/130001.2010302/total')
      expect(listed(page)).toBe(wanted)
      expect(wanted).toBeGreaterThan(20)
    })

    test.each([
      ['state=done', 404],
      ['state=constructor', 404],
      ['fault=toString', 404],
      ['fault=', 404],
      ['color=red', 404],
      ['of=facts/share.basic', 404],
      ['of=table-3/nothing/total', 404],
      ['of=table-99/total/total', 404],
      ['of=//evil.example', 404],
    ])('?%s is refused with a sentence', async (query, status) => {
      const response = await demo.request(`${EDITION}/promises?${query}`)
      const page = readPage('', await response.text())
      expect([query, response.status]).toEqual([query, status])
      expect(textOf(byClass(page.root, 'lead')[0])).toMatch(/[\u4e00-\u9fff]{4}.*。$/)
      expect(textOf(byClass(page.root, 'lead')[0])).toContain('目标')
    })

    test('markup in a filter is words', async () => {
      const query = new URLSearchParams({ '<script>alert(1)</script>': 'x' })
      const text = await (await demo.request(`${EDITION}/promises?${query}`)).text()
      expect(text).toContain('&lt;script&gt;')
      expect(text).not.toContain('<script')
    })
  })

  test.each(['x', '130.0', '130.29', '130', `${LUNCH}.7`, `${LUNCH}.01`, 'constructor.1', '%00'])(
    'there is no promise %s',
    async (key) => {
      expect((await demo.request(`${EDITION}/promises/${key}`)).status).toBe(404)
    },
  )

  test('what is wrong with a promise stands on its page, with the rule and its working', async () => {
    const doubts = async (key: string): Promise<string> =>
      textOf(sectionOf(await open(`promises/${key}`), '疑问'))
    expect(await doubts(`${LUNCH}.2`)).toMatch(/预算超过按人数和天数最多能花的钱.*看怎样算的/)
    expect(await doubts('410324230000000018794.1')).toMatch(/写的钱与项目预算不符.*看怎样算的/)
    const blank = INDICATORS.filter((row) => targetIn(row) === null)
    expect(blank).toHaveLength(4)
    for (const row of blank) expect(await doubts(keyOf(row))).toContain('没有写指标值')
    expect(await doubts(`${LUNCH}.3`)).toContain('满意度写在产出里')
  })
})

/** How many promises a list shows, which its caption must say. */
function listed(page: Page): number {
  const rows = byClass(page.root, 'promises').flatMap(bodyRows)
  const [caption] = byName(page.root, 'caption')
  if (caption) expect(textOf(caption)).toContain(`共 ${rows.length} 项`)
  return rows.length
}
