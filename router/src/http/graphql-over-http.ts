import { RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { OperationRequest } from '../operations/operation.ts'
import type { OperationAnswer, Operations } from '../operations/run-operations.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import { refusalAnswer } from './answers.ts'
import { answerForm, assertJsonBody, PLAIN, wantsEvents } from './media-types.ts'
import type { AnswerForm, WantsEvents } from './media-types.ts'
import { readJsonBody } from './read-body.ts'
import { readParameters } from './request-parameters.ts'
import type { GraphqlOverSse } from '../sse/graphql-over-sse.ts'

type Method = 'GET' | 'POST'

/**
 * POST and GET on /graphql, as https://graphql.github.io/graphql-over-http/draft says. `maxBatch` is how many operations may
 * come as a list in one request; 0 for none.
 *
 * Against forgery: a page of another origin can make a browser send a GET, or a POST with the content type of a form, without
 * asking first. A GET changes nothing here (mutations need POST), and the page cannot read its answer, because CORS never
 * allows credentials. A POST must have a content type that makes the browser ask. No header is needed on top of that.
 */
export function createGraphqlOverHttp(
  operations: Operations,
  events: GraphqlOverSse,
  { bodyLimit, maxBatch }: { bodyLimit: number; maxBatch: number },
): (exchange: HttpExchange) => Promise<HttpAnswer> {
  return async function respond(exchange) {
    const { method } = exchange.request
    if (method !== 'POST' && method !== 'GET' && method !== 'PUT' && method !== 'DELETE') {
      const headers = { allow: 'GET, POST, PUT, DELETE' }
      throw new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Ask with POST or GET.', headers)
    }
    const { accept } = exchange.context.headers
    const streams = wantsEvents(accept)
    const token = events.tokenOf(exchange)
    // What is said of a stream, and not in it, is said in JSON.
    const form = streams === 'always' || token !== null ? PLAIN : answerForm(accept)
    try {
      if (method === 'PUT') return await events.reserve(exchange)
      if (token !== null) return await respondWithToken(token, exchange, streams === 'always')
      if (method === 'DELETE') throw new RequestRefused(400, 'BAD_REQUEST', 'The token of the stream is missing.')
      return method === 'POST'
        ? await respondToPost(exchange, form, streams)
        : await respondToGet(exchange, form, streams)
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      exchange.context.activity.code ??= error.code
      const refusal = refusalAnswer(error)
      refusal.headers['content-type'] = form.contentType
      return refusal
    }
  }

  /** Single connection mode of GraphQL over SSE: about the stream that has this token. */
  async function respondWithToken(token: string, exchange: HttpExchange, opens: boolean): Promise<HttpAnswer> {
    if (opens) return events.open(token, exchange)
    if (exchange.request.method === 'DELETE') return events.end(token, exchange)
    return events.execute(token, await readRequest(exchange), exchange)
  }

  async function readRequest({ request, url, context }: HttpExchange): Promise<OperationRequest> {
    if (request.method === 'GET') return readParameters(Object.fromEntries(url.searchParams), 'GET')
    assertJsonBody(context.headers['content-type'])
    return readParameters(await readJsonBody(request, bodyLimit), 'POST')
  }

  async function respondToPost(exchange: HttpExchange, form: AnswerForm, streams: WantsEvents): Promise<HttpAnswer> {
    const { request, context } = exchange
    if (streams === 'always') return events.stream(await readRequest(exchange), exchange)
    assertJsonBody(context.headers['content-type'])
    const asked = await readJsonBody(request, bodyLimit)
    if (Array.isArray(asked) && maxBatch > 0) return respondToBatch(asked, context, form)
    const ran = await run(asked, 'POST', context, streams)
    if ('stream' in ran) return events.stream(ran.stream, exchange)
    const answer = toHttp(ran, form)
    // Nothing on the way keeps the answer to a POST, unless it is told that it may.
    answer.headers['cache-control'] ??= 'no-store'
    return answer
  }

  async function respondToGet(exchange: HttpExchange, form: AnswerForm, streams: WantsEvents): Promise<HttpAnswer> {
    const { url, context } = exchange
    if (streams === 'always') return events.stream(await readRequest(exchange), exchange)
    const ran = await run(Object.fromEntries(url.searchParams), 'GET', context, streams)
    if ('stream' in ran) return events.stream(ran.stream, exchange)
    const answer = toHttp(ran, form)
    const { headers } = answer
    headers['vary'] = headers['vary'] ? `${headers['vary']}, accept` : 'accept'
    headers['cache-control'] ??= 'no-store'
    return answer
  }

  async function respondToBatch(asked: unknown[], context: RequestContext, form: AnswerForm): Promise<HttpAnswer> {
    if (asked.length === 0) throw new RequestRefused(400, 'BAD_REQUEST', 'The list of operations is empty.')
    if (asked.length > maxBatch) {
      const message = `The list has ${asked.length} operations; ${maxBatch} are allowed.`
      throw new RequestRefused(400, 'BATCH_TOO_LONG', message)
    }
    const answers = await Promise.all(asked.map((one) => runOneOfMany(one, context)))
    const headers = Object.assign({}, ...answers.map((answer) => answer.headers)) as Record<string, string>
    return {
      status: 200,
      headers: { ...headers, 'content-type': form.contentType, 'cache-control': 'no-store' },
      body: `[${answers.map(({ body }) => body.toString()).join(',')}]`,
    }
  }

  /** Whatever is wrong with one operation of a list is said in its own place. */
  async function runOneOfMany(asked: unknown, context: RequestContext): Promise<OperationAnswer> {
    try {
      return (await run(asked, 'POST', context, 'never')) as OperationAnswer
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      const { status, headers, body } = refusalAnswer(error)
      return { status, headers, body: body as string, refused: [] }
    }
  }

  /** A subscription has no answer: it is given back, when it can be streamed. */
  async function run(
    asked: unknown,
    method: Method,
    context: RequestContext,
    streams: WantsEvents,
  ): Promise<OperationAnswer | { stream: OperationRequest }> {
    try {
      const request = readParameters(asked, method)
      const begun = await operations.begin(request, context)
      if (begun.prepared.kind === 'subscription') {
        if (streams === 'never') throw needsStream()
        return { stream: request }
      }
      if (method === 'GET' && begun.prepared.kind === 'mutation') throw needsPost()
      return await operations.finish(begun)
    } catch (error) {
      if (error instanceof OperationInvalid) return operations.refuse(error.errors, context)
      throw error
    }
  }
}

function toHttp({ status, body, headers, refused }: OperationAnswer, form: AnswerForm): HttpAnswer {
  headers['content-type'] = form.contentType
  // An answer that something is missing from is no answer to keep, whoever said that it may be.
  if (typeof body === 'string' && body.startsWith('{"errors"')) headers['cache-control'] = 'no-store'
  return { status: refused && form.legacy ? 200 : status, headers, body }
}

function needsStream(): RequestRefused {
  const message =
    'A subscription needs a WebSocket with the protocol graphql-transport-ws, at the same address, or accept: text/event-stream.'
  return new RequestRefused(400, 'BAD_REQUEST', message)
}

function needsPost(): RequestRefused {
  return new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Mutations need POST.', { allow: 'POST' })
}
