import { describe, expect, it } from 'vitest'
import { readAuthorizationRules } from './authorization-rules.ts'

const SPECS = 'https://specs.apollo.dev'
const none = { authenticated: false, scopes: [], policies: [] }

describe('the rules of a supergraph', () => {
  it('are none where it does not say that it has some', () => {
    expect(readAuthorizationRules('schema { query: Query } type Query { a: Int @authenticated }')).toBeNull()
    const link = `schema @link(url: "${SPECS}/authenticated/v0.1") { query: Query }`
    expect(readAuthorizationRules(`${link} type Query { a: Int }`)).toBeNull()
  })

  it('are found under the names that the directives have there', () => {
    const rules = readAuthorizationRules(`
      schema
        @link(url: "${SPECS}/authenticated/v0.1", as: "signedIn")
        @link(url: "${SPECS}/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@needs" }])
        @link(url: "${SPECS}/policy/v0.1") { query: Query }
      type Query {
        a: Int @signedIn
        b: Int @needs(scopes: [["x", "y"], ["z"]]) @policy(policies: [["p"]])
        c: Int @authenticated
      }`)
    expect(Object.fromEntries(rules?.fields ?? [])).toEqual({
      'Query.a': { ...none, authenticated: true },
      'Query.b': { ...none, scopes: [[['x', 'y'], ['z']]], policies: [[['p']]] },
    })
  })

  it('hold for an interface when they do for what implements it, which older compositions leave out', () => {
    const rules = readAuthorizationRules(`
      schema @link(url: "${SPECS}/requiresScopes/v0.1") { query: Query }
      type Query { node: Node }
      interface Node { id: ID! name: String }
      type A implements Node @requiresScopes(scopes: [["a"]]) { id: ID! name: String }
      type B implements Node { id: ID! name: String @requiresScopes(scopes: [["b"]]) }
      type C implements Node { id: ID! name: String @requiresScopes(scopes: [["c"]]) }`)
    expect(rules?.types.get('Node')).toEqual({ ...none, scopes: [[['a']]] })
    expect(rules?.fields.get('Node.name')).toEqual({ ...none, scopes: [[['b']], [['c']]] })
    expect(rules?.fields.get('Node.id')).toBeUndefined()
  })

  it('that cannot be understood are no reason to let anybody in', () => {
    const link = `schema @link(url: "${SPECS}/policy/v0.1") { query: Query }`
    expect(() => readAuthorizationRules(`${link} type Query { a: Int @policy(policies: "p") }`)).toThrow('@policy')
  })
})
