import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from './fact.ts'
import { factsOf } from './facts.ts'
import { isTaken, type LineGroup, type Overview } from './overview.ts'
import { mostCommonTarget } from './promise-facts.ts'
import { printRatio } from './ratio.ts'
import { fenOfYuan, groupOf, overviewOf, PROJECT, promiseOf } from './testing.ts'

function textsOf(overview: Overview, pattern: RegExp): Record<string, string> {
  const found = [...factsOf(overview)].filter(([key]) => pattern.test(key))
  return Object.fromEntries(found.map(([key, { text }]) => [key, text]))
}

describe('shares', () => {
  test('of one whole are printed with as many decimals as they need', () => {
    const groups = [
      groupOf(100, { kind: 'personnel' }),
      groupOf(200),
      groupOf(400, { kind: 'other_running' }),
    ]
    // 300 of 700 and 400 of 700 are 43 and 57; 100 of 300 and 200 of 300 are 33 and 67
    expect(textsOf(overviewOf({ groups }), /^share\.(basic|project|personnel|public)$/)).toEqual({
      'share.basic': '43',
      'share.project': '57',
      'share.personnel': '33',
      'share.public': '67',
    })
  })

  test('of a third need decimals, of every 100 yuan always two', () => {
    const groups = [
      groupOf(1, { kind: 'personnel' }),
      groupOf(1),
      groupOf(1, { kind: 'year_end_carry' }),
    ]
    expect(textsOf(overviewOf({ groups }), /^of-100/)).toEqual({
      'of-100.personnel': '33.33',
      'of-100.public': '33.33',
      'of-100.year_end_carry': '33.33',
    })
  })

  test('of nothing there are none, nor of less than nothing', () => {
    for (const groups of [
      [],
      [groupOf(0)],
      [groupOf(5), groupOf(-5)],
      [groupOf(5, { kind: 'other_running' }), groupOf(-9)],
    ] as LineGroup[][]) {
      expect(
        textsOf(overviewOf({ groups }), /^(share\.basic|share\.project$|of-100|share\.carried)/),
      ).toEqual({})
    }
  })

  test('money that is kept is no expenditure, but a part of every 100 yuan', () => {
    const groups = [groupOf(75), groupOf(25, { kind: 'year_end_carry' })]
    expect(textsOf(overviewOf({ groups }), /^(share\.(basic|public)|of-100)/)).toEqual({
      'share.basic': '100',
      'share.public': '100',
      'of-100.public': '75.00',
      'of-100.year_end_carry': '25.00',
    })
  })

  test('a project that an adjustment takes money from has a negative share', () => {
    const groups = [groupOf(150), groupOf(-50, { kind: 'specific_target' })]
    const texts = textsOf(overviewOf({ groups }), /^share\.(basic|project)$/)
    expect(texts).toEqual({ 'share.basic': '150', 'share.project': '-50' })
  })
})

describe('compared with last year', () => {
  const prior = (yuan: number, measure = 'total'): Overview['priors'][number] => ({
    year: 2022,
    measure,
    fen: fenOfYuan(yuan),
    basis: '说明',
  })
  const compare = (now: number, before: number): ReadonlyMap<string, Fact> =>
    factsOf(overviewOf({ groups: [groupOf(now)], priors: [prior(before)] }))

  test('more', () => {
    const facts = compare(5_959_400, 3_892_700)
    expect(facts.get('change.total')).toMatchObject({
      text: '206.67',
      title: '收入总计比 2022 年增加',
    })
    expect(facts.get('growth.total')).toMatchObject({ text: '53', title: '收入总计比 2022 年增长' })
    expect(facts.get('prior.total')).toMatchObject({ text: '389.27', unit: '万元' })
  })

  test('less: the size is printed, the direction is in words', () => {
    const facts = compare(3_000_000, 4_000_000)
    expect(facts.get('change.total')).toMatchObject({
      text: '100.00',
      title: '收入总计比 2022 年减少',
    })
    expect(facts.get('growth.total')).toMatchObject({ text: '25', title: '收入总计比 2022 年下降' })
  })

  test('the terms of a difference give what is printed, more or less', () => {
    for (const [now, before] of [
      [4_000_000, 3_000_000],
      [3_000_000, 4_000_000],
    ] as const) {
      const change = compare(now, before).get('change.total')
      const [first, second] = change?.terms.map(({ text }) => Number(text)) ?? []
      expect(change?.terms.map(({ sign }) => sign)).toEqual(['', '−'])
      expect([now, (first ?? 0) - (second ?? 0)]).toEqual([now, Number(change?.text)])
    }
  })

  test('the same', () => {
    const facts = compare(100, 100)
    expect([facts.get('change.total')?.text, facts.get('growth.total')?.text]).toEqual([
      '0.00',
      '0',
    ])
  })

  test('from nothing nothing grows: a difference, no rate', () => {
    const facts = compare(100, 0)
    expect(facts.get('change.total')?.text).toBe('0.01')
    expect(facts.has('growth.total')).toBe(false)
    expect(compare(100, -50).has('growth.total')).toBe(false)
  })

  test('a measure that is not known, or has nothing this year, is not compared', () => {
    const groups = [groupOf(100, { kind: 'other_running' })]
    const priors = [prior(100, 'three_public'), prior(100, 'operating_costs')]
    expect(textsOf(overviewOf({ groups, priors }), /^(change|growth|prior)/)).toEqual({})
  })

  test('operating costs are public use of the general budget only', () => {
    const groups = [groupOf(100), groupOf(50, { fund: '0305' }), groupOf(7, { kind: 'personnel' })]
    const facts = factsOf(overviewOf({ groups, priors: [prior(80, 'operating_costs')] }))
    expect(facts.get('change.operating_costs')?.value).toEqual({
      numerator: 2_000n,
      denominator: 1_000_000n,
    })
  })
})

