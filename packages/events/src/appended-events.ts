import { AsyncLocalStorage } from 'node:async_hooks'

/** What was told with appendEvent. */
export type AppendedEvent = { producer: string; type: string; subject: string; data: unknown }

const collecting = new AsyncLocalStorage<AppendedEvent[]>()

/**
 * Runs `work` and answers what it came to, with all events that it appended on the way, in whatever depth. A transaction that
 * was tried twice, or was rolled back, has them here all the same: take them for what may have happened.
 */
export async function collectAppended<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; events: readonly AppendedEvent[] }> {
  const events: AppendedEvent[] = []
  const result = await collecting.run(events, work)
  return { result, events }
}

/** Called by appendEvent. */
export function noteAppended(event: AppendedEvent): void {
  collecting.getStore()?.push(event)
}
