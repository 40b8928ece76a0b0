import { BrokenCircuitError, circuitBreaker, CircuitState as Breaker, ConsecutiveBreaker, handleAll } from 'cockatiel'
import type { CircuitState } from './traffic-observer.ts'

/** Keeps questions away from an address that does not answer. */
export type Circuit = {
  state(): CircuitState
  /** Whether the next question may be a probe: the circuit is open and its pause is over. */
  mayProbe(): boolean
  /** Takes the one probe that a half-open circuit lets through; false when it is too early. `probed` must follow. */
  probe(): boolean
  probed(good: boolean): void
  succeeded(): void
  failed(): void
}

const FIRST_PAUSE_MS = 250
/** Not longer, because the only address of a subgraph fails fast for so long after it has come back. */
const LONGEST_PAUSE_MS = 5000

/**
 * Opens after `failures` in a row (0: never); pauses grow from attempt to attempt and are jittered, so that many routers
 * do not come back at once.
 *
 * The breaker is told of outcomes instead of being wrapped around every question: a success after a success changes
 * nothing in it, so the common case costs a comparison and not four promises.
 */
export function createCircuit(failures: number, onChange: (state: CircuitState) => void): Circuit {
  let state: CircuitState = 'closed'
  let inARow = 0
  let probeAt = 0
  let endProbe: ((good: boolean) => void) | null = null

  const breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(Math.max(1, failures)),
    halfOpenAfter: { next: ({ attempt }) => pause(attempt) },
  })
  breaker.onStateChange((next) => {
    state = nameOf(next)
    if (state === 'closed') inARow = 0
    onChange(state)
  })

  function pause(attempt: number): { duration: number; next(context: { attempt: number }): ReturnType<typeof pause> } {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1))
    const duration = longest * (0.5 + Math.random() / 2)
    probeAt = Date.now() + duration
    return { duration, next: (context) => pause(context.attempt) }
  }

  /** What ended after the circuit opened says nothing about the address as it is now: only the probe does. */
  function tell(outcome: () => Promise<void>): void {
    if (state === 'closed') breaker.execute(outcome).catch(ignoreTold)
  }

  return {
    state: () => state,
    mayProbe: () => state === 'open' && Date.now() > probeAt,
    probe() {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      endProbe = (good) => (good ? resolve() : reject(new ToldFailure()))
      breaker.execute(() => promise).catch(ignoreTold)
      return state === 'half-open'
    },
    probed(good) {
      endProbe?.(good)
      endProbe = null
    },
    succeeded() {
      if (inARow === 0) return
      inARow = 0
      tell(async () => {})
    },
    failed() {
      if (failures === 0) return
      inARow += 1
      tell(async () => {
        throw new ToldFailure()
      })
    },
  }
}

/** Stands for an error that its asker has already; the breaker hands it back to the one who told it. */
class ToldFailure extends Error {
  override name = 'ToldFailure'
}

function ignoreTold(error: unknown): void {
  // The second is a probe that came within the millisecond by which two readings of the clock may differ.
  if (!(error instanceof ToldFailure || error instanceof BrokenCircuitError)) throw error
}

function nameOf(state: Breaker): CircuitState {
  if (state === Breaker.Closed) return 'closed'
  return state === Breaker.HalfOpen ? 'half-open' : 'open'
}
