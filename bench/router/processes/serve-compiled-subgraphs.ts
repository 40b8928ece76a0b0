import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readRequest } from '../floors/read-request.ts'
import { subgraphNames } from '../graph/subgraphs.ts'
import type { SubgraphName } from '../graph/subgraphs.ts'
import { compileSubgraph } from '../in-process/compiled-subgraph.ts'
import type { SubgraphReport } from './subgraph-protocol.ts'

// The subgraphs of the comparison with calls inside of one process: bare servers that do their work at each request.

process.on('disconnect', () => process.exit(0))

const urls: Partial<Record<SubgraphName, string>> = {}
for (const name of subgraphNames) urls[name] = await serve(name)
process.send?.({ kind: 'listening', urls: urls as Record<SubgraphName, string> } satisfies SubgraphReport)

async function serve(name: SubgraphName): Promise<string> {
  const subgraph = compileSubgraph(name)
  const server = createServer((request, response) => {
    readRequest(request, (body) => {
      const { query, variables, operationName } = JSON.parse(body || '{"query":"{__typename}"}')
      subgraph.answerAsText({ query, variables, operationName }).then(
        (text) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
          response.end(text)
        },
        (error: unknown) => {
          console.error(error)
          response.writeHead(500).end()
        },
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
}
