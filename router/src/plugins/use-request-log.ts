import type { Logger } from 'pino'
import type { RouterPlugin } from '../plugin.ts'
import type { Activity } from '../request-context.ts'
import type { FetchLayer } from '../subgraphs/subgraph-fetch.ts'

/**
 * One line per request, and one per operation on a socket, with what was asked of the subgraphs. Of those that went well
 * `samplePercent` are logged, and all that failed or took `slowMs`. Probes are asked every few seconds: theirs are for
 * debugging. A logger that does not want such lines is not asked for them.
 */
export function useRequestLog({
  log,
  samplePercent,
  slowMs,
}: {
  /** The router's, whose level decides. */
  log: Logger
  samplePercent: number
  slowMs: number
}): RouterPlugin {
  if (!log.isLevelEnabled('info')) return { name: 'request-log' }

  function isWanted({ errors, code }: Activity, status: number, durationMs: number): boolean {
    if (samplePercent >= 100 || status >= 400 || errors > 0 || code !== undefined || durationMs >= slowMs) return true
    return Math.random() * 100 < samplePercent
  }

  return {
    name: 'request-log',
    fetchLayer,
    onPlanned({ context }, _plan, milliseconds) {
      if (milliseconds !== null) context.activity.planMs = tenths((context.activity.planMs ?? 0) + milliseconds)
    },
    onAnswer({ request, path, clientLeft, context, startedAt }, { status }) {
      const durationMs = tenths(performance.now() - startedAt)
      if (!isWanted(context.activity, status, durationMs)) return
      const line = {
        method: request.method,
        path,
        status,
        ...context.activity,
        durationMs,
        ...(clientLeft ? { clientLeft: true } : {}),
      }
      context.log[path.startsWith('/health/') ? 'debug' : 'info'](line, 'request')
    },
    onSocketOperationEnd({ activity, log: own }, { startedAt, events }) {
      const durationMs = tenths(performance.now() - startedAt)
      // How long a subscription lived says nothing.
      const slowness = activity.kind === 'subscription' ? 0 : durationMs
      if (isWanted(activity, 200, slowness)) own.info({ ...activity, events, durationMs }, 'socket operation')
    },
  }
}

/** Adds up what is asked of each subgraph, caches included. */
const fetchLayer: FetchLayer = (next) => (fetch) => {
  const startedAt = performance.now()
  const { activity } = fetch.context
  const asked = next(fetch)
  const add = (): void => {
    activity.subgraphs ??= {}
    const sum = (activity.subgraphs[fetch.subgraph] ??= { fetches: 0, ms: 0 })
    sum.fetches += 1
    sum.ms = tenths(sum.ms + performance.now() - startedAt)
  }
  asked.then(add, add)
  return asked
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
