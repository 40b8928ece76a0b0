import { execute, parse, validate } from 'graphql'
import type { ExecutionResult, GraphQLError, GraphQLResolveInfo, OperationDefinitionNode } from 'graphql'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDocumentCache, DOCUMENT_LIMITS } from '../src/documents.ts'
import { compileOperation } from '../src/execution/compile-operation.ts'
import { createExecutionFixture } from './fixture-execution.ts'

type Variables = Record<string, unknown>

const representations = (...ids: string[]) => ids.map((id) => ({ __typename: 'Book', id }))
const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Book { id title pages } } }'
const CONDITIONS = `query ($a: Boolean!, $b: Boolean = true) {
  book(id: "1") { id @include(if: $a) title @skip(if: $b) ... @include(if: $b) { pages } ...More @skip(if: $a) }
} fragment More on Book { author { name @include(if: $b) } }`

/** Operations by what they are about: a document and the variables of each run of it, in order. */
const OPERATIONS: [string, string, ...Variables[]][] = [
  ['leaves', '{ book(id: "1") { id title pages price rating genre published tags matrix } }', {}],
  ['aliases and merged fields', '{ a: book(id: 1) { t: title } b: book(id: 2) { id } a: book(id: 1) { pages } }', {}],
  ['a name that is a setter', '{ book(id: "1") { __proto__: title constructor: id author { __proto__: name } } }', {}],
  ['__typename', '{ __typename t: __typename search(text: "x") { __typename } }', {}],
  ['introspection', '{ __type(name: "Book") { name fields(includeDeprecated: true) { name args { name } } } }', {}],
  ['all types', '{ __schema { types { name kind possibleTypes { name } enumValues { name } } } }', {}],
  ['promises in properties', '{ lazy { now later method methodWithArguments(n: 2) laterList { id } } }', {}],
  ['methods that fail', '{ lazy { throwing rejecting thrownText errorAsValue } }', {}],
  ['nulls', '{ nothing undefinedThing book(id: "none") { id } lazy { missing } }', {}],
  ['an argument default', '{ echo(text: "a") b: echo(text: "b", times: 3) c: echo(text: "c", times: null) }', {}],
  [
    'arguments of variables',
    'query ($t: String!, $n: Int) { echo(text: $t, times: $n) }',
    { t: 'x' },
    { t: 'x', n: 2 },
    { t: 'y', n: null },
  ],
  ['a default of a variable', 'query ($t: String = "d") { echo(text: $t) }', {}, { t: 'x' }, { t: null }],
  ['wrong variables', 'query ($t: String!, $n: Int) { echo(text: $t, times: $n) }', {}, { t: 1, n: 'x' }, { t: null }],
  ['variables that are not defined', '{ echo(text: "x") }', { unknown: 1 }],
  [
    'input objects',
    'query ($f: Filter) { find(filter: $f) literal: find(filter: { author: "B", range: { from: 1 } }) }',
    {},
    { f: { author: 'A', range: { from: 1, to: 2 } } },
    { f: { author: 'A', range: {} } },
    { f: { nobody: true } },
    { f: null },
  ],
  [
    'variables inside of an input object',
    'query ($a: String, $n: Int = 4) { find(filter: { author: $a, range: { from: $n } }) }',
    {},
    { a: 'A' },
    { a: null, n: 1 },
    { n: null },
  ],
  [
    'input objects are not shared',
    '{ mutate(filter: { author: "A" }) again: mutate(filter: { author: "A" }) }',
    {},
    {},
  ],
  [
    'enums and scalars as input',
    'query ($g: Genre) { genre(genre: $g) l: genre(genre: POETRY) }',
    { g: 'NOVEL' },
    { g: 'X' },
  ],
  [
    'a scalar that refuses a variable',
    'query ($d: DateTime) { day(of: $d) }',
    { d: '2026-03-01T12:00:00Z' },
    { d: 'x' },
  ],
  ['a scalar as literal', '{ day(of: "2026-03-01T12:00:00Z") }', {}],
  ['values that are none of their type', '{ wrong { int float text boolean genre date id big list object } }', {}],
  ['a scalar that is written as null', '{ wrong { nothing required { nothing } } }', {}],
  ['errors that are thrown', '{ sync: fail(how: "sync") async: fail(how: "async") value: fail(how: "value") }', {}],
  ['errors that are no Error', '{ fail(how: "text") u: fail(how: "undefined") coded: fail(how: "coded") }', {}],
  ['a located error passes', '{ fail(how: "located") }', {}],
  ['null goes up to a nullable parent', '{ deep { a { b { required } ok } ok } }', {}],
  ['null goes up through promises', '{ deep { a { b { requiredLater } ok } ok } }', {}],
  ['null goes up to the root', '{ nothing must { required } }', {}],
  ['null goes up to the root later', '{ nothing must { requiredLater } }', {}],
  ['one that throws beside one that waits', '{ deep { a { b { requiredLater required } } } fail(how: "async") }', {}],
  ['lists of promises', '{ list(how: "promises") { id } }', {}],
  ['lists with bad items', '{ list(how: "mixed") { id title } strict: strictList(how: "strict") { id } }', {}],
  [
    'lists that are sets, and no lists',
    '{ list(how: "set") { id } t: list(how: "text") { id } o: list(how: "object") { id } }',
    {},
  ],
  ['a list that fails while it is read', '{ list(how: "generator") { id } }', {}],
  ['nested lists', '{ wrong { grid } book(id: "1") { matrix } }', {}],
  ['a union', '{ search(text: "x") { __typename ... on Book { title } ... on Author { name } } }', {}],
  ['an interface', '{ nodes { id ... on Book { title } ...A } } fragment A on Author { name books { id } }', {}],
  ['an interface with resolveType', '{ animals { name ... on Dog { barks } ... on Cat { purrs } } }', {}],
  ['types that cannot be', '{ strange { ... on Book { id } } strangeAnimals { name } }', {}],
  [
    'isTypeOf',
    '{ shapes { area ... on Circle { radius } ... on Square { side } } circle { radius } notCircle { radius } }',
    {},
  ],
  [
    'fragments within fragments',
    '{ ...Q } fragment Q on Query { book(id: "1") { ...B author { ...A } } } fragment B on Book { id title ...C } fragment C on Book { pages title } fragment A on Author { name }',
    {},
  ],
  ...([true, false].map((a) => [
    'conditions',
    CONDITIONS,
    { a },
    { a, b: false },
    { a, b: true },
    { a, b: null },
    {},
  ]) as [string, string, ...Variables[]][]),
  [
    'conditions of constants',
    '{ nothing @skip(if: true) book(id: "1") @include(if: true) { id @include(if: false) title } }',
    {},
  ],
  ['a condition that leaves nothing', 'query ($a: Boolean!) { nothing @include(if: $a) }', { a: false }, { a: true }],
  ['a condition on the root that is null', 'query ($a: Boolean = true) { nothing @include(if: $a) }', { a: null }, {}],
  [
    'info',
    'query Info($n: Int = 1) { info(n: $n) nested: nest { here: info(n: 2) } ...F } fragment F on Query { other: info(n: 1) }',
    {},
  ],
  ['the context', '{ context }', {}],
  ['mutations in order', 'mutation { a: slow(ms: 8) b: slow(ms: 1) c: fast d: slow(ms: 0) }', {}],
  ['mutations one of which fails', 'mutation { a: slow(ms: 4) b: slow(ms: -1) c: fast }', {}],
  ['mutations the last of which never begins', 'mutation { a: slow(ms: 2) b: mustFail c: fast }', {}],
  ['a mutation that waits and fails', 'mutation { a: slow(ms: 2) b: mustFailLater c: fast }', {}],
  ['no such root type', 'subscription { ticks }', {}],
  [
    'entities',
    ENTITIES,
    { r: representations('1', '2') },
    { r: representations('1', '1', 'none', 'broken') },
    { r: [] },
  ],
  ['entities of wrong types', ENTITIES, { r: [{ __typename: 'Car' }, {}, ...representations('2')] }, { r: null }],
  ['the SDL', '{ _service { sdl } }', {}],
]

