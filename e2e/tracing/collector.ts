import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as it arrived, with the name of who sent it. */
export type ReceivedSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  service: string
  attributes: Record<string, string | number>
}

type Attribute = { key: string; value: { stringValue?: string; intValue?: number; doubleValue?: number } }
type Sent = {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes' | 'service'> & { attributes: Attribute[] })[] }[]
  }[]
}

/** What stands at the end of OTLP over HTTP with JSON, https://opentelemetry.io/docs/specs/otlp/#otlphttp. */
export async function startCollector(): Promise<{ url: string; spans: ReceivedSpan[]; stop(): void }> {
  const spans: ReceivedSpan[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url !== '/v1/traces') return void response.writeHead(404).end()
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as Sent
      for (const { resource, scopeSpans } of resourceSpans) {
        const service = String(valuesOf(resource.attributes)['service.name'])
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ ...span, service, attributes: valuesOf(span.attributes) })
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function valuesOf(attributes: Attribute[]): Record<string, string | number> {
  const pairs = attributes.map(({ key, value }) => [
    key,
    value.stringValue ?? value.intValue ?? value.doubleValue ?? '',
  ])
  return Object.fromEntries(pairs) as Record<string, string | number>
}
