import { RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import type { OperationRequest } from '../operations/operation.ts'
import type { OperationAnswer, Operations } from '../operations/run-operations.ts'
import { OperationInvalid } from '../operations/prepare-operations.ts'
import { readJsonBody } from './read-body.ts'
import { readParameters } from './request-parameters.ts'

/** POST and GET on /graphql. Refuses by throwing `RequestRefused`. */
export function createGraphqlOverHttp(
  operations: Operations,
  bodyLimit: number,
): (exchange: HttpExchange) => Promise<HttpAnswer> {
  return async function answer({ request, url, context }) {
    const { method } = request
    if (method !== 'POST' && method !== 'GET') {
      throw new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Ask with POST or GET.', { allow: 'GET, POST' })
    }
    assertNotForged(method, context.headers)
    const asked = method === 'POST' ? await readJsonBody(request, bodyLimit) : Object.fromEntries(url.searchParams)
    return toHttp(await run(readParameters(asked, method), method))

    async function run(parameters: OperationRequest, verb: 'GET' | 'POST'): Promise<OperationAnswer> {
      try {
        const begun = await operations.begin(parameters, context, verb)
        if (begun.prepared.kind === 'subscription') throw needsSocket()
        if (verb === 'GET' && begun.prepared.kind === 'mutation') throw needsPost()
        return await operations.finish(begun)
      } catch (error) {
        if (error instanceof OperationInvalid) return operations.refuse(error.errors, context)
        throw error
      }
    }
  }
}

function toHttp({ status, body, headers }: OperationAnswer): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body }
}

/**
 * A page of another origin can make a browser send a form or an image request without asking first, and tokens in cookies
 * would go along. Such a request has no JSON content type and none of these headers, which only scripts can set.
 */
function assertNotForged(method: string, headers: HttpExchange['context']['headers']): void {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (method === 'POST' && (type === 'application/json' || type === 'application/graphql+json')) return
  if (
    headers['apollo-require-preflight'] ||
    headers['x-apollo-operation-name'] ||
    headers['graphql-require-preflight']
  ) {
    return
  }
  if (method === 'GET' && type === 'application/json') return
  throw new RequestRefused(
    400,
    'BAD_REQUEST',
    'Send content-type: application/json, or for GET any value of the header graphql-require-preflight: browsers send other requests for pages of other origins without asking.',
  )
}

function needsSocket(): RequestRefused {
  const message = 'A subscription needs a WebSocket with the protocol graphql-transport-ws, at the same address.'
  return new RequestRefused(400, 'BAD_REQUEST', message)
}

function needsPost(): RequestRefused {
  return new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Mutations need POST.', { allow: 'POST' })
}
