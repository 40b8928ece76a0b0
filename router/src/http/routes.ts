import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import { errorAnswer } from './answers.ts'
import { GRAPHQL_PATH } from './host.ts'

/** Something besides GraphQL under the same address: GET requests whose path begins with `path`. */
export type HttpRoute = { path: string; handle(request: Request): Promise<Response> }

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
    const readable = request.method === 'GET' || request.method === 'HEAD'
    const route = readable ? routes.find((one) => path.startsWith(one.path)) : undefined
    if (!route) return errorAnswer(404, 'NOT_FOUND', `There is nothing here. GraphQL is served at ${GRAPHQL_PATH}.`)
    const response = await route.handle(toRequest(exchange))
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    }
  }
}

function toRequest({ url, context }: HttpExchange): Request {
  const headers = Object.entries(context.headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new Request(url, { headers, signal: context.signal })
}
