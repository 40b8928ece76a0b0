import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SubgraphName } from '../graph/subgraphs.ts'
import type { LoadOrder, LoadReport } from './load-protocol.ts'
import { REST_CORE, spawnPinned } from '@shop/bench-measure/spawn-pinned'
import type { RecordedFetch, SubgraphOrder, SubgraphReport } from './subgraph-protocol.ts'

export type SubgraphProcess = {
  pid: number
  urls: Record<SubgraphName, string>
  /** Requests that came since the start. */
  count(): Promise<number>
  record(delayMs: number): Promise<void>
  stopRecording(): Promise<RecordedFetch[]>
  stop(): void
}

export type LoadProcess = { make(order: LoadOrder): Promise<LoadReport>; stop(): void }

/** The four subgraphs in a process of their own: the stubs, or those that do their work at each request. */
export async function startSubgraphs(
  program: 'serve-subgraphs' | 'serve-compiled-subgraphs',
): Promise<SubgraphProcess> {
  const child = startHelper(program)
  const report = await nextMessage<SubgraphReport>(child)
  if (report.kind !== 'listening') throw new Error('The subgraphs do not listen.')
  const order = async (message: SubgraphOrder): Promise<SubgraphReport> => {
    child.send(message)
    return nextMessage<SubgraphReport>(child)
  }
  return {
    pid: child.pid as number,
    urls: report.urls,
    async count() {
      const answer = await order({ do: 'count' })
      return answer.kind === 'counted' ? answer.requests : Number.NaN
    },
    record: async (delayMs) => void (await order({ do: 'record', delayMs })),
    async stopRecording() {
      const answer = await order({ do: 'stopRecording' })
      return answer.kind === 'recorded' ? answer.fetches : []
    },
    stop: () => stopHelper(child),
  }
}

export function startLoad(): LoadProcess {
  const child = startHelper('make-load')
  return {
    async make(order) {
      child.send(order)
      return nextMessage<LoadReport>(child)
    },
    stop: () => stopHelper(child),
  }
}

function startHelper(program: string): ChildProcess {
  return spawnPinned({
    core: REST_CORE,
    command: process.execPath,
    args: ['--max-semi-space-size=64', join(import.meta.dirname, `${program}.ts`)],
    ipc: true,
  })
}

function stopHelper(child: ChildProcess): void {
  // One that failed has gone, and has said why.
  if (child.connected) child.disconnect()
}

/** The next message of a helper; rejects when it ends instead. */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const heard = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', { signal: heard.signal }).then(([message]) => message as Message),
      once(child, 'exit', { signal: heard.signal }).then(() => {
        throw new Error('A process of the benchmark ended: see its message above.')
      }),
    ])
  } finally {
    // Frees the listener of the one that did not come; its rejection has been heard by the race.
    heard.abort()
  }
}
