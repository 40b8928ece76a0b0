import { isAbstractType, Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, GraphQLSchema } from 'graphql'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { createRouter } from '../../src/router.ts'
import { loadSupergraph } from '../../src/supergraph.ts'
import { compose, post } from '../fixture/start-graph.ts'
import { generateOperation } from './generate-operation.ts'
import { SHELF } from './graphs/shelf.ts'
import { UNLIMITED } from './pair.ts'
import { createRandom } from './random.ts'
import { createStubSubgraphs } from './stub-subgraphs.ts'
import { headersOf } from './weather.ts'

const SEED = 7
const OPERATIONS = 150

/** Types and fields that nobody may have without a token. Some are of interfaces' objects, of unions' members, or in two subgraphs. */
const GUARDED = new Set(
  [
    ['Stock', 'Editor'],
    ['Query.note', 'Query.maybe', 'Mutation.addFilm', 'Book.author', 'Film.title', 'Author.rival', 'Author.born'],
    ['Note.about', 'Everything.flags', 'Added.all', 'Chapter.notes', 'Warehouse.books', 'Film.copies'],
  ].flat(),
)
const AUTHENTICATED: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'authenticated' },
}

/** The same subgraph with `@authenticated` on what is guarded. */
function guarded(sdl: string): DocumentNode {
  const parsed = parse(sdl.replace('/v2.7"', '/v2.9"').replace('"@tag"', '"@tag", "@authenticated"'))
  const guard = <Node extends { directives?: readonly ConstDirectiveNode[] }>(coordinate: string, node: Node) =>
    GUARDED.has(coordinate) ? { ...node, directives: [...(node.directives ?? []), AUTHENTICATED] } : node
  return visit(parsed, {
    ObjectTypeDefinition: (type) =>
      guard(type.name.value, {
        ...type,
        fields: (type.fields ?? []).map((field) => guard(`${type.name.value}.${field.name.value}`, field)),
      }),
  })
}

/** What is guarded of what a text asks a subgraph for, also behind an interface. Keys are what the router needs, not the client. */
function guardedIn(text: string, schema: GraphQLSchema): string[] {
  const found: string[] = []
  const types = new TypeInfo(schema)
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field({ name: { value: field } }) {
        const parent = types.getParentType()
        if (!parent || field === 'id' || field === 'code' || field === '_entities') return
        const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent).map(({ name }) => name) : []
        const asked = [parent.name, ...[parent.name, ...possible].map((type) => `${type}.${field}`)]
        found.push(...asked.filter((coordinate) => GUARDED.has(coordinate)))
      },
    }),
  )
  return found
}

it('nothing that is guarded is asked of a subgraph for who has no token, whatever the operation', async () => {
  const definitions = SHELF.map(({ name, sdl }) => ({ name, sdl: print(guarded(sdl)) }))
  const asked: string[] = []
  const stubs = createStubSubgraphs(definitions).map((stub) => {
    const schema = buildSubgraphSchema({ typeDefs: stub.typeDefs })
    const execute: typeof stub.execute = (request) => {
      asked.push(...guardedIn(request.query, schema).map((coordinate) => `${coordinate}: ${request.query}`))
      return stub.execute(request)
    }
    return { ...stub, execute }
  })
  const supergraph = compose(stubs)
  const router = createRouter({
    supergraph,
    subgraphs: Object.fromEntries(stubs.map((stub) => [stub.name, stub])),
    settings: UNLIMITED,
    log: pino({ level: 'silent' }),
  })
  onTestFinished(() => router.stop())
  const { url } = await router.listen()
  const { clientSchema } = loadSupergraph(supergraph)
  const random = createRandom(SEED)
  let withheld = 0
  for (let index = 0; index < OPERATIONS; index += 1) {
    const { document, variables } = generateOperation(clientSchema, random, 6 + random.below(14))
    const headers = headersOf({ season: 'calm', seed: index, down: null }, String(index))
    const body = JSON.stringify({ query: print(document), variables })
    const { errors } = await post(`${url}/graphql`, body, headers)
    withheld += errors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED') ? 1 : 0
    expect(asked, print(document)).toEqual([])
  }
  // It was worth asking.
  expect(withheld).toBeGreaterThan(OPERATIONS / 4)
})
