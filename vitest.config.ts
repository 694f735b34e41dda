import { defineConfig } from 'vitest/config'
import { findCitus } from './scripts/find-citus.ts'
import { findOtherPostgres } from './scripts/find-other-postgres.ts'

const database = [
  'src/**/*.db.test.ts',
  'tests/{api,crash,database,load,pack,start}/**/*.test.ts',
  'src/platform/postgres/*.test.ts',
]
// what talks to the database directly, once more on the system's PostgreSQL, 15 or newer
const other = findOtherPostgres()
const browser = ['tests/browser/**/*.test.ts']

// not what asks one server's catalogue or its plans
const ofOneServer = ['tests/database/{plans,schema-rules}.test.ts', 'src/**/plans.db.test.ts']

// `unit` is pure code in one process; `database` clones a database a file;
// `postgres-15` does so on another server; `citus` on a cluster; `browser` drives Chromium
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
      ...(other
        ? [
            {
              extends: true as const,
              test: {
                name: `postgres-${other.major}`,
                include: ['src/**/*.db.test.ts', 'tests/database/**/*.test.ts'],
                globalSetup: 'tests/support/global-setup.ts',
              },
            },
          ]
        : []),
      ...(findCitus()
        ? [
            {
              extends: true as const,
              test: {
                name: 'citus',
                // a crawl of all pages takes minutes where every statement goes over two servers
                hookTimeout: 600_000,
                include: ['src/**/*.db.test.ts', 'tests/{api,citus,database}/**/*.test.ts'],
                exclude: [...ofOneServer, '**/node_modules/**'],
                globalSetup: 'tests/support/global-setup.ts',
              },
            },
          ]
        : []),
      {
        extends: true,
        test: { name: 'browser', include: browser, globalSetup: 'tests/support/global-setup.ts' },
      },
    ],
  },
})
