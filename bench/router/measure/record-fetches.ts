import type { SubgraphName } from '../graph/subgraphs.ts'
import type { RecordedFetch } from '../processes/subgraph-protocol.ts'
import type { SubgraphProcess } from '../processes/start-side-processes.ts'
import { ask } from './ask.ts'
import type { Ask } from './ask.ts'

/** The fetches of one operation: those of a wave are made together, and each wave waits for the one before. */
export type FetchWaves = { subgraph: SubgraphName; body: string }[][]

const DELAY_MS = 200

/** What a router asks of the subgraphs for a request. They answer late while it is watched, so that waves stand apart. */
export async function recordFetches(subgraphs: SubgraphProcess, router: Ask, body: string): Promise<FetchWaves> {
  // The first time warms what a router keeps: the plan, the keys, the connections.
  await ask(router, body)
  await subgraphs.record(DELAY_MS)
  await ask(router, body)
  return wavesOf(await subgraphs.stopRecording(), DELAY_MS)
}

/** Puts fetches into waves by the time at which they came. */
export function wavesOf(fetches: readonly RecordedFetch[], delayMs: number): FetchWaves {
  const waves: FetchWaves = []
  let before = Number.NEGATIVE_INFINITY
  for (const { subgraph, body, at } of fetches.toSorted((one, other) => one.at - other.at)) {
    if (at - before > delayMs / 2) waves.push([])
    waves.at(-1)?.push({ subgraph, body })
    before = at
  }
  return waves
}
