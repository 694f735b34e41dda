import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoApp, openDemoApp, smallBudget } from '../../../../tests/support/demo-app.ts'
import type { County } from '../../../kernel/county.ts'
import { printWan } from '../../../kernel/money.ts'
import { inCounty, openPool, readCounty } from '../../../platform/db/index.ts'
import { approveVersion } from '../commands/approve-version.ts'
import { publishVersion } from '../commands/publish-version.ts'
import { figureOfAddress } from '../domain/address.ts'
import { readQuestion } from '../domain/search-question.ts'
import { findFigure } from './find-figure.ts'
import { type SearchInput, type SearchResult, searchEntries } from './search-entries.ts'

const COUNTY = 410324 as County
const DEMO = { county: COUNTY, department: '130', year: 2023, sequence: 0 }
/** As a test pages through more than a page holds. */
const LINES = 60
let demo: DemoApp

beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

async function search(text: string, options: Partial<SearchInput> = {}): Promise<SearchResult> {
  const question = readQuestion(text)
  if (question.state !== 'asked') throw new Error(question.state)
  const { county = COUNTY } = options
  return await readCounty(demo.database.reader, county, (tx) =>
    searchEntries(tx, { county, readings: question.readings, ...options }),
  )
}

/** How many were found of each kind. */
async function count(text: string, options?: Partial<SearchInput>): Promise<object> {
  const { sections } = await search(text, options)
  return Object.fromEntries(sections.map((section) => [section.kind, section.count]))
}

