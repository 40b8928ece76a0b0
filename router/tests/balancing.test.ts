import { setTimeout as delay } from 'node:timers/promises'
import { OperationTypeNode } from 'graphql'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { newRequestContext } from '../src/request-context.ts'
import { defaultSettings } from '../src/settings.ts'
import { createSubgraphClient } from '../src/subgraphs/subgraph-client.ts'
import { createSubgraphFleet } from '../src/subgraphs/subgraph-fleet.ts'
import { until } from './fixture/follow.ts'
import { serveScripted } from './fixture/scripted-subgraph.ts'
import type { ScriptedSubgraph } from './fixture/scripted-subgraph.ts'
import { startTraffic } from './fixture/start-traffic.ts'
import type { Traffic } from './fixture/start-traffic.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function start(...args: Parameters<typeof startTraffic>): Promise<Traffic> {
  const traffic = await startTraffic(...args)
  stops.push(() => traffic.stop())
  return traffic
}

let count = 0
/** Queries that are all different, so that none joins another. */
function askMany(traffic: Traffic, many: number) {
  return Promise.all(Array.from({ length: many }, () => traffic.ask(`{ hello echo(text: "${(count += 1)}") }`)))
}

/** Asks until the condition holds. */
async function askUntil(traffic: Traffic, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    await askMany(traffic, 3)
    expect(performance.now()).toBeLessThan(deadline)
  }
}

describe('several addresses of a subgraph', () => {
  it('share the work, and a slow one gets less of it', async () => {
    const traffic = await start({}, 3)
    const [slow, ...fast] = traffic.subgraphs as [ScriptedSubgraph, ...ScriptedSubgraph[]]
    for (const one of traffic.subgraphs) {
      const pause = one === slow ? 100 : 5
      one.script = (call) => delay(pause).then(() => call.answer({ hello: 'world', echo: 'heard' }))
    }
    for (let turn = 0; turn < 20; turn += 1) await askMany(traffic, 6)
    expect(traffic.calls()).toBe(120)
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let turn = 0; turn < 20; turn += 1) await askMany(traffic, 1)
      }),
    )
    expect(slow.calls.length).toBeGreaterThan(0)
    for (const one of fast) expect(one.calls.length).toBeGreaterThan(slow.calls.length)
  })

  it('take over what a dead one cannot answer, which is left alone and comes back by itself', async () => {
    const traffic = await start({ subgraphBreakerFailures: 3 }, 3)
    const [dead, ...alive] = traffic.subgraphs as [ScriptedSubgraph, ...ScriptedSubgraph[]]
    await dead.stop()
    for (let turn = 0; turn < 10; turn += 1) {
      for (const { data, errors } of await askMany(traffic, 3)) expect([data['hello'], errors]).toEqual(['world', []])
    }
    expect(alive.map(({ calls }) => calls.length > 10)).toEqual([true, true])
    await until('it is left alone', () => traffic.logged.some((line) => line['circuit'] === 'open'))

    const back = await serveScripted({ port: dead.port })
    stops.push(() => back.stop())
    // The pauses between probes have grown with each one that failed, to five seconds at most.
    await askUntil(traffic, () => back.calls.length > 3)
  })

  it('lose no query in a rolling restart under load', async () => {
    const traffic = await start({}, 3)
    const load = { running: true }
    let answered = 0
    const problems: unknown[] = []
    const clients = Array.from({ length: 8 }, async () => {
      while (load.running) {
        const [answer] = await askMany(traffic, 1)
        answered += 1
        if (answer?.errors.length !== 0 || String(answer.data['hello']) !== 'world') problems.push(answer?.text)
      }
    })
    for (const one of traffic.subgraphs) {
      one.script = (call) => delay(5).then(() => call.answer({ hello: 'world', echo: 'heard' }))
      await delay(100)
      await one.stop()
      await delay(150)
      const again = await serveScripted({ port: one.port })
      again.script = one.script
      stops.push(() => again.stop())
      await until('it has its share again', () => again.calls.length > 3)
    }
    await until('there was load', () => answered > 100)
    load.running = false
    await Promise.all(clients)
    expect(problems).toEqual([])
  })

  it('are ready while one of them is', async () => {
    const traffic = await start({}, 2)
    const ready = async () => (await fetch(`${traffic.url}/health/ready`)).status
    await traffic.subgraphs[0]?.stop()
    expect(await ready()).toBe(200)
    await traffic.subgraphs[1]?.stop()
    expect(await ready()).toBe(503)
  })
})

