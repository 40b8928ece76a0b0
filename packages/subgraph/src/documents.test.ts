import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { createDocumentCache, DOCUMENT_LIMITS } from './documents.ts'

const schema = buildSchema('type Query { me: User, name: String } type User { friend: User, name: String }')
const prepare = createDocumentCache(schema, { ...DOCUMENT_LIMITS, maxTokens: 200, maxDepth: 4, maxLength: 5_000 })
const codeOf = (text: string) => prepare(text).errors?.map((error) => error.extensions.code)

test('a good document is parsed once', () => {
  expect(prepare('{ name }').document).toBeDefined()
  expect(prepare('{ name }').document).toBe(prepare('{ name }').document)
})

test('each fault of a document has its code', () => {
  expect(codeOf('{ name')).toEqual(['GRAPHQL_PARSE_FAILED'])
  expect(codeOf('')).toEqual(['GRAPHQL_PARSE_FAILED'])
  expect(codeOf('{ nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  expect(codeOf(`{ ${'name '.repeat(201)} }`)).toEqual(['QUERY_TOO_COMPLEX'])
  expect(codeOf(`{ name }${' '.repeat(5_000)}`)).toEqual(['QUERY_TOO_COMPLEX'])
})

test('depth is counted through fragments', () => {
  expect(codeOf('{ me { friend { friend { name } } } }')).toBeUndefined()
  expect(codeOf('{ me { friend { friend { friend { name } } } } }')).toEqual(['QUERY_TOO_COMPLEX'])
  const spread = 'fragment a on User { friend { ...b } } fragment b on User { friend { friend { name } } }'
  expect(codeOf(`{ me { ...a } } ${spread}`)).toEqual(['QUERY_TOO_COMPLEX'])
})

test('fragments that double at each step are measured in no time', () => {
  const chain = Array.from({ length: 60 }, (_, n) => `fragment f${n} on User { ...f${n + 1} ...f${n + 1} }`).join(' ')
  const wide = createDocumentCache(schema, DOCUMENT_LIMITS)
  const begin = process.cpuUsage()
  const prepared = wide(`{ me { ...f0 } } ${chain} fragment f60 on User { name }`)
  expect(prepared.document).toBeDefined()
  // In microseconds, and the processor's own: other processes delay only the clock.
  expect(process.cpuUsage(begin).user).toBeLessThan(1_000_000)
})
