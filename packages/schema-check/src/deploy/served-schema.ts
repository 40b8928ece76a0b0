import { specifiedNames } from '../composition/specified-names.ts'
import { type DocumentNode, Kind, type TypeNode, type InputValueDefinitionNode, type ConstDirectiveNode } from 'graphql'

/** What a service takes as an argument or input field. */
export type ServedInput = { type: TypeNode; required: boolean }

export type ServedField = { type: TypeNode; external: boolean; inputs: Map<string, ServedInput> }

/** What a type of a service has, whatever its kind. */
export type ServedType = {
  fields: Map<string, ServedField>
  inputs: Map<string, ServedInput>
  values: Set<string>
  /** Members of a union. */
  members: Set<string>
  interfaces: Set<string>
}

/** A subgraph's SDL by what a router may ask of the service. Root types go by their usual names. */
export type ServedSchema = Map<string, ServedType>

/** Reads an SDL, extensions and all. */
export function readServed(document: DocumentNode): ServedSchema {
  const served: ServedSchema = new Map()
  const rootNames = readRootNames(document)
  const names = specifiedNames(document)
  const isMarkedExternal = ({ directives = [] }: { directives?: readonly ConstDirectiveNode[] }) =>
    directives.some(({ name }) => names.inSpecification(name.value) === 'external')
  for (const node of document.definitions) {
    if (!('name' in node) || !node.name || !/Type(Definition|Extension)$/.test(node.kind)) continue
    const name = rootNames.get(node.name.value) ?? node.name.value
    let type = served.get(name)
    if (!type) {
      type = { fields: new Map(), inputs: new Map(), values: new Set(), members: new Set(), interfaces: new Set() }
      served.set(name, type)
    }
    if ('interfaces' in node) for (const one of node.interfaces ?? []) type.interfaces.add(one.name.value)
    if ('types' in node) for (const one of node.types ?? []) type.members.add(one.name.value)
    if ('values' in node) for (const one of node.values ?? []) type.values.add(one.name.value)
    if (!('fields' in node)) continue
    const allExternal = isMarkedExternal(node)
    for (const field of node.fields ?? []) {
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) {
        type.inputs.set(field.name.value, toInput(field))
        continue
      }
      const inputs = new Map((field.arguments ?? []).map((one) => [one.name.value, toInput(one)]))
      type.fields.set(field.name.value, { type: field.type, external: allExternal || isMarkedExternal(field), inputs })
    }
  }
  return served
}

function toInput({ type, defaultValue }: InputValueDefinitionNode): ServedInput {
  return { type, required: type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined }
}

function readRootNames(document: DocumentNode): Map<string, string> {
  const usual = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }
  const names = new Map<string, string>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const { operation, type } of node.operationTypes ?? []) names.set(type.name.value, usual[operation])
  }
  return names
}
