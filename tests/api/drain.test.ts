import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../../src/platform/http/index.ts'

test('stopping lets a running request end and does not wait for one that never comes', async () => {
  let answer: (response: Response) => void = () => undefined
  const reached = Promise.withResolvers<void>()
  const server = await listen(
    () =>
      new Promise<Response>((resolve) => {
        answer = resolve
        reached.resolve()
      }),
    '127.0.0.1',
    0,
  )
  // half a request head, of a client that has fallen asleep
  const sleeper = connect(server.port, '127.0.0.1')
  sleeper.on('error', () => undefined)
  sleeper.write('GET / HTTP/1.1\r\nHost: x\r\n')
  const running = fetch(`http://127.0.0.1:${server.port}/`)
  await reached.promise

  let isClosed = false
  const closed = server.close().then(() => {
    isClosed = true
  })
  // the loop has had its turns, and the running request still holds the server open
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(isClosed).toBe(false)
  answer(new Response('done'))
  expect(await (await running).text()).toBe('done')
  await closed
  expect(sleeper.destroyed || sleeper.readyState !== 'open' || isClosed).toBe(true)
})
