import type { OperationTypeNode } from 'graphql'
import { RequestRefused } from '../errors.ts'
import type { LiveConnections } from '../live/live-connections.ts'
import type { LiveOperations } from '../live/live-operations.ts'
import type { OperationRequest } from '../operations/operation.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import type { Operations } from '../operations/run-operations.ts'
import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { RouterSettings } from '../settings.ts'
import { plainContext } from '../subscriptions/stream-key.ts'
import { EventStream } from './event-stream.ts'
import type { EventStreamSettings } from './event-stream.ts'
import { createReservations } from './reservations.ts'

/** GraphQL over SSE, as https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md says, in both modes. */
export type GraphqlOverSse = {
  /** Distinct connections mode: the results of this operation and no other. */
  stream(request: OperationRequest, exchange: HttpExchange): Promise<HttpAnswer>
  /** Single connection mode: asks for a stream, whose token is the answer. */
  reserve(exchange: HttpExchange): Promise<HttpAnswer>
  /** The token of the stream that a request is about; none in distinct connections mode. */
  tokenOf(exchange: HttpExchange): string | null
  /** Opens the stream that was reserved. */
  open(token: string, exchange: HttpExchange): HttpAnswer
  /** Begins an operation whose results go to the stream. */
  execute(token: string, request: OperationRequest, exchange: HttpExchange): Promise<HttpAnswer>
  /** Ends one. */
  end(token: string, exchange: HttpExchange): HttpAnswer
}

const TOKEN_HEADER = 'x-graphql-event-stream-token'
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies of the nginx kind would keep events back until they fill a buffer.
  'x-accel-buffering': 'no',
}

export function createGraphqlOverSse({
  operations,
  live,
  connections,
  settings,
}: {
  operations: Operations
  live: LiveOperations
  connections: LiveConnections
  settings: EventStreamSettings & Pick<RouterSettings, 'operationsPerConnection' | 'reservedStreams'>
}): GraphqlOverSse {
  const reservations = createReservations()

  function newStream({ claims, expiresAt }: RequestContext): EventStream {
    const claim = connections.claim(claims)
    if (claim) return new EventStream(connections, settings, claim, expiresAt)
    const headers = { 'retry-after': '10' }
    throw new RequestRefused(429, 'TOO_MANY_SUBSCRIPTIONS', 'This viewer has too many connections.', headers)
  }

  function assertFewUnopened(): void {
    if (reservations.unopened() < settings.reservedStreams) return
    const message = 'There are too many streams at the moment that were reserved and not opened.'
    throw new RequestRefused(503, 'RATE_LIMITED', message, { 'retry-after': '10' })
  }

  function reserved(token: string, { context }: HttpExchange): EventStream {
    const stream = reservations.find(token, context)
    if (stream) return stream
    throw new RequestRefused(404, 'NOT_FOUND', 'There is no stream with this token.')
  }

  /** Null for what is not valid, which is told in the stream. */
  async function kindOf(request: OperationRequest, context: RequestContext): Promise<OperationTypeNode | null> {
    try {
      return (await operations.begin(request, context)).prepared.kind
    } catch (error) {
      if (error instanceof OperationInvalid) return null
      throw error
    }
  }

  return {
    async stream(request, exchange) {
      if (exchange.request.method === 'GET' && (await kindOf(request, exchange.context)) === 'mutation')
        throw needsPost()
      await connections.admission.enter(exchange.context.signal)
      const context = plainContext(exchange.context)
      const stream = newStream(context)
      return {
        status: 200,
        headers: { ...HEADERS },
        body: {
          open(response) {
            stream.open(response)
            const resumed = withCursor(request, context)
            stream.startOnly((sink) => live.start(context, resumed, sink, null))
          },
        },
      }
    },
    async reserve({ context }) {
      // A request costs its sender less than a connection that is kept: these may not take the places of all others.
      assertFewUnopened()
      await connections.admission.enter(context.signal)
      assertFewUnopened()
      const token = reservations.add(newStream(context), context)
      return {
        status: 201,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
        body: token,
      }
    },
    tokenOf(exchange) {
      const { context, request } = exchange
      const header = context.headers[TOKEN_HEADER]
      if (header !== undefined || !request.url?.includes('token=')) return header ?? null
      return exchange.url.searchParams.get('token')
    },
    open(token, exchange) {
      const stream = reserved(token, exchange)
      if (!reservations.open(stream)) throw alreadyOpen()
      return { status: 200, headers: { ...HEADERS }, body: { open: (response) => stream.open(response) } }
    },
    async execute(token, request, exchange): Promise<HttpAnswer> {
      const stream = reserved(token, exchange)
      const id = request.extensions?.['operationId']
      if (typeof id !== 'string' || id === '') {
        throw new RequestRefused(400, 'BAD_REQUEST', 'extensions.operationId is missing.')
      }
      if (stream.has(id)) throw new RequestRefused(409, 'BAD_REQUEST', 'There is an operation with this id already.')
      if (stream.count() >= settings.operationsPerConnection) {
        throw new RequestRefused(429, 'TOO_MANY_SUBSCRIPTIONS', 'No more operations may run on this stream.')
      }
      const context = plainContext(exchange.context)
      try {
        // What is wrong with it is the answer to this request, and not an event of the stream.
        const { prepared } = await operations.begin(request, context)
        if (exchange.request.method === 'GET' && prepared.kind === 'mutation') throw needsPost()
      } catch (error) {
        if (!(error instanceof OperationInvalid)) throw error
        const { body, status } = operations.refuse(error.errors, context)
        return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
      }
      // Another request may have come in between.
      if (stream.has(id)) throw new RequestRefused(409, 'BAD_REQUEST', 'There is an operation with this id already.')
      stream.renew(context.expiresAt)
      stream.startOneOfMany(id, (sink) => live.start(context, request, sink, null))
      return { status: 202, headers: { 'cache-control': 'no-store' }, body: '' }
    },
    end(token, exchange) {
      const id = exchange.url.searchParams.get('operationId')
      if (!id) throw new RequestRefused(400, 'BAD_REQUEST', 'operationId is missing.')
      reserved(token, exchange).stop(id)
      return { status: 200, headers: { 'cache-control': 'no-store' }, body: '' }
    },
  }
}

/** What browsers send by themselves when they come back to a stream. */
function withCursor(request: OperationRequest, { headers }: RequestContext): OperationRequest {
  const cursor = headers['last-event-id']
  if (!cursor || request.extensions?.['resumeFrom'] !== undefined) return request
  return { ...request, extensions: { ...request.extensions, resumeFrom: cursor } }
}

function alreadyOpen(): RequestRefused {
  return new RequestRefused(409, 'BAD_REQUEST', 'The stream is open already.')
}

function needsPost(): RequestRefused {
  return new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Mutations need POST.', { allow: 'POST' })
}
