import { Kind, parse, type ObjectTypeDefinitionNode } from 'graphql'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { USER_ERROR_CODES } from './errors.ts'
import { resolvers } from './resolvers.ts'

const document = parse(readFileSync(new URL('../../../schema/orders.graphql', import.meta.url), 'utf8'))
const types = document.definitions.filter(
  (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
)

function isResolvableEntity({ directives = [] }: ObjectTypeDefinitionNode): boolean {
  return directives.some(
    ({ name, arguments: parameters = [] }) =>
      name.value === 'key' && !parameters.some((parameter) => parameter.name.value === 'resolvable'),
  )
}

test('every root field has a resolver', () => {
  for (const root of ['Query', 'Mutation', 'Subscription'] as const) {
    const fields = types.find((type) => type.name.value === root)?.fields?.map((field) => field.name.value)
    expect(Object.keys(resolvers[root] ?? {}).toSorted()).toEqual(fields?.toSorted())
  }
})

test('every entity that can be asked for by its key has a resolver for that', () => {
  const entities = types.filter(isResolvableEntity).map((type) => type.name.value)
  expect(entities.length).toBeGreaterThan(5)
  const missing = entities.filter((name) => {
    const ofType: object | undefined = Reflect.get(resolvers, name)
    return !ofType || !('__resolveReference' in ofType)
  })
  expect(missing).toEqual([])
})

test('the codes of user errors are those that the API’s descriptions name', () => {
  const named = types
    .flatMap((type) => type.fields ?? [])
    .filter((field) => field.name.value === 'userErrors')
    .flatMap((field) => field.description?.value.match(/\b[A-Z][A-Z_]{3,}\b/g) ?? [])
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(USER_ERROR_CODES).toSorted())
})
