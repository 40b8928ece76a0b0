import { buildSubgraph, operationFromDocument } from '@apollo/federation-internals'
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner'
import fc from 'fast-check'
import { type DocumentNode, parse, print, validate } from 'graphql'
import { expect, it } from 'vitest'
import { MAIN } from '../src/composition/contract.ts'
import { composeSide, type Variant } from '../src/composition/load-side.ts'
import type { CheckResult } from '../src/result.ts'
import type { SubgraphSdl } from '../src/sources/read-subgraphs.ts'
import { checkFixture, type Fixture, toSdls } from './fixture.ts'
import { EDITS, randomOperation } from './random-change.ts'

const base: Record<string, string> = {
  catalog: `
    type Query { media(id: ID!): Media hits(first: Int! = 5, kind: Kind = BOOK): [Hit!]! books(where: Where): [Book] }
    interface Media @key(fields: "id") { id: ID! title: String kind: Kind! }
    type Book implements Media @key(fields: "id") { id: ID! title: String kind: Kind! pages(unit: Unit! = SHEETS): Int size: Int @shareable }
    type Film implements Media @key(fields: "id") { id: ID! title: String kind: Kind! minutes: Float }
    union Hit = Book | Film
    enum Kind { BOOK FILM }
    enum Unit { SHEETS SIDES }
    input Where { kind: Kind = BOOK title: String! = "x" not: Where }
  `,
  reviews: `
    type Query { latest: [Review!]! }
    type Media @interfaceObject @key(fields: "id") { id: ID! reviews(min: Int! = 1): [Review!]! score: Float }
    type Review { stars: Int! text: String media: Media }
  `,
  shipping: `
    type Book @key(fields: "id") { id: ID! size: Int @external weight: Float boxes(most: Int! = 9): Int @requires(fields: "size") }
  `,
}
const before = load(toSdls(toFixture({}, [])).base)

it('whatever changes in a subgraph: what the head refuses is told, and an order of deployment that is called safe is', async () => {
  let told = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(base)),
      fc.tuple(fc.nat(EDITS.length - 1), fc.nat()),
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      async (subgraph, [edit, seed], seeds) => {
        const document = parse(base[subgraph] ?? '')
        const changed = EDITS[edit]?.(document, seed) ?? document
        const operations = seeds.map((one) => randomOperation(before.schema, one)).filter(isValidOn(before))
        const fixture = toFixture({ [subgraph]: print(changed) }, operations)
        const { result } = await checkFixture(fixture, () => '')
        // Not every edit leaves a supergraph.
        fc.pre(result.compositionErrors.length === 0)
        const { base: old, head } = toSdls(fixture)
        const after = load(head)
        const broken = operations.filter((operation) => !isValidOn(after)(operation))
        if (broken.length > 0) expectTold(result, broken)
        const { safeOrders } = result.deployOrder
        if (broken.length > 0 || safeOrders.length < 2) told++
        if (safeOrders.includes('subgraphs first')) expectServed(before, head, operations)
        if (safeOrders.includes('router first')) expectServed(after, old, operations.filter(isValidOn(after)))
      },
    ),
    { numRuns: 20 },
  )
  // The edits are of all kinds, so that the property says something.
  expect(told).toBeGreaterThan(0)
})

function toFixture(head: Record<string, string>, operations: DocumentNode[]): Fixture {
  const texts = operations.map((operation) => print(operation))
  return { says: 'made up', base, head, operations: { web: texts }, expect: { status: 'ok' } }
}

function load(sdls: SubgraphSdl[]): Variant {
  const side = composeSide(sdls, [], 'head')
  const main = 'errors' in side ? undefined : side.variants.get(MAIN)
  if (!main) throw new Error('It composes.')
  return main
}

function isValidOn({ schema }: Variant): (operation: DocumentNode) => boolean {
  return (operation) => validate(schema, operation).length === 0
}

function expectTold({ findings }: CheckResult, broken: DocumentNode[]): void {
  const breaking = findings.filter(({ severity }) => severity === 'breaking')
  const told = breaking.reduce((sum, { usage }) => sum + usage.total, 0)
  expect(told, findings.map(({ message }) => message).join('\n')).toBeGreaterThanOrEqual(
    new Set(broken.map(print)).size,
  )
}

/** A router with this supergraph asks services of the other time only what they take. */
function expectServed({ supergraph }: Variant, sdls: SubgraphSdl[], operations: DocumentNode[]): void {
  const planner = new QueryPlanner(supergraph)
  const services = new Map(
    sdls.map(({ name, url, text }) => [name, buildSubgraph(name, url ?? '', text).schema.toGraphQLJSSchema()]),
  )
  for (const operation of operations) {
    const { node } = planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), operation))
    for (const { service, text } of fetchesOf(node)) {
      const schema = services.get(service)
      expect(schema && validate(schema, parse(text)).map(({ message }) => message), text).toEqual([])
    }
  }
}

function fetchesOf(node: PlanNode | SubscriptionNode | undefined): { service: string; text: string }[] {
  switch (node?.kind) {
    case 'Fetch':
      return [{ service: node.serviceName, text: node.operation }]
    case 'Flatten':
      return fetchesOf(node.node)
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf)
    case 'Condition':
      return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)]
    // Of no operation that is made up here.
    case 'Defer':
    case 'Subscription':
    case undefined:
      return []
  }
}
