import type { RouterPlugin } from '../plugin.ts'

/** One line per request, and one per operation on a socket. Probes are asked every few seconds: theirs are for debugging. */
export function useRequestLog(): RouterPlugin {
  return {
    name: 'request-log',
    onAnswer({ request, path, clientLeft, context, startedAt }, { status }) {
      const line = {
        method: request.method,
        path,
        status,
        ...context.activity,
        durationMs: milliseconds(startedAt),
        ...(clientLeft ? { clientLeft: true } : {}),
      }
      context.log[path.startsWith('/health/') ? 'debug' : 'info'](line, 'request')
    },
    onSocketOperationEnd({ activity, log }, { startedAt, events }) {
      log.info({ ...activity, events, durationMs: milliseconds(startedAt) }, 'socket operation')
    },
  }
}

function milliseconds(since: number): number {
  return Math.round((performance.now() - since) * 10) / 10
}
