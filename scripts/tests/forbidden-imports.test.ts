import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

// Which file may not import what, by design; one run of the linter over a tree of such files.
const forbidden: [file: string, imported: string][] = [
  ['schema/events/orders.ts', '@shop/events/outbox'],
  ['schema/compose.ts', '@shop/orders-subgraph/subgraph'],
  ['prisma/orders/seed.ts', '@shop/orders-subgraph/order/order'],
  ['packages/events/src/outbox.ts', '@shop/orders-subgraph/subgraph'],
  ['packages/events/src/relay.ts', '@shop/router/router'],
  ['packages/events/src/bus.ts', '@shop/standalone/start-shop'],
  ['packages/events/src/envelope.ts', '@shop/testkit/database'],
  ['packages/subgraph/src/host.ts', '../../events/src/outbox.ts'],
  ['router/src/main.ts', '@shop/users-subgraph/subgraph'],
  ['router/src/plugins/use-limits.ts', '@shop/events/bus'],
  ['router/src/plugins/use-errors.ts', '../../../schema/events/orders.ts'],
  ['standalone/src/main.ts', '@shop/testkit/start-shop'],
  ['subgraphs/orders/src/subgraph.ts', '@shop/users-subgraph/subgraph'],
  ['subgraphs/orders/src/config.ts', '../../users/src/config.ts'],
  ['subgraphs/orders/src/main.ts', '@shop/router/router'],
  ['subgraphs/orders/src/authorize.ts', './generated/prisma/client.ts'],
  ['subgraphs/orders/src/order/place-order.ts', '../generated/prisma/client.ts'],
  ['subgraphs/orders/src/order/order-store.ts', '../generated/graphql.ts'],
  ['subgraphs/orders/src/order/cancel-order.ts', '../generated/graphql.ts'],
  ['subgraphs/orders/src/order/order.ts', 'graphql'],
  ['subgraphs/orders/src/order/confirm-order.ts', '../resolvers/Order.ts'],
  ['subgraphs/orders/src/context.ts', './resolvers/Order.ts'],
  ['subgraphs/orders/src/resolvers/Order.ts', '../generated/prisma/client.ts'],
  ['subgraphs/orders/src/resolvers/Cart.ts', '@prisma/client'],
  ['subgraphs/orders/tests/place-order.test.ts', '@shop/payments-subgraph/subgraph'],
]
const allowed: [file: string, imported: string][] = [
  ['schema/events/users.ts', './define-event.ts'],
  ['packages/events/src/consumer.ts', '@shop/schema/events/define-event'],
  ['packages/events/tests/relay.test.ts', '@shop/testkit/database'],
  ['router/src/plugins.ts', './plugins/use-limits.ts'],
  ['router/src/subscribe.ts', './subgraphs/subgraph-fleet.ts'],
  ['standalone/src/start-shop.ts', '@shop/orders-subgraph/subgraph'],
  ['subgraphs/users/src/context.ts', './generated/prisma/client.ts'],
  ['subgraphs/users/src/user/user-store.ts', '../generated/prisma/client.ts'],
  ['subgraphs/users/src/user/user-loader.ts', '../generated/prisma/client.ts'],
  ['subgraphs/users/src/resolvers.ts', './resolvers/User.ts'],
  ['subgraphs/users/src/resolvers/User.ts', '../generated/graphql.ts'],
  ['subgraphs/users/src/resolvers/Query/me.ts', 'graphql'],
  ['subgraphs/users/src/subgraph.ts', '@shop/subgraph/subgraph'],
  ['subgraphs/users/tests/login.test.ts', '@shop/testkit/database'],
]

// Named one by one: given `.`, the linter would follow the link to node_modules.
const folders = ['schema', 'prisma', 'packages', 'router', 'standalone', 'subgraphs']
const root = join(import.meta.dirname, '..', '..')
let tree: string
let restricted: Set<string>
let cycles: string[]

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'forbidden-imports-'))
  for (const name of ['oxlint.config.ts', 'tsconfig.json']) copyFileSync(join(root, name), join(tree, name))
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  for (const [file, imported] of [...forbidden, ...allowed]) write(file, `export * as it from '${imported}'\n`)
  write('packages/subgraph/src/a.ts', "import { b } from './b.ts'\nexport const a = () => b\n")
  write('packages/subgraph/src/b.ts', "import { a } from './a.ts'\nexport const b = () => a\n")

  const linter = join(root, 'node_modules', '.bin', 'oxlint')
  const { stdout, stderr } = spawnSync(linter, ['--format', 'json', ...folders], { cwd: tree, encoding: 'utf8' })
  if (!stdout.startsWith('{')) throw new Error(`the linter did not run: ${stdout}${stderr}`)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  const filesWith = (rule: string) =>
    diagnostics.filter(({ code }) => code.includes(rule)).map(({ filename }) => filename)
  restricted = new Set(filesWith('no-restricted-imports'))
  cycles = filesWith('no-cycle')
})

afterAll(() => rmSync(tree, { recursive: true, force: true }))

it.each(forbidden)('%s may not import %s', (file) => expect(restricted).toContain(file))

it.each(allowed)('%s may import %s', (file) => expect(restricted).not.toContain(file))

it('two files may not import each other', () =>
  expect(cycles.toSorted()).toEqual(['packages/subgraph/src/a.ts', 'packages/subgraph/src/b.ts']))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true })
  writeFileSync(join(tree, file), text)
}
