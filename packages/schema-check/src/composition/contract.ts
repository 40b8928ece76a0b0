import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  type TypeDefinitionNode,
} from 'graphql'
import { specifiedNames } from './specified-names.ts'

/**
 * A variant of the API for some clients, cut out by `@tag` as GraphOS does it. With `include`, fields of objects and interfaces
 * stay only when they or their type have one of the tags, and unions when they have; without, everything stays. `exclude`
 * takes away whatever has one of its tags, included or not.
 * https://www.apollographql.com/docs/graphos/platform/schema-management/delivery/contracts/reference
 */
export type Contract = { name: string; include: readonly string[]; exclude: readonly string[] }

/** The name of the variant that is the whole API. */
export const MAIN = 'main'

type Tagged = { directives?: readonly ConstDirectiveNode[] }

const SPECIFICATION = parse(
  `schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
)

/** The supergraph with `@inaccessible` on all that the contract leaves out. It may not hold together then: load it to see. */
export function applyContract(supergraph: DocumentNode, { include, exclude }: Contract): string {
  const names = specifiedNames(supergraph)
  const [tag, inaccessible] = [names.inSupergraph('tag'), names.inSupergraph('inaccessible')]
  const hidden: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: inaccessible } }
  const has = (node: Tagged, tags: readonly string[]) => tagsOf(node, tag).some((one) => tags.includes(one))
  const isHidden = ({ directives }: Tagged) => directives?.some(({ name }) => name.value === inaccessible) ?? false
  const hide = <T extends Tagged>(node: T): T =>
    isHidden(node) ? node : { ...node, directives: [...(node.directives ?? []), hidden] }
  // A type with nothing in it to see is not seen itself.
  const hideWhenEmpty = <T extends Tagged>(node: T, parts: readonly Tagged[] = []): T =>
    parts.length > 0 && parts.every(isHidden) ? hide(node) : node
  const hideExcluded = <T extends Tagged>(node: T): T => (has(node, exclude) ? hide(node) : node)

  function cut(node: TypeDefinitionNode): TypeDefinitionNode {
    if (has(node, exclude)) return hide(node)
    const included = include.length === 0 || has(node, include)
    switch (node.kind) {
      case Kind.SCALAR_TYPE_DEFINITION:
        return node
      case Kind.UNION_TYPE_DEFINITION:
        return included ? node : hide(node)
      case Kind.ENUM_TYPE_DEFINITION:
        return hideWhenEmpty({ ...node, values: node.values?.map(hideExcluded) }, node.values?.map(hideExcluded))
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return hideWhenEmpty({ ...node, fields: node.fields?.map(hideExcluded) }, node.fields?.map(hideExcluded))
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const fields = node.fields?.map((field) =>
          included || has(field, include)
            ? hideExcluded({ ...field, arguments: field.arguments?.map(hideExcluded) })
            : hide(field),
        )
        return hideWhenEmpty({ ...node, fields }, fields)
      }
    }
  }

  const definitions = supergraph.definitions.map((node) =>
    isTypeDefinition(node) && !/^(join|link)__/.test(node.name.value) ? cut(node) : node,
  )
  return print(linkSpecification({ ...supergraph, definitions }, inaccessible))
}

function tagsOf({ directives = [] }: Tagged, tag: string): string[] {
  return directives.flatMap(({ name, arguments: given }) => {
    const value = name.value === tag ? given?.[0]?.value : undefined
    return value?.kind === Kind.STRING ? [value.value] : []
  })
}

// A supergraph that hides nothing yet does not link the specification of hiding.
function linkSpecification(document: DocumentNode, inaccessible: string): DocumentNode {
  const isDefined = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === inaccessible,
  )
  if (isDefined) return document
  const [schema, definition] = SPECIFICATION.definitions
  if (schema?.kind !== Kind.SCHEMA_DEFINITION || !definition) throw new Error('The specification has two definitions.')
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.SCHEMA_DEFINITION
      ? { ...node, directives: [...(node.directives ?? []), ...(schema.directives ?? [])] }
      : node,
  )
  return { ...document, definitions: [...definitions, definition] }
}

function isTypeDefinition(node: DefinitionNode): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition')
}
