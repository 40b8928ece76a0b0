import type { Logger } from 'pino'
import { UpstreamErrors } from './upstream-errors.ts'
import type { CloseUpstream, OpenUpstream, UpstreamRequest, UpstreamSink } from './upstream.ts'

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5000

/**
 * Opens a subscription again when what carries it breaks, with growing, jittered pauses: a thousand of them that lost the same
 * socket do not come back in the same millisecond. Each time it goes on behind the last event that was taken, so that
 * nobody downstream notices. Only what the subgraph itself says ends it, or `attempts` in a row without an event.
 */
export function reopenUpstream(
  open: OpenUpstream,
  request: UpstreamRequest,
  sink: UpstreamSink,
  { attempts, log }: { attempts: number; log: Logger },
): CloseUpstream {
  let failed = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let closeCurrent: CloseUpstream = () => {}

  function begin(): void {
    closeCurrent = open(request, {
      next(event) {
        failed = 0
        return sink.next(event)
      },
      complete: () => sink.complete(),
      fail(error) {
        if (closed) return
        if (error instanceof UpstreamErrors || failed >= attempts) return sink.fail(error)
        const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failed) * (0.5 + Math.random() / 2)
        failed += 1
        log.debug({ err: error, attempt: failed, pauseMs: Math.round(pause) }, 'subscription upstream is opened again')
        timer = setTimeout(begin, pause).unref()
      },
    })
  }

  begin()
  return () => {
    if (closed) return
    closed = true
    clearTimeout(timer)
    closeCurrent()
  }
}
