import { LRUCache } from 'lru-cache'
import type { Recording } from '../execution/recording.ts'
import type { OperationRun } from '../operations/operation.ts'

/** What is known of one variant of an operation with one set of variables. */
export type Repeated = {
  /** Null while none was made, or when it is not worth it. */
  recording: Recording | null
  /** How many of the next executions are not recorded. */
  pause: number
  /** How often in a row its recording was of no use. */
  failures: number
}

export type Recordings = {
  /** Null when it has not been asked for lately, or is not to be recorded now. */
  find(variant: number, run: OperationRun): Repeated | null
  /** Keeps what an execution came to; null when it could not be recorded. */
  keep(variant: number, run: OperationRun, repeated: Repeated, recording: Recording | null): void
}

/** Longer ones are seldom sent twice. */
const LONGEST_VARIABLES = 4096
/** What an entry takes besides its recording. */
const ENTRY_SIZE = 300
/** Recordings in a row that were of no use before the first pause. */
const FAILURES_BORNE = 2
const LONGEST_PAUSE = 256

/**
 * Recordings of the executions that are asked for again and again, the most used ones within `bytes`. The first time
 * something is asked for, it is only noted; where answers differ each time, fewer and fewer are recorded.
 */
export function createRecordings(bytes: number): Recordings {
  const largest = Math.ceil(bytes / 4)
  const sizeOf = (key: string, recording: Recording | null) => ENTRY_SIZE + key.length + (recording?.size ?? 0)
  const known = new LRUCache<string, Repeated>({
    maxSize: bytes,
    maxEntrySize: largest,
    sizeCalculation: ({ recording }, key) => sizeOf(key, recording),
  })

  function keyOf(variant: number, { variables }: OperationRun): string | null {
    const text = JSON.stringify(variables)
    return text.length > LONGEST_VARIABLES ? null : `${variant} ${text}`
  }

  return {
    find(variant, run) {
      const key = keyOf(variant, run)
      if (key === null) return null
      const repeated = known.get(key)
      if (!repeated) {
        known.set(key, { recording: null, pause: 0, failures: 0 })
        return null
      }
      if (repeated.pause === 0) return repeated
      repeated.pause -= 1
      return null
    },
    keep(variant, run, repeated, made) {
      const key = keyOf(variant, run)
      // Of many that found the same recording out of date at once, the first has said so.
      if (key === null || known.peek(key) !== repeated) return
      // What is too large counts as what cannot be recorded: it would be forgotten, noted, and recorded in vain again.
      const recording = made && sizeOf(key, made) <= largest ? made : null
      const wasUseless = repeated.recording !== null || recording === null
      const failures = repeated.failures + (wasUseless ? 1 : 0)
      const pause =
        wasUseless && failures > FAILURES_BORNE ? Math.min(2 ** (failures - FAILURES_BORNE), LONGEST_PAUSE) : 0
      known.set(key, { recording: pause === 0 ? recording : null, pause, failures })
    },
  }
}
