import { type DocumentNode, type GraphQLSchema, isEnumType, isInterfaceType, isObjectType } from 'graphql'
import { checkAnswer } from '../src/proof/check-answer.ts'
import { type Choice, mockAnswer } from '../src/proof/mock-answer.ts'

/**
 * What the head may answer that the base rules out, whatever choices its services make; with `every`, only each so manieth
 * choice is tried.
 */
export function whatHeadMayAnswer(
  base: GraphQLSchema,
  head: GraphQLSchema,
  document: DocumentNode,
  { every = 1, from = 0 } = {},
): string[] {
  const tried = choices(head).filter((_, index) => index % every === from % every)
  return tried.flatMap((choice) => {
    const { data, errors } = mockAnswer({ base: head, head }, document, {}, choice)
    return data === null || errors.length > 0
      ? errors.map(({ message }) => message)
      : checkAnswer(base, document, data).map(({ text }) => text)
  })
}

function choices(head: GraphQLSchema): Choice[] {
  const types = Object.values(head.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const objects = types.filter((type) => isObjectType(type))
  const each: Choice[] = types.flatMap((type): Choice[] => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => ({ enumValue: { type: type.name, value: name } }))
    if (!isObjectType(type) && !isInterfaceType(type)) return []
    return Object.keys(type.getFields()).flatMap((field) =>
      [0, 1].map((depth) => ({ nullAt: { coordinate: `${type.name}.${field}`, depth } })),
    )
  })
  return objects.flatMap(({ name }) => [{ types: [name] }, ...each.map((choice) => ({ ...choice, types: [name] }))])
}
