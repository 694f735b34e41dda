import { loadModule, parseSync } from 'libpg-query'
import type { TableInfo } from '../../src/platform/db/index.ts'

await loadModule()

/** A node of PostgreSQL's parse tree; its own types would not follow what is looked for here. */
type Node = Readonly<Record<string, unknown>>

/**
 * What a statement may not do where tables are spread by county over many servers: name a county's
 * table without tying it by `county =` to a parameter, a constant or a table that is tied; use what
 * such a cluster refuses.
 *
 * @param tables names of the tables that hold rows of counties, `budget.line`
 */
export function findStatementFaults(text: string, tables: ReadonlySet<string>): string[] {
  const faults: string[] = []
  const { stmts } = parseSync(text) as { stmts?: readonly { stmt: Node }[] }
  for (const { stmt } of stmts ?? []) {
    // the whole text would go to the workers
    if (stmt.VariableSetStmt && stmts?.length !== 1) faults.push('set does not stand alone')
    forbid(stmt, faults)
    visit(stmt, { tables, ctes: new Set(), outer: new Set(), faults })
  }
  return faults
}

/** Throws for the first statement with a fault; each text is parsed once a process. */
export function assertTied(statements: Iterable<string>, infos: readonly TableInfo[]): void {
  const tables = new Set(infos.filter(({ kind }) => kind === 'county').map(({ name }) => name))
  for (const text of statements) {
    if (checked.has(text)) continue
    const faults = findStatementFaults(text, tables)
    if (faults.length > 0) throw new Error(`${faults.join('; ')} in: ${text}`)
    checked.add(text)
  }
}

const checked = new Set<string>()

interface Scope {
  readonly tables: ReadonlySet<string>
  /** Names of the queries written before this one in a `with`. */
  readonly ctes: ReadonlySet<string>
  /** Aliases of the queries around this one. */
  readonly outer: ReadonlySet<string>
  readonly faults: string[]
}

