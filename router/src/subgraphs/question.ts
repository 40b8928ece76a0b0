import { codeOf } from '../errors.ts'
import type { Timed } from './deadlines.ts'
import type { Endpoint } from './endpoint.ts'
import type { AnswerHandler, ExchangeControl } from './http-connection.ts'
import { BAD_HEADER } from './http-request.ts'
import { readAnswer, unpack, UnchangedAnswer } from './read-answer.ts'
import type { AnswerHeaders } from './subgraph-fetch.ts'
import type { Leavable, RequestTraffic } from './request-traffic.ts'
import type { RetryBudget } from './retry-budget.ts'
import { retryAfterMs, retryPauseMs } from './retry-pause.ts'
import type { SubgraphAnswer } from './subgraph-fetch.ts'
import type { FetchOutcome } from './traffic-observer.ts'

/** The connection was closed before the answer was complete. */
const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
/** The question itself could not be sent, to whatever address. */
const OUR_FAULT = new Set<string | undefined>([BAD_HEADER, 'UND_ERR_INVALID_ARG'])
/** What proxies say of a server that is not there, or does not want to be asked now. */
const TRY_AGAIN = new Set([502, 503, 504])

const OK = 200
const EMPTY = Buffer.alloc(0)

/** What a question needs of the lane that it is on. */
export type QuestionLane = {
  readonly timeoutMs: number
  readonly retries: number
  readonly budget: RetryBudget
  readonly stopped: boolean
  /** Sends it, or lets it wait. */
  place(question: Question): void
  /** Whether there is another address than this one that may be asked. */
  hasAnother(endpoint: Endpoint): boolean
  /** It no longer takes a place at an address. */
  onFree(): void
  onRetry(): void
  onEnd(question: Question, outcome: FetchOutcome): void
}

/** One fetch that waits for an answer. */
export class Asker implements Leavable {
  readonly resolve: (answer: SubgraphAnswer) => void
  readonly reject: (error: unknown) => void
  readonly request: RequestTraffic | null
  readonly question: Question
  /** The question was on its way already. */
  readonly joined: boolean
  /** See SubgraphFetch. */
  readonly expected: Buffer | null | undefined

  constructor(
    question: Question,
    request: RequestTraffic | null,
    expected: Buffer | null | undefined,
    resolve: (answer: SubgraphAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.question = question
    this.request = request
    this.expected = expected
    this.resolve = resolve
    this.reject = reject
    this.joined = question.askers.length > 0
  }

  onLeave(): void {
    this.question.leave(this)
  }
}

/**
 * One question to a subgraph: all its attempts, and everybody who waits for its answer. It is the handler itself,
 * with methods and no closures, because this is the path that every fetch takes.
 */
export class Question implements AnswerHandler, Timed {
  readonly body: string
  readonly headers: string[]
  /** Its key among the questions that others may join; null when nobody may. */
  readonly key: string | null
  /** A query: asking twice does no harm. */
  readonly repeatable: boolean
  askers: Asker[] = []
  readonly startedAt = performance.now()
  readonly deadline: number
  /** Where it failed the last time. */
  avoid: Endpoint | null = null

  private readonly lane: QuestionLane
  private attempts = 0
  private endpoint: Endpoint | null = null
  private probing = false
  private controller: ExchangeControl | null = null
  private status = 0
  private answerHeaders: AnswerHeaders = {}
  private first: Buffer | null = null
  private rest: Buffer[] | null = null
  private retryTimer: NodeJS.Timeout | undefined
  private lastError: Error | null = null
  private ended = false

  constructor(lane: QuestionLane, body: string, headers: string[], repeatable: boolean, key: string | null) {
    this.lane = lane
    this.body = body
    this.headers = headers
    this.repeatable = repeatable
    this.key = key
    this.deadline = this.startedAt + lane.timeoutMs
  }

  /** Called by the lane, with a place at this address. */
  send(endpoint: Endpoint, probing: boolean): void {
    this.endpoint = endpoint
    this.probing = probing
    this.attempts += 1
    this.controller = null
    this.first = null
    this.rest = null
    endpoint.pending += 1
    endpoint.send(this.body, this.headers, this)
  }

  /** Called by the lane: there is no address that may be asked, or too many wait already. */
  refuse(reason: string): void {
    this.fail(this.lastError ?? new Error(reason), this.attempts === 0 ? 'refused' : 'failed')
  }

  leave(asker: Asker): void {
    if (this.ended) return
    this.askers.splice(this.askers.indexOf(asker), 1)
    asker.reject(new Error('The client has left.'))
    // A probe goes on: cut off, it would say nothing about the address, and everybody waits for what it says.
    if (this.askers.length === 0 && !this.probing) this.giveUp('left', null, new Error('Every client has left.'))
  }

  onTimeout(): void {
    const reason = new Error(`It did not answer within ${this.lane.timeoutMs} ms.`)
    this.giveUp('timed-out', false, reason)
  }

  onRequestStart(controller: ExchangeControl): void {
    if (this.ended) controller.abort(new Error('Nobody waits for it any more.'))
    else this.controller = controller
  }

  onResponseStart(_controller: ExchangeControl, status: number, headers: AnswerHeaders): void {
    this.status = status
    this.answerHeaders = headers
  }

  onResponseData(_controller: ExchangeControl, chunk: Buffer): void {
    if (this.first === null) this.first = chunk
    else if (this.rest === null) this.rest = [this.first, chunk]
    else this.rest.push(chunk)
  }