function countAmounts(county: County, amount: string): Promise<number> {
  return readCounty(demo.database.reader, county, async (tx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from budget.search_entry
      where county = ${county} and kind = 'figure' and amount = ${amount}`.execute(tx)
    return rows[0]?.n ?? 0
  })
}

async function labels(text: string, kind: string): Promise<string[]> {
  const { sections } = await search(text)
  return sections.find((section) => section.kind === kind)?.hits.map(({ label }) => label) ?? []
}

describe('the budget of 2023', () => {
  test('午餐: its project, its two cells in table 11, its six indicators', async () => {
    expect(await count('午餐')).toEqual({ project: 1, figure: 2, indicator: 6 })
    expect((await search('午餐')).sections[0]?.hits).toEqual([
      expect.objectContaining({
        address: 'projects/410324230000000036730',
        label: '2023年进驻中心工作人员午餐补助',
        amount: '75.51',
        department: '130',
        departmentName: '栾川县政务服务和大数据中心（栾川县110联动服务中心）',
        year: 2023,
        edition: 1,
      }),
    ])
  })

  test.each(['wucan', 'WuCan', 'wcbz'])('%s: the same in pinyin, without figures', async (text) => {
    expect(await count(text)).toEqual({ project: 1, indicator: 6 })
  })

  test.each(['装修', 'zhuangxiu'])('%s: the three projects of decoration', async (text) => {
    expect(await labels(text, 'project')).toEqual([
      '栾川县新行政服务中心装修工程',
      '新中心装修工程监理费',
      '新中心装修工程设计费',
    ])
  })

  test('30299: the code, and the cells of its row in table 7', async () => {
    const { sections } = await search('30299')
    expect(sections.map(({ kind }) => kind)).toEqual(['figure', 'code'])
    expect(sections[1]?.hits).toEqual([
      expect.objectContaining({
        address: 'table-7/30299.50299/total',
        label: '其他商品和服务支出',
        detail: '部门预算经济科目 30299',
      }),
    ])
    for (const hit of sections[0]?.hits ?? []) {
      expect(hit.address).toMatch(/^table-[67]\/30299\.50299\//)
    }
  })

  test.each([
    ['595.94', '595.94'],
    ['595.94 万元', '595.94'],
    ['595.9', '595.94'],
    ['596万', '595.94'],
    ['5,959,400', '595.94'],
    ['5959400', '595.94'],
    ['￥5,959,400.00', '595.94'],
    ['75.51', '75.51'],
  ])('%s: figures that print %s', async (text, amount) => {
    const { sections, reading, year } = await search(text)
    expect(sections.map(({ kind }) => kind)).toEqual(['figure'])
    expect(reading.by).toBe('amount')
    expect(year).toBeNull()
    expect(new Set(sections[0]?.hits.map((hit) => hit.amount))).toEqual(new Set([amount]))
    expect(sections[0]?.hits.length).toBeGreaterThan(1)
  })

  test('without its quotation marks 三公经费 is found, and two words wherever they stand', async () => {
    expect(await labels('三公经费', 'indicator')).toEqual(['“三公经费”控制率'])
    expect(await labels('光纤 VPN', 'project')).toEqual(['2023年110VPN专网光纤费'])
  })

  test('a whole name or code first, then what begins with it, then what contains it', async () => {
    // 130 is the department, 130001 begins with it
    expect((await search('130')).sections.find(({ kind }) => kind === 'code')?.hits).toEqual([
      expect.objectContaining({ detail: '部门 130' }),
      expect.objectContaining({ detail: '单位 130001' }),
    ])
    // begins with 商品和服务支出 sooner than 其他商品和服务支出 contains it
    expect((await labels('商品和服务支出', 'code'))[0]).toBe('商品和服务支出')
  })

  test.each(['唢呐', 'zzzz', '<script>alert', '98765.43', "午餐' or true"])(
    '%s: nothing',
    async (text) => {
      expect(await count(text)).toEqual({})
    },
  )

  test('what is no letter or digit is no wildcard', async () => {
    expect(await count('午%')).toEqual(await count('午'))
    expect(await count('午_补')).toEqual({})
    expect(await count('w_c_b_z')).toEqual(await count('wcbz'))
  })

  test('every cell that is found opens, with the amount that was found', async () => {
    const rows = await readCounty(demo.database.reader, COUNTY, (tx) =>
      tx
        .selectFrom('budget.search_entry')
        .select(['kind', 'address', 'amount'])
        .where('county', '=', COUNTY)
        .where('kind', 'in', ['figure', 'code'])
        .execute(),
    )
    const cells = rows.flatMap(({ address, amount }) => {
      const cell = figureOfAddress(address)
      return cell ? [{ cell, address, amount }] : []
    })
    expect(cells.length).toBeGreaterThan(221)
    await readCounty(demo.database.reader, COUNTY, async (tx) => {
      for (const { cell, address, amount } of cells) {
        const figure = await findFigure(tx, DEMO, cell)
        expect([address, figure && printWan(figure.fen)]).toEqual([address, amount])
      }
    })
  })
})

describe('who finds what', () => {
  test('nothing of another county', async () => {
    await demo.load(smallBudget({ county: 990001, department: '700', name: '邻县粮食局' }))
    expect(await count('粮食局')).toEqual({})
    expect(await count('粮食局', { county: 990001 as County })).toMatchObject({ code: 2 })
    expect(await count('午餐', { county: 990001 as County })).toEqual({})
  })

  test('a county without editions', async () => {
    const result = await search('午餐', { county: 990002 as County })
    expect(result).toMatchObject({ years: [], year: null, sections: [] })
  })

  test.each(['draft', 'approved'] as const)('nothing of a version that is %s', async (state) => {
    const department = state === 'draft' ? '701' : '702'
    const name = `未公布局${department}`
    await demo.load(smallBudget({ department, name, state }))
    expect(await count(name)).toEqual({})
    if (state === 'draft') return
    const ref = { county: COUNTY, department, year: 2023, sequence: 0 }
    const act = { on: null, document: null }
    await inCounty(demo.database.app, COUNTY, (tx) =>
      publishVersion(tx, ref, act, Temporal.Now.instant()),
    )
    expect(await count(name)).toMatchObject({ code: 2 })
  })

  test('the reader sees no entry before its version is public, even if there were one', async () => {
    await demo.load(smallBudget({ department: '703', name: '藏起来的局', state: 'approved' }))
    await demo.load(smallBudget({ department: '704', name: '公开的局' }))
    const admin = openPool(demo.database.admin, { max: 1 })
    await sql`
      insert into budget.search_entry
      select county, '703', year, sequence, number, true, false, edition, kind, address, label,
        detail, amount, words
      from budget.search_entry where department = '704'`.execute(admin)
    await admin.destroy()
    const seen = await readCounty(demo.database.reader, COUNTY, (tx) =>
      tx
        .selectFrom('budget.search_entry')
        .select('department')
        .distinct()
        .where('county', '=', COUNTY)
        .where('department', 'in', ['703', '704'])
        .execute(),
    )
    expect(seen).toEqual([{ department: '704' }])
  })

  test('a new edition takes the place of the old one', async () => {
    await demo.load(smallBudget({ department: '705', amounts: ['1111100.00'], unitName: '旧名站' }))
    expect(await count('旧名站')).toMatchObject({ code: 1 })
    expect(await count('111.11')).toMatchObject({ figure: expect.any(Number) })
    await demo.load(
      smallBudget({ department: '705', amounts: ['1000.00'], unitName: '新名站', adjustment: 1 }),
    )
    expect(await count('旧名站')).toEqual({})
    expect(await count('111.11')).toEqual({})
    expect(await count('111.21')).toMatchObject({ figure: expect.any(Number) })
    const { sections } = await search('新名站')
    expect(new Set(sections.flatMap(({ hits }) => hits.map(({ edition }) => edition)))).toEqual(
      new Set([2]),
    )
  })

  test('nothing of an edition that was withdrawn', async () => {
    await demo.load(smallBudget({ department: '706', amounts: ['2222200.00'], name: '撤回局' }))
    expect(await count('撤回局')).toMatchObject({ code: 2 })
    await inCounty(demo.database.app, COUNTY, (tx) =>
      tx
        .insertInto('budget.withdrawal')
        .values({
          county: COUNTY,
          department: '706',
          year: 2023,
          number: 1,
          sequence: 0,
          frozen: true,
          published: true,
          withdrawn_on: Temporal.PlainDate.from('2023-05-01'),
          reason: '测试',
          recorded_at: Temporal.Instant.from('2023-05-01T00:00:00Z'),
        })
        .execute(),
    )
    expect(await count('撤回局')).toEqual({})
    expect(await count('222.22')).toEqual({})
  })

  test('words in the newest year or the one that is asked, amounts in all, newest first', async () => {
    const county = 990003 as County
    for (const year of [2021, 2022]) {
      const name = `河务局${year}`
      const amounts = ['3333300.00', '100.00']
      await demo.load(smallBudget({ county, department: '707', year, name, amounts }))
    }
    expect(await search('河务局', { county })).toMatchObject({ year: 2022, years: [2022, 2021] })
    expect(await count('河务局2021', { county })).toEqual({})
    expect(await count('河务局2021', { county, year: 2021 })).toMatchObject({ code: 2 })
    const { sections } = await search('333.33', { county, kind: 'figure' })
    const years = sections[0]?.hits.map(({ year }) => year) ?? []
    expect(years).toEqual([...years].sort((a, b) => b - a))
    expect(new Set(years)).toEqual(new Set([2022, 2021]))
    const of2021 = await search('333.33', { county, year: 2021 })
    expect(new Set(of2021.sections[0]?.hits.map(({ year }) => year))).toEqual(new Set([2021]))
  })
})

describe('page by page', () => {
  const county = 990004 as County

  beforeAll(async () => {
    for (let at = 0; at < LINES; at++) {
      const department = String(800 + at)
      const amounts = ['4444400.00', '100.00']
      await demo.load(smallBudget({ county, department, name: `水利局${department}`, amounts }))
    }
  }, 240_000)

  test.each([
    ['水利局', 'code', 2 * LINES],
    ['444.44', 'figure', undefined],
  ] as const)('%s: everything once, in order', async (text, kind, expected) => {
    const first = (await search(text, { county })).sections.find((section) => section.kind === kind)
    expect(first?.hits.length).toBe(20)
    const found = [...(first?.hits ?? [])]
    let after = first?.next ?? undefined
    while (after !== undefined) {
      const { sections } = await search(text, { county, kind, after })
      expect(sections.map((section) => section.kind)).toEqual([kind])
      expect(sections[0]?.hits.length).toBeLessThanOrEqual(50)
      found.push(...(sections[0]?.hits ?? []))
      after = sections[0]?.next ?? undefined
    }
    const addresses = found.map((hit) => `${hit.department}/${hit.address}`)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(addresses.length).toBe(expected ?? (await countAmounts(county, text)))
    // nobody counts the cells of an amount to the end
    expect([first?.count, first?.isMore]).toEqual(expected ? [expected, false] : [1_000, true])
    const departments = found.map(({ department }) => department)
    if (kind === 'figure') expect(departments).toEqual([...departments].sort())
  })

  test('a kind by itself begins at its beginning', async () => {
    const { sections } = await search('水利局', { county, kind: 'code' })
    expect(sections[0]?.hits.length).toBe(50)
    expect(await count('444.44', { county, kind: 'code' })).toEqual({})
  })

  test.each(['', '1', '1.900', "1.'.1", '1.900.99999999', '99999.900.1'])(
    'no page after “%s”',
    async (after) => {
      await expect(search('水利局', { county, kind: 'code', after })).rejects.toMatchObject({
        code: 'budget.no_such_page',
      })
    },
  )
})

test('an approval alone makes nothing findable', async () => {
  const ref = { county: COUNTY, department: '708', year: 2023, sequence: 0 }
  await demo.load(smallBudget({ department: '708', name: '只批复局', state: 'draft' }))
  await inCounty(demo.database.app, COUNTY, (tx) =>
    approveVersion(tx, ref, { on: null, document: null }, Temporal.Now.instant()),
  )
  expect(await count('只批复局')).toEqual({})
})
