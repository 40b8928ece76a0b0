/**
 * One event of a subscription that can be resumed. What is beside the value goes into the `extensions` of the event's
 * result: `cursor`, `gap` and `conflationKey`.
 */
export class LiveEvent<Value = unknown> {
  /** What the subscription's field resolves. */
  readonly value: Value
  /** Opaque: in `extensions.resumeFrom` of another subscription of the same, in any process, it goes on after this event. */
  readonly cursor: string
  /** True when more was missed than is kept, so that this is the current state and not what comes next. */
  readonly gap: boolean
  /** The entity that this is a state of, when the newest state is all that a slow reader needs of it. */
  readonly conflationKey: string | undefined
  /** Put over the request's context for this event: what all who are told of it share, such as loaders. */
  readonly context: object | undefined

  constructor(event: { value: Value; cursor: string; gap?: boolean; conflationKey?: string; context?: object }) {
    this.value = event.value
    this.cursor = event.cursor
    this.gap = event.gap ?? false
    this.conflationKey = event.conflationKey
    this.context = event.context
  }
}

/** The `extensions` of the result that tells the event. */
export function extensionsOf({ cursor, gap, conflationKey }: LiveEvent): Record<string, unknown> {
  return { cursor, ...(gap ? { gap } : {}), ...(conflationKey === undefined ? {} : { conflationKey }) }
}
