import type { ExecutionResult } from 'graphql'
import type { Logger } from 'pino'
import type { SubgraphTransport } from './transport.ts'
import { UpstreamErrors } from './upstream-errors.ts'
import type { OpenUpstream, UpstreamSink } from './upstream.ts'

/** Made once, as most streams end so. */
const LEFT = new DOMException('Nobody follows any more.', 'AbortError')

/** Subscriptions of a subgraph in this process: its iterator is read as fast as its events are worked off. */
export function openInProcess(transport: SubgraphTransport, log: Logger): OpenUpstream {
  return ({ query, operationName, variables, headers, resumeFrom }, sink) => {
    const leaving = new AbortController()
    const cursor = resumeFrom()
    const open = (): Opening =>
      transport.subscribe({
        query,
        operationName,
        variables,
        headers: headers(),
        signal: leaving.signal,
        ...(cursor === undefined ? {} : { extensions: { resumeFrom: cursor } }),
      })
    read(open, sink, leaving.signal, log).catch((error: unknown) => {
      if (!leaving.signal.aborted) sink.fail(error)
    })
    return () => leaving.abort(LEFT)
  }
}

type Opening = ReturnType<SubgraphTransport['subscribe']>

async function read(open: () => Opening, sink: UpstreamSink, signal: AbortSignal, log: Logger): Promise<void> {
  const opened = await open()
  if (!(Symbol.asyncIterator in opened)) throw refusalIn(opened)
  const events = opened[Symbol.asyncIterator]()
  // Not awaited: an async generator answers only when its own `next()` does.
  const leave = (): void =>
    void events.return?.().catch((error: unknown) => log.warn({ err: error }, 'upstream did not close'))
  if (signal.aborted) return leave()
  signal.addEventListener('abort', leave, { once: true })
  for (;;) {
    const { done, value } = await events.next()
    if (signal.aborted) return
    if (done) return sink.complete()
    await sink.next(value)
  }
}

/** No data at all: nothing was executed, so this is no event but a refusal. */
export function refusalIn({ errors }: ExecutionResult): Error {
  if (!errors?.length) return new Error('It answered a subscription with neither data nor errors.')
  return new UpstreamErrors(errors)
}
