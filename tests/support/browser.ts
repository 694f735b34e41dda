import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator } from 'playwright-core'
import { listen } from '../../src/platform/http/index.ts'
import { type DemoApp, openDemoApp } from './demo-app.ts'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = PROGRAMS.find((path) => existsSync(path))

/** Without one the browser tests are skipped, and the last line of `npm test` says so. */
export const hasBrowser = executablePath !== undefined

export async function openBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error(`none of ${PROGRAMS.join(', ')}`)
  return await chromium.launch({
    executablePath,
    args: [
      // Chromium's sandbox refuses root
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  })
}

export interface ServedDemo {
  readonly demo: DemoApp
  /** `http://127.0.0.1:40123` */
  readonly origin: string
  close(): Promise<void>
}

/** The demonstration as a browser reaches it, on a free port. */
export async function serveDemo(): Promise<ServedDemo> {
  const demo = await openDemoApp()
  const server = await listen((request) => demo.fetch(request), '127.0.0.1', 0)
  return {
    demo,
    origin: `http://127.0.0.1:${server.port}`,
    close: async () => {
      await server.close()
      await demo.close()
    },
  }
}

/** Presses a link or a button, on a phone with a finger, and waits for the page that follows. */
export async function press(target: Locator, how: 'click' | 'tap' = 'click'): Promise<void> {
  // Chromium without scripts scrolls late: what is to be pressed must stand still before
  await target.scrollIntoViewIfNeeded()
  const page = target.page()
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), target[how]()])
}
