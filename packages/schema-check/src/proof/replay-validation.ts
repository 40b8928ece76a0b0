import { type ASTNode, BREAK, GraphQLError, type GraphQLSchema, Kind, validate, visit } from 'graphql'
import type { KnownOperation } from '../evidence/known-operation.ts'
import type { Replayed, ReplayCase, ReplaySides } from './replay-case.ts'

const validated = new WeakMap<GraphQLSchema, WeakMap<KnownOperation, readonly GraphQLError[]>>()

/** What a schema's validation says against an operation; each pair is validated once. */
export function errorsOf(schema: GraphQLSchema, operation: KnownOperation): readonly GraphQLError[] {
  let bySchema = validated.get(schema)
  if (!bySchema) validated.set(schema, (bySchema = new WeakMap()))
  let errors = bySchema.get(operation)
  if (!errors) {
    errors = [...findMissingRoots(schema, operation), ...validate(schema, operation.document)]
    bySchema.set(operation, errors)
  }
  return errors
}

/** What errorsOf has found; nothing when nobody had to validate the operation. */
export function knownErrorsOf(schema: GraphQLSchema, operation: KnownOperation): readonly GraphQLError[] {
  return validated.get(schema)?.get(operation) ?? []
}

// Validation has nothing to say of an operation whose kind the schema does not have; execution refuses it.
function findMissingRoots(schema: GraphQLSchema, { document }: KnownOperation): GraphQLError[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION || schema.getRootType(node.operation)) return []
    return [new GraphQLError(`Schema is not configured to execute ${node.operation} operation.`, { nodes: node })]
  })
}

/** Whether the head's validation refuses the document because of the change. */
export function replayValidation(sides: ReplaySides, { change, operation, usage }: ReplayCase): Replayed | null {
  const nodes = change.concerns.flatMap((coordinate) => usage.written.get(coordinate) ?? [])
  if (nodes.length === 0) return null
  const errors = errorsOf(sides.head, operation).filter((error) => isAbout(error, nodes, change))
  if (errors.length === 0) return null
  return {
    certainty: 'certain',
    shownBy: 'validation',
    variables: {},
    onBase: 'valid',
    onHead: [...new Set(errors.map(({ message }) => message))],
  }
}

// An error names the node itself, or one within it (a value of the argument, the variable in it). Fields and fragments hold much
// that has nothing to do with them: of those only themselves count, and what is selected of a field whose type changed.
function isAbout({ nodes = [] }: GraphQLError, uses: readonly ASTNode[], { code }: ReplayCase['change']): boolean {
  return nodes.some((node) =>
    uses.some((use) => {
      if (use === node) return true
      if (use.kind !== Kind.FIELD) return !HOLDS_OTHERS.has(use.kind) && contains(use, node)
      if (node.kind === Kind.ARGUMENT) return use.arguments?.some((one) => one === node) ?? false
      if (!OF_TYPES.has(code) || !use.selectionSet) return false
      return use.selectionSet === node || use.selectionSet.selections.some((one) => one === node)
    }),
  )
}

const HOLDS_OTHERS = new Set<string>([Kind.OPERATION_DEFINITION, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD])
const OF_TYPES = new Set(['FIELD_TYPE_CHANGED', 'TYPE_KIND_CHANGED', 'TYPE_REMOVED'])

// By looking for it: documents have no places.
function contains(outer: ASTNode, inner: ASTNode): boolean {
  let found = false
  visit(outer, {
    enter(node) {
      found ||= node === inner
      return found ? BREAK : undefined
    },
  })
  return found
}
