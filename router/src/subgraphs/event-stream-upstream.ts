import { errors as undiciErrors, request as ask } from 'undici'
import type { Dispatcher } from 'undici'
import { readEvent } from './read-answer.ts'
import { readEvents } from './read-events.ts'
import { UpstreamErrors } from './upstream-errors.ts'
import type { OpenUpstream, UpstreamRequest, UpstreamSink } from './upstream.ts'

/**
 * Subscriptions at a subgraph that speaks GraphQL over SSE in distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): a request for each of them.
 */
export function openEventStream(url: URL, dispatcher: Dispatcher): OpenUpstream {
  return (request, sink) => {
    const leaving = new AbortController()
    follow(url, dispatcher, request, sink, leaving.signal).catch((error: unknown) => {
      if (!leaving.signal.aborted) sink.fail(error)
    })
    return () => leaving.abort()
  }
}

async function follow(
  url: URL,
  dispatcher: Dispatcher,
  { query, operationName, variables, headers, resumeFrom }: UpstreamRequest,
  sink: UpstreamSink,
  signal: AbortSignal,
): Promise<void> {
  const cursor = resumeFrom()
  const extensions = cursor === undefined ? {} : { extensions: { resumeFrom: cursor } }
  const { statusCode, body } = await ask(url, {
    dispatcher,
    signal,
    method: 'POST',
    headers: {
      ...headers(),
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(cursor === undefined ? {} : { 'last-event-id': cursor }),
    },
    body: JSON.stringify({ query, operationName, variables, ...extensions }),
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  if (statusCode !== 200) {
    await body.dump()
    throw new undiciErrors.ResponseError(`It answered a subscription with the status ${statusCode}.`, statusCode, {
      headers: {},
    })
  }
  for await (const { event, data, id } of readEvents(body)) {
    if (signal.aborted) return
    if (event === 'complete') return sink.complete()
    if (event !== 'next') continue
    const result = readEvent(JSON.parse(data))
    // Such a server has no other way to refuse.
    if (result.data === undefined) throw new UpstreamErrors(result.errors ?? [{ message: 'It sent an empty event.' }])
    await sink.next(id === '' ? result : { ...result, extensions: { cursor: id, ...result.extensions } })
  }
  throw new Error('Its stream of events broke off.')
}
