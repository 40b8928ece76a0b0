import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { METRICS_PATH, metricsAnswer } from './metrics-answer.ts'
import type { RouterMetrics } from './router-metrics.ts'

/** Serves the metrics on a port of their own, which clients do not reach. Rejects when the port cannot be had. */
export async function serveMetrics(
  metrics: Pick<RouterMetrics, 'text'>,
  { port, host }: { port: number; host: string },
): Promise<{ port: number; stop(): void }> {
  const server = createServer((request, response) => {
    if ((request.url ?? '').split('?', 1)[0] !== METRICS_PATH) return void response.writeHead(404).end()
    const { status, headers, body } = metricsAnswer(metrics)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
