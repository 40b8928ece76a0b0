import type { Endpoint } from './endpoint.ts'

/** What a choice depends on, besides the endpoints. */
export type ChoiceRules = {
  /** Counts up, so that ties are broken by turns. */
  turn: number
  /** As many questions an address may have on their way. */
  connections: number
  /** Where the question has failed before: taken only when there is nothing else. */
  avoid: Endpoint | null
  repeatable: boolean
}

/**
 * The address with the fewest questions on their way; 'busy' when every one that works has as many as it may; null when
 * none works. One whose pause after failures is over is tried again with one question, a query if there is one: a query
 * that fails there is asked elsewhere.
 */
export function chooseEndpoint(
  endpoints: readonly Endpoint[],
  { turn, connections, avoid, repeatable }: ChoiceRules,
): Endpoint | 'busy' | null {
  let best: Endpoint | null = null
  let probe: Endpoint | null = null
  let busy = false
  for (let index = 0; index < endpoints.length; index += 1) {
    const endpoint = endpoints[(index + turn) % endpoints.length] as Endpoint
    if (endpoint.circuit.state() !== 'closed') {
      if (endpoint.circuit.mayProbe()) probe = endpoint
    } else if (endpoint.pending >= connections) busy = true
    else if (best === null || isBetter(endpoint, best, avoid)) best = endpoint
  }
  const mayFail = repeatable || (best === null && !busy)
  if (probe && mayFail && probe.circuit.probe()) return probe
  return best ?? (busy ? 'busy' : null)
}

function isBetter(one: Endpoint, best: Endpoint, avoid: Endpoint | null): boolean {
  if (best === avoid) return true
  return one !== avoid && one.pending < best.pending
}
