import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { ANSWERED_TYPE, scalarSample } from './mock-answer.ts'

/** What is wrong with an answer, as a sentence that names the path, and the field whose value it is. */
export type AnswerProblem = { field: string; text: string }

/**
 * What in an answer a schema rules out: null where it promises a value, a list where it promises none, a value of another kind, a
 * value that its enum lacks, a type that cannot be there.
 */
export function checkAnswer(schema: GraphQLSchema, document: DocumentNode, data: unknown): AnswerProblem[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  const root = operation && schema.getRootType(operation.operation)
  const problems = new Map<string, AnswerProblem>()
  const report = (field: string, text: string) => problems.set(text, { field, text })
  if (root && operation) checkObject(root, operation.selectionSet, data, '', '')
  return [...problems.values()]

  function checkObject(
    declared: GraphQLCompositeType,
    selectionSet: SelectionSetNode,
    value: unknown,
    path: string,
    at: string,
  ): void {
    const object = value as Record<string, unknown>
    const name = String(object[ANSWERED_TYPE])
    const type = schema.getType(name)
    const possible = isAbstractType(declared) ? schema.getPossibleTypes(declared) : [declared]
    if (!isObjectType(type) || !possible.includes(type)) {
      report(at, `${path || 'data'} is of the type ${name}, which the base's ${declared.name} cannot be`)
      return
    }
    for (const selection of selectionSet.selections) checkSelection(type, selection, object, path)
  }

  function checkSelection(
    type: GraphQLCompositeType,
    node: SelectionNode,
    object: Record<string, unknown>,
    path: string,
  ): void {
    if (node.kind === Kind.FIELD) {
      if (node.name.value.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) return
      const field = type.getFields()[node.name.value]
      const key = node.alias?.value ?? node.name.value
      // Left out by @skip or @include.
      if (field && key in object)
        checkValue(field.type, node.selectionSet, object[key], path ? `${path}.${key}` : key, field.name)
      return
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
    const condition = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type
    if (!fragment || !isCompositeType(condition)) return
    const applies =
      condition === type || (isAbstractType(condition) && isObjectType(type) && schema.isSubType(condition, type))
    if (applies) for (const selection of fragment.selectionSet.selections) checkSelection(type, selection, object, path)
  }

  function checkValue(
    type: GraphQLOutputType,
    selectionSet: SelectionSetNode | undefined,
    value: unknown,
    path: string,
    at: string,
  ): void {
    if (isNonNullType(type)) {
      if (value === null) report(at, `${path} is null, which the base's ${String(type)} rules out`)
      else checkValue(type.ofType, selectionSet, value, path, at)
      return
    }
    if (value === null) return
    if (isListType(type)) {
      if (!Array.isArray(value)) report(at, `${path} is no list, and is one on the base (${String(type)})`)
      else for (const item of value) checkValue(type.ofType, selectionSet, item, `${path}[0]`, at)
      return
    }
    if (Array.isArray(value)) {
      report(at, `${path} is a list, and is none on the base (${String(type)})`)
    } else if (isEnumType(type)) {
      if (typeof value !== 'string' || !type.getValue(value))
        report(at, `${path} is ${JSON.stringify(value)}, which the base's ${type.name} does not have`)
    } else if (isCompositeType(type)) {
      if (typeof value !== 'object')
        report(at, `${path} is ${JSON.stringify(value)}, and an object on the base (${type.name})`)
      else if (selectionSet) checkObject(type, selectionSet, value, path, at)
    } else if (!isScalarOf(getNamedType(type).name, value)) {
      report(at, `${path} is ${JSON.stringify(value)}, which is no ${type.name} of the base`)
    }
  }
}

function isScalarOf(name: string, value: unknown): boolean {
  switch (name) {
    case 'Int':
      return Number.isInteger(value)
    case 'Float':
      return typeof value === 'number'
    case 'Boolean':
      return typeof value === 'boolean'
    case 'String':
      return typeof value === 'string'
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value)
    default:
      return value === scalarSample(name)
  }
}