describe('an address that stands for several hosts', () => {
  it('is resolved as the system does', async () => {
    const traffic = await start({}, 1, ([url = '']) => `dns+${url.replace('127.0.0.1', 'localhost')}`)
    await until('its name is resolved', () => traffic.logged.some((line) => line['host'] === 'localhost'))
    const [answer] = await askMany(traffic, 1)
    expect(answer?.data['hello']).toBe('world')
    expect(traffic.subgraph.calls[0]?.headers.host).toBe(`localhost:${traffic.subgraph.port}`)
  })

  it('is asked at all of them, and changes of the name are followed', async () => {
    const one = await serveScripted({ host: '127.0.0.1' })
    const two = await serveScripted({ host: '127.0.0.2', port: one.port })
    stops.push(
      () => one.stop(),
      () => two.stop(),
    )
    let hosts = ['127.0.0.1', '127.0.0.2']
    let failures = 0
    const log = pino({ level: 'silent' })
    const fleet = createSubgraphFleet({
      given: {},
      settings: { ...defaultSettings(), subgraphDnsMs: 20 },
      resolveHost: async () => {
        if (hosts.length > 0) return hosts
        failures += 1
        throw new Error('no such host')
      },
      log,
    })
    stops.push(() => fleet.stop())
    fleet.update([{ name: 'shop', url: `dns+http://shop.invalid:${one.port}/graphql` }])
    const ask = createSubgraphClient({ fleet, plugins: [], compression: false })
    const hello = { query: '{ hello }', name: null, kind: OperationTypeNode.QUERY, entities: [] }
    const askTimes = async (times: number) => {
      for (let turn = 0; turn < times; turn += 1) {
        const context = newRequestContext({}, new AbortController().signal, log)
        await ask({ subgraph: 'shop', operation: hello, variables: `{"turn":${turn}}`, context })
      }
    }
    const addresses = () => fleet.state()[0]?.addresses.map(({ address }) => new URL(address).hostname)

    await until('both are known', () => addresses()?.length === 2)
    await askTimes(10)
    expect([one.calls.length, two.calls.length]).toEqual([5, 5])

    hosts = ['127.0.0.2']
    await until('the change is followed', () => addresses()?.join() === '127.0.0.2')
    await askTimes(4)
    expect([one.calls.length, two.calls.length]).toEqual([5, 9])

    hosts = []
    await until('the name has failed twice', () => failures >= 2)
    await askTimes(1)
    expect(two.calls).toHaveLength(10)
  })

  it('has the subscriptions of all of them, over server-sent events too, and equal ones at the same', async () => {
    const one = await serveScripted({ host: '127.0.0.1' })
    const two = await serveScripted({ host: '127.0.0.2', port: one.port })
    stops.push(
      () => one.stop(),
      () => two.stop(),
    )
    const log = pino({ level: 'silent' })
    const fleet = createSubgraphFleet({
      given: {},
      settings: { ...defaultSettings(), sseSubgraphs: ['shop'] },
      resolveHost: async () => ['127.0.0.1', '127.0.0.2'],
      log,
    })
    stops.push(() => fleet.stop())
    fleet.update([{ name: 'shop', url: `dns+http://shop.invalid:${one.port}/graphql` }])
    await until('both are known', () => fleet.state()[0]?.addresses.length === 2)
    const events: string[] = []
    for (const host of [one, two]) {
      host.script = ({ response, variables }) => {
        response.setHeader('content-type', 'text/event-stream')
        response.write(`event: next\ndata: ${JSON.stringify({ data: { of: variables['id'] } })}\n\n`)
      }
    }
    const follow = (id: number) =>
      fleet.lane('shop').subscribe(
        {
          query: 'subscription($id: ID) { of(id: $id) }',
          operationName: null,
          variables: { id },
          headers: () => ({}),
          resumeFrom: () => undefined,
        },
        { next: ({ data }) => void events.push(String(data?.['of'])), complete() {}, fail() {} },
      )
    const ids = Array.from({ length: 20 }, (_, id) => id)
    for (const id of [...ids, ...ids]) follow(id)
    await until('all have begun', () => events.length === 40)
    const followedAt = (host: ScriptedSubgraph) =>
      host.calls.map(({ variables }) => Number(variables['id'])).toSorted((a, b) => a - b)
    const [atOne, atTwo] = [followedAt(one), followedAt(two)]
    expect(atOne.length).toBeGreaterThan(0)
    expect(atTwo.length).toBeGreaterThan(0)
    expect(atOne.filter((id) => atTwo.includes(id))).toEqual([])

    // What breaks is opened again at the other.
    await one.stop()
    await until('all are at the other', () => two.calls.length === 40)
    expect(new Set(followedAt(two))).toEqual(new Set(ids))
  })
})
