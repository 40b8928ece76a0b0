import { getNamedType, type GraphQLSchema, isInterfaceType, isObjectType, isListType, isNonNullType } from 'graphql'
import { type AnswerProblem, checkAnswer } from './check-answer.ts'
import { type Choice, mockAnswer } from './mock-answer.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'
import { errorsOf } from './replay-validation.ts'
import { runnableVariables } from './replay-variables.ts'

/**
 * Whether the head may answer what the base rules out. The head is a service with data everywhere that answers, of all that its
 * schema allows, what the change is about: null where that is new, the new value, the new type.
 */
export function replayAnswers(sides: ReplaySides, { change, operation }: ReplayCase): Replayed | null {
  // Nothing can be run there that the head refuses.
  if (errorsOf(sides.head, operation).length > 0) return null
  const variables = runnableVariables(sides.base, operation)
  for (const choice of choices(sides.head, change.code, change.coordinate, change.concerns)) {
    const { data, errors } = mockAnswer(sides, operation.document, variables, choice)
    if (data === null || errors.length > 0) continue
    const onHead = checkAnswer(sides.base, operation.document, data)
      .filter((problem) => isAbout(problem, change))
      .map(({ text }) => text)
    if (onHead.length === 0) continue
    // Null, a new value or a new type come when the data is so; another kind of value always does.
    const certainty = choice.nullAt || choice.enumValue || change.code !== 'FIELD_TYPE_CHANGED' ? 'possible' : 'certain'
    return { certainty, shownBy: 'answer', variables, onBase: 'answers as its schema says', onHead }
  }
  return null
}

// Other changes may show in the same answer, and have findings of their own.
function isAbout({ field, text }: AnswerProblem, { code, coordinate }: ReplayCase['change']): boolean {
  const names = coordinate.split('.')
  if (code === 'FIELD_TYPE_CHANGED') return field === names[1]
  return !NAMED.has(code) || names.every((name) => text.includes(name))
}

const NAMED = new Set(['ENUM_VALUE_ADDED', 'UNION_MEMBER_ADDED', 'OBJECT_TYPE_INTERFACE_ADDED'])

function choices(head: GraphQLSchema, code: string, coordinate: string, concerns: readonly string[]): Choice[] {
  const [owner = '', name = ''] = coordinate.split('.')
  const types = [owner, ...concerns]
  if (code === 'ENUM_VALUE_ADDED')
    return typesWith(head, owner).map((type) => ({ enumValue: { type: owner, value: name }, types: [type] }))
  if (code !== 'FIELD_TYPE_CHANGED') {
    const union = head.getType(owner)
    const members = union && 'getTypes' in union ? union.getTypes().map((member) => member.name) : []
    return [...types, ...members].map((type) => ({ types: [type] }))
  }
  return [
    { types },
    ...Array.from({ length: depthOf(head, owner, name) + 1 }, (_, depth) => ({ nullAt: { coordinate, depth }, types })),
  ]
}

// The enum may stand in any type of an abstract one: each that has it is tried in turn, after the first that there is.
function typesWith(head: GraphQLSchema, enumName: string): string[] {
  const having = Object.values(head.getTypeMap()).filter((type) => {
    return (
      isObjectType(type) && Object.values(type.getFields()).some((field) => getNamedType(field.type).name === enumName)
    )
  })
  return ['', ...having.map(({ name }) => name)]
}

function depthOf(schema: GraphQLSchema, owner: string, name: string): number {
  const parent = schema.getType(owner)
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
  let depth = 0
  for (let type = field?.type; type;) {
    if (isNonNullType(type)) type = type.ofType
    else if (isListType(type)) {
      type = type.ofType
      depth++
    } else break
  }
  return depth
}
