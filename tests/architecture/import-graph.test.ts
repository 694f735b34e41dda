import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const CRUISER = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
const FOLDERS = ['src', 'tests', 'scripts']

interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
    }[]
  }
}

interface Plant {
  readonly plant: string
  readonly file: string
  readonly text: string
  /** Beside it, so that the import leads somewhere. */
  readonly target?: string
  readonly targetText?: string
  readonly rules: readonly string[]
}

const plants: readonly Plant[] = [
  {
    plant: 'a module reaches inside another',
    file: 'src/modules/budget/queries/planted-inside.ts',
    text: "import '../../organisation/queries/planted-target.ts'",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['module-entry-only'],
  },
  {
    plant: 'a module takes a type from inside another',
    file: 'src/modules/budget/queries/planted-type.ts',
    text: "import type { planted } from '../../organisation/queries/planted-target.ts'\nexport type Planted = typeof planted",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['module-entry-only'],
  },
  {
    plant: 'a module uses another’s pages',
    file: 'src/modules/budget/queries/planted-pages.ts',
    text: "import '../../organisation/pages/planted/index.ts'",
    target: 'src/modules/organisation/pages/planted/index.ts',
    rules: ['module-entry-only'],
  },
  {
    plant: 'a lower module uses a higher one',
    file: 'src/modules/organisation/queries/planted-arrow.ts',
    text: "import '../../budget/index.ts'",
    rules: ['graph-organisation'],
  },
  {
    plant: 'a module uses one to which no arrow is drawn',
    file: 'src/modules/classification/queries/planted-arrow.ts',
    text: "import '../../organisation/index.ts'",
    rules: ['graph-classification'],
  },
  {
    plant: 'the calendar asking a budget',
    file: 'src/modules/calendar/planted.ts',
    text: "import '../budget/index.ts'",
    rules: ['graph-calendar'],
  },
  {
    plant: 'the chain knows who writes into it',
    file: 'src/modules/audit/queries/planted-arrow.ts',
    text: "import '../../organisation/index.ts'",
    rules: ['graph-audit'],
  },
  {
    plant: 'checking published documents uses the ledger',
    file: 'src/modules/disclosure/domain/planted-arrow.ts',
    text: "import '../../budget/index.ts'",
    rules: ['graph-disclosure'],
  },
  {
    plant: 'a module that is not drawn',
    file: 'src/modules/planted/index.ts',
    text: "import '../../kernel/money.ts'",
    rules: ['unknown-module'],
  },
  {
    plant: 'a module uses one that is not drawn',
    file: 'src/modules/budget/queries/planted-unknown.ts',
    text: "import '../../planted/index.ts'",
    rules: ['graph-budget'],
  },
  {
    plant: 'kernel uses platform',
    file: 'src/kernel/planted-up.ts',
    text: "import '../platform/db/index.ts'",
    rules: ['kernel-is-bottom'],
  },
  {
    plant: 'kernel reads a file',
    file: 'src/kernel/planted-file.ts',
    text: "import 'node:fs/promises'",
    rules: ['kernel-is-pure'],
  },
  {
    plant: 'platform uses a module',
    file: 'src/platform/db/planted-up.ts',
    text: "import '../../modules/budget/index.ts'",
    rules: ['platform-below-modules'],
  },
  {
    plant: 'platform uses an app',
    file: 'src/platform/db/planted-app.ts',
    text: "import '../../apps/planted-shared.ts'",
    target: 'src/apps/planted-shared.ts',
    rules: ['platform-below-modules'],
  },
  {
    plant: 'a module uses an app',
    file: 'src/modules/budget/queries/planted-app.ts',
    text: "import '../../../apps/planted-shared.ts'",
    target: 'src/apps/planted-shared.ts',
    rules: ['modules-below-apps'],
  },
  {
    plant: 'an app reaches inside a module',
    file: 'src/apps/server/planted-inside.ts',
    text: "import '../../modules/organisation/queries/planted-target.ts'",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['apps-use-entry-only'],
  },
  {
    plant: 'a file of all apps reaches inside a module',
    file: 'src/apps/planted-inside.ts',
    text: "import '../modules/organisation/queries/planted-target.ts'",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['apps-use-entry-only'],
  },
  {
    plant: 'a script reaches inside a module',
    file: 'scripts/planted-inside.ts',
    text: "import '../src/modules/organisation/queries/planted-target.ts'",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['apps-use-entry-only'],
  },
  {
    plant: 'a test that crosses modules reaches inside one',
    file: 'tests/api/planted-inside.test.ts',
    text: "import '../../src/modules/organisation/queries/planted-target.ts'",
    target: 'src/modules/organisation/queries/planted-target.ts',
    rules: ['tests-use-entry-only'],
  },
  {
    plant: 'an app uses another',
    file: 'src/apps/portal/planted-apart.ts',
    text: "import '../server/planted-target.ts'",
    target: 'src/apps/server/planted-target.ts',
    rules: ['graph-app-portal'],
  },
  {
    plant: 'the server uses more than the portal',
    file: 'src/apps/server/planted-apart.ts',
    text: "import '../cli/planted-target.ts'",
    target: 'src/apps/cli/planted-target.ts',
    rules: ['graph-app-server'],
  },
  {
    plant: 'the command line uses the server',
    file: 'src/apps/cli/planted-apart.ts',
    text: "import '../server/planted-target.ts'",
    target: 'src/apps/server/planted-target.ts',
    rules: ['graph-app-cli'],
  },
  {
    plant: 'a file of all apps uses one of them',
    file: 'src/apps/planted-down.ts',
    text: "import './cli/planted-target.ts'",
    target: 'src/apps/cli/planted-target.ts',
    rules: ['shared-by-apps-is-below-apps'],
  },
  {
    plant: 'an app that is not drawn',
    file: 'src/apps/planted/main.ts',
    text: "import '../planted-shared.ts'",
    target: 'src/apps/planted-shared.ts',
    rules: ['unknown-app'],
  },
  ...[
    'kysely',
    'pg',
    'hono',
    'hono/html',
    '@hono/zod-openapi',
    'node:fs',
    'node:fs/promises',
    'fs',
    'node:child_process',
  ].map((name, number) => ({
    plant: `domain uses ${name}`,
    file: `src/modules/budget/domain/planted-${number}.ts`,
    text: `import '${name}'`,
    rules: ['domain-is-pure'],
  })),
  {
    plant: 'domain uses platform',
    file: 'src/modules/budget/domain/planted-platform.ts',
    text: "import '../../../platform/db/index.ts'",
    rules: ['domain-is-pure'],
  },
  {
    plant: 'domain uses its own module’s queries, for a type',
    file: 'src/modules/budget/domain/planted-query.ts',
    text: "import type { planted } from '../queries/planted-target.ts'\nexport type Planted = typeof planted",
    target: 'src/modules/budget/queries/planted-target.ts',
    rules: ['domain-is-pure'],
  },
  {
    plant: 'a module uses its builders in production',
    file: 'src/modules/budget/commands/planted-builder.ts',
    text: "import '../planted/testing.ts'",
    target: 'src/modules/budget/planted/testing.ts',
    rules: ['testing-only-in-tests'],
  },
  {
    plant: 'a script uses what is for tests',
    file: 'scripts/planted-support.ts',
    text: "import '../tests/support/planted-target.ts'",
    target: 'tests/support/planted-target.ts',
    rules: ['testing-only-in-tests'],
  },
  {
    plant: 'two files in a circle',
    file: 'src/modules/budget/queries/planted-circle.ts',
    text: "import './planted-circle-back.ts'",
    target: 'src/modules/budget/queries/planted-circle-back.ts',
    targetText: "import './planted-circle.ts'",
    rules: ['no-circular'],
  },
  {
    plant: 'an import that leads nowhere',
    file: 'src/platform/http/planted-nowhere.ts',
    text: "import './planted-nothing.ts'",
    rules: ['not-to-unresolvable'],
  },

  // what must stay allowed
  {
    plant: 'the server mounts the portal',
    file: 'src/apps/server/planted-portal.ts',
    text: "import '../portal/planted-target.ts'",
    target: 'src/apps/portal/planted-target.ts',
    rules: [],
  },
  {
    plant: 'an app uses a file of all apps, and a module’s doors',
    file: 'src/apps/cli/planted-doors.ts',
    text: "import '../planted-shared.ts'\nimport '../../modules/budget/index.ts'\nimport '../../modules/classification/pages/index.ts'",
    target: 'src/modules/classification/pages/index.ts',
    rules: [],
  },
  {
    plant: 'domain reads CSV text',
    file: 'src/modules/budget/domain/planted-csv.ts',
    text: "import 'csv-parse/sync'\nimport 'node:crypto'",
    rules: [],
  },
  {
    plant: 'a test uses a module’s builders',
    file: 'src/modules/budget/queries/planted-builder.test.ts',
    text: "import '../planted/testing.ts'",
    target: 'src/modules/budget/planted/testing.ts',
    rules: [],
  },
]

