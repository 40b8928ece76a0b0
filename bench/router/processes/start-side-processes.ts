import { nextMessage, startSideProcess, stopSideProcess } from '@shop/bench-measure/side-process'
import { join } from 'node:path'
import type { SubgraphName } from '../graph/subgraphs.ts'
import type { LoadOrder, LoadReport } from './load-protocol.ts'
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

/** The stubs, or those that do their work at each request. */
export type SubgraphProgram = 'serve-subgraphs' | 'serve-compiled-subgraphs'

/** The four subgraphs in a process of their own. */
export async function startSubgraphs(program: SubgraphProgram): Promise<SubgraphProcess> {
  const child = startSideProcess(programFile(program))
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
    stop: () => stopSideProcess(child),
  }
}

export function startLoad(): LoadProcess {
  const child = startSideProcess(programFile('make-load'))
  return {
    async make(order) {
      child.send(order)
      return nextMessage<LoadReport>(child)
    },
    stop: () => stopSideProcess(child),
  }
}

function programFile(program: string): string {
  return join(import.meta.dirname, `${program}.ts`)
}
