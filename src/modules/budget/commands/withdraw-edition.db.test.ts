import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type DemoApp,
  demoCounty,
  openDemoApp,
  smallBudget,
} from '../../../../tests/support/demo-app.ts'
import { inCounty } from '../../../platform/db/index.ts'
import { withdrawEdition } from './withdraw-edition.ts'

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
  await demo.load(smallBudget({ department: '790' }))
  await demo.load(smallBudget({ department: '790', amounts: ['-30.00', '5.00'], adjustment: 1 }))
})
afterAll(() => demo.close())

const NOW = Temporal.Instant.from('2026-01-02T03:04:05Z')
const on = Temporal.PlainDate.from('2026-01-02')
const withdraw = (number: number): Promise<void> =>
  inCounty(demo.database.app, demoCounty(), (tx) =>
    withdrawEdition(
      tx,
      { county: demoCounty(), department: '790', year: 2023 },
      number,
      { on, reason: '含有不应公开的内容' },
      NOW,
    ),
  )

test('a withdrawn edition says so under all its addresses, and the one before it is current again', async () => {
  // both are in the server's memory by now
  expect(await (await demo.request('/410324/budget/2023/790/1')).text()).toContain('已有更新的版本')
  expect((await demo.request('/410324/budget/2023/790/2')).status).toBe(200)
  await withdraw(2)
  for (const path of [
    '',
    '/table-3',
    '/table-3/total/total',
    '/facts/count.projects',
    '/lines/initial.1',
    '/table-3.csv',
  ]) {
    const response = await demo.request(`/410324/budget/2023/790/2${path}`)
    expect([path, response.status]).toEqual([path, 410])
    const text = await response.text()
    expect(text).toContain('2026-01-02 撤回，理由：含有不应公开的内容')
    expect(text).not.toContain('325.50')
  }
  const api = await demo.request('/api/v1/410324/budget/2023/790/2/table-3')
  expect([api.status, ((await api.json()) as { code: string }).code]).toEqual([
    410,
    'budget.withdrawn',
  ])
  const before = await (await demo.request('/410324/budget/2023/790/1')).text()
  expect(before).not.toContain('已有更新的版本')
  const current = await demo.request('/410324/budget/2023/790')
  expect(current.headers.get('location')).toBe('/410324/budget/2023/790/1')
  const list = await (await demo.request('/410324/budget')).text()
  expect(list).toContain('/410324/budget/2023/790/1')
  expect(list).not.toContain('/410324/budget/2023/790/2')
})

test('it is withdrawn once, and only what was published', async () => {
  await expect(withdraw(2)).rejects.toMatchObject({ code: 'budget.already_withdrawn' })
  await expect(withdraw(3)).rejects.toMatchObject({ code: 'budget.not_found' })
})

test('where every edition is withdrawn, the address without one says why', async () => {
  await withdraw(1)
  const response = await demo.request('/410324/budget/2023/790')
  expect(response.status).toBe(410)
  expect(await (await demo.request('/410324/budget')).text()).not.toContain('/2023/790')
})
