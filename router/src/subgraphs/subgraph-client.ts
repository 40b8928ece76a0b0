import type { RouterPlugin } from '../plugin.ts'
import type { RequestContext } from '../request-context.ts'
import type { AskSubgraph, SubgraphAnswer, SubgraphFetch } from './subgraph-fetch.ts'
import { RequestTraffic } from './request-traffic.ts'
import type { SubgraphFleet } from './subgraph-fleet.ts'

/** Old subgraphs know no other media type, and those of today answer with it when it is the one that is asked for. */
const ALWAYS_SENT = ['content-type', 'application/json', 'accept', 'application/json']

/** Asks the subgraphs of the fleet, each fetch through the layers of the policies. */
export function createSubgraphClient({
  fleet,
  plugins,
  compression,
}: {
  fleet: SubgraphFleet
  plugins: readonly RouterPlugin[]
  compression: boolean
}): AskSubgraph {
  const requests = new WeakMap<RequestContext, RequestTraffic>()
  const always = compression ? [...ALWAYS_SENT, 'accept-encoding', 'br, gzip'] : ALWAYS_SENT
  const differs = plugins.some((plugin) => plugin.toOneSubgraph)
  for (const { traffic } of plugins) if (traffic) fleet.observe(traffic)

  async function askMutation(asked: Promise<SubgraphAnswer>): Promise<SubgraphAnswer> {
    try {
      return await asked
    } finally {
      // Before anybody can have seen its answer: whoever reads after it must not be given what was read before it.
      fleet.forgetShared()
    }
  }

  async function ask(fetch: SubgraphFetch): Promise<SubgraphAnswer> {
    const { context, subgraph } = fetch
    let request = requests.get(context)
    if (!request) {
      request = new RequestTraffic(context, plugins, always)
      requests.set(context, request)
    }
    const outgoing = request.headersFor(subgraph, differs ? subgraph : '')
    const asked = fleet.lane(subgraph).ask(fetch, request, outgoing)
    return fetch.operation.kind === 'mutation' ? askMutation(asked) : asked
  }

  return plugins.reduceRight((next: AskSubgraph, { fetchLayer }) => (fetchLayer ? fetchLayer(next) : next), ask)
}
