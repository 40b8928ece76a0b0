import { z } from 'zod'

/** What an event of one type holds, and who tells it. Producer and consumers import the same contract. */
export type EventContract<Type extends string = string, Data = unknown> = {
  /** The subgraph whose outbox the event comes from. */
  producer: string
  type: Type
  /** Answers the data without unknown fields. Throws an Error that names each wrong field. */
  parse(data: unknown): Data
}

/**
 * Declares an event. The data crosses processes as JSON and is checked on both sides, so the validator takes what it
 * gives: transforms, defaults and dates are refused by the types. A field may be added as optional; one that
 * consumers rely on is never removed or changed: they read events that were written before the change.
 */
export function defineEvent<const Type extends string, Data>(
  producer: string,
  type: Type,
  validator: z.ZodType<Data, Data>,
): EventContract<Type, Data> {
  return {
    producer,
    type,
    parse(data) {
      const result = validator.safeParse(data)
      if (result.success) return result.data
      throw new Error(`${producer}.${type}: ${z.prettifyError(result.error)}`, { cause: result.error })
    },
  }
}
