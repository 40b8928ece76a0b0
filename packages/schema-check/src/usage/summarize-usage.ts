import { isIntrospectionType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { RecordedOperation } from '../traffic/read-traffic.ts'

/** One operation as one version of one client asks it. */
export type OperationUse = {
  signature: string
  name: string | null
  client: string
  version: string
  requests: number
  errors: number
  lastSeen: string
}

/** Who asks for a field, in requests of the operations that it is part of. */
export type FieldUse = { coordinate: string; requests: number; byClient: Map<string, number> }

export type UsageSummary = {
  /** The most asked first. */
  operations: OperationUse[]
  /** By coordinate. */
  fields: FieldUse[]
  /** Fields of the schema that no recorded operation asks for. */
  unused: string[]
  /** Operations that do not fit the schema (any more), by signature. */
  unknown: string[]
}

export function summarizeUsage(recorded: readonly RecordedOperation[], schema: GraphQLSchema): UsageSummary {
  const operations: OperationUse[] = []
  const fields = new Map<string, FieldUse>()
  const unknown: string[] = []
  for (const { signature, operationName: name, document, uses } of recorded) {
    const coordinates = coordinatesOf(document, schema)
    if (!coordinates) unknown.push(signature)
    for (const { clientName: client, clientVersion: version, requests, errors, lastSeen } of uses) {
      operations.push({ signature, name, client, version, requests, errors, lastSeen })
      for (const coordinate of coordinates ?? []) {
        const use = fields.get(coordinate) ?? { coordinate, requests: 0, byClient: new Map<string, number>() }
        fields.set(coordinate, use)
        use.requests += requests
        use.byClient.set(client, (use.byClient.get(client) ?? 0) + requests)
      }
    }
  }
  const byName = (one: string, other: string): number => one.localeCompare(other, 'en')
  return {
    operations: operations.toSorted((one, other) => other.requests - one.requests),
    fields: [...fields.values()].toSorted((one, other) => byName(one.coordinate, other.coordinate)),
    unused: fieldsOf(schema)
      .filter((coordinate) => !fields.has(coordinate))
      .toSorted(byName),
    unknown,
  }
}

/** The fields that a document asks for, each once; null when it is none of this schema. */
function coordinatesOf(text: string, schema: GraphQLSchema): Set<string> | null {
  let document: DocumentNode
  try {
    document = parse(text, { noLocation: true })
  } catch {
    return null // cut off or written by something else; the caller tells how many
  }
  const coordinates = new Set<string>()
  let fits = true
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType()
        if (name.value.startsWith('__')) return
        if (!parent || !types.getFieldDef()) fits = false
        else coordinates.add(`${parent.name}.${name.value}`)
      },
    }),
  )
  return fits ? coordinates : null
}

function fieldsOf(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !isIntrospectionType(type))
  return types.flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  )
}
