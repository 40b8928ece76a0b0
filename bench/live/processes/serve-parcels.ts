import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse } from 'graphql'
import { PARCELS, parcelOf } from '../graph/orders.ts'

// The second subgraph of the federated run: what a parcel is, by the id of its order.

const schema = buildSubgraphSchema({
  typeDefs: parse(PARCELS),
  resolvers: {
    Order: {
      __resolveReference: async (order: { id: string }) => order,
      parcel: ({ id }: { id: string }) => parcelOf(id),
    },
  },
})

type Asked = { query: string; variables?: Record<string, unknown>; operationName?: string | null }

const server = createServer((request, response) => {
  void answer(request).then((body) => {
    response.setHeader('content-type', 'application/json')
    response.end(body)
  })
})

async function answer(request: NodeJS.ReadableStream): Promise<string> {
  const { query, variables, operationName } = JSON.parse(await text(request)) as Asked
  return JSON.stringify(
    await graphql({ schema, source: query, variableValues: variables ?? {}, operationName: operationName ?? null }),
  )
}

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
process.send?.({ port: (server.address() as AddressInfo).port })
process.on('disconnect', () => process.exit(0))
