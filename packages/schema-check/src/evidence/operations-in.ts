import { type DocumentNode, Kind, separateOperations } from 'graphql'

/** The operations of a document by their names, each a document of its own with the fragments that it spreads; one is left as it is. */
export function operationsIn(document: DocumentNode): Map<string | null, DocumentNode> {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operations.length < 2) return new Map(operations.map(({ name }) => [name?.value ?? null, document]))
  return new Map(Object.entries(separateOperations(document)).map(([name, one]) => [name || null, one]))
}
