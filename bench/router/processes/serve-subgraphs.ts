import { graphql } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { subgraphNames, subgraphSchema } from '../graph/subgraphs.ts'
import type { SubgraphName } from '../graph/subgraphs.ts'
import { createMessageReader } from '@shop/bench-measure/http-messages'
import type { RecordedFetch, SubgraphOrder, SubgraphReport } from './subgraph-protocol.ts'

// The stub subgraphs: four ports in one process. An answer is computed by graphql-js the first time and kept by the bytes
// of the request's body: what is measured is the router, and these share a core with the load.

const MOST_KEPT = 20_000

let requests = 0
let recording: { delayMs: number; startedAt: number; fetches: RecordedFetch[] } | null = null

process.on('message', (order: SubgraphOrder) => {
  if (order.do === 'count') {
    report({ kind: 'counted', requests })
  } else if (order.do === 'record') {
    recording = { delayMs: order.delayMs, startedAt: performance.now(), fetches: [] }
    report({ kind: 'recording' })
  } else {
    const fetches = recording?.fetches ?? []
    recording = null
    report({ kind: 'recorded', fetches })
  }
})
process.on('disconnect', () => process.exit(0))

const urls: Partial<Record<SubgraphName, string>> = {}
for (const name of subgraphNames) urls[name] = await serve(name)
report({ kind: 'listening', urls: urls as Record<SubgraphName, string> })

async function serve(name: SubgraphName): Promise<string> {
  const schema = subgraphSchema(name)
  const answers = new Map<string, Buffer>()

  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on(
      'data',
      createMessageReader(({ body }) => {
        // One request at a time is on a connection: nobody pipelines here, so answers cannot overtake each other.
        requests += 1
        const key = body.toString('latin1')
        const kept = answers.get(key)
        if (kept && !recording) socket.write(kept)
        else void answer(socket, key, body)
      }),
    )
    socket.on('error', () => socket.destroy())
  })

  async function answer(socket: Socket, key: string, body: Buffer): Promise<void> {
    if (recording) {
      recording.fetches.push({ subgraph: name, body: body.toString(), at: performance.now() - recording.startedAt })
      await delay(recording.delayMs)
    }
    const bytes = answers.get(key) ?? (await compute(schema, body))
    if (answers.size >= MOST_KEPT) answers.delete(answers.keys().next().value as string)
    answers.set(key, bytes)
    socket.write(bytes)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
}

async function compute(schema: GraphQLSchema, body: Buffer): Promise<Buffer> {
  // A body is missing when something asks by GET whether anybody is there.
  const { query, variables, operationName } = JSON.parse(body.length > 0 ? body.toString() : '{"query":"{__typename}"}')
  const result = await graphql({ schema, source: query, variableValues: variables, operationName })
  if (result.errors) console.error('A subgraph was asked what it cannot answer:', query, result.errors)
  const text = JSON.stringify(result)
  const length = Buffer.byteLength(text)
  return Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${text}`)
}

function report(message: SubgraphReport): void {
  process.send?.(message)
}
