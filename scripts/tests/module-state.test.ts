import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const SOURCES = ['packages/*/src', 'subgraphs/*/src', 'router/src', 'standalone/src', 'distributed/src', 'prisma']

/**
 * At the left edge, so of the module: what can be set again, and collections that begin empty, to be filled later. Those by
 * object (WeakMap) are fine: no other test has the object.
 */
const STATE = [
  /^(?:export )?let (?<name>\w+)/,
  /^(?:export )?const (?<name>\w+)(?:: (?!Readonly).*)? = (?:new (?:Map|Set|Array|LRUCache)\b.*\((?:\{.*\})?\)|\[\]|\{\})$/,
]

/** What one test leaves in here, no other can tell: everything else belongs into what is made for each shop, subgraph or router. */
const HARMLESS = [
  // The same answer for the same text, kept.
  'packages/subgraph/src/columns.ts columns',
  'packages/subgraph/src/live/stored-row.ts fields',
  'router/src/execution/introspection.ts answers',
  'router/src/http/compress-answer.ts chosen',
  'router/src/http/media-types.ts choices',
  'router/src/subgraphs/http-request.ts lastList',
  'router/src/subgraphs/http-request.ts lastText',
  'subgraphs/orders/src/statistics/shop-day.ts formats',
  // Loaded once, and the same for everybody.
  'packages/postgres/src/schema-engine.ts loaded',
  // Counts while its module is loaded.
  'prisma/demo/zones.ts methods',
  // Of a process: set by its one start, and unset by the stop.
  'packages/subgraph/src/tracing.ts current',
]

test('no module keeps state, since the files of the tests share their processes', () => {
  const files = SOURCES.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).filter(
    (file) => !/\.test\.ts$|\/(?:generated|tests|node_modules)\//.test(file),
  )
  expect(files.length).toBeGreaterThan(500)
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line) =>
        STATE.map((pattern) => pattern.exec(line)?.groups?.['name']).filter((name) => name !== undefined),
      )
      .map((name) => `${file} ${name}`),
  )
  expect(found.toSorted()).toEqual(HARMLESS.toSorted())
})
