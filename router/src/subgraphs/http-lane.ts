import type { Logger } from 'pino'
import type { RouterSettings } from '../settings.ts'
import { createDeadlines } from './deadlines.ts'
import { createAddressBook } from './address-book.ts'
import type { AddressBook } from './address-book.ts'
import { chooseEndpoint } from './choose-endpoint.ts'
import { createEndpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import type { ResolveHost } from './follow-host.ts'
import type { Lane } from './lane.ts'
import { Asker, Question } from './question.ts'
import type { QuestionLane } from './question.ts'
import type { OutgoingHeaders, RequestTraffic } from './request-traffic.ts'
import { createRetryBudget } from './retry-budget.ts'
import type { SubgraphAddress } from './subgraph-address.ts'
import type { FetchOperation, SubgraphAnswer, SubgraphFetch } from './subgraph-fetch.ts'
import { createSubscriptionLane } from './subscription-lane.ts'
import type { SubscriptionLane, SubscriptionProtocol } from './subscription-lane.ts'
import type { FetchOutcome, SubgraphTraffic, TrafficObserver } from './traffic-observer.ts'
import type { CloseUpstream, UpstreamRequest, UpstreamSink } from './upstream.ts'

/** The first part of every body that asks it. */
const bodyStarts = new WeakMap<FetchOperation, string>()

/**
 * The way to one subgraph over HTTP: its addresses, of which the one with the fewest questions on their way is asked; those
 * that wait for a connection; and the questions that others may join.
 */
export class HttpLane implements Lane, QuestionLane {
  readonly timeoutMs: number
  readonly retries: number
  readonly budget: ReturnType<typeof createRetryBudget>
  stopped = false

  private readonly name: string
  private readonly settings: RouterSettings
  private readonly observers: readonly TrafficObserver[]
  private readonly deadlines = createDeadlines()
  private readonly subscriptions: SubscriptionLane
  private readonly shared = new Map<string, Question>()
  /** In the order in which they came. */
  private readonly waiting = new Set<Question>()
  private readonly book: AddressBook
  private turn = 0

  constructor({
    name,
    timeoutMs,
    protocol,
    settings,
    observers,
    resolveHost,
    log,
  }: {
    name: string
    timeoutMs: number
    protocol: SubscriptionProtocol
    settings: RouterSettings
    observers: readonly TrafficObserver[]
    resolveHost: ResolveHost
    log: Logger
  }) {
    this.name = name
    this.settings = settings
    this.observers = observers
    this.timeoutMs = timeoutMs
    this.retries = settings.subgraphRetries
    this.budget = createRetryBudget(settings.subgraphRetryPercent)
    this.book = createAddressBook({
      open: (url, ip) =>
        createEndpoint({
          url,
          ip,
          connections: settings.subgraphConnections,
          breakerFailures: settings.subgraphBreakerFailures,
          onCircuit: (address, state) => {
            for (const observer of observers) observer.onCircuit?.(name, address, state)
          },
          log: log.child({ subgraph: name }),
        }),
      resolveHost,
      everyMs: settings.subgraphDnsMs,
      onChange: () => this.onFree(),
      log: log.child({ subgraph: name }),
    })
    this.subscriptions = createSubscriptionLane({
      protocol,
      endpoints: () => this.book.endpoints(),
      attempts: settings.subscriptionRetries,
      log: log.child({ subgraph: name }),
    })
  }

  ask(fetch: SubgraphFetch, request: RequestTraffic, outgoing: OutgoingHeaders): Promise<SubgraphAnswer> {
    const { operation, variables } = fetch
    const repeatable = operation.kind !== 'mutation'
    const body = bodyStart(operation) + variables + '}'
    const key = repeatable && this.settings.deduplicateRequests ? outgoing.identity + body : null
    return new Promise((resolve, reject) => {
      const found = key === null ? undefined : this.shared.get(key)
      const joins = found && !(fetch.notBefore && found.startedAt < fetch.notBefore)
      const question = joins ? found : new Question(this, body, outgoing.listWith(fetch.traceparent), repeatable, key)
      // A mutation goes on when its client has left: nobody could say how far it had come.
      const asker = new Asker(question, repeatable ? request : null, fetch.expected, resolve, reject)
      if (asker.request && !asker.request.track(asker)) return reject(new Error('The client has left.'))
      question.askers.push(asker)
      if (joins) {
        for (const observer of this.observers) observer.onShared?.(this.name)
        return
      }
      if (key !== null) this.shared.set(key, question)
      this.budget.earn()
      this.deadlines.add(question)
      this.place(question)
    })
  }

  /** Sends a question, or lets it wait for a connection. */
  place(question: Question): void {
    const endpoint = this.choose(question)
    if (endpoint !== 'busy') this.send(question, endpoint)
    else if (this.waiting.size < this.settings.subgraphQueue) this.waiting.add(question)
    else question.refuse(`${this.waiting.size} questions wait for it already.`)
  }

  /** A connection has become free, or an address was found. */
  onFree(): void {
    for (const question of this.waiting) {
      const endpoint = this.choose(question)
      if (endpoint === 'busy') return
      this.waiting.delete(question)
      this.send(question, endpoint)
    }
  }

  onEnd(question: Question, outcome: FetchOutcome): void {
    this.deadlines.delete(question)
    this.waiting.delete(question)
    if (question.key !== null && this.shared.get(question.key) === question) this.shared.delete(question.key)
    const elapsed = performance.now() - question.startedAt
    for (const observer of this.observers) observer.onFetch?.(this.name, elapsed, outcome)
  }

  onRetry(): void {
    for (const observer of this.observers) observer.onRetry?.(this.name)
  }

  hasAnother(endpoint: Endpoint): boolean {
    return this.book.endpoints().some((other) => other !== endpoint && other.circuit.state() === 'closed')
  }

  forgetShared(): void {
    this.shared.clear()
  }

  setAddresses(addresses: readonly SubgraphAddress[]): void {
    this.book.set(addresses)
  }

  async ready(): Promise<void> {
    const checks = await Promise.allSettled(this.book.endpoints().map((endpoint) => endpoint.ready()))
    const failed = checks.find((check) => check.status === 'rejected')
    if (failed && checks.every((check) => check.status === 'rejected')) throw failed.reason
  }

  subscribe(request: UpstreamRequest, sink: UpstreamSink): CloseUpstream {
    return this.subscriptions.subscribe(request, sink)
  }

  state(): SubgraphTraffic {
    const addresses = this.book.endpoints().map(({ address, circuit, pending }) => ({
      address,
      circuit: circuit.state(),
      pending,
    }))
    return { subgraph: this.name, waiting: this.waiting.size, addresses }
  }

  async stop(): Promise<void> {
    this.stopped = true
    for (const question of this.waiting) question.refuse('The router stops.')
    await this.subscriptions.stop()
    await this.book.stop()
  }

  private choose(question: Question): Endpoint | 'busy' | null {
    this.turn += 1
    return chooseEndpoint(this.book.endpoints(), {
      turn: this.turn,
      connections: this.settings.subgraphConnections,
      avoid: question.avoid,
      repeatable: question.repeatable,
    })
  }

  private send(question: Question, endpoint: Endpoint | null): void {
    if (endpoint) question.send(endpoint, endpoint.circuit.state() === 'half-open')
    else question.refuse('All its addresses have failed lately and are being left alone.')
  }
}

function bodyStart(operation: FetchOperation): string {
  let start = bodyStarts.get(operation)
  if (start === undefined) {
    const name = operation.name === null ? '' : `,"operationName":${JSON.stringify(operation.name)}`
    start = `{"query":${JSON.stringify(operation.query)}${name},"variables":`
    bodyStarts.set(operation, start)
  }
  return start
}
