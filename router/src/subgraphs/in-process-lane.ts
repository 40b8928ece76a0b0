import type { ExecutionResult } from 'graphql'
import type { Logger } from 'pino'
import type { Headers } from '../request-context.ts'
import { createDeadlines } from './deadlines.ts'
import type { Deadlines, Timed } from './deadlines.ts'
import { openInProcess } from './in-process-upstream.ts'
import type { Lane } from './lane.ts'
import type { Leavable, RequestTraffic } from './request-traffic.ts'
import type { SubgraphAnswer } from './subgraph-fetch.ts'
import type { FetchOutcome, TrafficObserver } from './traffic-observer.ts'
import type { SubgraphRequest, SubgraphTransport } from './transport.ts'

/**
 * Calls a subgraph in this process. It has the same time-out, and the same end when the client leaves; there is nothing
 * to retry or to balance, and what it answers is not shared, because the objects belong to the one who asked.
 */
export function createInProcessLane({
  name,
  transport,
  timeoutMs,
  observers,
  log,
}: {
  name: string
  transport: SubgraphTransport
  timeoutMs: number
  observers: readonly TrafficObserver[]
  log: Logger
}): Lane {
  const deadlines = createDeadlines()

  function onEnd(milliseconds: number, outcome: FetchOutcome): void {
    for (const observer of observers) observer.onFetch?.(name, milliseconds, outcome)
  }

  return {
    ask({ operation, variables, traceparent }, request, { headers }) {
      return new Promise((resolve, reject) => {
        const asked = new InProcessRequest(
          operation.query,
          operation.name,
          JSON.parse(variables) as Record<string, unknown>,
          traceparent === undefined ? headers : { ...headers, traceparent },
          operation.kind !== 'mutation',
        )
        const call = new InProcessCall(asked, timeoutMs, deadlines, asked.repeatable ? request : null, onEnd)
        call.resolve = resolve
        call.reject = reject
        if (call.request && !call.request.track(call)) return reject(new Error('The client has left.'))
        deadlines.add(call)
        transport.execute(asked).then(
          (result) => call.onResult(result),
          (error: unknown) => call.end('failed', error),
        )
      })
    },
    subscribe: openInProcess(transport, log),
    ready: async () => transport.ready?.(),
    forgetShared: () => {},
    // A given subgraph is its owner's to stop.
    stop: async () => {},
  }
}

/** A request whose signal is made when somebody looks at it. */
class InProcessRequest implements SubgraphRequest {
  readonly query: string
  readonly operationName: string | null
  readonly variables: Record<string, unknown>
  readonly headers: Headers
  readonly repeatable: boolean
  private abort: AbortController | null = null
  private reason: Error | null = null

  constructor(
    query: string,
    operationName: string | null,
    variables: Record<string, unknown>,
    headers: Headers,
    repeatable: boolean,
  ) {
    this.query = query
    this.operationName = operationName
    this.variables = variables
    this.headers = headers
    this.repeatable = repeatable
  }

  get signal(): AbortSignal {
    if (!this.abort) {
      this.abort = new AbortController()
      if (this.reason) this.abort.abort(this.reason)
    }
    return this.abort.signal
  }

  stop(reason: Error): void {
    this.reason = reason
    this.abort?.abort(reason)
  }
}

class InProcessCall implements Timed, Leavable {
  readonly deadline: number
  /** Null for a mutation, which goes on when its client has left: nobody could say how far it had come. */
  readonly request: RequestTraffic | null
  resolve: (answer: SubgraphAnswer) => void = ignore
  reject: (error: unknown) => void = ignore
  private readonly asked: InProcessRequest
  private readonly timeoutMs: number
  private readonly deadlines: Deadlines
  private readonly onEnd: (milliseconds: number, outcome: FetchOutcome) => void
  private ended = false

  constructor(
    asked: InProcessRequest,
    timeoutMs: number,
    deadlines: Deadlines,
    request: RequestTraffic | null,
    onEnd: (milliseconds: number, outcome: FetchOutcome) => void,
  ) {
    this.asked = asked
    this.timeoutMs = timeoutMs
    this.deadlines = deadlines
    this.deadline = performance.now() + timeoutMs
    this.request = request
    this.onEnd = onEnd
  }

  onResult({ data, errors, extensions }: ExecutionResult): void {
    const answer: SubgraphAnswer = { data: data ?? null }
    // A GraphQLError has the fields of a formatted one, and more.
    if (errors) answer.errors = errors
    if (extensions) answer.extensions = extensions
    this.end('answered', null, answer)
  }

  onTimeout(): void {
    this.cut('timed-out', new Error(`It did not answer within ${this.timeoutMs} ms.`))
  }

  onLeave(): void {
    this.cut('left', new Error('The client has left.'))
  }

  end(outcome: FetchOutcome, error: unknown, answer?: SubgraphAnswer): void {
    if (this.ended) return
    this.ended = true
    this.deadlines.delete(this)
    this.request?.untrack(this)
    this.onEnd(performance.now() - this.deadline + this.timeoutMs, outcome)
    const { resolve, reject } = this
    // A call that has lived through two collections would keep its answer from being collected with the young.
    this.resolve = this.reject = ignore
    if (answer) resolve(answer)
    else reject(error)
  }

  /** Raced, because a subgraph in this process may not look at the signal. */
  private cut(outcome: FetchOutcome, reason: Error): void {
    this.asked.stop(reason)
    this.end(outcome, reason)
  }
}

function ignore(): void {}
