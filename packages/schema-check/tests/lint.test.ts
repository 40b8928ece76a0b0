import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, Source } from 'graphql'
import { describe, expect, it } from 'vitest'
import { checkSchema } from '../src/check.ts'
import { DEFAULT_RULES } from '../src/lint/default-rules.ts'
import { lintSdls } from '../src/lint/lint-sdls.ts'
import { parseRuleSettings } from '../src/lint/lint-settings.ts'
import type { RuleSettings } from '../src/lint/lint-settings.ts'
import { readOptions } from '../src/options.ts'
import { removedWithoutDeprecation } from '../src/lint/removed-without-deprecation.ts'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])\n'

/** `rule line` of what is remarked about an SDL, whose first line is the second. */
function lint(sdl: string, rules: RuleSettings, owners: Record<string, string> = {}, link = LINK): string[] {
  const sdls = [{ name: 'shop', url: 'http://shop', file: 'schema/shop.graphql', text: link + sdl }]
  return lintSdls(sdls, rules, owners).map(({ rule, place }) => `${rule} ${place.line}`)
}

describe('the linter', () => {
  it('finds money in a Float, and no other Float', () => {
    const sdl = `type Query { a: Int }
type Product {
  unitPrice: Float!
  shippingFees: [Float]
  weight: Float
  total: Decimal
}
scalar Decimal
input Offer { amount: Float }`
    expect(lint(sdl, { 'no-float-for-money': 'error' })).toEqual([
      'no-float-for-money 4',
      'no-float-for-money 5',
      'no-float-for-money 10',
    ])
  })

  it('goes by the words of a name: coffee is no fee', () => {
    const sdl = `type Query {
  amountDue: Float
  unitPriceExcludingTax: Float
  price_range: Float
  coffee: Float
  syntax: Float
  totalWeight: Float
  discountPercent: Float
  taxRate: Float
}`
    expect(lint(sdl, { 'no-float-for-money': 'error' })).toEqual(
      [2, 3, 4].map((line) => `no-float-for-money ${line + 1}`),
    )
  })

  it('knows the keys of a type by whatever name, in whichever part of it they stand', () => {
    const sdl = `type Query { me: User }
type User @id(fields: "id") @id(fields: "org { id }")
extend type User {
  id: ID!
  org: Org!
  email: String! @federation__external
  age: Int! @federation__requires(fields: "email")
}
type Org { id: ID! }`
    const link = LINK.replace(/import: .*/, 'import: [{ name: "@key", as: "@id" }])')
    const found = lint(sdl, { 'nullable-across-subgraphs': 'error' }, { User: 'users' }, link)
    expect(found).toEqual(['nullable-across-subgraphs 8'])
  })

  it('wants PageInfo where there are connections, and not where a comment speaks of them', () => {
    const query = 'type Query { a: Int }\n'
    expect(lint(`${query}# type NoConnection\n`, { 'relay-page-info': 'error' })).toEqual([])
    expect(lint(`${query}type\n  AConnection { a: Int }`, { 'relay-page-info': 'error' })).toEqual([
      'relay-page-info 1',
    ])
  })

  it('finds fields across subgraphs that would take more away than themselves', () => {
    const sdl = `type Query { me: User! list: [User!]! own: Thing! }
type User @key(fields: "id") {
  id: ID!
  email: String! @external
  things: [Thing!]!
  best: Thing @requires(fields: "email")
}
type Thing @key(fields: "id") {
  id: ID!
  seller: User!
}
type Subscription { userChanged: User! }`
    expect(lint(sdl, { 'nullable-across-subgraphs': 'error' }, { User: 'users', Thing: 'shop' })).toEqual([
      'nullable-across-subgraphs 2',
      'nullable-across-subgraphs 6',
      'nullable-across-subgraphs 11',
    ])
  })

  it('wants to know how long a page may be', () => {
    const sdl = `type Query {
  a("How many, at most 100." first: Int "How many from the end." last: Int): [Int!]
  b("How many of the newest, up to date." first: Int): [Int!]
  c("How many. 50 at most." first: Int): [Int!]
  d("How many." pageSize: Int): [Int!]
}`
    expect(lint(sdl, { 'page-limit': 'warn' })).toEqual([3, 4, 6].map((line) => `page-limit ${line}`))
  })

  it('has the rules of the plugin for names, descriptions, connections and deprecations', () => {
    const sdl = `type Query {
  getThing: ThingConnection
}
type ThingConnection {
  edges: [Thing]
}
type Thing { Name: String @deprecated }
enum Kind { novel }`
    const found = new Set(lint(sdl, DEFAULT_RULES).map((one) => one.split(' ')[0]))
    for (const rule of ['naming-convention', 'require-description', 'relay-connection-types', 'relay-arguments']) {
      expect(found).toContain(rule)
    }
    expect(found).toContain('require-deprecation-reason')
  })

  it('judges a connection and its edge by all that a subgraph says of them, and asks nothing of what adds to those of another', () => {
    const sdl = `type Query { a: AConnection b: BConnection c: CConnection }
type AConnection { edges: [AEdge] }
extend type AConnection { pageInfo: PageInfo! }
extend type AConnection { totalCount: Int }
type AEdge { node: Int }
extend type AEdge { cursor: String }
extend type BConnection { totalCount: Int }
type CConnection { edges: [CEdge] }
extend type CConnection { totalCount: Int }
type CEdge { cursor: String }
extend type CEdge { rank: Int }
type PageInfo { hasNextPage: Boolean! }`
    const rules = { 'relay-connection-types': DEFAULT_RULES['relay-connection-types'] ?? 'off' }
    expect(lint(sdl, { ...rules, 'relay-edge-types': DEFAULT_RULES['relay-edge-types'] ?? 'off' })).toEqual([
      'relay-connection-types 9',
      'relay-edge-types 11',
    ])
  })

  it('lets a line pass with a reason, and remarks on a suppression that suppresses nothing', () => {
    const sdl = `type Query {
  # eslint-disable-next-line sdl/no-float-for-money -- it is an estimate
  total: Float
  # eslint-disable-next-line sdl/no-float-for-money -- not any more
  weight: Float
}`
    expect(lint(sdl, { 'no-float-for-money': 'error' })).toEqual(['unused-suppression 5'])
  })

  it('knows each of several subgraphs by its own schema', () => {
    const sdls = ['a', 'b'].map((name) => ({
      name,
      url: null,
      file: `${name}.graphql`,
      text: `${LINK}type Query { ${name}: AConnection } type AConnection { pageInfo: PageInfo } type PageInfo { hasNextPage: ${name === 'a' ? 'Boolean!' : 'Int'} }`,
    }))
    const files = lintSdls(sdls, { 'relay-page-info': 'error' }, {}).map(
      ({ place, message }) => `${place.file} ${message}`,
    )
    expect(files.filter((text) => text.includes('hasNextPage'))).toEqual([expect.stringContaining('b.graphql')])
  })

  it('refuses rules that do not exist, and settings that are none', () => {
    expect(() => lint('type Query { a: Int }', { 'no-such-rule': 'error' })).toThrow('no rule no-such-rule')
    expect(() => parseRuleSettings({ 'page-limit': 'sometimes' })).toThrow('lint.page-limit')
    expect(parseRuleSettings({ 'page-limit': 'off', 'relay-arguments': ['warn', { includeBoth: true }] })).toEqual({
      'page-limit': 'off',
      'relay-arguments': ['warn', { includeBoth: true }],
    })
  })
})

