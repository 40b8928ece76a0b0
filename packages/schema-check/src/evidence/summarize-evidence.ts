import type { GraphQLSchema } from 'graphql'
import { knownErrorsOf } from '../proof/replay-validation.ts'
import type { EvidenceSummary } from '../result.ts'
import type { RecordedOperation } from '../traffic/read-traffic.ts'
import type { AskedOperation, KnownOperation } from './known-operation.ts'

/** What the evidence was: how many operations, of which clients, over which time. */
export function summarizeEvidence(
  base: GraphQLSchema,
  registered: readonly AskedOperation[],
  recorded: readonly RecordedOperation[],
  touched: ReadonlyMap<KnownOperation, unknown>,
): EvidenceSummary {
  const clients = new Map<string, { versions: Set<string>; requests: number }>()
  let [requests, firstSeen, lastSeen]: [number, string | null, string | null] = [0, null, null]
  for (const use of recorded.flatMap(({ uses }) => uses)) {
    requests += use.requests
    if (firstSeen === null || use.firstSeen < firstSeen) firstSeen = use.firstSeen
    if (lastSeen === null || use.lastSeen > lastSeen) lastSeen = use.lastSeen
    const client = clients.get(use.clientName) ?? { versions: new Set(), requests: 0 }
    client.versions.add(use.clientVersion)
    client.requests += use.requests
    clients.set(use.clientName, client)
  }
  const invalid = [...touched.keys()].flatMap((operation) => {
    const [error] = knownErrorsOf(base, operation)
    const { signature, name, file } = operation
    return error ? [{ signature, name, file, message: error.message }] : []
  })
  return {
    registered: registered.length,
    recorded: recorded.length,
    requests,
    firstSeen,
    lastSeen,
    clients: [...clients]
      .map(([name, { versions, requests }]) => ({ name, versions: [...versions].toSorted(), requests }))
      .toSorted((one, other) => other.requests - one.requests),
    invalidOnBase: invalid,
    touched: touched.size,
  }
}
