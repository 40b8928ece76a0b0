import { randomUUID } from 'node:crypto'
import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'

/** What a client may choose as its id: nothing that could break a log line or a header. */
const ACCEPTABLE = /^[\w.:-]{1,128}$/

/** Gives every request an id (the client's own, when it sent one), on its log lines, to the subgraphs and in the answer. */
export function useRequestId(): RouterPlugin {
  function identify(context: RequestContext): void {
    const offered = context.headers['x-request-id']
    context.requestId = offered && ACCEPTABLE.test(offered) ? offered : randomUUID()
  }

  return {
    name: 'request-id',
    onHttp({ context }) {
      identify(context)
      return undefined
    },
    onConnect(context) {
      identify(context)
      context.log = context.log.child({ requestId: context.requestId })
    },
    onAnswer({ context }, answer) {
      answer.headers['x-request-id'] = context.requestId
    },
    toSubgraph(headers, context) {
      headers['x-request-id'] = context.requestId
    },
  }
}
