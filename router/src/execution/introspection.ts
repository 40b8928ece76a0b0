import { executeSync, Kind, OperationTypeNode } from 'graphql'
import type { FieldNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { PreparedOperation } from '../operations/operation.ts'
import { collectFields } from './collect-fields.ts'

/** Answers to introspection queries are large and few: tools send the same one again and again. */
const ANSWERS_KEPT = 20
const answers = new LRUCache<string, Record<string, string>>({ max: ANSWERS_KEPT })

/** The text of every `__schema` and `__type` at the root of an operation, by response key. */
export function introspect(
  { supergraph, operation, document, fragments, text, name }: PreparedOperation,
  variables: Record<string, unknown>,
  values: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const key = JSON.stringify([supergraph.version, name, values, text])
  const known = answers.get(key)
  if (known) return known
  const schema = supergraph.clientSchema
  const root = schema.getQueryType()
  const fields = root
    ? collectFields({ schema, fragments, values }, root, [operation.selectionSet])
    : new Map<string, FieldNode[]>()
  const selections = [...fields.values()]
    .flat()
    .filter((node) => node.name.value === '__schema' || node.name.value === '__type')
  const { data, errors } = executeSync({
    schema,
    document: {
      ...document,
      definitions: [
        ...fragments.values(),
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: OperationTypeNode.QUERY,
          variableDefinitions: operation.variableDefinitions ?? [],
          selectionSet: { kind: Kind.SELECTION_SET, selections },
        },
      ],
    },
    variableValues: variables,
  })
  // The document is valid and the schema is data: an error here is a fault of ours.
  if (errors?.[0]) throw errors[0]
  const texts = Object.fromEntries(Object.entries(data ?? {}).map(([name, value]) => [name, JSON.stringify(value)]))
  answers.set(key, texts)
  return texts
}
