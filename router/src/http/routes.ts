import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import { errorAnswer } from './answers.ts'
import { GRAPHQL_PATH } from './host.ts'
import { readBytes } from './read-body.ts'

/**
 * Something besides GraphQL under the same address: GET requests whose path begins with `path`. With `maxBodyBytes` POST requests
 * too, such as webhooks; `handle` gets their bytes as they came, since signatures are about those.
 */
export type HttpRoute = { path: string; maxBodyBytes?: number; handle(request: Request): Promise<Response> }

/** What no policy answered goes to GraphQL, to one of the routes, or nowhere. */
export function createRoutes({
  graphql,
  routes,
}: {
  graphql(exchange: HttpExchange): Promise<HttpAnswer>
  routes: readonly HttpRoute[]
}): (exchange: HttpExchange) => Promise<HttpAnswer> {
  return async function respond(exchange) {
    const { path, request } = exchange
    if (path === GRAPHQL_PATH) return graphql(exchange)
    const route = routes.find((one) => path.startsWith(one.path) && takes(one, request.method))
    if (!route) return errorAnswer(404, 'NOT_FOUND', `There is nothing here. GraphQL is served at ${GRAPHQL_PATH}.`)
    const response = await route.handle(await toRequest(exchange, route))
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    }
  }
}

function takes({ maxBodyBytes }: HttpRoute, method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || (method === 'POST' && maxBodyBytes !== undefined)
}

async function toRequest({ request, url, context }: HttpExchange, { maxBodyBytes }: HttpRoute): Promise<Request> {
  const headers = Object.entries(context.headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const options = { headers, signal: context.signal }
  if (request.method !== 'POST' || maxBodyBytes === undefined) return new Request(url, options)
  return new Request(url, { ...options, method: 'POST', body: new Uint8Array(await readBytes(request, maxBodyBytes)) })
}
