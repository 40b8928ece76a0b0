import { jsonAnswer } from '../http/answers.ts'
import type { HttpAnswer, RouterPlugin } from '../plugin.ts'
import type { ReadyReport } from '../ready-report.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * `/health/live`: the process answers. `/health/ready`: 200 when every subgraph can serve, else 503 with the names of those
 * that cannot. The reasons are only in the log, because they tell of addresses inside.
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
      },
      NOT_STORED,
    )
  }
}

const NOT_STORED = { 'cache-control': 'no-store' }
