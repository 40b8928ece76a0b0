import { jsonAnswer } from '../http/answers.ts'
import type { HttpAnswer, RouterPlugin } from '../plugin.ts'
import type { ReadyReport } from '../ready-report.ts'
import type { RequestContext } from '../request-context.ts'
import type { SubgraphTraffic } from '../subgraphs/traffic-observer.ts'

/**
 * `/health/live`: the process answers. `/health/ready`: 200 when every subgraph can serve, else 503 with the names of those
 * that cannot, the version of the supergraph, and how many addresses of a subgraph are left alone. Reasons and addresses are
 * only in the log, because they tell of what is inside.
 */
export function useHealth({ ready }: { ready: () => Promise<ReadyReport> }): RouterPlugin {
  return {
    name: 'health',
    onHttp({ path, context }) {
      if (path === '/health/live') return jsonAnswer(200, { status: 'live' }, NOT_STORED)
      return path === '/health/ready' ? answerReady(context) : undefined
    },
  }

  async function answerReady(context: RequestContext): Promise<HttpAnswer> {
    const report = await ready()
    if (!report.ready) context.log.warn({ ...report }, 'not ready')
    const subgraphs = Object.entries(report.subgraphs).map(([name, reason]) => [name, reason === null ? 'up' : 'down'])
    return jsonAnswer(
      report.ready ? 200 : 503,
      {
        status: report.ready ? 'ready' : 'not ready',
        down: report.down,
        subgraphs: Object.fromEntries(subgraphs),
        addresses: Object.fromEntries(report.traffic.map((one) => [one.subgraph, countAddresses(one)])),
        supergraph: report.supergraph,
      },
      NOT_STORED,
    )
  }
}

function countAddresses({ addresses }: SubgraphTraffic): { asked: number; leftAlone: number } {
  const asked = addresses.filter(({ circuit }) => circuit === 'closed').length
  return { asked, leftAlone: addresses.length - asked }
}

const NOT_STORED = { 'cache-control': 'no-store' }
