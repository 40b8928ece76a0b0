import { defineConfig } from 'oxlint'

// TypeScript and not JSON, because an override replaces the list of forbidden imports and does not add to it: the lists
// below are put together from named parts. scripts/tests/forbidden-imports.test.ts shows each of them at work.

type ForbiddenImport = { group?: string[]; regex?: string; message: string }

/** Forbids the named workspaces, by package name. */
function workspaces(names: string[], message: string): ForbiddenImport {
  return { group: names.flatMap((name) => [`@shop/${name}`, `@shop/${name}/**`]), message }
}

// Another workspace is reached by its package name; a relative path would go around the rules and around `exports`.
const leavingTheWorkspace: ForbiddenImport = {
  regex: '^(\\.\\./)+([a-z0-9-]+/)+(src|tests)/|^(\\.\\./){2,}(schema|prisma)/',
  message: 'A relative import stays inside its workspace; import @shop/<name>/<file>.',
}
const whatStartsEverything = workspaces(
  ['standalone', 'distributed', 'e2e'],
  'Only e2e may import what starts the whole shop.',
)
const subgraphs = workspaces(['*-subgraph'], 'Subgraphs meet through entities and events, never through imports.')
const router = workspaces(['router'], 'The router is generic and serves any supergraph; nothing below may lean on it.')
const prismaFolder = workspaces(['prisma'], 'prisma/ holds schemas, migrations and seeds; it is not a library.')
const testkit = workspaces(['testkit'], 'packages/testkit is for tests only.')
const packages = workspaces(['postgres', 'events', 'subgraph'], 'schema/ stands at the bottom and imports nothing.')
const events = workspaces(['events', 'schema/events'], 'There is no commerce in the router.')
const prismaClient: ForbiddenImport = {
  group: ['**/generated/prisma/**', '@prisma/client', '@prisma/client/**'],
  message: 'Prisma stays behind *-store.ts, *-loader.ts, database.ts, context.ts and subgraph.ts.',
}
const resolverTypes: ForbiddenImport = {
  group: ['**/generated/graphql.ts'],
  message: "The API's generated types stay in resolvers; map to the domain there.",
}
const resolvers: ForbiddenImport = {
  regex: '(^|/)resolvers/',
  message: 'Only resolvers.ts imports resolvers: a request never turns back upward.',
}
const graphql: ForbiddenImport = {
  group: ['graphql', 'graphql/**', '@apollo/**'],
  message: 'The rules of the domain do not know GraphQL.',
}

function forbid(...patterns: ForbiddenImport[]): {
  'no-restricted-imports': ['error', { patterns: ForbiddenImport[] }]
} {
  return { 'no-restricted-imports': ['error', { patterns: [leavingTheWorkspace, ...patterns] }] }
}

const outsideSubgraphs = [whatStartsEverything, subgraphs, router, prismaFolder]
const inSubgraph = [...outsideSubgraphs, testkit]
const tests = ['**/tests/**', '**/*.test.ts']

// Programs: their job is to read the environment, to write to the terminal and to exit.
const programs = [
  '**/main.ts',
  '**/bin/*.mjs',
  'schema/*.ts',
  'prisma/*.ts',
  'scripts/**',
  'standalone/src/**',
  'distributed/src/**',
  'e2e/**',
  'bench/**',
  '**/*.config.ts',
  ...tests,
]

