import { Kind, parse } from 'graphql'
import type { ConstDirectiveNode, DefinitionNode, NamedTypeNode, TypeNode } from 'graphql'
import type { LoadedSupergraph } from '../supergraph.ts'

/** One `@cacheControl`, as it is written. */
export type CacheHint = { maxAge: number | null; isPrivate: boolean | null; inherits: boolean }

export type HintedField = { type: string; hint: CacheHint | null }

export type HintedType = {
  hint: CacheHint | null
  /** False for scalars and enums, which are as old as the object that they are part of. */
  composite: boolean
  fields: ReadonlyMap<string, HintedField>
  /** Types that an object of an abstract type may have. */
  possible: readonly string[]
  /** The fields of the first key, by subgraph: what an entity is known by. Empty where it has none of plain fields. */
  identities: ReadonlyMap<string, readonly string[]>
  isEntity: boolean
}

/** What a supergraph says about keeping answers. */
export type CacheHints = {
  type(name: string): HintedType | undefined
  queryType: string
  /** Whether there is a single hint. Without one nothing is ever kept. */
  any: boolean
}

const known = new WeakMap<LoadedSupergraph, CacheHints>()

/** The hints of a supergraph, read once. */
export function hintsOf(supergraph: LoadedSupergraph): CacheHints {
  let hints = known.get(supergraph)
  if (!hints) known.set(supergraph, (hints = readHints(supergraph.sdl)))
  return hints
}

/**
 * Reads `@cacheControl`, keys and possible types from the text of a supergraph: graphql-js forgets which directives of a
 * subgraph stand on what.
 */
export function readHints(sdl: string): CacheHints {
  const { definitions } = parse(sdl, { noLocation: true })
  const graphs = graphNames(definitions)
  const possible = possibleTypes(definitions)
  const types = new Map<string, HintedType>()
  for (const definition of definitions) {
    if (!isTypeDefinition(definition)) continue
    const { name, directives = [] } = definition
    const fields = 'fields' in definition ? (definition.fields ?? []) : []
    const keys = directives.filter((one) => one.name.value === 'join__type' && argument(one, 'key') !== undefined)
    types.set(name.value, {
      hint: hintOf(directives),
      composite: definition.kind !== Kind.SCALAR_TYPE_DEFINITION && definition.kind !== Kind.ENUM_TYPE_DEFINITION,
      fields: new Map(
        fields.flatMap((field) =>
          field.kind === Kind.FIELD_DEFINITION
            ? [[field.name.value, { type: namedType(field.type).name.value, hint: hintOf(field.directives ?? []) }]]
            : [],
        ),
      ),
      possible: [...(possible.get(name.value) ?? [])],
      identities: identitiesOf(keys, graphs),
      isEntity: keys.length > 0,
    })
  }
  const any = [...types.values()].some(
    ({ hint, fields }) => hint !== null || [...fields.values()].some((one) => one.hint),
  )
  return { type: (name) => types.get(name), queryType: queryTypeOf(definitions), any }
}

function isTypeDefinition(node: DefinitionNode) {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.UNION_TYPE_DEFINITION ||
    node.kind === Kind.SCALAR_TYPE_DEFINITION ||
    node.kind === Kind.ENUM_TYPE_DEFINITION
  )
}

/** The names that the subgraphs have outside, by those that they have in `join__` directives. */
function graphNames(definitions: readonly DefinitionNode[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const definition of definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const { name, directives = [] } of definition.values ?? []) {
      const graph = directives.find((one) => one.name.value === 'join__graph')
      names.set(name.value, String((graph && argument(graph, 'name')) ?? name.value))
    }
  }
  return names
}

function possibleTypes(definitions: readonly DefinitionNode[]): Map<string, Set<string>> {
  const possible = new Map<string, Set<string>>()
  const add = (abstract: NamedTypeNode | { name: { value: string } }, name: string): void => {
    const names = possible.get(abstract.name.value) ?? new Set()
    possible.set(abstract.name.value, names.add(name))
  }
  for (const definition of definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const one of definition.interfaces ?? []) add(one, definition.name.value)
    }
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const one of definition.types ?? []) add(definition, one.name.value)
    }
  }
  return possible
}

/** Keys with nested fields identify nothing here: what they name is too easily written in two ways. */
function identitiesOf(
  keys: readonly ConstDirectiveNode[],
  graphs: ReadonlyMap<string, string>,
): Map<string, readonly string[]> {
  const identities = new Map<string, readonly string[]>()
  for (const one of keys) {
    const graph = graphs.get(String(argument(one, 'graph'))) ?? ''
    const key = String(argument(one, 'key')).trim()
    if (!identities.has(graph)) identities.set(graph, /^[\w\s]+$/.test(key) ? key.split(/\s+/).toSorted() : [])
  }
  return identities
}

function hintOf(directives: readonly ConstDirectiveNode[]): CacheHint | null {
  const one = directives.find((directive) => directive.name.value === 'cacheControl')
  if (!one) return null
  const maxAge = argument(one, 'maxAge')
  const scope = argument(one, 'scope')
  return {
    maxAge: maxAge === undefined ? null : Math.max(0, Number(maxAge)),
    isPrivate: scope === undefined ? null : scope === 'PRIVATE',
    inherits: argument(one, 'inheritMaxAge') === true,
  }
}

function argument(directive: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value
  return value && 'value' in value ? value.value : undefined
}

function queryTypeOf(definitions: readonly DefinitionNode[]): string {
  for (const definition of definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue
    const query = definition.operationTypes.find((one) => one.operation === 'query')
    if (query) return query.type.name.value
  }
  return 'Query'
}

function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type)
}
