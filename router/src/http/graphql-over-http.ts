import { HeaderMap } from '@apollo/server'
import type { Engine } from '../engine/engine.ts'
import { RequestRefused } from '../errors.ts'
import type { HttpAnswer, HttpExchange } from '../plugin.ts'
import { readJsonBody } from './read-body.ts'

/** POST and GET on /graphql. Refuses by throwing `RequestRefused`. */
export function createGraphqlOverHttp(
  engine: Engine,
  bodyLimit: number,
): (exchange: HttpExchange) => Promise<HttpAnswer> {
  return async function answer({ request, url, context }) {
    const method = request.method ?? 'GET'
    if (method !== 'POST' && method !== 'GET') {
      throw new RequestRefused(405, 'METHOD_NOT_ALLOWED', 'Ask with POST or GET.', { allow: 'GET, POST' })
    }
    const body = method === 'POST' ? await readJsonBody(request, bodyLimit) : undefined
    const headers = new HeaderMap()
    for (const [name, value] of Object.entries(context.headers)) if (value !== undefined) headers.set(name, value)
    const answered = await engine.executeHttp({ method, headers, search: url.search, body }, context)
    return {
      status: answered.status ?? 200,
      headers: Object.fromEntries(answered.headers),
      body: answered.body.kind === 'complete' ? answered.body.string : answered.body.asyncIterator,
    }
  }
}
