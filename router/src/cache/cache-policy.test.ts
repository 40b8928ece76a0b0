import { Kind, parse } from 'graphql'
import type { OperationDefinitionNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { readHints } from './cache-hints.ts'
import { readSelection } from './cache-policy.ts'
import { shapeOf } from './fetch-shape.ts'
import { readInvalidations, tagsOf } from './invalidation.ts'

const hints = readHints(`
  enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
  schema { query: Query }
  type Query {
    item: Item
    short: Item @cacheControl(maxAge: 5)
    plain: Plain
    count: Int
    counted: Int @cacheControl(maxAge: 30)
    page: Page @cacheControl(maxAge: 40)
    node: Node @cacheControl(maxAge: 100)
    found: Found @cacheControl(maxAge: 100)
    open: Found @cacheControl(maxAge: 100, scope: PUBLIC)
  }
  interface Node { id: ID! }
  interface Found { id: ID! }
  type Order implements Found @join__type(graph: A, key: "id") @cacheControl(maxAge: 100, scope: PRIVATE) { id: ID! }
  type Item implements Node @join__type(graph: A, key: "sku id") @join__type(graph: A, key: "slug") @join__type(graph: B, key: "owner { id }") @cacheControl(maxAge: 60) {
    id: ID! title: String secret: String @cacheControl(scope: PRIVATE) plain: Plain
    other: Item @cacheControl(maxAge: 20)
    inherited: Plain @cacheControl(inheritMaxAge: true)
  }
  type Plain { text: String }
  type Page @cacheControl(inheritMaxAge: true) { total: Int nodes: [Item] }
`)

function read(query: string) {
  const operation = parse(query).definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  )
  if (!operation) throw new Error('no operation')
  const { policy, types } = readSelection(hints, 'Query', operation.selectionSet, new Map())
  return { ...policy, types: [...types] }
}

describe('the policy of a selection', () => {
  it.each([
    ['a field that leads to a type with a hint', '{ item { title } }', 60],
    ['a hint of the field, which wins over that of the type', '{ short { title } }', 5],
    ['an object without a hint', '{ item { plain { text } } }', 0],
    ['an object that inherits', '{ item { inherited { text } } }', 60],
    ['a scalar at the root without a hint', '{ count }', 0],
    ['a scalar at the root with one', '{ counted }', 30],
    ['the least of several', '{ item { title other { title } } counted }', 20],
    ['a fragment on a type that allows less than the interface', '{ node { ... on Item { title } } }', 60],
    ['introspection', '{ item { title } __schema { queryType { name } } }', 0],
    ['nothing but __typename', '{ __typename }', 0],
    ['a field that the supergraph does not know', '{ item { title unheard } }', 0],
  ])('is right for %s', (_, query, maxAge) => {
    expect(read(query)).toMatchObject({ maxAge, isPrivate: false })
  })

  it('is private when one field is', () => {
    expect(read('{ item { title secret } }')).toMatchObject({ maxAge: 60, isPrivate: true })
  })

  it('is private when what is behind an interface may be, unless the field says that it is not', () => {
    expect(read('{ found { id } }')).toMatchObject({ maxAge: 100, isPrivate: true })
    expect(read('{ open { id } }')).toMatchObject({ maxAge: 100, isPrivate: false })
    expect(read('{ open { ... on Found { __typename } ... on Order { id } } }')).toMatchObject({ isPrivate: true })
  })

  it('depends on entities that are only counted', () => {
    expect(read('{ page { total } }')).toEqual({ maxAge: 40, isPrivate: false, types: ['Item'] })
  })
})

describe('the shape of a fetch', () => {
  it('is none for mutations, for entities without a hint, and for entities beside root fields', () => {
    const list = '_entities(representations: $r)'
    for (const query of [
      'mutation { item { title } }',
      `query ($r: [_Any!]!) { ${list} { ... on Plain { text } } }`,
      `query ($r: [_Any!]!) { ${list} { ... on Item { title } } item { title } }`,
      `query ($r: [_Any!]!, $c: Boolean!) { ${list} @skip(if: $c) { ... on Item { title } } }`,
    ]) {
      expect(shapeOf(hints, query)).toBeNull()
    }
  })

  it('has each list of entities with its alias, its variable and its lifetime', () => {
    const query = `query ($r: [_Any!]!, $s: [_Any!]!) {
      a: _entities(representations: $r) { ... on Item { title } }
      b: _entities(representations: $s) { ... on Item { other { secret } } }
    }`
    expect(shapeOf(hints, query)).toMatchObject({
      kind: 'entities',
      fields: [
        { alias: 'a', variable: 'r', policy: { maxAge: 60, isPrivate: false }, types: [] },
        { alias: 'b', variable: 's', policy: { maxAge: 20, isPrivate: true }, types: ['Item'] },
      ],
    })
  })
})

describe('the tags of a change', () => {
  const identity = (subgraph: string, typename: string) => hints.type(typename)?.identities.get(subgraph) ?? []
  const tags = (change: Parameters<typeof tagsOf>[0]) => tagsOf(change, identity)

  it('name one entity by the fields of its first key, in any order and of any type', () => {
    const one = tags({ subgraph: 'a', typename: 'Item', key: { sku: 'x', id: 1 } })
    expect(tags({ subgraph: 'a', typename: 'Item', key: { id: '1', sku: 'x', slug: 's' } })).toEqual(one)
    expect(one).toEqual(['a:Item', 'a:Item[["id","1"],["sku","x"]]'])
  })

  it('name the whole type when it cannot be told which entity it is', () => {
    const whole = ['a:Item', 'a:Item!']
    expect(tags({ subgraph: 'a', typename: 'Item' })).toEqual(whole)
    expect(tags({ subgraph: 'a', typename: 'Item', key: { slug: 's' } })).toEqual(whole)
    expect(tags({ subgraph: 'b', typename: 'Item', key: { owner: { id: 1 } } })).toEqual(['b:Item', 'b:Item!'])
  })

  it('are understood from an answer or not at all', () => {
    expect(readInvalidations('a', [{ typename: 'Item', key: { id: 1 } }, { typename: 'Plain' }])).toHaveLength(2)
    for (const said of [
      undefined,
      null,
      'Item',
      [null],
      [{}],
      [{ typename: 'Item' }, { typename: 1 }],
      [{ typename: 'Item', key: 1 }],
    ]) {
      expect(readInvalidations('a', said)).toBeNull()
    }
  })
})