describe('the import graph', () => {
  let here: Cruise
  let copy: string
  let planted: Cruise

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'yimen-graph-'))
    for (const name of [...FOLDERS, 'tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
      await cp(name, join(copy, name), { recursive: true })
    }
    await symlink(resolve('node_modules'), join(copy, 'node_modules'))
    for (const { target, targetText } of plants) {
      if (target) await write(target, targetText ?? 'export const planted = 1')
    }
    for (const { file, text } of plants) await write(file, text)
    ;[here, planted] = await Promise.all([cruise('.'), cruise(copy)])
  })

  afterAll(() => rm(copy, { recursive: true, force: true }))

  async function write(file: string, text: string): Promise<void> {
    const path = join(copy, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${text}\n`)
  }

  test('breaks no rule', () => {
    expect(
      here.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ).toEqual([])
  })

  test('was really read: every file of src, and more than twenty', async () => {
    const files = (await readdir('src', { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
    expect(files.length).toBeGreaterThan(20)
    expect(here.modules.map(({ source }) => source)).toEqual(expect.arrayContaining(files))
  })

  test.each(plants)('$plant: $rules', ({ file, target, rules }) => {
    expect(planted.modules.some(({ source }) => source === file)).toBe(true)
    const found = planted.summary.violations.filter(({ from }) => from === file || from === target)
    expect([...new Set(found.map(({ rule }) => rule.name))], JSON.stringify(found)).toEqual(rules)
  })

  test('nothing but what was planted is blamed', () => {
    const files = new Set(plants.flatMap(({ file, target }) => [file, target]))
    expect(planted.summary.violations.filter(({ from }) => !files.has(from))).toEqual([])
  })

  test('every rule has a fault that was planted', async () => {
    const { default: config } = await import(resolve('.dependency-cruiser.cjs'))
    const written = (config.forbidden as { name: string }[]).map(({ name }) => name)
    expect(written.length).toBeGreaterThan(15)
    expect(written.filter((name) => !plants.some(({ rules }) => rules.includes(name)))).toEqual([])
  })
})

/** In a process of its own: the cruiser reads the settings and folders beside it. */
async function cruise(folder: string): Promise<Cruise> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [resolve(CRUISER), '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS],
    { cwd: folder, maxBuffer: 2 ** 28 },
  )
  return JSON.parse(stdout) as Cruise
}