describe('counts', () => {
  test('each has as many records as it says', () => {
    const indicators = [
      promiseOf('办结率', { project: null, operator: '≥', target: '95', unit: '%' }),
      promiseOf('没有写的', { number: 2, target: null }),
      promiseOf('支付40万元', { number: 3, target: '40', unit: '万元' }),
    ]
    const groups = [groupOf(300_000, { kind: 'other_running' })]
    const facts = factsOf(overviewOf({ indicators, groups }))
    const counts = [...facts.values()].filter(({ door }) => door === 'records')
    expect(counts.length).toBeGreaterThan(15)
    for (const { text, records, terms } of counts) {
      expect([text, terms]).toEqual([String(records.length), []])
    }
    expect(
      textsOf(overviewOf({ indicators, groups }), /^(count\.|state\.|findings\.(blank|money_d))/),
    ).toEqual({
      'count.projects': '1',
      'count.promises': '3',
      'count.promises.department': '1',
      'count.promises.projects': '2',
      [`count.promises.${PROJECT}`]: '2',
      'findings.blank_target': '1',
      'findings.money_differs': '1',
      'state.computed': '0',
      'state.manual': '0',
      'state.unmeasurable': '1',
      'state.no_record': '2',
    })
  })

  test('states never leave a promise out', () => {
    const targets = fc.array(fc.option(fc.constantFrom('1', '95', '好'), { nil: null }), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(targets, (all) => {
        const indicators = all.map((target, at) => promiseOf('x', { number: at + 1, target }))
        const texts = Object.values(textsOf(overviewOf({ indicators }), /^state\./)).map(Number)
        expect(texts.reduce((sum, count) => sum + count, 0)).toBe(indicators.length)
      }),
    )
  })

  test.each([
    [['≥95%', '≥95%', '≥95%', '好'], '≥95%'],
    [['a', 'a', 'b', 'b'], undefined],
    [['a', 'a', 'a', 'b', 'b', 'b', 'b'], 'b'],
    [[], undefined],
    [[null, null, null], undefined],
  ])('%j: the target that stands most often, from three on', (targets, common) => {
    expect(mostCommonTarget(targets.map((target) => promiseOf('x', { target })))).toBe(common)
  })
})

