import { clientGone, RequestRefused } from '../errors.ts'

/** Lets new connections in at a rate. */
export type Admission = {
  /** Resolves when it is this one's turn. Rejects with `RequestRefused` (503) when too many wait or are open. */
  enter(signal: AbortSignal): Promise<void>
  waiting(): number
  refused(): number
  stop(): void
}

const TICK_MS = 50
const OVERLOADED = 503

/**
 * When a router dies, all its clients come to the others in the same second. Each costs a handshake, a token to check and a
 * subscription to open; so they are let in `perSecond`, in the order in which they came, up to `queue` of them wait, and the
 * rest is told when to come back.
 */
export function createAdmission({
  perSecond,
  queue,
  isFull,
}: {
  perSecond: number
  queue: number
  /** Whether as many are open as there may be. */
  isFull: () => boolean
}): Admission {
  type Waiting = { enter(): void; refuse(error: Error): void }
  const waiting = new Set<Waiting>()
  let allowance = perSecond
  let countedAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  let refused = 0
  let stopped = false

  function count(): void {
    const now = performance.now()
    allowance = Math.min(perSecond, allowance + ((now - countedAt) / 1000) * perSecond)
    countedAt = now
  }

  function tick(): void {
    count()
    for (const one of waiting) {
      if (allowance < 1) return
      waiting.delete(one)
      if (isFull()) {
        one.refuse(refuse(10))
        continue
      }
      allowance -= 1
      one.enter()
    }
    clearInterval(timer)
    timer = undefined
  }

  function refuse(seconds: number): RequestRefused {
    refused += 1
    const message = `Too many connections at the moment. Come back in ${seconds} seconds.`
    return new RequestRefused(OVERLOADED, 'RATE_LIMITED', message, { 'retry-after': String(seconds) })
  }

  return {
    enter(signal) {
      if (stopped) return Promise.reject(refuse(1))
      if (isFull()) return Promise.reject(refuse(10))
      count()
      if (waiting.size === 0 && allowance >= 1) {
        allowance -= 1
        return Promise.resolve()
      }
      // Spread, so that those who are sent away together do not come back together.
      if (waiting.size >= queue) {
        return Promise.reject(refuse(Math.ceil((queue / perSecond) * (1 + Math.random()) + Math.random() * 5)))
      }
      return new Promise((resolve, reject) => {
        const one: Waiting = { enter: resolve, refuse: reject }
        waiting.add(one)
        signal.addEventListener(
          'abort',
          () => {
            if (waiting.delete(one)) reject(clientGone())
          },
          { once: true },
        )
        timer ??= setInterval(tick, TICK_MS)
      })
    },
    waiting: () => waiting.size,
    refused: () => refused,
    stop() {
      stopped = true
      clearInterval(timer)
      for (const one of waiting) one.refuse(refuse(1))
      waiting.clear()
    },
  }
}
