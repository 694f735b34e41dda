import { defineConfig } from 'vitest/config'

const database = [
  'src/**/*.db.test.ts',
  'tests/{api,crash,database,load,start}/**/*.test.ts',
  'src/platform/postgres/*.test.ts',
]
const browser = ['tests/browser/**/*.test.ts']

// `unit` is pure code in one process; `database` clones a database a file; `browser` drives Chromium
export default defineConfig({
  test: {
    maxWorkers: 2,
    env: { TZ: 'Asia/Shanghai' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/{architecture,unit}/**/*.test.ts'],
          exclude: [...database, '**/node_modules/**'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'database', include: database, globalSetup: 'tests/support/global-setup.ts' },
      },
      {
        extends: true,
        test: { name: 'browser', include: browser, globalSetup: 'tests/support/global-setup.ts' },
      },
    ],
  },
})
