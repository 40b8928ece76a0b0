import { OperationTypeNode } from 'graphql'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { newRequestContext } from '../src/request-context.ts'
import { defaultSettings } from '../src/settings.ts'
import { createSubgraphClient } from '../src/subgraphs/subgraph-client.ts'
import { createSubgraphFleet } from '../src/subgraphs/subgraph-fleet.ts'
import type { SubgraphFleet } from '../src/subgraphs/subgraph-fleet.ts'
import { until } from './fixture/follow.ts'
import { serveScripted } from './fixture/scripted-subgraph.ts'
import type { ScriptedSubgraph } from './fixture/scripted-subgraph.ts'

const log = pino({ level: 'silent' })
let subgraph: ScriptedSubgraph
let fleet: SubgraphFleet
afterEach(async () => {
  await fleet.stop()
  await subgraph.stop()
})

describe('what metrics are told of the traffic', () => {
  it('is how every fetch ended, what was repeated and shared, and which addresses are left alone', async () => {
    subgraph = await serveScripted()
    const told: string[] = []
    const settings = { ...defaultSettings(), subgraphTimeoutMs: 300, subgraphRetries: 1, subgraphBreakerFailures: 3 }
    fleet = createSubgraphFleet({ given: {}, settings, log })
    fleet.update([{ name: 'shop', url: subgraph.url }])
    const traffic = {
      onFetch: (name: string, milliseconds: number, outcome: string) =>
        void told.push(`${name} ${outcome} ${milliseconds >= 0 && milliseconds < 5000}`),
      onRetry: (name: string) => void told.push(`${name} repeated`),
      onCircuit: (name: string, address: string, state: string) =>
        void told.push(`${name} ${address === subgraph.url} ${state}`),
      onShared: (name: string) => void told.push(`${name} shared`),
    }
    const ask = createSubgraphClient({ fleet, plugins: [{ name: 'metrics', traffic }], compression: false })
    const hello = { query: '{ hello }', name: null, kind: OperationTypeNode.QUERY, entities: [] }
    const asked = (signal = new AbortController().signal) =>
      ask({ subgraph: 'shop', operation: hello, variables: '{}', context: newRequestContext({}, signal, log) })
    const take = () => told.splice(0)

    await Promise.all([asked(), asked()])
    expect(take()).toEqual(['shop shared', 'shop answered true'])

    subgraph.script = () => {}
    const leaving = new AbortController()
    const left = asked(leaving.signal)
    await until('it is asked', () => fleet.state()[0]?.addresses[0]?.pending === 1)
    leaving.abort()
    await expect(left).rejects.toThrow('The client has left.')
    expect(take()).toEqual(['shop left true'])

    await expect(asked()).rejects.toThrow('It did not answer within 300 ms.')
    expect(take()).toEqual(['shop timed-out true'])

    subgraph.script = ({ response }) => response.writeHead(502).end('<html>')
    await expect(asked()).rejects.toThrow('It answered 502')
    await until('the circuit is open', () => fleet.state()[0]?.addresses[0]?.circuit === 'open')
    expect(take()).toEqual(['shop repeated', 'shop failed true', 'shop true open'])

    await expect(asked()).rejects.toThrow('All its addresses have failed lately')
    expect(take()).toEqual(['shop refused true'])
    expect(fleet.state()).toEqual([
      { subgraph: 'shop', waiting: 0, addresses: [{ address: subgraph.url, circuit: 'open', pending: 0 }] },
    ])
  })
})
