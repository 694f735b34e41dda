import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoApp, openDemoApp } from '../support/demo-app.ts'

let demo: DemoApp
beforeAll(async () => {
  demo = await openDemoApp()
})
afterAll(() => demo.close())

const TABLE = '/410324/budget/2023/130/1/table-3?after=1'

describe('large type', () => {
  test('is the first entry of the menu, is remembered, and comes back to the page', async () => {
    const plain = await (await demo.request(TABLE)).text()
    expect(plain).toContain('主菜单"><a href="/display/large"')
    const headers = { host: 'localhost', referer: `http://localhost${TABLE}` }
    const switched = await demo.request('/display/large', { headers })
    expect(switched.status).toBe(303)
    expect(switched.headers.get('location')).toBe(TABLE)
    const cookie = switched.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^display=large; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)

    const large = await demo.request(TABLE, { headers: { cookie: 'display=large' } })
    const text = await large.text()
    expect(text).toContain('<html lang="zh-CN" data-size="large">')
    expect(text).toContain('>标准字号</a>')
    expect(large.headers.get('vary')).toContain('Cookie')
    expect(plain).not.toContain('data-size')
  })

  test.each([
    'http://evil.example/410324/budget',
    'http://localhost.evil.example/',
    'http://localhost//evil.example',
    'http://localhost/display/large',
    'no address',
    '',
  ])('never leads off the site: %j', async (referer) => {
    const headers = { host: 'localhost', referer }
    const answer = await demo.request('/display/normal', { headers })
    expect(answer.headers.get('location')).toMatch(/^\/(evil\.example)?$/)
  })

  test('another value of the cookie, or of the address, is nothing', async () => {
    const page = await demo.request('/', { headers: { cookie: 'display="><script>' } })
    expect(await page.text()).not.toContain('data-size')
    expect((await demo.request('/display/huge')).status).toBe(404)
  })
})
