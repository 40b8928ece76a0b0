import type { ExecutionResult } from 'graphql'
import type { SubgraphRequest, SubgraphTransport } from './transport.ts'

/**
 * Asks a subgraph and waits no longer than `timeoutMs`, nor longer than the client does. The work upstream is aborted in
 * both cases. Rejects with the reason.
 */
export async function callSubgraph(
  transport: SubgraphTransport,
  request: SubgraphRequest,
  timeoutMs: number,
): Promise<ExecutionResult> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new Error(`It did not answer within ${timeoutMs} ms.`)), timeoutMs)
  const onLeave = (): void => abort.abort(new Error('The client has left.'))
  request.signal?.addEventListener('abort', onLeave, { once: true })
  if (request.signal?.aborted) onLeave()
  try {
    return await new Promise<ExecutionResult>((resolve, reject) => {
      // Raced, because a subgraph in this process may not look at the signal.
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true })
      abort.signal.throwIfAborted()
      transport.execute({ ...request, signal: abort.signal }).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', onLeave)
  }
}
