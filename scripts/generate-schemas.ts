/**
 * Writes `schema.ts` of every module that has a PostgreSQL schema, from a live migrated database:
 * the types are what the migrations really made. With `--verify` nothing is written and any
 * difference is an error.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openPool, ROLES, setUpDatabase } from '../src/platform/db/index.ts'
import { joinCluster } from '../src/platform/postgres/index.ts'

const verify = process.argv.includes('--verify')
const folder = await mkdtemp(join(tmpdir(), 'yimen-schema-'))
const cluster = await joinCluster({ dataDir: folder, durable: false })
const database = 'yimen'
const stale: string[] = []
try {
  const { host, port, adminUser } = cluster
  await setUpDatabase({
    admin: { host, port, user: adminUser, database: 'postgres' },
    database,
    passwords: {},
  })
  const owner = openPool({ host, port, user: ROLES.owner, database }, { max: 1 })
  await migrate(owner)
  await owner.destroy()
  for (const module of modulesWithTables()) {
    const path = `src/modules/${module}/schema.ts`
    const text = toDeclaration(introspect(module, host, port))
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    stale.push(path)
    if (!verify) writeFileSync(path, text)
  }
} finally {
  await cluster.leave()
  await rm(folder, { recursive: true, force: true })
}
if (stale.length > 0) console.log(`${verify ? 'differs' : 'written'}: ${stale.join(', ')}`)
if (verify && stale.length > 0) process.exitCode = 1

function modulesWithTables(): string[] {
  const created = readdirSync('migrations')
    .map((file) => readFileSync(`migrations/${file}`, 'utf8'))
    .flatMap((text) => [...text.matchAll(/^create schema (\w+);/gm)].map((match) => match[1] ?? ''))
  return created.filter((name) => existsSync(`src/modules/${name}`))
}

function introspect(schema: string, host: string, port: number): string {
  const out = join(folder, `${schema}.ts`)
  const url = `postgresql://${ROLES.owner}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  const types = { date: 'Temporal.PlainDate', timestamptz: 'Temporal.Instant', int8: 'number' }
  execFileSync(
    process.execPath,
    [
      'node_modules/kysely-codegen/dist/cli/bin.js',
      '--dialect',
      'postgres',
      '--url',
      url,
      '--include-pattern',
      `${schema}.*`,
      '--date-parser',
      'string',
      '--type-mapping',
      JSON.stringify(types),
      '--log-level',
      'error',
      '--out-file',
      out,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return readFileSync(out, 'utf8')
}

/** The generator's one `DB` interface becomes this module's addition to the platform's `Database`. */
function toDeclaration(generated: string): string {
  const body = generated.slice(generated.indexOf('export interface'))
  const [interfaces = '', tables = ''] = body.split('export interface DB ')
  const formatted = execFileSync(
    'node_modules/.bin/biome',
    ['format', '--stdin-file-path=src/modules/schema.ts'],
    {
      input: `// Generated from the live schema by scripts/generate-schemas.ts. Do not edit.
${interfaces.replaceAll('export interface', 'interface')}
declare module '../../platform/db/database.ts' {
  interface Database ${tables.trim()}
}

export {}
`,
    },
  )
  return formatted.toString()
}