describe('limits', () => {
  const lunch = promiseOf('220名工作人员22个工作日每人每天补贴13', { target: '220', unit: '人' })
  const months = Array.from({ length: 12 }, (_, at) => ({ month: at + 1, days: at < 9 ? 21 : 20 }))
  const groups = [groupOf(755_100, { kind: 'other_running' })]

  test('people × rate × working days, and what the budget is beyond them', () => {
    const facts = factsOf(overviewOf({ indicators: [lunch], groups, workingMonths: months }))
    expect(facts.get('working-days')?.text).toBe('249')
    expect(facts.get(`limit.${PROJECT}.1`)?.text).toBe('712,140.00')
    expect(facts.get(`limit-gap.${PROJECT}.1`)).toMatchObject({
      text: '42,960.00',
      title: '预算比最多能花的还多',
    })
  })

  test('a budget below the limit, and one that is exactly it', () => {
    for (const [yuan, text] of [
      [700_000, '12,140.00'],
      [712_140, '0.00'],
    ] as const) {
      const own = [groupOf(yuan, { kind: 'other_running' })]
      const facts = factsOf(overviewOf({ indicators: [lunch], groups: own, workingMonths: months }))
      const gap = facts.get(`limit-gap.${PROJECT}.1`)
      expect([gap?.text, gap?.title]).toEqual([text, '预算比最多能花的少'])
      expect(facts.get('findings.over_capacity')?.text).toBe('0')
    }
  })

  test('of a year whose calendar is not known nothing is said', () => {
    const facts = factsOf(overviewOf({ indicators: [lunch], groups }))
    expect([...facts.keys()].filter((key) => /^(limit|working)/.test(key))).toEqual([])
    expect(facts.get('findings.over_capacity')?.text).toBe('0')
  })

  test('of a project without money, or the whole department, neither', () => {
    const workingMonths = months
    for (const overview of [
      overviewOf({ indicators: [lunch], workingMonths }),
      overviewOf({ indicators: [{ ...lunch, project: null }], groups, workingMonths }),
    ]) {
      expect([...factsOf(overview).keys()].filter((key) => key.startsWith('limit'))).toEqual([])
    }
  })
})

describe('any budget, also one that takes money back', () => {
  const amounts = fc.integer({ min: -1_000_000, max: 1_000_000 })
  const group = fc.record({
    kind: fc.constantFrom(
      'personnel',
      'public',
      'other_running',
      'specific_target',
      'year_end_carry',
    ),
    yuan: amounts,
    fund: fc.constantFrom('010101', '0305', '04'),
    carried: fc.boolean(),
  })
  const overviews = fc
    .record({
      groups: fc.array(group, { maxLength: 6 }),
      prior: fc.option(amounts, { nil: undefined }),
    })
    .map(({ groups, prior }) =>
      overviewOf({
        groups: groups.map(({ yuan, ...rest }) => groupOf(yuan, rest)),
        priors:
          prior === undefined
            ? []
            : [{ year: 2022, measure: 'total', fen: fenOfYuan(prior), basis: '说明' }],
      }),
    )

  test('has facts that print their value and lead to figures of the edition', () => {
    fc.assert(
      fc.property(overviews, (overview) => {
        const facts = factsOf(overview)
        for (const [key, fact] of facts) {
          expect(key).toBe(fact.key)
          const plain = fact.text.replaceAll(',', '')
          expect([key, plain]).toEqual([
            key,
            printRatio(fact.value, plain.split('.')[1]?.length ?? 0),
          ])
          for (const { figure } of fact.terms) {
            if (figure?.startsWith('facts/')) {
              expect([figure, facts.has(figure.slice('facts/'.length))]).toEqual([figure, true])
            }
          }
        }
      }),
    )
  })
})

test('two allowances of one project have a limit each', () => {
  const indicators = [
    promiseOf('10名每人每天补贴2', { number: 1, unit: '人', target: '10' }),
    promiseOf('5名每人每天补贴3', { number: 2, unit: '人', target: '5' }),
  ]
  const groups = [groupOf(1_000, { kind: 'other_running' })]
  const workingMonths = [{ month: 1, days: 20 }]
  const facts = factsOf(overviewOf({ indicators, groups, workingMonths }))
  // 10 × 2 × 20 and 5 × 3 × 20
  expect(facts.get(`limit.${PROJECT}.1`)?.text).toBe('400.00')
  expect(facts.get(`limit.${PROJECT}.2`)?.text).toBe('300.00')
})

test('last year is what is printed for this year and the decrease that is printed', () => {
  const printed = [
    { figure: 'table-1/income.total/amount', printed: '80.00', place: '第二部分 一', note: null },
    { figure: 'facts/change.total', printed: '20.00', place: '第二部分 一', note: null },
  ]
  const priors = [{ year: 2022, measure: 'total', fen: fenOfYuan(1_000_000), basis: '说明' }]
  const facts = factsOf(overviewOf({ groups: [groupOf(800_000)], priors, printed }))
  expect(facts.get('prior.total')?.terms.map(({ sign, text }) => sign + text)).toEqual([
    '80.00',
    '+20.00',
  ])
})

test('surplus used is this year’s: what was carried over is not among its lines', () => {
  const groups = [groupOf(30, { fund: '04' }), groupOf(12, { fund: '04', carried: true })]
  const fact = factsOf(overviewOf({ groups })).get('sum.surplus_used')
  expect(fact?.value).toEqual({ numerator: 3_000n, denominator: 1_000_000n })
  const taken = groups.filter((group) => isTaken(group, fact?.when ?? { test: 'any', of: [] }))
  expect(taken).toEqual([groups[0]])
})