/** Finds the queries in a tree and checks each by itself. */
function visit(node: unknown, scope: Scope): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, scope)
  } else if (isNode(node)) {
    for (const [kind, inner] of Object.entries(node)) {
      const body = inner as Node
      if (kind === 'SelectStmt' || kind === 'UpdateStmt' || kind === 'DeleteStmt') {
        checkQuery(body, scope)
      } else if (kind === 'InsertStmt') {
        checkInsert(body, scope)
      } else visit(inner, scope)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkInsert(body: Node, scope: Scope): void {
  const table = tableOf(body.relation as Node, scope)
  const columns = ((body.cols ?? []) as readonly Node[]).map(
    (column) => (column.ResTarget as Node | undefined)?.name,
  )
  if (table && !columns.includes('county')) scope.faults.push(`insert into ${table} without county`)
  const select = (body.selectStmt as Node | undefined)?.SelectStmt as Node | undefined
  // it would become a COPY to the worker, which row security forbids
  if (table && select && !select.valuesLists && !body.returningClause && !body.onConflictClause) {
    scope.faults.push(`insert … select into ${table} without returning`)
  }
  visit(body.withClause, scope)
  visit(body.selectStmt, scope)
}

interface Source {
  /** Undefined: a sub-query, a function, a `with` query, whose own tables are checked inside. */
  readonly table: string | undefined
  readonly alias: string
}

function checkQuery(body: Node, around: Scope): void {
  const { ctes, inside } = readWith(body.withClause as Node | undefined, around)
  const scope = { ...around, ctes }
  for (const query of inside) visit(query, scope)
  // union, intersect, except
  for (const side of [body.larg, body.rarg]) if (isNode(side)) checkQuery(side, scope)

  const sources: Source[] = []
  const conditions: Node[] = []
  const usings: Source[][] = []
  const collect = (item: Node): Source[] => {
    const found: Source[] = []
    if (item.RangeVar) found.push(sourceOf(item.RangeVar as Node, scope))
    else if (item.JoinExpr) {
      const join = item.JoinExpr as Node
      found.push(...collect(join.larg as Node), ...collect(join.rarg as Node))
      // what an outer join demands of its optional side ties that side, too
      if (join.quals) conditions.push(...conjuncts(join.quals as Node))
      const using = ((join.usingClause ?? []) as readonly Node[]).map(
        (name) => (name.String as Node | undefined)?.sval,
      )
      if (using.includes('county')) usings.push([...found])
      return found
    } else {
      const alias = Object.values(item)
        .map((inner) => ((inner as Node).alias as Node | undefined)?.aliasname)
        .find((name) => typeof name === 'string')
      found.push({ table: undefined, alias: typeof alias === 'string' ? alias : '' })
    }
    sources.push(...found)
    return found
  }
  if (body.relation) sources.push(sourceOf(body.relation as Node, scope))
  for (const item of [body.fromClause, body.usingClause].flat() as (Node | undefined)[]) {
    if (item) collect(item)
  }
  if (body.whereClause) conditions.push(...conjuncts(body.whereClause as Node))
  const tied = tie(sources, conditions, usings, scope)
  for (const { table, alias } of sources) {
    if (table && !tied.has(alias)) scope.faults.push(`${table} (${alias}) without county =`)
  }
  // sub-queries, wherever they stand
  const outer = new Set([...scope.outer, ...sources.map(({ alias }) => alias)])
  for (const [field, inner] of Object.entries(body)) {
    if (!['withClause', 'larg', 'rarg', 'relation'].includes(field)) {
      visit(inner, { ...scope, outer })
    }
  }
}

function readWith(
  clause: Node | undefined,
  scope: Scope,
): { ctes: ReadonlySet<string>; inside: Node[] } {
  const queries = ((clause?.ctes ?? []) as readonly Node[]).map(
    (query) => query.CommonTableExpr as Node,
  )
  const names = queries.map((query) => String(query.ctename))
  return {
    ctes: new Set([...scope.ctes, ...names]),
    inside: queries.map((query) => query.ctequery as Node),
  }
}

function sourceOf(range: Node, scope: Scope): Source {
  const alias = (range.alias as Node | undefined)?.aliasname ?? range.relname
  return { table: tableOf(range, scope), alias: String(alias) }
}

function tableOf(range: Node, scope: Scope): string | undefined {
  const name = `${range.schemaname ?? ''}.${range.relname}`
  return scope.tables.has(name) ? name : undefined
}

/** What must all hold: a condition under `or` or `not` ties nothing. */
function conjuncts(condition: Node): Node[] {
  const all = condition.BoolExpr as Node | undefined
  if (all?.boolop !== 'AND_EXPR') return [condition]
  return (all.args as readonly Node[]).flatMap(conjuncts)
}

function tie(
  sources: readonly Source[],
  conditions: readonly Node[],
  usings: readonly (readonly Source[])[],
  scope: Scope,
): ReadonlySet<string> {
  const tied = new Set(scope.outer)
  for (const { table, alias } of sources) if (!table) tied.add(alias)
  const only = sources.filter(({ table }) => table)
  const links: [string, string][] = []
  for (const condition of conditions) {
    const equality = condition.A_Expr as Node | undefined
    if (equality?.kind !== 'AEXPR_OP') continue
    const operator = ((equality.name as readonly Node[])[0]?.String as Node | undefined)?.sval
    if (operator !== '=') continue
    const sides = [equality.lexpr as Node, equality.rexpr as Node]
    const owners = sides.map((side) => countyOwner(side, only))
    const [left, right] = owners
    if (left !== undefined && right !== undefined) links.push([left, right])
    const fixed = sides.findIndex(isFixed)
    const owner = owners[1 - fixed]
    if (fixed >= 0 && owner !== undefined) tied.add(owner)
  }
  for (const group of usings) {
    for (const { alias } of group) links.push([group[0]?.alias ?? '', alias])
  }
  for (let before = -1; before !== tied.size; ) {
    before = tied.size
    for (const [a, b] of links) {
      if (tied.has(a)) tied.add(b)
      else if (tied.has(b)) tied.add(a)
    }
  }
  return tied
}

/** Whose county a column is; a bare `county` is the only county table's. */
function countyOwner(side: Node | undefined, only: readonly Source[]): string | undefined {
  const fields = ((side?.ColumnRef as Node | undefined)?.fields ?? []) as readonly Node[]
  const names = fields.map((field) => String((field.String as Node | undefined)?.sval ?? ''))
  if (names.at(-1) !== 'county') return undefined
  if (names.length > 1) return names.at(-2)
  return only.length === 1 ? only[0]?.alias : undefined
}

function isFixed(side: Node | undefined): boolean {
  if (!side) return false
  if (side.TypeCast) return isFixed((side.TypeCast as Node).arg as Node)
  return side.ParamRef !== undefined || side.A_Const !== undefined
}

/** What a cluster refuses, or does not carry to its workers, wherever it stands. */
function forbid(node: unknown, faults: string[], inside = ''): void {
  if (Array.isArray(node)) {
    for (const item of node) forbid(item, faults, inside)
    return
  }
  if (!isNode(node)) return
  for (const [kind, inner] of Object.entries(node)) {
    if (kind === 'MergeStmt') faults.push('merge')
    if (kind === 'FuncCall') {
      const names = ((inner as Node).funcname as readonly Node[]).map(
        (name) => (name.String as Node | undefined)?.sval,
      )
      const name = String(names.at(-1))
      if (name === 'set_config') faults.push('set_config')
      if (inside === 'onConflictClause') faults.push(`${name}() in do update`)
      if (
        inside === 'UpdateStmt' &&
        ['clock_timestamp', 'gen_random_uuid', 'random'].includes(name)
      ) {
        faults.push(`${name}() in update`)
      }
    }
    const place = kind === 'UpdateStmt' || kind === 'onConflictClause' ? kind : inside
    forbid(inner, faults, place)
  }
}
