import { z } from 'zod'

/** An event on its way. The same in the outbox, on every bus and in dead letters. */
export type EventEnvelope<Type extends string = string, Data = unknown> = {
  /** UUID version 7. An event keeps its id however often it is published: the inbox goes by it. */
  id: string
  /** In the past tense: 'OrderPlaced'. */
  type: Type
  /** The subgraph that the event happened in: 'orders'. */
  producer: string
  /** Id (UUID) of what the event is about. Events of one subject arrive in the order they happened in. */
  subject: string
  /** RFC 3339, UTC, with milliseconds. */
  occurredAt: string
  /** Checked by the type's contract, not here. */
  data: Data
}

const Envelope = z.object({
  id: z.uuid(),
  type: z.string().min(1),
  producer: z.string().min(1),
  subject: z.string(),
  occurredAt: z.iso.datetime(),
  data: z.unknown(),
})

/** Reads an envelope from JSON. Throws an Error that says what is wrong with it. */
export function parseEnvelope(json: string): EventEnvelope {
  const result = Envelope.safeParse(JSON.parse(json))
  if (result.success) return result.data
  throw new Error(`not an event: ${z.prettifyError(result.error)}`, { cause: result.error })
}