export default defineConfig({
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'import', 'unicorn', 'oxc', 'node', 'promise', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['**/generated/**', '.data/**'],
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'max-lines': ['error', { max: 400 }],
    'no-console': 'error',
    'no-empty': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    // Of types, too: what stands below must be readable without what stands above.
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'node/no-process-env': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    'typescript/only-throw-error': 'error',
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/switch-exhaustiveness-check': 'error',
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'until', 'waitUntil'] }],
    'vitest/valid-expect': ['error', { maxArgs: 2 }], // the second is the message
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/no-abusive-eslint-disable': 'error',
    'unicorn/no-process-exit': 'error',
    'unicorn/prefer-node-protocol': 'error',
    ...forbid(),

    // Off, because here they hit good code more often than bad:
    'import/no-named-as-default-member': 'off', // pg is CommonJS: its default export is the one that Node can import
    'no-await-in-loop': 'off', // order is often the point: migrations, events of one subject, retries
    'no-shadow': 'off', // `order` inside a callback over `orders` is the clearest name twice
    'no-underscore-dangle': 'off', // __typename, __resolveReference
    'oxc/no-map-spread': 'off', // copies are small; immutability is worth more
    'promise/always-return': 'off',
    'promise/no-promise-in-callback': 'off', // Node's callbacks may start a promise; no-floating-promises watches over it
    'typescript/consistent-return': 'off', // the compiler checks it through the declared return type
    'typescript/no-unsafe-type-assertion': 'off', // rows and JSON are asserted where they enter
    'typescript/no-unsafe-enum-comparison': 'off', // graphql-js has enums whose values are meant to be written as text
    'typescript/unbound-method': 'off', // resolver maps and EventEmitter listeners are passed as values
    'unicorn/consistent-function-scoping': 'off', // a closure beside its only use reads better
    'vitest/require-mock-type-parameters': 'off',
  },
  overrides: [
    { files: ['schema/**'], rules: forbid(...outsideSubgraphs, testkit, packages) },
    { files: ['prisma/**', 'packages/**'], rules: forbid(whatStartsEverything, subgraphs, router, testkit) },
    { files: ['prisma/tests/**'], rules: forbid(whatStartsEverything, subgraphs, router) },
    { files: ['packages/*/src/**', 'packages/*/tests/**'], rules: forbid(...outsideSubgraphs, testkit) },
    { files: ['packages/testkit/**'], rules: forbid(...outsideSubgraphs) },
    { files: ['router/src/**'], rules: forbid(...inSubgraph, events) },
    {
      files: ['standalone/src/**', 'distributed/src/**'],
      rules: forbid(workspaces(['e2e', 'testkit'], 'Tests only.')),
    },

    { files: ['subgraphs/*/src/*.ts'], rules: forbid(...inSubgraph, prismaClient, resolverTypes, resolvers) },
    {
      files: ['database', 'context', 'subgraph'].map((file) => `subgraphs/*/src/${file}.ts`),
      rules: forbid(...inSubgraph, resolverTypes, resolvers),
    },
    { files: ['subgraphs/*/src/resolvers.ts'], rules: forbid(...inSubgraph, prismaClient) },
    { files: ['subgraphs/*/src/*/**'], rules: forbid(...inSubgraph, prismaClient, resolverTypes, resolvers, graphql) },
    {
      files: ['subgraphs/*/src/**/*-store.ts', 'subgraphs/*/src/**/*-loader.ts'],
      rules: forbid(...inSubgraph, resolverTypes, resolvers, graphql),
    },
    { files: ['subgraphs/*/src/resolvers/**'], rules: forbid(...inSubgraph, prismaClient) },
    // Resolver files mirror the spelling of the SDL.
    { files: ['**/src/resolvers/**'], rules: { 'unicorn/filename-case': 'off' } },
    { files: ['subgraphs/*/src/**', 'router/src/**'], rules: { 'no-restricted-globals': ['error', 'process'] } },

    { files: ['subgraphs/*/tests/**', 'subgraphs/*/src/**/*.test.ts'], rules: forbid(...outsideSubgraphs, resolvers) },
    { files: ['packages/*/tests/**', 'packages/*/src/**/*.test.ts'], rules: forbid(...outsideSubgraphs) },
    {
      files: ['router/tests/**', 'router/src/**/*.test.ts'],
      rules: forbid(whatStartsEverything, subgraphs, prismaFolder),
    },

    // Where the embedded server's files live depends on the machine: XDG folders, the user, the platform.
    { files: ['packages/postgres/src/**'], rules: { 'node/no-process-env': 'off' } },
    {
      files: programs,
      rules: {
        'no-console': 'off',
        'no-restricted-globals': 'off',
        'node/no-process-env': 'off',
        'unicorn/no-process-exit': 'off',
      },
    },
    // One scenario runs in both topologies, and looks into the databases of those that it can reach.
    { files: ['e2e/**'], rules: { 'vitest/no-conditional-expect': 'off' } },
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
})