type Answered = { data: unknown; errors: unknown[] | undefined; ran: readonly string[] }

/** Everything of an error that mask-errors.ts, the log or a client may look at. */
function describeError(error: GraphQLError) {
  const { message, path, locations, extensions, nodes, originalError } = error
  const kinds = nodes?.map((node) => `${node.kind}@${node.loc?.start}`)
  return { message, path, locations, extensions, kinds, original: originalError?.message, name: error.constructor.name }
}

function describeResult(result: ExecutionResult, ran: readonly string[]): Answered {
  const { errors, ...rest } = result
  // Errors of fields that fail in the same turn are in no order that the specification knows.
  const sorted = errors?.map(describeError).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
  // The text keeps the order of the fields, and tells null from absent.
  return { ...rest, data: JSON.stringify(rest.data), errors: sorted, ran }
}

for (const [about, text, ...runs] of OPERATIONS) {
  test(`as with graphql-js: ${about} ${JSON.stringify(runs)}`, async () => {
    const { schema, createContext } = createExecutionFixture()
    const document = parse(text)
    expect(validate(schema, document)).toEqual([])
    const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
    // Twice, since the first run compiles what the second finds.
    for (const variableValues of [...runs, ...runs]) {
      const expected = createContext()
      const actual = createContext()
      const reference = await execute({ schema, document, variableValues, contextValue: expected, rootValue: {} })
      const result = await compiled.execute({ variableValues, contextValue: actual, rootValue: {} })
      expect(Object.keys(result)).toEqual(Object.keys(reference))
      expect(describeResult(result, actual.ran)).toEqual(describeResult(reference, expected.ran))
    }
  })
}

