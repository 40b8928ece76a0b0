import { type DocumentNode, parse } from 'graphql'
import type { AskedOperation, KnownOperation } from './known-operation.ts'
import { operationsIn } from './operations-in.ts'

const opened = new WeakMap<AskedOperation, KnownOperation>()

/**
 * The document of an operation, without others that it was sent with, to look at and let go. Its nodes know no places, which would keep every token in memory. Null when it
 * is no GraphQL, which no router has answered.
 */
export function glanceAt(operation: AskedOperation): DocumentNode | null {
  const known = opened.get(operation)
  if (known) return known.document
  try {
    const document = parse(operation.text, { noLocation: true })
    return operationsIn(document).get(operation.name) ?? document
  } catch {
    return null // a recording that was edited by hand
  }
}

/** The operation with its document, the same for all who work with it. */
export function openOperation(operation: AskedOperation, document: DocumentNode): KnownOperation {
  let known = opened.get(operation)
  if (!known) opened.set(operation, (known = { ...operation, document }))
  return known
}