  onResponseEnd(): void {
    if (this.ended) return
    const encoding = this.answerHeaders['content-encoding']
    if (encoding === undefined || encoding === 'identity') {
      if (this.isUnchanged()) this.onUnchanged()
      else this.onBody(this.rest ? Buffer.concat(this.rest) : (this.first ?? EMPTY))
      return
    }
    unpack(this.rest ? Buffer.concat(this.rest) : (this.first ?? EMPTY), String(encoding)).then(
      (text) => this.ended || this.onText(text, null),
      (error: unknown) => this.ended || this.onFailure(error as Error),
    )
  }

  onResponseError(_controller: ExchangeControl | null, error: Error): void {
    if (!this.ended) this.onFailure(error)
  }

  /** Everybody who waits for it knows this answer already. */
  private isUnchanged(): boolean {
    if (this.status !== OK) return false
    const pieces = this.rest ?? (this.first ? [this.first] : [])
    return this.askers.every(({ expected }) => expected && areThePieces(expected, pieces))
  }

  private onUnchanged(): void {
    this.release(true)
    for (const asker of this.end('answered')) {
      asker.resolve(new UnchangedAnswer(asker.expected as Buffer, headersFor(asker, this.answerHeaders)))
    }
  }

  private onBody(body: Buffer): void {
    this.onText(body.toString('utf8'), body)
  }

  /** `body` is null for a text that came packed. */
  private onText(text: string, body: Buffer | null): void {
    if (TRY_AGAIN.has(this.status)) {
      const failure = new Error(`It answered ${this.status}.`)
      this.release(false)
      if (this.repeat(failure, retryAfterMs(this.answerHeaders['retry-after']))) return
      // It may have said something all the same.
    }
    let answer: SubgraphAnswer
    try {
      answer = readAnswer(this.status, text, this.answerHeaders)
    } catch (error) {
      this.release(this.status < 500)
      return this.fail(error as Error, 'failed')
    }
    this.release(true)
    for (const [index, asker] of this.end('answered').entries()) {
      // Each owns its objects, so what is shared is the text.
      const own = index === 0 ? answer : readAnswer(this.status, text, this.answerHeaders)
      own.headers = headersFor(asker, this.answerHeaders)
      if (body && asker.expected !== undefined) own.body = body
      asker.resolve(own)
    }
  }

  private onFailure(error: Error): void {
    const code = codeOf(error)
    const isOurFault = OUR_FAULT.has(code)
    this.release(isOurFault ? null : false)
    // A kept-alive connection that the other side has closed says nothing about the next one: no pause after the first.
    const lost = this.attempts === 1 && CONNECTION_LOST.has(code ?? '')
    if (!isOurFault && this.repeat(error, 0, lost)) return
    this.fail(error, 'failed')
  }

  /** Whether it will be asked again, now or after a pause. */
  private repeat(cause: Error, waitMs: number, atOnce = false): boolean {
    const { lane } = this
    if (!this.repeatable || this.attempts > lane.retries || this.askers.length === 0 || lane.stopped) return false
    const pause = atOnce ? 0 : retryPauseMs(this.attempts)
    // The address asked to be left alone; another one did not.
    const delay = this.avoid && lane.hasAnother(this.avoid) ? pause : Math.max(pause, waitMs)
    if (performance.now() + delay >= this.deadline || !lane.budget.spend()) return false
    this.lastError = cause
    lane.onRetry()
    this.retryTimer = setTimeout(() => lane.place(this), delay)
    return true
  }

  /** Ends the attempt. `good`: what it says about the address; null when it says nothing. */
  private release(good: boolean | null): void {
    const { endpoint } = this
    if (!endpoint) return
    this.endpoint = null
    this.avoid = endpoint
    endpoint.pending -= 1
    if (this.probing) endpoint.circuit.probed(good ?? false)
    else if (good === true) endpoint.circuit.succeeded()
    else if (good === false) endpoint.circuit.failed()
    this.lane.onFree()
  }

  private giveUp(outcome: FetchOutcome, good: boolean | null, reason: Error): void {
    const { controller } = this
    this.fail(reason, outcome)
    this.release(good)
    controller?.abort(reason)
  }

  private fail(error: Error, outcome: FetchOutcome): void {
    for (const asker of this.end(outcome)) asker.reject(error)
  }

  private end(outcome: FetchOutcome): readonly Asker[] {
    const { askers } = this
    this.ended = true
    clearTimeout(this.retryTimer)
    this.lane.onEnd(this, outcome)
    for (const asker of askers) asker.request?.untrack(asker)
    // A question that has lived through two collections would keep its answer from being collected with the young.
    this.askers = []
    this.first = null
    this.rest = null
    this.controller = null
    return askers
  }
}

/**
 * A cookie is for the one whose question it answers. Those without a token look alike to a subgraph, and a session that
 * it began for one of them is not for the others.
 */
function headersFor({ joined }: Asker, headers: AnswerHeaders): AnswerHeaders {
  if (!joined || !headers['set-cookie']) return headers
  const { 'set-cookie': _, ...others } = headers
  return others
}

function areThePieces(whole: Buffer, pieces: readonly Buffer[]): boolean {
  let at = 0
  for (const piece of pieces) {
    const end = at + piece.length
    if (end > whole.length || whole.compare(piece, 0, piece.length, at, end) !== 0) return false
    at = end
  }
  return at === whole.length
}
