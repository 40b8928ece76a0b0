import { changedEntities, type ChangedEntity } from '@shop/schema/changed-entities'
import { toGlobalId } from './global-id.ts'

/** An entity as routers know it: in which subgraph it changed, and the fields of its key. */
export type ChangedKey = { subgraph: string; typename: string; key: { id: string } }

/** What an event changes, each once, in the terms of the API; see schema/changed-entities.ts. */
export function changedKeys(events: readonly { producer: string; type: string; data: unknown }[]): ChangedKey[] {
  const found = new Map<string, ChangedKey>()
  for (const { producer, typename, id } of events.flatMap((event): ChangedEntity[] => changedEntities(event))) {
    const key = { id: toGlobalId(typename, id) }
    found.set(`${producer}:${key.id}`, { subgraph: producer, typename, key })
  }
  return [...found.values()]
}
