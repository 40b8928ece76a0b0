import { collectAppended } from '@shop/events/appended-events'
import { getOperationAST } from 'graphql'
import type { DocumentNode, ExecutionResult } from 'graphql'
import { changedKeys } from './changed-entities.ts'

/**
 * Runs a mutation and names what it changed in `extensions.invalidates`, by the events that it appended: routers then keep the
 * rest of what they have cached of this subgraph. Without events nothing is said, and they keep nothing; so too with several
 * fields, of which one may have told and another not.
 */
export async function withChanges(
  name: string,
  document: DocumentNode,
  operationName: string | null | undefined,
  work: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const fields = getOperationAST(document, operationName)?.selectionSet.selections ?? []
  if (fields.length !== 1 || fields[0]?.kind !== 'Field') return work()
  const { result, events } = await collectAppended(work)
  if (events.length === 0) return result
  const invalidates = changedKeys(events)
    .filter((changed) => changed.subgraph === name)
    .map(({ typename, key }) => ({ typename, key }))
  return { ...result, extensions: { ...result.extensions, invalidates } }
}
