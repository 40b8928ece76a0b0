import { SpanKind } from '@opentelemetry/api'
import { createSourceEventStream } from 'graphql'
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import { createDocumentCache, DOCUMENT_LIMITS } from './documents.ts'
import type { DocumentLimits } from './documents.ts'
import { guardEntities } from './entities.ts'
import { badUserInput, unauthenticated } from './errors.ts'
import { buildExecutableSchema } from './executable-schema.ts'
import type { ResolverMap } from './executable-schema.ts'
import type { CompiledOperation, OperationInput } from './execution/compile-operation.ts'
import type { EndedSessions } from './live/ended-sessions.ts'
import { extensionsOf, LiveEvent } from './live/live-event.ts'
import type { Log } from './log.ts'
import { maskResult, toClientError } from './mask-errors.ts'
import { withChanges } from './mutation-changes.ts'
import { requestIdOf } from './request-id.ts'
import { createResponseStream } from './response-stream.ts'
import { isStorable } from './storable-text.ts'
import { readViewerFrom } from './token-verifier.ts'
import type { TokenVerifier } from './token-verifier.ts'
import { currentTracing } from './tracing.ts'
import type { Viewer } from './viewer.ts'

/** One GraphQL request, whatever way it came. Header names are in lower case. */
export type SubgraphRequest = {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
  headers: Record<string, string | undefined>
  /** Of a subscription: `resumeFrom` is the cursor of the last event that the client has; see live/live-event.ts. */
  extensions?: { resumeFrom?: unknown } | null
  /** Fires when the client is gone. */
  signal?: AbortSignal
}

/**
 * Something served beside GraphQL: GET and HEAD of every path that begins with `path`. With `maxBodyBytes` POST too, such as
 * webhooks; `handle` gets their bytes as they came, and longer bodies are answered 413.
 */
export type SubgraphRoute = { path: string; maxBodyBytes?: number; handle(request: Request): Promise<Response> }

/** A running service. The router calls it in the same process, or through `serve` over HTTP and graphql-ws. */
export type Subgraph = {
  name: string
  schema: GraphQLSchema
  /** Answers a query or mutation. Never rejects: every fault is an error in the result, fit for clients. */
  execute(request: SubgraphRequest): Promise<ExecutionResult>
  /** Starts a subscription, or answers a query or mutation. Without a stream the result says why. Never rejects. */
  subscribe(request: SubgraphRequest): Promise<AsyncGenerator<ExecutionResult, undefined, undefined> | ExecutionResult>
  routes: readonly SubgraphRoute[]
  /** Resolves when requests can be served; rejects with the reason when not. */
  ready(): Promise<void>
  /** Releases what the subgraph holds: consumers, relay, timers, database. */
  stop(): Promise<void>
}

/** What a request's context is made from. */
export type RequestOrigin = {
  viewer: Viewer | null
  /** Fires when the client is gone or the subscription ends. Of a query or mutation it may be made by who looks at it first: copy it only to use it. */
  readonly signal: AbortSignal
  headers: Record<string, string | undefined>
  requestId: string
  /** The cursor that a subscription is to go on after; null without one. */
  resumeFrom: string | null
}

/** What one request may be at most. */
export type SubgraphLimits = DocumentLimits & { /** Per `_entities` call. */ maxRepresentations: number }

/** What assembleSubgraph puts together. */
export type SubgraphParts<Context> = {
  name: string
  /** The SDL, `schema/<name>.graphql`. */
  typeDefs: string
  resolvers: ResolverMap
  /** Called once per request, and once per event of a subscription: its loaders must not remember what an event changed. */
  createRequestContext(origin: RequestOrigin): Context | Promise<Context>
  verifyToken: TokenVerifier
  log: Log
  ready?: () => Promise<void>
  stop?: () => Promise<void>
  /** Ends the subscriptions of sessions that have ended. */
  sessions?: EndedSessions
  routes?: readonly SubgraphRoute[]
  limits?: Partial<SubgraphLimits>
}

/** A prepared request, or what stands in its way. */
type Prepared =
  | { document: DocumentNode; operation: CompiledOperation; input: OperationInput; origin: RequestOrigin }
  | { failure: ExecutionResult }

/** Made once, as every stream ends some day. */
const STREAM_ENDED = new DOMException('The stream has ended.', 'AbortError')

function readResumeFrom({ extensions }: SubgraphRequest): string | null {
  const cursor = extensions?.resumeFrom
  if (cursor == null || typeof cursor === 'string') return cursor ?? null
  throw badUserInput('extensions.resumeFrom is not a string.')
}