// Not against graphql-js: there, a rejection that nobody awaits would end the process.
test('a list that fails while other items wait is null, and their errors end nothing', async () => {
  const { schema, createContext } = createExecutionFixture()
  const document = parse('{ strictList(how: "waiting") { id } mixed: strictList(how: "mixed") { id } nothing }')
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  const { data, errors } = await compiled.execute({ variableValues: null, contextValue: createContext() })
  expect(data).toEqual({ strictList: null, mixed: null, nothing: null })
  const paths = errors?.map(({ path, message }) => [path?.join('.'), message])
  expect(paths?.toSorted()).toEqual([
    ['mixed.2', 'an item'],
    ['strictList.2', 'Cannot return null for non-nullable field Query.strictList.'],
  ])
})

test('an answer that was given is not changed by what fails later', async () => {
  const { schema, createContext } = createExecutionFixture()
  const document = parse('{ must { required } list(how: "waiting") { id } }')
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  const result = await compiled.execute({ variableValues: null, contextValue: createContext() })
  const before = result.errors?.length
  expect(result.data).toBeNull()
  await delay(10)
  expect(result.errors).toHaveLength(before!)
})

test('an operation without promises is answered in the same turn', () => {
  const { schema, createContext } = createExecutionFixture()
  const document = parse('{ book(id: "1") { id title } }')
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  expect(compiled.execute({ variableValues: null, contextValue: createContext() })).not.toBeInstanceOf(Promise)
})

test('a resolver finds in `info` all that graphql-js gives', async () => {
  const seen: GraphQLResolveInfo[] = []
  const { schema, createContext } = createExecutionFixture((info) => void seen.push(info))
  const document = parse(
    'query Info($n: Int) { nested: nest { here: info(n: $n) } ...F } fragment F on Query { nothing }',
  )
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  const input = { variableValues: { n: 3 }, contextValue: createContext(), rootValue: { root: true } }
  await execute({ schema, document, ...input })
  await compiled.execute(input)
  expect(seen).toHaveLength(2)
  const [expected, actual] = seen as [GraphQLResolveInfo, GraphQLResolveInfo]
  expect(actual).toEqual(expected)
  for (const key of ['schema', 'operation', 'parentType', 'returnType', 'rootValue'] as const) {
    expect(actual[key]).toBe(expected[key])
  }
})

test('what one run was given is not seen by another that runs at the same time', async () => {
  const { schema, createContext } = createExecutionFixture()
  const document = parse('query ($t: String!) { echoLater(text: $t) fail(how: "async") }')
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  const run = async (t: string) => compiled.execute({ variableValues: { t }, contextValue: createContext() })
  const results = await Promise.all(['a', 'b', 'c'].map(run))
  expect(results.map((result) => result.data?.echoLater)).toEqual(['a', 'b', 'c'])
  expect(results.map((result) => result.errors?.length)).toEqual([1, 1, 1])
})

test('a document compiles each of its operations once', () => {
  const { schema } = createExecutionFixture()
  const prepare = createDocumentCache(schema, DOCUMENT_LIMITS)
  const text = 'query a { nothing } query b { context }'
  const { operation } = prepare(text) as Extract<ReturnType<typeof prepare>, { document: object }>
  expect(operation('a')).toBe(operation('a'))
  expect(operation('a')).not.toBe(operation('b'))
  expect(prepare(text)).toMatchObject({ operation })
  expect(() => operation('c')).toThrow('no operation of this name')
  expect(() => operation(null)).toThrow('no operation of this name')
})

test('spreads that multiply the fields are executed, and not all remembered', async () => {
  const { schema, createContext } = createExecutionFixture()
  const step = (n: number) => `fragment f${n} on Nest { a: nest { ...f${n + 1} } b: nest { ...f${n + 1} } }`
  const chain = Array.from({ length: 10 }, (_, n) => step(n)).join(' ')
  const document = parse(`{ nest { ...f0 } } ${chain} fragment f10 on Nest { info(n: 1) }`)
  const compiled = compileOperation(schema, document, document.definitions[0] as OperationDefinitionNode)
  const run = () => compiled.execute({ variableValues: null, contextValue: createContext() })
  const first = JSON.stringify(await run())
  expect(JSON.stringify(await run())).toBe(first)
  expect(first.split('"names"').length - 1).toBe(1_024)
  // 100 fields and one for eight characters; this operation has 2¹¹ fields.
  expect(compiled.rememberedFields()).toBeLessThan(250)
})