describe('what is removed', () => {
  const side = (...texts: string[]) =>
    texts.map((text, index) => ({ name: `s${index}`, file: `${index}.graphql`, document: parse(new Source(text)) }))

  it('must have been deprecated, unless it only moved', () => {
    const base = side(
      `type A { kept: Int gone: Int warned: Int @deprecated(reason: "b") moved: Int }
       enum E { X Y } input I { a: Int b: Int } type Whole { a: Int }`,
      'type B { a: Int } type A { warned: Int }',
    )
    const head = side(
      'type A { kept: Int } enum E { X } input I { a: Int }',
      'type B { a: Int } extend type A { moved: Int }',
    )
    const found = removedWithoutDeprecation(base, head, 'warning')
    expect(found.map(({ coordinate }) => coordinate)).toEqual(['A.gone', 'E.Y', 'I.b', 'Whole'])
    expect(found[0]).toMatchObject({ rule: 'deprecation-before-removal', severity: 'warning', place: { line: 1 } })
  })
})

it('finds nothing in our own SDLs', () => {
  const folder = join(import.meta.dirname, '../../../schema')
  const sdls = ['users', 'products', 'orders', 'inventory', 'payments'].map((name) => {
    const file = `${name}.graphql`
    return { name, url: null, file, text: readFileSync(join(folder, file), 'utf8') }
  })
  expect(lintSdls(sdls, { ...DEFAULT_RULES, 'nullable-across-subgraphs': 'off' }, {})).toEqual([])
})

it('is part of the check with --lint, by the rules of the settings file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('rover.yaml', 'subgraphs:\n  a:\n    routing_url: http://a\n    schema:\n      file: a.graphql\n')
  write('a.graphql', `${LINK}type Query {\n  price: Float\n}\n`)
  write('supergraph-check.yaml', 'lint:\n  require-description: off\n')
  const lintOf = async (...flags: string[]) => {
    const options = readOptions(['--without-base', 'pass', ...flags], folder, {})
    if (options === 'help') throw new Error('no options')
    const { status, lint: problems } = (await checkSchema(options.settings)).result
    return [status, problems.map(({ rule }) => rule)]
  }
  expect(await lintOf()).toEqual(['ok', []])
  expect(await lintOf('--lint')).toEqual(['breaking', ['no-float-for-money']])
  rmSync(folder, { recursive: true })
})