/** Puts a subgraph together from its SDL, its resolvers and its context. Throws when SDL and resolvers do not fit. */
export function assembleSubgraph<Context>(parts: SubgraphParts<Context>): Subgraph {
  const { name, log, verifyToken, createRequestContext } = parts
  const limits = { ...DOCUMENT_LIMITS, maxRepresentations: 1_000, ...parts.limits }
  const schema = buildExecutableSchema(name, parts.typeDefs, parts.resolvers)
  guardEntities(schema, limits.maxRepresentations)
  const prepareDocument = createDocumentCache(schema, limits)

  function failed(error: unknown, requestId: string, request: SubgraphRequest): { errors: ExecutionResult['errors'] } {
    return { errors: [toClientError(error, { log, requestId, operationName: request.operationName })] }
  }

  async function prepare(request: SubgraphRequest, signalOf: () => AbortSignal): Promise<Prepared> {
    const requestId = requestIdOf(request.headers)
    try {
      const viewer = await readViewerFrom(request.headers.authorization, verifyToken)
      const prepared = prepareDocument(request.query)
      if (prepared.errors) return { failure: { errors: prepared.errors } }
      const operation = prepared.operation(request.operationName)
      const resumeFrom = readResumeFrom(request)
      const origin = {
        viewer,
        get signal() {
          return signalOf()
        },
        headers: request.headers,
        requestId,
        resumeFrom,
      }
      const { variables: variableValues } = request
      if (!isStorable(variableValues)) throw badUserInput('The variables contain U+0000 or half a surrogate pair.')
      const contextValue = await createRequestContext(origin)
      return { document: prepared.document, operation, input: { variableValues, contextValue }, origin }
    } catch (error) {
      return { failure: failed(error, requestId, request) }
    }
  }

  async function run(
    request: SubgraphRequest,
    requestId: string,
    operation: CompiledOperation,
    input: OperationInput | (() => Promise<OperationInput>),
  ): Promise<ExecutionResult> {
    try {
      const result = await operation.execute(typeof input === 'function' ? await input() : input)
      return maskResult(result, { log, requestId, operationName: request.operationName })
    } catch (error) {
      return failed(error, requestId, request)
    }
  }

  async function execute(request: SubgraphRequest): Promise<ExecutionResult> {
    const prepared = await prepare(request, () => request.signal ?? new AbortController().signal)
    if ('failure' in prepared) return prepared.failure
    const { document, operation, input, origin } = prepared
    if (operation.kind === 'subscription')
      return { errors: [badUserInput('Subscriptions are served over graphql-ws only.')] }
    const answer = () => run(request, origin.requestId, operation, input)
    return operation.kind === 'mutation' ? withChanges(name, document, request.operationName, answer) : answer()
  }

  /** The result that tells one event of a subscription. Its context is new: loaders must not remember what it changed. */
  async function respond(
    request: SubgraphRequest,
    operation: CompiledOperation,
    input: OperationInput,
    origin: RequestOrigin,
    event: unknown,
  ): Promise<ExecutionResult> {
    const live = event instanceof LiveEvent ? event : null
    const result = await run(request, origin.requestId, operation, async () => ({
      ...input,
      rootValue: live ? live.value : event,
      contextValue: { ...(await createRequestContext(origin)), ...live?.context },
    }))
    return live ? { ...result, extensions: extensionsOf(live) } : result
  }

  async function subscribe(request: SubgraphRequest): ReturnType<Subgraph['subscribe']> {
    const ending = new AbortController()
    const signal = request.signal ? AbortSignal.any([request.signal, ending.signal]) : ending.signal
    const prepared = await prepare(request, () => signal)
    if ('failure' in prepared) return prepared.failure
    const { document, operation, input, origin } = prepared
    const { requestId, viewer } = origin
    if (operation.kind !== 'subscription') return run(request, requestId, operation, input)
    try {
      const { operationName } = request
      const events = await createSourceEventStream({ schema, document, operationName, ...input })
      if (!(Symbol.asyncIterator in events)) {
        // A source that cannot be had is a fault of the field, like one in `data`; wrong variables have no path.
        const result = events.errors?.some((error) => error.path) ? { ...events, data: null } : events
        return { errors: maskResult(result, { log, requestId, operationName: request.operationName }).errors }
      }
      return createResponseStream({
        source: events[Symbol.asyncIterator](),
        respond: (event) => respond(request, operation, input, origin, event),
        describe: (error) => failed(error, requestId, request),
        onBegin: (fail) =>
          viewer ? parts.sessions?.onEnd(viewer, () => fail(unauthenticated('The session has ended.'))) : undefined,
        onEnd: () => ending.abort(STREAM_ENDED),
        signal: request.signal,
      })
    } catch (error) {
      return failed(error, requestId, request)
    }
  }

  const { routes = [], ready = async () => {}, stop = async () => {} } = parts
  const tracing = currentTracing()
  const traced =
    tracing &&
    ((request: SubgraphRequest) => {
      const { operationName, headers } = request
      const options = { kind: SpanKind.SERVER, traceparent: headers.traceparent, attributes: { 'subgraph.name': name } }
      return tracing.run(`${name} ${operationName ?? 'operation'}`, options, () => execute(request))
    })
  return { name, schema, execute: traced ?? execute, subscribe, routes, ready, stop }
}
