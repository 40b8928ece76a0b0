import type { LookupFunction } from 'node:net'
import { errors as undiciErrors, Pool, request as ask } from 'undici'
import type { Dispatcher } from 'undici'
import { readAnswer, readEvent } from './read-answer.ts'
import { readEvents } from './read-events.ts'
import { UpstreamErrors } from './upstream-errors.ts'
import type { UpstreamAddress, UpstreamRequest, UpstreamSink } from './upstream.ts'

/** This and what a server says that is not well may be otherwise the next time. */
const TOO_MANY_REQUESTS = 429

/**
 * Subscriptions at one address of a subgraph that speaks GraphQL over SSE in distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): a request for each of them. `lookup` finds the host,
 * where the name in the URL stands for several.
 */
export function createEventStreams(url: URL, lookup: LookupFunction | undefined): UpstreamAddress {
  const pool = new Pool(url.origin, { connections: null, allowH2: true, ...(lookup ? { connect: { lookup } } : {}) })
  const open = new Set<AbortController>()

  return {
    open(request, sink) {
      const leaving = new AbortController()
      open.add(leaving)
      follow(url, pool, request, sink, leaving.signal)
        .catch((error: unknown) => {
          if (!leaving.signal.aborted) sink.fail(error)
        })
        .finally(() => open.delete(leaving))
      return () => leaving.abort()
    },
    count: () => open.size,
    stop: () => pool.destroy(),
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
  const {
    statusCode,
    headers: said,
    body,
  } = await ask(url, {
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
  const mayBeOtherwise = statusCode === TOO_MANY_REQUESTS || statusCode >= 500
  if (!mayBeOtherwise && String(said['content-type']).includes('json')) {
    throw new UpstreamErrors(readAnswer(statusCode, await body.text(), {}).errors ?? [])
  }
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
