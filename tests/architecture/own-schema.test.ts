import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/**
 * A module names only its own PostgreSQL schema, and what is below or above the modules names
 * none: who needs another's rows asks that module. Read are the texts in the code, not its words,
 * so that a variable called `budget` is no table.
 */
const migrations = readdirSync('migrations')
  .filter((file) => file.endsWith('.sql'))
  .map((file) => ({ file, text: readFileSync(join('migrations', file), 'utf8') }))
const all = migrations.map(({ text }) => text).join('\n')
const schemas = [...all.matchAll(/^create schema (\w+)/gim)].map(([, name]) => name as string)
const tables = [...all.matchAll(/^create (?:table|view|function)\s+(\w+)\.(\w+)/gim)].map(
  ([, schema, table]) => ({ schema: schema as string, table: table as string }),
)

/** What a text of SQL or Kysely names of schemas other than `own`. */
function foreignNames(text: string, own?: string): string[] {
  const named = tables.filter(
    ({ schema, table }) =>
      schema !== own &&
      new RegExp(`(?<![\\w.])"?${schema}"?\\s*\\.\\s*"?${table}"?(?!\\w)`).test(text),
  )
  const searched = /\bsearch_path\b/.test(text) ? ['search_path'] : []
  return [...named.map(({ schema, table }) => `${schema}.${table}`), ...searched]
}

/** A call such as `withSchema('organisation')` or `sql.id('organisation', 'unit')`. */
const NAMING = new Set(['withSchema', 'id', 'ref', 'table'])

function foreignNamesInCode(code: string, own?: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isTemplateExpression(node)) {
      // in one piece: a name may stand on either side of a value
      const pieces = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)]
      found.push(...foreignNames(pieces.join(' ? '), own))
    } else if (ts.isStringLiteralLike(node)) {
      found.push(...foreignNames(node.text, own))
    } else if (ts.isCallExpression(node)) {
      const first = node.arguments[0]
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : ''
      if (first && ts.isStringLiteralLike(first) && NAMING.has(name)) {
        if (first.text !== own && schemas.includes(first.text)) found.push(first.text)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest))
  return found
}

/** The schema that a file may name; undefined: none. */
function ownSchema(path: string): string | undefined {
  return /^src\/modules\/([^/]+)\//.exec(path)?.[1]
}

/** `0003_budget.sql`, `0007_budget_payments.sql`: a migration is one module's. */
function ownSchemaOfMigration(file: string): string | undefined {
  return schemas.find((schema) => new RegExp(`^\\d{4}_${schema}[_.]`).test(file))
}

describe('schemas', () => {
  test('the migrations are understood', () => {
    expect(schemas).toEqual(expect.arrayContaining(['organisation', 'classification', 'budget']))
    expect(tables.length).toBeGreaterThan(10)
    for (const schema of schemas) {
      expect(tables.filter((table) => table.schema === schema).length, schema).toBeGreaterThan(0)
    }
  })

  test('every file of src names only its own module’s', () => {
    const files = readdirSync('src', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    const found: string[] = []
    let own = 0
    for (const file of files) {
      const code = readFileSync(file, 'utf8')
      for (const name of foreignNamesInCode(code, ownSchema(file))) found.push(`${file}: ${name}`)
      if (ownSchema(file) && foreignNamesInCode(code).length > 0) own += 1
    }
    expect(found).toEqual([])
    expect(own, 'files that name their own tables').toBeGreaterThan(5)
  })

  test('a migration names another’s tables only in foreign keys', () => {
    const found: string[] = []
    for (const { file, text } of migrations) {
      const own = ownSchemaOfMigration(file)
      expect(own, file).toBeDefined()
      const rest = text.replaceAll(/--.*$/gm, '').replaceAll(/\breferences\s+\w+\.\w+/gi, '')
      for (const name of foreignNames(rest, own)) found.push(`${file}: ${name}`)
    }
    expect(found).toEqual([])
  })

  test.each([
    ["db.selectFrom('organisation.unit')", 'organisation.unit'],
    ["db.selectFrom('organisation.unit as u')", 'organisation.unit'],
    ["db.selectFrom(['budget.line', 'organisation.county as c'])", 'organisation.county'],
    [`sql\`select name from organisation.unit where code = \${code}\``, 'organisation.unit'],
    [`sql\`select \${column} from "organisation"."unit" u\``, 'organisation.unit'],
    ['sql`select 1 from organisation . unit`', 'organisation.unit'],
    ["sql.table('organisation.unit')", 'organisation.unit'],
    ["sql.id('organisation', 'unit')", 'organisation'],
    ["db.withSchema('organisation').selectFrom('unit')", 'organisation'],
    ["const statement = 'set search_path to organisation'", 'search_path'],
    ["client.query('delete from organisation.unit')", 'organisation.unit'],
  ])('in the budget module %s is found', (code, name) => {
    expect(foreignNamesInCode(code, 'budget')).toEqual([name])
    expect(foreignNamesInCode(code)).toContain(name)
  })

  test.each([
    "db.selectFrom('budget.line')",
    'const rows = organisation.unit',
    "import { unit } from '../organisation/unit.ts'",
    '// reads organisation.unit\nconst a = 1',
    "throw new AppError('organisation.unit_missing')",
    "sql.id('organisations')",
  ])('in the budget module %s is allowed', (code) => {
    expect(foreignNamesInCode(code, 'budget')).toEqual([])
  })

  test('files belong to the schema of their module, others to none', () => {
    expect(ownSchema('src/modules/budget/queries/x.ts')).toBe('budget')
    expect(ownSchema('src/platform/db/pool.ts')).toBeUndefined()
    expect(ownSchema('src/apps/server/main.ts')).toBeUndefined()
    expect(ownSchemaOfMigration('0009_budget_payments.sql')).toBe('budget')
    expect(ownSchemaOfMigration('0009_budgets.sql')).toBeUndefined()
  })
})
