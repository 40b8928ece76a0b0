import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
} from 'graphql'
import { type SpecifiedNames, specifiedNames } from '../composition/specified-names.ts'

/** How one subgraph takes part in a field. */
export type FieldPart = {
  external: boolean
  requires: string | null
  provides: string | null
  override: string | null
  overrideLabel: string | null
  /** Another subgraph overrides this one's; it is only asked while a label does not hold. */
  usedOverridden: boolean
  /** The type in this subgraph where it is not that of the supergraph. */
  type: string | null
  contextArguments: string | null
}

export type FieldModel = { type: string; parts: Map<string, FieldPart> }

/** How one subgraph takes part in a type. */
export type TypePart = {
  keys: { fields: string; resolvable: boolean }[]
  isInterfaceObject: boolean
  implements: Set<string>
}

export type TypeModel = {
  kind: TypeDefinitionNode['kind']
  parts: Map<string, TypePart>
  fields: Map<string, FieldModel>
}

/** Directives of a coordinate that are not the join specification's, by the names that their specifications give them. */
export type AppliedDirectives = Map<string, ConstDirectiveNode[]>

/** A supergraph's SDL by what it says: who owns what, and which directives stand where. Subgraphs go by their names. */
export type SupergraphModel = {
  subgraphs: Map<string, { url: string }>
  types: Map<string, TypeModel>
  directives: Map<string, AppliedDirectives>
}

type Reading = SupergraphModel & { names: SpecifiedNames }

const WHOLE: FieldPart = {
  external: false,
  requires: null,
  provides: null,
  override: null,
  overrideLabel: null,
  usedOverridden: false,
  type: null,
  contextArguments: null,
}

/** Reads a supergraph by the join specification: https://specs.apollo.dev/join/v0.5/ */
export function readSupergraph(document: DocumentNode): SupergraphModel {
  const graphs = readGraphs(document)
  const name = (graph: string | null) => graphs.get(graph ?? '')?.name ?? ''
  const names = specifiedNames(document)
  const model: Reading = { subgraphs: new Map(), types: new Map(), directives: new Map(), names }
  for (const { name, url } of graphs.values()) model.subgraphs.set(name, { url })
  for (const node of document.definitions) {
    if (!('name' in node) || !node.name || !isTypeDefinition(node) || /^(join|link)__/.test(node.name.value)) continue
    const type: TypeModel = { kind: node.kind, parts: new Map(), fields: new Map() }
    for (const directive of directivesOf(node, 'join__type')) {
      const part = partOf(type, name(text(directive, 'graph')))
      const fields = text(directive, 'key')
      if (fields !== null)
        part.keys.push({ fields: normal(fields), resolvable: text(directive, 'resolvable') !== 'false' })
      if (text(directive, 'isInterfaceObject') === 'true') part.isInterfaceObject = true
    }
    for (const directive of directivesOf(node, 'join__implements')) {
      partOf(type, name(text(directive, 'graph'))).implements.add(text(directive, 'interface') ?? '')
    }
    apply(model, node.name.value, node.directives)
    for (const field of fieldsOf(node)) addField(model, type, node.name.value, field, name)
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
      for (const value of node.values ?? []) apply(model, `${node.name.value}.${value.name.value}`, value.directives)
    }
    model.types.set(node.name.value, type)
  }
  return model
}

/** The subgraphs that the router may ask for a field. */
export function resolversOf({ parts }: FieldModel): string[] {
  return [...parts].flatMap(([subgraph, { external, usedOverridden }]) =>
    external || usedOverridden ? [] : [subgraph],
  )
}

function addField(
  model: Reading,
  type: TypeModel,
  typeName: string,
  node: FieldDefinitionNode | InputValueDefinitionNode,
  name: (graph: string | null) => string,
): void {
  const parts = new Map<string, FieldPart>()
  for (const directive of directivesOf(node, 'join__field')) {
    const graph = text(directive, 'graph')
    if (graph === null) continue
    parts.set(name(graph), {
      external: text(directive, 'external') === 'true',
      requires: normalOrNull(text(directive, 'requires')),
      provides: normalOrNull(text(directive, 'provides')),
      override: text(directive, 'override'),
      overrideLabel: text(directive, 'overrideLabel'),
      usedOverridden: text(directive, 'usedOverridden') === 'true',
      type: text(directive, 'type'),
      contextArguments: text(directive, 'contextArguments'),
    })
  }
  // Without the directive, every subgraph of the type has the field.
  if (directivesOf(node, 'join__field').length === 0)
    for (const subgraph of type.parts.keys()) parts.set(subgraph, WHOLE)
  type.fields.set(node.name.value, { type: print(node.type), parts })
  apply(model, `${typeName}.${node.name.value}`, node.directives)
  if (node.kind === Kind.FIELD_DEFINITION) {
    for (const argument of node.arguments ?? []) {
      apply(model, `${typeName}.${node.name.value}(${argument.name.value}:)`, argument.directives)
    }
  }
}

function partOf(type: TypeModel, subgraph: string): TypePart {
  let part = type.parts.get(subgraph)
  if (!part) type.parts.set(subgraph, (part = { keys: [], isInterfaceObject: false, implements: new Set() }))
  return part
}

function apply(model: Reading, coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
  const applied: AppliedDirectives = new Map()
  for (const directive of directives) {
    if (directive.name.value.startsWith('join__') || directive.name.value === 'deprecated') continue
    const name = model.names.inSpecification(directive.name.value)
    applied.set(name, [...(applied.get(name) ?? []), { ...directive, name: { kind: Kind.NAME, value: name } }])
  }
  if (applied.size > 0) model.directives.set(coordinate, applied)
}

function readGraphs(document: DocumentNode): Map<string, { name: string; url: string }> {
  const graphs = new Map<string, { name: string; url: string }>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue
    for (const value of node.values ?? []) {
      const [directive] = directivesOf(value, 'join__graph')
      const name = directive ? text(directive, 'name') : null
      graphs.set(value.name.value, { name: name ?? value.name.value, url: (directive && text(directive, 'url')) ?? '' })
    }
  }
  return graphs
}

function isTypeDefinition(node: { kind: string }): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition')
}

function fieldsOf(node: TypeDefinitionNode): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return 'fields' in node ? (node.fields ?? []) : []
}

function directivesOf(
  { directives }: { directives?: readonly ConstDirectiveNode[] },
  name: string,
): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name)
}

function text(directive: ConstDirectiveNode, argument: string): string | null {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value
  return value === undefined ? null : valueText(value)
}

function valueText(value: ConstValueNode): string {
  return value.kind === Kind.STRING || value.kind === Kind.ENUM ? value.value : print(value)
}

/** A field set without spacing of its own: `id org { id }`. */
function normal(fields: string): string {
  return fields
    .replaceAll(/[{}]/g, ' $& ')
    .replaceAll(/[\s,]+/g, ' ')
    .trim()
}

function normalOrNull(fields: string | null): string | null {
  return fields === null ? null : normal(fields)
}
